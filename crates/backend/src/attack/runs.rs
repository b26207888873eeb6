//! What came of each run: kept as a run, and as the last result of its check, which alerts where something got through.

use std::sync::Arc;

use domain::attack::{AttackForm, AttackReport, AttackRun, Leak};
use domain::origin::Origin;
use sqlx::types::Json;
use time::OffsetDateTime;
use uuid::Uuid;

use super::ground::UNDER_WAY;
use super::{CHECK, Hindrance};
use crate::Backend;
use crate::access::timestamp;
use crate::checks::{Seen, Verdict, keep_report, report as report_of};
use crate::database::{Conn, OperatorTx, Unlogged};
use crate::failure::{Done, Failure};

/// The most runs that are kept of each form.
const KEPT: i64 = 50;

#[derive(sqlx::FromRow)]
struct Row {
    form: String,
    seed: i64,
    started_at: OffsetDateTime,
    finished_at: OffsetDateTime,
    http: i64,
    sql: i64,
    held_back: i64,
    endpoints: i64,
    leaked: i64,
    leaks: Json<Vec<Leak>>,
}

impl Row {
    fn read(self) -> Done<AttackRun> {
        Ok(AttackRun {
            form: AttackForm::from_name(&self.form).ok_or_else(|| Failure::broken("unknown form of attack"))?,
            seed: whole(self.seed),
            started_at: timestamp(self.started_at),
            finished_at: timestamp(self.finished_at),
            http: whole(self.http),
            sql: whole(self.sql),
            held_back: whole(self.held_back),
            endpoints: whole(self.endpoints),
            leaked: whole(self.leaked),
            leaks: self.leaks.0,
        })
    }
}

fn whole(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Keeps a run and forgets the oldest.
///
/// # Errors
/// Where the database does not take it.
pub async fn keep(backend: &Backend, run: &AttackRun) -> Result<(), Hindrance> {
    let origin = Arc::new(Origin::server("attack"));
    let mut tx: OperatorTx = backend.begin(None, &origin).await?;
    let at = |at: domain::Timestamp| OffsetDateTime::from_unix_timestamp_nanos(i128::from(at.0) * 1_000_000).ok();
    sqlx::query(
        "insert into attack_runs (id, form, seed, started_at, finished_at, http, sql, held_back, endpoints, leaked, leaks)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(backend.new_id::<Uuid>())
    .bind(run.form.name())
    .bind(i64::from(run.seed))
    .bind(at(run.started_at))
    .bind(at(run.finished_at))
    .bind(i64::from(run.http))
    .bind(i64::from(run.sql))
    .bind(i64::from(run.held_back))
    .bind(i64::from(run.endpoints))
    .bind(i64::from(run.leaked))
    .bind(Json(&run.leaks))
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "delete from attack_runs where id in (
           select id from (select id, row_number() over (partition by form order by finished_at desc, id desc) as place from attack_runs) r
           where place > $1)",
    )
    .bind(KEPT)
    .execute(tx.conn())
    .await?;
    tx.commit_unlogged(Unlogged::CheckResults).await?;
    let took_ms = u32::try_from(run.finished_at.0 - run.started_at.0).unwrap_or(u32::MAX);
    keep_report(backend, &report_of("I6", CHECK, standing(backend, run).await?, took_ms)).await?;
    Ok(())
}

/// What stands after a run: what a long one found is not undone by a short one, which tries less.
pub(super) async fn standing(backend: &Backend, run: &AttackRun) -> Done<Verdict> {
    let origin = Arc::new(Origin::server("attack"));
    let mut tx: OperatorTx = backend.begin(None, &origin).await?;
    let last = report(tx.conn()).await?.last;
    Ok(standing_among(run, &last))
}

fn standing_among(run: &AttackRun, last: &[AttackRun]) -> Verdict {
    let seen = verdict(run)?;
    let long = last
        .iter()
        .find(|other| other.form == AttackForm::Long && other.leaked > 0);
    match long.filter(|_| run.form == AttackForm::Short) {
        Some(long) => Err(format!(
            "the last long attack is not answered yet, nor run again: {}",
            verdict(long).err().unwrap_or_default()
        )),
        None => Ok(seen),
    }
}

