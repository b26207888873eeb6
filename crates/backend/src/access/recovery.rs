//! What becomes of a recovery that two administrators agreed to: its owner says no by mail, or whoever has the password sets up a new
//! second factor in place of the old ones.

use domain::Error;
use domain::audit::{Event, Personal};
use domain::ids::{FirmId, RecoveryId, UserId};
use uuid::Uuid;

use super::account_link::{Kind, Open};
use super::challenge::Owed;
use crate::caller::Visitor;
use crate::database::{Account, Conn};
use crate::failure::{Done, Failure};
use crate::letters::{self, Notice};
use crate::place::{Door, Place};

/// Says no to a recovery, with the link that its owner was mailed. The link is used up by compare-and-set.
///
/// # Errors
/// `LinkNotValid`, also where the recovery is over already.
pub async fn cancel_recovery(visitor: &Visitor, token: &str) -> Done<()> {
    let backend = &visitor.backend;
    let mut tx = visitor.begin().await?;
    let open = Open::find(backend, tx.conn(), Kind::CancelRecovery, token).await?;
    let incomplete = || Failure::broken("a link without its recovery");
    let user = UserId(open.user_id.ok_or_else(incomplete)?);
    open.use_up(tx.conn()).await?;
    let cancelled = sqlx::query(
        "update recoveries set cancelled_at = app.now()
         where firm_id = $1 and id = $2 and cancelled_at is null and used_at is null",
    )
    .bind(open.firm_id)
    .bind(open.recovery_id.ok_or_else(incomplete)?)
    .execute(tx.conn())
    .await?
    .rows_affected();
    if cancelled != 1 {
        return Err(Error::LinkNotValid.into());
    }
    letters::write(backend, &mut tx, open.firm(), user, &Notice::RecoveryCancelled).await?;
    let account = Account {
        firm: open.firm(),
        user,
        proven: false,
        session: None,
    };
    let name = open.name;
    let name = Personal::of(user, name);
    tx.commit(account, Event::RecoveryCancelled { user, name }).await?;
    Ok(())
}

/// What somebody owes who has a second factor and gave the right password at the office: that factor, or a new one where a recovery is
/// ready. The console asks for what is there.
pub(super) async fn owed(door: Door<'_>, conn: &mut Conn, firm: FirmId, user: UserId) -> Done<Owed> {
    if door.place != Place::Office {
        return Ok(Owed::Factor);
    }
    let ready: Option<Uuid> = sqlx::query_scalar("select app.ready_recovery($1, $2)")
        .bind(firm.0)
        .bind(user.0)
        .fetch_one(conn)
        .await?;
    Ok(ready.map_or(Owed::Factor, |recovery| Owed::NewFactor(RecoveryId(recovery))))
}

/// Gives the old second factors up for the one that was confirmed in this transaction.
///
/// # Errors
/// `NotSignedIn` where the recovery was used, said no to, or is over by now.
pub(super) async fn give_up_old_factors(conn: &mut Conn, recovery: RecoveryId, firm: FirmId, user: UserId) -> Done<()> {
    let given_up: bool = sqlx::query_scalar(
        "select app.use_recovery($1, (select id from authenticators
           where firm_id = $2 and user_id = $3 and confirmed_at is not null order by confirmed_at desc, created_at desc, id desc limit 1))",
    )
    .bind(recovery.0)
    .bind(firm.0)
    .bind(user.0)
    .fetch_one(conn)
    .await?;
    if given_up {
        Ok(())
    } else {
        Err(Error::NotSignedIn.into())
    }
}
