//! The state of a field that is being filled, and of its signing.

use core::time::Duration;

use domain::Error;
use domain::error::Conflict;
use domain::ids::EnvelopeId;
use domain::signing::{Area, Mark, SigningView};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::autosave::Autosave;
use super::call::call;
use super::key;
use crate::api::visit::Sign;

/// After how long the signer is told that it takes longer than usual, and may try again.
const SLOW: Duration = Duration::from_secs(12);

/// How far signing is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Finish {
    /// Not asked for yet.
    Ready,
    /// On its way.
    Sending,
    /// On its way for longer than usual.
    Slow,
    /// It did not work.
    Failed(Error),
}

/// What came of signing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Signed.
    Signed,
    /// Something else happened first; the page has to ask what.
    Overtaken,
}

/// One field and its signature.
#[derive(Clone, Copy)]
pub(super) struct Filling {
    /// Where the field is.
    pub(super) area: Area,
    /// The field's size in tenths of a point.
    pub(super) size: (f32, f32),
    /// Its width over its height.
    pub(super) aspect: f32,
    /// The signature that stands in the field.
    pub(super) mark: RwSignal<Option<Mark>>,
    /// Whether the sheet to make one is open.
    pub(super) sheet_open: RwSignal<bool>,
    /// Keeps what is being made.
    pub(super) autosave: Autosave,
    /// How far signing is.
    pub(super) finish: RwSignal<Finish>,
    envelope: EnvelopeId,
    restored: StoredValue<Option<Mark>>,
    attempt: StoredValue<u32>,
    outcome: Callback<Outcome>,
}

impl Filling {
    /// Starts from what the page was given; `outcome` is told when signing has ended.
    pub(super) fn new(view: &SigningView, outcome: Callback<Outcome>) -> Self {
        let size = size_of(view);
        Self {
            area: view.area,
            size,
            aspect: size.0 / size.1,
            mark: RwSignal::new(None),
            sheet_open: RwSignal::new(false),
            autosave: Autosave::new(view.draft.is_some()),
            finish: RwSignal::new(Finish::Ready),
            envelope: view.envelope,
            restored: StoredValue::new(view.draft.clone()),
            attempt: StoredValue::new(0),
            outcome,
        }
    }

    /// The draft of an earlier visit. It waits in the sheet until it is used: nobody signs with half a name unseen.
    pub(super) fn restored(self) -> Option<Mark> {
        self.restored.get_value()
    }

    /// Puts a signature into the field and closes the sheet.
    pub(super) fn use_mark(self, mark: Mark) {
        if self.mark.with_untracked(|before| before.as_ref() != Some(&mark)) {
            key::forget(self.envelope);
            self.attempt.update_value(|attempt| *attempt += 1);
            self.finish.set(Finish::Ready);
        }
        self.mark.set(Some(mark));
        self.sheet_open.set(false);
    }

    /// Signs and finishes. Pressed twice it sends once; tried again it sends the same key.
    pub(super) fn sign(self) {
        if self.finish.with_untracked(|finish| *finish == Finish::Sending) {
            return;
        }
        let Some(mark) = self.mark.get_untracked() else { return };
        let Some(key) = key::of_this_attempt(self.envelope) else {
            self.finish.set(Finish::Failed(Error::Unavailable));
            return;
        };
        let Some(attempt) = self.attempt.try_update_value(|attempt| {
            *attempt += 1;
            *attempt
        }) else {
            return;
        };
        self.finish.set(Finish::Sending);
        set_timeout(
            move || {
                if self.is_newest(attempt)
                    && self.finish.try_with_untracked(|finish| *finish == Finish::Sending) == Some(true)
                {
                    self.finish.set(Finish::Slow);
                }
            },
            SLOW,
        );
        self.autosave
            .stop(Callback::new(move |()| self.send(mark.clone(), key.clone(), attempt)));
    }

    fn send(self, mark: Mark, key: String, attempt: u32) {
        // Another mark was chosen, or it was pressed again, while a draft was waited for.
        if !self.is_newest(attempt) {
            return;
        }
        spawn_local(async move {
            let arguments = Sign {
                mark: mark.clone(),
                key,
            };
            match call(&arguments).await {
                Ok(()) => self.end(Outcome::Signed),
                Err(
                    Error::LinkNotValid
                    | Error::Conflict(Conflict::AlreadySigned | Conflict::EnvelopeClosed | Conflict::ConsentMissing),
                ) => self.end(Outcome::Overtaken),
                // The answer of an attempt that was given up says nothing about the newer one.
                Err(error) if self.is_newest(attempt) => {
                    self.autosave.keep(Some(mark));
                    self.finish.try_set(Finish::Failed(error));
                }
                Err(_) => {}
            }
        });
    }

    fn is_newest(self, attempt: u32) -> bool {
        self.attempt.try_get_value() == Some(attempt)
    }

    fn end(self, outcome: Outcome) {
        self.outcome.try_run(outcome);
    }
}

/// The field's size in tenths of a point; of a page that is not there, that of a letter's line.
fn size_of(view: &SigningView) -> (f32, f32) {
    let page = usize::try_from(view.area.page)
        .ok()
        .and_then(|page| view.sizes.get(page.checked_sub(1)?));
    page.map_or((2000.0, 500.0), |page| {
        (
            (view.area.width * page.width * 10.0).max(1.0),
            (view.area.height * page.height * 10.0).max(1.0),
        )
    })
}
