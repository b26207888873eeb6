//! The line of files on their way into a case: one after the other, each with its progress, to be given up or tried
//! again. It goes on when the reader leaves the page.

use domain::documents::{DocumentSummary, SigningObstacle};
use domain::ids::CaseId;
use domain::rules::DOCUMENT_MAX_BYTES;
use domain::{Error, Language};
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use web_sys::{File, FileList, XmlHttpRequest};

use super::send::{Told, send};
use crate::components::toast;
use crate::{texts, texts::office as t};

/// Where a file is on its way.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum State {
    /// Others go first.
    Waiting,
    /// On the wire.
    Sending { percent: u32, seconds_left: Option<u32> },
    /// At the server, being checked and encrypted.
    Storing,
    /// In the case.
    Stored,
    /// In the case, where it can be read but not sent for signature.
    StoredUnsignable(SigningObstacle),
    /// Given up by the reader.
    Cancelled,
    /// Never sent: larger than allowed.
    TooLarge,
    /// Never sent: nothing in it.
    Empty,
    /// Refused by the server, or lost.
    Refused(Error),
}

impl State {
    /// Whether the reader can give it up.
    pub(super) const fn can_cancel(&self) -> bool {
        matches!(self, Self::Waiting | Self::Sending { .. })
    }

    /// Whether it is still on its way.
    pub(super) const fn under_way(&self) -> bool {
        matches!(self, Self::Waiting | Self::Sending { .. } | Self::Storing)
    }

    /// Whether it did not come to rest in the case.
    pub(super) const fn has_failed(&self) -> bool {
        !self.under_way() && !matches!(self, Self::Stored | Self::StoredUnsignable(_))
    }

    /// Whether its line stays until the reader takes it away.
    pub(super) const fn stays(&self) -> bool {
        !self.under_way() && !matches!(self, Self::Stored)
    }

    /// Whether trying again can help.
    pub(super) const fn can_retry(&self) -> bool {
        matches!(
            self,
            Self::Cancelled
                | Self::Refused(
                    Error::Connection | Error::Unavailable | Error::TooManyRequests { .. } | Error::Internal { .. }
                )
        )
    }

    /// In words.
    pub(super) fn words(&self, lang: Language) -> String {
        match self {
            Self::Waiting => t::waiting_turn(lang).to_owned(),
            Self::Sending {
                percent,
                seconds_left: None,
            } => format!("{percent} %"),
            Self::Sending {
                percent,
                seconds_left: Some(left),
            } => format!("{percent} % · {}", t::time_left(lang, *left)),
            Self::Storing => t::storing(lang).to_owned(),
            Self::Stored => t::uploaded(lang).to_owned(),
            Self::StoredUnsignable(obstacle) => {
                t::uploaded_not_signable(lang, texts::problems::not_signable(lang, *obstacle))
            }
            Self::Cancelled => t::upload_cancelled(lang).to_owned(),
            Self::TooLarge => t::too_large(lang, DOCUMENT_MAX_BYTES / 1_000_000),
            Self::Empty => t::empty_file(lang).to_owned(),
            Self::Refused(error) => why_refused(lang, error),
        }
    }
}

/// Why a file was not taken, in words.
pub(super) fn why_refused(lang: Language, error: &Error) -> String {
    match error {
        Error::Connection => t::upload_lost(lang).to_owned(),
        Error::Invalid(fields) if !fields.is_empty() => fields
            .iter()
            .map(|field| texts::problems::problem(lang, field.problem))
            .collect::<Vec<_>>()
            .join(" "),
        error => texts::problems::error(lang, error),
    }
}

/// One file in the line.
#[derive(Clone)]
pub(super) struct Item {
    /// Tells it from the others.
    pub(super) key: u32,
    /// Its name.
    pub(super) name: String,
    /// Where it is.
    pub(super) state: ArcRwSignal<State>,
    file: SendWrapper<File>,
    request: ArcStoredValue<Option<SendWrapper<XmlHttpRequest>>>,
}

/// The line. It does not belong to the page's owner, so that it outlives the page.
#[derive(Clone)]
pub(super) struct Uploads {
    case: CaseId,
    items: ArcRwSignal<Vec<Item>>,
    stored: Callback<DocumentSummary>,
    lang: Language,
}

impl Uploads {
    /// An empty line; `stored` is told of every file that has come to rest in the case.
    pub(super) fn new(case: CaseId, lang: Language, stored: Callback<DocumentSummary>) -> Self {
        Self {
            case,
            items: ArcRwSignal::new(Vec::new()),
            stored,
            lang,
        }
    }

    /// The files in the line.
    pub(super) fn items(&self) -> Vec<Item> {
        self.items.get()
    }

    /// Whether a file is still on its way.
    pub(super) fn under_way(&self) -> bool {
        self.items
            .with_untracked(|items| items.iter().any(|item| item.state.with_untracked(State::under_way)))
    }

    /// Takes files in. What is too large or empty is refused here, before anything is sent.
    pub(super) fn take(&self, files: &FileList) {
        for file in (0..files.length()).filter_map(|index| files.get(index)) {
            let size = file.size();
            let state = if size > limit() {
                State::TooLarge
            } else if size < 1.0 {
                State::Empty
            } else {
                State::Waiting
            };
            self.items.update(|items| {
                let key = items.last().map_or(0, |item| item.key + 1);
                let name = file.name();
                let (state, request) = (ArcRwSignal::new(state), ArcStoredValue::new(None));
                items.push(Item {
                    key,
                    name,
                    state,
                    file: SendWrapper::new(file),
                    request,
                });
            });
        }
        self.go_on();
    }

