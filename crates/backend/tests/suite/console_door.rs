//! I4: the console's own sign-in. Password, a code used nowhere else, a short session; the same answer for everybody who is not let in.

use backend::access;
use backend::caller::{Challenged, SessionProbe};
use backend::console;
use domain::access::{EndReason, SessionState};
use domain::{Error, Problem, Role};
use secrecy::SecretString;

use crate::support::administration::at_the_door;
use crate::support::people::{Firms, PASSWORD, code};
use crate::support::refusal;

const HERE: &str = "203.0.113.7";

async fn refused(firms: &Firms, address: &str, email: &str, password: &str) -> Error {
    let door = at_the_door(&firms.world.backend, address);
    refusal(access::check_password(&door, email, SecretString::from(password), "").await)
}

async fn whys(firms: &Firms, table: &str) -> String {
    firms
        .world
        .text(&format!(
            "select coalesce(string_agg(details ->> 'why', ' ' order by number), '') from matterlock.{table} where event = 'sign_in_refused'"
        ))
        .await
}

/// Whoever is no administrator is answered as a wrong password is, with the right one too, and counted like it; only the console's log
/// knows why.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i4_s8_nobody_but_administrators_with_a_second_factor_is_let_in_and_nobody_learns_why() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let wrong = refused(&firms, HERE, "ana@solano.example", "not the password").await;
    assert_eq!(wrong, Error::invalid("email", Problem::WrongMailOrPassword));
    assert_eq!(refused(&firms, HERE, "nobody@solano.example", PASSWORD).await, wrong);
    assert_eq!(refused(&firms, HERE, "rosa@solano.example", PASSWORD).await, wrong);
    world.without_second_factor(&firms.bruno).await;
    assert_eq!(refused(&firms, HERE, "bruno@solano.example", PASSWORD).await, wrong);
    assert_eq!(whys(&firms, "console_entries").await, "password role no_second_factor");
    assert_eq!(whys(&firms, "log_entries").await, "");
    // Counted as failures of the account: the right password of somebody who is no administrator locks like a wrong one.
    world.alter("delete from matterlock.sign_in_failures").await;
    let mut answers = Vec::new();
    for (email, password) in [
        ("rosa@solano.example", PASSWORD),
        ("eva@mora.example", "not the password"),
    ] {
        let mut told = Vec::new();
        for attempt in 0..6 {
            let door = at_the_door(&world.backend, HERE);
            let captcha = if attempt < 3 {
                String::new()
            } else {
                crate::support::people::proof(&door, domain::captcha::Form::SignIn)
            };
            told.push(refusal(
                access::check_password(&door, email, SecretString::from(password), &captcha).await,
            ));
        }
        answers.push(told);
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0][5], Error::Locked { retry_after: 900 });
    // And at the office too: it is the same account.
    let office = access::check_password(
        &world.visitor(),
        "rosa@solano.example",
        SecretString::from(PASSWORD),
        "",
    )
    .await;
    assert_eq!(refusal(office), Error::Locked { retry_after: 900 });
}

/// No challenge at the console for anybody but an administrator, even where the role changes between password and code.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i4_a_role_that_is_lost_between_password_and_code_opens_nothing() {
    let firms = Firms::new().await;
    let world = &firms.world;
    world.pass(31).await;
    let door = at_the_door(&world.backend, HERE);
    let begun = access::check_password(&door, "bruno@solano.example", SecretString::from(PASSWORD), "")
        .await
        .unwrap();
    let challenged = Challenged::from_cookie(&door, &begun.cookie).unwrap();
    world
        .alter("update matterlock.users set role = 'partner' where email like 'bruno%'")
        .await;
    let code = code(&world.backend, &firms.bruno.totp);
    assert_eq!(
        refusal(access::enter_code(&challenged, &code).await),
        Error::NotSignedIn
    );
    assert_eq!(
        world
            .count("select count(*) from matterlock.sessions where kind = 'admin'")
            .await,
        0
    );
}

/// A code that was used at the office opens no console, and one used at the console no office.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i4_s1_a_code_is_used_at_one_place_only() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let wrong = Error::invalid("code", Problem::WrongCode);
    let office = world.sign_in_again(&firms.ana).await;
    let used = code(&world.backend, &firms.ana.totp);
    let door = at_the_door(&world.backend, HERE);
    let begin = |door: backend::caller::Visitor| async move {
        let begun = access::check_password(&door, "ana@solano.example", SecretString::from(PASSWORD), "")
            .await
            .unwrap();
        Challenged::from_cookie(&door, &begun.cookie).unwrap()
    };
    assert_eq!(
        refusal(access::enter_code(&begin(door.clone()).await, &used).await),
        wrong
    );
    world.pass(31).await;
    let next = code(&world.backend, &firms.ana.totp);
    access::enter_code(&begin(door).await, &next).await.unwrap();
    assert_eq!(
        refusal(access::enter_code(&begin(world.visitor()).await, &next).await),
        wrong
    );
    // Nor does it step up at the office.
    assert_eq!(refusal(access::step_up(&office.caller, &next).await), wrong);
}

