//! All that the signer's page shows.

use domain::ids::{DocumentId, EnvelopeId, FieldId, SignerId};
use domain::rules::masked_email;
use domain::signing::{Area, ConsentText, SignerState, SigningView};
use domain::{Error, Language, consent};
use time::OffsetDateTime;

use super::{GRACE_MINUTES, draft_binding, seen_state};
use crate::access::timestamp;
use crate::caller::Signer;
use crate::documents::{Stored, sizes};
use crate::failure::{Done, Failure};

#[derive(sqlx::FromRow)]
struct Row {
    firm_name: String,
    sender_name: String,
    envelope_id: uuid::Uuid,
    signer_id: uuid::Uuid,
    name: String,
    email: String,
    document_id: uuid::Uuid,
    message: String,
    field_id: uuid::Uuid,
    page: i32,
    x: f32,
    y: f32,
    width: f32,
    height: f32,
    envelope_state: String,
    time_is_over: bool,
    signer_state: String,
    language: String,
    expires_at: OffsetDateTime,
    signed_at: Option<OffsetDateTime>,
    draft: Option<Vec<u8>>,
    signed_document_id: Option<uuid::Uuid>,
}

/// Reads the one envelope of the visit.
///
/// # Errors
/// `LinkNotValid` when the visit is over.
pub async fn view(signer: &Signer) -> Done<SigningView> {
    let backend = signer.backend();
    let mut tx = signer.begin().await?;
    let row: Option<Row> = sqlx::query_as(
        "select m.name as firm_name, e.sender_name, e.id as envelope_id, s.id as signer_id, s.name, s.email, e.document_id, e.message,
           f.id as field_id, f.page, f.x, f.y, f.width, f.height, e.state as envelope_state,
           e.expires_at + make_interval(mins => $1) <= app.now() as time_is_over, s.state as signer_state, e.language,
           e.expires_at, s.signed_at, s.draft, e.signed_document_id
         from envelopes e
         join firms m on m.id = e.firm_id
         join signers s on s.firm_id = e.firm_id and s.envelope_id = e.id
         join fields f on f.firm_id = e.firm_id and f.signer_id = s.id",
    )
    .bind(GRACE_MINUTES)
    .fetch_optional(tx.conn())
    .await?;
    let row = row.ok_or(Error::LinkNotValid)?;
    let stored = Stored::find(&mut tx, DocumentId(row.document_id)).await?;
    let draft = match &row.draft {
        None => None,
        Some(sealed) => {
            let plain = stored
                .firm_key(backend)?
                .open(&draft_binding(stored.firm(), SignerId(row.signer_id)), sealed)
                .map_err(|_| Failure::Sealed("draft"))?;
            serde_json::from_slice(&plain).ok()
        }
    };
    let reader = signer.visitor.language();
    Ok(SigningView {
        consent: consent_text(reader, &row.firm_name),
        firm_name: row.firm_name,
        sender_name: row.sender_name,
        envelope: EnvelopeId(row.envelope_id),
        signer_name: row.name,
        signer_email_masked: masked_email(&row.email),
        document_name: stored.file_name.clone(),
        document_sha256: vault::digest::hex(&stored.sha256),
        sizes: sizes(&stored),
        message: row.message,
        field: FieldId(row.field_id),
        area: Area {
            page: u32::try_from(row.page).unwrap_or(1),
            x: row.x,
            y: row.y,
            width: row.width,
            height: row.height,
        },
        state: seen_state(&row.envelope_state, row.time_is_over),
        signer_state: SignerState::from_name(&row.signer_state).unwrap_or(SignerState::Invited),
        language: Language::from_tag(&row.language).unwrap_or_default(),
        expires_at: timestamp(row.expires_at),
        signed_at: row.signed_at.map(timestamp),
        draft,
        copy_ready: row.signed_document_id.is_some(),
    })
}

/// The text to consent to, with the digest that names it.
pub(crate) fn consent_text(language: Language, firm_name: &str) -> ConsentText {
    ConsentText {
        version: consent::VERSION.to_owned(),
        sha256: vault::digest::hex(&vault::digest::sha256(
            consent::canonical(language, firm_name).as_bytes(),
        )),
        paragraphs: consent::paragraphs(language, firm_name),
    }
}
