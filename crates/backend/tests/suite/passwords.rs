//! A password that is forgotten, changed or brought along: never without the second factor, never twice with one link.

use backend::access::{self, Import};
use backend::caller::{Caller, SessionProbe, Visitor};
use backend::{Backend, Failure, jobs};
use domain::access::{AccountLink, EndReason, SessionState};
use domain::captcha::Form;
use domain::{Error, Problem};
use secrecy::SecretString;

use crate::support::people::{Firms, PASSWORD, Person, code, proof};
use crate::support::races::{at_once, new_password_link, sign_in};
use crate::support::{World, refusal, visitor};

const ANA: &str = "ana@solano.example";
const NEW: &str = "cuatro colibríes en Monteverde";
const PAGE: &str = "sign-in/new-password";

/// Asks for a link and reads it from the mail.
async fn link(world: &World, email: &str) -> String {
    let before = world.mailed_links(email, PAGE);
    ask(world, email).await;
    jobs::run_due(&world.backend).await.unwrap();
    let after = world.mailed_links(email, PAGE);
    after.difference(&before).next().unwrap().clone()
}

async fn ask(world: &World, email: &str) {
    let visitor = world.visitor();
    access::ask_new_password(&visitor, email, &proof(&visitor, Form::Recover))
        .await
        .unwrap();
}

async fn set(world: &World, token: &str, new: &str, code: &str) -> Result<(), Failure> {
    access::set_new_password(&world.visitor(), token, SecretString::from(new), code).await
}

/// Whether the password is let through to the code.
async fn opens(world: &World, email: &str, password: &str) -> bool {
    let visitor = world.visitor();
    let human = proof(&visitor, Form::SignIn);
    access::check_password(&visitor, email, SecretString::from(password), &human)
        .await
        .is_ok()
}

