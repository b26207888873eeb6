//! Whether a statement takes longer for an id of hers than for one that nobody has. Measured by the database itself, in turns, and counted only
//! where it is clear and comes again.

use sqlx::{AssertSqlSafe, Row as _};

use super::Trier;
use super::names::Names;
use crate::attack::{Dice, Ground, Hindrance, Tally, apart};
use crate::failure::Failure;

/// Pairs in one sample.
const PAIRS: u32 = 200;

/// What is measured: the looks that are one index away from a row.
const MEASURED: [&str; 4] = [
    "select title from matterlock.cases where id = '{case}'",
    "select name from matterlock.parties where id = '{party}'",
    "select file_name from matterlock.documents where id = '{document}'",
    "select state from matterlock.envelopes where id = '{envelope}'",
];

pub(super) async fn look(ground: &Ground, trier: &Trier<'_>, tally: &Tally) -> Result<(), Hindrance> {
    let mut alone = trier.begin(&ground.backend.database).await?;
    let mut dice = Dice::new(0, 0);
    for template in MEASURED {
        let mut clear = 0;
        // Twice, with other ids that nobody has: what is chance once is not again.
        for _ in 0..2 {
            let names = Names::of(ground, trier.attacker, &mut dice);
            let (real, twin) = sample(&mut alone, &names.real(template), &names.twin(template)).await?;
            tally.stated(2 * PAIRS);
            alone.again().await?;
            if !apart::clearly(&real, &twin) {
                break;
            }
            clear += 1;
            if clear == 2 {
                let (hers, nobodys) = (apart::median(&real), apart::median(&twin));
                let what = format!("it takes {hers:.1} µs where there is one and {nobodys:.1} µs where there is none");
                tally.leaked(&trier.name(), template, what);
            }
        }
    }
    Ok(())
}

/// Microseconds of so many of each, in turns.
async fn sample(alone: &mut crate::database::Alone, real: &str, twin: &str) -> Result<(Vec<f64>, Vec<f64>), Hindrance> {
    let block = format!(
        "do $attack$
declare
  began timestamptz; took float8[] := '{{}}';
begin
  for i in 1 .. {PAIRS} loop
    began := clock_timestamp(); execute $tried${real}$tried$;
    took := took || extract(epoch from clock_timestamp() - began)::float8;
    began := clock_timestamp(); execute $tried${twin}$tried$;
    took := took || extract(epoch from clock_timestamp() - began)::float8;
  end loop;
  perform set_config('matterlock_attack.took', array_to_json(took)::text, true);
end
$attack$;
select current_setting('matterlock_attack.took')"
    );
    let rows = sqlx::raw_sql(AssertSqlSafe(block)).fetch_all(alone.conn()).await?;
    let broken = || Failure::broken("a measurement that says nothing");
    let said: String = rows.last().ok_or_else(broken)?.try_get_unchecked(0)?;
    let took: Vec<f64> = serde_json::from_str(&said).map_err(|_| broken())?;
    Ok(took.chunks_exact(2).map(|pair| (pair[0] * 1e6, pair[1] * 1e6)).unzip())
}
