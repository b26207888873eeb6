//! L6: an evidence pack of one case, which anybody can check and which holds nothing of another.

use backend::audit::{self, EvidencePack, LogKind};
use backend::{cases, console};
use domain::Error;
use domain::audit::LogFilter;
use domain::ids::{CaseId, SubjectId};
use serde_json::Value;
use tlog::export::Proven;
use tlog::verify::{Contents, FileVerifier, Finding, Notice, Report, Trust, Verdict};

use crate::support::changes::witness;
use crate::support::people::{Firms, Person, open_case};
use crate::support::refusal;
use crate::support::words::pack_words;

async fn take(person: &Person, case: CaseId) -> Result<EvidencePack, backend::Failure> {
    audit::take_evidence(&person.caller, case, pack_words()).await
}

async fn whole(mut pack: EvidencePack) -> String {
    let mut file = Vec::new();
    while let Some(piece) = pack.chunk().await {
        file.extend(piece.unwrap());
    }
    String::from_utf8(file).unwrap()
}

fn verify(firms: &Firms, file: &str) -> Report {
    compare(firms, file, &[])
}

/// With these checkpoints, which somebody kept.
fn compare(firms: &Firms, file: &str, kept: &[&str]) -> Report {
    let mut verifier = FileVerifier::new(Trust {
        keys: vec![audit::verifier_key(&firms.world.backend).unwrap()],
        checkpoints: kept.iter().map(|&note| note.to_owned()).collect(),
    })
    .keeping(usize::MAX);
    verifier.bytes(file.as_bytes());
    verifier.finish()
}

fn of_event<'a>(report: &'a Report, event: &str) -> &'a Proven {
    report.kept.iter().find(|proven| proven.entry.event == event).unwrap()
}

/// Whoever may read a case's log takes its entries out, each proven, with what they may read of them, after the entry that says so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l6_a_case_leaves_with_its_proof_and_nothing_of_another() {
    let firms = Firms::new().await;
    let (other, _) = open_case(&firms.ana, "Secreto de otro expediente").await;
    // More than is read at once, with entries of another case between them.
    for number in 0..300 {
        cases::save_party(&firms.ana.caller, witness(&firms, &format!("Testigo {number}")))
            .await
            .unwrap();
        if number % 50 == 0 {
            cases::page(&firms.ana.caller, other).await.unwrap();
        }
    }
    let case = firms.case.to_string();
    let of_the_case = format!("select count(*) from matterlock.log_entries where case_id = '{case}'");
    let before = firms.world.count(&of_the_case).await;
    let pack = take(&firms.rosa, firms.case).await.unwrap();
    assert_eq!(
        firms.world.count(&of_the_case).await,
        before + 1,
        "the entry stands before a byte leaves"
    );
    let day = firms.world.backend.now().rfc3339()[..10].to_owned();
    let name = pack.file_name();
    assert!(
        name.starts_with("Evidence 20") && name.ends_with(&format!(" {day}.jsonl")),
        "{name}"
    );
    // What comes while the file is on its way is not in it.
    cases::save_party(&firms.ana.caller, witness(&firms, "Zacarías"))
        .await
        .unwrap();
    let file = whole(pack).await;

    let report = verify(&firms, &file);
    assert_eq!(report.findings, []);
    assert_eq!(report.contents, Some(Contents::Selection));
    assert_eq!(
        (i64::try_from(report.entries).unwrap(), report.proven),
        (before, report.entries)
    );
    assert_eq!(report.case, Some(firms.case.0));
    assert_eq!(report.firm, Some(firms.ana.firm()));
    assert!(
        report
            .kept
            .iter()
            .all(|proven| proven.entry.case_id == Some(firms.case.0))
    );
    assert!(report.checkpoint.unwrap().size() > report.entries);
    for foreign in [
        other.to_string(),
        firms.evas_case.to_string(),
        "Secreto".to_owned(),
        "Sucesión".to_owned(),
        "Zacarías".to_owned(),
    ] {
        assert!(!file.contains(&foreign), "{foreign}");
    }
    assert!(file.starts_with("{\"guide\":[\"Read me first.\"]}\n{\"header\":"));

    // What Rosa reads of it is in it, and was checked with it.
    let report = verify(&firms, &file);
    let opened = &of_event(&report, "case_opened").opened;
    assert_eq!(opened.details["title"].json, "\"Compraventa en Heredia\"");
    let origin: Value = serde_json::from_str(&opened.origin.as_ref().unwrap().json).unwrap();
    assert_eq!(origin["name"], "ana");
    assert_eq!(origin["address"], "203.0.113.7");
    assert!(report.kept.iter().all(|proven| proven.opened.origin.is_some()));
}

