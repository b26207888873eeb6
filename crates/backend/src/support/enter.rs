//! Going in by a grant: a session of the office, begun from the operator's console and from nowhere else.

use domain::Permission;
use domain::audit::Event;
use domain::ids::{CaseId, FirmId, SupportId, UserId};
use uuid::Uuid;

use crate::access::{Beginning, Standing, begin, require_fresh_factor};
use crate::caller::AtTheConsole;
use crate::database::Account;
use crate::failure::{Done, not_found};
use crate::place::{Door, Place};

/// A session that begins.
#[derive(Debug)]
pub struct Entered {
    /// The office's session cookie.
    pub cookie: String,
    /// The one case that it sees.
    pub case: CaseId,
}

/// Begins a session in the firm that granted the caller support access, in place of the one they had there. It ends with the grant, and when the
/// caller's session of the console is ended. Stands in the firm's log and in that of the operators' console. Permission:
/// [`Permission::OperateInstallation`], with a fresh second factor, and the grant.
///
/// # Errors
/// `NotFound` for another's, and for one that is not granted or over; `NotSignedIn`, `Forbidden`, `StepUpNeeded`.
pub async fn enter(at: &AtTheConsole, support: SupportId) -> Done<Entered> {
    let caller = &at.caller;
    caller.needs(Permission::OperateInstallation)?;
    let mut tx = caller.visitor.begin().await?;
    // Holds the session's row: whoever ends it comes after this, and ends what begins here too.
    require_fresh_factor(tx.conn(), caller).await?;
    let found: Option<(Uuid, Uuid, Uuid)> =
        sqlx::query_as("select firm_id, user_id, case_id from app.support_to_enter($1, $2, $3)")
            .bind(support.0)
            .bind(caller.me.firm.0)
            .bind(caller.me.user.0)
            .fetch_optional(tx.conn())
            .await?;
    let (firm, user, case) = found.ok_or_else(not_found)?;
    let beginning = Beginning {
        door: Door::of_the_office(&caller.visitor.origin),
        firm: FirmId(firm),
        user: UserId(user),
        standing: Standing::Untrusted,
    };
    let begun = begin(at.backend(), tx.conn(), beginning).await.map_err(|failure| {
        // It was taken back in between.
        match failure.constraint() {
            Some("support_begins_while_granted") => not_found(),
            _ => failure,
        }
    })?;
    let inside = Account {
        firm: FirmId(firm),
        user: UserId(user),
        proven: true,
        session: Some(begun.session),
    };
    let operator = Account {
        firm: caller.me.firm,
        user: caller.me.user,
        proven: true,
        session: Some(caller.session),
    };
    let mut tx = tx.at(Place::Office);
    tx.append(inside, &Event::SupportEntered).await?;
    tx.at(Place::Console).commit(operator, Event::SupportEntered).await?;
    Ok(Entered {
        cookie: begun.cookie,
        case: CaseId(case),
    })
}
