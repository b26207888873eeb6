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
/// How long signing waits for a draft that is on its way.
const PATIENCE: Duration = Duration::from_secs(3);

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
    on_its_way: StoredValue<u32>,
    next: StoredValue<Option<Callback<()>>>,
}

impl Autosave {
    /// `restored` where the draft came with the page.
    pub(super) fn new(restored: bool) -> Self {
        let state = if restored { Saved::FromBefore } else { Saved::Nothing };
        Self {
            state: RwSignal::new(state),
            newest: StoredValue::new((0, None)),
            on_its_way: StoredValue::new(0),
            next: StoredValue::new(None),
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

    /// Stops: it is being signed, so there is nothing to keep any more. Goes on with `next` as soon as no draft is on its
    /// way, because one that arrives after the signature is refused.
    pub(super) fn stop(self, next: Callback<()>) {
        self.state.try_set(Saved::Nothing);
        self.newest.try_update_value(|(number, newest)| {
            *number += 1;
            *newest = None;
        });
        self.next.try_set_value(Some(next));
        if self.on_its_way.try_get_value() == Some(0) {
            self.go_on();
        } else {
            set_timeout(move || self.go_on(), PATIENCE);
        }
    }

    /// What waits for the drafts, once.
    fn go_on(self) {
        if let Some(Some(next)) = self.next.try_update_value(Option::take) {
            next.run(());
        }
    }

    fn later(self, number: u32, wait: Duration) {
        set_timeout(
            move || {
                let draft = self
                    .newest
                    .try_with_value(|(newest, mark)| (*newest == number).then(|| mark.clone()));
                // Something newer is on its way, or the page is gone.
                let Some(Some(Some(mark))) = draft else { return };
                self.on_its_way.try_update_value(|count| *count += 1);
                spawn_local(async move {
                    let answer = call(&SaveDraft { mark }).await;
                    let left = self.on_its_way.try_update_value(|count| {
                        *count -= 1;
                        *count
                    });
                    if left == Some(0) {
                        self.go_on();
                    }
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
