//! The statement on an archived year, judged together with the file that it is of, which lies beside it.

use std::fs::File;
use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use tlog::VerifierKey;
use tlog::archive::{Fingerprint, Statement};
use tlog::verify::Report;

use super::utc::utc;
use super::{print, unreadable, verify};

/// The most bytes that a statement has. A longer one is none of ours.
const LONGEST: u64 = 1 << 20;
/// As many as its first line has, and its end.
const BEGINNING: u64 = 64;

/// The file's text, where it is meant as a statement: recognised by its first line.
pub(super) fn statement_in(file: &Path) -> Result<Option<String>, String> {
    let cannot = |error: io::Error| format!("can't read {}: {error}", file.display());
    let mut begun = Vec::new();
    let mut opened = File::open(file).map_err(cannot)?;
    io::Read::take(&mut opened, BEGINNING)
        .read_to_end(&mut begun)
        .map_err(cannot)?;
    if !Statement::is_meant(&String::from_utf8_lossy(&begun)) {
        return Ok(None);
    }
    io::Read::take(&mut opened, LONGEST)
        .read_to_end(&mut begun)
        .map_err(cannot)?;
    Ok(Some(String::from_utf8_lossy(&begun).into_owned()))
}

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
    match (checked.is_ok(), keys.is_empty()) {
        (true, false) => ExitCode::SUCCESS,
        // By the key that it brings itself: whoever has one can sign.
        (true, true) => ExitCode::from(3),
        (false, _) => ExitCode::from(1),
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