fn now_code(backend: &Backend, person: &Person) -> String {
    code(backend, &person.totp)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s11_a_link_by_mail_alone_changes_no_password() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let token = link(world, ANA).await;
    assert!(matches!(
        access::read_new_password(&world.visitor(), &token).await.unwrap(),
        AccountLink::NewPassword { needs_factor: true, .. }
    ));

    for code in ["", "000000"] {
        let told = refusal(set(world, &token, NEW, code).await);
        assert_eq!(told.problem_of("code"), Some(Problem::WrongCode), "{told:?}");
    }
    assert!(!opens(world, ANA, NEW).await);
    assert!(opens(world, ANA, PASSWORD).await);

    // The link is still good for the owner: what failed used nothing up.
    world.pass(31).await;
    set(world, &token, NEW, &now_code(&world.backend, &firms.ana))
        .await
        .unwrap();
    assert!(opens(world, ANA, NEW).await);
    assert!(!opens(world, ANA, PASSWORD).await);
    let state = access::session_state(&firms.ana.probe(world)).await.unwrap();
    assert_eq!(state, SessionState::Ended(EndReason::PasswordChanged));
    assert_eq!(refusal(set(world, &token, PASSWORD, "").await), Error::LinkNotValid);

    jobs::run_due(&world.backend).await.unwrap();
    let letters = "select count(*) from matterlock.letters where notice ->> 'notice' = 'password_changed'";
    assert_eq!(world.count(letters).await, 1);
    let logged = "select count(*) from matterlock.log_entries where event in ('new_password_asked', 'new_password_refused', 'password_changed')";
    assert_eq!(world.count(logged).await, 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s11_codes_tried_with_a_link_lock_like_any_other() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let token = link(world, ANA).await;
    for _ in 0..5 {
        refusal(set(world, &token, NEW, "000000").await);
    }
    world.pass(31).await;
    let right = now_code(&world.backend, &firms.ana);
    assert!(matches!(
        refusal(set(world, &token, NEW, &right).await),
        Error::Locked { .. }
    ));
    world.pass(15 * 60).await;
    set(world, &token, NEW, &now_code(&world.backend, &firms.ana))
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s11_a_link_works_once_and_for_an_hour_and_dies_with_the_password() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let first = link(world, ANA).await;
    let second = link(world, ANA).await;
    world.pass(31).await;
    set(world, &first, NEW, &now_code(&world.backend, &firms.ana))
        .await
        .unwrap();
    world.pass(31).await;
    let code = now_code(&world.backend, &firms.ana);
    assert_eq!(refusal(set(world, &second, PASSWORD, &code).await), Error::LinkNotValid);

    world.pass(3600).await;
    let late = link(world, ANA).await;
    world.pass(3600).await;
    let code = now_code(&world.backend, &firms.ana);
    assert_eq!(refusal(set(world, &late, PASSWORD, &code).await), Error::LinkNotValid);
    // Another kind of link opens nothing here, and neither does half of one.
    for other in ["", "A", &late[1..], &format!("{late}A")] {
        assert_eq!(refusal(set(world, other, PASSWORD, &code).await), Error::LinkNotValid);
    }
    let closed = link(world, ANA).await;
    world
        .alter(&format!(
            "update matterlock.users set active = false where id = '{}'",
            firms.ana.id()
        ))
        .await;
    assert_eq!(refusal(set(world, &closed, PASSWORD, &code).await), Error::LinkNotValid);
}

/// One link, used by all these visitors at once, each for a password of their own: how often that succeeded, and what the others were
/// told.
async fn set_at_once(visitors: Vec<Visitor>, token: &str) -> (usize, Vec<Error>) {
    let uses = visitors.into_iter().enumerate().map(|(number, visitor)| {
        let token = token.to_owned();
        let new = SecretString::from(format!("{NEW} número {number}"));
        async move { access::set_new_password(&visitor, &token, new, "").await }
    });
    at_once(uses).await
}

const CHANGED: &str = "select count(*) from matterlock.log_entries where event = 'password_changed'";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn s11_one_link_used_by_many_at_once_changes_the_password_once() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let token = link(world, ANA).await;
    // No second factor set up yet: so nothing but the link holds them apart.
    world.without_second_factor(&firms.ana).await;
    let visitors = (0..16).map(|_| world.visitor()).collect();
    let (done, told) = set_at_once(visitors, &token).await;
    assert_eq!(done, 1, "{told:?}");
    assert!(
        told.iter()
            .all(|error| matches!(error, Error::LinkNotValid | Error::Invalid(_) | Error::Locked { .. })),
        "{told:?}"
    );
    assert_eq!(world.count(CHANGED).await, 1);
}

