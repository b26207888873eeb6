//! Logs that were tampered with, in every way that somebody with all rights on the database could think of.

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::merkle::{Frontier, InclusionProof, naive};
use crate::{Checkpoint, Entry, Log, Name, Sealed, SignerKey, TreeHash, sample};

const SIZE: u64 = 3000;
/// Where checkpoints are: the one before the entry that is tampered with, the next one, and the newest.
const CHECKPOINTS: [u64; 3] = [1000, 2000, SIZE];
/// The entry that is tampered with.
const BAD: u64 = 1500;

/// What a verifier is given.
#[derive(Clone)]
struct Given {
    entries: Vec<Entry>,
    stored: Option<Vec<TreeHash>>,
    checkpoints: Vec<String>,
}

fn leaves(entries: &[Entry]) -> Vec<TreeHash> {
    entries.iter().map(|entry| entry.leaf_hash(&mut Vec::new())).collect()
}

fn tree(leaves: &[TreeHash]) -> Frontier {
    let mut tree = Frontier::default();
    for leaf in leaves {
        tree.append(*leaf);
    }
    tree
}

fn place(number: u64) -> usize {
    usize::try_from(number).unwrap() - 1
}

fn checkpoint_by(key: &SignerKey, entries: &[Entry], size: u64) -> String {
    let size = usize::try_from(size).unwrap();
    let tree = tree(&leaves(&entries[..size]));
    Checkpoint::new(sample::log().name, &tree, 0)
        .sign(key)
        .note()
        .to_owned()
}

fn checkpoint(entries: &[Entry], size: u64) -> String {
    checkpoint_by(&sample::signer(), entries, size)
}

/// A log as it was written, with its stored hashes.
fn written(size: u64, checkpoints: &[u64]) -> Given {
    let entries = sample::entries(size);
    Given {
        stored: Some(leaves(&entries)),
        checkpoints: checkpoints.iter().map(|size| checkpoint(&entries, *size)).collect(),
        entries,
    }
}

fn large() -> Given {
    written(SIZE, &CHECKPOINTS)
}

impl Given {
    fn without_stored_hashes(&self) -> Self {
        Self {
            stored: None,
            ..self.clone()
        }
    }

    /// Whoever may change entries may change stored hashes as well.
    fn with_hashes_changed_too(&self) -> Self {
        Self {
            stored: Some(leaves(&self.entries)),
            ..self.clone()
        }
    }

    fn bad(&mut self) -> &mut Entry {
        &mut self.entries[place(BAD)]
    }

    /// Numbers the entries again, so that nothing shows but their content.
    fn renumber(&mut self) {
        for (number, entry) in (1..).zip(&mut self.entries) {
            entry.number = number;
        }
    }

    fn verifier(&self) -> RangeVerifier {
        let mut verifier = RangeVerifier::whole(sample::log());
        for note in &self.checkpoints {
            verifier.checkpoint(note);
        }
        verifier
    }

    fn verify(&self) -> Report {
        let mut verifier = self.verifier();
        for entry in &self.entries {
            let next = place(verifier.next_number());
            verifier.entry(entry, self.stored.as_ref().and_then(|stored| stored.get(next)));
        }
        verifier.finish()
    }
}

/// Among 1001 to 2000, since nothing else is known.
const SOMEWHERE: Finding = Finding::RootMismatch {
    after: 1000,
    checkpoint: 2000,
};

#[test]
fn a_log_as_it_was_written_is_clean() {
    for given in [large(), large().without_stored_hashes()] {
        let report = given.verify();
        assert_eq!(report.findings, []);
        assert_eq!(report.notices, []);
        assert!(report.is_clean());
        assert_eq!((report.entries, report.proven, report.more_findings), (SIZE, SIZE, 0));
        assert_eq!(report.root, Some(tree(&leaves(&given.entries)).root()));
        assert_eq!(report.first_bad_entry(), None);
    }
}

#[test]
fn what_no_checkpoint_covers_is_told() {
    let report = written(50, &[20, 30]).verify();
    assert!(report.is_clean());
    assert_eq!(report.proven, 30);
    assert_eq!(report.notices, [Notice::Unproven { first: 31, last: 50 }]);
    let report = written(50, &[]).verify();
    assert!(report.is_clean());
    assert_eq!(report.proven, 0);
    assert_eq!(report.notices, [Notice::Unproven { first: 1, last: 50 }]);
    let report = written(0, &[0]).verify();
    assert!(report.is_clean());
    assert_eq!(report.notices, []);
}

