use super::*;
use crate::merkle::{Frontier, naive};
use crate::verify::{Contents, FileVerifier, Finding, Notice, Report, Trust, Verdict};
use crate::{Checkpoint, sample};

fn entries() -> Vec<Entry> {
    let mut entries = sample::entries(5);
    for entry in &mut entries {
        entry.log = "log.example/1/console".parse().unwrap();
    }
    entries[2] = Entry {
        at: 1_764_000_000_123_456,
        actor_id: Some(Uuid::from_u128(2)),
        event: "person_erased".to_owned(),
        details: "{\"kept\": 1, \"event\": \"person_erased\", \"erasure\": \"00000000-0000-0000-0000-000000000001\", \"parties\": 1, \"signers\": 1,                   \"subjects\": [\"00000000-0000-0000-0000-000000000004\", \"00000000-0000-0000-0000-000000000003\"]}"
            .to_owned(),
        ..entries[2].clone()
    };
    entries
}

/// The receipt whose entry is this one of those.
fn receipt_of(entries: &[Entry], at: usize) -> Receipt {
    let leaves: Vec<TreeHash> = entries.iter().map(|entry| entry.leaf_hash(&mut Vec::new())).collect();
    let mut tree = Frontier::default();
    for leaf in &leaves {
        tree.append(*leaf);
    }
    Receipt {
        log: "log.example/1/console".parse().unwrap(),
        erasure: Uuid::from_u128(1),
        at: 1_764_000_000_123_456,
        by: Uuid::from_u128(2),
        ground: "Article 17:\n\"asked\" in writing".to_owned(),
        erased: vec![
            ("party".to_owned(), Uuid::from_u128(3)),
            ("signer".to_owned(), Uuid::from_u128(4)),
        ],
        kept: 1,
        entry: entries[at].clone(),
        proof: InclusionProof::make(&naive::Leaves(&leaves), at as u64, leaves.len() as u64).unwrap(),
        root: tree.root(),
        key: sample::signer().verifier().clone(),
    }
}

fn receipt() -> Receipt {
    receipt_of(&entries(), 2)
}

fn known() -> [VerifierKey; 1] {
    [sample::signer().verifier().clone()]
}

fn read(receipt: &Receipt) -> Result<Receipt, ReceiptError> {
    Receipt::open(&receipt.sign(&sample::signer()), &known())
}

#[test]
fn l7_a_receipt_is_read_as_it_was_signed() {
    let note = receipt().sign(&sample::signer());
    assert!(Receipt::is_meant(&note));
    assert_eq!(Receipt::open(&note, &known()), Ok(receipt()));
    assert_eq!(Receipt::open(&note, &[]), Ok(receipt()));
}

#[test]
fn l7_no_changed_letter_passes() {
    let note = receipt().sign(&sample::signer());
    for (at, letter) in note.char_indices() {
        let mut changed = note.clone();
        changed.remove(at);
        assert!(Receipt::open(&changed, &known()).is_err(), "without {at}");
        changed.insert(at, if letter == 'x' { 'y' } else { 'x' });
        assert!(Receipt::open(&changed, &known()).is_err(), "another letter at {at}");
    }
}

#[test]
fn l7_why_a_receipt_does_not_count_is_told() {
    let stranger = SignerKey::from_seed("log.example/key".parse().unwrap(), &[9; 32]);
    assert_eq!(
        Receipt::open(&receipt().sign(&stranger), &known()),
        Err(ReceiptError::UnknownKey)
    );
    let changed = receipt().sign(&sample::signer()).replace("kept 1", "kept 0");
    assert_eq!(Receipt::open(&changed, &known()), Err(ReceiptError::Forged));
    let mut elsewhere = receipt();
    elsewhere.entry.request.push(' ');
    assert_eq!(read(&elsewhere), Err(ReceiptError::NotProven));
    assert_eq!(Receipt::open("rubbish", &known()), Err(ReceiptError::Malformed));
    let earlier = "matterlock-erasure-v1\nlog log.example/1/console\n";
    assert!(Receipt::is_meant(earlier));
    assert_eq!(Receipt::open(earlier, &known()), Err(ReceiptError::OldForm));
}

