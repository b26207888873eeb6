//! Signed texts that are no log: recognised by their first line.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use tlog::archive::Statement;
use tlog::receipt::Receipt;

/// The most bytes that such a text has. A longer one is none of ours.
const LONGEST: u64 = 4 << 20;
/// As many as the longest of their first lines has, and its end.
const BEGINNING: u64 = 64;

/// What a file is meant as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SignedText {
    /// The receipt of an erasure.
    Receipt(String),
    /// The statement on an archive.
    Statement(String),
}

/// The file's text, where it is meant as one of them.
pub(super) fn signed_text(file: &Path) -> Result<Option<SignedText>, String> {
    let cannot = |error: io::Error| format!("can't read {}: {error}", file.display());
    let mut begun = Vec::new();
    let mut opened = File::open(file).map_err(cannot)?;
    io::Read::take(&mut opened, BEGINNING)
        .read_to_end(&mut begun)
        .map_err(cannot)?;
    let beginning = String::from_utf8_lossy(&begun).into_owned();
    let kind: fn(String) -> SignedText = if Receipt::is_meant(&beginning) {
        SignedText::Receipt
    } else if Statement::is_meant(&beginning) {
        SignedText::Statement
    } else {
        return Ok(None);
    };
    io::Read::take(&mut opened, LONGEST)
        .read_to_end(&mut begun)
        .map_err(cannot)?;
    Ok(Some(kind(String::from_utf8_lossy(&begun).into_owned())))
}