/// Any part of a pack that is changed is found, and where it is an entry's, the entry is named.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l6_no_part_of_a_pack_can_be_changed() {
    let firms = Firms::new().await;
    let file = whole(take(&firms.ana, firms.case).await.unwrap()).await;
    let whole_report = verify(&firms, &file);
    assert!(whole_report.is_clean() && whole_report.entries > 3);
    let first = whole_report.kept[0].entry.number;
    let lines: Vec<&str> = file.lines().collect();
    let changed = |line: usize, change: &dyn Fn(&str) -> String| {
        let mut lines: Vec<String> = lines.iter().map(|&line| line.to_owned()).collect();
        lines[line] = change(&lines[line]);
        verify(&firms, &(lines.join("\n") + "\n"))
    };
    let edit = |pointer: &'static str, to: &'static str| {
        move |line: &str| {
            let mut value: Value = serde_json::from_str(line).unwrap();
            *value
                .pointer_mut(pointer)
                .unwrap_or_else(|| panic!("{pointer} in {line}")) = Value::from(to);
            value.to_string()
        }
    };
    // Guide, header, checkpoint, then the entries.
    for (what, pointer, to, code) in [
        ("event", "/proven/entry/event", "case_read", "proof_wrong"),
        ("request", "/proven/entry/request", "another", "proof_wrong"),
        ("details", "/proven/entry/details", "{}", "proof_wrong"),
        ("origin", "/proven/entry/sealed_origin", "AQID", "proof_wrong"),
        (
            "case",
            "/proven/entry/case_id",
            "00000000-0000-0000-0000-000000000001",
            "proof_wrong",
        ),
        (
            "firm",
            "/proven/entry/firm",
            "00000000-0000-0000-0000-000000000001",
            "other_firm",
        ),
        (
            "proof",
            "/proven/proof/hashes/0",
            "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
            "proof_wrong",
        ),
        (
            "shown value",
            "/proven/opened/details/title/json",
            "\"Compraventa en Escazú\"",
            "shown_wrong",
        ),
        (
            "salt",
            "/proven/opened/details/title/salt",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            "shown_wrong",
        ),
        (
            "shown name",
            "/proven/opened/origin/json",
            "{\"name\":\"Eva\"}",
            "shown_wrong",
        ),
    ] {
        let report = changed(3, &edit(pointer, to));
        assert_eq!(report.findings.first().map(Finding::code), Some(code), "{what}");
        assert_eq!(report.first_bad_entry(), Some(first), "{what}");
    }
    let report = changed(2, &|line| line.replacen("time ", "time 1", 1));
    assert_eq!(report.findings[0].code(), "checkpoint_forged");
    let report = changed(lines.len() - 1, &|_| "{\"end\":{\"entries\":1}}".to_owned());
    assert_eq!(report.findings[0].code(), "file_line");
    let last = lines.len() - 1;
    for (what, kept) in [
        ("the end", lines[..last].to_vec()),
        ("the last entry", [&lines[..last - 1], &lines[last..]].concat()),
        ("the checkpoint", [&lines[..2], &lines[3..]].concat()),
        ("the header", [&lines[..1], &lines[2..]].concat()),
        ("the order", [&lines[..3], &[lines[4], lines[3]], &lines[5..]].concat()),
    ] {
        assert!(!verify(&firms, &(kept.join("\n") + "\n")).is_clean(), "{what}");
    }
    // Another's key in the header persuades nobody who has the right one, and whoever has another's is not persuaded either.
    let stranger = tlog::SignerKey::from_seed("matterlock-log".parse().unwrap(), &[9; 32]);
    let mut verifier = FileVerifier::new(Trust {
        keys: vec![stranger.verifier().clone()],
        checkpoints: Vec::new(),
    });
    verifier.bytes(file.as_bytes());
    assert_eq!(verifier.finish().findings[0].code(), "checkpoint_unknown_key");
}

/// Whoever kept the last checkpoint of an earlier day holds a pack against it. One that the pack can't be compared with is no reason to call it right.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l6_a_pack_is_held_against_checkpoints_of_earlier_days() {
    let firms = Firms::new().await;
    let signed = async |number: u32| {
        cases::save_party(&firms.ana.caller, witness(&firms, &format!("Testigo {number}")))
            .await
            .unwrap();
        let signed = audit::grow_all(&firms.world.backend).await.unwrap();
        let ours = signed
            .into_iter()
            .find(|log| log.firm.0 == firms.ana.firm() && log.log == LogKind::Cases);
        ours.unwrap().note
    };
    // Two in a day, of which the last stays; and then a day passes, twice.
    let first = signed(1).await;
    let second = signed(2).await;
    let days_pass = async |days: u32| {
        let pass = "update matterlock.log_checkpoints set day = day - ";
        let newest = "where day = (select max(day) from matterlock.log_checkpoints)";
        firms.world.alter(&format!("{pass}{days} {newest}")).await;
    };
    days_pass(2).await;
    let third = signed(3).await;
    days_pass(1).await;
    let file = whole(take(&firms.ana, firms.case).await.unwrap()).await;
    assert_eq!(file.lines().filter(|line| line.starts_with("{\"earlier\":")).count(), 2);

    let report = compare(&firms, &file, &[&second, &third]);
    assert_eq!((report.findings, report.notices), (vec![], vec![Notice::Selection]));
    assert_eq!(compare(&firms, &file, &[&second, &third]).verdict(), Verdict::Holds);
    let report = compare(&firms, &file, &[&first, &second]);
    assert!(report.is_clean(), "{:?}", report.findings);
    assert_eq!(report.verdict(), Verdict::NotCompared);

    // Each of the proofs counts.
    let line = file.lines().find(|line| line.starts_with("{\"earlier\":")).unwrap();
    let mut changed: Value = serde_json::from_str(line).unwrap();
    let hash = changed.pointer_mut("/earlier/proof/hashes/0").unwrap();
    *hash = Value::from("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    let report = verify(&firms, &file.replace(line, &changed.to_string()));
    assert_eq!(report.findings.first().map(Finding::code), Some("not_grown"));

    // Where what was signed on an earlier day is no longer there as it was, there is no evidence.
    let newest = signed(4).await;
    firms
        .world
        .alter(&format!(
            "update matterlock.log_checkpoints set note = replace(note, 'time ', 'time 1') where log = 'cases' and note <> '{newest}'"
        ))
        .await;
    assert!(matches!(
        refusal(take(&firms.ana, firms.case).await.map(drop)),
        Error::Internal { .. }
    ));
}

