//! The log as people read it: what is sealed in the table, opened.

use backend::audit;
use domain::audit::{LogEntry, LogFilter};
use serde_json::Value;

use crate::support::all;
use crate::support::people::Person;

/// All that somebody may read of the firm's log, newest first.
pub(crate) async fn everything(person: &Person) -> Vec<LogEntry> {
    let (mut entries, mut filter) = (Vec::new(), LogFilter::default());
    loop {
        let page = audit::page(&person.caller, filter.clone(), &all).await.unwrap();
        entries.extend(page.entries);
        match page.next {
            Some(next) => filter.before = Some(next),
            None => return entries,
        }
    }
}

/// What the entries of an event say in these fields, the oldest first. `actor` is who did it; what a field lacks is left out.
pub(crate) async fn told(person: &Person, event: &str, fields: &[&str]) -> String {
    let entries = everything(person).await;
    let told = entries
        .iter()
        .rev()
        .filter(|entry| entry.event.name() == event)
        .map(|entry| {
            let details = serde_json::to_value(&entry.event).unwrap();
            let field = |name: &&str| match &details[*name] {
                _ if *name == "actor" => entry.actor.clone(),
                Value::String(text) => text.clone(),
                Value::Object(personal) => personal["value"].as_str().unwrap_or_default().to_owned(),
                Value::Null => String::new(),
                other => other.to_string(),
            };
            fields.iter().map(field).collect::<Vec<_>>().join(" ")
        });
    told.collect::<Vec<_>>().join(", ")
}
