//! What a report says, and how much of it.

use super::*;

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
fn no_more_is_kept_than_anybody_reads() {
    let mut verifier = RangeVerifier::whole(sample::log());
    for _ in 0..1500 {
        verifier.checkpoint("rubbish");
    }
    verifier.entry(&sample::full(), &[]);
    verifier.entry(&sample::full(), &[]);
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
        "Entries older than the one before them: 2, by up to 301 seconds; the first is entry 7."
    );
}
