//! Entries and the hashes that are stored of them.

use super::*;

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

/// Whoever has all rights over one place changes entries and the hashes beside them; those in another place tell which.
#[test]
fn l6_hashes_in_another_place_name_what_those_beside_it_do_not() {
    let mut given = large();
    given.elsewhere = given.stored.clone();
    for number in [1200, BAD, 1900] {
        given.entries[place(number)].details.push(' ');
    }
    let changed = [1200, BAD, 1900].map(|number| Finding::EntryChanged { number });
    assert_eq!(given.verify().findings, changed, "each of them");
    assert_eq!(given.with_hashes_changed_too().verify().findings, changed);
    assert_eq!(given.without_stored_hashes().verify().findings, changed);

    // Those beside it are something else again.
    given.stored.as_mut().unwrap()[place(1300)] = TreeHash::of_leaf(b"another");
    let and_a_hash = [&changed[..], &[Finding::StoredHashChanged { number: 1300 }]].concat();
    assert_eq!(given.verify().findings, and_a_hash);
}

#[test]
fn l6_a_hash_that_was_changed_in_another_place_is_no_changed_entry() {
    let mut given = large();
    given.elsewhere = given.stored.clone();
    given.elsewhere.as_mut().unwrap()[place(BAD)] = TreeHash::of_leaf(b"another");
    let report = given.verify();
    assert_eq!(report.findings, [Finding::StoredHashChanged { number: BAD }]);
    assert_eq!((report.first_bad_entry(), report.proven), (None, SIZE));
    // There may be fewer of them: they are kept once a minute.
    given.elsewhere.as_mut().unwrap().truncate(1700);
    given.elsewhere.as_mut().unwrap()[place(BAD)] = given.stored.as_ref().unwrap()[place(BAD)];
    given.entries[place(1800)].details.push(' ');
    assert_eq!(given.verify().findings, [Finding::EntryChanged { number: 1800 }]);
}
