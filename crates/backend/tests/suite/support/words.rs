//! The log in words that tests know: those of the events themselves.

use backend::audit::{COLUMNS, InWords, LogKind, PackWords, Told};
use domain::Language;
use domain::audit::{ArchivedUpTo, Event, LogEntry, LogFilter, Words};

/// What stands in a pack beside its entries.
pub(crate) fn pack_words() -> PackWords {
    PackWords {
        language: Language::En,
        title: |_| "Evidence",
        guide: |_, archived| {
            let archived = archived.map(|archived| format!("Archived up to {} of {}.", archived.number, archived.year));
            ["Read me first.".to_owned()].into_iter().chain(archived).collect()
        },
    }
}

/// Says events by their stored names, and cases by their titles; looks for what a filter says.
pub(crate) struct Plain(Option<Words>);

impl Plain {
    pub(crate) fn of(filter: &LogFilter) -> Self {
        Self(filter.words().and_then(Words::of))
    }
}

impl InWords for Plain {
    fn title(&self, log: LogKind, archived: Option<ArchivedUpTo>) -> String {
        let log = match log {
            LogKind::Cases => "Log",
            LogKind::Console => "Log of the console",
        };
        archived.map_or_else(|| log.to_owned(), |gone| format!("{log} after {}", gone.year))
    }

    fn headings(&self) -> [&'static str; COLUMNS] {
        ["heading"; COLUMNS]
    }

    fn told(&self, entry: &LogEntry) -> Told {
        let what = match &entry.event {
            Event::CaseOpened { title, .. } => title.to_string(),
            Event::PartyAdded { name, .. } | Event::FilterSaved { name } => name.to_string(),
            other => other.name().to_owned(),
        };
        Told {
            actor: entry.actor.clone(),
            kind: format!("{:?}", entry.actor_kind),
            what,
            source: entry.address_source.name().to_owned(),
        }
    }

    fn fits(&self, entry: &LogEntry) -> bool {
        let told = self.told(entry);
        let parts = [told.what.as_str(), told.actor.as_str(), entry.device.as_str()];
        self.0.as_ref().is_none_or(|words| words.are_in(&parts))
    }
}
