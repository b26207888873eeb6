//! Recognising and opening a file for reading.

use hayro::hayro_syntax::{LoadPdfError, Pdf};

use crate::error::Refusal;
use crate::types::{MAX_FILE_BYTES, MAX_PAGES};

/// How far into a file its header may stand; readers accept that much of leading rubbish.
const HEADER_WITHIN: usize = 1024;

/// Opens a file for display. It must say that it is a PDF near its beginning, parse, and have 1 to [`MAX_PAGES`] pages.
pub(crate) fn open(file: Vec<u8>) -> Result<Pdf, Refusal> {
    if file.len() > MAX_FILE_BYTES {
        return Err(Refusal::TooLarge);
    }
    let start = &file[..file.len().min(HEADER_WITHIN)];
    if !start.windows(5).any(|window| window == b"%PDF-") {
        return Err(Refusal::NotAPdf);
    }
    let pdf = Pdf::new(file).map_err(|error| match error {
        // A password, or a protection that cannot be read: for the person at the screen both are the same.
        LoadPdfError::Decryption(_) => Refusal::Encrypted,
        LoadPdfError::Invalid => Refusal::Damaged,
    })?;
    match u32::try_from(pdf.pages().len()) {
        Ok(0) => Err(Refusal::Damaged),
        Ok(count) if count <= MAX_PAGES => Ok(pdf),
        _ => Err(Refusal::TooManyPages),
    }
}