/// Keeps that an attack did not come to its end, and why.
pub(super) async fn keep_broken(backend: &Backend, why: &str) -> Done<()> {
    keep_report(backend, &report_of("I6", CHECK, Err(why.to_owned()), 0)).await
}

/// What a run says of the promise.
pub(super) fn verdict(run: &AttackRun) -> Verdict {
    let tried = format!(
        "{} HTTP requests at {} functions and routes and {} SQL statements, from seed {}",
        run.http, run.endpoints, run.sql, run.seed
    );
    if run.leaked == 0 {
        return Ok(Seen {
            attempts: run.http.saturating_add(run.sql),
            detail: format!(
                "{tried}: 0 got through; {} held back by the limit of signing in are not counted",
                run.held_back
            ),
        });
    }
    let named: Vec<String> = run
        .leaks
        .iter()
        .take(5)
        .map(|leak| format!("{}, by «{}»: {}", leak.who, leak.by, leak.what))
        .collect();
    Err(format!("{} of {tried} got through: {}", run.leaked, named.join("; ")))
}

/// The last run of each form, the latest first, and whether one is under way: for whoever may read the results on a connection.
pub(crate) async fn report(conn: &mut Conn) -> Done<AttackReport> {
    let running: bool = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select {UNDER_WAY}")))
        .fetch_one(&mut *conn)
        .await?;
    let rows: Vec<Row> = sqlx::query_as(
        "select * from (
           select distinct on (form) form, seed, started_at, finished_at, http, sql, held_back, endpoints, leaked, leaks
           from attack_runs order by form, finished_at desc) last
         order by finished_at desc",
    )
    .fetch_all(conn)
    .await?;
    let last = rows.into_iter().map(Row::read).collect::<Done<Vec<AttackRun>>>()?;
    Ok(AttackReport { running, last })
}

/// The last run that came to its end.
pub(super) async fn latest(backend: &Backend) -> Done<Option<AttackRun>> {
    let origin = Arc::new(Origin::server("attack"));
    let mut tx: OperatorTx = backend.begin(None, &origin).await?;
    Ok(report(tx.conn()).await?.last.into_iter().next())
}

#[cfg(test)]
mod tests {
    use domain::Timestamp;

    use super::*;

    fn run(leaks: Vec<Leak>) -> AttackRun {
        AttackRun {
            form: AttackForm::Short,
            seed: 7,
            started_at: Timestamp(0),
            finished_at: Timestamp(9_000),
            http: 900,
            sql: 600,
            held_back: 2,
            endpoints: 150,
            leaked: u32::try_from(leaks.len()).unwrap(),
            leaks,
        }
    }

    #[test]
    fn i6_what_a_long_run_found_a_short_one_does_not_undo() {
        let leak = Leak {
            who: "nobody".to_owned(),
            by: "GET /cases".to_owned(),
            what: "a title".to_owned(),
        };
        let mut long = run(vec![leak]);
        long.form = AttackForm::Long;
        let short = run(Vec::new());
        let why = standing_among(&short, &[short.clone(), long.clone()]).unwrap_err();
        assert!(why.contains("«GET /cases»: a title"), "{why}");
        long.leaked = 0;
        long.leaks.clear();
        assert!(standing_among(&short, &[short.clone(), long.clone()]).is_ok());
        assert!(standing_among(&long, &[long.clone(), short]).is_ok());
    }

    #[test]
    fn i6_a_run_holds_where_nothing_got_through() {
        let seen = verdict(&run(Vec::new())).unwrap();
        assert_eq!(seen.attempts, 1_500);
        let leak = Leak {
            who: "nobody".to_owned(),
            by: "GET /cases".to_owned(),
            what: "a title".to_owned(),
        };
        let why = verdict(&run(vec![leak])).unwrap_err();
        assert!(
            why.starts_with("1 of 900 HTTP") && why.contains("«GET /cases»: a title"),
            "{why}"
        );
    }
}
