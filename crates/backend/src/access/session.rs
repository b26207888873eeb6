//! Sessions: rows in the database, named by the JWT in the cookie. The row decides, the JWT only names.

use domain::access::{EndReason, Me, SessionState};
use domain::audit::Event;
use domain::ids::{FirmId, SessionId, UserId};
use domain::origin::AddressSource;
use domain::sessions::{HowEnded, Place};
use domain::{Error, Language, Role, Timestamp};
use sqlx::types::ipnetwork::IpNetwork;
use time::OffsetDateTime;
use vault::{SessionClaims, Token};

use super::device::Device;
use super::trust::{Standing, TrustCookie};
use crate::Backend;
use crate::caller::{Caller, SessionProbe};
use crate::database::{Account, Conn, Unlogged};
use crate::failure::{Done, Failure};
use crate::place::Door;

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
    /// The cookie of a device that is trusted from now on.
    pub trust: Option<TrustCookie>,
    /// What the person is led to first.
    pub after: AfterSignIn,
}

/// What somebody who has just signed in is led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterSignIn {
    /// Where they were going.
    Work,
    /// They have just set up their first second factor: recovery codes come next.
    MakeRecoveryCodes,
    /// They came in with a recovery code: what they lost is to be replaced.
    MendFactors,
    /// Their firm asks for a passkey, and they have none yet.
    AddPasskey,
}

/// Whose session begins, where and how.
#[derive(Clone, Copy)]
pub(crate) struct Beginning<'a> {
    pub(crate) door: Door<'a>,
    pub(crate) firm: FirmId,
    pub(crate) user: UserId,
    pub(crate) standing: Standing,
}

/// A session's row that was written, and what its cookie says.
pub(crate) struct Begun {
    pub(crate) session: SessionId,
    pub(crate) cookie: String,
    pub(crate) seconds: i64,
    /// How many others it ended.
    pub(crate) ended: u64,
}

/// Begins a session at a door and ends the person's other one there: whoever signs in at the same time queues at the person's row,
/// and a partial unique index allows one live session of a kind. It lasts as long as the firm allows, or as the device is trusted.
pub(crate) async fn begin(backend: &Backend, conn: &mut Conn, beginning: Beginning<'_>) -> Done<Begun> {
    let Beginning {
        door: Door { place: door, origin },
        firm,
        user,
        standing,
    } = beginning;
    sqlx::query("select 1 from users where firm_id = $1 and id = $2 for no key update")
        .bind(firm.0)
        .bind(user.0)
        .execute(&mut *conn)
        .await?;
    let session: SessionId = backend.new_id();
    // One that has ended by itself and was not swept yet, ended by itself.
    let ended = sqlx::query(
        "update sessions set ended_at = app.now(),
           end_reason = case when expires_at <= app.now() then 'too_old' when last_seen_at + idle_after <= app.now() then 'idle' else 'elsewhere' end,
           ended_by = $3
         where firm_id = $1 and user_id = $2 and kind = $4 and ended_at is null",
    )
    .bind(firm.0)
    .bind(user.0)
    .bind(session.0)
    .bind(door.name())
    .execute(&mut *conn)
    .await?
    .rows_affected();

    let token = Token::generate();
    let settings = &backend.settings;
    let device = match standing {
        Standing::Untrusted => None,
        Standing::Trusted(device) => Some(device.0),
    };
    let seconds: f64 = sqlx::query_scalar(
        "insert into sessions (firm_id, id, user_id, secret_hash, idle_after, expires_at, address, address_source, device, trusted_device_id, kind)
         select p.firm_id, $2, $3, $4, make_interval(secs => $5),
           coalesce(d.trusted_until, app.now() + least(make_interval(secs => $6), make_interval(hours => p.untrusted_hours))),
           $7, $8, $9, d.id, $11
         from firm_policies p left join trusted_devices d on d.firm_id = p.firm_id and d.id = $10
         where p.firm_id = $1
         returning extract(epoch from expires_at - app.now())::float8",
    )
    .bind(firm.0)
    .bind(session.0)
    .bind(user.0)
    .bind(token.sha256().as_slice())
    .bind(f64::from(door.idle_seconds(settings)))
    .bind(f64::from(door.session_seconds(settings)))
    .bind(origin.address.map(IpNetwork::from))
    .bind(origin.source.name())
    .bind(&origin.device)
    .bind(device)
    .bind(door.name())
    .fetch_optional(conn)
    .await?
    .ok_or_else(|| Failure::broken("a firm without policies"))?;
    let seconds = whole(seconds);
    Ok(Begun {
        session,
        cookie: cookie(backend, door, session, token, seconds),
        seconds,
        ended,
    })
}

/// What the browser is given to name its session by, for as many seconds as that has left.
fn cookie(backend: &Backend, door: crate::place::Place, session: SessionId, token: Token, seconds: i64) -> String {
    let issued_at = backend.now().seconds();
    let claims = SessionClaims {
        session: session.0,
        token,
        issued_at,
        expires_at: issued_at + seconds,
    };
    backend.jwt.sign(&claims, door.session())
}

