use tlog::export::RangeWriter;
use tlog::merkle::Frontier;
use tlog::receipt::Receipt;
use tlog::{Checkpoint, Entry, Log, SignerKey};
use uuid::Uuid;

use super::*;

/// A log of so many entries as its file, and its checkpoint.
fn exported(length: u64) -> (Vec<u8>, String, VerifierKey) {
    let signer = SignerKey::from_seed("matterlock-log".parse().unwrap(), &[7; 32]);
    let log = Log {
        name: "matterlock/firm/cases".parse().unwrap(),
        firm: Uuid::from_u128(1),
        keys: vec![signer.verifier().clone()],
    };
    let (mut out, mut tree, mut buffer) = (Vec::new(), Frontier::default(), Vec::new());
    let entries: Vec<Entry> = (1..=length)
        .map(|number| Entry {
            log: log.name.clone(),
            firm: log.firm,
            number,
            at: 1,
            actor_kind: "server".to_owned(),
            actor_id: None,
            event: "checks_run".to_owned(),
            case_id: None,
            details: "{}".to_owned(),
            sealed_origin: None,
            address_source: "server".to_owned(),
            session_id: None,
            request: format!("request-{number}"),
        })
        .collect();
    for entry in &entries {
        tree.append(entry.leaf_hash(&mut buffer));
    }
    let checkpoint = Checkpoint::new(log.name.clone(), &tree, 1).sign(&signer);
    let mut writer = RangeWriter::begin(&log, Frontier::default(), &mut out);
    writer.checkpoint(&checkpoint, &mut out);
    for entry in &entries {
        writer.entry(entry, &mut out);
    }
    writer.end(&mut out);
    (out, checkpoint.note().to_owned(), signer.verifier().clone())
}

fn told(file: &[u8], keys: Vec<VerifierKey>, checkpoints: Option<&str>) -> (bool, String) {
    let folder = tempfile::tempdir().unwrap();
    let (path, kept) = (folder.path().join("log.jsonl"), folder.path().join("checkpoints"));
    std::fs::write(&path, file).unwrap();
    let checkpoints: Vec<PathBuf> = checkpoints
        .map(|text| {
            std::fs::write(&kept, text).unwrap();
            kept
        })
        .into_iter()
        .collect();
    let report = verify(&path, keys, &checkpoints).unwrap();
    let mut out = Vec::new();
    print(&report, &mut out).unwrap();
    (report.is_clean(), String::from_utf8(out).unwrap())
}

#[test]
fn a_log_that_nobody_changed_is_clean() {
    let (file, note, key) = exported(5);
    let (clean, said) = told(&file, vec![key], Some(&note));
    assert!(clean, "{said}");
    assert_eq!(
        said,
        "Log matterlock/firm/cases.\nEntries 1 to 5, from 1970-01-01T00:00:00Z to 1970-01-01T00:00:00Z.\n\
         Newest checkpoint: at entry 5, signed at 1970-01-01T00:00:00Z.\n\
         5 entries were read; signed checkpoints prove 5 of them.\nNothing is wrong.\n"
    );
}

#[test]
fn without_a_key_of_ones_own_it_says_whose_word_it_takes() {
    let (clean, said) = told(&exported(5).0, Vec::new(), None);
    assert!(clean && said.contains("The keys came with the file"), "{said}");
}

#[test]
fn a_changed_entry_is_found() {
    let (file, _, key) = exported(5);
    let file = String::from_utf8(file).unwrap().replace("request-3", "request-4");
    let (clean, said) = told(file.as_bytes(), vec![key], None);
    assert!(!clean && said.contains("at least one was changed"), "{said}");
}

#[test]
fn another_installations_key_proves_nothing() {
    let other = SignerKey::from_seed("matterlock-log".parse().unwrap(), &[8; 32]);
    let (clean, said) = told(&exported(5).0, vec![other.verifier().clone()], None);
    assert!(!clean && said.contains("signed by nobody who is known here"), "{said}");
}

/// The file was made anew from a log whose end was cut off; what was kept elsewhere tells.
#[test]
fn a_checkpoint_that_was_kept_finds_a_cut_tail() {
    let (short, _, key) = exported(3);
    let (_, note, _) = exported(5);
    let json = format!("{}\n", serde_json::to_string(&note).unwrap());
    for kept in [note.clone(), format!("{note}\n{note}"), json] {
        let (clean, said) = told(&short, vec![key.clone()], Some(&kept));
        assert!(!clean && said.contains("The first entry that is wrong: 4"), "{said}");
    }
}

