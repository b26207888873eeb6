//! Mailing a signature link to the address on file.

use domain::Language;
use domain::audit::Event;
use domain::ids::SignerId;
use time::PrimitiveDateTime;

use super::{Job, Sent};
use crate::Backend;
use crate::database::Unlogged;
use crate::failure::Done;
use crate::mail::{Invitation, invitation};
use crate::signing::{link_url, open_token};

#[derive(sqlx::FromRow)]
struct Row {
    firm_name: String,
    sender_name: String,
    language: String,
    message: String,
    expires_at: PrimitiveDateTime,
    time_zone: String,
    open: bool,
    signer_id: uuid::Uuid,
    name: String,
    email: String,
    token_sealed: Vec<u8>,
    document_name: String,
    key_version: i32,
    wrapped: Vec<u8>,
}

/// Sends the mail, then notes that it was sent. Killed in between, it is sent again: twice is better than never.
pub(super) async fn run(backend: &Backend, job: &Job, sent: Sent) -> Done<()> {
    let mut tx = job.begin(backend).await?;
    let row: Row = sqlx::query_as(
        "select m.name as firm_name, e.sender_name, e.language, e.message, e.expires_at at time zone m.time_zone as expires_at, m.time_zone,
           e.state = 'sent' and e.expires_at > app.now() as open,
           s.id as signer_id, s.name, s.email, s.token_sealed, d.file_name as document_name, k.version as key_version, k.wrapped
         from envelopes e
         join firms m on m.id = e.firm_id
         join signers s on s.firm_id = e.firm_id and s.envelope_id = e.id
         join documents d on d.firm_id = e.firm_id and d.id = e.document_id
         join firm_keys k on k.firm_id = e.firm_id
         order by k.version desc limit 1",
    )
    .fetch_one(tx.conn())
    .await?;
    if row.open {
        let key = backend.firm_key(job.firm, row.key_version, &row.wrapped)?;
        let token = open_token(&key, job.firm, SignerId(row.signer_id), &row.token_sealed)?;
        let letter = invitation(Invitation {
            language: Language::from_tag(&row.language).unwrap_or_default(),
            firm: row.firm_name,
            sender: row.sender_name,
            signer: row.name,
            address: row.email,
            document: row.document_name,
            message: row.message,
            url: link_url(backend, token.expose()),
            expires_at: row.expires_at,
            time_zone: row.time_zone,
        });
        backend.mailer.send(letter).await?;
        tx.append(&Event::InvitationMailed {
            case: sent.case,
            envelope: sent.envelope,
        })
        .await?;
    }
    job.finish(&mut tx).await?;
    tx.commit_unlogged(Unlogged::JobHousekeeping).await
}
