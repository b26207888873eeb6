//! L1 and L5: the log as people read, search, follow and take it out.

mod files;
mod filters;
mod readers;
mod searching;

use std::sync::Arc;

use backend::Failure;
use backend::audit::{self, Export, InWords as _};
use domain::audit::{ExportFormat, LogFilter, LogPage};

use crate::support::people::{Firms, Person};
use crate::support::words::Plain;

fn looking_for(text: &str) -> LogFilter {
    LogFilter {
        text: Some(text.to_owned()),
        ..LogFilter::default()
    }
}

async fn search(person: &Person, filter: LogFilter) -> LogPage {
    let plain = Plain::of(&filter);
    audit::page(&person.caller, filter, &|entry| plain.fits(entry))
        .await
        .unwrap()
}

fn names(page: &LogPage) -> Vec<&'static str> {
    page.entries.iter().map(|entry| entry.event.name()).collect()
}

/// How many entries of a kind somebody made, past all rules.
async fn made(firms: &Firms, person: &Person, event: &str) -> i64 {
    let count = format!(
        "select count(*) from matterlock.log_entries where event = '{event}' and actor_id = '{}'",
        person.id()
    );
    firms.world.count(&count).await
}

async fn export(person: &Person, filter: LogFilter, format: ExportFormat) -> Result<Export, Failure> {
    let words = Arc::new(Plain::of(&filter));
    audit::take_out(&person.caller, filter, format, words).await
}

/// The whole file, and in how many pieces it came.
async fn whole(mut export: Export) -> (String, usize) {
    let (mut file, mut pieces) = (Vec::new(), 0);
    while let Some(piece) = export.chunk().await {
        file.extend(piece.unwrap());
        pieces += 1;
    }
    (String::from_utf8(file).unwrap(), pieces)
}

fn rows(file: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(file.strip_prefix('\u{feff}').unwrap().as_bytes());
    let records = reader.records().map(|record| record.unwrap());
    records
        .map(|record| record.iter().map(str::to_owned).collect())
        .collect()
}
