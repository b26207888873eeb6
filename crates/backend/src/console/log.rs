//! The console's own log (promise L3).

use std::sync::Arc;

use domain::Permission;
use domain::audit::{ExportFormat, LogFilter, LogPage, SavedFilter};
use domain::ids::SavedFilterId;

use crate::audit::{
    Book, Export, Fits, InWords, Order, Owner, Reading, Taker, Wanted, archived, checked, people, saved_filters,
    taken_out,
};
use crate::caller::AtTheConsole;
use crate::database::{Asking, Unlogged};
use crate::failure::Done;
use crate::place::Place;

/// A page of the console's log, newest first: who tried to get in, and what was done there. Reading it stands in it, once in ten minutes a
/// session and filter; asking for what has come since, once a session. Permission: [`Permission::ReadFirmLog`].
///
/// # Errors
/// `Invalid` for a text that is too long; `NotSignedIn`, `Forbidden`.
pub async fn log(at: &AtTheConsole, filter: LogFilter, fits: Fits<'_>) -> Done<LogPage> {
    let filter = of_no_case(checked(filter)?);
    let mut tx = at.begin().await?;
    let Asking { firm, me } = tx.may(Permission::ReadFirmLog).await?;
    let book = Book::of_the_console(at.backend(), firm, me);
    let newest = book.newest(tx.conn()).await?;
    let mut page = book.page(tx.conn(), &Wanted::from(&filter), fits).await?;
    page.newest = newest;
    page.read_at = at.backend().now();
    // Whoever follows has the rest.
    if filter.after.is_none() {
        if page.next.is_none() {
            page.archived = archived(tx.conn()).await?;
        }
        page.people = people(tx.conn(), firm).await?;
        page.saved = saved_filters(tx.conn(), firm).await?;
    }
    let reading = Reading::of(me, &filter, None);
    if reading.stands(book, tx.conn(), at.session()).await? {
        tx.commit_unlogged(Unlogged::ReadAgain).await?;
    } else {
        tx.commit(reading.event).await?;
    }
    Ok(page)
}

/// Keeps a filter of the console's log under a name; all that the caller keeps. Permission: [`Permission::ReadFirmLog`].
///
/// # Errors
/// `Invalid` on `name` for one that is missing, too long or taken, and where there are as many as fit; `NotSignedIn`, `Forbidden`.
pub async fn save_log_filter(at: &AtTheConsole, name: &str, filter: LogFilter) -> Done<Vec<SavedFilter>> {
    let mut tx = at.begin().await?;
    let mine = owner(tx.may(Permission::ReadFirmLog).await?);
    let id = at.backend().new_id();
    mine.save(tx, id, name, of_no_case(filter)).await
}

/// Removes one of the caller's; what is left. Permission: [`Permission::ReadFirmLog`].
///
/// # Errors
/// `NotFound` for one that is not there or not the caller's: both alike; `NotSignedIn`, `Forbidden`.
pub async fn remove_log_filter(at: &AtTheConsole, id: SavedFilterId) -> Done<Vec<SavedFilter>> {
    let mut tx = at.begin().await?;
    let mine = owner(tx.may(Permission::ReadFirmLog).await?);
    mine.remove(tx, id).await
}

/// Takes entries of the console's log out, up to the newest of now. Stands in it before a byte leaves. Permission:
/// [`Permission::ReadFirmLog`], with a fresh second factor.
///
/// # Errors
/// `Invalid` for a text that is too long; `NotSignedIn`, `Forbidden`, `StepUpNeeded`.
pub async fn take_out_log(
    at: &AtTheConsole,
    filter: LogFilter,
    format: ExportFormat,
    words: Arc<dyn InWords>,
) -> Done<Export> {
    let filter = of_no_case(checked(filter)?.lasting());
    let mut tx = at.begin().await?;
    let Asking { firm, me } = tx.may_change(Permission::ReadFirmLog).await?;
    let up_to = Book::of_the_console(at.backend(), firm, me).newest(tx.conn()).await?;
    let archived = archived(tx.conn()).await?;
    tx.commit(taken_out(me, &filter, format, up_to)).await?;
    let order = Order { filter, format, words };
    Ok(Export::new(
        at.backend(),
        Taker::Console(at.clone()),
        order,
        up_to,
        archived,
    ))
}

/// Whether it would be done, for pages that ask for the second factor first.
///
/// # Errors
/// As [`take_out_log`].
pub async fn may_take_out_log(at: &AtTheConsole, filter: LogFilter) -> Done<()> {
    checked(filter)?;
    at.begin().await?.may_change(Permission::ReadFirmLog).await?;
    Ok(())
}

fn of_no_case(filter: LogFilter) -> LogFilter {
    LogFilter { case: None, ..filter }
}

fn owner(Asking { firm, me }: Asking) -> Owner {
    Owner {
        firm,
        user: me,
        place: Place::Console,
    }
}
