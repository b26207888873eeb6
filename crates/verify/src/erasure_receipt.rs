//! The receipt of an erasure, judged.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use tlog::receipt::Receipt;
use tlog::{SignedCheckpoint, VerifierKey};

use super::utc::utc;
use super::{kept, unreadable};

/// Says what a receipt says, and whether it counts.
pub(super) fn judge_receipt(note: &str, keys: &[VerifierKey], checkpoints: &[PathBuf]) -> ExitCode {
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
    writeln!(out, "By {}, at {}.", receipt.by, utc(receipt.at))?;
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