/// A challenge of one place is none of the other, and a session's cookie neither.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i4_cookies_of_one_place_open_nothing_of_the_other() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let (door, visitor) = (at_the_door(&world.backend, HERE), world.visitor());
    let signed = world.console(&firms.ana).await;
    assert!(SessionProbe::from_cookie(&visitor, &signed.cookie).is_none());
    assert!(SessionProbe::from_cookie(&door, &firms.ana.cookie).is_none());
    let begun = access::check_password(&door, "bruno@solano.example", SecretString::from(PASSWORD), "")
        .await
        .unwrap();
    assert!(Challenged::from_cookie(&visitor, &begun.cookie).is_none());
    let begun = world.password("bruno@solano.example").await;
    assert!(Challenged::from_cookie(&door, &begun.cookie).is_none());
    // Were the cookie's key known: the row says where the challenge is.
    world
        .alter("update matterlock.challenges set place = 'admin' where place = 'office'")
        .await;
    let challenged = Challenged::from_cookie(&visitor, &begun.cookie).unwrap();
    world.pass(31).await;
    let code = code(&world.backend, &firms.bruno.totp);
    assert_eq!(
        refusal(access::enter_code(&challenged, &code).await),
        Error::NotSignedIn
    );
}

/// Signing in to the console leaves the office's session alone, and ends the one before at the console.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i4_one_session_at_each_place() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let door = at_the_door(&world.backend, HERE);
    let first = world.console(&firms.ana).await;
    let live = |seconds_left| SessionState::Live { seconds_left };
    assert_eq!(access::session_state(&first.probe(&door)).await.unwrap(), live(900));
    let second = world.console(&firms.ana).await;
    assert!(matches!(
        access::session_state(&first.probe(&door)).await.unwrap(),
        SessionState::Ended(EndReason::SignedInElsewhere { .. })
    ));
    assert!(console::identify(&first.probe(&door), true).await.unwrap().is_none());
    assert!(access::identify(&firms.ana.probe(world), true).await.unwrap().is_some());
    let office = world.sign_in_again(&firms.ana).await;
    assert!(console::identify(&second.probe(&door), true).await.unwrap().is_some());
    console::sign_out(&second.at).await.unwrap();
    assert_eq!(
        access::session_state(&second.probe(&door)).await.unwrap(),
        SessionState::Ended(EndReason::SignedOut)
    );
    assert_eq!(refusal(console::people(&second.at).await), Error::NotSignedIn);
    assert!(access::identify(&office.probe(world), true).await.unwrap().is_some());
    let told = world
        .text("select string_agg(event, ' ' order by number) from matterlock.console_entries")
        .await;
    assert_eq!(
        told,
        "password_accepted signed_in password_accepted signed_in signed_out"
    );
}

/// 15 minutes without activity end it, to the second; four hours whatever is done.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i4_a_quarter_of_an_hour_of_inactivity_ends_the_session() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let door = at_the_door(&world.backend, HERE);
    let signed = world.console(&firms.ana).await;
    let freeze = |of: &'static str, after: &'static str| {
        let set = format!(
            "update public.test_clock set frozen = (select {of} + interval '{after}' from matterlock.sessions where kind = 'admin')"
        );
        async move { world.alter(&set).await }
    };
    let probe = signed.probe(&door);
    freeze("last_seen_at", "14 minutes 59 seconds").await;
    assert_eq!(
        access::session_state(&probe).await.unwrap(),
        SessionState::Live { seconds_left: 1 }
    );
    assert!(console::identify(&probe, false).await.unwrap().is_some(), "at 14:59");
    assert!(console::people(&signed.at).await.is_ok(), "at 14:59");
    freeze("last_seen_at", "15 minutes").await;
    assert!(console::identify(&probe, true).await.unwrap().is_none(), "at 15:00");
    assert_eq!(
        refusal(console::people(&signed.at).await),
        Error::NotSignedIn,
        "at 15:00"
    );
    assert_eq!(
        refusal(console::stay_signed_in(&signed.at, &probe).await),
        Error::NotSignedIn
    );
    assert_eq!(
        access::session_state(&probe).await.unwrap(),
        SessionState::Ended(EndReason::Idle)
    );
    // The end has its entry in the console's log, not in the firm's. The office's session, idle for as long, lives.
    backend::jobs::run_due(&world.backend).await.unwrap();
    let ends = "where event = 'session_ended' and details ->> 'why' = 'idle'";
    assert_eq!(
        world
            .count(&format!("select count(*) from matterlock.console_entries {ends}"))
            .await,
        1
    );
    assert_eq!(
        world
            .count(&format!("select count(*) from matterlock.log_entries {ends}"))
            .await,
        0
    );
    world.alter("update public.test_clock set frozen = null").await;

    let signed = world.console(&firms.bruno).await;
    let probe = signed.probe(&door);
    for _ in 0..19 {
        world.pass(12 * 60).await;
        assert!(console::identify(&probe, true).await.unwrap().is_some());
    }
    world.pass(12 * 60).await;
    assert!(
        console::identify(&probe, true).await.unwrap().is_none(),
        "after four hours"
    );
    assert_eq!(
        access::session_state(&probe).await.unwrap(),
        SessionState::Ended(EndReason::TooOld)
    );
}

/// Losing the role, the account or the second place's trust ends the console as it ends the office.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i4_who_is_no_administrator_any_more_is_out_at_once() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let door = at_the_door(&world.backend, HERE);
    let ana = world.console(&firms.ana).await;
    let bruno = world.console(&firms.bruno).await;
    backend::people::change_role(&ana.at.administrator(), firms.bruno.caller.me().user, Role::Partner)
        .await
        .unwrap();
    assert!(console::identify(&bruno.probe(&door), true).await.unwrap().is_none());
    assert_eq!(refusal(console::people(&bruno.at).await), Error::NotSignedIn);
    // And where the session had survived it: the role is asked with every request.
    world
        .alter("update matterlock.sessions set ended_at = null, end_reason = null where kind = 'admin'")
        .await;
    assert!(console::identify(&bruno.probe(&door), true).await.unwrap().is_none());
    assert_eq!(refusal(console::people(&bruno.at).await), Error::Forbidden);
}
