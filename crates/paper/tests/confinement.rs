//! The walls around the child hold, and the parent survives whatever happens inside.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

mod common;

use std::path::PathBuf;
use std::time::Duration;

use paper::{Attempt, Layer, Limits, PaperError, PaperShop};

#[tokio::test]
async fn limits_and_lost_privileges_are_in_force() {
    let walls = common::shop().confinement().await.unwrap();
    assert!(matches!(walls.resource_limits, Layer::InForce { .. }), "{walls:?}");
    assert!(matches!(walls.no_new_privileges, Layer::InForce { .. }), "{walls:?}");
    assert!(matches!(walls.seccomp, Layer::InForce { .. }), "{walls:?}");
}

#[tokio::test]
async fn a_child_cannot_read_write_connect_or_start_anything() {
    let outcomes = common::shop().probe_confinement().await.unwrap();
    assert_eq!(outcomes.len(), Attempt::ALL.len());
    for (attempt, outcome) in outcomes {
        assert!(outcome.held(), "{attempt:?}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_child_that_takes_too_long_is_killed() {
    let limits = Limits {
        wall_clock: Duration::from_millis(1),
        ..Limits::default()
    };
    let hurried = PaperShop::with_limits(common::program(), Vec::new(), limits);
    let outcome = hurried.inspect(&common::real_document()).await;
    assert!(matches!(outcome, Err(PaperError::TimedOut)), "{outcome:?}");
}

#[tokio::test]
async fn an_answer_that_is_too_long_is_refused() {
    let limits = Limits {
        answer_bytes: 1000,
        ..Limits::default()
    };
    let strict = PaperShop::with_limits(common::program(), Vec::new(), limits);
    let outcome = strict.inspect(&common::real_document()).await;
    assert!(matches!(outcome, Err(PaperError::Crashed)), "{outcome:?}");
}

#[tokio::test]
async fn a_child_that_dies_is_reported_and_the_next_one_works() {
    let suicidal = PaperShop::with_limits(
        PathBuf::from("/bin/sh"),
        vec!["-c".into(), "kill -SEGV $$".into()],
        Limits::default(),
    );
    let outcome = suicidal.inspect(&common::real_document()).await;
    assert!(matches!(outcome, Err(PaperError::Crashed)), "{outcome:?}");
    assert!(common::shop().confinement().await.is_ok());
}

#[tokio::test]
async fn a_missing_program_is_unavailable() {
    let outcome = PaperShop::new(PathBuf::from("/nonexistent/server"), "paper-worker")
        .confinement()
        .await;
    assert!(matches!(outcome, Err(PaperError::Unavailable(_))), "{outcome:?}");
}

#[tokio::test]
async fn many_requests_wait_for_a_place_and_all_finish() {
    let shop = common::shop();
    let file = common::pdf(&["/MediaBox [0 0 200 100]"], "");
    let requests = (0..12).map(|_| {
        let (shop, file) = (shop.clone(), file.clone());
        tokio::spawn(async move { shop.inspect(&file).await })
    });
    for request in requests.collect::<Vec<_>>() {
        assert_eq!(request.await.unwrap().unwrap().pages.len(), 1);
    }
}

/// As in a container or on an old kernel that gives neither seccomp nor Landlock: the child says so, for the operator.
#[test]
fn a_machine_without_seccomp_and_landlock_is_told_of() {
    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch};
    let calls = [libc::SYS_seccomp, libc::SYS_landlock_create_ruleset];
    let filter: BpfProgram = SeccompFilter::new(
        calls.map(|call| (call, Vec::new())).into(),
        SeccompAction::Allow,
        SeccompAction::Errno(u32::try_from(libc::ENOSYS).unwrap()),
        TargetArch::try_from(std::env::consts::ARCH).unwrap(),
    )
    .unwrap()
    .try_into()
    .unwrap();
    // It holds for this thread and the children that it starts.
    let walls = std::thread::spawn(move || {
        seccompiler::apply_filter(&filter).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.unwrap().block_on(async { common::shop().confinement().await })
    });
    let walls = walls.join().unwrap().unwrap();
    assert!(matches!(walls.seccomp, Layer::Missing { .. }), "{walls:?}");
    assert!(matches!(walls.landlock, Layer::Missing { .. }), "{walls:?}");
    assert!(matches!(walls.resource_limits, Layer::InForce { .. }), "{walls:?}");
}
