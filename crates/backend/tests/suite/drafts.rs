//! S12: who gets the server's half of the key that seals what was typed and not sent.

use std::collections::HashSet;

use backend::{access, drafts};
use domain::{Error, Role};

use crate::support::people::Firms;
use crate::support::refusal;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s12_a_half_is_its_owners_at_every_sign_in_and_nobody_elses() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let carla = world
        .add_colleague(&firms.ana, "carla@solano.example", Role::ReadOnly)
        .await;
    let mut halves = HashSet::new();
    for person in [&firms.ana, &carla, &firms.eva] {
        let half = drafts::key_half(&person.caller).await.unwrap();
        assert_eq!(half.user.0, person.id());
        assert_eq!(half.half.len(), 64);
        assert!(halves.insert(half.half.clone()));
        let again = world.sign_in_again(person).await;
        assert_eq!(drafts::key_half(&again.caller).await.unwrap(), half);
    }
    assert_eq!(
        world
            .count("select count(*) from matterlock.log_entries where event like '%draft%'")
            .await,
        0
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s12_an_ended_session_gets_no_half() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let elsewhere = world.sign_in_again(&firms.ana).await;
    assert_eq!(refusal(drafts::key_half(&firms.ana.caller).await), Error::NotSignedIn);

    access::sign_out(&elsewhere.caller).await.unwrap();
    assert_eq!(refusal(drafts::key_half(&elsewhere.caller).await), Error::NotSignedIn);

    let session = firms.eva.caller.session();
    let idle = |seconds: i64| {
        format!(
            "update public.test_clock set frozen = (select last_seen_at + interval '{seconds} seconds' from matterlock.sessions where id = '{session}')"
        )
    };
    world.alter(&idle(1799)).await;
    drafts::key_half(&firms.eva.caller).await.unwrap();
    world.alter(&idle(1800)).await;
    assert_eq!(refusal(drafts::key_half(&firms.eva.caller).await), Error::NotSignedIn);
}
