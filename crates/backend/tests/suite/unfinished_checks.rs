//! R5: whatever becomes of one check, the others have their results.

use std::time::Duration;

use backend::checks::{self, Check, MAY_TAKE, Running, Seen, Weight};
use domain::checks::Outcome;

use crate::support::World;

fn check(name: &'static str, may_take: Duration, run: fn() -> Running<'static>) -> Check {
    Check {
        promise: "X0",
        name,
        weight: Weight::Light,
        may_take,
        run: Box::new(move |_| run()),
    }
}

/// One that panics and one that hangs are broken, with words, and the one after them is run; each result stands before the next check is done.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_a_check_that_panics_or_hangs_is_broken_and_ends_no_other() {
    let world = World::new().await;
    world.backend.add_edge_checks(vec![
        check("A0.panics", MAY_TAKE, || Box::pin(async { panic!("a check of glass") })),
        check("A1.hangs", Duration::from_millis(200), || {
            Box::pin(std::future::pending())
        }),
        check("Z0.holds", MAY_TAKE, || {
            Box::pin(async {
                Ok(Seen {
                    attempts: 1,
                    detail: "fine".to_owned(),
                })
            })
        }),
    ]);
    let reports = checks::run_all(&world.backend).await.unwrap();
    let of = |name: &str| reports.iter().find(|report| report.check == name).unwrap();
    assert_eq!(of("A0.panics").outcome, Outcome::Broken);
    assert!(
        of("A0.panics").detail.contains("a check of glass"),
        "{:?}",
        of("A0.panics")
    );
    assert_eq!(of("A1.hangs").outcome, Outcome::Broken);
    assert!(of("A1.hangs").detail.contains("did not come to its end"));
    assert_eq!(of("Z0.holds").outcome, Outcome::Held);
    let broken: Vec<&str> = reports
        .iter()
        .filter(|report| report.outcome != Outcome::Held)
        .map(|report| report.check.as_str())
        .collect();
    assert_eq!(broken, ["A0.panics", "A1.hangs"]);
    assert_eq!(
        world.text("select string_agg(check_id || ' ' || outcome, ', ' order by check_id) from matterlock.check_results where promise = 'X0'").await,
        "A0.panics broken, A1.hangs broken, Z0.holds held"
    );
    // Kept as they came.
    let apart = "select count(distinct xmin::text) from matterlock.check_results";
    assert!(world.count(apart).await > 3);
}
