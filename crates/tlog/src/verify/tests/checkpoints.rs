//! What checkpoints prove, and those that prove nothing.

use super::*;

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
            verifier.entry(entry, &[]);
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
        verifier.entry(entry, &[]);
    }
    let report = verifier.finish();
    assert!(report.is_clean());
    assert_eq!(report.proven, 30);
}
