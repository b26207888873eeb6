//! Trusted devices (promise S2): trust saves the password, never the second factor. What ends trust, the database ends by itself:
//! see `app.forget_devices` and the triggers that call it.

use domain::audit::Event;
use domain::ids::{FirmId, TrustedDeviceId, UserId};
use domain::origin::Origin;
use domain::{Error, Timestamp};
use sqlx::types::ipnetwork::IpNetwork;
use time::OffsetDateTime;
use uuid::Uuid;
use vault::{Audience, SessionClaims, Token, digest};

use super::device::Device;
use super::session::timestamp;
use crate::Backend;
use crate::caller::{Challenged, Visitor};
use crate::database::{Account, Conn, Unlogged};
use crate::failure::{Done, Failure};
use crate::place::Place;

/// What the cookie of a trusted device says. Nobody is signed in by it.
#[derive(Clone, Debug)]
pub struct Trust {
    pub(crate) device: TrustedDeviceId,
    secret: Token,
}

impl Trust {
    pub(crate) fn of(claims: SessionClaims) -> Self {
        Self {
            device: TrustedDeviceId(claims.session),
            secret: claims.token,
        }
    }

    /// For checks: it opens nothing.
    pub(crate) fn secret(&self) -> &Token {
        &self.secret
    }
}

/// How a session stands: for hours, or for as long as the device it runs on is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Untrusted,
    Trusted(TrustedDeviceId),
}

/// The cookie of a device that was trusted just now.
#[derive(Debug)]
pub struct TrustCookie {
    /// Its value.
    pub cookie: String,
    /// Seconds for which it is good.
    pub seconds: i64,
}

/// Notes that the device is to be trusted once the second factor was given. Permission: the half of a sign-in after the password;
/// not one that trust itself began.
///
/// # Errors
/// `NotSignedIn` when it is over.
pub async fn wish_trust(challenged: &Challenged) -> Done<()> {
    let mut tx = challenged.visitor.begin().await?;
    let noted = sqlx::query(
        "update challenges set wishes_trust = true
         where id = $1 and secret_hash = $2 and used_at is null and trusted_device_id is null and expires_at > app.now()",
    )
    .bind(challenged.id.0)
    .bind(challenged.secret.sha256().as_slice())
    .execute(tx.conn())
    .await?
    .rows_affected();
    if noted != 1 {
        return Err(Error::NotSignedIn.into());
    }
    tx.commit_unlogged(Unlogged::TrustWished).await
}

/// Whose device it is, where trust may stand in for the password now.
#[derive(sqlx::FromRow)]
pub(crate) struct Unlockable {
    pub(crate) firm_id: Uuid,
    pub(crate) user_id: Uuid,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) trusted_until: OffsetDateTime,
}

/// Finds the device of a trust, as shown by the browser that it was given to: another one that shows the same gets nothing.
pub(crate) async fn unlockable(conn: &mut Conn, trust: &Trust, browser: &Device) -> Done<Option<Unlockable>> {
    Ok(sqlx::query_as(
        // Nobody sets a second factor up on trust.
        "select d.firm_id, d.user_id, u.name, u.email, d.trusted_until
         from trusted_devices d
         join users u on u.firm_id = d.firm_id and u.id = d.user_id and app.has_second_factor(u.firm_id, u.id)
         where d.id = $1 and d.secret_hash = $2 and d.browser_hash = $3 and app.may_unlock(d.firm_id, d.id)",
    )
    .bind(trust.device.0)
    .bind(trust.secret().sha256().as_slice())
    .bind(browser_hash(browser))
    .fetch_optional(conn)
    .await?)
}

/// Whether trust may stand in for the password still. Holds the device's row: whoever forgets it meanwhile waits, or was first.
pub(crate) async fn may_unlock(conn: &mut Conn, firm: FirmId, device: TrustedDeviceId) -> Done<bool> {
    sqlx::query("select 1 from trusted_devices where firm_id = $1 and id = $2 for no key update")
        .bind(firm.0)
        .bind(device.0)
        .execute(&mut *conn)
        .await?;
    // A statement of its own, which sees what was committed until the row was free.
    Ok(sqlx::query_scalar("select app.may_unlock($1, $2)")
        .bind(firm.0)
        .bind(device.0)
        .fetch_one(conn)
        .await?)
}

/// What a challenge that was used up said about trust.
#[derive(sqlx::FromRow)]
pub(super) struct Wish {
    pub(super) wishes_trust: bool,
    pub(super) trusted_device_id: Option<Uuid>,
}

/// How a session that begins stands.
pub(super) struct Settled {
    pub(super) standing: Standing,
    pub(super) cookie: Option<TrustCookie>,
    /// What is to be logged of it, last: an entry locks the firm's log.
    pub(super) event: Option<Event>,
}

