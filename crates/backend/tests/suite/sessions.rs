//! S3, S4, S9 and I3: how a session ends, and what its cookie opens.

use backend::access;
use backend::caller::{Challenged, SessionProbe, Signer};
use backend::jobs;
use domain::access::{EndReason, SessionState};
use domain::{Error, Role};

use crate::support::people::Firms;
use crate::support::{jwt, refusal};

const IDLE: i64 = 30 * 60;

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
    let claims = jwt()
        .read(&session, vault::Audience::Office, world.backend.now().seconds())
        .unwrap();
    assert!(SessionProbe::from_cookie(&visitor, &other.sign(&claims, vault::Audience::Office)).is_none());
    // Ours, well signed, but the row is not: a secret of one's own does not fit another's session.
    let stolen = vault::SessionClaims {
        token: vault::Token::generate(),
        ..claims
    };
    let probe = SessionProbe::from_cookie(&visitor, &jwt().sign(&stolen, vault::Audience::Office)).unwrap();
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
    // Even where the session would not end with the role.
    firms
        .world
        .alter("alter table matterlock.users disable trigger after_change; update matterlock.users set role = 'read_only' where email like 'carla%'")
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
