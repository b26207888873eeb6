//! L6: checkpoints are stamped by an authority outside (RFC 3161), and only what is a stamp is kept as one.

use std::sync::Arc;
use std::time::Duration;

use backend::audit::{self, LogKind};
use backend::stamps::{self, KeptStamps, StampAuthority};
use backend::{Backend, cases, checks};
use domain::checks::Outcome;
use domain::ids::FirmId;

use crate::support::certificates::{P_256, RSA, TestAuthority};
use crate::support::changes::witness;
use crate::support::people::Firms;
use crate::support::tsa::{Manner, Tsa};

/// Ana's and Eva's firms' logs, signed.
async fn signed() -> Firms {
    let firms = Firms::new().await;
    audit::grow_all(&firms.world.backend).await.unwrap();
    firms
}

fn stamped_by(firms: &Firms, authority: StampAuthority) -> Arc<Backend> {
    firms.world.choosing(|settings| settings.stamps = Some(authority))
}

async fn kept(firms: &Firms) -> i64 {
    firms
        .world
        .count("select count(*) from matterlock.checkpoint_stamps")
        .await
}

/// What verifying Ana's firm's stamps finds.
async fn verified(firms: &Firms, backend: &Backend) -> KeptStamps {
    let mut all = stamps::verify_stamps(backend, Some(FirmId(firms.ana.firm())))
        .await
        .unwrap();
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

/// Something done past the triggers that hold whatever is kept.
async fn tamper(firms: &Firms, change: &str) {
    let change = change.replace("FIRM", &format!("'{}'", firms.ana.firm()));
    let tables = ["log_entries", "checkpoint_stamps"];
    let off: String = tables
        .map(|table| format!("alter table matterlock.{table} disable trigger all;"))
        .concat();
    firms
        .world
        .alter(&format!(
            "begin; set local session_replication_role = replica; {off} {change}; commit"
        ))
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l6_a_stamp_is_kept_and_openssl_says_that_it_holds() {
    for key in [P_256, RSA] {
        let firms = signed().await;
        let tsa = Tsa::listen(Manner::Stamps, key).await;
        let backend = stamped_by(&firms, tsa.chosen());
        assert_eq!(stamps::stamp_due(&backend).await.unwrap(), 2, "a log of each firm");
        assert_eq!(kept(&firms).await, 2);
        let found = verified(&firms, &backend).await;
        assert_eq!((found.held, found.wrong.len(), found.unjudged), (1, 0, 0), "{found:?}");
        let (size, _) = found.newest.unwrap();
        let folder = firms.world.folder.path().join("checkpoints");
        let folder = folder.join(format!("{}.cases.stamps", firms.ana.firm()));
        let (note, stamp) = (folder.join(format!("{size}.note")), folder.join(format!("{size}.tsr")));
        let said = tsa.authority.verify_stamp(&note, &stamp);
        assert!(said.contains("Verification: OK"), "{said}");
        assert!(
            std::fs::read_to_string(note)
                .unwrap()
                .starts_with(&format!("matterlock/{}/cases\n{size}\n", firms.ana.firm()))
        );
        // Without who vouches for it, nobody is told that it holds, nor that it does not.
        let found = verified(&firms, &firms.world.backend).await;
        assert_eq!((found.held, found.wrong.len(), found.unjudged), (0, 0, 1));
    }
}

/// Of a log that did not grow, and within a day of the last: nothing. And never two at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn l6_a_log_is_stamped_once_a_day_however_many_servers_there_are() {
    let firms = signed().await;
    let tsa = Tsa::good().await;
    let replicas: Vec<_> = (0..4).map(|_| stamped_by(&firms, tsa.chosen())).collect();
    let all = futures::future::join_all(replicas.iter().map(|replica| stamps::stamp_due(replica))).await;
    assert_eq!(all.into_iter().map(Result::unwrap).sum::<u32>(), 2);
    assert_eq!(tsa.asked(), 2);
    cases::save_party(&firms.ana.caller, witness(&firms, "Otro testigo"))
        .await
        .unwrap();
    audit::grow_all(&firms.world.backend).await.unwrap();
    firms.world.pass(61).await;
    assert_eq!(stamps::stamp_due(&replicas[0]).await.unwrap(), 0, "within a day");
    tamper(
        &firms,
        "update matterlock.checkpoint_stamps set kept_at = kept_at - interval '1 day'",
    )
    .await;
    firms.world.pass(61).await;
    assert_eq!(stamps::stamp_due(&replicas[0]).await.unwrap(), 1, "what has grown");
    assert_eq!(verified(&firms, &replicas[0]).await.held, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l6_what_is_no_stamp_is_not_kept() {
    let firms = signed().await;
    for (manner, why) in [
        (Manner::OfSomethingElse, "the stamp is of something else"),
        (Manner::ToAnotherQuestion, "the stamp answers another question"),
        (Manner::Spoiled, "the stamp's signature is wrong"),
        (Manner::Refuses, "the authority stamps nothing"),
        (Manner::Babbles, "can't be read as a time stamp"),
        (Manner::Floods, "can't be asked"),
        (Manner::IsSilent, "no answer within 5 s"),
    ] {
        let tsa = Tsa::listen(manner, P_256).await;
        let backend = stamped_by(&firms, tsa.chosen());
        assert_eq!(stamps::stamp_due(&backend).await.unwrap(), 0, "{manner:?}");
        let told = firms.world.text("select why from matterlock.stamping").await;
        assert!(told.contains(why), "{manner:?}: {told}");
        firms
            .world
            .alter("update matterlock.stamping set next_at = app.now()")
            .await;
    }
    // A real stamp, for which somebody vouches that nobody here trusts.
    let (tsa, other) = (Tsa::good().await, TestAuthority::new());
    let backend = stamped_by(&firms, tsa.vouched_for_by(&other));
    assert_eq!(stamps::stamp_due(&backend).await.unwrap(), 0);
    let told = firms.world.text("select why from matterlock.stamping").await;
    assert!(told.contains("vouches"), "{told}");
    assert_eq!(kept(&firms).await, 0);
    assert!(
        !firms
            .world
            .folder
            .files()
            .iter()
            .any(|file| file.extension().is_some_and(|end| end == "tsr"))
    );
}

/// An authority that answers nothing holds nothing up, is not pressed, and after a day the operators hear of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l6_a_silent_authority_is_asked_on_and_told_of_after_a_day() {
    let firms = signed().await;
    let world = &firms.world;
    let silent = Tsa::listen(Manner::IsSilent, P_256).await;
    let backend = stamped_by(&firms, silent.chosen());
    let asking = tokio::spawn({
        let backend = Arc::clone(&backend);
        async move { stamps::stamp_due(&backend).await }
    });
    cases::save_party(&firms.ana.caller, witness(&firms, "Entretanto"))
        .await
        .unwrap();
    let proven = tokio::time::timeout(Duration::from_secs(3), audit::grow_all(&world.backend)).await;
    assert_eq!(proven.unwrap().unwrap().len(), 1);
    assert_eq!(asking.await.unwrap().unwrap(), 0);
    assert_eq!(silent.asked(), 1, "and not for the other firm's log too");
    // Waited for longer each time.
    assert_eq!(stamps::stamp_due(&backend).await.unwrap(), 0);
    assert_eq!(silent.asked(), 1);
    world.pass(61).await;
    assert_eq!(stamps::stamp_due(&backend).await.unwrap(), 0);
    assert_eq!(silent.asked(), 2);
    world.pass(61).await;
    assert_eq!(stamps::stamp_due(&backend).await.unwrap(), 0);
    assert_eq!(silent.asked(), 2);

    let told = || {
        world.count("select count(*) from app.troubles(false, 0, 8, '{}', null, null) where kind = 'stamps_failing'")
    };
    assert_eq!(told().await, 0);
    world.pass(24 * 60 * 60).await;
    assert_eq!(told().await, 1);
    // It answers again.
    let good = Tsa::good().await;
    assert_eq!(stamps::stamp_due(&stamped_by(&firms, good.chosen())).await.unwrap(), 2);
    assert_eq!(told().await, 0);
    // Whoever gives it up is not told either.
    world
        .alter("update matterlock.stamping set failures = 3, failing_since = app.now() - interval '2 days'")
        .await;
    assert_eq!(told().await, 1);
    assert_eq!(stamps::stamp_due(&world.backend).await.unwrap(), 0);
    assert_eq!(told().await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l6_a_stamp_that_was_changed_is_named() {
    let forger = TestAuthority::new();
    forger.stamp_with(P_256);
    let query = {
        // A question that openssl asks about other bytes: as long as one of ours.
        let hash = [7; 32];
        let head = [
            0x30, 0x41, 0x02, 0x01, 0x01, 0x30, 0x2f, 0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04,
            0x02, 0x01, 0x04, 0x20,
        ];
        let tail = [0x02, 0x08, 0x41, 1, 2, 3, 4, 5, 6, 7, 0x01, 0x01, 0xff];
        [head.as_slice(), &hash, &tail].concat()
    };
    let other = vault::digest::hex(&forger.answer(&query, "stamping"));
    let changed = format!("update matterlock.checkpoint_stamps set answer = '\\x{other}' where firm_id = FIRM");
    for (change, why) in [
        (changed.as_str(), "the stamp is of something else"),
        (
            "update matterlock.checkpoint_stamps set answer = set_byte(answer, length(answer) - 1, get_byte(answer, length(answer) - 1) # 1) where firm_id = FIRM",
            "the stamp's signature is wrong",
        ),
        (
            "update matterlock.checkpoint_stamps a set note = b.note, answer = b.answer from matterlock.checkpoint_stamps b where a.firm_id = FIRM and b.firm_id <> FIRM",
            "was not signed here",
        ),
        (
            "update matterlock.checkpoint_stamps set size = size - 1 where firm_id = FIRM",
            "has another length",
        ),
        (
            "update matterlock.log_entries set at = at + interval '1 hour' where firm_id = FIRM",
            "older than the newest entry",
        ),
    ] {
        let firms = signed().await;
        let tsa = Tsa::good().await;
        let backend = stamped_by(&firms, tsa.chosen());
        stamps::stamp_due(&backend).await.unwrap();
        tamper(&firms, change).await;
        let found = verified(&firms, &backend).await;
        assert!(
            found.wrong.iter().any(|wrong| wrong.contains(why)),
            "{change}: {found:?}"
        );
    }
    // In the folder.
    let firms = signed().await;
    let tsa = Tsa::good().await;
    let backend = stamped_by(&firms, tsa.chosen());
    stamps::stamp_due(&backend).await.unwrap();
    let files = firms.world.folder.files().into_iter();
    for file in files.filter(|file| file.extension().is_some_and(|end| end == "tsr")) {
        std::fs::write(file, b"nothing").unwrap();
    }
    let found = verified(&firms, &backend).await;
    assert_eq!((found.held, found.wrong.len()), (1, 1), "{found:?}");
    let reports = checks::run_all(&backend).await.unwrap();
    let red = reports.iter().find(|report| report.check == "L6.proven").unwrap();
    assert_eq!(red.outcome, Outcome::Broken, "{red:?}");
}

/// Whoever has all rights over the database rewrites a log and has it signed anew: what was stamped is in the folder too, and contradicts it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l6_a_log_that_was_rewritten_contradicts_what_was_stamped() {
    let firms = signed().await;
    let tsa = Tsa::good().await;
    stamps::stamp_due(&stamped_by(&firms, tsa.chosen())).await.unwrap();
    let clean = || async {
        audit::grow_all(&firms.world.backend).await.unwrap();
        let verified = audit::verify_all(&firms.world.backend, Some(FirmId(firms.ana.firm())))
            .await
            .unwrap();
        verified
            .iter()
            .find(|log| log.log == LogKind::Cases)
            .unwrap()
            .report
            .is_clean()
    };
    assert!(clean().await);
    let rewrite = "update matterlock.log_entries set request = 'other' where firm_id = FIRM and number = 1;
        delete from matterlock.checkpoint_stamps where firm_id = FIRM; delete from matterlock.log_checkpoints where firm_id = FIRM;
        delete from matterlock.log_tiles where firm_id = FIRM; delete from matterlock.log_trees where firm_id = FIRM";
    tamper(&firms, rewrite).await;
    assert!(!clean().await);
}
