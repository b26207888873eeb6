use proptest::prelude::*;
use uuid::Uuid;

use super::canonical_bytes;
use crate::{Entry, Name, Sealed, TreeHash, sample};

fn written(entry: &Entry) -> Vec<u8> {
    let mut out = b"left over".to_vec();
    canonical_bytes(entry, &mut out);
    out
}

#[test]
fn the_layout_never_changes() {
    // Made apart, with a few lines of Python, by the description above.
    assert_eq!(
        hex::encode(written(&sample::bare())),
        "00000000000000136d61747465726c6f636b2d656e7472792d763100000000000000136c6f672e6578616d706c652f312f6361736573000000000000\
         000000000000000000010000000000000008ffffffffffffffff000000000000000673657276657200000000000000000a636865636b735f72756e00\
         00000000000000027b7d000000000000000006736572766572000000000000000000"
    );
    let full = written(&sample::full());
    assert_eq!(full.len(), 234);
    assert_eq!(
        hex::encode(TreeHash::of_leaf(&full).as_bytes()),
        "0b9c8f45a20f830c553f63e19093bf2e70f3ef9dfbdf42497e10c28a92b9ba00"
    );
}

#[test]
fn a_leaf_is_the_hash_of_these_bytes() {
    let mut buffer = vec![1, 2, 3];
    let entry = sample::bare();
    assert_eq!(entry.leaf_hash(&mut buffer), TreeHash::of_leaf(&written(&entry)));
    assert_eq!(buffer, written(&entry));
}

/// Reads the layout back, written by its description and not by the code.
struct Parser<'a>(&'a [u8]);

impl<'a> Parser<'a> {
    fn take(&mut self, length: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(length);
        self.0 = rest;
        taken
    }

    fn eight(&mut self) -> [u8; 8] {
        self.take(8).try_into().unwrap()
    }

    fn bytes(&mut self) -> &'a [u8] {
        let length = usize::try_from(u64::from_be_bytes(self.eight())).unwrap();
        self.take(length)
    }

    fn text(&mut self) -> String {
        String::from_utf8(self.bytes().to_vec()).unwrap()
    }

    fn uuid(&mut self) -> Uuid {
        Uuid::from_slice(self.take(16)).unwrap()
    }

    fn present(&mut self) -> bool {
        match self.take(1) {
            [0] => false,
            [1] => true,
            other => panic!("{other:?} is no presence"),
        }
    }

    fn optional_uuid(&mut self) -> Option<Uuid> {
        self.present().then(|| self.uuid())
    }

    fn entry(mut self) -> Entry {
        assert_eq!(self.text(), "matterlock-entry-v1");
        let entry = Entry {
            log: self.text().parse().unwrap(),
            firm: self.uuid(),
            number: u64::from_be_bytes(self.eight()),
            at: i64::from_be_bytes(self.eight()),
            actor_kind: self.text(),
            actor_id: self.optional_uuid(),
            event: self.text(),
            case_id: self.optional_uuid(),
            details: self.text(),
            sealed_origin: self.present().then(|| Sealed(self.bytes().to_vec())),
            address_source: self.text(),
            session_id: self.optional_uuid(),
            request: self.text(),
        };
        assert!(self.0.is_empty(), "{:?} is left", self.0);
        entry
    }
}

/// Short and from few letters, so that two entries are often almost the same.
fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(prop::sample::select(vec!['\0', '\u{1}', 'a', 'b', 'ñ']), 0..4)
        .prop_map(|letters| letters.into_iter().collect())
}

fn uuid() -> impl Strategy<Value = Uuid> {
    prop_oneof![
        (0..3_u128).prop_map(Uuid::from_u128),
        any::<u128>().prop_map(Uuid::from_u128)
    ]
}

fn name() -> impl Strategy<Value = Name> {
    prop::sample::select(vec!["a", "b", "ab", "log.example/1/cases"]).prop_map(|name| name.parse().unwrap())
}

fn sealed() -> impl Strategy<Value = Option<Sealed>> {
    proptest::option::of(proptest::collection::vec(0..3_u8, 0..4).prop_map(Sealed))
}

prop_compose! {
    fn entry()(
        (log, firm, number, at) in (name(), uuid(), prop_oneof![0..3_u64, any::<u64>()], prop_oneof![-1..2_i64, any::<i64>()]),
        (actor_kind, actor_id, event, case_id) in (text(), proptest::option::of(uuid()), text(), proptest::option::of(uuid())),
        (details, sealed_origin, address_source) in (text(), sealed(), text()),
        (session_id, request) in (proptest::option::of(uuid()), text()),
    ) -> Entry {
        Entry { log, firm, number, at, actor_kind, actor_id, event, case_id, details, sealed_origin, address_source, session_id, request }
    }
}

proptest! {
    #[test]
    fn the_bytes_read_back_to_the_same_entry(entry in entry()) {
        // What can be read back in one way only was written by one entry only.
        prop_assert_eq!(Parser(&written(&entry)).entry(), entry);
    }

    #[test]
    fn different_entries_give_different_bytes(one in entry(), two in entry()) {
        prop_assert_eq!(one == two, written(&one) == written(&two));
    }

    #[test]
    fn moving_a_letter_between_neighbours_changes_the_bytes(entry in entry()) {
        let mut moved = entry.clone();
        if let Some(letter) = moved.actor_kind.pop() {
            moved.event.insert(0, letter);
            prop_assert_ne!(written(&moved), written(&entry));
        }
    }
}
