//! Proven entries as the log's pages show them.

use domain::Timestamp;
use domain::audit::{ActorKind, BLACKENED, Event, LogEntry};
use domain::origin::AddressSource;
use serde::Deserialize;
use serde_json::Value;
use tlog::export::Proven;

/// What an actor was called, and from where they asked.
#[derive(Default, Deserialize)]
struct FromWhere {
    name: String,
    address: Option<String>,
    device: String,
}

/// An entry for reading; nothing for one of a kind that this version does not know.
pub(super) fn shown(proven: &Proven) -> Option<LogEntry> {
    let (entry, opened) = (&proven.entry, &proven.opened);
    let actor_kind = ActorKind::from_name(&entry.actor_kind)?;
    let from_where = match &opened.origin {
        Some(value) => serde_json::from_str(&value.json).ok()?,
        None if entry.sealed_origin.is_some() => FromWhere {
            name: BLACKENED.to_owned(),
            ..FromWhere::default()
        },
        None => FromWhere::default(),
    };
    Some(LogEntry {
        number: i64::try_from(entry.number).ok()?,
        at: Timestamp(entry.at.div_euclid(1000)),
        actor_kind,
        actor: from_where.name,
        event: event(proven)?,
        case_number: None,
        address: from_where.address,
        address_source: AddressSource::from_name(&entry.address_source)?,
        device: from_where.device,
    })
}

/// The event with what of it is shown; the rest blackened.
fn event(proven: &Proven) -> Option<Event> {
    let mut details: Value = serde_json::from_str(&proven.entry.details).ok()?;
    for (name, value) in details.as_object_mut()? {
        let Some(sealed) = value.as_object_mut().filter(|fields| fields.contains_key("of")) else {
            continue;
        };
        sealed.retain(|name, _| name == "of");
        let opened = proven.opened.details.get(name);
        let opened = opened.and_then(|opened| serde_json::from_str(&opened.json).ok());
        sealed.insert("value".to_owned(), opened.unwrap_or_default());
    }
    serde_json::from_value(details).ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use domain::Language::En;
    use tlog::merkle::InclusionProof;
    use tlog::{Entry, Opened, OpenedValue, Salt, Sealed};

    use super::*;
    use crate::texts;

    const ID: &str = "00000000-0000-0000-0000-000000000007";

    fn proven(event: &str, details: &str, opened: Opened) -> Proven {
        Proven {
            entry: Entry {
                log: "matterlock/x/cases".parse().unwrap(),
                firm: ID.parse().unwrap(),
                number: 4,
                at: 1_795_356_185_000_999,
                actor_kind: "user".to_owned(),
                actor_id: None,
                event: event.to_owned(),
                case_id: None,
                details: details.to_owned(),
                sealed_origin: Some(Sealed(vec![2])),
                address_source: "direct".to_owned(),
                session_id: None,
                request: String::new(),
            },
            proof: InclusionProof {
                index: 3,
                size: 4,
                hashes: Vec::new(),
            },
            opened,
        }
    }

    fn value(json: &str) -> OpenedValue {
        OpenedValue {
            salt: Salt::new([0; 32]),
            json: json.to_owned(),
        }
    }

    #[test]
    fn l6_what_is_shown_reads_as_in_the_log_and_the_rest_is_blackened() {
        let details = format!(
            "{{\"event\":\"case_opened\",\"case\":\"{ID}\",\"number\":\"2026-1\",\"title\":{{\"of\":\"{ID}\",\"sealed\":\"x\",\"commitment\":\"y\"}}}}"
        );
        let opened = Opened {
            details: BTreeMap::from([("title".to_owned(), value("\"Peña\""))]),
            origin: Some(value(
                "{\"name\":\"Ana\",\"address\":\"203.0.113.7\",\"device\":\"Firefox\"}",
            )),
        };
        let entry = shown(&proven("case_opened", &details, opened)).unwrap();
        assert_eq!(entry.at.rfc3339(), "2026-11-22T14:03:05Z");
        assert_eq!((entry.number, entry.actor.as_str()), (4, "Ana"));
        assert_eq!(entry.address.as_deref(), Some("203.0.113.7"));
        assert!(texts::log::sentence(En, &entry).contains("Peña"));

        let entry = shown(&proven("case_opened", &details, Opened::default())).unwrap();
        assert_eq!(entry.actor, BLACKENED);
        assert!(texts::log::sentence(En, &entry).contains(BLACKENED));
    }

    #[test]
    fn an_entry_of_a_kind_that_is_not_known_is_left_out() {
        let unknown = proven("case_sold", "{\"event\":\"case_sold\"}", Opened::default());
        assert_eq!(shown(&unknown), None);
    }
}
