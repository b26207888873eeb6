//! An envelope with all that its page shows to the firm.

use domain::Language;
use domain::audit::{Event, Personal};
use domain::ids::{CaseId, EnvelopeId};
use domain::signing::{Area, EnvelopePage};
use time::OffsetDateTime;

use super::list;
use crate::access::timestamp;
use crate::caller::Caller;
use crate::cases::log_reading;
use crate::failure::{Done, not_found};

#[derive(sqlx::FromRow)]
struct Row {
    case_id: uuid::Uuid,
    case_title: String,
    file_name: String,
    email: String,
    language: String,
    message: String,
    document_sha256: Vec<u8>,
    link_works: bool,
    close_reason: String,
    opened_at: Option<OffsetDateTime>,
    consented_at: Option<OffsetDateTime>,
    signed_at: Option<OffsetDateTime>,
    pages: i32,
    pages_shown: i32,
    furthest_page: i32,
    page: i32,
    x: f32,
    y: f32,
    width: f32,
    height: f32,
}

/// Reads an envelope. Permission: assignment to its case. Stands in the log, once in ten minutes a session.
///
/// # Errors
/// `NotFound` for one that is not there, of another firm, or of a case that is not the caller's: all alike.
pub async fn page(caller: &Caller, envelope: EnvelopeId) -> Done<EnvelopePage> {
    let firm = caller.me.firm;
    let mut tx = caller.begin().await?;
    let row: Option<Row> = sqlx::query_as(
        "select e.case_id, c.title as case_title, d.file_name, s.email, e.language, e.message, e.document_sha256, e.state = 'sent' and e.expires_at > app.now() as link_works, e.close_reason,
           s.opened_at, s.consented_at, s.signed_at, d.pages, cardinality(s.pages_shown) as pages_shown, s.furthest_page,
           f.page, f.x, f.y, f.width, f.height
         from envelopes e
         join cases c on c.firm_id = e.firm_id and c.id = e.case_id
         join documents d on d.firm_id = e.firm_id and d.id = e.document_id
         join signers s on s.firm_id = e.firm_id and s.envelope_id = e.id
         join fields f on f.firm_id = e.firm_id and f.signer_id = s.id
         where e.firm_id = $1 and e.id = $2",
    )
    .bind(firm.0)
    .bind(envelope.0)
    .fetch_optional(tx.conn())
    .await?;
    let Some(row) = row else { return Err(not_found()) };
    let case = CaseId(row.case_id);
    let summary = list(&mut tx, firm, case)
        .await?
        .into_iter()
        .find(|summary| summary.id == envelope)
        .ok_or_else(not_found)?;
    let read = Event::EnvelopeRead {
        case,
        envelope,
        document_name: Personal::of(case, row.file_name),
    };
    log_reading(tx, caller, read).await?;
    Ok(EnvelopePage {
        case,
        case_title: row.case_title,
        summary,
        signer_email: row.email,
        language: Language::from_tag(&row.language).unwrap_or_default(),
        message: row.message,
        area: Area {
            page: u32::try_from(row.page).unwrap_or(1),
            x: row.x,
            y: row.y,
            width: row.width,
            height: row.height,
        },
        document_sha256: vault::digest::hex(&row.document_sha256),
        link_works: row.link_works,
        reason: row.close_reason,
        opened_at: row.opened_at.map(timestamp),
        consented_at: row.consented_at.map(timestamp),
        signed_at: row.signed_at.map(timestamp),
        pages: u32::try_from(row.pages).unwrap_or_default(),
        pages_shown: u32::try_from(row.pages_shown).unwrap_or_default(),
        furthest_page: u32::try_from(row.furthest_page).unwrap_or_default(),
    })
}
