//! L4: a log whose first years were archived is proven by the hashes that stay.

use super::*;

const ARCHIVED: u64 = 1200;

/// Verifies a log of which the hashes of the first entries are at hand, and the entries after them.
fn verify(hashes: &[TreeHash], entries: &[Entry], checkpoints: &[String]) -> Report {
    let mut verifier = RangeVerifier::whole(sample::log());
    for checkpoint in checkpoints {
        verifier.checkpoint(checkpoint);
    }
    for hash in hashes {
        verifier.archived(*hash);
    }
    for entry in entries {
        verifier.entry(entry, &[]);
    }
    verifier.finish()
}

#[test]
fn l4_what_was_archived_is_proven_by_its_hashes() {
    let entries = sample::entries(SIZE);
    let leaves = leaves(&entries);
    let checkpoints: Vec<String> = [500, ARCHIVED, 2000, SIZE]
        .iter()
        .map(|size| checkpoint(&entries, *size))
        .collect();
    let (gone, kept) = (place(ARCHIVED + 1), &entries[place(ARCHIVED + 1)..]);
    let report = verify(&leaves[..gone], kept, &checkpoints);
    assert!(report.is_clean(), "{:?}", report.findings);
    assert_eq!((report.entries, report.proven), (SIZE - ARCHIVED, SIZE - ARCHIVED));
    assert_eq!(report.notices, [Notice::Archived { last: ARCHIVED }]);
    // All of it was archived.
    let report = verify(&leaves, &[], &checkpoints);
    assert!(report.is_clean() && report.proven == 0, "{report:?}");

    let mut changed = leaves.clone();
    changed[700] = TreeHash::of_leaf(b"another");
    assert_eq!(
        verify(&changed[..gone], kept, &checkpoints).findings,
        [Finding::RootMismatch {
            after: 500,
            checkpoint: ARCHIVED
        }]
    );
    assert_eq!(
        verify(&leaves[..gone - 3], kept, &checkpoints).findings,
        [Finding::Missing {
            first: ARCHIVED - 2,
            last: ARCHIVED
        }]
    );
    assert_eq!(
        verify(&leaves[..gone], &entries[..gone], &checkpoints).findings,
        [Finding::Duplicate { number: 1 }]
    );
    assert_eq!(
        verify(&leaves[..gone], &[], &checkpoints).findings,
        [Finding::TailCut {
            last: ARCHIVED,
            checkpoint: SIZE
        }]
    );
}
