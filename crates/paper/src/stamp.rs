//! Turning a document into its signed copy: marks drawn on its pages, certificate pages behind, data attached.
//!
//! All of it is one incremental update (ISO 32000-1, 7.5.6): the original's bytes stay as they are.

mod append;
mod attach;
mod import;
mod ink;
mod model;
mod overlay;
mod sample;
mod update;

use hayro::hayro_syntax::page::Page;

use crate::error::Refusal;
use crate::types::{Area, MAX_FIELDS, StampJob};
use crate::{open, sha256, typeset};
pub(crate) use model::{CertificatePages, OverlayPage};
use update::Update;

/// Stamps with a made-up signature at that place and a made-up certificate, and reads the outcome: what refuses the real ones
/// later refuses these now.
pub(crate) fn rehearse(file: &[u8], page: u32, area: Area) -> Result<(), Refusal> {
    let copy = stamp(file, &sample::job(file, page, area))?;
    open::open(copy).map(drop)
}

/// The signed copy; it begins with exactly the bytes of `file`.
pub(crate) fn stamp(file: &[u8], job: &StampJob) -> Result<Vec<u8>, Refusal> {
    let pdf = open::open(file.to_vec())?;
    let pages = pdf.pages();
    check(job, pages.len())?;
    if sha256::hex(file) != job.certificate.document.sha256 {
        return Err(Refusal::InvalidJob("the certificate is about another file".into()));
    }
    let mut update = Update::open(file)?;
    if update.pages().len() != pages.len() {
        return Err(Refusal::Damaged);
    }

    let sizes: Vec<(f32, f32)> = pages.iter().map(Page::render_dimensions).collect();
    let overlays = model::overlays(job, &sizes);
    if !overlays.is_empty() {
        let drawn = typeset::overlays(&overlays)?;
        overlay::draw(&mut update, pages, &overlays, &drawn)?;
    }
    append::pages(&mut update, &typeset::certificate(&model::certificate(job, &sizes))?)?;
    attach::certificate(&mut update, job)?;
    update.finish()
}

fn check(job: &StampJob, pages: usize) -> Result<(), Refusal> {
    if job.fields.len() > MAX_FIELDS {
        return Err(Refusal::InvalidJob("too many fields".into()));
    }
    for field in &job.fields {
        if field.page == 0 || usize::try_from(field.page).map_or(true, |page| page > pages) {
            return Err(Refusal::NoSuchPage);
        }
        if !field.is_sound() {
            return Err(Refusal::InvalidJob("a field lies outside its page".into()));
        }
    }
    Ok(())
}
