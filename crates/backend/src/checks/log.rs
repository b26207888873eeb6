//! L1 and L2: what happened stays as it was.

use super::ground::Ground;
use super::{Seen, Verdict, cannot};
use crate::Backend;
use crate::database::ROLES;

/// The numbers of every firm's entries run without a gap.
pub(super) async fn numbers_have_no_gap(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    ground.be("matterlock_sealer", None).await?;
    let entries = ground.count("select entries from app.log_gaps()").await?;
    let gaps = ground.count("select gaps from app.log_gaps()").await?;
    if gaps != 0 || entries == 0 {
        return Err(format!("{gaps} numbers are missing among {entries} entries"));
    }
    Ok(Seen {
        attempts: u32::try_from(entries).unwrap_or(u32::MAX),
        detail: format!("{entries} entries, no number missing"),
    })
}

/// `UPDATE`, `DELETE` and `TRUNCATE` fail under every role that the server can become, and the triggers that refuse the owner are always on.
pub(super) async fn nobody_changes_the_log(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    // Each partition has triggers of its own, and whoever names one directly meets them.
    let part = "select to_char(app.now(), '\"matterlock.log_entries_\"YYYY')";
    let part: String = sqlx::query_scalar(part)
        .fetch_one(ground.conn())
        .await
        .map_err(cannot)?;
    let of_a_part = [
        format!("update {part} set event = 'x'"),
        format!("delete from {part}"),
        format!("truncate {part}"),
        format!("drop table {part}"),
        format!("alter table matterlock.log_entries detach partition {part}"),
    ];
    let of_the_log = [
        "update matterlock.log_entries set event = 'x'",
        "delete from matterlock.log_entries",
        "truncate matterlock.log_entries",
        "alter table matterlock.log_entries disable trigger append_only",
        "drop table matterlock.log_entries cascade",
        "set session_replication_role = replica",
        "update matterlock.log_heads set last = 0",
        "delete from matterlock.log_heads",
        "truncate matterlock.log_heads cascade",
    ];
    let all: Vec<String> = of_the_log.map(str::to_owned).into_iter().chain(of_a_part).collect();
    let attempts = ground.every_role_is_refused(&all).await?;
    triggers_are_always_on(&mut ground, "log_entries").await?;
    Ok(Seen {
        attempts,
        detail: format!(
            "{attempts} attempts under {} roles refused; triggers always on",
            ROLES.len()
        ),
    })
}

/// The triggers of a log refuse the owner too, on each of its partitions; and next year's partition is there: without one nothing could be done.
pub(super) async fn triggers_are_always_on(ground: &mut Ground, log: &str) -> Result<(), String> {
    let unguarded = format!(
        "select count(*) from pg_class c cross join unnest(array['append_only', 'append_only_statement', 'number_is_the_heads']) as guard (name)
         where c.relnamespace = 'matterlock'::regnamespace and c.relkind in ('r', 'p') and c.relname ~ '^{log}'
           and not exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname = guard.name and t.tgenabled = 'A')"
    );
    if ground.count(&unguarded).await? != 0 {
        return Err("the triggers that refuse the owner are not always on".to_owned());
    }
    let next = format!(
        "select count(*) from pg_class where relnamespace = 'matterlock'::regnamespace
           and relname = '{log}_' || extract(year from app.now() at time zone 'UTC') + 1"
    );
    if ground.count(&next).await? != 1 {
        return Err("next year's partition is not made".to_owned());
    }
    Ok(())
}
