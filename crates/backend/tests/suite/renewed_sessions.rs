//! S4: a second factor that is given again renews what names the session, so that a copy of the cookie from before opens nothing.

use backend::caller::{Caller, SessionProbe};
use backend::live::Stream;
use backend::{access, console};
use domain::access::{EndReason, SessionState};
use domain::{Error, Problem};

use crate::support::administration::at_the_door;
use crate::support::people::{Firms, Person, code};
use crate::support::{World, refusal};

/// Seconds for which requests under way may come with the cookie from before.
const UNDER_WAY: i64 = 60;

/// Gives the second factor again; the new cookie.
async fn step_up(world: &World, person: &Person) -> Option<String> {
    let given = code(&world.backend, &person.totp);
    access::step_up(&person.caller, &given)
        .await
        .unwrap()
        .map(|renewed| renewed.cookie)
}

async fn identify(world: &World, cookie: &str) -> Option<Caller> {
    let probe = SessionProbe::from_cookie(&world.visitor(), cookie).unwrap();
    access::identify(&probe, true).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_a_copied_cookie_ends_with_the_next_step_up() {
    let firms = Firms::new().await;
    let (world, ana) = (&firms.world, &firms.ana);
    let copy = ana.cookie.clone();
    world.pass(31).await;
    let new = step_up(world, ana).await.unwrap();
    assert_ne!(new, copy);
    // What is under way still arrives, in SQL too.
    assert!(identify(world, &copy).await.is_some());
    assert!(backend::cases::page(&ana.caller, firms.case).await.is_ok());
    // But it is not fresh because its owner is: nothing sensitive is done with it, in SQL neither.
    assert_eq!(
        refusal(backend::factors::make_recovery_codes(&ana.caller).await),
        Error::StepUpNeeded
    );
    let mut raw = world.as_role("matterlock_app", Some(&ana.secret(world))).await;
    assert_eq!(raw.attempt("delete from authenticators").await, Ok(0));
    drop(raw);
    let fresh = identify(world, &new).await.unwrap();
    backend::factors::make_recovery_codes(&fresh).await.unwrap();
    world.pass(UNDER_WAY).await;
    assert!(identify(world, &copy).await.is_none());
    let probe = SessionProbe::from_cookie(&world.visitor(), &copy).unwrap();
    assert_eq!(
        access::session_state(&probe).await.unwrap(),
        SessionState::Ended(EndReason::NeverSignedIn),
        "nothing is told of a session that it no longer names"
    );
    assert_eq!(
        refusal(backend::cases::page(&ana.caller, firms.case).await),
        Error::NotFound,
        "whoever was let in by the copy sees no row"
    );
    assert_eq!(refusal(access::stay_signed_in(&ana.caller).await), Error::NotSignedIn);
    assert_eq!(refusal(access::sign_out(&ana.caller).await), Error::NotSignedIn);

    let owner = identify(world, &new).await.unwrap();
    assert_eq!(
        owner.session(),
        ana.caller.session(),
        "the same session, under another secret"
    );
    backend::cases::page(&owner, firms.case).await.unwrap();
    access::sign_out(&owner).await.unwrap();
    assert!(identify(world, &new).await.is_none());
}

/// However often: only the last cookie is good, and the one before it for a moment.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_of_many_step_ups_the_last_cookie_counts() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let mut person = world.sign_in_again(&firms.ana).await;
    let mut cookies = vec![person.cookie.clone()];
    for _ in 0..3 {
        world.pass(31).await;
        let new = step_up(world, &person).await.unwrap();
        person.caller = identify(world, &new).await.unwrap();
        cookies.push(new);
    }
    world.pass(UNDER_WAY).await;
    let last = cookies.pop().unwrap();
    for old in cookies {
        assert!(identify(world, &old).await.is_none());
    }
    assert!(identify(world, &last).await.is_some());
}

/// Two tabs step up with the same cookie: the first renews it, the second is as good and changes nothing, so that whichever answer the browser
/// takes last it keeps the cookie of the first.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_two_tabs_that_step_up_keep_their_session() {
    let firms = Firms::new().await;
    let (world, ana) = (&firms.world, &firms.ana);
    world.pass(31).await;
    let first = step_up(world, ana).await.unwrap();
    // A code works once: the other tab gives the next.
    world.alter("update matterlock.authenticators set last_step = 0").await;
    assert_eq!(step_up(world, ana).await, None);
    world.pass(UNDER_WAY).await;
    assert!(identify(world, &first).await.is_some());
    // Refused, it renews nothing.
    let wrong = access::step_up(&identify(world, &first).await.unwrap(), "000000").await;
    assert_eq!(refusal(wrong).problem_of("code"), Some(Problem::WrongCode));
    assert!(identify(world, &first).await.is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i4_the_consoles_cookie_is_renewed_too() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let ana = world.console(&firms.ana).await;
    world.pass(31).await;
    let new = console::step_up(&ana.at, &code(&world.backend, &firms.ana.totp))
        .await
        .unwrap()
        .unwrap()
        .cookie;
    world.pass(UNDER_WAY).await;
    let door = at_the_door(&world.backend, "203.0.113.7");
    assert!(console::identify(&ana.probe(&door), true).await.unwrap().is_none());
    assert_eq!(refusal(console::people(&ana.at).await), Error::NotSignedIn);
    let probe = SessionProbe::from_cookie(&door, &new).unwrap();
    let at = console::identify(&probe, true).await.unwrap().unwrap();
    console::people(&at).await.unwrap();
    // It names a session of the console, and none of the office.
    assert!(SessionProbe::from_cookie(&world.visitor(), &new).is_none());
}

/// A stream that was opened with the secret from before ends without saying that the session has: the browser opens another.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_streams_are_opened_anew() {
    let firms = Firms::new().await;
    let (world, ana) = (&firms.world, &firms.ana);
    let listening = tokio::spawn(backend::live::run_switchboard(std::sync::Arc::clone(&world.backend)));
    let mut stream = Stream::open(ana.caller.clone(), ana.probe(world));
    let ended = tokio::spawn(async move {
        while let Some(event) = stream.next().await {
            assert_ne!(event, domain::live::LiveEvent::SessionEnded);
        }
    });
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let drawn = backend::live::drawn_now();
    world.pass(31).await;
    step_up(world, ana).await.unwrap();
    tokio::time::timeout(std::time::Duration::from_secs(8), ended)
        .await
        .expect("the stream goes on")
        .unwrap();
    // A page that was drawn before the renewal does not hear of it once more: it would ask for its stream for ever.
    let mut again = Stream::open(ana.caller.clone(), ana.probe(world)).of_a_page(drawn);
    while let Ok(event) = tokio::time::timeout(std::time::Duration::from_millis(500), again.next()).await {
        event.expect("the stream ends again");
    }
    listening.abort();
}
