//! Sessions: rows in the database, named by the JWT in the cookie. The row decides, the JWT only names.

use domain::access::{EndReason, Me, SessionState};
use domain::audit::Event;
use domain::ids::{FirmId, SessionId, UserId};
use domain::{Error, Language, Role, Timestamp};
use sqlx::PgConnection;
use sqlx::types::ipnetwork::IpNetwork;
use time::OffsetDateTime;
use vault::{SessionClaims, Token};

use super::device::Device;
use crate::caller::{Caller, SessionProbe, Visitor};
use crate::database::{Account, AuthTx, Unlogged};
use crate::failure::{Done, Failure};

/// A session that begins.
#[derive(Debug)]
pub struct SignedIn {
    /// The session cookie's value.
    pub cookie: String,
    /// Seconds for which it is good at most.
    pub seconds: i64,
    /// The session's row.
    pub session: SessionId,
    /// The device cookie's value.
    pub device: String,
}

/// Starts a session where the person is and ends their other one there: whoever signs in at the same time queues at the person's row,
/// and a partial unique index allows one live session of a kind.
pub(crate) async fn start(
    visitor: &Visitor,
    tx: &mut AuthTx,
    firm: FirmId,
    user: UserId,
    device: &Device,
) -> Done<(SignedIn, u64)> {
    let (backend, origin, place) = (&visitor.backend, &visitor.origin, visitor.place);
    sqlx::query("select 1 from users where firm_id = $1 and id = $2 for no key update")
        .bind(firm.0)
        .bind(user.0)
        .execute(tx.conn())
        .await?;
    let ended = sqlx::query(
        "update sessions set ended_at = app.now(), end_reason = 'elsewhere' where firm_id = $1 and user_id = $2 and kind = $3 and ended_at is null",
    )
    .bind(firm.0)
    .bind(user.0)
    .bind(place.name())
    .execute(tx.conn())
    .await?
    .rows_affected();

    let session: SessionId = backend.new_id();
    let token = Token::generate();
    let settings = &backend.settings;
    sqlx::query(
        "insert into sessions (firm_id, id, user_id, secret_hash, idle_after, expires_at, address, address_source, device, kind)
         values ($1, $2, $3, $4, make_interval(secs => $5), app.now() + make_interval(secs => $6), $7, $8, $9, $10)",
    )
    .bind(firm.0)
    .bind(session.0)
    .bind(user.0)
    .bind(token.sha256().as_slice())
    .bind(f64::from(place.idle_seconds(settings)))
    .bind(f64::from(place.session_seconds(settings)))
    .bind(origin.address.map(IpNetwork::from))
    .bind(origin.source.name())
    .bind(&origin.device)
    .bind(place.name())
    .execute(tx.conn())
    .await?;
    let now = backend.now().seconds();
    let seconds = i64::from(place.session_seconds(settings));
    let claims = SessionClaims {
        session: session.0,
        token,
        issued_at: now,
        expires_at: now + seconds,
    };
    Ok((
        SignedIn {
            cookie: backend.jwt.sign(&claims, place.session()),
            seconds,
            session,
            device: device.cookie(backend),
        },
        ended,
    ))
}

#[derive(sqlx::FromRow)]
struct Known {
    firm_id: uuid::Uuid,
    user_id: uuid::Uuid,
    firm_name: String,
    name: String,
    email: String,
    role: String,
    language: String,
    stale: bool,
}

