use tlog::archive::{Fingerprinter, Statement};
use tlog::export::RangeWriter;
use tlog::merkle::Frontier;
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

/// Whether nothing is wrong, and what is said.
fn told(file: &[u8], keys: &[VerifierKey], checkpoints: Option<&str>) -> (bool, String) {
    let (code, said) = answered(file, keys, checkpoints);
    (code != 1, said)
}

/// What the program answers with, and says.
fn answered(file: &[u8], keys: &[VerifierKey], checkpoints: Option<&str>) -> (u8, String) {
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
    judged(&path, keys, &checkpoints)
}

/// The same of a file that lies somewhere.
fn judged(path: &Path, keys: &[VerifierKey], checkpoints: &[PathBuf]) -> (u8, String) {
    let report = verify(path, keys, checkpoints).unwrap();
    let mut out = Vec::new();
    print(&report, &mut out).unwrap();
    (answer(report.verdict()), String::from_utf8(out).unwrap())
}

#[test]
fn a_log_that_nobody_changed_is_clean() {
    let (file, note, key) = exported(5);
    let (clean, said) = told(&file, &[key], Some(&note));
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
    let (clean, said) = told(&exported(5).0, &[], None);
    assert!(clean && said.contains("The keys came with the file"), "{said}");
}

#[test]
fn a_changed_entry_is_found() {
    let (file, _, key) = exported(5);
    let file = String::from_utf8(file).unwrap().replace("request-3", "request-4");
    let (clean, said) = told(file.as_bytes(), &[key], None);
    assert!(!clean && said.contains("at least one was changed"), "{said}");
}

#[test]
fn another_installations_key_proves_nothing() {
    let other = SignerKey::from_seed("matterlock-log".parse().unwrap(), &[8; 32]);
    let (clean, said) = told(&exported(5).0, &[other.verifier().clone()], None);
    assert!(!clean && said.contains("signed by nobody who is known here"), "{said}");
}

/// Whoever cut the end off and left no checkpoint there is found by one that was kept.
#[test]
fn l6_a_checkpoint_that_was_kept_finds_a_cut_tail() {
    let (short, _, key) = exported(3);
    let (_, note, _) = exported(5);
    let short = without_checkpoint(&short);
    let json = format!("{}\n", serde_json::to_string(&note).unwrap());
    for kept in [note.clone(), format!("{note}\n{note}"), json] {
        let (code, said) = answered(short.as_bytes(), std::slice::from_ref(&key), Some(&kept));
        assert!(code == 1 && said.contains("The first entry that is wrong: 4"), "{said}");
    }
}

/// A log that was exported before a checkpoint was signed is what was signed; and so looks one whose end was cut off, and is not called right.
#[test]
fn l6_an_older_export_is_not_accused_and_not_called_right() {
    let (short, _, key) = exported(3);
    let (_, note, _) = exported(5);
    let (code, said) = answered(&short, &[key], Some(&note));
    assert_eq!(code, 3, "{said}");
    assert!(
        said.contains("The file ends with entry 3, where it was signed, and you kept a checkpoint at entry 5")
            && said.ends_with("could not be: the whole log, exported after it, or the archive of its year can.\n"),
        "{said}"
    );
}

/// An exported log from which its checkpoint was taken.
fn without_checkpoint(file: &[u8]) -> String {
    std::str::from_utf8(file)
        .unwrap()
        .split_inclusive('\n')
        .filter(|line| !line.starts_with("{\"checkpoint\""))
        .collect()
}

#[test]
fn a_checkpoint_by_itself_is_verified() {
    let (_, note, key) = exported(5);
    let (clean, said) = told(note.as_bytes(), &[key], None);
    assert!(
        clean && said.contains("at entry 5") && said.contains("no entries to compare"),
        "{said}"
    );
    let (clean, said) = told(note.as_bytes(), &[], None);
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
    let error = verify(&log, &[], &[mail]).unwrap_err();
    assert!(error.contains("holds no checkpoint"), "{error}");
}

