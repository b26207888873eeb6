//! S1, S3, S4 and S8: registering, signing in, staying and leaving.

use backend::access;
use backend::caller::{Challenged, SessionProbe, Signer};
use backend::jobs;
use domain::access::{EndReason, NextStep, SessionState};
use domain::{Error, Problem, Role};
use secrecy::SecretString;

use crate::support::people::{Firms, PASSWORD, code};
use crate::support::races::challenges;
use crate::support::{World, refusal};

const IDLE: i64 = 30 * 60;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_every_problem_of_a_registration_is_said_at_once() {
    let world = World::new().await;
    assert!(access::needs_setup(&world.backend).await.unwrap());
    let mut form = world.registration("", "nobody@example").await;
    form.name = "a\u{7}".to_owned();
    form.password = "short".to_owned();
    let link = form.token.clone();
    let answer = refusal(access::register_firm(&world.visitor(), form.clone()).await);
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
        let answer = refusal(access::register_firm(&world.visitor(), form.clone()).await);
        assert_eq!(
            answer.problem_of("password"),
            Some(Problem::PasswordTooCommon),
            "{guessed}"
        );
    }
    // The link is still good, and then it is used up.
    form.password = PASSWORD.to_owned();
    let begun = access::register_firm(&world.visitor(), form.clone()).await.unwrap();
    assert_eq!(begun.next, NextStep::SetUpAuthenticator);
    form.email = "other@bufete.example".to_owned();
    assert_eq!(
        refusal(access::register_firm(&world.visitor(), form.clone()).await),
        Error::LinkNotValid
    );
    form.token = "made-up".to_owned();
    assert_eq!(
        refusal(access::register_firm(&world.visitor(), form).await),
        Error::LinkNotValid
    );

    // A taken address leaves the link as it was; a day later it is over.
    let taken = world.registration("Otra", "ANA@bufete.example").await;
    let answer = refusal(access::register_firm(&world.visitor(), taken.clone()).await);
    assert_eq!(answer.problem_of("email"), Some(Problem::Taken));
    world.pass(24 * 3600 - 60).await;
    let late = domain::access::Registration {
        email: "late@bufete.example".to_owned(),
        ..taken
    };
    assert!(access::register_firm(&world.visitor(), late.clone()).await.is_ok());
    let expired = world.registration("Tarde", "tarde@bufete.example").await;
    world.pass(24 * 3600).await;
    assert_eq!(
        refusal(access::register_firm(&world.visitor(), expired).await),
        Error::LinkNotValid
    );
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
            tokio::spawn(async move {
                access::register_firm(&visitor, form)
                    .await
                    .map_err(|failure| failure.tell("r"))
            })
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s8_an_unknown_address_and_a_wrong_password_get_the_same_answer() {
    let firms = Firms::new().await;
    let visitor = firms.world.visitor();
    let wrong = |email: &str, password: &str| {
        let (visitor, email, password) = (visitor.clone(), email.to_owned(), SecretString::from(password));
        async move { refusal(access::check_password(&visitor, &email, password).await) }
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
    let begun = access::check_password(&visitor, " ANA@Solano.example ", SecretString::from(PASSWORD))
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
    for wrong in ["", "12345", "abcdef", "000000", "1234567"] {
        let answer = refusal(access::enter_code(&challenged, wrong).await);
        assert_eq!(answer, Error::invalid("code", Problem::WrongCode));
    }
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
        5
    );

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
    let used = code(&world.backend, &firms.ana.totp);
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

/// 300 rounds of 16 who use one code at the same time: one of them signs in.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_one_code_signs_in_once_however_many_use_it() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let replicas = vec![world.replica(0); 16];
    for round in 0..300 {
        world
            .alter(&format!(
                "update matterlock.users set totp_last_step = 0 where id = '{}'",
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
                Err(error) => assert_eq!(error, Error::invalid("code", Problem::WrongCode)),
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
                "update matterlock.users set totp_last_step = 0 where id = '{}'",
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
                Err(error) => assert_eq!(error, Error::invalid("code", Problem::WrongCode)),
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_a_new_sign_in_ends_the_others_and_says_so() {
    let firms = Firms::new().await;
    let again = firms.world.sign_in_again(&firms.ana).await;
    let probe = firms.ana.probe(&firms.world);
    assert!(access::identify(&probe, true).await.unwrap().is_none());
    assert!(matches!(
        access::session_state(&probe).await.unwrap(),
        SessionState::Ended(EndReason::SignedInElsewhere { .. })
    ));
    assert!(
        access::identify(&again.probe(&firms.world), true)
            .await
            .unwrap()
            .is_some()
    );
    assert_eq!(firms.world.count("select count(*) from matterlock.log_entries where event = 'signed_in' and details ->> 'ended_sessions' = '1'").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_signing_out_kills_every_copy_of_the_cookie() {
    let firms = Firms::new().await;
    let copy = firms.ana.probe(&firms.world);
    let held = firms.ana.caller.clone();
    assert!(access::identify(&copy, true).await.unwrap().is_some());
    access::sign_out(&firms.ana.caller).await.unwrap();
    assert!(access::identify(&copy, true).await.unwrap().is_none());
    assert_eq!(
        access::session_state(&copy).await.unwrap(),
        SessionState::Ended(EndReason::SignedOut)
    );
    assert_eq!(refusal(access::stay_signed_in(&held).await), Error::NotSignedIn);
    assert_eq!(refusal(access::sign_out(&held).await), Error::NotSignedIn);
    assert_eq!(refusal(backend::cases::page(&held, firms.case).await), Error::NotFound);
    assert_eq!(
        firms
            .world
            .count("select count(*) from matterlock.log_entries where event = 'signed_out'")
            .await,
        1
    );
}

/// Freezes the database's clock so many seconds after the session was last seen.
async fn freeze(firms: &Firms, seconds_idle: i64) {
    let session = firms.ana.caller.session();
    firms
        .world
        .alter(&format!(
            "update public.test_clock set frozen = (select last_seen_at + interval '{seconds_idle} seconds' from matterlock.sessions where id = '{session}')"
        ))
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s3_half_an_hour_of_inactivity_ends_the_session() {
    let firms = Firms::new().await;
    let probe = firms.ana.probe(&firms.world);
    freeze(&firms, IDLE - 1).await;
    assert_eq!(
        access::session_state(&probe).await.unwrap(),
        SessionState::Live { seconds_left: 1 }
    );
    assert!(access::identify(&probe, false).await.unwrap().is_some(), "at 29:59");
    freeze(&firms, IDLE).await;
    assert!(access::identify(&probe, true).await.unwrap().is_none(), "at 30:00");
    assert!(refusal(access::stay_signed_in(&firms.ana.caller).await) == Error::NotSignedIn);
    assert_eq!(
        access::session_state(&probe).await.unwrap(),
        SessionState::Ended(EndReason::Idle)
    );
    // The row is ended by the next housekeeping, with an entry.
    jobs::run_due(&firms.world.backend).await.unwrap();
    assert_eq!(
        access::session_state(&probe).await.unwrap(),
        SessionState::Ended(EndReason::Idle)
    );
    let entries = format!(
        "select count(*) from matterlock.log_entries where event = 'session_ended' and details ->> 'why' = 'idle' and actor_kind = 'server' and actor_id = '{}'",
        firms.ana.id()
    );
    assert_eq!(firms.world.count(&entries).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s3_activity_extends_and_asking_does_not() {
    let firms = Firms::new().await;
    let probe = firms.ana.probe(&firms.world);
    freeze(&firms, IDLE - 60).await;
    assert!(access::identify(&probe, false).await.unwrap().is_some());
    assert_eq!(
        access::session_state(&probe).await.unwrap(),
        SessionState::Live { seconds_left: 60 }
    );
    assert!(access::identify(&probe, true).await.unwrap().is_some());
    assert_eq!(
        access::session_state(&probe).await.unwrap(),
        SessionState::Live { seconds_left: 1800 }
    );
    freeze(&firms, IDLE - 10).await;
    access::stay_signed_in(&firms.ana.caller).await.unwrap();
    assert_eq!(
        access::session_state(&probe).await.unwrap(),
        SessionState::Live { seconds_left: 1800 }
    );
    // However busy, twelve hours are the end.
    let session = firms.ana.caller.session();
    firms.world.alter(&format!("update public.test_clock set frozen = (select expires_at - interval '1 second' from matterlock.sessions where id = '{session}')")).await;
    firms
        .world
        .alter(&format!(
            "update matterlock.sessions set last_seen_at = app.now() where id = '{session}'"
        ))
        .await;
    assert_eq!(
        access::session_state(&probe).await.unwrap(),
        SessionState::Live { seconds_left: 1 }
    );
    firms
        .world
        .alter("update public.test_clock set frozen = frozen + interval '1 second'")
        .await;
    assert!(access::identify(&probe, true).await.unwrap().is_none());
    assert_eq!(
        access::session_state(&probe).await.unwrap(),
        SessionState::Ended(EndReason::TooOld)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s9_a_cookie_opens_only_its_own_door() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let (_, link) = firms.ask().await;
    let visit = backend::signing::open_link(&world.visitor(), &link)
        .await
        .unwrap()
        .cookie;
    let challenge = world.password("ana@solano.example").await.cookie;
    let session = firms.ana.cookie.clone();
    let visitor = world.visitor();
    assert!(SessionProbe::from_cookie(&visitor, &session).is_some());
    assert!(Challenged::from_cookie(&visitor, &challenge).is_some());
    assert!(Signer::from_cookie(&visitor, &visit).is_some());
    for other in [&challenge, &visit] {
        assert!(SessionProbe::from_cookie(&visitor, other).is_none());
    }
    for other in [&session, &visit] {
        assert!(Challenged::from_cookie(&visitor, other).is_none());
    }
    for other in [&session, &challenge] {
        assert!(Signer::from_cookie(&visitor, other).is_none());
    }
    for forged in [
        String::new(),
        session.replace('.', ""),
        format!("{session}x"),
        session[..session.len() - 2].to_owned(),
    ] {
        assert!(SessionProbe::from_cookie(&visitor, &forged).is_none(), "{forged}");
    }
    // A cookie of another installation's key.
    let other = vault::JwtKey::new(&vault::MasterKey::from_bytes([8; 32]));
    let claims = world
        .jwt()
        .read(&session, vault::Audience::Office, world.backend.now().seconds())
        .unwrap();
    assert!(SessionProbe::from_cookie(&visitor, &other.sign(&claims, vault::Audience::Office)).is_none());
    // Ours, well signed, but the row is not: a secret of one's own does not fit another's session.
    let stolen = vault::SessionClaims {
        token: vault::Token::generate(),
        ..claims
    };
    let probe = SessionProbe::from_cookie(&visitor, &world.jwt().sign(&stolen, vault::Audience::Office)).unwrap();
    assert!(access::identify(&probe, true).await.unwrap().is_none());
    assert_eq!(
        access::session_state(&probe).await.unwrap(),
        SessionState::Ended(EndReason::NeverSignedIn)
    );
    world.clock.pass(12 * 3600 + 1);
    assert!(SessionProbe::from_cookie(&visitor, &session).is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i3_a_role_is_read_anew_with_every_request() {
    let firms = Firms::new().await;
    let carla = firms
        .world
        .add_colleague(&firms.ana, "carla@solano.example", Role::Attorney)
        .await;
    assert_eq!(carla.caller.me().role, Role::Attorney);
    assert_eq!(refusal(backend::checks::run_by(&carla.caller).await), Error::Forbidden);
    firms
        .world
        .alter("update matterlock.users set role = 'read_only' where email like 'carla%'")
        .await;
    let now = access::identify(&carla.probe(&firms.world), false)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(now.me().role, Role::ReadOnly);
    firms
        .world
        .alter("update matterlock.users set active = false where email like 'carla%'")
        .await;
    assert!(
        access::identify(&carla.probe(&firms.world), false)
            .await
            .unwrap()
            .is_none()
    );
}
