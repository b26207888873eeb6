//! S1: several authenticator apps a person, and recovery codes.

use std::sync::Arc;

use backend::access::{self, AfterSignIn};
use backend::caller::Challenged;
use backend::factors;
use domain::error::Conflict;
use domain::factors::{FEW_RECOVERY_CODES, MOST, RECOVERY_CODES};
use domain::ids::AuthenticatorId;
use domain::{Error, Problem};
use vault::TotpSecret;

use crate::support::people::{Firms, Person, base32, code};
use crate::support::races::challenges;
use crate::support::{World, conflict, refusal};

/// Adds an app and confirms it; a code works once, so the next one is of the next step.
async fn add_app(world: &World, person: &Person, name: &str) -> (AuthenticatorId, Arc<TotpSecret>) {
    let new = factors::add_app(&person.caller, name).await.unwrap();
    let totp = Arc::new(TotpSecret::from_bytes(&base32(&new.enrolment.secret)).unwrap());
    factors::confirm_app(&person.caller, new.id, &code(&world.backend, &totp))
        .await
        .unwrap();
    (new.id, totp)
}

async fn challenged(world: &World, person: &Person) -> Challenged {
    let begun = world.password(&person.email).await;
    Challenged::from_cookie(&world.visitor(), &begun.cookie).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_each_of_several_apps_signs_in_and_no_code_works_twice() {
    let firms = Firms::new().await;
    let (world, ana) = (&firms.world, &firms.ana);
    let new = factors::add_app(&ana.caller, "  Work phone ").await.unwrap();
    let second = TotpSecret::from_bytes(&base32(&new.enrolment.secret)).unwrap();
    // Until it is confirmed it opens nothing, and no other code confirms it.
    world.pass(31).await;
    let shown = code(&world.backend, &second);
    let open = challenged(world, ana).await;
    let wrong = Error::invalid("code", Problem::WrongCode);
    assert_eq!(refusal(access::enter_code(&open, &shown).await), wrong);
    for not in ["", "12345", &code(&world.backend, &ana.totp)] {
        assert_eq!(refusal(factors::confirm_app(&ana.caller, new.id, not).await), wrong);
    }
    assert_eq!(
        refusal(factors::confirm_app(&firms.bruno.caller, new.id, &shown).await),
        Error::NotFound
    );
    factors::confirm_app(&ana.caller, new.id, &shown).await.unwrap();
    assert_eq!(
        refusal(factors::confirm_app(&ana.caller, new.id, &shown).await),
        Error::NotFound
    );
    let has = factors::second_factors(&ana.caller).await.unwrap();
    let names: Vec<&str> = has.apps.iter().map(|app| app.name.as_str()).collect();
    assert_eq!(names, ["Aplicación autenticadora", "Work phone"]);
    assert!(has.one_may_go() && has.apps.iter().all(|app| app.last_used_at.is_some()));

    // The code that confirmed it is used up, for a sign-in and for a step-up; the other app's of now is not.
    assert_eq!(refusal(access::enter_code(&open, &shown).await), wrong);
    assert_eq!(
        refusal(access::step_up(&ana.caller, &shown).await).problem_of("code"),
        Some(Problem::WrongCode)
    );
    access::step_up(&ana.caller, &code(&world.backend, &ana.totp))
        .await
        .unwrap();
    world.pass(31).await;
    let with_second = access::enter_code(&challenged(world, ana).await, &code(&world.backend, &second))
        .await
        .unwrap();
    assert_eq!(with_second.after, AfterSignIn::Work);
    assert_eq!(
        world
            .count("select count(*) from matterlock.log_entries where event = 'factor_added'")
            .await,
        1
    );
    assert_eq!(
        world
            .count("select count(*) from matterlock.letters where notice ->> 'notice' = 'factor_added'")
            .await,
        1
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_changes_need_a_fresh_factor_and_are_the_owners() {
    let firms = Firms::new().await;
    let (world, ana) = (&firms.world, &firms.ana);
    let (app, totp) = add_app(world, ana, "Second").await;
    assert_eq!(
        refusal(factors::rename_app(&firms.eva.caller, app, "x").await),
        Error::NotFound
    );
    assert_eq!(
        refusal(factors::remove_app(&firms.bruno.caller, app).await),
        Error::NotFound
    );
    factors::rename_app(&ana.caller, app, "Tablet").await.unwrap();
    for bad in ["", " ", &"x".repeat(61), "a\nb"] {
        assert!(matches!(
            refusal(factors::rename_app(&ana.caller, app, bad).await),
            Error::Invalid(_)
        ));
    }
    world.pass(300).await;
    for refused in [
        refusal(factors::add_app(&ana.caller, "x").await),
        refusal(factors::rename_app(&ana.caller, app, "x").await),
        refusal(factors::remove_app(&ana.caller, app).await),
        refusal(factors::make_recovery_codes(&ana.caller).await),
        refusal(factors::begin_passkey(&ana.caller, "x").await),
    ] {
        assert_eq!(refused, Error::StepUpNeeded);
    }
    // What the use cases ask, the database asks too.
    let mut raw = world.as_role("matterlock_app", Some(&ana.secret(world))).await;
    for statement in [
        "delete from authenticators",
        "update authenticators set name = 'x'",
        "delete from recovery_codes",
    ] {
        assert_eq!(raw.attempt(statement).await, Ok(0), "{statement}");
    }
    drop(raw);
    let ana = &world.step_up(ana, &totp).await;
    factors::remove_app(&ana.caller, app).await.unwrap();
    let last = factors::second_factors(&ana.caller).await.unwrap().apps[0].id;
    assert_eq!(
        refusal(factors::remove_app(&ana.caller, last).await),
        conflict(Conflict::LastFactor)
    );
    let told = world
        .text("select string_agg(event, ' ' order by number) from matterlock.log_entries where event like 'factor%'")
        .await;
    assert_eq!(told, "factor_added factor_renamed factor_removed");
    // No more than fit.
    for number in 1..MOST {
        add_app(world, ana, &format!("App {number}")).await;
    }
    assert_eq!(
        refusal(factors::add_app(&ana.caller, "one more").await),
        conflict(Conflict::TooManyFactors)
    );
}

/// Whoever removes both of two apps at the same moment keeps one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_of_two_removed_at_once_one_stays() {
    let firms = Firms::new().await;
    let (world, ana) = (&firms.world, &firms.ana);
    for round in 0..16 {
        add_app(world, ana, "Second").await;
        let apps = factors::second_factors(&ana.caller).await.unwrap().apps;
        let removals = apps.iter().map(|app| {
            let (caller, app) = (ana.caller.clone(), app.id);
            tokio::spawn(async move {
                factors::remove_app(&caller, app)
                    .await
                    .map_err(|failure| failure.tell("r"))
            })
        });
        let done: Vec<_> = futures::future::join_all(removals)
            .await
            .into_iter()
            .map(Result::unwrap)
            .collect();
        assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1, "round {round}");
        assert!(done.contains(&Err(conflict(Conflict::LastFactor))), "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_a_recovery_code_signs_in_once() {
    let firms = Firms::new().await;
    let (world, ana) = (&firms.world, &firms.ana);
    assert!(factors::recovery_codes(&ana.caller).await.unwrap().few());
    let old = factors::make_recovery_codes(&ana.caller).await.unwrap();
    let codes = factors::make_recovery_codes(&ana.caller).await.unwrap();
    assert_eq!(codes.len(), RECOVERY_CODES as usize);
    assert!(codes.iter().all(|code| !old.contains(code)));
    assert_eq!(factors::recovery_codes(&ana.caller).await.unwrap().left, RECOVERY_CODES);

    let wrong = Some(Problem::WrongRecoveryCode);
    let open = challenged(world, ana).await;
    for not in [&old[0], &"AAAA-AAAA-AAAA-AAAA".to_owned()] {
        assert_eq!(
            refusal(access::enter_recovery_code(&open, not).await).problem_of("code"),
            wrong
        );
    }
    let signed_in = access::enter_recovery_code(&open, &codes[0].to_lowercase().replace('-', " "))
        .await
        .unwrap();
    assert_eq!(signed_in.after, AfterSignIn::MendFactors);
    let open = challenged(world, ana).await;
    assert_eq!(
        refusal(access::enter_recovery_code(&open, &codes[0]).await).problem_of("code"),
        wrong
    );
    // Somebody else's are not one's own, and nothing readable of them is stored.
    let brunos = challenged(world, &firms.bruno).await;
    assert_eq!(
        refusal(access::enter_recovery_code(&brunos, &codes[1]).await).problem_of("code"),
        wrong
    );
    assert_eq!(world.count("select count(*) from matterlock.log_entries where event = 'signed_in_with_recovery_code' and details ->> 'left' = '9'").await, 1);
    assert_eq!(world.count("select count(*) from matterlock.letters where notice ->> 'notice' = 'recovery_code_used' and notice ->> 'left' = '9'").await, 1);

    let until_few = (RECOVERY_CODES - FEW_RECOVERY_CODES) as usize;
    for (used, code) in codes.iter().enumerate().skip(1).take(until_few) {
        let again = world.password(&ana.email).await;
        let open = Challenged::from_cookie(&world.visitor(), &again.cookie).unwrap();
        let signed_in = access::enter_recovery_code(&open, code).await.unwrap();
        let probe = backend::caller::SessionProbe::from_cookie(&world.visitor(), &signed_in.cookie).unwrap();
        let caller = access::identify(&probe, false).await.unwrap().unwrap();
        let left = factors::recovery_codes(&caller).await.unwrap();
        assert_eq!(left.left, RECOVERY_CODES - 1 - u32::try_from(used).unwrap());
        assert_eq!(left.few(), left.left <= FEW_RECOVERY_CODES);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s5_wrong_recovery_codes_lock_as_codes_do() {
    let firms = Firms::new().await;
    let (world, ana) = (&firms.world, &firms.ana);
    let codes = factors::make_recovery_codes(&ana.caller).await.unwrap();
    let open = challenged(world, ana).await;
    for _ in 0..4 {
        refusal(access::enter_recovery_code(&open, "AAAA-AAAA-AAAA-AAAA").await);
    }
    let locked = Error::Locked { retry_after: 900 };
    assert_eq!(refusal(access::enter_recovery_code(&open, "nonsense").await), locked);
    world.alter("update matterlock.challenges set attempts = 0").await;
    assert!(matches!(
        refusal(access::enter_recovery_code(&open, &codes[0]).await),
        Error::Locked { .. }
    ));
    assert_eq!(
        world
            .count("select count(*) from matterlock.recovery_codes where used_at is not null")
            .await,
        0
    );
}

/// Rounds of racing uses of one recovery code, each with a sign-in of its own: one success a round.
async fn race_recovery_codes(rounds: usize, racers: usize) {
    let firms = Firms::new().await;
    let (world, ana) = (&firms.world, &firms.ana);
    let replicas = vec![world.replica(0); racers];
    for round in 0..rounds {
        // The last sign-in ended Ana's first session, and the codes are hers whoever asks: so they are made past the rules.
        let typed = vault::RecoveryCode::generate();
        let key = crate::support::master().derive(vault::Purpose::RecoveryCode);
        world
            .alter(&format!(
                "insert into matterlock.recovery_codes (firm_id, user_id, code_hash) values ('{}', '{}', '\\x{}'); delete from matterlock.sign_in_failures",
                ana.firm(),
                ana.id(),
                vault::digest::hex(&typed.keyed_hash(&key))
            ))
            .await;
        let shown = typed.shown();
        let tries = challenges(world, ana, &replicas).await.into_iter().map(|open| {
            let shown = shown.clone();
            tokio::spawn(async move {
                access::enter_recovery_code(&open, &shown)
                    .await
                    .map_err(|failure| failure.tell("r"))
            })
        });
        let mut signed_in = 0;
        for done in futures::future::join_all(tries).await {
            match done.unwrap() {
                Ok(_) => signed_in += 1,
                Err(error) => assert!(
                    error.problem_of("code") == Some(Problem::WrongRecoveryCode)
                        || matches!(error, Error::Locked { .. }),
                    "{error}"
                ),
            }
        }
        assert_eq!(signed_in, 1, "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_of_racing_uses_of_a_recovery_code_one_signs_in() {
    race_recovery_codes(10, 16).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a figure: minutes long"]
async fn figure_s1_1000_rounds_of_50_racing_recovery_codes() {
    race_recovery_codes(1_000, 50).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a figure: minutes long"]
async fn figure_s1_1000_rounds_of_50_racing_codes() {
    let firms = Firms::new().await;
    let (world, ana) = (&firms.world, &firms.ana);
    let replicas = vec![world.replica(0); 50];
    for round in 0..1_000 {
        world
            .alter("update matterlock.authenticators set last_step = 0; delete from matterlock.sign_in_failures")
            .await;
        let shown = code(&world.backend, &ana.totp);
        let tries = challenges(world, ana, &replicas).await.into_iter().map(|open| {
            let shown = shown.clone();
            tokio::spawn(async move { access::enter_code(&open, &shown).await.is_ok() })
        });
        let done = futures::future::join_all(tries).await;
        let signed_in = done.into_iter().filter(|done| *done.as_ref().unwrap()).count();
        assert_eq!(signed_in, 1, "round {round}");
    }
}

/// A second reader of RFC 6238, for random secrets and times.
#[test]
#[ignore = "a figure: starts oathtool 10,000 times"]
fn figure_s1_oathtool_agrees_10000_times() {
    let (mut agreed, mut seconds) = (0, 0_u64);
    for _ in 0..10_000 {
        let secret = TotpSecret::generate();
        // Up to the year 2286, before which every app's clock ends.
        seconds = (seconds ^ u64::from_le_bytes(vault::random::bytes())) % 10_000_000_000;
        let at = domain::Timestamp(i64::try_from(seconds).unwrap() * 1000).plain();
        let said = std::process::Command::new("oathtool")
            .args(["--totp", "--base32", "--now", &at, &secret.base32()])
            .output()
            .expect("oathtool is installed: .make/setup.sh test");
        let minute = seconds - seconds % 60;
        assert_eq!(
            String::from_utf8_lossy(&said.stdout).trim(),
            secret.code_at(minute),
            "{at}"
        );
        agreed += 1;
    }
    assert_eq!(agreed, 10_000);
}
