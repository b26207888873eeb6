//! Entries that were changed, removed, added or moved, and those of somebody else.

use super::*;

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
            elsewhere: None,
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
fn each_of_several_changes_between_checkpoints_is_named() {
    let mut given = large();
    for number in [1200, 1201, 1900, 2001, 2500, 3000] {
        given.entries[place(number)].details.push(' ');
    }
    let report = given.verify();
    // Of those that follow one another the first.
    let named = [1200, 1900, 2001, 2500, 3000].map(|number| Finding::EntryChanged { number });
    assert_eq!(report.findings, named);
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
        verifier.entry(entry, &[]);
    }
    verifier.checkpoint(&checkpoint(&given.entries, 27));
    let report = verifier.finish();
    assert_eq!(report.findings, [Finding::Missing { first: 28, last: 28 }]);
    assert_eq!(report.proven, 0);
}
