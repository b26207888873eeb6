//! S10: passkeys as second factor, alone and for a step-up.

use backend::caller::{Challenged, SessionProbe};
use backend::{access, cases, factors};
use domain::cases::NewCase;
use domain::factors::{Ceremony, CeremonyAnswer};
use domain::{Error, Problem};
use vault::SoftPasskey;

use crate::support::people::{Firms, Person, code};
use crate::support::{World, refusal};

const SITE: &str = "https://matterlock.example";

fn answer(key: &mut SoftPasskey, ceremony: Ceremony) -> CeremonyAnswer {
    CeremonyAnswer {
        credential: key.answer(&ceremony.options).unwrap(),
        name: ceremony.name,
    }
}

fn made(ceremony: Ceremony, verifies: bool, origin: &str) -> (SoftPasskey, CeremonyAnswer) {
    let (key, credential) = SoftPasskey::make(&ceremony.options, origin, verifies).unwrap();
    let name = ceremony.name;
    (key, CeremonyAnswer { name, credential })
}

async fn add(person: &Person, name: &str) -> SoftPasskey {
    let ceremony = factors::begin_passkey(&person.caller, name).await.unwrap();
    let (key, answer) = made(ceremony, true, SITE);
    factors::add_passkey(&person.caller, name, &answer).await.unwrap();
    key
}

async fn challenged(world: &World, person: &Person) -> Challenged {
    let begun = world.password(&person.email).await;
    Challenged::from_cookie(&world.visitor(), &begun.cookie).unwrap()
}

