//! A part of a log, and chosen entries.

use super::*;
use crate::Opened;
use crate::export::Proven;

#[test]
fn a_part_is_verified_from_the_tree_before_it() {
    let entries = sample::entries(300);
    let before = tree(&leaves(&entries[..100]));
    let verify = |before: &Frontier, part: &[Entry], checkpoints: &[u64]| {
        let mut verifier = RangeVerifier::after(sample::log(), before.clone());
        for size in checkpoints {
            verifier.checkpoint(&checkpoint(&entries, *size));
        }
        for entry in part {
            verifier.entry(entry, &[]);
        }
        verifier.finish()
    };
    let later = Notice::BeginsLater { first: 101 };

    let report = verify(&before, &entries[100..200], &[100, 200]);
    assert!(report.is_clean());
    assert_eq!((report.entries, report.proven), (100, 100));
    assert_eq!(report.notices, std::slice::from_ref(&later));

    let report = verify(&before, &entries[100..200], &[]);
    assert_eq!(report.proven, 0);
    assert_eq!(report.notices, [later, Notice::Unproven { first: 101, last: 200 }]);

    // Older than the part: nothing to compare them with, and no fault.
    let report = verify(&before, &entries[100..200], &[50, 20, 99, 200]);
    assert!(report.is_clean());
    let older = Notice::NotCompared { newest: 99, times: 3 };
    assert_eq!(report.notices, [Notice::BeginsLater { first: 101 }, older]);
    // Of the part before.
    assert_eq!(
        verify(&before, &entries[99..200], &[200]).findings,
        [Finding::OutOfOrder {
            expected: 101,
            found: 100
        }]
    );

    let mut forged: Vec<_> = before.hashes().to_vec();
    forged[0] = TreeHash::of_leaf(b"another");
    let forged = Frontier::from_parts(100, forged).unwrap();
    assert_eq!(
        verify(&forged, &entries[100..200], &[100, 200]).findings,
        [Finding::StartMismatch { checkpoint: 100 }]
    );
    assert_eq!(
        verify(&forged, &entries[100..200], &[200]).findings,
        [Finding::RootMismatch {
            after: 100,
            checkpoint: 200
        }]
    );
}

#[test]
fn chosen_entries_are_proven_one_by_one() {
    let entries = sample::entries(300);
    let all = leaves(&entries);
    let prove = |number: u64| InclusionProof::make(&naive::Leaves(&all), number - 1, 300).unwrap();
    let verify = |notes: &[String], chosen: &[(Entry, InclusionProof)]| {
        let mut verifier = SelectionVerifier::new(sample::log());
        for note in notes {
            verifier.checkpoint(note);
        }
        for (entry, proof) in chosen {
            verifier.entry(&Proven {
                entry: entry.clone(),
                proof: proof.clone(),
                opened: Opened::default(),
            });
        }
        verifier.finish()
    };
    let notes = [checkpoint(&entries, 300)];
    let chosen: Vec<_> = [1, 17, 256, 300]
        .map(|number| (entries[place(number)].clone(), prove(number)))
        .to_vec();

    let report = verify(&notes, &chosen);
    assert_eq!(report.findings, []);
    assert_eq!((report.entries, report.proven, report.root), (4, 4, None));
    assert_eq!(report.notices, [Notice::Selection]);

    let wrong = |number| Finding::ProofWrong { number };
    let with = |change: fn(&mut (Entry, InclusionProof))| {
        let mut chosen = chosen.clone();
        change(&mut chosen[1]);
        let report = verify(&notes, &chosen);
        assert_eq!(report.proven, 3);
        assert_eq!(report.first_bad_entry(), report.findings[0].entry());
        report.findings
    };
    assert_eq!(with(|(entry, _)| entry.details.push(' ')), [wrong(17)]);
    assert_eq!(with(|(entry, _)| entry.number = 18), [wrong(18)]);
    assert_eq!(with(|(_, proof)| proof.index = 17), [wrong(17)]);
    assert_eq!(with(|(_, proof)| proof.index = u64::MAX), [wrong(17)]);
    assert_eq!(with(|(_, proof)| proof.hashes[0] = TreeHash::of_nothing()), [wrong(17)]);
    assert_eq!(
        with(|(_, proof)| proof.size = 299),
        [Finding::ProofWithoutCheckpoint { number: 17, size: 299 }]
    );
    let firm = Uuid::from_u128(9);
    assert_eq!(
        with(|(entry, _)| entry.firm = Uuid::from_u128(9)),
        [Finding::OtherFirm { number: 17, firm }]
    );
    // The entry's number and the proof's index moved together.
    assert_eq!(
        with(|(entry, proof)| {
            entry.number = 18;
            proof.index = 17;
        }),
        [wrong(18)]
    );

    let mut twice = chosen.clone();
    twice.insert(1, chosen[0].clone());
    assert_eq!(verify(&notes, &twice).findings, [Finding::Duplicate { number: 1 }]);
    let mut turned = chosen.clone();
    turned.swap(0, 1);
    assert_eq!(
        verify(&notes, &turned).findings,
        [Finding::OutOfOrder { expected: 18, found: 1 }]
    );

    // One that was kept, and that no proof leads to.
    let report = verify(&[notes[0].clone(), checkpoint(&entries, 200)], &chosen);
    assert!(report.is_clean());
    let unused = Notice::NotCompared { newest: 200, times: 1 };
    assert_eq!(report.notices, [Notice::Selection, unused]);

    // A number beyond all others is wrong, and hides nothing of what follows.
    let mut beyond = chosen.clone();
    beyond[0].0.number = u64::MAX;
    assert_eq!(verify(&notes, &beyond).findings, [wrong(u64::MAX)]);

    // No checkpoint that counts.
    let findings = verify(&["rubbish".to_owned()], &chosen[..1]).findings;
    assert_eq!(
        findings,
        [
            Finding::CheckpointMalformed,
            Finding::ProofWithoutCheckpoint { number: 1, size: 300 }
        ]
    );
    let mut other = entries.clone();
    other[0].details.push(' ');
    let findings = verify(&[notes[0].clone(), checkpoint(&other, 300), notes[0].clone()], &chosen).findings;
    assert_eq!(
        findings,
        [Finding::CheckpointsContradict {
            smaller: 300,
            larger: 300
        }]
    );
}
