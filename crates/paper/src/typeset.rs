//! Setting text and marks into small PDFs of our own, from which the update takes its pages.
//!
//! Everything that people wrote reaches the typesetter as JSON data and is never part of its source, so that no name
//! or title can carry markup.

mod fonts;
mod legible;
mod world;

use lopdf::Document;
use serde::Serialize;
use serde_json::Value;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, pdf};

use crate::error::Refusal;
use crate::stamp::{CertificatePages, OverlayPage};
use world::DataWorld;

const OVERLAY: &str = concat!(include_str!("typeset/marks.typ"), include_str!("typeset/overlay.typ"));
const CERTIFICATE: &str = concat!(
    include_str!("typeset/marks.typ"),
    include_str!("typeset/certificate.typ")
);

/// One page for each of `pages`, of the same size, with nothing but the marks on it.
pub(crate) fn overlays(pages: &[OverlayPage]) -> Result<Document, Refusal> {
    set(OVERLAY, pages, |_, _| {})
}

/// The certificate pages.
pub(crate) fn certificate(pages: &CertificatePages<'_>) -> Result<Document, Refusal> {
    set(CERTIFICATE, pages, |data, replaced| {
        data["has_code_points"] = replaced.into();
    })
}

/// Sets `data`; `tell` puts into it whether something in it had to be written as code points.
fn set(
    template: &str,
    data: &(impl Serialize + ?Sized),
    tell: impl FnOnce(&mut Value, bool),
) -> Result<Document, Refusal> {
    let mut data = serde_json::to_value(data).map_err(|_| Refusal::Panicked)?;
    let replaced = legible::make(&mut data);
    tell(&mut data, replaced);
    let data = serde_json::to_vec(&data).map_err(|_| Refusal::Panicked)?;
    let world = DataWorld::new(template, data);
    let document: PagedDocument = typst::compile(&world)
        .output
        .map_err(|errors| typesetting_failed(&errors))?;
    // Pages are taken out one by one; a structure tree for them alone could not come along.
    let options = PdfOptions {
        tagged: false,
        ..PdfOptions::default()
    };
    let bytes = pdf(&document, &options).map_err(|errors| typesetting_failed(&errors))?;
    Document::load_mem(&bytes).map_err(|_| Refusal::Panicked)
}

/// Says why, since the template is ours and a failure is our mistake.
fn typesetting_failed(errors: &[typst::diag::SourceDiagnostic]) -> Refusal {
    let why = errors
        .first()
        .map_or_else(String::new, |error| error.message.to_string());
    Refusal::InvalidJob(format!("typesetting failed: {why}"))
}
