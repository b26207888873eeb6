//! The colleague whose account an administrator is about to change.

use domain::error::Conflict;
use domain::ids::{FirmId, UserId};
use domain::{Error, Permission, Role};
use uuid::Uuid;

use crate::caller::Administrator;
use crate::database::{AdminTx, Asking};
use crate::failure::{Done, Failure, conflict, not_found};
use crate::letters::{self, Notice};

/// A colleague, held until the change is committed.
pub(super) struct Colleague {
    pub(super) firm: FirmId,
    pub(super) user: UserId,
    pub(super) name: String,
    pub(super) role: Role,
    pub(super) active: bool,
}

/// Begins a change of the firm's people, by whoever has the permission for it.
///
/// # Errors
/// As [`AdminTx::may_change`].
pub(super) async fn begin(administrator: &Administrator, permission: Permission) -> Done<(AdminTx, Asking)> {
    let mut tx = administrator.begin().await?;
    // Those who manage the same firm's people do it one after the other, as the database's trigger would have it anyway: so
    // whoever comes second is asked who they are now, and not told in the middle that nobody is there.
    sqlx::query("select pg_advisory_xact_lock(hashtextextended('people of ' || app.current_firm(), 0))")
        .execute(tx.conn())
        .await?;
    let asking = tx.may_change(permission).await?;
    Ok((tx, asking))
}

/// Asks whether the caller may manage people, and finds the colleague.
///
/// # Errors
/// As [`begin`]; `Conflict(OwnAccount)` for the caller's own; `NotFound` for nobody of the firm.
pub(super) async fn find(administrator: &Administrator, user: UserId) -> Done<(AdminTx, Colleague)> {
    find_for(administrator, user, Permission::ManagePeople).await
}

/// The same, for what another permission lets do.
pub(super) async fn find_for(
    administrator: &Administrator,
    user: UserId,
    permission: Permission,
) -> Done<(AdminTx, Colleague)> {
    let (mut tx, Asking { me, .. }) = begin(administrator, permission).await?;
    if me == user {
        return Err(conflict(Conflict::OwnAccount));
    }
    let found: Option<(Uuid, String, String, bool)> =
        sqlx::query_as("select firm_id, name, role, active from users where id = $1 for no key update")
            .bind(user.0)
            .fetch_optional(tx.conn())
            .await?;
    let (firm, name, role, active) = found.ok_or_else(not_found)?;
    let role = Role::from_name(&role).ok_or_else(|| Failure::broken("unknown role"))?;
    let colleague = Colleague {
        firm: FirmId(firm),
        user,
        name,
        role,
        active,
    };
    Ok((tx, colleague))
}

impl Colleague {
    /// Sets what an administrator may set. The database ends the colleague's sessions with it.
    pub(super) async fn set(&self, tx: &mut AdminTx, role: Role, active: bool) -> Done<()> {
        let changed = sqlx::query("update users set role = $3, active = $4 where firm_id = $1 and id = $2")
            .bind(self.firm.0)
            .bind(self.user.0)
            .bind(role.name())
            .bind(active)
            .execute(tx.conn())
            .await
            .map_err(Failure::from)
            .map_err(told)?
            .rows_affected();
        if changed == 1 {
            Ok(())
        } else {
            Err(Error::Forbidden.into())
        }
    }

    /// What follows a change beside what the database ends by itself: the colleague is told by mail.
    pub(super) async fn after_change(
        &self,
        administrator: &Administrator,
        tx: &mut AdminTx,
        notice: &Notice,
    ) -> Done<()> {
        letters::write(&administrator.visitor.backend, tx, self.firm, self.user, notice).await
    }
}

/// What the database's own rules refused, in the words of the use case.
fn told(failure: Failure) -> Failure {
    match failure.constraint() {
        Some("firm_keeps_an_administrator") => conflict(Conflict::LastAdministrator),
        Some("erased_stays_erased") => conflict(Conflict::ErasedForGood),
        Some("nobody_changes_their_own_account") => conflict(Conflict::OwnAccount),
        // A role of the other house, which no page offers.
        Some("users_in_their_house") => Error::Forbidden.into(),
        // Somebody else was first: with the caller's role their session has ended.
        Some("people_are_an_administrators") => Error::NotSignedIn.into(),
        _ => failure,
    }
}