impl Begun {
    /// With the cookies of the device that it runs on.
    pub(super) fn on(self, backend: &Backend, device: &Device, trust: Option<TrustCookie>) -> SignedIn {
        SignedIn {
            cookie: self.cookie,
            seconds: self.seconds,
            session: self.session,
            device: device.cookie(backend),
            trust,
            after: AfterSignIn::Work,
        }
    }
}

/// Full seconds of what is left of at most some days.
#[expect(clippy::cast_possible_truncation, reason = "between 0 and a trust's length")]
pub(super) fn whole(seconds: f64) -> i64 {
    seconds.floor() as i64
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
    needs_passkey: bool,
}

/// The caller that a session cookie names, if the session lives where its visitor is; the console's only for an administrator, and only
/// from where it opens. `active` counts as activity.
pub async fn identify(probe: &SessionProbe, active: bool) -> Done<Option<Caller>> {
    let mut tx = probe.visitor.begin().await?;
    let known: Option<Known> = sqlx::query_as(
        "select s.firm_id, s.user_id, f.name as firm_name, u.name, u.email, u.role, u.language,
           s.last_seen_at < app.now() - interval '15 seconds' as stale,
           s.kind = 'office' and app.needs_passkey(s.firm_id, s.user_id) as needs_passkey
         from sessions s
         join users u on u.firm_id = s.firm_id and u.id = s.user_id and u.active
         join firms f on f.id = s.firm_id
         where s.id = $1 and app.names_session(s, $2) and s.kind = $3 and s.ended_at is null
           and s.last_seen_at + s.idle_after > app.now() and s.expires_at > app.now() and app.let_in(s.firm_id, s.user_id)
           and (s.kind = 'office' or (app.administers(u.role) and app.console_opens_from(s.firm_id, $4)))",
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
            needs_passkey: known.needs_passkey,
        },
    }))
}

/// What is asked of a session.
#[derive(sqlx::FromRow)]
struct State {
    ended_at: Option<OffsetDateTime>,
    end_reason: Option<String>,
    idle_left: f64,
    left: f64,
    address: Option<IpNetwork>,
    address_source: Option<String>,
    device: Option<String>,
}

/// How long the session has left, or why it is over. Does not count as activity.
pub async fn session_state(probe: &SessionProbe) -> Done<SessionState> {
    let mut tx = probe.visitor.begin().await?;
    state_of(tx.conn(), probe.session, &probe.secret).await
}

