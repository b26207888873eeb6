//! L7: what keeps somebody from being erased.

use std::time::Duration;

use backend::{cases, console, jobs, people, signing};
use domain::erasure::{KeptBy, Subject, SubjectKind};
use domain::error::Conflict;
use domain::ids::{SubjectId, UserId};
use domain::parties::PartyForm;
use domain::{Error, Problem, Role};

use super::{GROUND, QUIRINA, erase, found, of, quirina, verifies};
use crate::support::changes::{REASON, witness};
use crate::support::people::Firms;
use crate::support::signer::typed;
use crate::support::{conflict, refusal};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l7_a_hold_blocks_it_until_it_is_lifted() {
    let firms = Firms::new().await;
    let party = quirina(&firms).await;
    cases::place_hold(&firms.ana.caller, firms.case, REASON).await.unwrap();
    let page = cases::page(&firms.ana.caller, firms.case).await.unwrap();
    let hold = page.hold.unwrap();
    assert_eq!((hold.placed_by.as_str(), hold.reason.as_str()), ("ana", REASON));
    // Placed again it stays as it is.
    cases::place_hold(&firms.ana.caller, firms.case, "Otro motivo distinto")
        .await
        .unwrap();
    let ximena = firms
        .world
        .add_colleague(&firms.ana, "ximena@solano.example", Role::Attorney)
        .await;
    // Known to the case by its log alone.
    let id = ximena.caller.me().user;
    cases::assign(&firms.ana.caller, firms.case, id).await.unwrap();
    cases::unassign(&firms.ana.caller, firms.case, id).await.unwrap();

    let bruno = firms.world.console(&firms.bruno).await;
    people::close_account(&bruno.at.administrator(), id).await.unwrap();
    for subject in [of(party), SubjectId(id.0)] {
        let refused = refusal(erase(&bruno.at, &[subject]).await);
        assert_eq!(refused, conflict(Conflict::HeldNotErased));
    }
    assert_eq!(
        found(&bruno.at, QUIRINA).await,
        [(SubjectKind::Party, Some(KeptBy::Held))]
    );
    // All or nothing: somebody whom no hold covers stays too.
    let (_, free) = crate::support::people::open_case(&firms.ana, "Sin retención").await;
    assert_eq!(
        refusal(erase(&bruno.at, &[of(free), of(party)]).await),
        conflict(Conflict::HeldNotErased)
    );
    assert_eq!(firms.world.count("select count(*) from matterlock.erasures").await, 0);
    // Nor by hand, with all rights.
    let by_hand = sqlx::query("update matterlock.log_keys set wrapped = null, erased_at = now()")
        .execute(&firms.world.superuser)
        .await;
    assert!(by_hand.is_err());
    assert!(
        sqlx::query("delete from matterlock.log_keys")
            .execute(&firms.world.superuser)
            .await
            .is_err()
    );

    assert_eq!(
        refusal(cases::lift_hold(&firms.rosa.caller, firms.case, REASON).await),
        Error::Forbidden
    );
    assert_eq!(
        refusal(cases::lift_hold(&firms.eva.caller, firms.case, REASON).await),
        Error::NotFound
    );
    firms
        .world
        .alter("update matterlock.sessions set factor_at = app.now() - interval '5 minutes 1 second' where kind = 'office'")
        .await;
    assert_eq!(
        refusal(cases::lift_hold(&firms.ana.caller, firms.case, REASON).await),
        Error::StepUpNeeded
    );
    firms
        .world
        .alter("update matterlock.sessions set factor_at = app.now() where kind = 'office'")
        .await;
    cases::lift_hold(&firms.ana.caller, firms.case, REASON).await.unwrap();
    assert_eq!(
        refusal(cases::lift_hold(&firms.ana.caller, firms.case, REASON).await),
        Error::NotFound
    );
    erase(&bruno.at, &[of(party), SubjectId(id.0)]).await.unwrap();
    verifies(&firms).await;
}

