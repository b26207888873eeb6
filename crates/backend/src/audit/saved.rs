//! Filters of the log that people keep. Whose a filter is, and of which log, the policies of its table ask.

use domain::audit::{Event, LogFilter, Personal, SavedFilter};
use domain::error::Conflict;
use domain::ids::{FirmId, SavedFilterId, UserId};
use domain::rules::Form;
use domain::{Error, Problem};
use sqlx::types::Json;

use super::readings::checked;
use crate::caller::Caller;
use crate::database::{Attributed, Conn, Tx};
use crate::failure::{Done, conflict, not_found};
use crate::place::Place;

/// Keeps a filter of the firm's log under a name; all that the caller keeps. Permission: any live session at the office.
///
/// # Errors
/// `Invalid` on `name` for one that is missing, too long or taken, and where there are as many as fit.
pub async fn save_filter(caller: &Caller, name: &str, filter: LogFilter) -> Done<Vec<SavedFilter>> {
    let tx = caller.begin().await?;
    let id = caller.backend().new_id();
    let mine = Owner {
        firm: caller.me.firm,
        user: caller.me.user,
        place: Place::Office,
    };
    mine.save(tx, id, name, filter).await
}

/// Removes one of the caller's; what is left.
///
/// # Errors
/// `NotFound` for one that is not there or not the caller's: both alike.
pub async fn remove_filter(caller: &Caller, id: SavedFilterId) -> Done<Vec<SavedFilter>> {
    let mine = Owner {
        firm: caller.me.firm,
        user: caller.me.user,
        place: Place::Office,
    };
    mine.remove(caller.begin().await?, id).await
}

/// What whoever a connection speaks for keeps there, in the order in which they saved it.
pub(crate) async fn list(conn: &mut Conn, firm: FirmId) -> Done<Vec<SavedFilter>> {
    let rows: Vec<(uuid::Uuid, String, Json<LogFilter>)> =
        sqlx::query_as("select id, name, filter from saved_log_filters where firm_id = $1 order by created_at, id")
            .bind(firm.0)
            .fetch_all(conn)
            .await?;
    Ok(rows
        .into_iter()
        .map(|(id, name, Json(filter))| SavedFilter {
            id: SavedFilterId(id),
            name,
            filter,
        })
        .collect())
}

/// Whose filters they are, and of which log.
#[derive(Clone, Copy)]
pub(crate) struct Owner {
    pub(crate) firm: FirmId,
    pub(crate) user: UserId,
    pub(crate) place: Place,
}

impl Owner {
    pub(crate) async fn save<R: Attributed>(
        self,
        mut tx: Tx<R>,
        id: SavedFilterId,
        name: &str,
        filter: LogFilter,
    ) -> Done<Vec<SavedFilter>> {
        let mut form = Form::new();
        let name = form.line("name", name, SavedFilter::NAME_MAX);
        form.finish()?;
        let filter = checked(filter)?.lasting();
        let kept = sqlx::query(
            "insert into saved_log_filters (firm_id, id, user_id, place, slot, name, filter)
             select $1, $2, $3, $4, free.slot, $5, $6
             from (select min(n)::smallint as slot from generate_series(1, $7::int) n
               where not exists (select from saved_log_filters s where s.firm_id = $1 and s.slot = n)) free
             where free.slot is not null
             on conflict do nothing",
        )
        .bind(self.firm.0)
        .bind(id.0)
        .bind(self.user.0)
        .bind(self.place.name())
        .bind(&name)
        .bind(Json(&filter))
        .bind(i32::try_from(SavedFilter::MOST).unwrap_or(i32::MAX))
        .execute(tx.conn())
        .await?
        .rows_affected();
        let all = list(tx.conn(), self.firm).await?;
        if kept == 0 {
            let max = SavedFilter::MOST;
            return Err(if all.iter().any(|saved| saved.name == name) {
                Error::invalid("name", Problem::Taken).into()
            } else if u32::try_from(all.len()).is_ok_and(|has| has >= max) {
                Error::invalid("name", Problem::TooMany { max }).into()
            } else {
                // Another tab took the same slot.
                conflict(Conflict::ChangedMeanwhile)
            });
        }
        let name = Personal::of(self.user, name);
        tx.commit(Event::FilterSaved { name }).await?;
        Ok(all)
    }

    pub(crate) async fn remove<R: Attributed>(self, mut tx: Tx<R>, id: SavedFilterId) -> Done<Vec<SavedFilter>> {
        let name: Option<String> =
            sqlx::query_scalar("delete from saved_log_filters where firm_id = $1 and id = $2 returning name")
                .bind(self.firm.0)
                .bind(id.0)
                .fetch_optional(tx.conn())
                .await?;
        let name = Personal::of(self.user, name.ok_or_else(not_found)?);
        let all = list(tx.conn(), self.firm).await?;
        tx.commit(Event::FilterRemoved { name }).await?;
        Ok(all)
    }
}