#[test]
fn a_change_of_any_field_is_found_and_the_entry_named() {
    let edits: [fn(&mut Entry); 16] = [
        |entry| entry.at += 1,
        |entry| entry.actor_kind = "signer".into(),
        |entry| entry.actor_id = Some(Uuid::from_u128(9)),
        |entry| entry.actor_id = None,
        |entry| entry.event = "case_read".into(),
        |entry| entry.case_id = None,
        |entry| entry.case_id = Some(Uuid::from_u128(9)),
        |entry| entry.details.push(' '),
        |entry| entry.details = String::new(),
        |entry| entry.sealed_origin = None,
        |entry| entry.sealed_origin = Some(Sealed(vec![])),
        |entry| entry.address_source = "trusted_proxy".into(),
        |entry| entry.session_id = None,
        |entry| entry.session_id = Some(Uuid::from_u128(9)),
        |entry| entry.request.push('0'),
        |entry| {
            let letter = entry.event.remove(0);
            entry.actor_kind.push(letter);
        },
    ];
    let as_written = large();
    for (which, edit) in edits.into_iter().enumerate() {
        let mut given = as_written.clone();
        // One with every field.
        *given.bad() = Entry {
            number: BAD,
            ..sample::full()
        };
        let mut given = Given {
            stored: Some(leaves(&given.entries)),
            checkpoints: CHECKPOINTS.map(|size| checkpoint(&given.entries, size)).to_vec(),
            ..given
        };
        assert!(given.verify().is_clean());

        edit(given.bad());
        let report = given.verify();
        assert_eq!(report.findings, [Finding::EntryChanged { number: BAD }], "edit {which}");
        assert_eq!(report.first_bad_entry(), Some(BAD));
        assert_eq!(report.proven, SIZE);
        assert_eq!(
            given.without_stored_hashes().verify().findings,
            [SOMEWHERE],
            "edit {which}"
        );
        let report = given.with_hashes_changed_too().verify();
        assert_eq!(report.findings, [SOMEWHERE], "edit {which}");
        assert_eq!(report.first_bad_entry(), None);
        assert_eq!(report.proven, 1000);
    }
}

#[test]
fn the_first_of_several_changes_between_checkpoints_is_named() {
    let mut given = large();
    for number in [1200, 1201, 1900, 2001, 2500, 3000] {
        given.entries[place(number)].details.push(' ');
    }
    let report = given.verify();
    assert_eq!(
        report.findings,
        [
            Finding::EntryChanged { number: 1200 },
            Finding::EntryChanged { number: 2001 }
        ]
    );
    assert_eq!(report.first_bad_entry(), Some(1200));
}

#[test]
fn a_checkpoint_after_each_entry_names_it_without_stored_hashes() {
    let mut given = written(20, &(1..=20).collect::<Vec<_>>()).without_stored_hashes();
    given.entries[place(7)].details.push(' ');
    let report = given.verify();
    assert_eq!(
        report.findings,
        [Finding::RootMismatch {
            after: 6,
            checkpoint: 7
        }]
    );
    assert_eq!(report.first_bad_entry(), Some(7));
    assert_eq!(report.proven, 6);
}

#[test]
fn a_change_after_the_last_checkpoint_is_found_by_the_stored_hash() {
    let mut given = written(50, &[20, 30]);
    given.entries[place(40)].details.push(' ');
    let report = given.verify();
    assert_eq!(report.findings, [Finding::EntryOrHashChanged { number: 40 }]);
    assert_eq!(report.first_bad_entry(), Some(40));
    assert_eq!(report.proven, 30);
}

#[test]
fn a_changed_stored_hash_is_no_changed_entry() {
    let mut given = large();
    given.stored.as_mut().unwrap()[place(BAD)] = TreeHash::of_leaf(b"another");
    let report = given.verify();
    assert_eq!(report.findings, [Finding::StoredHashChanged { number: BAD }]);
    assert_eq!(report.first_bad_entry(), None);
    assert_eq!(report.proven, SIZE);
}

#[test]
fn where_entry_and_stored_hash_were_both_changed_both_is_told() {
    let mut given = large();
    given.entries[place(1200)].details.push(' ');
    given = given.with_hashes_changed_too();
    given.stored.as_mut().unwrap()[place(BAD)] = TreeHash::of_leaf(b"another");
    assert_eq!(
        given.verify().findings,
        [SOMEWHERE, Finding::EntryOrHashChanged { number: BAD }]
    );
}

