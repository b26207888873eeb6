//! S1, S3, S4 and S8: registering, signing in, staying and leaving.

use backend::access;
use backend::caller::Challenged;
use domain::access::NextStep;
use domain::{Error, Problem};
use secrecy::SecretString;
use vault::TotpSecret;

use crate::support::people::{Firms, PASSWORD, base32, code};
use crate::support::races::challenges;
use crate::support::refusal;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s8_an_unknown_address_and_a_wrong_password_get_the_same_answer() {
    let firms = Firms::new().await;
    let visitor = firms.world.visitor();
    let wrong = |email: &str, password: &str| {
        let (visitor, email, password) = (visitor.clone(), email.to_owned(), SecretString::from(password));
        async move { refusal(access::check_password(&visitor, &email, password, "").await) }
    };
    let answer = wrong("nobody@solano.example", PASSWORD).await;
    assert_eq!(answer, Error::invalid("email", Problem::WrongMailOrPassword));
    assert_eq!(wrong("ana@solano.example", "not the password").await, answer);
    assert_eq!(wrong("", "").await, answer);
    firms
        .world
        .alter("update matterlock.users set active = false where email like 'bruno%'")
        .await;
    assert_eq!(wrong("bruno@solano.example", PASSWORD).await, answer);
    assert_eq!(firms.world.count("select count(*) from matterlock.log_entries where event = 'sign_in_refused' and actor_kind = 'stranger'").await, 1);
    // Case and blanks in the address don't matter.
    let begun = access::check_password(&visitor, " ANA@Solano.example ", SecretString::from(PASSWORD), "")
        .await
        .unwrap();
    assert_eq!(begun.next, NextStep::Code);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s8_an_older_hash_is_replaced_at_the_next_sign_in() {
    let firms = Firms::new().await;
    firms
        .world
        .alter(&format!(
            "update matterlock.users set password_hash = '{IMPORTED}' where email like 'ana%'"
        ))
        .await;
    firms.world.password("ana@solano.example").await;
    let hash = firms
        .world
        .text("select password_hash from matterlock.users where email like 'ana%'")
        .await;
    assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    firms.world.password("ana@solano.example").await;
}

/// bcrypt of [`PASSWORD`] at cost 4, by libxcrypt: as an imported account brings it.
const IMPORTED: &str = "$2b$04$abcdefghijklmnopqrstuuTrx6omCQvgXimoh607vqDUZ2vdidSg6";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_five_wrong_codes_spend_the_challenge() {
    let firms = Firms::new().await;
    let world = &firms.world;
    world.pass(60).await;
    let begun = world.password("ana@solano.example").await;
    let challenged = Challenged::from_cookie(&world.visitor(), &begun.cookie).unwrap();
    for wrong in ["", "12345", "abcdef", "000000"] {
        let answer = refusal(access::enter_code(&challenged, wrong).await);
        assert_eq!(answer.problem_of("code"), Some(Problem::WrongCode));
    }
    let answer = refusal(access::enter_code(&challenged, "1234567").await);
    assert_eq!(answer, Error::Locked { retry_after: 900 });
    let unlock = "delete from matterlock.sign_in_failures";
    world.alter(unlock).await;
    let right = code(&world.backend, &firms.ana.totp);
    assert_eq!(
        refusal(access::enter_code(&challenged, &right).await),
        Error::NotSignedIn
    );

    // However many try at once, five codes are tried.
    let begun = world.password("ana@solano.example").await;
    let tries = (0..16).map(|number| {
        let challenged = Challenged::from_cookie(&world.visitor(), &begun.cookie).unwrap();
        tokio::spawn(async move { refusal(access::enter_code(&challenged, &format!("00000{number}")).await) })
    });
    let answers: Vec<Error> = futures::future::join_all(tries)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    assert_eq!(
        answers.iter().filter(|answer| **answer == Error::NotSignedIn).count(),
        11
    );
    assert_eq!(
        answers
            .iter()
            .filter(|answer| answer.problem_of("code") == Some(Problem::WrongCode))
            .count(),
        4
    );
    assert!(answers.contains(&Error::Locked { retry_after: 900 }));
    world.alter(unlock).await;

    // A fresh challenge takes the right code; ten minutes later it would not have.
    let begun = world.password("ana@solano.example").await;
    let challenged = Challenged::from_cookie(&world.visitor(), &begun.cookie).unwrap();
    assert!(
        access::enter_code(&challenged, &code(&world.backend, &firms.ana.totp))
            .await
            .is_ok()
    );
    let begun = world.password("ana@solano.example").await;
    let challenged = Challenged::from_cookie(&world.visitor(), &begun.cookie).unwrap();
    world.pass(600).await;
    assert_eq!(
        refusal(access::enter_code(&challenged, &code(&world.backend, &firms.ana.totp)).await),
        Error::NotSignedIn
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_the_authenticators_secret_is_shown_until_it_is_set_up() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let begun = world.password("ana@solano.example").await;
    let challenged = Challenged::from_cookie(&world.visitor(), &begun.cookie).unwrap();
    assert_eq!(refusal(access::enrolment(&challenged).await), Error::Forbidden);
    // The code that set it up is used up.
    let step = world
        .count(&format!(
            "select last_step from matterlock.authenticators where user_id = '{}'",
            firms.ana.id()
        ))
        .await;
    let used = firms.ana.totp.code_at(u64::try_from(step * 30).unwrap());
    assert_eq!(
        refusal(access::enter_code(&challenged, &used).await),
        Error::invalid("code", Problem::WrongCode)
    );
    assert_eq!(
        world
            .count("select count(*) from matterlock.log_entries where details ->> 'why' = 'code_used_before'")
            .await,
        1
    );
}

/// What whoever comes too late is told: five of them, and then the account is locked.
fn is_failure(error: &Error) -> bool {
    error.problem_of("code") == Some(Problem::WrongCode) || matches!(error, Error::Locked { .. })
}

/// 300 rounds of 16 who use one code at the same time: one of them signs in.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_one_code_signs_in_once_however_many_use_it() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let replicas = vec![world.replica(0); 16];
    for round in 0..300 {
        world
            .alter(&format!(
                "update matterlock.authenticators set last_step = 0 where user_id = '{}'; delete from matterlock.sign_in_failures",
                firms.ana.id()
            ))
            .await;
        let shown = code(&world.backend, &firms.ana.totp);
        let tries = challenges(world, &firms.ana, &replicas)
            .await
            .into_iter()
            .map(|challenged| {
                let shown = shown.clone();
                tokio::spawn(async move {
                    access::enter_code(&challenged, &shown)
                        .await
                        .map_err(|failure| failure.tell("r"))
                })
            });
        let mut signed_in = 0;
        for done in futures::future::join_all(tries).await {
            match done.unwrap() {
                Ok(_) => signed_in += 1,
                Err(error) => assert!(is_failure(&error), "{error}"),
            }
        }
        assert_eq!(signed_in, 1, "round {round}");
    }
}

/// 300 rounds of 16 sign-ins at the same time, each with a code of its own: one live session is left.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_of_many_sign_ins_at_once_one_session_is_left() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let replicas: Vec<_> = (0..16).map(|number| world.replica(number * 30)).collect();
    let live = format!(
        "select count(*) from matterlock.sessions where user_id = '{}' and ended_at is null",
        firms.ana.id()
    );
    let ended = format!(
        "select count(*) from matterlock.sessions where user_id = '{}' and end_reason = 'elsewhere'",
        firms.ana.id()
    );
    let mut started = 0;
    for round in 0..300 {
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
                tokio::spawn(async move {
                    access::enter_code(&challenged, &shown)
                        .await
                        .map_err(|failure| failure.tell("r"))
                })
            });
        for done in futures::future::join_all(tries).await {
            match done.unwrap() {
                Ok(_) => started += 1,
                // A later step was claimed first.
                Err(error) => assert!(is_failure(&error), "{error}"),
            }
        }
        assert_eq!(world.count(&live).await, 1, "round {round}");
    }
    assert!(started > 600, "{started} sign-ins are too few for a race");
    assert_eq!(
        world.count(&ended).await,
        started,
        "the first session and all but the last ended elsewhere"
    );
}

