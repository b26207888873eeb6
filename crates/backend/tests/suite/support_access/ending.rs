//! I5: whatever ends support access ends it at once; what was seen stays in the log.

use std::sync::Arc;
use std::time::Duration;

use backend::caller::SessionProbe;
use backend::live::{Stream, run_switchboard};
use backend::{access, audit, cases, console, documents, jobs, people, support};
use domain::Error;
use domain::access::{EndReason, SessionState};
use domain::erasure::{KeptBy, SubjectKind};
use domain::error::Conflict;
use domain::live::LiveEvent;
use domain::support::SupportStage;

use super::Scene;
use crate::operators::operator;
use crate::support::log::{everything, told};
use crate::support::{conflict, refusal};

/// Once no grant of theirs lasts, the firm erases an operator from its books and its log, and every look stays as an entry of nobody's name.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l7_i5_whoever_was_let_in_is_erased_when_it_is_over() {
    let scene = Scene::new().await;
    let (firms, world) = (&scene.firms, scene.world());
    let inside = scene.inside(scene.granted(false).await).await;
    cases::page(&inside.caller, firms.case).await.unwrap();
    while jobs::run_due(&world.backend).await.unwrap() > 0 {}
    let found = || async { console::find_to_erase(&scene.ana.at, "olga").await.unwrap().subjects };
    let [person] = found().await.try_into().unwrap();
    assert_eq!((person.kind, person.kept), (SubjectKind::Colleague, Some(KeptBy::Live)));
    let erase = || {
        console::erase(
            &scene.ana.at,
            std::slice::from_ref(&person.id),
            "Ley 8968, por escrito",
            true,
        )
    };
    assert_eq!(refusal(erase().await), conflict(Conflict::LiveNotErased));

    support::revoke(&scene.ana.at, scene.row().await.id).await.unwrap();
    while jobs::run_due(&world.backend).await.unwrap() > 0 {}
    erase().await.unwrap();
    assert!(found().await.is_empty());
    assert_eq!(scene.row().await.operator, "█████");
    let firm = firms.ana.firm();
    for table in ["users", "support", "letters", "jobs"] {
        let named =
            format!("select count(*) from matterlock.{table} t where t.firm_id = '{firm}' and t::text ilike '%olga%'");
        assert_eq!(world.count(&named).await, 0, "{table}");
    }
    for entry in everything(&firms.ana).await {
        assert!(!format!("{entry:?}").contains("Olga"), "{entry:?}");
    }
    assert!(told(&firms.ana, "case_read", &["actor"]).await.contains("█████"));
    audit::grow_all(&world.backend).await.unwrap();
    let verified = audit::verify_all(&world.backend, Some(firms.ana.caller.me().firm))
        .await
        .unwrap();
    assert!(
        !verified.is_empty() && verified.iter().all(|log| log.report.is_clean()),
        "{verified:?}"
    );
}