#[test]
fn a_removed_entry_is_missed() {
    let mut given = large();
    given.entries.remove(place(BAD));
    let missing = Finding::Missing { first: BAD, last: BAD };
    for given in [given.clone(), given.without_stored_hashes()] {
        let report = given.verify();
        assert_eq!(report.findings, std::slice::from_ref(&missing));
        assert_eq!(report.first_bad_entry(), Some(BAD));
        assert_eq!(report.proven, 1000);
        assert_eq!(report.entries, SIZE - 1);
    }

    let mut given = large();
    given.entries.drain(place(BAD)..place(1600));
    assert_eq!(given.verify().findings, [Finding::Missing { first: BAD, last: 1599 }]);

    let mut given = large();
    given.entries.drain(..10);
    assert_eq!(given.verify().findings, [Finding::Missing { first: 1, last: 10 }]);
}

#[test]
fn a_removed_entry_is_missed_even_if_the_others_close_up() {
    let mut given = large();
    given.entries.remove(place(BAD));
    given.renumber();
    let cut = Finding::TailCut {
        last: SIZE - 1,
        checkpoint: SIZE,
    };
    let report = given.verify();
    assert_eq!(
        report.findings,
        [
            Finding::EntryChanged { number: BAD },
            Finding::EntryOrHashChanged { number: 2001 },
            cut.clone()
        ]
    );
    assert_eq!(report.first_bad_entry(), Some(BAD));
    assert_eq!(given.with_hashes_changed_too().verify().findings, [SOMEWHERE, cut]);
}

#[test]
fn an_added_entry_is_found() {
    // Under a number that is taken.
    let mut given = large();
    let mut added = given.bad().clone();
    added.details = "{}".into();
    given.entries.insert(place(BAD) + 1, added.clone());
    let report = given.verify();
    assert_eq!(report.findings, [Finding::Duplicate { number: BAD }]);
    assert_eq!(report.first_bad_entry(), Some(BAD));

    // An old one once more.
    let mut given = large();
    let first = given.entries[0].clone();
    given.entries.insert(place(BAD), first);
    assert_eq!(given.verify().findings, [Finding::Duplicate { number: 1 }]);

    // Under a number of no entry.
    let mut given = large();
    given.entries.insert(
        0,
        Entry {
            number: 0,
            ..added.clone()
        },
    );
    assert_eq!(given.verify().findings, [Finding::OutOfOrder { expected: 1, found: 0 }]);

    // With all others moved up.
    let mut given = large();
    given.entries.insert(place(BAD), added.clone());
    given.renumber();
    let report = given.verify();
    assert_eq!(report.first_bad_entry(), Some(BAD));
    assert_eq!(report.findings[0], Finding::EntryChanged { number: BAD });
    assert_eq!(given.with_hashes_changed_too().verify().findings, [SOMEWHERE]);

    // At the end: no checkpoint speaks of it, and that is told.
    let mut given = large();
    given.entries.push(Entry {
        number: SIZE + 1,
        ..added
    });
    let report = given.verify();
    assert_eq!(report.findings, []);
    assert_eq!(report.proven, SIZE);
    assert_eq!(
        report.notices,
        [
            Notice::Unproven {
                first: SIZE + 1,
                last: SIZE + 1
            },
            Notice::TimeWentBack {
                first: SIZE + 1,
                microseconds: 1_500_000_000,
                times: 1
            }
        ]
    );
}

#[test]
fn entries_that_changed_places_are_found() {
    let mut given = large();
    given.entries.swap(place(BAD), place(BAD + 1));
    let report = given.verify();
    assert_eq!(
        report.findings,
        [Finding::OutOfOrder {
            expected: BAD,
            found: BAD + 1
        }]
    );
    assert_eq!(report.first_bad_entry(), Some(BAD));

    given.renumber();
    assert_eq!(given.verify().findings, [Finding::EntryChanged { number: BAD }]);
    assert_eq!(given.without_stored_hashes().verify().findings, [SOMEWHERE]);
    assert_eq!(given.with_hashes_changed_too().verify().findings, [SOMEWHERE]);

    // One that comes much later than it should; a stranger's entry under its number would not be it.
    let mut given = large();
    let late = given.entries.remove(place(BAD));
    given.entries.push(Entry {
        firm: Uuid::from_u128(9),
        ..late.clone()
    });
    assert_eq!(given.verify().findings, [Finding::Missing { first: BAD, last: BAD }]);
    given.entries.push(late);
    assert_eq!(
        given.verify().findings,
        [Finding::OutOfOrder {
            expected: BAD,
            found: BAD + 1
        }]
    );
}