impl Settled {
    const fn new(standing: Standing, cookie: Option<TrustCookie>, event: Option<Event>) -> Self {
        Self {
            standing,
            cookie,
            event,
        }
    }
}

/// Settles whether the session that begins runs on a trusted device: one that stood in for the password, or that is to be trusted from
/// now on. Who signs in with the password and does not say so, is not trusted in this browser any more.
///
/// # Errors
/// `NotSignedIn` where the trust that stood in for the password has ended meanwhile.
pub(super) async fn settle(
    visitor: &Visitor,
    conn: &mut Conn,
    account: Account,
    browser: &Device,
    wish: &Wish,
) -> Done<Settled> {
    // The console saves no password, and leaves alone what the office trusts.
    if visitor.place == Place::Console {
        return Ok(Settled::new(Standing::Untrusted, None, None));
    }
    if let Some(device) = wish.trusted_device_id.map(TrustedDeviceId) {
        if !may_unlock(conn, account.firm, device).await? {
            return Err(Error::NotSignedIn.into());
        }
        sqlx::query("update trusted_devices set last_used_at = app.now() where firm_id = $1 and id = $2")
            .bind(account.firm.0)
            .bind(device.0)
            .execute(conn)
            .await?;
        return Ok(Settled::new(Standing::Trusted(device), None, None));
    }
    let why = if wish.wishes_trust { "renewed" } else { "not_renewed" };
    let forgotten = forget(conn, account.firm, account.user, browser, why).await?;
    if !wish.wishes_trust {
        let event = (forgotten > 0).then_some(Event::DevicesForgotten { devices: forgotten });
        return Ok(Settled::new(Standing::Untrusted, None, event));
    }
    let given = give(&visitor.backend, conn, &visitor.origin, account, browser).await?;
    let event = Event::DeviceTrusted { until: given.until };
    Ok(Settled::new(
        Standing::Trusted(given.device),
        Some(given.cookie),
        Some(event),
    ))
}

/// A trust that was given.
pub(crate) struct Given {
    pub(crate) device: TrustedDeviceId,
    until: Timestamp,
    pub(crate) cookie: TrustCookie,
}

/// Trusts a browser for as long as the firm allows.
pub(crate) async fn give(
    backend: &Backend,
    conn: &mut Conn,
    origin: &Origin,
    account: Account,
    browser: &Device,
) -> Done<Given> {
    let (device, token) = (backend.new_id::<TrustedDeviceId>(), Token::generate());
    let (until, seconds): (OffsetDateTime, f64) = sqlx::query_as(
        "insert into trusted_devices (firm_id, id, user_id, secret_hash, browser_hash, device, address, address_source, trusted_until)
         select p.firm_id, $2, $3, $4, $5, $6, $7, $8, app.now() + make_interval(days => p.trusted_days)
         from firm_policies p where p.firm_id = $1
         returning trusted_until, extract(epoch from trusted_until - app.now())::float8",
    )
    .bind(account.firm.0)
    .bind(device.0)
    .bind(account.user.0)
    .bind(token.sha256().as_slice())
    .bind(browser_hash(browser))
    .bind(&origin.device)
    .bind(origin.address.map(IpNetwork::from))
    .bind(origin.source.name())
    .fetch_optional(conn)
    .await?
    .ok_or_else(|| Failure::broken("a firm without policies"))?;
    let (now, seconds) = (backend.now().seconds(), super::session::whole(seconds));
    let claims = SessionClaims {
        session: device.0,
        token,
        issued_at: now,
        expires_at: now + seconds,
    };
    Ok(Given {
        device,
        until: timestamp(until),
        cookie: TrustCookie {
            cookie: backend.jwt.sign(&claims, Audience::Trust),
            seconds,
        },
    })
}

/// Forgets what this browser was trusted with for one person; how often.
async fn forget(conn: &mut Conn, firm: FirmId, user: UserId, browser: &Device, why: &str) -> Done<u32> {
    let forgotten = sqlx::query(
        "update trusted_devices set forgotten_at = app.now(), forgotten_why = $4
         where firm_id = $1 and user_id = $2 and browser_hash = $3 and forgotten_at is null and trusted_until > app.now()",
    )
    .bind(firm.0)
    .bind(user.0)
    .bind(browser_hash(browser))
    .bind(why)
    .execute(conn)
    .await?
    .rows_affected();
    Ok(u32::try_from(forgotten).unwrap_or(u32::MAX))
}

fn browser_hash(browser: &Device) -> Vec<u8> {
    digest::sha256(browser.id()).to_vec()
}
