//! The figures of S4: sign-outs that are final, and sign-ins that race. Long, so run by `make figures`.

use backend::access;
use domain::access::SessionState;

use crate::support::people::{Firms, Person, code};
use crate::support::races::{challenges, sign_in};
use crate::support::refusal;

/// So many sign-outs; afterwards every cookie asks four times for something.
const SIGN_OUTS: usize = 10_000;

/// 10,000 sign-outs: 0 later requests accepted, neither with the cookie nor with its secret as the database's roles see it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a figure"]
async fn figure_10_000_sign_outs_are_final() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let (mut accepted, mut asked) = (0, 0);
    let live = format!(
        "select count(*) from matterlock.sessions where user_id = '{}' and ended_at is null",
        firms.ana.id()
    );
    for _ in 0..SIGN_OUTS {
        let again = signed_in_at_once(&firms).await;
        access::sign_out(&again.caller).await.unwrap();
        let probe = again.probe(world);
        asked += 4;
        accepted += u32::from(access::identify(&probe, true).await.unwrap().is_some());
        accepted += u32::from(matches!(
            access::session_state(&probe).await.unwrap(),
            SessionState::Live { .. }
        ));
        accepted += u32::from(access::stay_signed_in(&again.caller).await.is_ok());
        accepted += u32::from(backend::cases::page(&again.caller, firms.case).await.is_ok());
    }
    println!("{SIGN_OUTS} sign-outs, {asked} later requests, {accepted} accepted");
    assert_eq!(accepted, 0);
    assert_eq!(world.count(&live).await, 0);
}

/// Signs in by a challenge that was made cheaply.
async fn signed_in_at_once(firms: &Firms) -> Person {
    let world = &firms.world;
    let signed_in = sign_in(world, &firms.ana).await;
    let probe = backend::caller::SessionProbe::from_cookie(&world.visitor(), &signed_in.cookie).unwrap();
    Person {
        caller: access::identify(&probe, false).await.unwrap().unwrap(),
        cookie: signed_in.cookie,
        email: firms.ana.email.clone(),
        totp: std::sync::Arc::clone(&firms.ana.totp),
    }
}

/// 1,000 rounds of 20 sign-ins at once, each with a code of its own: exactly one live session after each.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a figure"]
async fn figure_1_000_rounds_of_20_racing_sign_ins_leave_one_session() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let replicas: Vec<_> = (0..20).map(|number| world.replica(number * 30)).collect();
    let live = format!(
        "select count(*) from matterlock.sessions where user_id = '{}' and ended_at is null",
        firms.ana.id()
    );
    let (mut began, mut not_one) = (0, 0);
    for _ in 0..1_000 {
        world
            .alter(&format!(
                "update matterlock.authenticators set last_step = 0 where user_id = '{}'; delete from matterlock.sign_in_failures",
                firms.ana.id()
            ))
            .await;
        let tries = challenges(world, &firms.ana, &replicas)
            .await
            .into_iter()
            .zip(&replicas)
            .map(|(challenged, replica)| {
                let shown = code(replica, &firms.ana.totp);
                tokio::spawn(async move { access::enter_code(&challenged, &shown).await })
            });
        for done in futures::future::join_all(tries).await {
            match done.unwrap() {
                Ok(_) => began += 1,
                // A later step was claimed first, or five of them were.
                refused => drop(refusal(refused)),
            }
        }
        not_one += u32::from(world.count(&live).await != 1);
    }
    println!("1,000 rounds of 20: {began} sessions began, {not_one} rounds without exactly one live");
    assert_eq!(not_one, 0);
    assert!(began > 1_000, "{began} are too few for a race");
}
