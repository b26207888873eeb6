//! Verifies an exported log of Matterlock's: a whole one, a part of one, chosen entries with their proofs, or checkpoints; or the receipt of an erasure. It
//! needs no network, no database and no installation, and judges by the same lines of code as the server and the browser.

mod erasure_receipt;
mod utc;

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use tlog::VerifierKey;
use tlog::verify::{Contents, FileVerifier, Report, Trust, notes_in};

use self::erasure_receipt::{judge_receipt, receipt};
use self::utc::utc;

/// Bytes that are read at once.
const PIECE: usize = 1 << 16;

/// Verifies an exported log of Matterlock's, or the receipt of an erasure.
///
/// Answers with 0 where nothing is wrong, with 1 where something is, and with 2 where the file could not be read.
#[derive(Debug, Parser)]
#[command(name = "matterlock-verify", version)]
struct Arguments {
    /// The exported log, the evidence pack, the checkpoints, or the receipt.
    file: PathBuf,
    /// A key that you know to be the installation's, as `server audit key` prints it. Without one, the file is measured by the key that it brings.
    #[arg(long)]
    key: Vec<VerifierKey>,
    /// A file with checkpoints that were kept elsewhere, one signed note after another, or one JSON string a line.
    #[arg(long)]
    checkpoints: Vec<PathBuf>,
}

fn main() -> ExitCode {
    let Arguments { file, key, checkpoints } = Arguments::parse();
    match receipt(&file) {
        Ok(Some(note)) => return judge_receipt(&note, &key, &checkpoints),
        Ok(None) => {}
        Err(error) => return unreadable(&error),
    }
    match verify(&file, key, &checkpoints) {
        Ok(report) => {
            let clean = report.is_clean();
            // A terminal that has gone away changes nothing of the answer.
            let _gone = print(&report, &mut io::stdout().lock());
            if clean { ExitCode::SUCCESS } else { ExitCode::from(1) }
        }
        Err(error) => unreadable(&error),
    }
}

fn unreadable(error: &str) -> ExitCode {
    let _gone = writeln!(io::stderr(), "matterlock-verify: {error}");
    ExitCode::from(2)
}

/// The checkpoints that were kept elsewhere.
fn kept(checkpoints: &[PathBuf]) -> Result<Vec<String>, String> {
    let mut notes = Vec::new();
    for path in checkpoints {
        let text = std::fs::read_to_string(path).map_err(|error| format!("can't read {}: {error}", path.display()))?;
        let held = notes_in(&text);
        // Nobody is to believe that something was compared.
        if held.is_empty() {
            return Err(format!(
                "{} holds no checkpoint; of a mail, take the attached file, or save its text",
                path.display()
            ));
        }
        notes.extend(held);
    }
    Ok(notes)
}

fn verify(file: &Path, keys: Vec<VerifierKey>, checkpoints: &[PathBuf]) -> Result<Report, String> {
    let mut verifier = FileVerifier::new(Trust {
        keys,
        checkpoints: kept(checkpoints)?,
    });
    let cannot = |error: io::Error| format!("can't read {}: {error}", file.display());
    let mut file = File::open(file).map_err(cannot)?;
    let mut piece = vec![0; PIECE];
    while !verifier.is_over() {
        let read = file.read(&mut piece).map_err(cannot)?;
        if read == 0 {
            break;
        }
        verifier.bytes(piece.get(..read).unwrap_or_default());
    }
    Ok(verifier.finish())
}

fn print(report: &Report, out: &mut impl Write) -> io::Result<()> {
    about(report, out)?;
    for finding in &report.findings {
        writeln!(out, "WRONG  {finding}")?;
    }
    if report.more_findings > 0 {
        writeln!(out, "WRONG  … and {} more.", report.more_findings)?;
    }
    for notice in &report.notices {
        writeln!(out, "note   {notice}")?;
    }
    match report.first_bad_entry() {
        Some(number) => writeln!(
            out,
            "This is not what was signed. The first entry that is wrong: {number}."
        ),
        None if report.is_clean() => writeln!(out, "Nothing is wrong."),
        None => writeln!(out, "This is not what was signed."),
    }
}

/// What it is of.
fn about(report: &Report, out: &mut impl Write) -> io::Result<()> {
    if let Some(log) = &report.log {
        writeln!(out, "Log {log}.")?;
    }
    if let Some(extent) = report.extent {
        writeln!(
            out,
            "Entries {} to {}, from {} to {}.",
            extent.first,
            extent.last,
            utc(extent.from),
            utc(extent.to)
        )?;
    }
    if let Some(case) = report.case {
        writeln!(out, "All of them of the case {case}.")?;
    }
    if let Some(checkpoint) = &report.checkpoint {
        let at = checkpoint.at().map(|at| format!(", signed at {}", utc(at)));
        writeln!(
            out,
            "Newest checkpoint: at entry {}{}.",
            checkpoint.size(),
            at.unwrap_or_default()
        )?;
    }
    if report.contents == Some(Contents::Checkpoints) {
        return Ok(());
    }
    writeln!(
        out,
        "{} entries were read; signed checkpoints prove {} of them.",
        report.entries, report.proven
    )
}

#[cfg(test)]
mod tests;
