//! The demonstration: filled once, through the real use cases, and nothing to do with a firm that works.

use backend::caller::{Caller, Challenged, SessionProbe};
use backend::{access, cases, demo, signing};
use domain::signing::{EnvelopeState, SignerState};
use secrecy::SecretString;

use crate::support::people::Firms;
use crate::support::{World, refusal};

/// Signs in with what the terminal printed: an address, the password, and the code that `server totp` says.
async fn sign_in(world: &World, said: &[String], name: &str) -> Caller {
    let line = said.iter().find(|line| line.contains(name)).unwrap();
    let email = line.split_whitespace().next().unwrap();
    let password = said
        .iter()
        .find_map(|line| line.split_once("Password of all:"))
        .unwrap()
        .1
        .trim();
    let visitor = world.visitor();
    let begun = access::check_password(&visitor, email, SecretString::from(password), "")
        .await
        .unwrap();
    let challenged = Challenged::from_cookie(&visitor, &begun.cookie).unwrap();
    let code = demo::current_code(&world.backend, email).await.unwrap().unwrap();
    let signed_in = access::enter_code(&challenged, &code).await.unwrap();
    let probe = SessionProbe::from_cookie(&visitor, &signed_in.cookie).unwrap();
    access::identify(&probe, true).await.unwrap().unwrap()
}

/// Everything that filling makes, counted past all rules.
async fn everything(world: &World) -> i64 {
    world
        .count(
            "select (select count(*) from matterlock.log_entries) + (select count(*) from matterlock.cases)
               + (select count(*) from matterlock.sessions) + (select count(*) from matterlock.setup_links)",
        )
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demonstration_is_filled_once_and_its_people_can_sign_in() {
    let world = World::new().await;
    let said = demo::fill(&world.backend).await.unwrap().how_to_sign_in("server totp");
    let before = everything(&world).await;
    demo::fill(&world.backend).await.unwrap();
    assert_eq!(everything(&world).await, before, "a second time changes nothing");
    assert_eq!(
        world
            .count("select count(*) from matterlock.sessions where ended_at is null")
            .await,
        0
    );

    let lucia = sign_in(&world, &said, "Lucía").await;
    let seen = cases::dashboard(&lucia, "", None).await.unwrap();
    assert_eq!((seen.total, seen.pending_signatures), (8, 2));
    let mut ends = Vec::new();
    for case in &seen.cases {
        for envelope in cases::page(&lucia, case.id).await.unwrap().envelopes {
            let page = signing::page(&lucia, envelope.id).await.unwrap();
            assert_eq!(page.pages_shown > 0, page.signed_at.is_some());
            assert!(page.signed_at.is_none() || page.pages_shown == page.pages);
            ends.push((envelope.state, envelope.signer_state));
        }
    }
    for end in [
        (EnvelopeState::Sent, SignerState::Invited),
        (EnvelopeState::Sent, SignerState::Opened),
        (EnvelopeState::Completed, SignerState::Signed),
        (EnvelopeState::Declined, SignerState::Declined),
    ] {
        assert!(ends.contains(&end), "{end:?} is missing in {ends:?}");
    }

    let margaret = sign_in(&world, &said, "Margaret").await;
    assert_eq!(cases::dashboard(&margaret, "", None).await.unwrap().total, 2);
    refusal(cases::page(&margaret, seen.cases[0].id).await);
    let gerardo = sign_in(&world, &said, "Gerardo").await;
    assert_eq!(cases::dashboard(&gerardo, "", None).await.unwrap().total, 3);
    sign_in(&world, &said, "Daniel").await;
    sign_in(&world, &said, "Marisol").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_interrupted_demonstration_goes_on_where_it_stopped() {
    let world = World::new().await;
    // The store goes away while papers come in, as if the server had been killed there.
    let objects = world.folder.path().join("objects");
    std::fs::remove_dir_all(&objects).unwrap();
    std::fs::write(&objects, "").unwrap();
    demo::fill(&world.backend).await.map(|_| ()).unwrap_err();
    let begun = world.count("select count(*) from matterlock.cases").await;
    assert!((1..10).contains(&begun), "{begun} cases");
    assert_eq!(
        demo::current_code(&world.backend, "lucia@solano.example")
            .await
            .unwrap(),
        None,
        "not before it is complete"
    );

    std::fs::remove_file(&objects).unwrap();
    std::fs::create_dir(&objects).unwrap();
    demo::fill(&world.backend).await.unwrap();
    assert_eq!(world.count("select count(*) from matterlock.firms").await, 2);
    assert_eq!(world.count("select count(*) from matterlock.cases").await, 10);
    assert_eq!(
        world.count("select count(distinct title) from matterlock.cases").await,
        10
    );
    assert_eq!(
        world
            .count("select count(*) from matterlock.documents where signed_from is null")
            .await,
        6
    );
    assert_eq!(world.count("select count(*) from matterlock.envelopes").await, 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_firm_that_works_is_no_demonstration() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let before = everything(world).await;
    let refused = demo::fill(&world.backend).await.map(|_| ()).unwrap_err();
    assert!(refused.to_string().contains("works here already"), "{refused}");
    assert_eq!(everything(world).await, before);
    for email in [firms.ana.email.as_str(), "lucia@solano.example", ""] {
        assert_eq!(demo::current_code(&world.backend, email).await.unwrap(), None);
    }
    // Even where the mark is set: nobody but the demonstration's own people.
    world
        .alter("update matterlock.installation set demonstration = true")
        .await;
    assert_eq!(
        demo::current_code(&world.backend, &firms.ana.email).await.unwrap(),
        None
    );
}
