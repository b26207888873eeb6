//! L7: a destroyed key stays destroyed, whoever writes meanwhile and on every server.

use std::time::Duration;

use backend::audit::{self, LogKind};
use backend::caller::SessionProbe;
use backend::live::run_switchboard;
use backend::{access, cases, console};
use domain::audit::BLACKENED;
use domain::ids::PartyId;
use domain::parties::{PartyForm, PartyRole};

use super::{QUIRINA, erase, of, quirina, verifies};
use crate::support::changes::witness;
use crate::support::log::everything;
use crate::support::people::Firms;
use crate::support::visitor;

/// Writers who speak of somebody, whose key may not be made yet, while they are erased: no key comes to life, and nothing opens.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn l7_no_writer_brings_a_key_to_life() {
    let firms = std::sync::Arc::new(Firms::new().await);
    let world = &firms.world;
    let bruno = world.console(&firms.bruno).await;
    for round in 0..12_u32 {
        // Never spoken of before: the first entry makes the key.
        let unsaid = PartyId(vault::random::uuid_v7(1_800_000_000_000));
        world
            .alter(&format!(
                "insert into matterlock.parties (firm_id, case_id, id, role, name) values ('{}', '{}', '{unsaid}', 'client', '{QUIRINA}')",
                firms.ana.firm(),
                firms.case
            ))
            .await;
        let party = quirina(&firms).await;
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let firms = std::sync::Arc::clone(&firms);
                tokio::spawn(async move {
                    // Each with a memory of its own, as another server has.
                    let replica = firms.world.replica(0);
                    let probe = SessionProbe::from_cookie(&visitor(&replica), &firms.ana.cookie).unwrap();
                    let caller = access::identify(&probe, true).await.unwrap().unwrap();
                    for turn in 0..6 {
                        for spoken_of in [unsaid, party] {
                            let form = PartyForm {
                                id: Some(spoken_of),
                                version: turn + 1,
                                phone: format!("{writer} {turn}"),
                                ..witness(&firms, QUIRINA)
                            };
                            // Whoever comes second is refused, and whoever comes after the erasure.
                            drop(cases::save_party(&caller, form).await);
                        }
                    }
                })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(u64::from(round) * 3)).await;
        erase(&bruno.at, &[of(party), of(unsaid)]).await.unwrap();
        for writer in writers {
            writer.await.unwrap();
        }
        let living = format!(
            "select count(*) from matterlock.log_keys where subject_id in ('{party}', '{unsaid}') and wrapped is not null"
        );
        assert_eq!(world.count(&living).await, 0, "round {round}");
        let dead = format!(
            "select count(*) from matterlock.log_keys where subject_id in ('{party}', '{unsaid}') and erased_at is not null"
        );
        assert_eq!(world.count(&dead).await, 2, "round {round}");
        let named = format!(
            "select count(*) from matterlock.parties where id in ('{party}', '{unsaid}') and name <> '{BLACKENED}'"
        );
        assert_eq!(world.count(&named).await, 0, "round {round}");
    }
    assert!(!format!("{:?}", everything(&firms.ana).await).contains("Quirina"));
    verifies(&firms).await;
}

/// A server that holds the key in memory drops it when it hears of the erasure elsewhere: what it writes of them then is not even sealed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l7_other_servers_drop_the_key() {
    let firms = Firms::new().await;
    let party = quirina(&firms).await;
    // Ana's server holds the key: it sealed under it twice, the second time from memory.
    for version in 1..=2 {
        let form = PartyForm {
            id: Some(party),
            version,
            phone: version.to_string(),
            ..witness(&firms, QUIRINA)
        };
        cases::save_party(&firms.ana.caller, form).await.unwrap();
    }
    let listening = tokio::spawn(run_switchboard(firms.world.backend.clone()));
    tokio::time::sleep(Duration::from_millis(500)).await;
    // Hearing that it listens, a server drops everything: it holds the key again from here on.
    let form = PartyForm {
        id: Some(party),
        version: 3,
        phone: "3".to_owned(),
        ..witness(&firms, QUIRINA)
    };
    cases::save_party(&firms.ana.caller, form).await.unwrap();

    let elsewhere = firms.world.replica(0);
    let bruno = firms.world.console(&firms.bruno).await;
    let door = crate::support::administration::at_the_door(&elsewhere, "203.0.113.7");
    let there = console::identify(&bruno.probe(&door), true).await.unwrap().unwrap();
    erase(&there, &[of(party)]).await.unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let page = cases::page(&firms.ana.caller, firms.case).await.unwrap();
    let shown = page.parties.iter().find(|shown| shown.id == party).unwrap();
    let role = PartyForm {
        case: firms.case,
        id: Some(party),
        version: shown.version,
        role: PartyRole::Other,
        name: shown.name.clone(),
        email: String::new(),
        phone: String::new(),
    };
    cases::save_party(&firms.ana.caller, role).await.unwrap();
    let sealed = firms
        .world
        .count("select count(*) from matterlock.log_entries where event = 'party_changed' and details -> 'changes' ? 'sealed'")
        .await;
    let changed = firms
        .world
        .count("select count(*) from matterlock.log_entries where event = 'party_changed'")
        .await;
    assert_eq!((changed, sealed), (4, 3));
    listening.abort();
    assert_eq!(audit::all_erased(&firms.world.backend).await.unwrap().len(), 1);
    let verified = audit::verify_all(&firms.world.backend, None).await.unwrap();
    assert!(verified.iter().any(|log| log.log == LogKind::Console));
}
