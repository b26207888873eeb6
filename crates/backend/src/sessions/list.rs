//! What there is.

use domain::ids::{FirmId, SessionId, TrustedDeviceId, UserId};
use domain::sessions::{HowEnded, SessionEntry, SessionKind, Sessions, TrustedDevice};
use sqlx::types::ipnetwork::IpNetwork;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::access::{place, timestamp};
use crate::caller::Caller;
use crate::database::Conn;
use crate::failure::{Done, Failure};

/// The most that are listed of each.
const MOST: i64 = 200;

/// The caller's own. Permission: the session's owner.
pub async fn sessions(caller: &Caller) -> Done<Sessions> {
    let mut tx = caller.begin().await?;
    let here = caller.visitor.trust.as_ref().map(|trust| trust.device);
    read(tx.conn(), caller.me.firm, caller.me.user, Some(caller.session), here).await
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    kind: String,
    address: Option<IpNetwork>,
    address_source: String,
    device: String,
    created_at: OffsetDateTime,
    last_seen_at: OffsetDateTime,
    expires_at: OffsetDateTime,
    ended_at: Option<OffsetDateTime>,
    end_reason: Option<String>,
    trusted: bool,
}

#[derive(sqlx::FromRow)]
struct Kept {
    id: Uuid,
    address: Option<IpNetwork>,
    address_source: String,
    device: String,
    created_at: OffsetDateTime,
    last_used_at: OffsetDateTime,
    trusted_until: OffsetDateTime,
}

/// Somebody's, as far as the connection's role may see them. A session whose time is over has ended, whether its row says so already
/// or not.
pub(crate) async fn read(
    conn: &mut Conn,
    firm: FirmId,
    user: UserId,
    mine: Option<SessionId>,
    here: Option<TrustedDeviceId>,
) -> Done<Sessions> {
    let sessions: Vec<Row> = sqlx::query_as(
        "select s.id, s.kind, s.address, s.address_source, s.device, s.created_at, s.last_seen_at, s.expires_at,
           coalesce(s.ended_at, case when app.now() >= over.at then over.at end) as ended_at,
           coalesce(s.end_reason, case when app.now() >= over.at then case when over.at = s.expires_at then 'too_old' else 'idle' end end) as end_reason,
           s.trusted_device_id is not null as trusted
         from sessions s cross join lateral (select least(s.expires_at, s.last_seen_at + s.idle_after) as at) over
         where s.firm_id = $1 and s.user_id = $2
           and coalesce(s.ended_at, over.at) > app.now() - make_interval(days => $3)
         order by coalesce(s.ended_at, over.at) <= app.now(), s.created_at desc, s.id desc limit $4",
    )
    .bind(firm.0)
    .bind(user.0)
    .bind(Sessions::DAYS)
    .bind(MOST)
    .fetch_all(&mut *conn)
    .await?;
    let devices: Vec<Kept> = sqlx::query_as(
        "select id, address, address_source, device, created_at, last_used_at, trusted_until from trusted_devices
         where firm_id = $1 and user_id = $2 and forgotten_at is null and trusted_until > app.now()
         order by last_used_at desc, id desc limit $3",
    )
    .bind(firm.0)
    .bind(user.0)
    .bind(MOST)
    .fetch_all(conn)
    .await?;
    Ok(Sessions {
        sessions: sessions.into_iter().map(|row| row.entry(mine)).collect::<Done<_>>()?,
        devices: devices.into_iter().map(|device| device.entry(here)).collect(),
    })
}

impl Row {
    fn entry(self, mine: Option<SessionId>) -> Done<SessionEntry> {
        let ended = match (self.ended_at, self.end_reason.as_deref()) {
            (Some(at), Some(how)) => {
                let how = HowEnded::from_name(how).ok_or_else(|| Failure::broken("unknown end of a session"))?;
                Some((how, timestamp(at)))
            }
            _ => None,
        };
        Ok(SessionEntry {
            id: SessionId(self.id),
            kind: SessionKind::from_name(&self.kind).ok_or_else(|| Failure::broken("unknown kind of session"))?,
            place: place(self.address, Some(&self.address_source), self.device),
            started: timestamp(self.created_at),
            last_used: timestamp(self.last_seen_at),
            ends: timestamp(self.expires_at),
            ended,
            mine: mine == Some(SessionId(self.id)),
            trusted: self.trusted,
        })
    }
}

impl Kept {
    fn entry(self, here: Option<TrustedDeviceId>) -> TrustedDevice {
        TrustedDevice {
            id: TrustedDeviceId(self.id),
            place: place(self.address, Some(&self.address_source), self.device),
            since: timestamp(self.created_at),
            last_used: timestamp(self.last_used_at),
            until: timestamp(self.trusted_until),
            here: here == Some(TrustedDeviceId(self.id)),
        }
    }
}