    /// Gives a file up.
    pub(super) fn cancel(&self, item: &Item) {
        let request = item.request.get_value();
        match request {
            // The state follows when the browser has stopped.
            Some(request) => drop(request.abort()),
            None => item.state.set(State::Cancelled),
        }
        self.go_on();
    }

    /// Puts a file back into the line.
    pub(super) fn retry(&self, item: &Item) {
        item.request.set_value(None);
        item.state.set(State::Waiting);
        self.go_on();
    }

    /// Takes a file's line away; the file itself stays where it is.
    pub(super) fn dismiss(&self, key: u32) {
        self.items.update(|items| items.retain(|item| item.key != key));
    }

    /// Sends the next file, unless one is on the wire.
    fn go_on(&self) {
        let items = self.items.get_untracked();
        let busy = items.iter().any(|item| {
            item.state
                .with_untracked(|state| matches!(state, State::Sending { .. } | State::Storing))
        });
        if busy {
            return;
        }
        let Some(item) = items
            .into_iter()
            .find(|item| item.state.with_untracked(|state| *state == State::Waiting))
        else {
            return;
        };
        item.state.set(State::Sending {
            percent: 0,
            seconds_left: None,
        });
        let (uploads, told_item) = (self.clone(), item.clone());
        let pace = ArcStoredValue::new(None);
        let request = send(self.case, &item.file, move |told| uploads.told(&told_item, &pace, told));
        match request {
            Some(request) => item.request.set_value(Some(SendWrapper::new(request))),
            None => item.state.set(State::Refused(Error::Connection)),
        }
    }

    fn told(&self, item: &Item, pace: &ArcStoredValue<Option<(f64, f64)>>, told: Told) {
        match told {
            Told::Sent { bytes, all, at } => {
                let start = pace.get_value();
                if start.is_none() {
                    pace.set_value(Some((bytes, at)));
                }
                // The end of sending may be told before the last progress.
                if item
                    .state
                    .with_untracked(|state| matches!(state, State::Sending { .. }))
                {
                    item.state.set(State::Sending {
                        percent: percent(bytes, all),
                        seconds_left: left(start, bytes, all, at),
                    });
                }
                return;
            }
            Told::AllSent => {
                item.state.set(State::Storing);
                return;
            }
            Told::Stored(document) => {
                if let Some(obstacle) = document.obstacle {
                    item.state.set(State::StoredUnsignable(obstacle));
                } else {
                    item.state.set(State::Stored);
                    toast(format!("{}: {}", item.name, t::uploaded(self.lang)));
                    self.dismiss(item.key);
                }
                // The page may be gone.
                let _ = self.stored.try_run(*document);
            }
            // The server had all of it: it may be in the case.
            Told::Refused(Error::Connection) if item.state.with_untracked(|state| *state == State::Storing) => {
                item.state.set(State::Refused(Error::Unclear));
            }
            Told::Refused(error) => item.state.set(State::Refused(error)),
            Told::Aborted => item.state.set(State::Cancelled),
        }
        item.request.set_value(None);
        self.go_on();
    }
}

#[expect(clippy::cast_precision_loss, reason = "15 million")]
const fn limit() -> f64 {
    DOCUMENT_MAX_BYTES as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100")]
fn percent(bytes: f64, all: f64) -> u32 {
    if all > 0.0 {
        (bytes / all * 100.0).clamp(0.0, 100.0) as u32
    } else {
        0
    }
}

/// Seconds left at the pace so far; nothing in the first half second, when it would be a guess.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "bounded to an hour"
)]
fn left(start: Option<(f64, f64)>, bytes: f64, all: f64, at: f64) -> Option<u32> {
    let (first, since) = start?;
    let (sent, took) = (bytes - first, at - since);
    (took >= 500.0 && sent > 0.0).then(|| ((all - bytes) / sent * took / 1000.0).clamp(0.0, 3600.0).ceil() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_left_follows_the_pace() {
        assert_eq!(left(None, 10.0, 100.0, 900.0), None);
        assert_eq!(left(Some((0.0, 0.0)), 10.0, 100.0, 100.0), None, "too early to say");
        assert_eq!(left(Some((0.0, 0.0)), 25.0, 100.0, 1000.0), Some(3));
        assert_eq!(left(Some((50.0, 0.0)), 50.0, 100.0, 1000.0), None, "nothing moves");
    }

    #[test]
    fn a_part_of_nothing_is_nothing() {
        assert_eq!(percent(1.0, 0.0), 0);
        assert_eq!(percent(1.0, 3.0), 33);
        assert_eq!(percent(3.0, 3.0), 100);
    }

    #[test]
    fn what_was_refused_for_good_is_not_tried_again() {
        assert!(State::Refused(Error::Connection).can_retry());
        assert!(!State::Refused(Error::invalid("file", domain::Problem::NotAPdf)).can_retry());
        assert!(!State::TooLarge.can_retry());
        assert!(!State::Storing.can_cancel(), "the server may keep it");
    }

    #[test]
    fn what_cannot_be_signed_is_in_the_case_and_says_why_until_it_was_read() {
        let state = State::StoredUnsignable(SigningObstacle::Protected);
        assert!(!state.has_failed() && !state.can_retry() && state.stays());
        for lang in Language::ALL {
            let words = state.words(lang);
            assert!(words.contains(texts::problems::not_signable(lang, SigningObstacle::Protected)));
            assert!(words.starts_with(t::uploaded(lang)));
        }
    }
}
