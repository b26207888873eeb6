//! Verifies an exported log of Matterlock's: a whole one, a part of one, or chosen entries with their proofs; or the receipt of an erasure. It needs
//! no network, no database and no installation, and judges by the same lines of code as the server and the browser.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use tlog::receipt::Receipt;
use tlog::verify::{FileVerifier, Report, Trust};
use tlog::{SignedCheckpoint, VerifierKey};

/// Longest line that is read. An entry is far shorter; a file with a longer one is none of ours.
const LONGEST_LINE: u64 = 4 << 20;

/// Verifies an exported log of Matterlock's, or the receipt of an erasure.
///
/// Answers with 0 where nothing is wrong, with 1 where something is, and with 2 where the file could not be read.
#[derive(Debug, Parser)]
#[command(name = "matterlock-verify", version)]
struct Arguments {
    /// The exported file.
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

/// The file's text, where it is meant as a receipt.
fn receipt(file: &Path) -> Result<Option<String>, String> {
    let cannot = |error: io::Error| format!("can't read {}: {error}", file.display());
    let mut begun = Vec::new();
    let mut opened = File::open(file).map_err(cannot)?;
    io::Read::take(&mut opened, tlog::receipt::FORMAT.len() as u64 + 1)
        .read_to_end(&mut begun)
        .map_err(cannot)?;
    if !Receipt::is_meant(&String::from_utf8_lossy(&begun)) {
        return Ok(None);
    }
    io::Read::take(&mut opened, LONGEST_LINE)
        .read_to_end(&mut begun)
        .map_err(cannot)?;
    Ok(Some(String::from_utf8_lossy(&begun).into_owned()))
}

/// Says what a receipt says, and whether it counts.
fn judge_receipt(note: &str, keys: &[VerifierKey], checkpoints: &[PathBuf]) -> ExitCode {
    let notes = match kept(checkpoints) {
        Ok(notes) => notes,
        Err(error) => return unreadable(&error),
    };
    let read = Receipt::open(note, keys)
        .map_err(|error| error.to_string())
        .and_then(|receipt| match contradicted(&receipt, &notes) {
            Some(size) => Err(format!("the checkpoint that was kept at entry {size} has another root")),
            None => Ok(receipt),
        });
    let mut out = io::stdout().lock();
    // A terminal that has gone away changes nothing of the answer.
    let _gone = match &read {
        Ok(receipt) => print_receipt(receipt, keys.is_empty(), &mut out),
        Err(error) => writeln!(out, "WRONG  {error}.\nThis is not what was signed."),
    };
    if read.is_ok() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    }
}

/// The size of a checkpoint of the same size and log that has another root.
fn contradicted(receipt: &Receipt, notes: &[String]) -> Option<u64> {
    let keys = [receipt.key.clone()];
    let kept = notes
        .iter()
        .filter_map(|note| SignedCheckpoint::open(note, &receipt.log, &keys).ok());
    kept.map(|kept| (kept.checkpoint().size(), kept.checkpoint().root()))
        .find(|(size, root)| *size == receipt.proof.size && *root != receipt.root)
        .map(|(size, _)| size)
}

fn print_receipt(receipt: &Receipt, keys_from_file: bool, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "Receipt of the erasure {} in {}.", receipt.erasure, receipt.log)?;
    writeln!(out, "By {}, {} microseconds after 1970.", receipt.by, receipt.at)?;
    writeln!(out, "Ground: {}", receipt.ground)?;
    for (kind, id) in &receipt.erased {
        writeln!(out, "erased {kind:<10} {id}")?;
    }
    if receipt.kept > 0 {
        writeln!(out, "kept   {} signatures, as evidence", receipt.kept)?;
    }
    writeln!(
        out,
        "Entry {} of the log, proven by the checkpoint at {} entries.",
        receipt.entry(),
        receipt.proof.size
    )?;
    if keys_from_file {
        writeln!(
            out,
            "note   The receipt was measured by the key that it brings itself. Give the installation's with --key."
        )?;
    }
    writeln!(out, "Nothing is wrong.")
}

fn kept(checkpoints: &[PathBuf]) -> Result<Vec<String>, String> {
    let mut notes = Vec::new();
    for path in checkpoints {
        let text = std::fs::read_to_string(path).map_err(|error| format!("can't read {}: {error}", path.display()))?;
        notes.extend(notes_of(&text));
    }
    Ok(notes)
}

fn verify(file: &Path, keys: Vec<VerifierKey>, checkpoints: &[PathBuf]) -> Result<Report, String> {
    let mut verifier = FileVerifier::new(Trust {
        keys,
        checkpoints: kept(checkpoints)?,
    });
    let cannot = |error: io::Error| format!("can't read {}: {error}", file.display());
    let mut lines = BufReader::with_capacity(1 << 16, File::open(file).map_err(cannot)?);
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = io::Read::take(&mut lines, LONGEST_LINE)
            .read_until(b'\n', &mut line)
            .map_err(cannot)?;
        if read == 0 {
            break;
        }
        let text = line.strip_suffix(b"\n").unwrap_or(&line);
        verifier.line(&String::from_utf8_lossy(text));
    }
    Ok(verifier.finish())
}

/// Notes one after another, each ending with its signatures and an empty line; or, as an installation keeps them outside its database, one JSON
/// string a line.
fn notes_of(text: &str) -> Vec<String> {
    if text.starts_with('"') {
        return text
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect();
    }
    let mut notes = Vec::new();
    let mut note = String::new();
    let mut signed = false;
    for line in text.lines() {
        let signature = line.starts_with('—');
        if signed && !signature {
            notes.push(std::mem::take(&mut note));
            signed = false;
            if line.is_empty() {
                continue;
            }
        }
        signed |= signature;
        note.push_str(line);
        note.push('\n');
    }
    if signed {
        notes.push(note);
    }
    notes
}

fn print(report: &Report, out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "{} entries were read; signed checkpoints prove {} of them.",
        report.entries, report.proven
    )?;
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

#[cfg(test)]
mod tests;