#[test]
fn a_checkpoint_by_itself_is_verified() {
    let (_, note, key) = exported(5);
    let (clean, said) = told(note.as_bytes(), vec![key], None);
    assert!(
        clean && said.contains("at entry 5") && said.contains("no entries to compare"),
        "{said}"
    );
    let (clean, said) = told(note.as_bytes(), Vec::new(), None);
    assert!(!clean && said.contains("signed by nobody who is known here"), "{said}");
}

/// Of a mail as it was sent nothing is read. That is said, and not passed over.
#[test]
fn a_file_without_checkpoints_is_not_taken_for_one_that_agrees() {
    let (file, ..) = exported(3);
    let folder = tempfile::tempdir().unwrap();
    let (log, mail) = (folder.path().join("log.jsonl"), folder.path().join("mail.eml"));
    std::fs::write(&log, file).unwrap();
    std::fs::write(&mail, "Subject: Checkpoints\r\n\r\n4oCUIG1hdHRlcmxvY2s=\r\n").unwrap();
    let error = verify(&log, Vec::new(), &[mail]).unwrap_err();
    assert!(error.contains("holds no checkpoint"), "{error}");
}

#[test]
fn what_is_no_log_is_said_to_be_none() {
    for file in [&b""[..], b"\xff\xfe", b"{}", b"[1]\n", &exported(3).0[..200]] {
        let (clean, said) = told(file, Vec::new(), None);
        assert!(!clean && said.contains("WRONG"), "{said}");
    }
    assert!(verify(Path::new("/nowhere/at/all"), Vec::new(), &[]).is_err());
}

#[test]
fn the_arguments_hold_together() {
    use clap::CommandFactory as _;
    Arguments::command().debug_assert();
}

/// A receipt whose entry is the second of a log of three.
fn receipt() -> (String, VerifierKey) {
    use std::collections::BTreeMap;
    use tlog::TreeHash;
    use tlog::merkle::InclusionProof;
    use tlog::tiles::{TileId, Tiles};

    let signer = SignerKey::from_seed("matterlock-log".parse().unwrap(), &[7; 32]);
    let leaves: Vec<TreeHash> = (0..3_u8).map(|byte| TreeHash::of_leaf(&[byte])).collect();
    let tiles = BTreeMap::from([(TileId { level: 0, index: 0 }, leaves.clone())]);
    let receipt = Receipt {
        log: "matterlock/firm/console".parse().unwrap(),
        erasure: Uuid::from_u128(1),
        at: 1,
        by: Uuid::from_u128(2),
        ground: "Article 17".to_owned(),
        erased: vec![("party".to_owned(), Uuid::from_u128(3))],
        kept: 0,
        leaf: leaves[1],
        proof: InclusionProof::make(&Tiles(&tiles), 1, 3).unwrap(),
        root: Frontier::read(&Tiles(&tiles), 3).unwrap().root(),
        key: signer.verifier().clone(),
    };
    (receipt.sign(&signer), signer.verifier().clone())
}

#[test]
fn l7_a_receipt_is_told_from_a_log_and_judged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("receipt.txt");
    let (note, key) = receipt();
    std::fs::write(&path, &note).unwrap();
    let read = super::receipt(&path).unwrap().unwrap();
    assert_eq!(read, note);
    let same = |code: ExitCode, other: u8| assert_eq!(format!("{code:?}"), format!("{:?}", ExitCode::from(other)));
    let keys = [key];
    same(judge_receipt(&note, &keys, &[]), 0);
    same(judge_receipt(&note, &[], &[]), 0);
    same(judge_receipt(&note.replace("Article 17", "Article 18"), &keys, &[]), 1);
    // A checkpoint that somebody kept, of the same size and over other entries.
    let signer = SignerKey::from_seed("matterlock-log".parse().unwrap(), &[7; 32]);
    let mut tree = Frontier::default();
    for byte in 5..8_u8 {
        tree.append(tlog::TreeHash::of_leaf(&[byte]));
    }
    let kept = folder.path().join("kept.txt");
    let other = Checkpoint::new("matterlock/firm/console".parse().unwrap(), &tree, 0).sign(&signer);
    std::fs::write(&kept, other.note()).unwrap();
    same(judge_receipt(&note, &keys, &[kept]), 1);
    let log = folder.path().join("log.jsonl");
    std::fs::write(&log, exported(2).0).unwrap();
    assert_eq!(super::receipt(&log).unwrap(), None);
}
