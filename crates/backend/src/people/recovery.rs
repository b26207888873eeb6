//! A colleague's lost second factor: two administrators say that it is to be given up. What happens then stands in
//! [`crate::access`]; that it takes two, neither of them the owner, and a day, the database holds to by itself.

use domain::access::{Recovery, RecoveryStage};
use domain::audit::{Event, Personal};
use domain::error::Conflict;
use domain::ids::{AccountLinkId, FirmId, RecoveryId, UserId};
use domain::{Error, Permission};
use time::OffsetDateTime;
use uuid::Uuid;

use super::colleague::begin;
use crate::access::account_link::{Kind, token, token_hash};
use crate::access::timestamp;
use crate::caller::Administrator;
use crate::database::{AdminTx, Asking};
use crate::failure::{Done, Failure, conflict, not_found};
use crate::letters::{self, Notice};

/// Seconds between the second administrator's word and the recovery, in which the owner can say no.
pub(crate) const WAIT_SECONDS: i64 = 24 * 3600;

/// Says that a colleague's second factor is lost. The owner is told by mail, with a link to say no; another administrator has to agree.
/// Permission: [`Permission::ApproveRecoveries`], at the administration.
///
/// # Errors
/// `Conflict(OwnAccount)` for the caller's own; `Conflict(ChangedMeanwhile)` where one is under way; `NotFound` for nobody of the firm
/// whose account is open; `NotSignedIn`, `Forbidden`, `StepUpNeeded` as for every act on people.
pub async fn ask_recovery(administrator: &Administrator, user: UserId) -> Done<()> {
    let backend = &administrator.visitor.backend;
    let (mut tx, Asking { firm, me }) = begin(administrator, Permission::ApproveRecoveries).await?;
    let name: Option<String> = sqlx::query_scalar("select name from users where firm_id = $1 and id = $2 and active")
        .bind(firm.0)
        .bind(user.0)
        .fetch_optional(tx.conn())
        .await?;
    let name = name.ok_or_else(not_found)?;
    // One whose time is over makes room.
    sqlx::query(
        "update recoveries r set cancelled_at = app.now(), cancelled_by = $3
         where firm_id = $1 and user_id = $2 and cancelled_at is null and used_at is null and app.recovery_is_over(r)",
    )
    .bind(firm.0)
    .bind(user.0)
    .bind(me.0)
    .execute(tx.conn())
    .await?;
    let id: RecoveryId = backend.new_id();
    sqlx::query("insert into recoveries (firm_id, id, user_id, first_by) values ($1, $2, $3, $4)")
        .bind(firm.0)
        .bind(id.0)
        .bind(user.0)
        .bind(me.0)
        .execute(tx.conn())
        .await
        .map_err(Failure::from)
        .map_err(told)?;
    let link: AccountLinkId = backend.new_id();
    let kind = Kind::CancelRecovery;
    sqlx::query(
        "insert into account_links (firm_id, id, kind, user_id, recovery_id, token_hash, expires_at)
         values ($1, $2, $3, $4, $5, $6, app.now() + make_interval(hours => $7))",
    )
    .bind(firm.0)
    .bind(link.0)
    .bind(kind.name())
    .bind(user.0)
    .bind(id.0)
    .bind(token_hash(backend, &token(backend, kind, firm, link)).as_slice())
    .bind(kind.hours())
    .execute(tx.conn())
    .await?;
    letters::write_link(backend, &mut tx, firm, Some(user), link).await?;
    let name = Personal::of(user, name);
    tx.commit(Event::RecoveryAsked { user, name }).await?;
    Ok(())
}

/// Agrees to a recovery that another administrator asked for. A day later it can be used, unless somebody says no; the owner is told by mail.
/// Permission: [`Permission::ApproveRecoveries`], at the administration.
///
/// # Errors
/// `Conflict(OwnAccount)` for the caller's own account and for what the caller asked for; `NotFound` for one that is over, agreed to,
/// or another firm's; otherwise as [`ask_recovery`].
pub async fn approve_recovery(administrator: &Administrator, recovery: RecoveryId) -> Done<()> {
    let backend = &administrator.visitor.backend;
    let (mut tx, Asking { firm, me }) = begin(administrator, Permission::ApproveRecoveries).await?;
    let user: Option<Uuid> = sqlx::query_scalar(
        "update recoveries r set second_by = $3
         where firm_id = $1 and id = $2 and second_by is null and not app.recovery_is_over(r)
         returning user_id",
    )
    .bind(firm.0)
    .bind(recovery.0)
    .bind(me.0)
    .fetch_optional(tx.conn())
    .await
    .map_err(Failure::from)
    .map_err(told)?;
    let user = UserId(user.ok_or_else(not_found)?);
    let link: Uuid = sqlx::query_scalar("select id from account_links where firm_id = $1 and recovery_id = $2")
        .bind(firm.0)
        .bind(recovery.0)
        .fetch_one(tx.conn())
        .await?;
    letters::write_link(backend, &mut tx, firm, Some(user), AccountLinkId(link)).await?;
    let name = name_of(&mut tx, firm, user).await?;
    let ready_at = backend.now().plus_seconds(WAIT_SECONDS);
    let name = Personal::of(user, name);
    tx.commit(Event::RecoveryApproved { user, name, ready_at }).await?;
    Ok(())
}

