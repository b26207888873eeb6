//! Reading a file once: pages, sizes and text.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::Refusal;
use crate::types::{Inspection, PageInfo};
use crate::{open, sha256, text};

pub(crate) fn inspect(file: &[u8]) -> Result<Inspection, Refusal> {
    let pdf = open::open(file.to_vec())?;
    let mut reader = text::Reader::new();
    let pages = pdf
        .pages()
        .iter()
        .map(|page| {
            let (width, height) = page.render_dimensions();
            // A page whose text cannot be read is still a page.
            let text = catch_unwind(AssertUnwindSafe(|| reader.page_text(page))).unwrap_or_default();
            PageInfo { width, height, text }
        })
        .collect();
    Ok(Inspection {
        sha256: sha256::hex(file),
        pages,
    })
}
