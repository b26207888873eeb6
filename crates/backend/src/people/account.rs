//! Closing a colleague's account, and opening it again.

use domain::audit::{Event, Personal};
use domain::ids::UserId;

use super::colleague::find;
use crate::caller::Administrator;
use crate::failure::Done;
use crate::letters::Notice;

/// Closes a colleague's account: no sign-in, and their sessions end now. What they did stays. Closing it again changes nothing.
/// Permission: [`domain::Permission::ManagePeople`], at the administration.
///
/// # Errors
/// As [`super::change_role`].
pub async fn close_account(administrator: &Administrator, user: UserId) -> Done<()> {
    let (mut tx, colleague) = find(administrator, user).await?;
    if !colleague.active {
        return Ok(());
    }
    colleague.set(&mut tx, colleague.role, false).await?;
    colleague
        .after_change(administrator, &mut tx, &Notice::AccountClosed)
        .await?;
    tx.commit(Event::AccountClosed {
        user,
        name: Personal::of(user, colleague.name),
    })
    .await?;
    Ok(())
}

/// Opens a closed account again, with the role and the sign-in that it had. Opening it again changes nothing.
/// Permission: [`domain::Permission::ManagePeople`], at the administration.
///
/// # Errors
/// As [`super::change_role`], but that opening leaves no firm without an administrator.
pub async fn reopen_account(administrator: &Administrator, user: UserId) -> Done<()> {
    let (mut tx, colleague) = find(administrator, user).await?;
    if colleague.active {
        return Ok(());
    }
    colleague.set(&mut tx, colleague.role, true).await?;
    colleague
        .after_change(administrator, &mut tx, &Notice::AccountReopened)
        .await?;
    tx.commit(Event::AccountReopened {
        user,
        name: Personal::of(user, colleague.name),
    })
    .await?;
    Ok(())
}