/// The caller that a session cookie names, if the session lives where its visitor is; the console's only for an administrator, and only
/// from where it opens. `active` counts as activity.
pub async fn identify(probe: &SessionProbe, active: bool) -> Done<Option<Caller>> {
    let mut tx = probe.visitor.begin().await?;
    let known: Option<Known> = sqlx::query_as(
        "select s.firm_id, s.user_id, f.name as firm_name, u.name, u.email, u.role, u.language,
           s.last_seen_at < app.now() - interval '15 seconds' as stale
         from sessions s
         join users u on u.firm_id = s.firm_id and u.id = s.user_id and u.active
         join firms f on f.id = s.firm_id
         where s.id = $1 and s.secret_hash = $2 and s.kind = $3 and s.ended_at is null
           and s.last_seen_at + s.idle_after > app.now() and s.expires_at > app.now()
           and (s.kind = 'office' or (u.role = 'administrator' and app.console_opens_from(s.firm_id, $4)))",
    )
    .bind(probe.session.0)
    .bind(probe.secret.sha256().as_slice())
    .bind(probe.visitor.place.name())
    .bind(probe.visitor.origin.address.map(IpNetwork::from))
    .fetch_optional(tx.conn())
    .await?;
    let Some(known) = known else { return Ok(None) };
    if active && known.stale {
        sqlx::query("update sessions set last_seen_at = app.now() where firm_id = $1 and id = $2 and ended_at is null")
            .bind(known.firm_id)
            .bind(probe.session.0)
            .execute(tx.conn())
            .await?;
        tx.commit_unlogged(Unlogged::SessionTouched).await?;
    }
    let role = Role::from_name(&known.role).ok_or_else(|| Failure::broken("unknown role"))?;
    Ok(Some(Caller {
        visitor: probe.visitor.clone(),
        session: probe.session,
        secret: probe.secret.clone(),
        me: Me {
            user: UserId(known.user_id),
            firm: FirmId(known.firm_id),
            firm_name: known.firm_name,
            name: known.name,
            email: known.email,
            role,
            language: Language::from_tag(&known.language).unwrap_or_default(),
        },
    }))
}

/// How long the session has left, or why it is over. Does not count as activity.
pub async fn session_state(probe: &SessionProbe) -> Done<SessionState> {
    let mut tx = probe.visitor.begin().await?;
    let row: Option<(Option<OffsetDateTime>, Option<String>, f64, f64)> = sqlx::query_as(
        "select ended_at, end_reason,
           extract(epoch from last_seen_at + idle_after - app.now())::float8,
           extract(epoch from expires_at - app.now())::float8
         from sessions where id = $1 and secret_hash = $2",
    )
    .bind(probe.session.0)
    .bind(probe.secret.sha256().as_slice())
    .fetch_optional(tx.conn())
    .await?;
    let Some((ended_at, reason, idle_left, left)) = row else {
        return Ok(SessionState::Ended(EndReason::NeverSignedIn));
    };
    Ok(match (ended_at, reason.as_deref()) {
        (Some(at), Some("elsewhere")) => SessionState::Ended(EndReason::SignedInElsewhere { at: timestamp(at) }),
        (Some(_), Some("signed_out")) => SessionState::Ended(EndReason::SignedOut),
        (Some(_), Some("role_changed")) => SessionState::Ended(EndReason::RoleChanged),
        (Some(_), Some("account_closed")) => SessionState::Ended(EndReason::AccountClosed),
        (Some(_), Some("by_administrator")) => SessionState::Ended(EndReason::ByAdministrator),
        (Some(_), Some("password_changed")) => SessionState::Ended(EndReason::PasswordChanged),
        (Some(_), Some("too_old")) => SessionState::Ended(EndReason::TooOld),
        (Some(_), _) => SessionState::Ended(EndReason::Idle),
        (None, _) if left <= 0.0 => SessionState::Ended(EndReason::TooOld),
        (None, _) if idle_left <= 0.0 => SessionState::Ended(EndReason::Idle),
        (None, _) => SessionState::Live {
            seconds_left: whole_seconds(idle_left.min(left)),
        },
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and a session's length"
)]
fn whole_seconds(seconds: f64) -> u32 {
    seconds.clamp(0.0, f64::from(u32::MAX)).ceil() as u32
}

/// Counts as activity, at once. No entry: see [`Unlogged::SessionTouched`].
pub async fn stay_signed_in(caller: &Caller) -> Done<()> {
    let mut tx = caller.visitor.begin().await?;
    touch(tx.conn(), caller, Factor::AsBefore).await?;
    tx.commit_unlogged(Unlogged::SessionTouched).await
}

/// Whether a second factor was given with what counts as activity.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Factor {
    AsBefore,
    GivenNow,
}

