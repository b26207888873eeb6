//! Keeping what was drawn or typed while it is being made, so that a closed tab loses nothing.

use core::time::Duration;

use domain::Error;
use domain::signing::Mark;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::call::call;
use crate::api::visit::SaveDraft;

/// How long the hand must rest before the draft is sent.
const REST: Duration = Duration::from_millis(800);
/// How long to wait after a failure.
const AGAIN: Duration = Duration::from_secs(5);

/// Whether the server has the draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Saved {
    /// There is nothing to keep.
    Nothing,
    /// It came from an earlier visit.
    FromBefore,
    /// On its way.
    Saving,
    /// Kept.
    Kept,
    /// Could not be sent; will be tried again.
    NotYet,
}

/// Sends drafts, the newest only.
#[derive(Clone, Copy)]
pub(super) struct Autosave {
    /// Whether the server has the draft.
    pub(super) state: RwSignal<Saved>,
    newest: StoredValue<(u32, Option<Mark>)>,
}

impl Autosave {
    /// `restored` where the draft came with the page.
    pub(super) fn new(restored: bool) -> Self {
        let state = if restored { Saved::FromBefore } else { Saved::Nothing };
        Self {
            state: RwSignal::new(state),
            newest: StoredValue::new((0, None)),
        }
    }

    /// Keeps a draft once the hand rests. Nothing is kept of what could not be signed with.
    pub(super) fn keep(self, mark: Option<Mark>) {
        let mark = mark.filter(Mark::is_acceptable);
        let empty = mark.is_none();
        let Some(number) = self.newest.try_update_value(|(number, newest)| {
            *number += 1;
            *newest = mark;
            *number
        }) else {
            return;
        };
        self.state.set(if empty { Saved::Nothing } else { Saved::Saving });
        if !empty {
            self.later(number, REST);
        }
    }

    /// Stops: it is being signed, so there is nothing to keep any more.
    pub(super) fn stop(self) {
        self.state.try_set(Saved::Nothing);
        self.newest.try_update_value(|(number, newest)| {
            *number += 1;
            *newest = None;
        });
    }

    fn later(self, number: u32, wait: Duration) {
        set_timeout(
            move || {
                let draft = self
                    .newest
                    .try_with_value(|(newest, mark)| (*newest == number).then(|| mark.clone()));
                // Something newer is on its way, or the page is gone.
                let Some(Some(Some(mark))) = draft else { return };
                spawn_local(async move {
                    let answer = call(&SaveDraft { mark }).await;
                    if self.newest.try_with_value(|(newest, _)| *newest == number) != Some(true) {
                        return;
                    }
                    self.state.try_set(match &answer {
                        Ok(()) => Saved::Kept,
                        // Nothing is kept for what was signed or closed meanwhile, however often it is asked for.
                        Err(Error::Conflict(_) | Error::LinkNotValid) => Saved::Nothing,
                        Err(_) => {
                            self.later(number, AGAIN);
                            Saved::NotYet
                        }
                    });
                });
            },
            wait,
        );
    }
}
