//! What becomes of a recovery that two administrators agreed to: its owner says no by mail, or whoever has the password sets up a new
//! second factor in place of the old ones.

use domain::audit::Event;
use domain::ids::UserId;

use super::account_link::{Kind, Open};
use crate::caller::Visitor;
use crate::database::Account;
use crate::failure::{Done, Failure};
use crate::letters::{self, Notice};

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
        return Err(domain::Error::LinkNotValid.into());
    }
    letters::write(backend, &mut tx, open.firm(), user, &Notice::RecoveryCancelled).await?;
    let account = Account {
        firm: open.firm(),
        user,
        proven: false,
        session: None,
    };
    let name = open.name;
    tx.commit(account, Event::RecoveryCancelled { user, name }).await?;
    Ok(())
}
