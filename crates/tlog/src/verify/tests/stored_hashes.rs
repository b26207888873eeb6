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
