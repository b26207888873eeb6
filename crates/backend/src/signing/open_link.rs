//! Opening a link: begins a visit on this device, and uses nothing up. What uses a link up is the signature.

use domain::Error;
use domain::audit::Event;
use domain::ids::{CaseId, EnvelopeId, FirmId, SignerId, SigningSessionId};
use domain::origin::Origin;
use vault::{Audience, SessionClaims, Token};

use super::pasted;

use crate::Backend;
use crate::caller::Visitor;
use crate::database::Conn;
use crate::failure::Done;

/// Hours for which a visit lasts.
const HOURS: i32 = 24;

/// A visit that begins.
#[derive(Debug)]
pub struct Visit {
    /// The visit cookie's value.
    pub cookie: String,
    /// Seconds for which it is good.
    pub seconds: i64,
}

/// Opens a link after a human act.
///
/// # Errors
/// `LinkNotValid` for a link that never was, was used, has expired or was taken back: all alike.
pub async fn open_link(visitor: &Visitor, token: &str) -> Done<Visit> {
    let backend = &visitor.backend;
    let token = pasted(token).ok_or(Error::LinkNotValid)?;
    let mut tx = visitor.begin().await?;
    let opened = begin_visit(backend, tx.conn(), &visitor.origin, &token).await?;
    tx.commit_link(opened.firm, opened.signer, true, opened.event).await?;

    let now = backend.now().seconds();
    let seconds = i64::from(HOURS) * 3600;
    let claims = SessionClaims {
        session: opened.visit.0,
        token: opened.secret,
        issued_at: now,
        expires_at: now + seconds,
    };
    Ok(Visit {
        cookie: backend.jwt.sign(&claims, Audience::Signing),
        seconds,
    })
}

/// A visit whose entry is still to be written.
pub(crate) struct Opened {
    pub(crate) firm: FirmId,
    pub(crate) signer: SignerId,
    pub(crate) secret: Token,
    pub(crate) event: Event,
    visit: SigningSessionId,
}

/// All of opening a link but its entry.
pub(crate) async fn begin_visit(backend: &Backend, conn: &mut Conn, origin: &Origin, token: &Token) -> Done<Opened> {
    let found: Option<(uuid::Uuid, uuid::Uuid, uuid::Uuid, uuid::Uuid)> = sqlx::query_as(
        "select s.firm_id, s.case_id, s.envelope_id, s.id
         from signers s join envelopes e on e.firm_id = s.firm_id and e.id = s.envelope_id
         where s.token_hash = $1 and s.token_used_at is null and s.state in ('invited', 'opened', 'consented')
           and e.state = 'sent' and e.expires_at > app.now()",
    )
    .bind(token.keyed_hash(&backend.token_lookup).as_slice())
    .fetch_optional(&mut *conn)
    .await?;
    let (firm, case, envelope, signer) = found.ok_or(Error::LinkNotValid)?;
    sqlx::query("update signers set state = 'opened', opened_at = app.now() where firm_id = $1 and id = $2 and state = 'invited'")
        .bind(firm)
        .bind(signer)
        .execute(&mut *conn)
        .await?;

    let visit: SigningSessionId = backend.new_id();
    let secret = Token::generate();
    sqlx::query(
        "insert into visits (firm_id, case_id, envelope_id, signer_id, id, secret_hash, expires_at, address, address_source, device)
         values ($1, $2, $3, $4, $5, $6, app.now() + make_interval(hours => $7), $8, $9, $10)",
    )
    .bind(firm)
    .bind(case)
    .bind(envelope)
    .bind(signer)
    .bind(visit.0)
    .bind(secret.sha256().as_slice())
    .bind(HOURS)
    .bind(origin.address.map(sqlx::types::ipnetwork::IpNetwork::from))
    .bind(origin.source.name())
    .bind(&origin.device)
    .execute(conn)
    .await?;
    Ok(Opened {
        firm: FirmId(firm),
        signer: SignerId(signer),
        secret,
        event: Event::LinkOpened {
            case: CaseId(case),
            envelope: EnvelopeId(envelope),
        },
        visit,
    })
}
