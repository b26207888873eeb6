//! S4 and S2: everybody sees and ends their own sessions and devices, administrators those of their colleagues, and nobody anything else.

use backend::{access, people, sessions};
use domain::access::{EndReason, SessionState};
use domain::error::Conflict;
use domain::ids::{SessionId, TrustedDeviceId};
use domain::sessions::{HowEnded, SessionKind};
use domain::{Error, Role};

use crate::support::browser::Browser;
use crate::support::people::{Firms, Person};
use crate::support::{World, conflict, refusal};

async fn letters(world: &World, person: &Person) -> String {
    world
        .text(&format!(
            "select coalesce(string_agg(notice ->> 'notice', ' ' order by written_at), '') from matterlock.letters where user_id = '{}'",
            person.id()
        ))
        .await
}

async fn events(world: &World, name: &str) -> i64 {
    world
        .count(&format!(
            "select (select count(*) from matterlock.log_entries where event = '{name}')
               + (select count(*) from matterlock.console_entries where event = '{name}')"
        ))
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_everybody_sees_where_they_are_signed_in_and_how_it_ended() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let mut browser = Browser::new(world);
    browser.sign_in(world, &firms.ana, true).await;
    world.pass(30 * 60).await;
    world.administration(&firms.ana).await;
    let caller = browser.unlock(world, &firms.ana).await.unwrap();
    let seen = sessions::sessions(&caller).await.unwrap();
    let listed: Vec<_> = seen
        .sessions
        .iter()
        .map(|session| {
            (
                session.kind,
                session.mine,
                session.trusted,
                session.ended.map(|(how, _)| how),
            )
        })
        .collect();
    assert_eq!(
        listed,
        [
            (SessionKind::Office, true, true, None),
            (SessionKind::Admin, false, false, None),
            (SessionKind::Office, false, true, Some(HowEnded::Idle)),
            (SessionKind::Office, false, false, Some(HowEnded::Elsewhere)),
        ]
    );
    assert_eq!(seen.others(), 1);
    assert_eq!(seen.sessions[0].place.address.as_deref(), Some("203.0.113.7"));
    assert_eq!(seen.sessions[0].place.device, "Test browser");
    assert_eq!(seen.devices.len(), 1);
    assert!(seen.devices[0].here && seen.devices[0].last_used > seen.devices[0].since);
    // From another browser the same list, and nothing of it is here.
    let elsewhere = Browser::new(world).sign_in(world, &firms.ana, false).await;
    let seen = sessions::sessions(&elsewhere).await.unwrap();
    assert!(!seen.devices[0].here && seen.sessions.len() == 5);
    // After 30 days only what lives is listed.
    world.pass(30 * 86_400 + 60).await;
    let seen = sessions::sessions(&Browser::new(world).sign_in(world, &firms.ana, false).await)
        .await
        .unwrap();
    assert_eq!(
        seen.sessions.iter().filter(|session| session.ended.is_none()).count(),
        1
    );
    assert!(seen.devices.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_everybody_ends_and_forgets_their_own_and_nothing_else() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let caller = Browser::new(world).sign_in(world, &firms.ana, true).await;
    let desk = world.administration(&firms.ana).await;
    let bruno = Browser::new(world).sign_in(world, &firms.bruno, true).await;
    let seen = sessions::sessions(&caller).await.unwrap();
    let admin = seen
        .sessions
        .iter()
        .find(|session| session.kind == SessionKind::Admin)
        .unwrap()
        .id;
    let of_bruno = sessions::sessions(&bruno).await.unwrap();
    for (what, session) in [
        ("a colleague's", of_bruno.sessions[0].id),
        ("another firm's", firms.eva.caller.session()),
        ("nobody's", SessionId(vault::random::uuid_v7(1))),
    ] {
        assert_eq!(
            refusal(sessions::end_session(&caller, session).await),
            Error::NotFound,
            "{what}"
        );
    }
    for device in [of_bruno.devices[0].id, TrustedDeviceId(vault::random::uuid_v7(1))] {
        assert_eq!(refusal(sessions::forget_device(&caller, device).await), Error::NotFound);
    }
    assert_eq!(
        refusal(sessions::end_session(&caller, caller.session()).await),
        Error::Forbidden
    );
    assert_eq!(
        events(world, "sessions_ended").await + events(world, "devices_forgotten").await,
        0
    );

    sessions::end_session(&caller, admin).await.unwrap();
    assert_eq!(refusal(sessions::end_session(&caller, admin).await), Error::NotFound);
    assert_eq!(
        refusal(people::change_role(&desk.administrator, firms.rosa.caller.me().user, Role::Partner).await),
        Error::NotSignedIn
    );
    world.administration(&firms.ana).await;
    assert_eq!(sessions::end_others(&caller).await.unwrap(), 1);
    assert_eq!(sessions::end_others(&caller).await.unwrap(), 0);
    assert_eq!(sessions::forget_devices(&caller).await.unwrap(), 1);
    assert_eq!(sessions::forget_devices(&caller).await.unwrap(), 0);
    assert_eq!(
        (
            events(world, "sessions_ended").await,
            events(world, "devices_forgotten").await
        ),
        (2, 1)
    );
    assert!(
        access::identify(&firms.eva.probe(world), false)
            .await
            .unwrap()
            .is_some()
    );
    assert_eq!(sessions::sessions(&bruno).await.unwrap().devices.len(), 1);

    // After five minutes the second factor is asked for again, by the use case and by the database.
    let caller = Browser::new(world).sign_in(world, &firms.ana, true).await;
    world.pass(301).await;
    world.administration(&firms.ana).await;
    assert_eq!(refusal(sessions::end_others(&caller).await), Error::StepUpNeeded);
    assert_eq!(refusal(sessions::forget_devices(&caller).await), Error::StepUpNeeded);
    let mut raw = world
        .as_role("matterlock_app", Some(&secret_of(world, &caller).await))
        .await;
    for (statement, rows) in [
        (
            "update sessions set ended_at = app.now(), end_reason = 'ended_by_owner'",
            0,
        ),
        (
            "update trusted_devices set forgotten_at = app.now(), forgotten_why = 'by_owner'",
            0,
        ),
    ] {
        assert_eq!(raw.attempt(statement).await, Ok(rows), "{statement}");
    }
    assert_eq!(raw.count("select count(distinct user_id) from sessions").await, 1);
    assert_eq!(
        raw.count("select count(distinct user_id) from trusted_devices").await,
        1
    );
    for statement in [
        "select secret_hash from sessions",
        "select secret_hash from trusted_devices",
        "update sessions set expires_at = expires_at + interval '1 day'",
        "update sessions set factor_at = app.now()",
        "update trusted_devices set trusted_until = trusted_until + interval '1 day'",
    ] {
        assert!(raw.attempt(statement).await.is_err(), "{statement}");
    }
}

/// The secret of a caller that was just made: one whose hash the superuser puts in.
async fn secret_of(world: &World, caller: &backend::caller::Caller) -> vault::Token {
    let token = vault::Token::generate();
    world
        .alter(&format!(
            "update matterlock.sessions set secret_hash = '\\x{}' where id = '{}'",
            vault::digest::hex(&token.sha256()),
            caller.session()
        ))
        .await;
    token
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_administrators_see_and_end_those_of_colleagues() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let mut browser = Browser::new(world);
    browser.sign_in(world, &firms.rosa, true).await;
    let desk = world.administration(&firms.ana).await.administrator;
    let rosa = firms.rosa.caller.me().user;
    let seen = people::colleagues_sessions(&desk, rosa).await.unwrap();
    assert_eq!((seen.others(), seen.devices.len()), (1, 1));
    assert_eq!(people::end_colleagues_sessions(&desk, rosa, None).await.unwrap(), 1);
    assert_eq!(
        browser.state().await,
        SessionState::Ended(EndReason::EndedByAdministrator)
    );
    assert_eq!(people::end_colleagues_sessions(&desk, rosa, None).await.unwrap(), 0);
    let over = seen.sessions[0].id;
    assert_eq!(
        refusal(people::end_colleagues_sessions(&desk, rosa, Some(over)).await),
        Error::NotFound
    );
    assert_eq!(
        browser.offer().await,
        None,
        "an ended session is none that was left idle"
    );
    assert_eq!(people::forget_colleagues_devices(&desk, rosa).await.unwrap(), 1);
    assert_eq!(
        letters(world, &firms.rosa).await,
        "new_device sessions_ended devices_forgotten"
    );
    assert_eq!(
        (
            events(world, "colleagues_sessions_ended").await,
            events(world, "colleagues_devices_forgotten").await
        ),
        (1, 1)
    );

    // Nobody of another firm, not oneself, not without the role, not with an old factor.
    let eva = firms.eva.caller.me().user;
    assert_eq!(refusal(people::colleagues_sessions(&desk, eva).await), Error::NotFound);
    assert_eq!(
        refusal(people::end_colleagues_sessions(&desk, eva, None).await),
        Error::NotFound
    );
    let own = firms.ana.caller.me().user;
    assert_eq!(
        refusal(people::end_colleagues_sessions(&desk, own, None).await),
        conflict(Conflict::OwnAccount)
    );
    let carla = world
        .add_colleague(&firms.ana, "carla@solano.example", Role::Partner)
        .await;
    let no_desk = world.administration(&carla).await.administrator;
    assert_eq!(
        refusal(people::colleagues_sessions(&no_desk, rosa).await),
        Error::Forbidden
    );
    assert_eq!(
        refusal(people::end_colleagues_sessions(&no_desk, rosa, None).await),
        Error::Forbidden
    );
    assert_eq!(
        refusal(people::forget_colleagues_devices(&no_desk, rosa).await),
        Error::Forbidden
    );
    world.pass(301).await;
    assert_eq!(
        refusal(people::end_colleagues_sessions(&desk, rosa, None).await),
        Error::StepUpNeeded
    );
    assert!(
        people::colleagues_sessions(&desk, rosa).await.is_ok(),
        "seeing needs no fresh factor"
    );
}

/// A browser that the account was not used in before is told by mail; one that was is not, and nor is the first of all.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_a_new_device_is_told_by_mail() {
    let firms = Firms::new().await;
    let world = &firms.world;
    assert_eq!(letters(world, &firms.ana).await, "", "the first sign-in of all");
    let mut browser = Browser::new(world);
    browser.sign_in(world, &firms.ana, false).await;
    assert_eq!(letters(world, &firms.ana).await, "new_device");
    browser.sign_in(world, &firms.ana, true).await;
    world.pass(30 * 60).await;
    browser.unlock(world, &firms.ana).await.unwrap();
    assert_eq!(letters(world, &firms.ana).await, "new_device", "the browser is known");
    browser.sign_in(world, &firms.bruno, false).await;
    assert_eq!(
        letters(world, &firms.bruno).await,
        "new_device",
        "though another person's is"
    );
    world.register("Tercera", "t@tercera.example").await;
    let told = "select count(*) from matterlock.letters where notice ->> 'notice' = 'new_device' and host(address) = '203.0.113.7' and device = 'Test browser'";
    assert_eq!(world.count(told).await, 2);
}

/// Whoever holds the session that was lost is told when and from where; nobody else is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s4_the_session_that_was_lost_is_told_from_where() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let mut first = Browser::new(world);
    first.sign_in(world, &firms.ana, false).await;
    Browser::new(world).sign_in(world, &firms.ana, false).await;
    let SessionState::Ended(EndReason::SignedInElsewhere { place: Some(place), .. }) = first.state().await else {
        panic!("{:?}", first.state().await);
    };
    assert_eq!(
        (place.address.as_deref(), place.device.as_str()),
        (Some("203.0.113.7"), "Test browser")
    );
    // Its cookie with another secret: as if it had never been.
    let now = world.backend.now().seconds();
    let claims = crate::support::jwt()
        .read(first.session.as_deref().unwrap(), vault::Audience::Office, now)
        .unwrap();
    let forged = vault::SessionClaims {
        token: vault::Token::generate(),
        ..claims
    };
    first.session = Some(crate::support::jwt().sign(&forged, vault::Audience::Office));
    assert_eq!(first.state().await, SessionState::Ended(EndReason::NeverSignedIn));
}