#[test]
fn a_cut_end_is_found_by_the_newest_checkpoint() {
    let mut given = large();
    given.entries.truncate(2990);
    let cut = Finding::TailCut {
        last: 2990,
        checkpoint: SIZE,
    };
    for given in [
        given.clone(),
        given.with_hashes_changed_too(),
        given.without_stored_hashes(),
    ] {
        let report = given.verify();
        assert_eq!(report.findings, std::slice::from_ref(&cut));
        assert_eq!(report.first_bad_entry(), Some(2991));
        assert_eq!(report.proven, 2000);
    }
    // Without that checkpoint nobody could tell.
    given.checkpoints.pop();
    assert!(given.verify().is_clean());

    given = large();
    given.entries.clear();
    assert_eq!(
        given.verify().findings,
        [Finding::TailCut {
            last: 0,
            checkpoint: SIZE
        }]
    );
}

#[test]
fn an_entry_of_another_firm_or_log_is_found() {
    let firm = Uuid::from_u128(9);
    let mut given = large();
    given.bad().firm = firm;
    let report = given.verify();
    assert_eq!(report.findings, [Finding::OtherFirm { number: BAD, firm }]);
    assert_eq!(report.first_bad_entry(), Some(BAD));

    let log: Name = "log.example/1/console".parse().unwrap();
    let mut given = large();
    given.bad().log = log.clone();
    let report = given.verify();
    assert_eq!(report.findings, [Finding::OtherLog { number: BAD, log }]);
    assert_eq!(report.first_bad_entry(), Some(BAD));

    // Dressed up as one of this log, and taken from the same place: what it was written as is part of its hash.
    let foreign = Entry {
        firm,
        ..large().bad().clone()
    };
    let mut given = large();
    *given.bad() = foreign.clone();
    given.stored.as_mut().unwrap()[place(BAD)] = leaves(&[foreign])[0];
    given.bad().firm = sample::log().firm;
    assert_eq!(given.verify().findings, [Finding::StoredHashChanged { number: BAD }]);
}

#[test]
fn a_checkpoint_that_does_not_count_is_told_and_not_compared() {
    let mut given = written(50, &[20]);
    let forged = checkpoint(&given.entries, 30).replace("\n30\n", "\n31\n");
    let stranger = SignerKey::from_seed("log.example/key".parse().unwrap(), &[9; 32]);
    let console: Name = "log.example/1/console".parse().unwrap();
    let other = Checkpoint::new(console.clone(), &Frontier::default(), 0).sign(&sample::signer());
    given.checkpoints.extend([
        forged,
        checkpoint_by(&stranger, &given.entries, 40),
        other.note().to_owned(),
        "rubbish".to_owned(),
    ]);
    let report = given.verify();
    assert_eq!(
        report.findings,
        [
            Finding::CheckpointForged { size: 31 },
            Finding::CheckpointUnknownKey { size: 40 },
            Finding::CheckpointOtherLog { log: console },
            Finding::CheckpointMalformed,
        ]
    );
    assert_eq!(report.proven, 20);
    assert_eq!(report.first_bad_entry(), None);
}

#[test]
fn checkpoints_that_contradict_each_other_are_told() {
    let honest = written(50, &[20, 50]);
    let mut other = honest.entries.clone();
    other[place(5)].details.push(' ');

    // At one size.
    let mut given = honest.clone();
    given.checkpoints.push(checkpoint(&other, 20));
    let contradiction = |smaller, larger| Finding::CheckpointsContradict { smaller, larger };
    assert_eq!(given.verify().findings, [contradiction(20, 20)]);

    // At two sizes: the entries lead to the later one, so they are not the reason.
    let mut given = honest.clone();
    given.checkpoints = vec![
        checkpoint(&other, 20),
        checkpoint(&other, 30),
        checkpoint(&honest.entries, 50),
    ];
    let report = given.verify();
    assert_eq!(report.findings, [contradiction(20, 50)]);
    assert_eq!(report.proven, 50);

    // The entries lead to the earlier one only. Which it is, nobody can tell.
    given.checkpoints = vec![
        checkpoint(&honest.entries, 20),
        checkpoint(&other, 30),
        checkpoint(&other, 50),
    ];
    assert_eq!(
        given.verify().findings,
        [Finding::RootMismatch {
            after: 20,
            checkpoint: 30
        }]
    );

    // The same one twice contradicts nothing.
    let mut given = honest.clone();
    given.checkpoints.extend(honest.checkpoints);
    assert!(given.verify().is_clean());
}