/// Who can't read a case's log takes nothing of it; who no longer can, no more of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l6_i2_a_pack_is_for_whoever_may_read_the_case_now() {
    let firms = Firms::new().await;
    for (person, refused) in [(&firms.bruno, Error::NotFound), (&firms.eva, Error::NotFound)] {
        assert_eq!(refusal(take(person, firms.case).await.map(drop)), refused);
    }
    let mut pack = take(&firms.rosa, firms.case).await.unwrap();
    pack.chunk().await.unwrap().unwrap();
    let rosas = firms.rosa.caller.me().user;
    cases::unassign(&firms.ana.caller, firms.case, rosas).await.unwrap();
    assert_eq!(refusal(pack.chunk().await.unwrap().map(drop)), Error::NotFound);
    assert!(pack.chunk().await.is_none(), "half a pack ends as one that broke off");

    firms.world.pass(301).await;
    let taken = "select count(*) from matterlock.log_entries where event = 'evidence_taken'";
    let before = firms.world.count(taken).await;
    assert_eq!(
        refusal(take(&firms.ana, firms.case).await.map(drop)),
        Error::StepUpNeeded
    );
    assert_eq!(firms.world.count(taken).await, before);
}

/// What was erased is not shown, and the pack verifies as before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l6_l7_what_was_erased_stays_sealed_in_a_pack() {
    let firms = Firms::new().await;
    let party = cases::save_party(&firms.ana.caller, witness(&firms, "Quirina Zumbado"))
        .await
        .unwrap();
    let before = whole(take(&firms.ana, firms.case).await.unwrap()).await;
    assert!(before.contains("Quirina"));
    let bruno = firms.world.console(&firms.bruno).await;
    let subjects = [SubjectId(party.0)];
    console::erase(&bruno.at, &subjects, "Ley 8968, por escrito", true)
        .await
        .unwrap();

    let file = whole(take(&firms.ana, firms.case).await.unwrap()).await;
    let report = verify(&firms, &file);
    assert!(report.is_clean(), "{:?}", report.findings);
    let added = report.kept.iter().filter(|proven| proven.entry.event == "party_added");
    let blackened = added.filter(|proven| proven.opened.details.is_empty() && proven.opened.origin.is_some());
    assert_eq!(blackened.count(), 1);
    assert!(!file.contains("Quirina") && file.contains("Compraventa"));
}

/// A pack goes to people outside. What an attorney looked for in the case is theirs, and the pack verifies without it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_l6_what_somebody_looked_for_stays_sealed_in_a_pack() {
    let firms = Firms::new().await;
    let looked_for = LogFilter {
        case: Some(firms.case),
        text: Some("Quetzalcoatlus".to_owned()),
        ..LogFilter::default()
    };
    audit::page(&firms.ana.caller, looked_for, &|_| true).await.unwrap();
    let file = whole(take(&firms.ana, firms.case).await.unwrap()).await;
    let report = verify(&firms, &file);
    assert!(report.is_clean(), "{:?}", report.findings);
    let searched = of_event(&report, "log_searched");
    assert!(searched.opened.details.is_empty() && searched.opened.origin.is_some());
    assert!(!file.contains("Quetzalcoatlus") && file.contains("Compraventa"));
}

/// A log that is no longer what was signed gives no evidence of itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l6_no_pack_leaves_a_log_that_was_tampered_with() {
    let firms = Firms::new().await;
    audit::grow_all(&firms.world.backend).await.unwrap();
    firms
        .world
        .alter(
            "update matterlock.log_tiles set hashes = overlay(hashes placing '\\x00' from 1 for 1) where log = 'cases'",
        )
        .await;
    assert!(matches!(
        refusal(take(&firms.ana, firms.case).await.map(drop)),
        Error::Internal { .. }
    ));
}
