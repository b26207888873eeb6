//! Any tampering in any place.

use proptest::prelude::*;

use super::*;

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