#[test]
fn what_is_no_log_is_said_to_be_none() {
    for file in [&b""[..], b"\xff\xfe", b"{}", b"[1]\n", &exported(3).0[..200]] {
        let (clean, said) = told(file, &[], None);
        assert!(!clean && said.contains("WRONG"), "{said}");
    }
    assert!(verify(Path::new("/nowhere/at/all"), &[], &[]).is_err());
}

#[test]
fn the_arguments_hold_together() {
    use clap::CommandFactory as _;
    Arguments::command().debug_assert();
}

/// Whoever leaves the checkpoints out shows nothing by it.
#[test]
fn l6_what_nothing_proves_is_not_called_right() {
    let (file, note, key) = exported(5);
    let file = String::from_utf8(file).unwrap();
    let without_checkpoint = without_checkpoint(file.as_bytes());
    let header = file.lines().next().unwrap();
    let empty = format!("{header}\n{{\"end\":{{\"entries\":0}}}}\n");
    for file in [without_checkpoint.clone(), empty] {
        let (code, said) = answered(file.as_bytes(), std::slice::from_ref(&key), None);
        assert_eq!(code, 3, "{said}");
        assert!(
            said.ends_with("Nothing of it is proven: no signed checkpoint covers an entry.\n"),
            "{said}"
        );
    }
    // One that was kept covers it as well.
    assert_eq!(
        answered(without_checkpoint.as_bytes(), std::slice::from_ref(&key), Some(&note)).0,
        0
    );
    assert_eq!(answered(file.as_bytes(), &[key], None).0, 0);
    assert_eq!(answered(file.as_bytes(), &[], None).0, 3, "by its own key");
    assert_eq!(answered(&file.as_bytes()[..100], &[], None).0, 1);
    assert_eq!(answered(b"", &[], None).0, 1);
}

#[test]
fn l6_a_part_that_no_checkpoint_covers_is_told_by_the_answer() {
    let (file, _, key) = exported(5);
    let (_, short, _) = exported(3);
    let file = String::from_utf8(file).unwrap();
    let lines: Vec<&str> = file.lines().collect();
    let checkpoint = format!("{{\"checkpoint\":{}}}", serde_json::to_string(&short).unwrap());
    let in_part = [&[lines[0], checkpoint.as_str()], &lines[2..]].concat().join("\n") + "\n";
    let (code, said) = answered(in_part.as_bytes(), &[key], None);
    assert!(code == 3 && said.ends_with("not all of it is signed.\n"), "{said}");
}

/// A folder holds the checkpoints of all logs of a firm.
#[test]
fn l6_checkpoints_of_other_logs_are_left_out_and_told() {
    let (file, note, key) = exported(5);
    let signer = SignerKey::from_seed("matterlock-log".parse().unwrap(), &[7; 32]);
    let console = Checkpoint::new("matterlock/firm/console".parse().unwrap(), &Frontier::default(), 1).sign(&signer);
    let console = console.note();
    let (code, said) = answered(&file, std::slice::from_ref(&key), Some(&format!("{console}\n{note}")));
    assert!(
        code == 0 && said.contains("1 are of other logs, and 1 of this one"),
        "{said}"
    );
    let (code, said) = answered(&file, &[key], Some(console));
    assert!(code == 3 && said.contains("could not be"), "{said}");
}