/// Taken back by the firm, given back by the operator, at its end, with the operator's account or their console: at once, in SQL too, and the open
/// stream ends.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i5_whatever_ends_it_ends_it_at_once() {
    let mut scene = Scene::new().await;
    let omar = operator(scene.world(), "omar@operacion.example").await;
    let document = scene.firms.upload().await;
    tokio::spawn(run_switchboard(Arc::clone(&scene.world().backend)));
    tokio::time::sleep(Duration::from_millis(300)).await;
    for end in ["revoked", "given_back", "over", "console", "operator_closed"] {
        scene.desk = scene.world().console(&scene.olga).await;
        scene.ana = scene.world().console(&scene.firms.ana).await;
        scene.firms.ana = scene.world().sign_in_again(&scene.firms.ana).await;
        let granted = scene.granted(false).await;
        let inside = scene.inside(granted).await;
        assert!(documents::download(&inside.caller, document).await.is_ok(), "{end}");
        let mut stream = Stream::open(inside.caller.clone(), inside.probe.clone());
        match end {
            "revoked" => support::revoke(&scene.ana.at, granted).await.unwrap(),
            "given_back" => support::end_own(&scene.desk.at, granted).await.unwrap(),
            "over" => {
                // They go on working: nobody is idle.
                for _ in 0..4 {
                    scene.world().pass(29 * 60).await;
                    assert!(access::identify(&inside.probe, true).await.unwrap().is_some());
                }
                scene.world().pass(4 * 60 + 1).await;
            }
            "console" => console::sign_out(&scene.desk.at).await.unwrap(),
            _ => {
                let omar = scene.world().administration(&omar).await;
                let user = scene.olga.caller.me().user;
                people::close_account(&omar.administrator, user).await.unwrap();
            }
        }
        inside.is_out(&scene, document).await;
        let told = tokio::time::timeout(Duration::from_secs(15), async {
            while let Some(event) = stream.next().await {
                if event == LiveEvent::SessionEnded {
                    return;
                }
            }
        });
        told.await.unwrap_or_else(|_| panic!("{end}: the stream goes on"));
        let state = access::session_state(&inside.probe).await.unwrap();
        let why = if end == "over" {
            EndReason::TooOld
        } else {
            EndReason::SupportOver
        };
        assert_eq!(state, SessionState::Ended(why), "{end}");
        if end == "console" {
            // The grant goes on, and is gone into again from the console.
            scene.desk = scene.world().console(&scene.olga).await;
            let again = scene.inside(granted).await;
            assert!(documents::download(&again.caller, document).await.is_ok());
            scene.ana = scene.world().console(&scene.firms.ana).await;
            support::revoke(&scene.ana.at, granted).await.unwrap();
            continue;
        }
        if end != "operator_closed" {
            scene.desk = scene.world().console(&scene.olga).await;
            assert_eq!(
                refusal(support::enter(&scene.desk.at, granted).await),
                Error::NotFound,
                "{end}"
            );
        }
        scene.ana = scene.world().console(&scene.firms.ana).await;
        let SupportStage::Ended { how, .. } = scene.row().await.stage else {
            panic!("{end}")
        };
        assert_eq!(how.name(), end);
        assert_eq!(
            refusal(support::revoke(&scene.ana.at, granted).await),
            conflict(Conflict::AnsweredMeanwhile),
            "{end}"
        );
    }
    let ana = scene.world().sign_in_again(&scene.firms.ana).await;
    assert_eq!(
        told(&ana, "support_revoked", &["actor", "operator"]).await,
        "ana Olga, ana Olga"
    );
    assert_eq!(
        told(&ana, "support_ended", &["why"]).await,
        "given_back, operator_closed"
    );
}

/// Taken back while somebody goes in and reads: whoever is in after that is out, and no session outlives it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i5_revoked_while_they_go_in() {
    let scene = Scene::new().await;
    let document = scene.firms.upload().await;
    let mut came_in = 0;
    for round in 0..12_u64 {
        let granted = scene.granted(false).await;
        let (desk, ana) = (scene.desk.at.clone(), scene.ana.at.clone());
        let enter = tokio::spawn(async move { support::enter(&desk, granted).await });
        let revoke = tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(round * round * 2)).await;
            support::revoke(&ana, granted).await
        });
        revoke.await.unwrap().unwrap();
        match enter.await.unwrap() {
            Ok(entered) => {
                came_in += 1;
                let probe = SessionProbe::from_cookie(&scene.world().visitor(), &entered.cookie).unwrap();
                assert!(access::identify(&probe, false).await.unwrap().is_none());
            }
            Err(failure) => assert_eq!(failure.tell("r"), Error::NotFound),
        }
        let live = "select count(*) from matterlock.sessions s join matterlock.users u on u.id = s.user_id where u.support_id is not null and s.ended_at is null";
        assert_eq!(scene.world().count(live).await, 0, "round {round}");
    }
    assert!(came_in > 0, "nobody ever came in before it was taken back");
    // And reading: every document that comes was asked for before.
    let granted = scene.granted(false).await;
    let inside = scene.inside(granted).await;
    let reader = inside.caller.clone();
    let reads = tokio::spawn(async move {
        let mut read = 0;
        while documents::download(&reader, document).await.is_ok() {
            read += 1;
        }
        read
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    support::revoke(&scene.ana.at, granted).await.unwrap();
    inside.is_out(&scene, document).await;
    assert!(reads.await.unwrap() > 0);
}
