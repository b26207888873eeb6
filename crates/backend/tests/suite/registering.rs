//! S1: registering a firm, with a link that works once.

use backend::access;
use domain::access::NextStep;
use domain::{Error, Problem};

use crate::support::people::{PASSWORD, register};
use crate::support::{World, refusal};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_every_problem_of_a_registration_is_said_at_once() {
    let world = World::new().await;
    assert!(access::needs_setup(&world.backend).await.unwrap());
    let mut form = world.registration("", "nobody@example").await;
    form.name = "a\u{7}".to_owned();
    form.password = "short".to_owned();
    let link = form.token.clone();
    let answer = refusal(register(&world.visitor(), form.clone()).await);
    assert_eq!(answer.problem_of("firm_name"), Some(Problem::Required));
    assert_eq!(answer.problem_of("name"), Some(Problem::NotPlainText));
    assert_eq!(answer.problem_of("email"), Some(Problem::NotAnEmail));
    assert_eq!(
        answer.problem_of("password"),
        Some(Problem::PasswordTooShort { min: 12 })
    );

    form.firm_name = "Bufete".to_owned();
    form.name = "Ana".to_owned();
    form.email = "ana@bufete.example".to_owned();
    for guessed in ["passwordpassword", "ana@bufete.example", "123456789012"] {
        form.password = guessed.to_owned();
        let answer = refusal(register(&world.visitor(), form.clone()).await);
        assert_eq!(
            answer.problem_of("password"),
            Some(Problem::PasswordTooCommon),
            "{guessed}"
        );
    }
    // The link is still good, and then it is used up.
    form.password = PASSWORD.to_owned();
    let begun = register(&world.visitor(), form.clone()).await.unwrap();
    assert_eq!(begun.next, NextStep::SetUpAuthenticator);
    form.email = "other@bufete.example".to_owned();
    assert_eq!(
        refusal(register(&world.visitor(), form.clone()).await),
        Error::LinkNotValid
    );
    form.token = "made-up".to_owned();
    assert_eq!(refusal(register(&world.visitor(), form).await), Error::LinkNotValid);

    // A taken address leaves the link as it was; a day later it is over.
    let taken = world.registration("Otra", "ANA@bufete.example").await;
    let answer = refusal(register(&world.visitor(), taken.clone()).await);
    assert_eq!(answer.problem_of("email"), Some(Problem::Taken));
    world.pass(24 * 3600 - 60).await;
    let late = domain::access::Registration {
        email: "late@bufete.example".to_owned(),
        ..taken
    };
    assert!(register(&world.visitor(), late.clone()).await.is_ok());
    let expired = world.registration("Tarde", "tarde@bufete.example").await;
    world.pass(24 * 3600).await;
    assert_eq!(refusal(register(&world.visitor(), expired).await), Error::LinkNotValid);
    assert!(!access::needs_setup(&world.backend).await.unwrap());
    assert!(
        !world
            .text("select coalesce(string_agg(encode(token_hash, 'escape'), ''), '') from matterlock.setup_links")
            .await
            .contains(&link)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_of_many_who_use_one_set_up_link_one_registers() {
    let world = World::new().await;
    for round in 0..10 {
        let form = world.registration("Bufete", "x@bufete.example").await;
        let tries = (0..16).map(|number| {
            let form = domain::access::Registration {
                email: format!("p{round}-{number}@bufete.example"),
                ..form.clone()
            };
            let visitor = world.visitor();
            tokio::spawn(async move { register(&visitor, form).await.map_err(|failure| failure.tell("r")) })
        });
        let mut registered = 0;
        for done in futures::future::join_all(tries).await {
            match done.unwrap() {
                Ok(_) => registered += 1,
                Err(error) => assert_eq!(error, Error::LinkNotValid),
            }
        }
        assert_eq!(registered, 1);
        assert_eq!(world.count("select count(*) from matterlock.firms").await, round + 1);
    }
}
