//! Reading the file piece by piece, and what becomes of it. Nothing is asked of any server.

use std::sync::Arc;

use domain::Language;
use js_sys::Uint8Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use tlog::verify::{FileVerifier, Report, Trust};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::trust::{Chosen, Whose};
use crate::texts::verify as t;

/// Bytes that are read at once: so few that the page answers in between.
const PIECE: f64 = 131_072.0;

/// Entries that are shown in words.
const SHOWN: usize = 200;

/// How far it is.
#[derive(Clone)]
pub(super) enum Step {
    /// No file yet.
    Nothing,
    /// What was chosen can't be worked with.
    Refused(&'static str),
    /// The file of this name is being read.
    Reading(String),
    /// The visitor stopped it.
    Cancelled,
    /// All of it was read.
    Done(Arc<Done>),
}

/// What was found.
pub(super) struct Done {
    /// The file's name.
    pub(super) name: String,
    /// Whose key it was measured by.
    pub(super) whose: Whose,
    /// What the verifier says.
    pub(super) report: Report,
}

/// The file that is looked at, and how far that is.
#[derive(Clone, Copy)]
pub(super) struct Checked {
    pub(super) step: RwSignal<Step>,
    pub(super) percent: RwSignal<f64>,
    file: RwSignal<Option<SendWrapper<File>>>,
    /// Which reading counts: an earlier one ends when it sees another number.
    run: StoredValue<u32>,
}

impl Checked {
    pub(super) fn new() -> Self {
        Self {
            step: RwSignal::new(Step::Nothing),
            percent: RwSignal::new(0.0),
            file: RwSignal::new(None),
            run: StoredValue::new(0),
        }
    }

    /// Whether there is a file to check once more.
    pub(super) fn has_file(self) -> bool {
        self.file.with(Option::is_some) && !matches!(self.step.get(), Step::Reading(_))
    }

    /// Checks a file.
    pub(super) fn check(self, lang: Language, file: File, chosen: Chosen) {
        self.file.set(Some(SendWrapper::new(file)));
        self.again(lang, chosen);
    }

    /// Checks the same file, perhaps by another key.
    pub(super) fn again(self, lang: Language, chosen: Chosen) {
        let Some(file) = self.file.get_untracked() else { return };
        self.run.update_value(|run| *run += 1);
        match chosen.trust(lang) {
            Err(why) => self.step.set(Step::Refused(why)),
            Ok((whose, trust)) => {
                self.percent.set(0.0);
                self.step.set(Step::Reading(file.name()));
                self.begin(lang, file.take(), whose, trust);
            }
        }
    }

    /// Stops reading.
    pub(super) fn cancel(self) {
        self.run.update_value(|run| *run += 1);
        self.step.set(Step::Cancelled);
    }

    fn begin(self, lang: Language, file: File, whose: Whose, trust: Trust) {
        let mine = self.run.get_value();
        // Nothing more is told once the page is gone, or another file is looked at.
        let counts = move || self.run.try_get_value() == Some(mine);
        spawn_local(async move {
            let told = |part: f64| {
                if counts() {
                    self.percent.set(part * 100.0);
                }
                counts()
            };
            let read = read(&file, trust, told).await;
            if !counts() {
                return;
            }
            match read {
                Ok(Some(report)) => {
                    let name = file.name();
                    self.step.set(Step::Done(Arc::new(Done { name, whose, report })));
                }
                Ok(None) => {}
                Err(_) => self.step.set(Step::Refused(t::unreadable(lang))),
            }
        });
    }
}

/// Reads a file; nothing where `told`, which hears which part is done, says that nobody waits for it.
async fn read(file: &File, trust: Trust, told: impl Fn(f64) -> bool) -> Result<Option<Report>, JsValue> {
    let mut verifier = FileVerifier::new(trust).keeping(SHOWN);
    let (mut at, size) = (0.0, file.size());
    while at < size && !verifier.is_over() {
        let end = size.min(at + PIECE);
        let piece = file.slice_with_f64_and_f64(at, end)?;
        let bytes = JsFuture::from(piece.array_buffer()).await?;
        verifier.bytes(&Uint8Array::new(&bytes).to_vec());
        at = end;
        if !told(at / size) {
            return Ok(None);
        }
    }
    Ok(Some(verifier.finish()))
}
