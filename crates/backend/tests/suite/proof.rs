//! L6: whoever changes the log with all rights over the database is found, and the first bad entry is named.

use backend::audit::{self, LogKind};
use backend::cases;
use domain::ids::FirmId;

use crate::support::changes::witness;
use crate::support::people::Firms;

/// Ana's log with enough in it, signed.
async fn signed() -> Firms {
    let firms = Firms::new().await;
    for number in 0..12 {
        cases::save_party(&firms.ana.caller, witness(&firms, &format!("Testigo {number}")))
            .await
            .unwrap();
    }
    audit::grow_all(&firms.world.backend).await.unwrap();
    firms
}

/// What verifying Ana's firm's log finds first, and the first entry that it names.
async fn found(firms: &Firms) -> Option<(String, Option<u64>)> {
    let verified = audit::verify_all(&firms.world.backend, Some(FirmId(firms.ana.firm())))
        .await
        .unwrap();
    let log = verified.iter().find(|log| log.log == LogKind::Cases).unwrap();
    let first = log.report.findings.first()?;
    Some((first.code().to_owned(), log.report.first_bad_entry()))
}

/// Changes the log as a superuser who takes every trigger away first.
async fn tamper(firms: &Firms, change: &str) {
    let firm = firms.ana.firm();
    let change = change.replace("FIRM", &format!("'{firm}'"));
    firms
        .world
        .alter(&format!("begin; set local session_replication_role = replica; alter table matterlock.log_entries disable trigger all; alter table matterlock.log_heads disable trigger all; {change}; commit"))
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l6_what_is_committed_is_signed_and_verifies() {
    let firms = signed().await;
    let verified = audit::verify_all(&firms.world.backend, None).await.unwrap();
    assert!(verified.iter().all(|log| log.report.is_clean()), "{verified:?}");
    let entries = firms.world.count("select count(*) from matterlock.log_entries").await;
    let proven: u64 = verified
        .iter()
        .filter(|log| log.log == LogKind::Cases)
        .map(|log| log.report.proven)
        .sum();
    assert_eq!(i64::try_from(proven).unwrap(), entries);
    // Nothing new: nothing to sign. Something new: signed, and the checkpoint before is still one that agrees.
    assert_eq!(audit::grow_all(&firms.world.backend).await.unwrap(), []);
    cases::save_party(&firms.ana.caller, witness(&firms, "Otro testigo"))
        .await
        .unwrap();
    let proven = audit::grow_all(&firms.world.backend).await.unwrap();
    assert_eq!(proven.len(), 1);
    assert_eq!(
        (proven[0].firm, proven[0].log),
        (FirmId(firms.ana.firm()), LogKind::Cases)
    );
    assert!(
        proven[0]
            .note
            .starts_with(&format!("matterlock/{}/cases\n", firms.ana.firm()))
    );
    assert_eq!(found(&firms).await, None);
}

/// Two servers that sign at once do each log once, and never contradict each other.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l6_many_servers_sign_one_log() {
    let firms = signed().await;
    let replicas: Vec<_> = (0..4).map(|_| firms.world.replica(0)).collect();
    for round in 0..10 {
        cases::save_party(&firms.ana.caller, witness(&firms, &format!("Ronda {round}")))
            .await
            .unwrap();
        let done = replicas.iter().map(|replica| audit::grow_all(replica));
        for done in futures::future::join_all(done).await {
            done.unwrap();
        }
    }
    audit::grow_all(&firms.world.backend).await.unwrap();
    assert_eq!(found(&firms).await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l6_every_kind_of_tampering_is_found_and_its_first_entry_named() {
    for (change, code, entry) in [
        ("update matterlock.log_entries set event = 'signed' where firm_id = FIRM and number = 7", "entry_changed", 7),
        ("update matterlock.log_entries set details = details || '{\"x\": 1}' where firm_id = FIRM and number = 7", "entry_changed", 7),
        ("update matterlock.log_entries set origin = null where firm_id = FIRM and number = 9", "entry_changed", 9),
        ("update matterlock.log_entries set actor_id = gen_random_uuid() where firm_id = FIRM and number = 3", "entry_changed", 3),
        ("update matterlock.log_entries set at = at - interval '1 microsecond' where firm_id = FIRM and number = 5", "entry_changed", 5),
        ("update matterlock.log_entries set request = '' where firm_id = FIRM and number = 1", "entry_changed", 1),
        ("delete from matterlock.log_entries where firm_id = FIRM and number = 6", "missing", 6),
        // One removed and the rest moved up: only its hash tells.
        ("delete from matterlock.log_entries where firm_id = FIRM and number = 6; update matterlock.log_entries set number = number + 100000 where firm_id = FIRM and number > 6; update matterlock.log_entries set number = number - 100001 where firm_id = FIRM and number > 100000", "entry_or_hash_changed", 6),
        // One added in the middle.
        ("update matterlock.log_entries set number = number + 100000 where firm_id = FIRM and number > 5; update matterlock.log_entries set number = number - 99999 where firm_id = FIRM and number > 100000;
          insert into matterlock.log_entries select firm_id, year, 6, at, actor_kind, actor_id, event, case_id, details, origin, address_source, session_id, request from matterlock.log_entries where firm_id = FIRM and number = 5", "entry_changed", 6),
        // Two that changed places.
        ("update matterlock.log_entries set number = 100000 where firm_id = FIRM and number = 4; update matterlock.log_entries set number = 4 where firm_id = FIRM and number = 8; update matterlock.log_entries set number = 8 where firm_id = FIRM and number = 100000", "entry_changed", 4),
        // The other firm's entry in the place of this one's.
        ("update matterlock.log_entries a set event = b.event, details = b.details, origin = b.origin, actor_id = b.actor_id from matterlock.log_entries b where a.firm_id = FIRM and b.firm_id <> FIRM and a.number = 2 and b.number = 2", "entry_changed", 2),
    ] {
        let firms = signed().await;
        tamper(&firms, change).await;
        assert_eq!(found(&firms).await, Some((code.to_owned(), Some(entry))), "{change}");
    }
}

/// The hashes that are stored are changed together with the entry: what was signed tells that something before it is not as it was.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l6_hashes_changed_with_the_entry_are_found_by_what_was_signed() {
    let firms = signed().await;
    tamper(
        &firms,
        "update matterlock.log_entries set event = 'signed' where firm_id = FIRM and number = 7; delete from matterlock.log_tiles where firm_id = FIRM",
    )
    .await;
    let (code, _) = found(&firms).await.unwrap();
    assert_eq!(code, "root_mismatch");
    // Nor is anything signed over it.
    cases::save_party(&firms.ana.caller, witness(&firms, "Después"))
        .await
        .unwrap();
    assert!(audit::grow_all(&firms.world.backend).await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l6_a_cut_tail_is_found() {
    let cut = "delete from matterlock.log_entries where firm_id = FIRM and number > 10; update matterlock.log_heads set last = 10 where firm_id = FIRM";
    let firms = signed().await;
    tamper(&firms, cut).await;
    assert_eq!(found(&firms).await, Some(("tail_cut".to_owned(), Some(11))));
    // And written on: another entry stands in the place of the one that was cut off.
    firms
        .world
        .alter(
            "alter table matterlock.log_heads enable always trigger head_moves_on, enable always trigger head_stays, enable always trigger heads_stay;
             alter table matterlock.log_entries enable always trigger append_only, enable always trigger append_only_statement,
               enable always trigger number_is_the_heads",
        )
        .await;
    cases::save_party(&firms.ana.caller, witness(&firms, "Después"))
        .await
        .unwrap();
    let (_, entry) = found(&firms).await.unwrap();
    assert_eq!(entry, Some(11));
}

/// Whoever removes all that was signed, to have it signed anew, has no right over what was kept outside the database.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l6_a_log_that_begins_anew_is_found_by_what_was_kept_outside() {
    let firms = signed().await;
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let prover = tokio::spawn(audit::run_prover(firms.world.backend.clone(), stopping));
    cases::save_party(&firms.ana.caller, witness(&firms, "Otro"))
        .await
        .unwrap();
    stop.send(true).unwrap();
    prover.await.unwrap();
    assert_eq!(found(&firms).await, None);
    let anew = "update matterlock.log_entries set event = 'signed' where firm_id = FIRM and number = 7;
         delete from matterlock.log_checkpoints where firm_id = FIRM; delete from matterlock.log_tiles where firm_id = FIRM; delete from matterlock.log_trees where firm_id = FIRM";
    tamper(&firms, anew).await;
    assert!(audit::grow_all(&firms.world.backend).await.is_err());
    // The hashes that were kept outside name the entry.
    assert_eq!(found(&firms).await, Some(("entry_changed".to_owned(), Some(7))));
    // Whoever removes those too is found by the checkpoints.
    let hashes = format!("{}.cases.hashes", firms.ana.firm());
    std::fs::remove_file(firms.world.folder.path().join("checkpoints").join(hashes)).unwrap();
    let (code, _) = found(&firms).await.unwrap();
    assert_eq!(code, "root_mismatch");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l6_a_forged_checkpoint_is_found() {
    for (change, code) in [
        (
            "update matterlock.log_checkpoints set note = replace(note, E'\\n' || size || E'\\n', E'\\n' || (size - 1) || E'\\n') where firm_id = FIRM and log = 'cases'",
            "checkpoint_forged",
        ),
        (
            "update matterlock.log_checkpoints set note = 'nothing' where firm_id = FIRM and log = 'cases'",
            "checkpoint_malformed",
        ),
        // Another firm's, which is signed right.
        (
            "update matterlock.log_checkpoints c set note = o.note from matterlock.log_checkpoints o where c.firm_id = FIRM and c.log = 'cases' and o.firm_id <> FIRM and o.log = 'cases'",
            "checkpoint_other_log",
        ),
    ] {
        let firms = signed().await;
        tamper(&firms, change).await;
        assert_eq!(found(&firms).await.unwrap().0, code, "{change}");
        assert!(audit::grow_all(&firms.world.backend).await.is_ok());
        cases::save_party(&firms.ana.caller, witness(&firms, "Después"))
            .await
            .unwrap();
        assert!(audit::grow_all(&firms.world.backend).await.is_err(), "{change}");
    }
}

/// A personal value that comes in clear is refused by the table, whoever wrote it; and none stands in it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l7_no_personal_value_stands_in_clear() {
    let firms = signed().await;
    let stored = firms
        .world
        .text("select string_agg(details::text || coalesce(encode(origin, 'escape'), ''), ' ') from matterlock.log_entries")
        .await;
    // A name as it would stand there: three letters alone turn up in ciphertext by chance.
    for personal in ["Testigo", "\"ana\"", "203.0.113.7", "Test browser", "Carmen"] {
        assert!(!stored.contains(personal), "{personal} stands in the log");
    }
    let mut raw = firms
        .world
        .as_role("matterlock_app", Some(&firms.ana.secret(&firms.world)))
        .await;
    let clear = "select app.append_entry('log_read', null, '{\"name\": {\"of\": \"00000000-0000-0000-0000-000000000001\", \"value\": \"Ana\"}}', null, 'server', '')";
    assert!(raw.attempt(clear).await.is_err());
}