/// Strangers get five tries together before anything is hashed, so 45 of 50 would be held back by the lock and never come to the link.
/// Browsers that Ana has signed in from have counters of their own: nobody is held back. Each asks a replica of its own, so that they
/// hash at the same time and come to the link together. The hashes, up to 50,000, are what takes the time; fifty at once take a gigabyte.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a figure: a quarter of an hour"]
async fn figure_s11_1000_rounds_of_50_racing_uses_of_a_link_for_a_new_password() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let mut browsers = Vec::new();
    for _ in 0..50 {
        browsers.push((world.replica(0), sign_in(world, &firms.ana).await.device));
    }
    // As above: nothing but the link holds them apart.
    world.without_second_factor(&firms.ana).await;
    for round in 0..1_000 {
        world.alter("delete from matterlock.sign_in_failures").await;
        let token = new_password_link(world, &firms.ana).await;
        let visitors = browsers
            .iter()
            .map(|(replica, device)| visitor(replica).on_device(device))
            .collect();
        let (done, told) = set_at_once(visitors, &token).await;
        assert_eq!(done, 1, "round {round}: {told:?}");
        assert!(
            told.iter().all(|error| *error == Error::LinkNotValid),
            "round {round}: {told:?}"
        );
    }
    assert_eq!(world.count(CHANGED).await, 1_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s8_asking_for_a_new_password_says_the_same_to_everybody() {
    let firms = Firms::new().await;
    let world = &firms.world;
    world
        .alter(&format!(
            "update matterlock.users set active = false where id = '{}'",
            firms.rosa.id()
        ))
        .await;
    let before = world.mails().len();
    for email in [
        ANA,
        "rosa@solano.example",
        "nobody@solano.example",
        "",
        "not an address",
    ] {
        ask(world, email).await;
    }
    jobs::run_due(&world.backend).await.unwrap();
    assert_eq!(world.mails().len(), before + 1);
    // Nobody fills a mailbox.
    for _ in 0..5 {
        ask(world, ANA).await;
    }
    jobs::run_due(&world.backend).await.unwrap();
    assert_eq!(world.mailed_links(ANA, PAGE).len(), 3);
    world.pass(3601).await;
    ask(world, ANA).await;
    jobs::run_due(&world.backend).await.unwrap();
    assert_eq!(world.mailed_links(ANA, PAGE).len(), 4);

    let visitor = world.visitor();
    let told = refusal(access::ask_new_password(&visitor, ANA, "").await);
    assert_eq!(told, Error::invalid("captcha", Problem::CaptchaNeeded));
    let for_signing_in = proof(&visitor, Form::SignIn);
    let told = refusal(access::ask_new_password(&visitor, ANA, &for_signing_in).await);
    assert_eq!(told, Error::invalid("captcha", Problem::CaptchaNeeded));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s11_changing_the_password_needs_the_old_one_and_a_fresh_factor() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let ana = &firms.ana;
    let change_as = async |who: &Caller, old: &str, new: &str| {
        access::change_password(who, SecretString::from(old), SecretString::from(new)).await
    };
    let change = async |old: &str, new: &str| change_as(&ana.caller, old, new).await;
    assert_eq!(
        refusal(change("not the one that it is", NEW).await).problem_of("old_password"),
        Some(Problem::WrongPassword)
    );
    assert_eq!(
        refusal(change(PASSWORD, "short").await).problem_of("password"),
        Some(Problem::PasswordTooShort { min: 12 })
    );
    assert_eq!(
        refusal(change(PASSWORD, "Solano-Asociados").await).problem_of("password"),
        Some(Problem::PasswordTooCommon)
    );
    world.pass(5 * 60).await;
    assert_eq!(refusal(change(PASSWORD, NEW).await), Error::StepUpNeeded);
    let renewed = access::step_up(&ana.caller, &now_code(&world.backend, ana))
        .await
        .unwrap()
        .unwrap();
    let probe = SessionProbe::from_cookie(&world.visitor(), &renewed.cookie).unwrap();
    let owner = access::identify(&probe, true).await.unwrap().unwrap();
    assert_eq!(
        refusal(change(PASSWORD, NEW).await),
        Error::StepUpNeeded,
        "with a copy of the cookie from before"
    );
    change_as(&owner, PASSWORD, NEW).await.unwrap();

    assert!(opens(world, ANA, NEW).await && !opens(world, ANA, PASSWORD).await);
    let state = access::session_state(&probe).await.unwrap();
    assert!(matches!(state, SessionState::Live { .. }), "{state:?}");
    access::sign_out(&owner).await.unwrap();
    assert_eq!(refusal(change_as(&owner, NEW, PASSWORD).await), Error::NotSignedIn);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s8_an_imported_account_signs_in_with_what_it_had_and_is_upgraded() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let firm = firms.ana.caller.me().firm;
    // Made by bcrypt's own reference: "U*U", cost 5.
    let hash = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
    let file = |mail: &str| {
        let text = format!("mail,name,role,language,password_hash\n{mail},\"Ulate, Uriel\",attorney,es,{hash}\n");
        Import::read(&text).unwrap()
    };
    let imported = access::import_people(&world.backend, firm, file("uriel@solano.example")).await;
    assert_eq!(imported.unwrap(), 1);
    let again = access::import_people(&world.backend, firm, file("URIEL@solano.example")).await;
    assert!(again.unwrap_err().to_string().contains("line 2"));

    let stored = "select password_hash from matterlock.users where email = 'uriel@solano.example'";
    assert!(!opens(world, "uriel@solano.example", "U*V").await);
    assert_eq!(world.text(stored).await, hash);
    assert!(opens(world, "uriel@solano.example", "U*U").await);
    assert!(world.text(stored).await.starts_with("$argon2id$"));
    assert!(opens(world, "uriel@solano.example", "U*U").await);
}
