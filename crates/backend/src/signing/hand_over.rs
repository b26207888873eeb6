//! Handing a link over: the only way in which its secret leaves, and each time stands in the log.

use domain::audit::Event;
use domain::error::Conflict;
use domain::ids::{CaseId, EnvelopeId, JobId, SignerId};
use domain::signing::{Channel, HandedLink};
use domain::{Error, Permission, Problem};
use time::OffsetDateTime;

use super::open_token;
use crate::Backend;
use crate::access::timestamp;
use crate::caller::Caller;
use crate::database::TenantTx;
use crate::failure::{Done, Failure, conflict, not_found};

#[derive(sqlx::FromRow)]
struct OpenEnvelope {
    case_id: uuid::Uuid,
    signer_id: uuid::Uuid,
    token_sealed: Vec<u8>,
    expires_at: OffsetDateTime,
    open: bool,
    key_version: i32,
    wrapped: Vec<u8>,
}

impl OpenEnvelope {
    async fn find(tx: &mut TenantTx, caller: &Caller, envelope: EnvelopeId) -> Done<Self> {
        let found: Option<Self> = sqlx::query_as(
            "select e.case_id, s.id as signer_id, s.token_sealed, e.expires_at,
               e.state = 'sent' and e.expires_at > app.now() as open, k.version as key_version, k.wrapped
             from envelopes e
             join signers s on s.firm_id = e.firm_id and s.envelope_id = e.id
             join firm_keys k on k.firm_id = e.firm_id
             where e.firm_id = $1 and e.id = $2 order by k.version desc limit 1",
        )
        .bind(caller.me.firm.0)
        .bind(envelope.0)
        .fetch_optional(tx.conn())
        .await?;
        let found = found.ok_or_else(not_found)?;
        if found.open {
            Ok(found)
        } else {
            Err(conflict(Conflict::EnvelopeClosed))
        }
    }
}

/// The address of a link.
pub(crate) fn link_url(backend: &Backend, token: &str) -> String {
    format!("{}/sign#{token}", backend.settings.public_url)
}

/// Hands the link over to somebody of the firm. Permission: assignment and [`Permission::SendForSignature`].
///
/// # Errors
/// `Conflict(EnvelopeClosed)` for an envelope that is no longer open. `Invalid` for [`Channel::Mail`]: see [`mail_link`].
pub async fn hand_over(caller: &Caller, envelope: EnvelopeId, channel: Channel) -> Done<HandedLink> {
    caller.needs(Permission::SendForSignature)?;
    if channel == Channel::Mail {
        return Err(Error::invalid("channel", Problem::OutOfRange).into());
    }
    let backend = caller.backend();
    let mut tx = caller.begin().await?;
    let open = OpenEnvelope::find(&mut tx, caller, envelope).await?;
    let key = backend.firm_key(caller.me.firm, open.key_version, &open.wrapped)?;
    let token = open_token(&key, caller.me.firm, SignerId(open.signer_id), &open.token_sealed)?;
    let url = link_url(backend, token.expose());
    let qr_svg = vault::qr::svg(&url).ok_or_else(|| Failure::broken("the link does not fit a QR code"))?;
    tx.commit(Event::LinkHandedOver {
        case: CaseId(open.case_id),
        envelope,
        channel,
    })
    .await?;
    Ok(HandedLink {
        url,
        qr_svg,
        expires_at: timestamp(open.expires_at),
    })
}

/// Queues the mail with the link. Permission: assignment and [`Permission::SendForSignature`].
pub async fn mail_link(caller: &Caller, envelope: EnvelopeId) -> Done<()> {
    caller.needs(Permission::SendForSignature)?;
    let mut tx = caller.begin().await?;
    let open = OpenEnvelope::find(&mut tx, caller, envelope).await?;
    let case = CaseId(open.case_id);
    let job: JobId = caller.backend().new_id();
    crate::jobs::queue_mail(&mut tx, caller.me.firm, job, case, envelope).await?;
    tx.commit(Event::LinkHandedOver {
        case,
        envelope,
        channel: Channel::Mail,
    })
    .await?;
    Ok(())
}
