//! S1, S8: registering a firm, with a link that works once and a mailbox that is proven.

use backend::access::{self, register_firm};
use domain::access::NextStep;
use domain::{Error, Problem};

use crate::support::people::{PASSWORD, prove_mail};
use crate::support::{World, refusal};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_every_problem_of_a_registration_is_said_at_once() {
    let world = World::new().await;
    assert!(access::needs_setup(&world.backend).await.unwrap());
    let visitor = world.visitor();
    let told = refusal(prove_mail(&visitor, &world.setup().await, "nobody@example").await);
    assert_eq!(told.problem_of("email"), Some(Problem::NotAnEmail));

    let mut form = world.registration("", "ana@bufete.example").await;
    form.name = "a\u{7}".to_owned();
    form.password = "short".to_owned();
    let answer = refusal(register_firm(&visitor, form.clone()).await);
    assert_eq!(answer.problem_of("firm_name"), Some(Problem::Required));
    assert_eq!(answer.problem_of("name"), Some(Problem::NotPlainText));
    assert_eq!(
        answer.problem_of("password"),
        Some(Problem::PasswordTooShort { min: 12 })
    );
    form.firm_name = "Bufete".to_owned();
    form.name = "Ana".to_owned();
    for guessed in ["passwordpassword", "ana@bufete.example", "123456789012"] {
        form.password = guessed.to_owned();
        let answer = refusal(register_firm(&visitor, form.clone()).await);
        assert_eq!(
            answer.problem_of("password"),
            Some(Problem::PasswordTooCommon),
            "{guessed}"
        );
    }
    // The link is still good, and then it is used up.
    form.password = PASSWORD.to_owned();
    let begun = register_firm(&visitor, form.clone()).await.unwrap();
    assert_eq!(begun.next, NextStep::SetUpAuthenticator);
    assert_eq!(
        refusal(register_firm(&visitor, form.clone()).await),
        Error::LinkNotValid
    );
    form.token = "made-up".to_owned();
    assert_eq!(refusal(register_firm(&visitor, form).await), Error::LinkNotValid);
    assert!(!access::needs_setup(&world.backend).await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s8_the_mailbox_alone_proves_an_address_and_learns_that_it_is_taken() {
    let world = World::new().await;
    let visitor = world.visitor();
    world.register("Bufete", "ana@bufete.example").await;
    let setup = world.setup().await;
    // Whoever has the set-up link is told the same for an address that has an account; its owner is told by mail.
    let before = world.mails().len();
    prove_mail(&visitor, &setup, "ANA@bufete.example").await.unwrap();
    assert_eq!(world.mails().len(), before + 1);
    assert!(world.mailed_links("ANA@bufete.example", "setup/firm").is_empty());

    // What the set-up link opens is no registration, and what was mailed to an address before works no more.
    let first = world.proven(&setup, "eva@otro.example").await;
    let second = world.proven(&setup, "eva.mora@otro.example").await;
    let read = async |token: &str| access::read_registration(&visitor, token).await;
    for dead in [setup.as_str(), first.as_str(), "", "made-up"] {
        assert_eq!(refusal(read(dead).await), Error::LinkNotValid);
    }
    for _ in 0..20 {
        assert_eq!(read(&second).await.unwrap().email, "eva.mora@otro.example");
    }
    let stored = "select coalesce(string_agg(row_to_json(s)::text, ' '), '') from matterlock.setup_links s";
    let stored = world.text(stored).await;
    assert!(!stored.contains(&setup) && !stored.contains(&second));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_set_up_links_end_by_themselves() {
    let world = World::new().await;
    let visitor = world.visitor();
    let setup = world.setup().await;
    world.pass(24 * 3600 - 60).await;
    let form = world.registration("Bufete", "ana@bufete.example").await;
    let late = world.proven(&setup, "late@bufete.example").await;
    // What was mailed for it lasts no longer than the link itself.
    world.pass(55).await;
    assert!(access::read_registration(&visitor, &late).await.is_ok());
    world.pass(5).await;
    assert_eq!(
        refusal(access::read_registration(&visitor, &late).await),
        Error::LinkNotValid
    );
    world.pass(24 * 3600).await;
    assert_eq!(refusal(register_firm(&visitor, form).await), Error::LinkNotValid);
    let told = refusal(prove_mail(&visitor, &setup, "late@bufete.example").await);
    assert_eq!(told, Error::LinkNotValid);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s8_an_address_that_is_taken_meanwhile_leaves_the_link_as_it_was() {
    let world = World::new().await;
    let visitor = world.visitor();
    let first = world.registration("Bufete", "ana@bufete.example").await;
    let second = world.registration("Otro", "ana@bufete.example").await;
    register_firm(&visitor, first).await.unwrap();
    for _ in 0..2 {
        let told = refusal(register_firm(&visitor, second.clone()).await);
        assert_eq!(told.problem_of("email"), Some(Problem::Taken));
    }
    assert_eq!(world.count("select count(*) from matterlock.firms").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_of_many_who_use_one_set_up_link_one_registers() {
    let world = World::new().await;
    for round in 0..10 {
        let form = world.registration("Bufete", &format!("p{round}@bufete.example")).await;
        let tries = (0..16).map(|_| {
            let (visitor, form) = (world.visitor(), form.clone());
            tokio::spawn(async move { register_firm(&visitor, form).await.map_err(|failure| failure.tell("r")) })
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