#[test]
fn a_checkpoint_may_come_between_entries_until_it_is_too_late() {
    let given = written(50, &[]);
    let with_checkpoint_at = |size: u64, after: u64, entries: &[Entry]| {
        let note = checkpoint(&given.entries, size);
        let mut verifier = given.verifier();
        for entry in entries {
            verifier.entry(entry, None);
            if entry.number == after {
                verifier.checkpoint(&note);
            }
        }
        verifier.finish()
    };
    for after in [1, 19, 20] {
        let report = with_checkpoint_at(20, after, &given.entries);
        assert!(report.is_clean(), "{:?}", report.findings);
        assert_eq!(report.proven, 20);
    }
    let report = with_checkpoint_at(20, 21, &given.entries);
    assert_eq!(report.findings, [Finding::CheckpointLate { size: 20 }]);
    assert_eq!(report.proven, 0);

    let mut changed = given.entries.clone();
    changed[place(10)].details.push(' ');
    for after in [1, 20] {
        assert_eq!(
            with_checkpoint_at(20, after, &changed).findings,
            [Finding::RootMismatch {
                after: 0,
                checkpoint: 20
            }]
        );
    }
}

#[test]
fn after_a_gap_nothing_is_said_of_what_can_not_be_known() {
    let mut given = written(50, &[20, 30, 50]);
    // Found before the gap; the rest of the log is out of reach.
    given.entries[place(25)].details.push(' ');
    given.entries.remove(place(28));
    let report = given.verify();
    assert_eq!(
        report.findings,
        [
            Finding::EntryOrHashChanged { number: 25 },
            Finding::Missing { first: 28, last: 28 }
        ]
    );
    assert_eq!(report.first_bad_entry(), Some(25));
    assert_eq!(report.proven, 20);
    assert_eq!(report.entries, 49);
    assert_eq!(report.notices, [Notice::Unproven { first: 21, last: 27 }]);

    // A checkpoint right at the gap, which comes after it.
    let given = written(50, &[]);
    let mut verifier = given.verifier();
    for entry in given.entries.iter().filter(|entry| entry.number != 28) {
        verifier.entry(entry, None);
    }
    verifier.checkpoint(&checkpoint(&given.entries, 27));
    let report = verifier.finish();
    assert_eq!(report.findings, [Finding::Missing { first: 28, last: 28 }]);
    assert_eq!(report.proven, 0);
}

#[test]
fn time_that_goes_back_is_mentioned_and_is_no_fault() {
    let minutes = |minutes: i64| minutes * 60 * 1_000_000;
    let mut given = written(50, &[]).without_stored_hashes();
    for (number, by) in [(10, 5), (20, 7), (30, 9), (40, 8)] {
        given.entries[place(number)].at -= minutes(by);
    }
    let report = given.verify();
    assert!(report.is_clean());
    assert_eq!(
        report.notices[1..],
        // Each also is a second younger than the one before it would have been.
        [Notice::TimeWentBack {
            first: 20,
            microseconds: u64::try_from(minutes(9) - 1_000_000).unwrap(),
            times: 3
        }]
    );

    let mut given = written(3, &[]).without_stored_hashes();
    given.entries[0].at = i64::MAX;
    given.entries[1].at = i64::MIN;
    let report = given.verify();
    assert_eq!(
        report.notices[1..],
        [Notice::TimeWentBack {
            first: 2,
            microseconds: u64::MAX,
            times: 1
        }]
    );

    // Exactly as much as is tolerated, and a little more.
    for (by, mentioned) in [(300_000_000, false), (300_000_001, true)] {
        let mut given = written(2, &[2]);
        given.entries[1].at = given.entries[0].at - by;
        assert_eq!(
            given
                .verify()
                .notices
                .iter()
                .any(|notice| notice.code() == "time_went_back"),
            mentioned
        );
    }
}

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
            verifier.entry(entry, None);
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
            verifier.entry(entry, proof);
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

#[test]
fn no_more_is_kept_than_anybody_reads() {
    let mut verifier = RangeVerifier::whole(sample::log());
    for _ in 0..1500 {
        verifier.checkpoint("rubbish");
    }
    verifier.entry(&sample::full(), None);
    verifier.entry(&sample::full(), None);
    let report = verifier.finish();
    assert_eq!((report.findings.len(), report.more_findings), (1000, 501));
    assert!(!report.is_clean());
}