/// Whoever has the password and looked at the secret before its owner did holds nothing: the owner is shown another.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_a_first_secret_that_somebody_saw_is_not_the_one_that_counts() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let person = access::NewColleague {
        firm: firms.ana.caller.me().firm,
        name: "Sara".to_owned(),
        email: "sara@solano.example".to_owned(),
        role: domain::Role::Attorney,
        language: domain::Language::Es,
        password: SecretString::from(PASSWORD),
    };
    access::add_person_by_operator(&world.backend, person).await.unwrap();
    let begin = async || {
        let begun = world.password("sara@solano.example").await;
        let challenged = Challenged::from_cookie(&world.visitor(), &begun.cookie).unwrap();
        let shown = access::enrolment(&challenged).await.unwrap().secret;
        (challenged, TotpSecret::from_bytes(&base32(&shown)).unwrap())
    };
    let (first, seen) = begin().await;
    let (owner, own) = begin().await;
    assert_ne!(seen.bytes(), own.bytes());
    // What was begun first shows nothing of the other, and confirms neither.
    assert_eq!(refusal(access::enrolment(&first).await), Error::NotSignedIn);
    for given in [&seen, &own] {
        assert!(access::enter_code(&first, &code(&world.backend, given)).await.is_err());
    }
    assert!(access::enter_code(&owner, &code(&world.backend, &seen)).await.is_err());
    access::enter_code(&owner, &code(&world.backend, &own)).await.unwrap();
    assert_eq!(
        world
            .count("select count(*) from matterlock.authenticators a join matterlock.users u on u.id = a.user_id where u.email like 'sara%'")
            .await,
        1
    );
}
