//! Reading what was given piece by piece, and what becomes of it. Nothing is asked of any server.

use std::sync::Arc;

use domain::Language;
use js_sys::Uint8Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use send_wrapper::SendWrapper;
use tlog::archive::Statement;
use tlog::verify::{ArchiveVerifier, FileVerifier, Report, Trust};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::trust::{Chosen, Whose};
use crate::texts::verify as t;

/// Bytes that are read at once: so few that the page answers in between.
const PIECE: f64 = 131_072.0;

/// Bytes of a file in which a statement says that it is one.
const BEGINNING: f64 = 64.0;

/// Bytes of the entries that are kept for showing: some ten thousand of the usual length, which a phone has room for.
const KEPT: usize = 32 * 1024 * 1024;

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
    /// The file's name, or the names of both.
    pub(super) name: String,
    /// Whose key it was measured by.
    pub(super) whose: Whose,
    /// What the verifier says.
    pub(super) report: Report,
}

/// What is looked at, and how far that is.
#[derive(Clone, Copy)]
pub(super) struct Checked {
    pub(super) step: RwSignal<Step>,
    pub(super) percent: RwSignal<f64>,
    /// A file; or a statement and its archive. Nothing on the server, whose threads would not let go of it.
    files: RwSignal<Option<SendWrapper<Vec<File>>>>,
    /// Which reading counts: an earlier one ends when it sees another number.
    run: StoredValue<u32>,
}

impl Checked {
    pub(super) fn new() -> Self {
        Self {
            step: RwSignal::new(Step::Nothing),
            percent: RwSignal::new(0.0),
            files: RwSignal::new(None),
            run: StoredValue::new(0),
        }
    }

    /// Whether there is a file to check once more.
    pub(super) fn has_file(self) -> bool {
        self.files.with(Option::is_some) && !matches!(self.step.get(), Step::Reading(_))
    }

    /// Checks a file; or a statement together with its archive.
    pub(super) fn check(self, lang: Language, files: Vec<File>, chosen: Chosen) {
        self.files.set(Some(SendWrapper::new(files)));
        self.again(lang, chosen);
    }

    /// Checks the statement that was given together with its archive.
    pub(super) fn add(self, lang: Language, archive: Vec<File>, chosen: Chosen) {
        let statement = self.files.get_untracked().and_then(|files| files.first().cloned());
        self.check(lang, statement.into_iter().chain(archive).collect(), chosen);
    }

    /// Checks the same once more, perhaps by another key.
    pub(super) fn again(self, lang: Language, chosen: Chosen) {
        let Some(files) = self.files.get_untracked() else {
            return;
        };
        let files = files.take();
        self.run.update_value(|run| *run += 1);
        match chosen.trust(lang) {
            Err(why) => self.step.set(Step::Refused(why)),
            Ok((whose, trust)) => {
                self.percent.set(0.0);
                self.step.set(Step::Reading(names(&files)));
                self.begin(lang, files, whose, trust);
            }
        }
    }

    /// Stops reading.
    pub(super) fn cancel(self) {
        self.run.update_value(|run| *run += 1);
        self.step.set(Step::Cancelled);
    }

    fn begin(self, lang: Language, files: Vec<File>, whose: Whose, trust: Trust) {
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
            let read = read(&files, trust, told).await;
            if !counts() {
                return;
            }
            match read {
                Ok(Read::All(report)) => {
                    let name = names(&files);
                    let report = *report;
                    self.step.set(Step::Done(Arc::new(Done { name, whose, report })));
                }
                Ok(Read::Several) => self.step.set(Step::Refused(t::several(lang))),
                Ok(Read::NotWaitedFor) => {}
                Err(_) => self.step.set(Step::Refused(t::unreadable(lang))),
            }
        });
    }
}

fn names(files: &[File]) -> String {
    files.iter().map(File::name).collect::<Vec<_>>().join(", ")
}

/// What came of reading.
enum Read {
    All(Box<Report>),
    /// There are several files, and they are no statement with its archive.
    Several,
    NotWaitedFor,
}

/// Reads what was given, for as long as `told`, which hears which part is done, says that somebody waits for it.
async fn read(files: &[File], trust: Trust, told: impl Fn(f64) -> bool) -> Result<Read, JsValue> {
    let (file, archive) = match files {
        [file] => (file, None),
        [one, other] => match (is_statement(one).await?, is_statement(other).await?) {
            (true, false) => (one, Some(other)),
            (false, true) => (other, Some(one)),
            _ => return Ok(Read::Several),
        },
        _ => return Ok(Read::Several),
    };
    let size = file.size() + archive.map_or(0.0, |archive| archive.size());
    let mut verifier = FileVerifier::new(trust.clone()).keeping(KEPT);
    let waited_for = pieces(file, |piece, done| {
        verifier.bytes(piece);
        told(done / size) && !verifier.is_over()
    });
    if !waited_for.await? && !verifier.is_over() {
        return Ok(Read::NotWaitedFor);
    }
    let report = verifier.finish();
    let (Some(archive), Some(statement)) = (archive, &report.statement) else {
        return Ok(Read::All(Box::new(report)));
    };
    let mut verifier = ArchiveVerifier::new(statement.clone(), trust);
    let waited_for = pieces(archive, |piece, done| {
        verifier.bytes(piece);
        told((file.size() + done) / size)
    });
    Ok(if waited_for.await? {
        Read::All(Box::new(verifier.finish()))
    } else {
        Read::NotWaitedFor
    })
}

/// Hands out a file piece by piece, and how much of it that was, for as long as `take` wants the next; whether it wanted all.
async fn pieces(file: &File, mut take: impl FnMut(&[u8], f64) -> bool) -> Result<bool, JsValue> {
    let (mut at, size) = (0.0, file.size());
    while at < size {
        let end = size.min(at + PIECE);
        let piece = bytes(file, at, end).await?;
        at = end;
        if !take(&piece, at) {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn bytes(file: &File, from: f64, to: f64) -> Result<Vec<u8>, JsValue> {
    let piece = file.slice_with_f64_and_f64(from, to)?;
    let bytes = JsFuture::from(piece.array_buffer()).await?;
    Ok(Uint8Array::new(&bytes).to_vec())
}

/// Whether a file says at its beginning that it is a statement.
async fn is_statement(file: &File) -> Result<bool, JsValue> {
    let begun = bytes(file, 0.0, file.size().min(BEGINNING)).await?;
    Ok(Statement::is_meant(&String::from_utf8_lossy(&begun).replace('\r', "")))
}