/// A receipt whose entry is the second of a log of three.
fn receipt() -> (String, VerifierKey) {
    use std::collections::BTreeMap;
    use tlog::TreeHash;
    use tlog::merkle::InclusionProof;
    use tlog::receipt::Receipt;
    use tlog::tiles::{TileId, Tiles};

    let signer = SignerKey::from_seed("matterlock-log".parse().unwrap(), &[7; 32]);
    let (log, erasure, by) = ("matterlock/firm/console", Uuid::from_u128(1), Uuid::from_u128(2));
    let erased = vec![("party".to_owned(), Uuid::from_u128(3))];
    let entry = Entry {
        log: log.parse().unwrap(),
        firm: Uuid::from_u128(5),
        number: 2,
        at: 1,
        actor_kind: "user".to_owned(),
        actor_id: Some(by),
        event: "person_erased".to_owned(),
        case_id: None,
        details: format!(
            "{{\"event\":\"person_erased\",\"erasure\":\"{erasure}\",\"subjects\":[\"{}\"],\"kept\":0}}",
            erased[0].1
        ),
        sealed_origin: None,
        address_source: "direct".to_owned(),
        session_id: None,
        request: "request-2".to_owned(),
    };
    let mut leaves: Vec<TreeHash> = (0..3_u8).map(|byte| TreeHash::of_leaf(&[byte])).collect();
    leaves[1] = entry.leaf_hash(&mut Vec::new());
    let tiles = BTreeMap::from([(TileId { level: 0, index: 0 }, leaves)]);
    let receipt = Receipt {
        log: log.parse().unwrap(),
        erasure,
        at: 1,
        by,
        ground: "Article 17".to_owned(),
        erased,
        kept: 0,
        entry,
        proof: InclusionProof::make(&Tiles(&tiles), 1, 3).unwrap(),
        root: Frontier::read(&Tiles(&tiles), 3).unwrap().root(),
        key: signer.verifier().clone(),
    };
    (receipt.sign(&signer), signer.verifier().clone())
}

#[test]
fn l7_a_receipt_is_told_from_a_log_and_judged() {
    let (note, key) = receipt();
    let (code, said) = answered(note.as_bytes(), std::slice::from_ref(&key), None);
    assert_eq!(code, 0, "{said}");
    assert_eq!(
        said,
        "Receipt of the erasure 00000000-0000-0000-0000-000000000001 in matterlock/firm/console.\n\
         By 00000000-0000-0000-0000-000000000002, at 1970-01-01T00:00:00Z.\nGround: Article 17\n\
         erased party      00000000-0000-0000-0000-000000000003\n\
         Entry 2 of the log says so, proven by the checkpoint at 3 entries.\nNothing is wrong.\n"
    );
    assert_eq!(answered(note.as_bytes(), &[], None).0, 3, "by its own key");
    let changed = note.replace("Article 17", "Article 18");
    let (code, said) = answered(changed.as_bytes(), std::slice::from_ref(&key), None);
    assert!(
        code == 1 && said.contains("WRONG  The receipt does not count"),
        "{said}"
    );
    // A checkpoint that somebody kept, of the same size and over other entries.
    let signer = SignerKey::from_seed("matterlock-log".parse().unwrap(), &[7; 32]);
    let kept = |bytes: std::ops::Range<u8>| {
        let mut tree = Frontier::default();
        for byte in bytes {
            tree.append(tlog::TreeHash::of_leaf(&[byte]));
        }
        let checkpoint = Checkpoint::new("matterlock/firm/console".parse().unwrap(), &tree, 0).sign(&signer);
        answered(note.as_bytes(), std::slice::from_ref(&key), Some(checkpoint.note())).0
    };
    assert_eq!(kept(5..8), 1);
    // Of another size, it could not be compared.
    assert_eq!(kept(5..7), 3);
}

/// An archive of five entries in a folder, with the statement on it.
struct Archive {
    folder: tempfile::TempDir,
    statement: Statement,
    signer: SignerKey,
}

impl Archive {
    fn new() -> Self {
        let (file, _, key) = exported(5);
        let mut fingerprinter = Fingerprinter::default();
        fingerprinter.bytes(&file);
        let archive = Self {
            folder: tempfile::tempdir().unwrap(),
            signer: SignerKey::from_seed("matterlock-log".parse().unwrap(), &[7; 32]),
            statement: Statement {
                log: "matterlock/firm/cases".parse().unwrap(),
                year: 2019,
                first: 1,
                last: 5,
                at: 1,
                root: report_of(&file, &key).root.unwrap(),
                file: fingerprinter.finish(),
                key,
            },
        };
        std::fs::write(archive.file(), file).unwrap();
        archive
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("2019.firm.cases.jsonl")
    }

    fn note(&self) -> String {
        self.statement.sign(&self.signer)
    }

    fn keys(&self) -> [VerifierKey; 1] {
        [self.statement.key.clone()]
    }

