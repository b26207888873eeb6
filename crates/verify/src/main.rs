//! Verifies an exported log of Matterlock's: a whole one, a part of one, chosen entries with their proofs, or checkpoints; or the receipt of an erasure,
//! or the statement on an archived year with its file. It needs no network, no database and no installation, and judges by the same lines of code as the server and the browser.

mod archive_statement;
mod erasure_receipt;
mod utc;

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use tlog::VerifierKey;
use tlog::verify::{ArchiveVerifier, Contents, FileVerifier, Report, Trust, Verdict, notes_in};

use self::archive_statement::{archive_of, print_statement};
use self::erasure_receipt::print_receipt;
use self::utc::utc;

/// Bytes that are read at once.
const PIECE: usize = 1 << 16;

/// Verifies an exported log of Matterlock's, the receipt of an erasure, or the statement on an archive with the archive beside it.
///
/// Answers with 0 where all of it is proven by a key that you gave, with 1 where something is wrong, with 2 where the file could not be read, and with 3
/// where nothing is wrong but less is proven: without a key of yours, without a checkpoint, or where one that you kept could not be compared.
#[derive(Debug, Parser)]
#[command(name = "matterlock-verify", version)]
struct Arguments {
    /// The exported log, the evidence pack, the checkpoints, the archive or its statement, or the receipt.
    file: PathBuf,
    /// A key that you know to be the installation's, as `server audit key` prints it. Without one, the file is measured by the key that it brings.
    #[arg(long)]
    key: Vec<VerifierKey>,
    /// A file with checkpoints that were kept elsewhere, one signed note after another, or one JSON string a line; of several logs, if it comes so.
    #[arg(long)]
    checkpoints: Vec<PathBuf>,
}

fn main() -> ExitCode {
    let Arguments { file, key, checkpoints } = Arguments::parse();
    match verify(&file, &key, &checkpoints) {
        Ok(report) => {
            // A terminal that has gone away changes nothing of the answer.
            let _gone = print(&report, &mut io::stdout().lock());
            ExitCode::from(answer(report.verdict()))
        }
        Err(error) => unreadable(&error),
    }
}

/// What a verdict is to a program.
const fn answer(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Holds => 0,
        Verdict::Broken | Verdict::NoFile => 1,
        Verdict::HoldsInPart
        | Verdict::NotCompared
        | Verdict::HoldsItself
        | Verdict::WithoutArchive
        | Verdict::Unproven => 3,
    }
}

/// The same to a reader.
const fn words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "Nothing is wrong.",
        Verdict::HoldsInPart => "What is signed holds, and not all of it is signed.",
        Verdict::NotCompared => {
            "What could be compared holds. A checkpoint that you kept could not be: the whole log, exported after it, or the archive of its year can."
        }
        Verdict::HoldsItself => "It agrees with itself, and no more is shown: give the installation's key with --key.",
        Verdict::WithoutArchive => "The statement was signed. What it says is shown only with its archive.",
        Verdict::Unproven => "Nothing of it is proven: no signed checkpoint covers an entry.",
        Verdict::Broken => "This is not what was signed.",
        Verdict::NoFile => "This is no file that can be verified.",
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

/// What there is to say of a file; of the statement on an archived year, together with its archive.
fn verify(file: &Path, keys: &[VerifierKey], checkpoints: &[PathBuf]) -> Result<Report, String> {
    let trust = Trust {
        keys: keys.to_vec(),
        checkpoints: kept(checkpoints)?,
    };
    let mut verifier = FileVerifier::new(trust.clone());
    read(file, |piece| {
        verifier.bytes(piece);
        !verifier.is_over()
    })?;
    let report = verifier.finish();
    let Some(statement) = report.statement else {
        return Ok(report);
    };
    let mut verifier = ArchiveVerifier::new(statement, trust);
    read(&archive_of(file), |piece| {
        verifier.bytes(piece);
        true
    })
    .map_err(|error| format!("{error}: the archive has to lie beside its statement"))?;
    Ok(verifier.finish())
}

/// Reads a file piece by piece, for as long as the next one is wanted.
fn read(file: &Path, mut take: impl FnMut(&[u8]) -> bool) -> Result<(), String> {
    let cannot = |error: io::Error| format!("can't read {}: {error}", file.display());
    let mut opened = File::open(file).map_err(cannot)?;
    let mut piece = vec![0; PIECE];
    loop {
        let read = opened.read(&mut piece).map_err(cannot)?;
        if read == 0 || !take(piece.get(..read).unwrap_or_default()) {
            return Ok(());
        }
    }
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
    let words = words(report.verdict());
    match report.first_bad_entry() {
        Some(number) => writeln!(out, "{words} The first entry that is wrong: {number}."),
        None => writeln!(out, "{words}"),
    }
}

/// What it is of.
fn about(report: &Report, out: &mut impl Write) -> io::Result<()> {
    if report.contents == Some(Contents::Receipt) {
        return report
            .receipt
            .as_ref()
            .map_or(Ok(()), |receipt| print_receipt(receipt, out));
    }
    if let Some(statement) = &report.statement {
        print_statement(statement, out)?;
    }
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
    if matches!(report.contents, Some(Contents::Checkpoints | Contents::Statement)) {
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
