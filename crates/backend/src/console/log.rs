//! The console's own log (promise L3).

use domain::Permission;
use domain::audit::{Event, LogFilter, LogPage};
use domain::ids::UserId;

use super::commit_reading;
use crate::audit::{LOG_OF_THE_CONSOLE, describe, read};
use crate::caller::AtTheConsole;
use crate::database::Asking;
use crate::failure::Done;

/// A page of the console's log, newest first: who tried to get in, and what was done there. Reading it stands in it, once in ten minutes a
/// session and filter. Permission: [`Permission::ReadFirmLog`].
///
/// # Errors
/// `NotSignedIn`, `Forbidden`.
pub async fn log(at: &AtTheConsole, filter: LogFilter) -> Done<LogPage> {
    let filter = LogFilter { case: None, ..filter };
    let mut tx = at.begin().await?;
    let Asking { firm, .. } = tx.may(Permission::ReadFirmLog).await?;
    let mut page = read(&at.backend().sealing, tx.conn(), LOG_OF_THE_CONSOLE, firm, &filter).await?;
    let people: Vec<(uuid::Uuid, String)> =
        sqlx::query_as("select id, name from users where firm_id = $1 order by app.plain(name), name")
            .bind(firm.0)
            .fetch_all(tx.conn())
            .await?;
    page.people = people.into_iter().map(|(id, name)| (UserId(id), name)).collect();
    let event = Event::LogRead {
        filter: describe(&filter),
    };
    commit_reading(tx, event).await?;
    Ok(page)
}