/// Notes activity with the caller's session, if it lives.
///
/// # Errors
/// `NotSignedIn` when it has ended meanwhile.
pub(super) async fn touch(conn: &mut PgConnection, caller: &Caller, factor: Factor) -> Done<()> {
    let touched = sqlx::query(
        "update sessions set last_seen_at = app.now(), factor_at = case when $3 then app.now() else factor_at end
         where id = $1 and secret_hash = $2 and ended_at is null and last_seen_at + idle_after > app.now() and expires_at > app.now()",
    )
    .bind(caller.session.0)
    .bind(caller.secret.sha256().as_slice())
    .bind(factor == Factor::GivenNow)
    .execute(conn)
    .await?
    .rows_affected();
    if touched == 1 {
        Ok(())
    } else {
        Err(Error::NotSignedIn.into())
    }
}

/// Refuses where the second factor was last given in this session more than five minutes ago, and holds the session's row: what
/// the database does not know the caller's session by asks this in the statement's own transaction.
///
/// # Errors
/// `NotSignedIn` when the session has ended meanwhile; `StepUpNeeded`.
pub(super) async fn require_fresh_factor(conn: &mut PgConnection, caller: &Caller) -> Done<()> {
    let fresh: Option<bool> = sqlx::query_scalar(
        "select factor_at > app.now() - interval '5 minutes' from sessions
         where id = $1 and secret_hash = $2 and ended_at is null and last_seen_at + idle_after > app.now() and expires_at > app.now()
         for no key update",
    )
    .bind(caller.session.0)
    .bind(caller.secret.sha256().as_slice())
    .fetch_optional(conn)
    .await?;
    match fresh {
        Some(true) => Ok(()),
        Some(false) => Err(Error::StepUpNeeded.into()),
        None => Err(Error::NotSignedIn.into()),
    }
}

/// Why somebody's sessions end together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    PasswordChanged,
}

impl Ended {
    const fn reason(self) -> &'static str {
        match self {
            Self::PasswordChanged => EndReason::PasswordChanged.name(),
        }
    }
}

/// Ends every session of somebody, of either kind, but `kept`. Gives how many.
pub(super) async fn end_all(
    conn: &mut PgConnection,
    firm: FirmId,
    user: UserId,
    why: Ended,
    kept: Option<SessionId>,
) -> Done<u32> {
    let ended = sqlx::query(
        "update sessions set ended_at = app.now(), end_reason = $3
         where firm_id = $1 and user_id = $2 and ended_at is null and id is distinct from $4",
    )
    .bind(firm.0)
    .bind(user.0)
    .bind(why.reason())
    .bind(kept.map(|session| session.0))
    .execute(conn)
    .await?
    .rows_affected();
    Ok(u32::try_from(ended).unwrap_or(u32::MAX))
}

/// Ends the session in the database: the next request with the same cookie, or a copy of it, is a stranger's.
pub async fn sign_out(caller: &Caller) -> Done<()> {
    let mut tx = caller.visitor.begin().await?;
    let ended = sqlx::query(
        "update sessions set ended_at = app.now(), end_reason = 'signed_out' where id = $1 and secret_hash = $2 and ended_at is null",
    )
    .bind(caller.session.0)
    .bind(caller.secret.sha256().as_slice())
    .execute(tx.conn())
    .await?
    .rows_affected();
    if ended != 1 {
        return Err(Error::NotSignedIn.into());
    }
    let account = Account {
        firm: caller.me.firm,
        user: caller.me.user,
        proven: true,
        session: Some(caller.session),
    };
    tx.commit(account, Event::SignedOut).await?;
    Ok(())
}

/// From the database's type to the one that travels.
pub(crate) fn timestamp(at: OffsetDateTime) -> Timestamp {
    Timestamp(i64::try_from(at.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX))
}