/// The state of the session with this secret: nobody else learns anything of it.
pub(crate) async fn state_of(conn: &mut Conn, session: SessionId, secret: &Token) -> Done<SessionState> {
    let row: Option<State> = sqlx::query_as(
        "select s.ended_at, s.end_reason,
           extract(epoch from s.last_seen_at + s.idle_after - app.now())::float8 as idle_left,
           extract(epoch from s.expires_at - app.now())::float8 as left,
           n.address, n.address_source, n.device
         from sessions s left join sessions n on n.firm_id = s.firm_id and n.id = s.ended_by and n.user_id = s.user_id
         where s.id = $1 and app.names_session(s, $2)",
    )
    .bind(session.0)
    .bind(secret.sha256().as_slice())
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else {
        return Ok(SessionState::Ended(EndReason::NeverSignedIn));
    };
    let State {
        ended_at,
        end_reason,
        idle_left,
        left,
        ..
    } = row;
    Ok(match (ended_at, end_reason.as_deref().and_then(HowEnded::from_name)) {
        (Some(at), Some(HowEnded::Elsewhere)) => SessionState::Ended(EndReason::SignedInElsewhere {
            at: timestamp(at),
            place: row
                .device
                .map(|device| place(row.address, row.address_source.as_deref(), device)),
        }),
        (Some(_), Some(HowEnded::ByOwner)) => SessionState::Ended(EndReason::EndedByOwner),
        (Some(_), Some(HowEnded::ByAdministrator)) => SessionState::Ended(EndReason::EndedByAdministrator),
        (Some(_), Some(HowEnded::SignedOut)) => SessionState::Ended(EndReason::SignedOut),
        (Some(_), Some(HowEnded::RoleChanged)) => SessionState::Ended(EndReason::RoleChanged),
        (Some(_), Some(HowEnded::AccountClosed)) => SessionState::Ended(EndReason::AccountClosed),
        (Some(_), Some(HowEnded::PasswordChanged)) => SessionState::Ended(EndReason::PasswordChanged),
        (Some(_), Some(HowEnded::SupportOver)) => SessionState::Ended(EndReason::SupportOver),
        (Some(_), Some(HowEnded::TooOld)) => SessionState::Ended(EndReason::TooOld),
        (Some(_), Some(HowEnded::Idle) | None) => SessionState::Ended(EndReason::Idle),
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

/// A session's new cookie.
#[derive(Clone, Debug)]
pub struct Renewed {
    /// Its value.
    pub cookie: String,
}

/// Notes that the second factor was given now, and renews the session's secret: a copy of the cookie is worth nothing from then on, but for the
/// minute in which requests under way still come with it, and never for what is sensitive. Nothing is renewed for one of those: two tabs that
/// do this at once end with the cookie of the first.
///
/// # Errors
/// `NotSignedIn` when the session has ended meanwhile.
pub(super) async fn step_up(conn: &mut Conn, caller: &Caller) -> Done<Option<Renewed>> {
    let token = Token::generate();
    let Some(seconds) = renew(&mut *conn, caller.session, &caller.secret, &token).await? else {
        touch(conn, caller, Factor::GivenNow).await?;
        return Ok(None);
    };
    let door = caller.visitor.place;
    let cookie = cookie(caller.backend(), door, caller.session, token, seconds);
    Ok(Some(Renewed { cookie }))
}

/// Gives a live session another secret in place of its own. How many seconds it has left; nothing where it is not named by that secret.
pub(crate) async fn renew(conn: &mut Conn, session: SessionId, secret: &Token, new: &Token) -> Done<Option<i64>> {
    let seconds: Option<f64> = sqlx::query_scalar(
        "update sessions set last_seen_at = app.now(), factor_at = app.now(), secret_hash = $3, renewed_from = secret_hash, renewed_at = app.now()
         where id = $1 and secret_hash = $2 and ended_at is null and last_seen_at + idle_after > app.now() and expires_at > app.now()
         returning extract(epoch from expires_at - app.now())::float8",
    )
    .bind(session.0)
    .bind(secret.sha256().as_slice())
    .bind(new.sha256().as_slice())
    .fetch_optional(conn)
    .await?;
    Ok(seconds.map(whole))
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
pub(super) async fn touch(conn: &mut Conn, caller: &Caller, factor: Factor) -> Done<()> {
    let touched = sqlx::query(
        "update sessions set last_seen_at = app.now(), factor_at = case when $3 then app.now() else factor_at end
         where id = $1 and app.names_session(sessions, $2) and ended_at is null and last_seen_at + idle_after > app.now() and expires_at > app.now()",
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
pub(crate) async fn require_fresh_factor(conn: &mut Conn, caller: &Caller) -> Done<()> {
    let fresh: Option<bool> = sqlx::query_scalar(
        "select secret_hash = $2 and factor_at > app.now() - interval '5 minutes' from sessions
         where id = $1 and app.names_session(sessions, $2) and ended_at is null and last_seen_at + idle_after > app.now() and expires_at > app.now()
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

/// Ends every session of somebody, of either kind, but `kept`. Gives how many.
pub(super) async fn end_all(
    conn: &mut Conn,
    firm: FirmId,
    user: UserId,
    why: HowEnded,
    kept: Option<SessionId>,
) -> Done<u32> {
    let ended = sqlx::query(
        "update sessions set ended_at = app.now(), end_reason = $3
         where firm_id = $1 and user_id = $2 and ended_at is null and id is distinct from $4",
    )
    .bind(firm.0)
    .bind(user.0)
    .bind(why.name())
    .bind(kept.map(|session| session.0))
    .execute(conn)
    .await?
    .rows_affected();
    Ok(u32::try_from(ended).unwrap_or(u32::MAX))
}

/// Ends the session in the database: the next request with the same cookie, or a copy of it, is a stranger's.
pub async fn sign_out(caller: &Caller) -> Done<()> {
    let mut tx = caller.visitor.begin().await?;
    end_signed_out(tx.conn(), caller.session, &caller.secret).await?;
    let account = Account {
        firm: caller.me.firm,
        user: caller.me.user,
        proven: true,
        session: Some(caller.session),
    };
    tx.commit(account, Event::SignedOut).await?;
    Ok(())
}

/// Ends the session that this secret names.
///
/// # Errors
/// `NotSignedIn` where it has ended, or is named by another.
pub(crate) async fn end_signed_out(conn: &mut Conn, session: SessionId, secret: &Token) -> Done<()> {
    let ended = sqlx::query(
        "update sessions set ended_at = app.now(), end_reason = 'signed_out' where id = $1 and app.names_session(sessions, $2) and ended_at is null",
    )
    .bind(session.0)
    .bind(secret.sha256().as_slice())
    .execute(conn)
    .await?
    .rows_affected();
    if ended == 1 {
        Ok(())
    } else {
        Err(Error::NotSignedIn.into())
    }
}

/// From where, as stored.
pub(crate) fn place(address: Option<IpNetwork>, source: Option<&str>, device: String) -> Place {
    Place {
        address: address.map(|address| address.ip().to_string()),
        source: source
            .and_then(AddressSource::from_name)
            .unwrap_or(AddressSource::Server),
        device,
    }
}

/// From the database's type to the one that travels.
pub(crate) fn timestamp(at: OffsetDateTime) -> Timestamp {
    Timestamp(i64::try_from(at.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX))
}
