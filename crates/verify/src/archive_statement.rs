//! The statement on an archived year, judged together with the file that it is of, which lies beside it.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use tlog::VerifierKey;
use tlog::archive::{Fingerprint, Statement};
use tlog::verify::Report;

use super::utc::utc;
use super::{print, unreadable, verify};

/// Where the file of a statement lies: beside it, under the same name.
fn archive_of(statement: &Path) -> PathBuf {
    statement.with_extension("jsonl")
}

/// Says what a statement says, whether it counts, and whether the file beside it is the one that it is of.
pub(super) fn judge_statement(path: &Path, note: &str, keys: &[VerifierKey], checkpoints: &[PathBuf]) -> ExitCode {
    let mut out = io::stdout().lock();
    let statement = match Statement::open(note, keys) {
        Ok(statement) => statement,
        Err(error) => {
            let _gone = writeln!(out, "WRONG  {error}.\nThis is not what was signed.");
            return ExitCode::from(1);
        }
    };
    let archive = archive_of(path);
    let own = [statement.key.clone()];
    let (report, file) = match verify(&archive, if keys.is_empty() { &own } else { keys }, checkpoints) {
        Ok(verified) => verified,
        Err(error) => return unreadable(&format!("{error}: the archive has to lie beside its statement")),
    };
    let checked = statement.check(&file, &report);
    // A terminal that has gone away changes nothing of the answer.
    let _gone = tell(&statement, &file, keys.is_empty(), &mut out).and_then(|()| match &checked {
        Ok(()) => print(&report, &mut out),
        Err(error) => judged_wrong(&report, &error.to_string(), &mut out),
    });
    if checked.is_ok() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    }
}

fn judged_wrong(report: &Report, error: &str, out: &mut impl Write) -> io::Result<()> {
    for finding in &report.findings {
        writeln!(out, "WRONG  {finding}")?;
    }
    writeln!(out, "WRONG  {error}.\nThis is not what was signed.")
}

fn tell(statement: &Statement, file: &Fingerprint, keys_from_file: bool, out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "Statement on the year {} of {}, signed at {}.",
        statement.year,
        statement.log,
        utc(statement.at)
    )?;
    writeln!(
        out,
        "Entries {} to {} are in a file with the SHA-256 and length {}.",
        statement.first, statement.last, statement.file
    )?;
    if *file != statement.file {
        writeln!(out, "The file beside it has {file}.")?;
    }
    if keys_from_file {
        writeln!(
            out,
            "note   The statement was measured by the key that it brings itself. Give the installation's with --key."
        )?;
    }
    Ok(())
}