#[test]
fn findings_say_what_they_found() {
    for (finding, code, says) in [
        (
            SOMEWHERE,
            "root_mismatch",
            "Of the entries 1001 to 2000, at least one was changed after it was written.",
        ),
        (
            Finding::Missing { first: 5, last: 7 },
            "missing",
            "Entries are missing: 5 to 7.",
        ),
        (
            Finding::TailCut { last: 7, checkpoint: 9 },
            "tail_cut",
            "The log ends with entry 7, but a checkpoint was signed at entry 9: the end was cut off.",
        ),
        (
            Finding::FileLine {
                line: 3,
                problem: crate::export::LineProblem::Count { said: 5, found: 4 },
            },
            "file_line",
            "Line 3 of the file is wrong: it counts 5 entries, but there are 4.",
        ),
    ] {
        assert_eq!((finding.code(), finding.to_string().as_str()), (code, says));
    }
    let back = Notice::TimeWentBack {
        first: 7,
        microseconds: 301_500_000,
        times: 2,
    };
    assert_eq!(
        back.to_string(),
        "2 entries are older than the entry before them, by up to 301 seconds; the first is entry 7."
    );
}

#[test]
fn keys_may_follow_one_another() {
    let entries = sample::entries(30);
    let next = SignerKey::from_seed("log.example/key".parse().unwrap(), &[7; 32]);
    let log = Log {
        keys: vec![sample::signer().verifier().clone(), next.verifier().clone()],
        ..sample::log()
    };
    let mut verifier = RangeVerifier::whole(log);
    verifier.checkpoint(&checkpoint(&entries, 10));
    verifier.checkpoint(&checkpoint_by(&next, &entries, 30));
    for entry in &entries {
        verifier.entry(entry, None);
    }
    let report = verifier.finish();
    assert!(report.is_clean());
    assert_eq!(report.proven, 30);
}

/// A way to tamper with the log in a place.
#[derive(Clone, Copy, Debug)]
enum Tampering {
    Edit,
    Remove,
    RemoveAndCloseUp,
    Add,
    AddAndMoveUp,
    Swap,
    SwapAndRenumber,
    Cut,
    OtherFirm,
}

fn tampering() -> impl Strategy<Value = Tampering> {
    prop::sample::select(vec![
        Tampering::Edit,
        Tampering::Remove,
        Tampering::RemoveAndCloseUp,
        Tampering::Add,
        Tampering::AddAndMoveUp,
        Tampering::Swap,
        Tampering::SwapAndRenumber,
        Tampering::Cut,
        Tampering::OtherFirm,
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn wherever_and_however_the_first_bad_entry_is_named(
        size in 3..400_u64, at in any::<prop::sample::Index>(), more in proptest::collection::vec(any::<prop::sample::Index>(), 0..4), how in tampering(),
    ) {
        let checkpoints: Vec<u64> = more.iter().map(|index| index.index(usize::try_from(size).unwrap()) as u64).chain([size]).collect();
        let mut given = written(size, &checkpoints);
        let at = at.index(given.entries.len() - 1);
        let number = at as u64 + 1;
        match how {
            Tampering::Edit => given.entries[at].request.push('!'),
            Tampering::Remove | Tampering::RemoveAndCloseUp => { given.entries.remove(at); }
            Tampering::Add | Tampering::AddAndMoveUp => given.entries.insert(at, Entry { number, ..sample::bare() }),
            Tampering::Swap | Tampering::SwapAndRenumber => given.entries.swap(at, at + 1),
            Tampering::Cut => given.entries.truncate(at),
            Tampering::OtherFirm => given.entries[at].firm = Uuid::from_u128(9),
        }
        if matches!(how, Tampering::RemoveAndCloseUp | Tampering::AddAndMoveUp | Tampering::SwapAndRenumber) {
            given.renumber();
        }
        let report = given.verify();
        prop_assert_eq!(report.first_bad_entry(), Some(number), "{:?}", report.findings);

        // Without stored hashes, or with all of them changed too, it is found as well, and nothing before it is called bad.
        for given in [given.without_stored_hashes(), given.with_hashes_changed_too()] {
            let report = given.verify();
            prop_assert!(!report.is_clean());
            prop_assert!(report.first_bad_entry().is_none_or(|first| first >= number), "{:?}", report.findings);
            for finding in &report.findings {
                if let Finding::RootMismatch { after, checkpoint } = finding {
                    prop_assert!(*after < number && number <= *checkpoint, "{finding:?}");
                }
            }
        }
    }
}
