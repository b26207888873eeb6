//! What the typesetter is told: the job, with times written out and marks sized in points.

use std::collections::BTreeMap;

use serde::Serialize;

use super::ink::{self, Segment};
use crate::certificate::{AddressRecord, AddressSource, CertificateInput, EventRecord, SignerRecord, SigningMethod};
use crate::types::{Caption, FieldContent, Language, StampJob, StampedField};
use crate::utc;

/// The drawing for one page of the document.
#[derive(Debug, Serialize)]
pub(crate) struct OverlayPage {
    /// The page's position, from 0.
    #[serde(skip)]
    pub(crate) index: usize,
    width: f32,
    height: f32,
    fields: Vec<Mark>,
}

/// A filled field in points, from the top left corner of its page.
#[derive(Debug, Serialize)]
struct Mark {
    x: f32,
    y: f32,
    w: f32,
    h: f32,
    #[serde(flatten)]
    content: MarkContent,
    caption: Option<CaptionText>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum MarkContent {
    Ink { segments: Vec<Segment> },
    Typed { text: String },
    Text { text: String },
    Check,
}

#[derive(Debug, Serialize)]
struct CaptionText {
    name: String,
    rest: String,
}

/// The certificate as it is printed.
#[derive(Debug, Serialize)]
pub(crate) struct CertificatePages<'a> {
    language: Language,
    input: &'a CertificateInput,
    sha256_groups: Vec<String>,
    sent_at: String,
    finished_at: String,
    signers: Vec<SignerText<'a>>,
    events: Vec<EventText<'a>>,
}

#[derive(Debug, Serialize)]
struct SignerText<'a> {
    record: &'a SignerRecord,
    typed: bool,
    opened_at: String,
    consented_at: String,
    signed_at: String,
    ip: &'a str,
    direct: bool,
    consent_sha256_groups: Vec<String>,
    consent_language: Language,
    mark: Option<Mark>,
}

#[derive(Debug, Serialize)]
struct EventText<'a> {
    at: String,
    what: &'a str,
    who: &'a str,
    ip: Option<&'a str>,
    direct: bool,
}

/// One drawing for each page that has filled fields, in page order.
pub(crate) fn overlays(job: &StampJob, sizes: &[(f32, f32)]) -> Vec<OverlayPage> {
    let mut pages: BTreeMap<usize, OverlayPage> = BTreeMap::new();
    for field in &job.fields {
        let Some((index, (width, height))) = page_of(field, sizes) else {
            continue;
        };
        let page = pages.entry(index).or_insert_with(|| OverlayPage {
            index,
            width,
            height,
            fields: Vec::new(),
        });
        page.fields.push(mark(field, width, height));
    }
    pages.into_values().collect()
}

/// The certificate with everything written out.
pub(crate) fn certificate<'a>(job: &'a StampJob, sizes: &[(f32, f32)]) -> CertificatePages<'a> {
    let input = &job.certificate;
    let finished = input
        .signers
        .iter()
        .map(|signer| signer.signed_at_ms)
        .max()
        .unwrap_or(input.sent_at_ms);
    CertificatePages {
        language: job.language,
        input,
        sha256_groups: groups(&input.document.sha256),
        sent_at: utc::written(input.sent_at_ms),
        finished_at: utc::written(finished),
        signers: input
            .signers
            .iter()
            .map(|signer| signer_text(signer, job, sizes))
            .collect(),
        events: input.events.iter().map(event_text).collect(),
    }
}

fn page_of(field: &StampedField, sizes: &[(f32, f32)]) -> Option<(usize, (f32, f32))> {
    let index = usize::try_from(field.page).ok()?.checked_sub(1)?;
    Some((index, *sizes.get(index)?))
}

fn mark(field: &StampedField, width: f32, height: f32) -> Mark {
    let content = match &field.content {
        FieldContent::Ink { strokes } => MarkContent::Ink {
            segments: ink::smooth(strokes),
        },
        FieldContent::Typed { text } => MarkContent::Typed { text: text.clone() },
        FieldContent::Date { text } | FieldContent::Text { text } => MarkContent::Text { text: text.clone() },
        FieldContent::Check => MarkContent::Check,
    };
    Mark {
        x: field.area.x * width,
        y: field.area.y * height,
        w: field.area.w * width,
        h: field.area.h * height,
        content,
        caption: field.caption.as_ref().map(caption_text),
    }
}

fn caption_text(caption: &Caption) -> CaptionText {
    let rest = format!("{} · {}", utc::written(caption.signed_at_ms), caption.envelope);
    CaptionText {
        name: caption.name.clone(),
        rest,
    }
}

/// A signer's record with the first mark that is captioned with the signer's name.
fn signer_text<'a>(record: &'a SignerRecord, job: &StampJob, sizes: &[(f32, f32)]) -> SignerText<'a> {
    let is_theirs = |field: &&StampedField| {
        let signs = matches!(field.content, FieldContent::Ink { .. } | FieldContent::Typed { .. });
        signs
            && field
                .caption
                .as_ref()
                .is_some_and(|caption| caption.name == record.name)
    };
    let mark = job.fields.iter().find(is_theirs).and_then(|field| {
        let (_, (width, height)) = page_of(field, sizes)?;
        Some(Mark {
            caption: None,
            ..mark(field, width, height)
        })
    });
    SignerText {
        record,
        typed: record.method == SigningMethod::Typed,
        opened_at: utc::written(record.opened_at_ms),
        consented_at: utc::written(record.consented_at_ms),
        signed_at: utc::written(record.signed_at_ms),
        ip: &record.address.ip,
        direct: is_direct(&record.address),
        consent_sha256_groups: groups(&record.consent.sha256),
        consent_language: record.consent.language,
        mark,
    }
}

fn event_text(event: &EventRecord) -> EventText<'_> {
    EventText {
        at: utc::written(event.at_ms),
        what: &event.what,
        who: &event.who,
        ip: event.address.as_ref().map(|address| address.ip.as_str()),
        direct: event.address.as_ref().is_none_or(is_direct),
    }
}

fn is_direct(address: &AddressRecord) -> bool {
    address.known == AddressSource::Direct
}

/// A fingerprint in groups of eight, which people can compare.
fn groups(hex: &str) -> Vec<String> {
    hex.chars()
        .collect::<Vec<_>>()
        .chunks(8)
        .map(|group| group.iter().collect())
        .collect()
}
