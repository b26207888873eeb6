//! S6: ten requests a minute, counted by address in the database.

use std::net::IpAddr;
use std::sync::Arc;

use backend::access::take_turn;
use backend::caller::Visitor;
use backend::{Backend, jobs};
use domain::origin::{AddressSource, Origin};
use domain::{Error, Language};

use crate::support::{World, refusal};

fn from(backend: &Arc<Backend>, address: &str) -> Visitor {
    let origin = Origin {
        address: Some(address.parse::<IpAddr>().unwrap()),
        source: AddressSource::Direct,
        device: String::new(),
        request: "request".to_owned(),
    };
    Visitor::new(Arc::clone(backend), origin, Language::Es)
}

async fn let_in(visitor: &Visitor, endpoint: &str, asked: usize) -> usize {
    let mut let_in = 0;
    for _ in 0..asked {
        let_in += usize::from(take_turn(visitor, endpoint).await.is_ok());
    }
    let_in
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s6_within_any_minute_ten_are_let_in() {
    let world = World::new().await;
    let visitor = from(&world.backend, "203.0.113.7");
    world
        .alter("update public.test_clock set frozen = pg_catalog.now()")
        .await;
    let pass = async |seconds: u32| {
        world
            .alter(&format!(
                "update public.test_clock set frozen = frozen + interval '{seconds} seconds'"
            ))
            .await;
    };
    assert_eq!(let_in(&visitor, "sign-in", 5).await, 5);
    pass(30).await;
    assert_eq!(let_in(&visitor, "sign-in", 9).await, 5);
    assert_eq!(
        refusal(take_turn(&visitor, "sign-in").await),
        Error::TooManyRequests { retry_after: 30 }
    );
    // Other endpoints and other addresses have minutes of their own.
    assert_eq!(let_in(&visitor, "enter-code", 11).await, 10);
    assert_eq!(let_in(&from(&world.backend, "203.0.113.8"), "sign-in", 11).await, 10);
    pass(29).await;
    assert_eq!(
        refusal(take_turn(&visitor, "sign-in").await),
        Error::TooManyRequests { retry_after: 1 }
    );
    // A minute after the first five they are over, and not the others: the minute slides.
    pass(1).await;
    assert_eq!(let_in(&visitor, "sign-in", 20).await, 5);
    pass(30).await;
    assert_eq!(let_in(&visitor, "sign-in", 20).await, 5);
    pass(60).await;
    jobs::run_due(&world.backend).await.unwrap();
    assert_eq!(world.count("select count(*) from matterlock.rate_counts").await, 0);
}

/// 400 requests at once to four replicas, from one network in all the ways that an address is written.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s6_replicas_agree_on_ten_of_many_at_once() {
    let world = World::new().await;
    let replicas: Vec<_> = (0..4).map(|_| world.replica(0)).collect();
    for kind in ["203.0.113.7", "2001:db8:1:2"] {
        let asked = (0..400_usize).map(|number| {
            let address = match kind {
                "203.0.113.7" if number % 2 == 0 => "::ffff:203.0.113.7".to_owned(),
                "203.0.113.7" => kind.to_owned(),
                network => format!("{network}:{number:x}::{number:x}"),
            };
            let visitor = from(&replicas[number % 4], &address);
            tokio::spawn(async move { take_turn(&visitor, "sign-in").await.is_ok() })
        });
        let let_in = futures::future::join_all(asked)
            .await
            .into_iter()
            .filter(|let_in| *let_in.as_ref().unwrap())
            .count();
        assert_eq!(let_in, 10, "{kind}");
    }
}

/// Nobody who can run SQL as the application reads or resets what is counted.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s6_counts_are_out_of_reach() {
    let world = World::new().await;
    take_turn(&from(&world.backend, "203.0.113.7"), "sign-in")
        .await
        .unwrap();
    for role in [
        "matterlock_app",
        "matterlock_auth",
        "matterlock_signer",
        "matterlock_operator",
        "matterlock_worker",
    ] {
        let mut raw = world.as_role(role, None).await;
        for table in ["rate_counts", "sign_in_failures", "solved_captchas"] {
            for statement in [format!("select from {table}"), format!("delete from {table}")] {
                assert!(raw.attempt(&statement).await.is_err(), "{role}: {statement}");
            }
        }
    }
    let kept = world
        .text("select string_agg(c::text, ' ') from matterlock.rate_counts c")
        .await;
    assert!(!kept.contains("203.0.113.7"), "{kept}");
}
