//! Where the checkpoints of the firm's logs are mailed to.

use domain::Permission;
use domain::audit::{Event, Personal};
use domain::console::CheckpointMail;
use domain::ids::UserId;
use domain::rules::Form;

use crate::caller::AtTheConsole;
use crate::database::{AdminTx, Asking, Unlogged};
use crate::failure::{Done, Failure};

/// Where they go now, and to which address, where it is one.
pub(super) async fn read(at: &AtTheConsole, tx: &mut AdminTx) -> Done<(CheckpointMail, Option<String>)> {
    let (goes_to, address): (String, Option<String>) =
        sqlx::query_as("select goes_to, address from checkpoint_mails where firm_id = $1")
            .bind(at.me().firm.0)
            .fetch_one(tx.conn())
            .await?;
    let goes_to = CheckpointMail::from_name(&goes_to).ok_or_else(|| Failure::broken("unknown way of checkpoints"))?;
    Ok((goes_to, address))
}

/// Has them mailed to somewhere else from the next day on, or nowhere. What is typed as an address counts only where it is to be one. Permission:
/// [`Permission::ManagePolicies`].
///
/// # Errors
/// `Invalid` on `address`; `NotSignedIn`, `Forbidden`, `StepUpNeeded`.
pub async fn save_checkpoint_mail(at: &AtTheConsole, goes_to: CheckpointMail, address: &str) -> Done<()> {
    let mut tx = at.begin().await?;
    let Asking { firm, .. } = tx.may_change(Permission::ManagePolicies).await?;
    let after = match goes_to {
        CheckpointMail::Address => {
            let mut check = Form::new();
            let address = check.email("address", address);
            check.finish()?;
            Some(address)
        }
        CheckpointMail::Administrators | CheckpointMail::Off => None,
    };
    // Two who save at once do it one after the other, and each says what it was before.
    sqlx::query("select from checkpoint_mails where firm_id = $1 for update")
        .bind(firm.0)
        .execute(tx.conn())
        .await?;
    let (was, before) = read(at, &mut tx).await?;
    if (was, &before) == (goes_to, &after) {
        return tx.commit_unlogged(Unlogged::NothingChanged).await;
    }
    sqlx::query("update checkpoint_mails set goes_to = $2, address = $3, since = app.now() where firm_id = $1")
        .bind(firm.0)
        .bind(goes_to.name())
        .bind(&after)
        .execute(tx.conn())
        .await?;
    let event = Event::CheckpointMailChanged {
        before: was,
        after: goes_to,
        address_before: owned(at, &mut tx, before).await?,
        address_after: owned(at, &mut tx, after).await?,
    };
    tx.commit(event).await?;
    Ok(())
}

/// An address for the log: whose it is at the firm, or else of whoever writes it.
async fn owned(at: &AtTheConsole, tx: &mut AdminTx, address: Option<String>) -> Done<Option<Personal>> {
    let Some(address) = address else { return Ok(None) };
    let whose: Option<uuid::Uuid> =
        sqlx::query_scalar("select id from users where firm_id = $1 and lower(email) = lower($2)")
            .bind(at.me().firm.0)
            .bind(&address)
            .fetch_optional(tx.conn())
            .await?;
    let whose = whose.map_or(at.me().user, UserId);
    Ok(Some(Personal::of(whose, address)))
}
