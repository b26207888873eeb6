//! L5: what a large file of the log costs, beside PostgreSQL's own `COPY`, measured in one run.

use std::sync::Arc;

use backend::{audit, cases};
use domain::audit::{ExportFormat, LogFilter};
use futures::TryStreamExt as _;
use tokio::time::Instant;

use crate::support::World;
use crate::support::people::Firms;
use crate::support::words::Plain;

const ENTRIES: i64 = 1_000_000;
/// Memory that a file may take beside what the process has anyway, in KiB.
const MOST_MEMORY: u64 = 64 * 1024;

/// The same columns, as they stand: what is personal is sealed there, and the file opens it.
const COPY: &str = "copy (select l.number, l.at, l.at at time zone f.time_zone, l.actor_kind, l.actor_id, l.event, l.details, c.number, l.origin, l.address_source
    from matterlock.log_entries l join matterlock.firms f on f.id = l.firm_id
    left join matterlock.cases c on c.firm_id = l.firm_id and c.id = l.case_id
    where l.firm_id = 'FIRM' order by l.number desc) to stdout (format csv)";

/// A field of what the kernel says of this process, in KiB.
fn memory(field: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(field)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// A million entries leave in constant memory, at least half as fast as by `COPY`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn bench_a_file_of_a_million_entries() {
    let firms = Firms::of(World::measured().await).await;
    let firm = firms.ana.firm();
    cases::page(&firms.ana.caller, firms.case).await.unwrap();
    // Every sealed kind of entry that stands there, again and again: each is opened by itself.
    firms
        .world
        .alter(&format!(
            "alter table matterlock.log_entries disable trigger all; alter table matterlock.log_heads disable trigger all;
             with there as (select *, row_number() over (order by number) - 1 as place, count(*) over () as many
                 from matterlock.log_entries where firm_id = '{firm}' and origin is not null),
               last as (select last from matterlock.log_heads where firm_id = '{firm}')
             insert into matterlock.log_entries
               select t.firm_id, t.year, last.last + n, t.at, t.actor_kind, t.actor_id, t.event, t.case_id, t.details, t.origin, t.address_source, t.session_id, t.request
               from last, generate_series(1, {ENTRIES}) n join there t on t.place = n % t.many;
             update matterlock.log_heads set last = last + {ENTRIES} where firm_id = '{firm}';
             alter table matterlock.log_entries enable trigger all; alter table matterlock.log_heads enable trigger all;
             analyze matterlock.log_entries"
        ))
        .await;

    let copy = COPY.replace("FIRM", &firm.to_string());
    let copied = async || {
        let begun = Instant::now();
        let mut connection = firms.world.superuser.acquire().await.unwrap();
        let mut pieces = connection.copy_out_raw(&copy).await.unwrap();
        let mut bytes = 0;
        while let Some(piece) = pieces.try_next().await.unwrap() {
            bytes += piece.len();
        }
        (begun.elapsed(), bytes)
    };
    // Once for the caches of both.
    copied().await;
    let (copying, copied_bytes) = copied().await;

    // Forgets the highest that there was.
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let idle = memory("VmRSS");
    let begun = Instant::now();
    let words = Arc::new(Plain::of(&LogFilter::default()));
    let mut export = audit::take_out(&firms.ana.caller, LogFilter::default(), ExportFormat::Csv, words)
        .await
        .unwrap();
    let (mut bytes, mut rows) = (0, 0);
    while let Some(piece) = export.chunk().await {
        let piece = piece.unwrap();
        bytes += piece.len();
        rows += String::from_utf8(piece).unwrap().matches('\n').count();
    }
    let took = begun.elapsed();
    let peak = memory("VmHWM") - idle;
    assert!(rows > usize::try_from(ENTRIES).unwrap());
    let speed = copying.as_secs_f64() / took.as_secs_f64();
    println!(
        "{rows} rows, {bytes} bytes in {took:?}; COPY: {copied_bytes} bytes in {copying:?}; {speed:.2} of its speed; {peak} KiB above idle"
    );
    assert!(peak < MOST_MEMORY);
    assert!(speed >= 0.5);
}
