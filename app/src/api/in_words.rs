//! The log in the reader's words, for files and for searching: see [`backend::audit::InWords`].

use backend::audit::{COLUMNS, InWords, LogKind, PackWords, Told};
use domain::Language;
use domain::audit::{ActorKind, ArchivedUpTo, LogEntry, LogFilter, Words};

use crate::texts::log;

/// What an evidence pack is called, and what it says of itself: in the reader's language first, and in the other for whoever it is handed to.
pub const fn pack(language: Language) -> PackWords {
    PackWords {
        language,
        title: log::file::pack_title,
        guide: pack_guide,
    }
}

fn pack_guide(language: Language, archived: Option<ArchivedUpTo>) -> Vec<String> {
    let mut languages = Language::ALL.to_vec();
    languages.sort_by_key(|other| *other != language);
    let guide = languages.into_iter().flat_map(|language| {
        let archived = archived.map(|archived| log::file::pack_archived(language, archived.number, archived.year));
        log::file::pack_guide(language)
            .map(str::to_owned)
            .into_iter()
            .chain(archived)
    });
    guide.collect()
}

/// In a language, and what is looked for in it.
pub struct Speaker {
    language: Language,
    words: Option<Words>,
}

impl Speaker {
    /// Somebody who speaks a language and looks for what a filter says.
    pub fn new(language: Language, filter: &LogFilter) -> Self {
        Self {
            language,
            words: filter.words().and_then(Words::of),
        }
    }
}

impl InWords for Speaker {
    fn title(&self, log: LogKind, archived: Option<ArchivedUpTo>) -> String {
        let title = match log {
            LogKind::Cases => log::file::title(self.language),
            LogKind::Console => log::console_title(self.language),
        };
        archived.map_or_else(
            || title.to_owned(),
            |gone| log::file::title_since(self.language, title, gone.year + 1),
        )
    }

    fn headings(&self) -> [&'static str; COLUMNS] {
        log::file::headings(self.language)
    }

    fn told(&self, entry: &LogEntry) -> Told {
        let language = self.language;
        let kind = match entry.actor_kind {
            ActorKind::User => log::file::a_user(language),
            ActorKind::Server => log::file::the_server(language),
            ActorKind::Signer => log::a_signer(language),
            ActorKind::Stranger => log::a_stranger(language),
        };
        Told {
            actor: log::actor(language, entry),
            kind: kind.to_owned(),
            what: log::sentence(language, entry),
            source: log::source(language, entry.address_source).to_owned(),
        }
    }

    fn fits(&self, entry: &LogEntry) -> bool {
        let Some(words) = &self.words else { return true };
        words.are_in(&[
            &log::sentence(self.language, entry),
            &log::actor(self.language, entry),
            entry.case_number.as_deref().unwrap_or_default(),
            entry.address.as_deref().unwrap_or_default(),
            &entry.device,
        ])
    }
}

#[cfg(test)]
mod tests {
    use domain::Timestamp;
    use domain::audit::{Event, Personal};
    use domain::ids::CaseId;
    use domain::origin::AddressSource;

    use super::*;

    #[test]
    fn l4_a_pack_says_in_both_languages_what_was_archived() {
        let gone = ArchivedUpTo {
            number: 305,
            year: 2026,
        };
        for language in Language::ALL {
            let words = pack(language);
            let (with, without) = ((words.guide)(language, Some(gone)), (words.guide)(language, None));
            assert_eq!(with.len(), without.len() + Language::ALL.len());
            let said = with.iter().filter(|line| line.contains("305") && line.contains("2026"));
            assert_eq!(said.count(), Language::ALL.len());
        }
    }

    #[test]
    fn l4_a_file_is_called_by_the_year_that_it_begins_with() {
        let gone = ArchivedUpTo {
            number: 305,
            year: 2026,
        };
        let filter = LogFilter::default();
        let called = |language, archived| Speaker::new(language, &filter).title(LogKind::Cases, archived);
        assert_eq!(called(Language::En, None), "Log");
        assert_eq!(called(Language::En, Some(gone)), "Log from 2027");
        assert_eq!(called(Language::Es, Some(gone)), "Bitácora desde 2027");
    }

    #[test]
    fn l5_an_entry_is_found_by_whatever_is_read_of_it() {
        let title: Personal = serde_json::from_str("\"Sucesión Peña\"").unwrap();
        let entry = LogEntry {
            number: 1,
            at: Timestamp(0),
            actor_kind: ActorKind::User,
            actor: "Ana Núñez".to_owned(),
            event: Event::CaseOpened {
                case: serde_json::from_str::<CaseId>("\"00000000-0000-0000-0000-000000000007\"").unwrap(),
                number: "2026-0042".to_owned(),
                title,
            },
            case_number: Some("2026-0042".to_owned()),
            address: Some("203.0.113.7".to_owned()),
            address_source: AddressSource::Direct,
            device: "Firefox/145.0".to_owned(),
        };
        let finds = |language, text: &str| {
            let filter = LogFilter {
                text: Some(text.to_owned()),
                ..LogFilter::default()
            };
            Speaker::new(language, &filter).fits(&entry)
        };
        for text in [
            "sucesion pena",
            "nunez",
            "2026-0042",
            "203.0.113",
            "firefox",
            "",
            "PEÑA ana",
        ] {
            assert!(finds(Language::Es, text) && finds(Language::En, text), "{text}");
        }
        // The sentence is looked at in the reader's language.
        assert!(finds(Language::Es, "abrio el expediente") && !finds(Language::En, "abrio"));
        assert!(finds(Language::En, "opened case") && !finds(Language::Es, "opened"));
        assert!(!finds(Language::Es, "bruno"));
    }
}