/// Some entry that is in the log proves nothing: it has to be the erasure's, of these people, by this person, then.
#[test]
fn l7_the_entry_is_the_erasures_own() {
    for at in [0, 1, 3, 4] {
        assert_eq!(read(&receipt_of(&entries(), at)), Err(ReceiptError::OtherEntry), "{at}");
    }
    let says = |change: fn(&mut Receipt)| {
        let mut changed = receipt();
        change(&mut changed);
        assert_eq!(read(&changed), Err(ReceiptError::OtherEntry), "{changed:?}");
    };
    says(|receipt| receipt.erasure = Uuid::from_u128(9));
    says(|receipt| receipt.at += 1);
    says(|receipt| receipt.by = Uuid::from_u128(9));
    says(|receipt| receipt.kept = 0);
    says(|receipt| receipt.log = "log.example/1/cases".parse().unwrap());
    says(|receipt| receipt.erased[0].1 = Uuid::from_u128(9));
    says(|receipt| drop(receipt.erased.pop()));
    says(|receipt| receipt.erased.push(("signer".to_owned(), Uuid::from_u128(4))));
    // In any order.
    let mut turned = receipt();
    turned.erased.reverse();
    assert!(read(&turned).is_ok());

    // Another event whose details are like those of an erasure.
    let mut other = entries();
    other[2].event = "erasure_receipt_read".to_owned();
    assert_eq!(read(&receipt_of(&other, 2)), Err(ReceiptError::OtherEntry));
    let mut other = entries();
    other[2].details = other[2].details.replace("person_erased", "erasure_sought");
    assert_eq!(read(&receipt_of(&other, 2)), Err(ReceiptError::OtherEntry));
}

fn verified(text: &str, keys: &[VerifierKey], checkpoints: &[String]) -> Report {
    let mut verifier = FileVerifier::new(Trust {
        keys: keys.to_vec(),
        checkpoints: checkpoints.to_vec(),
    });
    verifier.bytes(text.as_bytes());
    verifier.finish()
}

/// The page and the program take it for what it is.
#[test]
fn l7_a_file_may_be_a_receipt() {
    let note = receipt().sign(&sample::signer());
    for text in [note.clone(), note.replace('\n', "\r\n")] {
        let report = verified(&text, &known(), &[]);
        assert_eq!(report.findings, []);
        assert_eq!(
            (report.contents, report.verdict()),
            (Some(Contents::Receipt), Verdict::Holds)
        );
        assert_eq!(report.receipt, Some(receipt()));
        assert_eq!(
            (report.log, report.firm),
            (Some(receipt().log), Some(sample::log().firm))
        );
        assert_eq!((report.entries, report.proven, report.notices), (1, 1, vec![]));
        assert_eq!(report.extent.map(|extent| extent.first), Some(3));
    }
    let report = verified(&note, &[], &[]);
    assert_eq!(
        (report.verdict(), report.notices),
        (Verdict::HoldsItself, vec![Notice::KeysFromFile])
    );
    for (text, problem) in [
        (note.replace("kept 1", "kept 0"), ReceiptError::Forged),
        (note.replace("-v2\n", "-v1\n"), ReceiptError::OldForm),
        (
            receipt_of(&entries(), 1).sign(&sample::signer()),
            ReceiptError::OtherEntry,
        ),
    ] {
        let report = verified(&text, &known(), &[]);
        assert_eq!(report.findings, [Finding::Receipt { problem }]);
        assert_eq!((report.verdict(), report.receipt), (Verdict::Broken, None));
    }
}

#[test]
fn l7_a_receipt_is_compared_with_checkpoints_that_were_kept() {
    let note = receipt().sign(&sample::signer());
    let kept = |entries: &[Entry], log: &Name| {
        let mut tree = Frontier::default();
        for entry in entries {
            tree.append(entry.leaf_hash(&mut Vec::new()));
        }
        Checkpoint::new(log.clone(), &tree, 0)
            .sign(&sample::signer())
            .note()
            .to_owned()
    };
    let (all, log) = (entries(), receipt().log);
    let same = kept(&all, &log);
    assert_eq!(
        verified(&note, &known(), std::slice::from_ref(&same)).verdict(),
        Verdict::Holds
    );
    let cases = kept(&all, &sample::log().name);
    assert_eq!(
        verified(&note, &known(), &[cases.clone(), same]).verdict(),
        Verdict::Holds
    );
    assert_eq!(verified(&note, &known(), &[cases]).verdict(), Verdict::NotCompared);
    let report = verified(&note, &known(), &[kept(&all[..4], &log)]);
    assert_eq!(report.notices, [Notice::NotCompared { newest: 4, times: 1 }]);
    assert_eq!(report.verdict(), Verdict::NotCompared);
    let mut other = all;
    other[0].request.push(' ');
    let (smaller, larger) = (5, 5);
    assert_eq!(
        verified(&note, &known(), &[kept(&other, &log)]).findings,
        [Finding::CheckpointsContradict { smaller, larger }]
    );
}
