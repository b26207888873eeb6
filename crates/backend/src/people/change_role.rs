//! Giving a colleague another role.

use domain::audit::{Event, Personal};
use domain::ids::UserId;
use domain::{Error, Role};

use super::colleague::find;
use crate::caller::Administrator;
use crate::failure::Done;
use crate::letters::Notice;

/// Gives a colleague another role; ends their sessions, because what those may do is no longer what they were made for.
/// The same role again changes nothing. Permission: [`domain::Permission::ManagePeople`], at the administration.
///
/// # Errors
/// `Conflict(LastAdministrator)` when the firm would have no administrator; `Conflict(OwnAccount)` for one's own role;
/// `NotFound` for nobody of the firm; `NotSignedIn` and `Forbidden` for whoever is no administrator now; `StepUpNeeded` where
/// the last second factor is more than five minutes old.
pub async fn change_role(administrator: &Administrator, user: UserId, role: Role) -> Done<()> {
    let (mut tx, colleague) = find(administrator, user).await?;
    if colleague.role == role {
        return Ok(());
    }
    // A role of the other house, or one that follows from a grant: no page offers it.
    if !colleague.role.of_the_same_house().contains(&role) {
        return Err(Error::Forbidden.into());
    }
    colleague.set(&mut tx, role, colleague.active).await?;
    let notice = Notice::RoleChanged {
        before: colleague.role,
        after: role,
    };
    colleague.after_change(administrator, &mut tx, &notice).await?;
    tx.commit(Event::RoleChanged {
        user,
        name: Personal::of(user, colleague.name),
        before: colleague.role.name().to_owned(),
        after: role.name().to_owned(),
    })
    .await?;
    Ok(())
}