/// A hold that is placed while somebody is being erased: whoever comes second sees what the first has done.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l7_a_hold_that_is_being_placed_is_waited_for() {
    let firms = Firms::new().await;
    let party = quirina(&firms).await;
    let bruno = firms.world.console(&firms.bruno).await;
    let mut ana = firms
        .world
        .as_role("matterlock_app", Some(&firms.ana.secret(&firms.world)))
        .await;
    ana.attempt(&format!(
        "insert into case_holds (firm_id, case_id, placed_by, reason) values ('{}', '{}', '{}', '{REASON}')",
        firms.ana.firm(),
        firms.case,
        firms.ana.id()
    ))
    .await
    .unwrap();
    let at = bruno.at.clone();
    let erasing = tokio::spawn(async move { erase(&at, &[of(party)]).await });
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(!erasing.is_finished());
    ana.commit().await;
    assert_eq!(refusal(erasing.await.unwrap()), conflict(Conflict::HeldNotErased));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l7_what_is_under_way_and_what_was_signed_stays() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let bruno = world.console(&firms.bruno).await;
    let (_, link) = firms.ask().await;
    assert_eq!(
        refusal(erase(&bruno.at, &[of(firms.party)]).await),
        conflict(Conflict::OpenNotErased)
    );
    let signer = firms.consented(&link).await;
    signing::sign(&signer, typed(), "k").await.unwrap();
    jobs::run_due(&world.backend).await.unwrap();
    let found = console::find_to_erase(&bruno.at, "Carmen Rojas")
        .await
        .unwrap()
        .subjects;
    let signed: Vec<&Subject> = found
        .iter()
        .filter(|subject| subject.kept == Some(KeptBy::Evidence))
        .collect();
    assert_eq!(signed.len(), 1);
    assert_eq!(
        refusal(erase(&bruno.at, &[signed[0].id]).await),
        conflict(Conflict::EvidenceNotErased)
    );
    // The party goes; who signed, and what proves it, stays, and is told.
    erase(&bruno.at, &[of(firms.party)]).await.unwrap();
    let done = console::erasures(&bruno.at).await.unwrap();
    assert_eq!((done[0].kept, done[0].count(SubjectKind::Signer)), (1, 0));
    let name = world.text("select name from matterlock.signers").await;
    assert_eq!(name, "Carmen Rojas");
    // And nobody is asked to sign under the name of before, nor is it written anew.
    let document = firms.upload().await;
    let asked = signing::request(&firms.ana.caller, firms.request_for(document)).await;
    assert!(asked.is_err());
    let page = cases::page(&firms.ana.caller, firms.case).await.unwrap();
    let shown = page.parties.iter().find(|shown| shown.id == firms.party).unwrap();
    let anew = PartyForm {
        id: Some(firms.party),
        version: shown.version,
        ..witness(&firms, "Carmen Rojas")
    };
    assert_eq!(
        refusal(cases::save_party(&firms.ana.caller, anew).await),
        conflict(Conflict::ErasedForGood)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l7_only_a_sure_administrator_of_the_same_firm_erases() {
    let firms = Firms::new().await;
    let party = quirina(&firms).await;
    let (bruno, eva) = (
        firms.world.console(&firms.bruno).await,
        firms.world.console(&firms.eva).await,
    );
    assert_eq!(refusal(erase(&eva.at, &[of(party)]).await), Error::NotFound);
    assert_eq!(found(&eva.at, QUIRINA).await, []);
    let unsure = refusal(console::erase(&bruno.at, &[of(party)], GROUND, false).await);
    assert_eq!(unsure, Error::invalid("sure", Problem::Required));
    let no_ground = refusal(console::erase(&bruno.at, &[of(party)], "x", true).await);
    assert_eq!(no_ground, Error::invalid("ground", Problem::TooShort { min: 10 }));
    let nobody = refusal(console::erase(&bruno.at, &[], GROUND, true).await);
    assert_eq!(nobody, Error::invalid("subjects", Problem::Required));
    firms
        .world
        .alter(
            "update matterlock.sessions set factor_at = app.now() - interval '5 minutes 1 second' where kind = 'admin'",
        )
        .await;
    assert_eq!(refusal(erase(&bruno.at, &[of(party)]).await), Error::StepUpNeeded);
    assert_eq!(
        refusal(console::find_to_erase(&bruno.at, QUIRINA).await),
        Error::StepUpNeeded
    );
    firms
        .world
        .alter("update matterlock.sessions set factor_at = app.now() where kind = 'admin'")
        .await;
    // Walled off from the case: as if there were nobody.
    let user: UserId = firms.bruno.caller.me().user;
    cases::raise_wall(&firms.ana.caller, firms.case, user, REASON)
        .await
        .unwrap();
    assert_eq!(found(&bruno.at, QUIRINA).await, []);
    assert_eq!(refusal(erase(&bruno.at, &[of(party)]).await), Error::NotFound);
    cases::lift_wall(&firms.ana.caller, firms.case, user, REASON)
        .await
        .unwrap();
    erase(&bruno.at, &[of(party)]).await.unwrap();
    // Once.
    assert_eq!(refusal(erase(&bruno.at, &[of(party)]).await), Error::NotFound);
    // An erasure without its entry is none.
    firms
        .world
        .alter("alter table matterlock.console_entries add constraint test_refuses check (event <> 'person_erased') not valid")
        .await;
    let (_, other) = crate::support::people::open_case(&firms.ana, "Otro asunto").await;
    assert!(matches!(
        refusal(erase(&bruno.at, &[of(other)]).await),
        Error::Internal { .. }
    ));
    assert_eq!(firms.world.count("select count(*) from matterlock.erasures").await, 1);
}