    /// The answer to this statement on it, by these keys, with this checkpoint.
    fn answered(&self, note: &str, keys: &[VerifierKey], checkpoint: Option<&str>) -> (u8, String) {
        let path = self.folder.path().join("2019.firm.cases.statement");
        std::fs::write(&path, note).unwrap();
        let kept = checkpoint.map(|note| {
            let kept = self.folder.path().join("kept");
            std::fs::write(&kept, note).unwrap();
            kept
        });
        judged(&path, keys, kept.as_slice())
    }
}

fn report_of(file: &[u8], key: &VerifierKey) -> Report {
    let mut verifier = FileVerifier::new(Trust {
        keys: vec![key.clone()],
        checkpoints: Vec::new(),
    });
    verifier.bytes(file);
    verifier.finish()
}

#[test]
fn l4_a_statement_is_judged_with_the_archive_beside_it() {
    let archive = Archive::new();
    let (note, keys) = (archive.note(), archive.keys());
    let (code, said) = archive.answered(&note, &keys, None);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.starts_with(&format!(
            "Statement on the year 2019 of matterlock/firm/cases, signed at 1970-01-01T00:00:00Z.\n\
             Entries 1 to 5 are in a file with the SHA-256 and length {}.\nLog ",
            archive.statement.file
        )) && said.ends_with("signed checkpoints prove 5 of them.\nNothing is wrong.\n"),
        "{said}"
    );
    // A statement that passed through a system with other line ends says the same.
    assert_eq!(archive.answered(&note.replace('\n', "\r\n"), &keys, None).0, 0);
    let (code, said) = archive.answered(&note, &[], None);
    assert!(code == 3 && said.contains("The keys came with the file"), "{said}");
    let other = SignerKey::from_seed("matterlock-log".parse().unwrap(), &[8; 32]);
    let (code, said) = archive.answered(&note, &[other.verifier().clone()], None);
    assert!(
        code == 1 && said.contains("WRONG  The statement does not count"),
        "{said}"
    );
    assert_eq!(
        archive.answered(&note.replace("year 2019", "year 2018"), &keys, None).0,
        1
    );
    let lies = Statement {
        first: 2,
        ..archive.statement.clone()
    };
    let (code, said) = archive.answered(&lies.sign(&archive.signer), &keys, None);
    assert!(
        code == 1 && said.contains("does not hold what the statement says"),
        "{said}"
    );
    // An archive that is not a letter different is the only one; without it there is nothing to judge.
    let mut changed = std::fs::read(archive.file()).unwrap();
    changed.push(b' ');
    std::fs::write(archive.file(), changed).unwrap();
    let (code, said) = archive.answered(&note, &keys, None);
    assert!(
        code == 1 && said.contains("is not the one that the statement is of"),
        "{said}"
    );
    std::fs::remove_file(archive.file()).unwrap();
    let error = verify(&archive.folder.path().join("2019.firm.cases.statement"), &keys, &[]).unwrap_err();
    assert!(
        error.ends_with("the archive has to lie beside its statement"),
        "{error}"
    );
}

/// What was signed after the year is no fault of its archive; and what could not be compared is told by the answer.
#[test]
fn l4_a_statement_is_answered_by_its_verdict() {
    let archive = Archive::new();
    let (note, keys) = (archive.note(), archive.keys());
    let answered = |checkpoint: &str| archive.answered(&note, &keys, Some(checkpoint));
    assert_eq!(answered(&exported(3).1).0, 0);
    assert_eq!(answered(&exported(5).1).0, 0);
    let (code, said) = answered(&exported(7).1);
    assert_eq!(code, 3, "{said}");
    assert!(
        said.contains(
            "note   Checkpoints that could not be compared with the file: 1; the newest is the one at entry 7."
        ) && !said.contains("cut off"),
        "{said}"
    );
    let console = Checkpoint::new("matterlock/firm/console".parse().unwrap(), &Frontier::default(), 1);
    assert_eq!(answered(console.sign(&archive.signer).note()).0, 3);
    // One of another log of this name.
    let mut tree = Frontier::default();
    tree.append(tlog::TreeHash::of_leaf(b"another"));
    let forged = Checkpoint::new("matterlock/firm/cases".parse().unwrap(), &tree, 1).sign(&archive.signer);
    assert_eq!(answered(forged.note()).0, 1);
}
