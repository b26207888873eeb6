//! L4: the log is kept for seven years, and what is older left only as signed files.

use super::ground::Ground;
use super::{Seen, Verdict, cannot};
use crate::{Backend, audit};

/// No year that is younger than seven goes, whoever asks; every year is there or was old enough to go; and what went is covered by signed
/// statements.
pub(super) async fn the_log_is_kept_for_seven_years(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    ground.be("matterlock_sealer", None).await?;
    let lost: Vec<i32> = sqlx::query_scalar("select * from app.lost_log_years() order by 1")
        .fetch_all(ground.conn())
        .await
        .map_err(cannot)?;
    if let Some(year) = lost.first() {
        return Err(format!(
            "the log of {year} is not there, and was not removed as it may be"
        ));
    }
    let early = "select count(*) from log_drops where at < make_timestamptz(year + 8, 1, 1, 0, 0, 0, 'UTC')";
    if ground.count(early).await? != 0 {
        return Err("a year of the log was removed before it was seven years old".to_owned());
    }
    let years: Vec<(i32, bool)> = sqlx::query_as(
        "select y.year::int, app.now() < make_timestamptz(y.year + 8, 1, 1, 0, 0, 0, 'UTC')
         from log_years y where not exists (select from log_drops d where d.year = y.year) order by 1",
    )
    .fetch_all(ground.conn())
    .await
    .map_err(cannot)?;
    let mut attempts = 0;
    for &(year, young) in &years {
        // The very statement that removing begins with, as the role that may give it.
        let refused: Option<String> = sqlx::query_scalar("select app.try_log_drop($1)")
            .bind(year)
            .fetch_one(ground.conn())
            .await
            .map_err(cannot)?;
        attempts += 1;
        if young && refused.as_deref() != Some("young") {
            return Err(format!(
                "the log of {year} could be removed before it is seven years old"
            ));
        }
        attempts += nobody_removes(&mut ground, year).await?;
        ground.be("matterlock_sealer", None).await?;
    }
    drop(ground);
    let logs = audit::where_logs_begin(backend).await.map_err(cannot)?;
    for log in &logs {
        if log.first_kept != log.covered + 1 {
            return Err(format!(
                "the log {} of {} begins with entry {}, and signed statements cover its entries up to {}",
                log.log.name(),
                log.firm,
                log.first_kept,
                log.covered
            ));
        }
    }
    let archived: u64 = logs.iter().map(|log| log.covered).sum();
    Ok(Seen {
        attempts,
        detail: format!(
            "{attempts} attempts to remove one of {} years refused; {} logs are whole, from their first entry or from where signed archives of {archived} entries end",
            years.len(),
            logs.len()
        ),
    })
}

/// What the application could try with a year, under every role; how often it was refused.
async fn nobody_removes(ground: &mut Ground, year: i32) -> Result<u32, String> {
    let statements = [
        format!("select app.drop_log_year({year}, 'checks')"),
        format!("insert into matterlock.log_drops (year) values ({year})"),
        format!("delete from matterlock.log_years where year = {year}"),
        format!("drop table matterlock.log_entries_{year}"),
        format!("drop table matterlock.console_entries_{year}"),
        format!("alter table matterlock.log_entries detach partition matterlock.log_entries_{year}"),
        format!("truncate matterlock.log_entries_{year}"),
    ];
    ground.every_role_is_refused(&statements).await
}
