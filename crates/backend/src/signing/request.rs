//! Asking for a signature.

use domain::audit::{Event, Personal};
use domain::error::Conflict;
use domain::ids::{EnvelopeId, FieldId, JobId, SignerId};
use domain::rules::{self, EXPIRY_DAYS, Form};
use domain::signing::{Channel, SignatureRequest};
use domain::{Error, Permission, Problem};
use time::OffsetDateTime;

use super::{NewSigner, add_signer};
use crate::access::timestamp;
use crate::caller::Caller;
use crate::documents::{self, Stored};
use crate::failure::{Done, conflict, erased_for_good};

/// Sends a document to a party for signature: freezes its digest, makes the link, and queues the mail if asked to.
/// Permission: assignment and [`Permission::SendForSignature`].
///
/// # Errors
/// `Invalid`, with `NotSignable` on `document` for a file that can be read but not signed, before anybody is asked to sign it.
pub async fn request(caller: &Caller, form: SignatureRequest) -> Done<EnvelopeId> {
    caller.needs(Permission::SendForSignature)?;
    let backend = caller.backend();
    let firm = caller.me.firm;
    let mut tx = caller.begin().await?;
    let stored = Stored::find(&mut tx, form.document).await?;
    let party: Option<(String, String)> =
        sqlx::query_as("select name, email from parties where firm_id = $1 and case_id = $2 and id = $3 for key share")
            .bind(firm.0)
            .bind(stored.case_id)
            .bind(form.party.0)
            .fetch_optional(tx.conn())
            .await?;

    let mut check = Form::new();
    let message = check.text("message", &form.message, rules::TEXT_MAX);
    if !EXPIRY_DAYS.contains(&form.expires_in_days) {
        check.note("expires_in_days", Problem::OutOfRange);
    }
    if !form.area.fits(u32::try_from(stored.pages).unwrap_or_default()) {
        check.note("area", Problem::OutsideThePage);
    }
    match &party {
        None => check.note("party", Problem::Required),
        Some((_, email)) if email.is_empty() => check.note("party", Problem::NotAnEmail),
        Some(_) => {}
    }
    check.finish()?;
    let Some((name, email)) = party else {
        return Err(conflict(Conflict::ChangedMeanwhile));
    };
    // At the very place, and for documents from before this was tried when they came in.
    if let Some(obstacle) = documents::obstacle(backend, &stored.file(backend).await?, form.area).await? {
        return Err(Error::invalid("document", Problem::NotSignable { obstacle }).into());
    }

    let envelope: EnvelopeId = backend.new_id();
    let signer: SignerId = backend.new_id();
    let field: FieldId = backend.new_id();
    let key = stored.firm_key(backend)?;
    let expires_at: OffsetDateTime = sqlx::query_scalar(
        "insert into envelopes (firm_id, case_id, id, document_id, document_sha256, language, message, sent_by, sender_name, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, app.now() + make_interval(days => $10)) returning expires_at",
    )
    .bind(firm.0)
    .bind(stored.case_id)
    .bind(envelope.0)
    .bind(stored.id)
    .bind(&stored.sha256)
    .bind(form.language.tag())
    .bind(&message)
    .bind(caller.me.user.0)
    .bind(&caller.me.name)
    .bind(i32::from(form.expires_in_days))
    .fetch_one(tx.conn())
    .await?;
    let new = NewSigner {
        firm,
        case: stored.case(),
        envelope,
        signer,
        party: Some(form.party),
        name: &name,
        email: &email,
    };
    add_signer(backend, tx.conn(), &key, &new)
        .await
        .map_err(erased_for_good)?;
    sqlx::query(
        "insert into fields (firm_id, case_id, envelope_id, signer_id, id, kind, page, x, y, width, height)
         values ($1, $2, $3, $4, $5, 'signature', $6, $7, $8, $9, $10)",
    )
    .bind(firm.0)
    .bind(stored.case_id)
    .bind(envelope.0)
    .bind(signer.0)
    .bind(field.0)
    .bind(i32::try_from(form.area.page).unwrap_or(1))
    .bind(form.area.x)
    .bind(form.area.y)
    .bind(form.area.width)
    .bind(form.area.height)
    .execute(tx.conn())
    .await?;
    let case = stored.case();
    let asked = Event::EnvelopeSent {
        case,
        envelope,
        document: form.document,
        document_name: Personal::of(case, stored.file_name.clone()),
        document_sha256: vault::digest::hex(&stored.sha256),
        signer,
        signer_name: Personal::of(signer, name),
        expires_at: timestamp(expires_at),
    };
    if form.send_mail {
        let job: JobId = backend.new_id();
        crate::jobs::queue_mail(&mut tx, firm, job, case, envelope).await?;
        // A link is handed over for a request that the log knows already.
        tx.append(&asked).await?;
        tx.commit(Event::LinkHandedOver {
            case,
            envelope,
            channel: Channel::Mail,
        })
        .await?;
    } else {
        tx.commit(asked).await?;
    }
    Ok(envelope)
}
