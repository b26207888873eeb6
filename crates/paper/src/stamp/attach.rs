//! The certificate as data, embedded in the file (ISO 32000-1, 7.11.4; `/AF` of ISO 32000-2, 14.13).

use lopdf::{Dictionary, Object, ObjectId, Stream, StringFormat, dictionary};
use serde::Serialize;

use super::update::Update;
use crate::certificate::CertificateInput;
use crate::error::Refusal;
use crate::types::{Area, FieldContent, Language, StampJob};

/// Most attachments that a file may bring along.
const MAX_ATTACHMENTS: usize = 10_000;

/// The embedded JSON. Strokes are left out: they are drawn on the page, and a copy of them serves only a forger.
#[derive(Serialize)]
struct Embedded<'a> {
    format: &'static str,
    language: Language,
    certificate: &'a CertificateInput,
    fields: Vec<EmbeddedField<'a>>,
}

#[derive(Serialize)]
struct EmbeddedField<'a> {
    page: u32,
    area: Area,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_by: Option<&'a str>,
}

/// Embeds the job's certificate as `certificate-….json`.
pub(super) fn certificate(update: &mut Update, job: &StampJob) -> Result<(), Refusal> {
    let json = serde_json::to_vec_pretty(&embedded(job)).map_err(|_| Refusal::Panicked)?;
    let size = i64::try_from(json.len()).map_err(|_| Refusal::Panicked)?;
    let mut stream = Stream::new(
        dictionary! {
            "Type" => "EmbeddedFile",
            "Subtype" => "application/json",
            "Params" => dictionary! { "Size" => size },
        },
        json,
    );
    stream.compress().map_err(|_| Refusal::Panicked)?;
    let stream_id = update.add(stream)?;

    let catalog_id = update.catalog_id()?;
    let mut catalog = update.dictionary(catalog_id)?;
    let mut names = update.child(&catalog, b"Names");
    let mut attachments = existing(update, update.child(&names, b"EmbeddedFiles"))?;

    let name = free_name(&job.certificate.envelope_short_id, &attachments);
    let file_id = update.add(dictionary! {
        "Type" => "Filespec",
        "F" => Object::string_literal(name.as_str()),
        "UF" => text(&name),
        "Desc" => text(match job.language {
            Language::Es => "Constancia de firma, como datos",
            Language::En => "Certificate of completion, as data",
        }),
        "AFRelationship" => "Data",
        "EF" => dictionary! { "F" => stream_id, "UF" => stream_id },
    })?;
    attachments.push((name.into_bytes(), Object::Reference(file_id)));
    attachments.sort_by(|left, right| left.0.cmp(&right.0));
    let tree: Vec<Object> = attachments
        .into_iter()
        .flat_map(|(name, file)| [Object::String(name, StringFormat::Literal), file])
        .collect();
    names.set("EmbeddedFiles", dictionary! { "Names" => tree });
    catalog.set("Names", names);
    associate(update, &mut catalog, file_id);
    update.put(catalog_id, catalog);
    Ok(())
}

fn embedded(job: &StampJob) -> Embedded<'_> {
    let fields = job.fields.iter().map(|field| {
        let (kind, text) = match &field.content {
            FieldContent::Ink { .. } => ("ink", None),
            FieldContent::Typed { text } => ("typed", Some(text.as_str())),
            FieldContent::Date { text } => ("date", Some(text.as_str())),
            FieldContent::Text { text } => ("text", Some(text.as_str())),
            FieldContent::Check => ("check", None),
        };
        let signed_by = field.caption.as_ref().map(|caption| caption.name.as_str());
        EmbeddedField {
            page: field.page,
            area: field.area,
            kind,
            text,
            signed_by,
        }
    });
    Embedded {
        format: "matterlock-certificate/1",
        language: job.language,
        certificate: &job.certificate,
        fields: fields.collect(),
    }
}

/// All entries of a name tree (ISO 32000-1, 7.9.6), flat.
fn existing(update: &Update, root: Dictionary) -> Result<Vec<(Vec<u8>, Object)>, Refusal> {
    let mut found = Vec::new();
    let mut open = vec![root];
    let mut seen = 0_usize;
    while let Some(node) = open.pop() {
        seen += 1;
        if seen > MAX_ATTACHMENTS || found.len() > MAX_ATTACHMENTS {
            return Err(Refusal::Damaged);
        }
        for kid in array(update, &node, b"Kids") {
            if let Ok(kid) = update
                .resolve(&kid)
                .and_then(|kid| kid.as_dict().map_err(|_| Refusal::Damaged))
            {
                open.push(kid.clone());
            }
        }
        for pair in array(update, &node, b"Names").chunks_exact(2) {
            if let [name, file] = pair
                && let Ok(name) = update
                    .resolve(name)
                    .and_then(|name| name.as_str().map_err(|_| Refusal::Damaged))
            {
                found.push((name.to_vec(), file.clone()));
            }
        }
    }
    Ok(found)
}

fn array(update: &Update, parent: &Dictionary, key: &[u8]) -> Vec<Object> {
    parent
        .get(key)
        .ok()
        .and_then(|value| update.resolve(value).ok())
        .and_then(|value| value.as_array().ok())
        .cloned()
        .unwrap_or_default()
}

fn free_name(envelope: &str, attachments: &[(Vec<u8>, Object)]) -> String {
    let id: String = envelope
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .take(40)
        .collect();
    let base = format!("certificate-{id}");
    let mut name = format!("{base}.json");
    let mut number = 2;
    while attachments.iter().any(|(taken, _)| taken == name.as_bytes()) {
        name = format!("{base}-{number}.json");
        number += 1;
    }
    name
}

fn associate(update: &Update, catalog: &mut Dictionary, file: ObjectId) {
    let mut associated = array(update, catalog, b"AF");
    associated.push(Object::Reference(file));
    catalog.set("AF", associated);
}

/// A text string in UTF-16BE with its byte order mark (ISO 32000-1, 7.9.2.2).
fn text(text: &str) -> Object {
    let bytes = [0xFE, 0xFF]
        .into_iter()
        .chain(text.encode_utf16().flat_map(u16::to_be_bytes))
        .collect();
    Object::String(bytes, StringFormat::Hexadecimal)
}
