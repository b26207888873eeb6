//! D1 with many at once: one signature, and openings that use nothing up.

use std::sync::Arc;
use std::time::Duration;

use backend::signing;
use domain::error::Conflict;
use domain::signing::{EnvelopeState, SignerState};

use crate::support::conflict;
use crate::support::people::Firms;
use crate::support::races::visits;
use crate::support::signer::typed;

/// 300 rounds of 16 devices that sign one envelope at the same time: one signature.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d1_of_many_who_sign_one_link_at_once_one_succeeds() {
    let firms = Firms::new().await;
    let document = firms.upload().await;
    for round in 0..300 {
        let (envelope, signers) = visits(&firms, document.0, 16).await;
        let tries = signers.into_iter().enumerate().map(|(number, signer)| {
            tokio::spawn(async move {
                signing::sign(&signer, typed(), &format!("key-{number}"))
                    .await
                    .map_err(|failure| failure.tell("r"))
            })
        });
        let mut signed = 0;
        for done in futures::future::join_all(tries).await {
            match done.unwrap() {
                Ok(()) => signed += 1,
                Err(error) => assert_eq!(error, conflict(Conflict::AlreadySigned)),
            }
        }
        assert_eq!(signed, 1, "round {round}");
        let entries = format!(
            "select count(*) from matterlock.log_entries where event = 'signed' and details ->> 'envelope' = '{envelope}'"
        );
        assert_eq!(firms.world.count(&entries).await, 1);
    }
    assert_eq!(
        firms
            .world
            .count("select count(*) from matterlock.jobs where kind = 'make_signed_copy'")
            .await,
        300
    );
}

/// 100 rounds of signing and voiding at the same time: one of them wins, and the other hears of it.
///
/// Which of them is quicker differs between machines, so the rounds pass from one with a head start to the other with one: the meeting that
/// is wanted is somewhere between, and both ends are won by whom they should be.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d1_signed_or_voided_never_both() {
    let firms = Firms::new().await;
    let document = firms.upload().await;
    let (mut signed, mut voided) = (0, 0);
    for round in 0..100 {
        let (envelope, mut signers) = visits(&firms, document.0, 1).await;
        let signer = signers.remove(0);
        let caller = firms.ana.caller.clone();
        let id = domain::ids::EnvelopeId(envelope);
        let sign = tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(round)).await;
            signing::sign(&signer, typed(), "key")
                .await
                .map_err(|failure| failure.tell("r"))
        });
        let void = tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(99 - round)).await;
            signing::void(&caller, id, "")
                .await
                .map_err(|failure| failure.tell("r"))
        });
        let (sign, void) = (sign.await.unwrap(), void.await.unwrap());
        let state = firms
            .world
            .text(&format!(
                "select state from matterlock.envelopes where id = '{envelope}'"
            ))
            .await;
        match (sign, void) {
            (Ok(()), Err(error)) => {
                assert_eq!((error, state.as_str()), (conflict(Conflict::AlreadySigned), "signed"));
                signed += 1;
            }
            (Err(error), Ok(())) => {
                assert_eq!((error, state.as_str()), (conflict(Conflict::EnvelopeClosed), "voided"));
                voided += 1;
            }
            both => panic!("round {round}: {both:?}"),
        }
    }
    assert!(signed > 0 && voided > 0, "{signed} signed, {voided} voided: no race");
}

/// Opening uses nothing up, however often it is done by whom.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d1_a_thousand_openings_use_nothing_up() {
    let firms = Firms::new().await;
    let (envelope, link) = firms.ask().await;
    let link = Arc::new(link);
    for _ in 0..63 {
        let opens = (0..16).map(|_| {
            let (visitor, link) = (firms.world.visitor(), Arc::clone(&link));
            tokio::spawn(async move { signing::open_link(&visitor, &link).await.is_ok() })
        });
        assert!(futures::future::join_all(opens).await.into_iter().all(Result::unwrap));
    }
    assert_eq!(firms.world.count("select count(*) from matterlock.visits").await, 1008);
    let summary = signing::page(&firms.ana.caller, envelope).await.unwrap().summary;
    assert_eq!(
        (summary.state, summary.signer_state),
        (EnvelopeState::Sent, SignerState::Opened)
    );
    let signer = firms.consented(&link).await;
    signing::sign(&signer, typed(), "k").await.unwrap();
}
