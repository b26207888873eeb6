//! The child's side: confine, read one request, answer, end.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use crate::error::Refusal;
use crate::types::{Confinement, MAX_FILE_BYTES};
use crate::wire::{self, Answer, Request};
use crate::{confine, inspect, probe, render, stamp};

/// The exit code of a child that could not confine itself and therefore read nothing (`EX_NOPERM` of sysexits.h).
pub(crate) const EXIT_UNCONFINED: u8 = 77;
/// The exit code of a child whose request could not be read or answered (`EX_PROTOCOL`).
const EXIT_PROTOCOL: u8 = 76;

/// Serves one request from standard input to standard output.
///
/// Call it first thing in `main`, before any thread is started: confinement holds for the thread that asks for it,
/// so a process that already has others is refused. Nothing is read before the walls stand.
pub fn run_worker() -> ExitCode {
    let Ok(confinement) = confine::confine() else {
        return ExitCode::from(EXIT_UNCONFINED);
    };
    let Ok((request, file)) = wire::decode::<Request>(io::stdin().lock(), MAX_FILE_BYTES) else {
        return ExitCode::from(EXIT_PROTOCOL);
    };
    // A parser's panic must become an answer; nothing of its state is used afterwards.
    let (answer, body) = catch_unwind(AssertUnwindSafe(|| answer(request, file, confinement)))
        .unwrap_or(Err(Refusal::Panicked))
        .unwrap_or_else(|why| (Answer::Refused { why }, Vec::new()));
    match wire::send(io::stdout().lock(), &answer, &body) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(EXIT_PROTOCOL),
    }
}

fn answer(request: Request, file: Vec<u8>, confinement: Confinement) -> Result<(Answer, Vec<u8>), Refusal> {
    Ok(match request {
        Request::Inspect => (
            Answer::Inspected {
                inspection: inspect::inspect(&file)?,
            },
            Vec::new(),
        ),
        Request::RenderPage { page, width } => {
            let image = render::render_page(file, page, width)?;
            (
                Answer::Rendered {
                    width: image.width,
                    height: image.height,
                },
                image.png,
            )
        }
        Request::Stamp { job } => (Answer::Stamped, stamp::stamp(&file, &job)?),
        Request::Rehearse { page, area } => {
            stamp::rehearse(&file, page, area)?;
            (Answer::Rehearsed, Vec::new())
        }
        Request::Confinement => (Answer::Confined { confinement }, Vec::new()),
        Request::Probe { attempt } => match probe::attempt(attempt) {
            Ok(()) => (Answer::ProbeSucceeded, Vec::new()),
            Err(error) => (
                Answer::ProbeRefused {
                    error: error.to_string(),
                },
                Vec::new(),
            ),
        },
    })
}
