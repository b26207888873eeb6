//! The half of a sign-in between password and code.

use domain::Error;
use domain::access::{Enrolment, NextStep};
use domain::ids::{AuthenticatorId, ChallengeId, FirmId, RecoveryId, UserId};
use sqlx::types::ipnetwork::IpNetwork;
use vault::{SessionClaims, Token};

use crate::Backend;
use crate::caller::Challenged;
use crate::database::{AuthTx, Conn};
use crate::factors::authenticators;
use crate::failure::Done;
use crate::place::Door;

/// Minutes between password and code.
const MINUTES: i32 = 10;
/// Codes that may be tried on one challenge.
pub(crate) const TRIES: i32 = 5;

/// A challenge that begins: the cookie, and where to go on.
#[derive(Debug)]
pub struct Begun {
    /// The challenge cookie's value.
    pub cookie: String,
    /// Seconds for which it is good.
    pub seconds: i64,
    /// What comes next.
    pub next: NextStep,
}

/// What somebody owes who gave the right password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owed {
    /// Their second factor.
    Factor,
    /// Setting up their first one.
    FirstFactor,
    /// Setting up a new one in place of those that are lost, as two administrators agreed.
    NewFactor(RecoveryId),
}

impl Owed {
    const fn recovery(self) -> Option<RecoveryId> {
        match self {
            Self::NewFactor(recovery) => Some(recovery),
            Self::Factor | Self::FirstFactor => None,
        }
    }
}

/// Begins a challenge for somebody who gave the right password.
pub(crate) async fn begin(
    backend: &Backend,
    door: Door<'_>,
    conn: &mut Conn,
    firm: FirmId,
    user: UserId,
    owed: Owed,
) -> Done<Begun> {
    let id: ChallengeId = backend.new_id();
    let token = Token::generate();
    let app = match owed {
        Owed::Factor => None,
        Owed::FirstFactor | Owed::NewFactor(_) => Some(authenticators::begin_first(backend, conn, firm, user).await?),
    };
    sqlx::query(
        "insert into challenges (firm_id, id, user_id, secret_hash, expires_at, place, address, address_source, device, recovery_id, authenticator_id)
         values ($1, $2, $3, $4, app.now() + make_interval(mins => $5), $6, $7, $8, $9, $10, $11)",
    )
    .bind(firm.0)
    .bind(id.0)
    .bind(user.0)
    .bind(token.sha256().as_slice())
    .bind(MINUTES)
    .bind(door.place.name())
    .bind(door.origin.address.map(IpNetwork::from))
    .bind(door.origin.source.name())
    .bind(&door.origin.device)
    .bind(owed.recovery().map(|recovery| recovery.0))
    .bind(app.map(|app| app.0))
    .execute(conn)
    .await?;
    let now = backend.now().seconds();
    let seconds = i64::from(MINUTES) * 60;
    let claims = SessionClaims {
        session: id.0,
        token,
        issued_at: now,
        expires_at: now + seconds,
    };
    let next = match owed {
        Owed::Factor => NextStep::Code,
        Owed::FirstFactor | Owed::NewFactor(_) => NextStep::SetUpAuthenticator,
    };
    Ok(Begun {
        cookie: backend.jwt.sign(&claims, door.place.challenge()),
        seconds,
        next,
    })
}

/// The account behind an open challenge, with its row locked until the transaction ends.
#[derive(sqlx::FromRow)]
pub(crate) struct OpenChallenge {
    pub(crate) firm_id: uuid::Uuid,
    pub(crate) user_id: uuid::Uuid,
    pub(crate) email: String,
    /// Whether a second factor is owed that is set up; else one is being set up.
    pub(crate) confirmed: bool,
    recovery_id: Option<uuid::Uuid>,
    authenticator_id: Option<uuid::Uuid>,
}

impl OpenChallenge {
    /// Finds the challenge, if it is open: not used, not expired, not tried too often, its person active; at the console an
    /// administrator still, who asks from where it opens.
    /// Those who try codes at the same time queue at its row, so that none is tried beyond the limit.
    pub(crate) async fn find(tx: &mut AuthTx, challenged: &Challenged) -> Done<Self> {
        sqlx::query_as(
            "select u.firm_id, u.id as user_id, u.email, c.recovery_id is null and app.has_second_factor(u.firm_id, u.id) as confirmed, c.recovery_id, c.authenticator_id
             from challenges c
             join users u on u.firm_id = c.firm_id and u.id = c.user_id and u.active
             where c.id = $1 and c.secret_hash = $2 and c.used_at is null and c.expires_at > app.now() and c.attempts < $3
               and c.place = $4
               and (c.place = 'office' or (app.administers(u.role) and app.console_opens_from(c.firm_id, $5)))
             for no key update of c",
        )
        .bind(challenged.id.0)
        .bind(challenged.secret.sha256().as_slice())
        .bind(TRIES)
        .bind(challenged.visitor.place.name())
        .bind(challenged.visitor.origin.address.map(IpNetwork::from))
        .fetch_optional(tx.conn())
        .await?
        .ok_or_else(|| Error::NotSignedIn.into())
    }

    pub(crate) fn firm(&self) -> FirmId {
        FirmId(self.firm_id)
    }

    pub(crate) fn user(&self) -> UserId {
        UserId(self.user_id)
    }

    /// The app that is being set up with this challenge, and with no other.
    pub(crate) fn own_app(&self) -> Option<AuthenticatorId> {
        self.authenticator_id.map(AuthenticatorId)
    }

    /// The recovery that lets a new second factor be set up.
    pub(crate) fn recovery(&self) -> Option<RecoveryId> {
        self.recovery_id.map(RecoveryId)
    }
}

/// What an authenticator app needs. Only for an account without a second factor, or with a recovery that is ready; and to the challenge that
/// it was made for: each shows a secret of its own, and the latest counts.
pub async fn enrolment(challenged: &Challenged) -> Done<Enrolment> {
    let backend = &challenged.visitor.backend;
    let mut tx = challenged.visitor.begin().await?;
    let open = OpenChallenge::find(&mut tx, challenged).await?;
    if open.confirmed {
        return Err(Error::Forbidden.into());
    }
    let app = open.own_app().ok_or(Error::NotSignedIn)?;
    let secret = authenticators::unconfirmed(backend, tx.conn(), open.firm(), open.user(), app)
        .await?
        .ok_or(Error::NotSignedIn)?;
    Ok(authenticators::enrolment(&secret, &open.email))
}