/// Says no to a recovery. The owner is told by mail. Permission: [`Permission::ApproveRecoveries`], at the administration.
///
/// # Errors
/// `NotFound` for one that is over or another firm's; otherwise as [`ask_recovery`].
pub async fn cancel_recovery(administrator: &Administrator, recovery: RecoveryId) -> Done<()> {
    let backend = &administrator.visitor.backend;
    let (mut tx, Asking { firm, me }) = begin(administrator, Permission::ApproveRecoveries).await?;
    let user: Option<Uuid> = sqlx::query_scalar(
        "update recoveries set cancelled_at = app.now(), cancelled_by = $3
         where firm_id = $1 and id = $2 and cancelled_at is null and used_at is null
         returning user_id",
    )
    .bind(firm.0)
    .bind(recovery.0)
    .bind(me.0)
    .fetch_optional(tx.conn())
    .await?;
    let user = UserId(user.ok_or_else(not_found)?);
    letters::write(backend, &mut tx, firm, user, &Notice::RecoveryCancelled).await?;
    let name = name_of(&mut tx, firm, user).await?;
    let name = Personal::of(user, name);
    tx.commit(Event::RecoveryCancelled { user, name }).await?;
    Ok(())
}

/// Recoveries that are under way, the latest first. Permission: [`Permission::ApproveRecoveries`], at the administration.
///
/// # Errors
/// `NotSignedIn` without a live session of the administration.
pub async fn recoveries(administrator: &Administrator) -> Done<Vec<Recovery>> {
    let mut tx = administrator.begin().await?;
    let rows: Vec<Row> = sqlx::query_as(
        "select r.id, r.user_id, u.name, f.name as first_name, r.first_at, s.name as second_name, r.second_at,
           app.recovery_is_ready(r) as ready, app.current_user_id() in (r.user_id, r.first_by) as mine
         from recoveries r
         join users u on u.firm_id = r.firm_id and u.id = r.user_id
         join users f on f.firm_id = r.firm_id and f.id = r.first_by
         left join users s on s.firm_id = r.firm_id and s.id = r.second_by
         where not app.recovery_is_over(r)
         order by r.first_at desc, r.id desc",
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Row::read).collect())
}

async fn name_of(tx: &mut AdminTx, firm: FirmId, user: UserId) -> Done<String> {
    Ok(
        sqlx::query_scalar("select name from users where firm_id = $1 and id = $2")
            .bind(firm.0)
            .bind(user.0)
            .fetch_one(tx.conn())
            .await?,
    )
}

/// What the database's own rules refused, in the words of the use case.
fn told(failure: Failure) -> Failure {
    match failure.constraint() {
        Some("recoveries_need_two") => conflict(Conflict::OwnAccount),
        Some("recoveries_one_open") => conflict(Conflict::ChangedMeanwhile),
        Some("recovery_is_over") => Error::NotFound.into(),
        _ => failure,
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    user_id: Uuid,
    name: String,
    first_name: String,
    first_at: OffsetDateTime,
    second_name: Option<String>,
    second_at: Option<OffsetDateTime>,
    ready: bool,
    mine: bool,
}

impl Row {
    fn read(self) -> Recovery {
        let stage = match self.second_name.zip(self.second_at) {
            None => RecoveryStage::NeedsSecond {
                may_approve: !self.mine,
            },
            Some((by, _)) if self.ready => RecoveryStage::Ready { second_by: by },
            Some((by, at)) => RecoveryStage::Waiting {
                second_by: by,
                ready_at: timestamp(at).plus_seconds(WAIT_SECONDS),
            },
        };
        Recovery {
            id: RecoveryId(self.id),
            user: UserId(self.user_id),
            name: self.name,
            first_by: self.first_name,
            first_at: timestamp(self.first_at),
            stage,
        }
    }
}