fn refused() -> Error {
    Error::invalid("passkey", Problem::PasskeyNotAccepted)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s10_a_passkey_signs_in_after_the_password_and_alone() {
    let firms = Firms::new().await;
    let (world, ana) = (&firms.world, &firms.ana);
    let mut key = add(ana, "Laptop").await;
    assert_eq!(
        factors::second_factors(&ana.caller).await.unwrap().passkeys[0].name,
        "Laptop"
    );

    let open = challenged(world, ana).await;
    assert!(access::offered(&open).await.unwrap().passkey);
    let given = answer(&mut key, access::begin_passkey(&open).await.unwrap());
    let signed_in = access::enter_passkey(&open, &given).await.unwrap();
    let probe = SessionProbe::from_cookie(&world.visitor(), &signed_in.cookie).unwrap();
    let caller = access::identify(&probe, true).await.unwrap().unwrap();
    assert_eq!(caller.me().user, ana.caller.me().user);

    // Stale, and fresh again by the same passkey.
    world.pass(301).await;
    assert_eq!(
        refusal(factors::make_recovery_codes(&caller).await),
        Error::StepUpNeeded
    );
    let given = answer(&mut key, access::begin_step_up(&caller).await.unwrap());
    let renewed = access::step_up_with_passkey(&caller, &given).await.unwrap();
    let caller = world.goes_on(renewed).await;
    factors::make_recovery_codes(&caller).await.unwrap();

    let visitor = world.visitor();
    let given = answer(&mut key, access::begin_passkey_sign_in(&visitor).await.unwrap());
    access::sign_in_with_passkey(&visitor, &given).await.unwrap();
    assert!(
        access::identify(&probe, true).await.unwrap().is_none(),
        "the session before has ended"
    );
    for alone in ["true", "false"] {
        let entries = format!(
            "select count(*) from matterlock.log_entries where event = 'signed_in_with_passkey' and details ->> 'alone' = '{alone}'"
        );
        assert_eq!(world.count(&entries).await, 1);
    }
    let stored = world.text("select credential::text from matterlock.passkeys").await;
    assert!(stored.contains("\"counter\": 3"), "{stored}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s10_whoever_was_not_asked_is_refused() {
    let firms = Firms::new().await;
    let (world, ana) = (&firms.world, &firms.ana);
    // When it is made ...
    for (verifies, origin) in [
        (false, SITE),
        (true, "https://matterlock.example.evil.example"),
        (true, "http://matterlock.example"),
    ] {
        let ceremony = factors::begin_passkey(&ana.caller, "x").await.unwrap();
        let (_, answer) = made(ceremony, verifies, origin);
        assert_eq!(
            refusal(factors::add_passkey(&ana.caller, "x", &answer).await),
            refused()
        );
    }
    // ... and when it is used.
    let key = add(ana, "Laptop").await;
    let changes: [fn(&mut SoftPasskey); 2] = [
        |key| key.verifies = false,
        |key| key.origin = "https://elsewhere.example".to_owned(),
    ];
    for change in changes {
        let mut changed = key.clone();
        change(&mut changed);
        let open = challenged(world, ana).await;
        let given = answer(&mut changed, access::begin_passkey(&open).await.unwrap());
        assert_eq!(refusal(access::enter_passkey(&open, &given).await), refused());
        let given = answer(&mut changed, access::begin_step_up(&ana.caller).await.unwrap());
        assert_eq!(
            refusal(access::step_up_with_passkey(&ana.caller, &given).await).problem_of("passkey"),
            Some(Problem::PasskeyNotAccepted)
        );
        world.alter("delete from matterlock.sign_in_failures").await;
        let given = answer(
            &mut changed,
            access::begin_passkey_sign_in(&world.visitor()).await.unwrap(),
        );
        assert_eq!(
            refusal(access::sign_in_with_passkey(&world.visitor(), &given).await),
            refused()
        );
        world.alter("delete from matterlock.sign_in_failures").await;
    }
    assert_eq!(
        world
            .count("select count(*) from matterlock.log_entries where details ->> 'why' = 'passkey'")
            .await,
        6
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s10_a_ceremony_is_answered_once_in_its_place_and_in_time() {
    let firms = Firms::new().await;
    let (world, ana) = (&firms.world, &firms.ana);
    let mut key = add(ana, "Laptop").await;
    let (one, other) = (challenged(world, ana).await, challenged(world, ana).await);
    let given = answer(&mut key, access::begin_passkey(&one).await.unwrap());
    // Another half of a sign-in, a session and a sign-in alone can't use it.
    assert_eq!(refusal(access::enter_passkey(&other, &given).await), refused());
    assert_eq!(
        refusal(access::step_up_with_passkey(&ana.caller, &given).await),
        refused()
    );
    world.alter("delete from matterlock.sign_in_failures").await;
    assert_eq!(
        refusal(access::sign_in_with_passkey(&world.visitor(), &given).await),
        refused()
    );
    let mut late = key.clone();
    access::enter_passkey(&one, &given).await.unwrap();
    let again = answer(&mut late, access::begin_passkey(&other).await.unwrap());
    let used = CeremonyAnswer {
        name: given.name.clone(),
        ..again
    };
    assert_eq!(refusal(access::enter_passkey(&other, &used).await), refused());
    world.alter("delete from matterlock.sign_in_failures").await;
    let given = answer(&mut key, access::begin_passkey(&other).await.unwrap());
    world.pass(300).await;
    assert_eq!(refusal(access::enter_passkey(&other, &given).await), refused());

    // Of any number who use one answer at once, one does.
    for _ in 0..8 {
        world.alter("delete from matterlock.sign_in_failures").await;
        let visitor = world.visitor();
        let given = answer(&mut key, access::begin_passkey_sign_in(&visitor).await.unwrap());
        let tries = (0..16).map(|_| {
            let (visitor, given) = (visitor.clone(), given.clone());
            tokio::spawn(async move { access::sign_in_with_passkey(&visitor, &given).await.is_ok() })
        });
        let done = futures::future::join_all(tries).await;
        assert_eq!(done.into_iter().filter(|done| *done.as_ref().unwrap()).count(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s10_a_copy_that_counts_less_is_refused_and_logged() {
    let firms = Firms::new().await;
    let (world, ana) = (&firms.world, &firms.ana);
    let mut key = add(ana, "Security key").await;
    let mut copy = key.clone();
    let visitor = world.visitor();
    let given = answer(&mut key, access::begin_passkey_sign_in(&visitor).await.unwrap());
    access::sign_in_with_passkey(&visitor, &given).await.unwrap();
    let given = answer(&mut copy, access::begin_passkey_sign_in(&visitor).await.unwrap());
    assert_eq!(refusal(access::sign_in_with_passkey(&visitor, &given).await), refused());
    assert_eq!(
        world
            .count("select count(*) from matterlock.log_entries where details ->> 'why' = 'passkey_counter'")
            .await,
        1
    );
    // Without a password there was no half of a sign-in.
    assert_eq!(
        world
            .count("select count(*) from matterlock.challenges where used_at is null")
            .await,
        0
    );
    // One that is synchronised counts nothing, and is no copy for that.
    let ana = world.sign_in_again(ana).await;
    let ceremony = factors::begin_passkey(&ana.caller, "Synchronised").await.unwrap();
    let (mut synchronised, made) = made(ceremony, true, SITE);
    synchronised.uses = None;
    factors::add_passkey(&ana.caller, "Synchronised", &made).await.unwrap();
    for _ in 0..2 {
        let given = answer(
            &mut synchronised,
            access::begin_passkey_sign_in(&visitor).await.unwrap(),
        );
        access::sign_in_with_passkey(&visitor, &given).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s8_a_passkey_that_nobody_knows_and_one_of_a_closed_account_are_answered_alike() {
    let firms = Firms::new().await;
    let (world, ana) = (&firms.world, &firms.ana);
    let mut key = add(ana, "Laptop").await;
    let unused = factors::begin_passkey(&ana.caller, "x").await.unwrap();
    let (mut unknown, _) = made(unused, true, SITE);
    let visitor = world.visitor();
    let given = answer(&mut unknown, access::begin_passkey_sign_in(&visitor).await.unwrap());
    assert_eq!(refusal(access::sign_in_with_passkey(&visitor, &given).await), refused());
    let nonsense = CeremonyAnswer {
        credential: "{}".to_owned(),
        ..given
    };
    assert_eq!(
        refusal(access::sign_in_with_passkey(&visitor, &nonsense).await),
        refused()
    );
    world
        .alter("update matterlock.users set active = false where email like 'ana%'")
        .await;
    let given = answer(&mut key, access::begin_passkey_sign_in(&visitor).await.unwrap());
    assert_eq!(refusal(access::sign_in_with_passkey(&visitor, &given).await), refused());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s10_passkeys_are_their_owners() {
    let firms = Firms::new().await;
    let (world, ana) = (&firms.world, &firms.ana);
    let mut key = add(ana, "Laptop").await;
    let passkey = factors::second_factors(&ana.caller).await.unwrap().passkeys[0].id;
    for other in [&firms.bruno, &firms.eva] {
        assert_eq!(
            refusal(factors::rename_passkey(&other.caller, passkey, "x").await),
            Error::NotFound
        );
        assert_eq!(
            refusal(factors::remove_passkey(&other.caller, passkey).await),
            Error::NotFound
        );
        // Nor does it prove anybody else, nor can a ceremony that somebody else began be finished.
        let given = answer(&mut key, access::begin_step_up(&other.caller).await.unwrap());
        assert_eq!(
            refusal(access::step_up_with_passkey(&other.caller, &given).await),
            refused()
        );
    }
    let (_, theirs) = made(
        factors::begin_passkey(&firms.eva.caller, "x").await.unwrap(),
        true,
        SITE,
    );
    assert_eq!(
        refusal(factors::add_passkey(&ana.caller, "x", &theirs).await),
        refused()
    );
    factors::rename_passkey(&ana.caller, passkey, "Notebook").await.unwrap();
    // With a passkey left the only app may go.
    let app = factors::second_factors(&ana.caller).await.unwrap().apps[0].id;
    factors::remove_app(&ana.caller, app).await.unwrap();
    assert!(factors::remove_passkey(&ana.caller, passkey).await.is_err());
    let open = challenged(world, ana).await;
    let offered = access::offered(&open).await.unwrap();
    assert!(offered.passkey && !offered.app && !offered.recovery_code);
    assert_eq!(refusal(access::enrolment(&open).await), Error::Forbidden);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s1_a_firm_that_asks_for_passkeys_is_entered_with_one_only() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let require = |required: bool| {
        format!(
            "update matterlock.firm_policies set passkey_required = {required} where firm_id = '{}'",
            firms.ana.firm()
        )
    };
    world.alter(&require(true)).await;
    // Who has none gets in with the code, is led on, and reaches nothing before.
    let ana = world.sign_in_again(&firms.ana).await;
    assert!(ana.caller.me().needs_passkey);
    assert_eq!(refusal(cases::page(&ana.caller, firms.case).await), Error::NotFound);
    let told = refusal(cases::open(&ana.caller, NewCase::default()).await);
    assert!(matches!(told, Error::Invalid(_) | Error::Forbidden), "{told:?}");
    // Another firm's people are nobody's business.
    assert!(cases::page(&firms.eva.caller, firms.evas_case).await.is_ok());

    let passkey = format!(
        "insert into matterlock.passkeys (firm_id, id, user_id, name, credential_id, credential)
         values ('{}', '{}', '{1}', 'key', sha256('key'), 'null')",
        firms.ana.firm(),
        firms.ana.id()
    );
    world.alter(&passkey).await;
    assert!(cases::page(&ana.caller, firms.case).await.is_ok());
    // Who has one is signed in by no code.
    world.pass(31).await;
    let begun = world.password(&firms.ana.email).await;
    let challenged = Challenged::from_cookie(&world.visitor(), &begun.cookie).unwrap();
    let offered = access::offered(&challenged).await.unwrap();
    assert!(offered.passkey && !offered.app);
    let told = refusal(access::enter_code(&challenged, &code(&world.backend, &firms.ana.totp)).await);
    assert_eq!(told.problem_of("code"), Some(Problem::PasskeyRequired));
    let told = refusal(access::step_up(&ana.caller, &code(&world.backend, &firms.ana.totp)).await);
    assert_eq!(told.problem_of("code"), Some(Problem::PasskeyRequired));
    world.alter(&require(false)).await;
    assert!(
        access::enter_code(&challenged, &code(&world.backend, &firms.ana.totp))
            .await
            .is_ok()
    );
}
