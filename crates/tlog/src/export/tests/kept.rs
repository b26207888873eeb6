//! Checkpoints that a reader kept, files of them, and what a report comes to.

use super::*;
use crate::verify::Verdict;

fn read(trust: Trust, file: &str) -> Report {
    let mut verifier = FileVerifier::new(trust);
    verifier.bytes(file.as_bytes());
    verifier.finish()
}

/// A checkpoint of the console's log.
fn of_the_console() -> String {
    let console = "log.example/1/console".parse().unwrap();
    let tree = tree(&sample::entries(10));
    Checkpoint::new(console, &tree, 0)
        .sign(&sample::signer())
        .note()
        .to_owned()
}

fn keeping(notes: &[String]) -> Trust {
    Trust {
        checkpoints: notes.to_vec(),
        ..trust()
    }
}

#[test]
fn l6_kept_checkpoints_of_other_logs_break_nothing_and_are_told() {
    let entries = sample::entries(10);
    let (own, other) = (checkpoint(&entries).note().to_owned(), of_the_console());
    let others = |of_this| Notice::KeptOfOtherLogs { times: 1, of_this };
    for file in [range(&entries, 0), selection(&entries, &[3]), own.clone()] {
        let report = read(keeping(&[other.clone(), own.clone()]), &file);
        assert_eq!(report.findings, []);
        assert!(report.notices.contains(&others(1)), "{:?}", report.notices);
        assert_eq!(report.verdict(), Verdict::Holds);
        // Where all are of others, nothing was compared: somebody may have given the log another name.
        let report = read(keeping(std::slice::from_ref(&other)), &file);
        assert_eq!(report.findings, []);
        assert!(report.notices.contains(&others(0)), "{:?}", report.notices);
        assert_eq!(report.verdict(), Verdict::NotCompared);
        // One that can't be read may have been any log's.
        let report = read(keeping(&["rubbish".to_owned(), own.clone()]), &file);
        assert_eq!(report.findings, [Finding::CheckpointMalformed]);
    }
    // In the file itself it is wrong.
    let line = |note: &str| format!("{{\"checkpoint\":{}}}\n", serde_json::to_string(note).unwrap());
    let log = "log.example/1/console".parse().unwrap();
    let mut file = range(&entries, 0);
    let after_header = file.find('\n').unwrap() + 1;
    file.insert_str(after_header, &line(&other));
    assert_eq!(read(trust(), &file).findings, [Finding::CheckpointOtherLog { log }]);
}

/// A file that ends with a checkpoint of its own may be older than the one that was kept, or was cut off there. Nobody can tell, so it is neither
/// accused nor called right.
#[test]
fn l6_a_file_that_ends_before_a_kept_checkpoint_may_be_older() {
    let entries = sample::entries(10);
    let note = |size: usize| checkpoint(&entries[..size]).note().to_owned();
    let line = |size: usize| format!("{{\"checkpoint\":{}}}\n", serde_json::to_string(&note(size)).unwrap());
    let older = range(&entries[..8], 0);
    for from in [0, 5] {
        for kept in [vec![note(10)], vec![note(9), note(8), note(10)]] {
            let report = read(keeping(&kept), &range(&entries[..8], from));
            assert_eq!(report.findings, []);
            let (last, checkpoint) = (8, 10);
            assert!(
                report.notices.contains(&Notice::EndsEarlier { last, checkpoint }),
                "{report:?}"
            );
            assert_eq!(report.verdict(), Verdict::NotCompared);
        }
    }
    let cut = [Finding::TailCut {
        last: 8,
        checkpoint: 10,
    }];
    // Where its own last checkpoint is not at its end, or is beyond it, it was written out so by nobody; one that was kept is not its own.
    let unsigned = older.replace(&line(8), "");
    assert_ne!(unsigned, older);
    for kept in [vec![note(10)], vec![note(8), note(10)]] {
        assert_eq!(read(keeping(&kept), &unsigned).findings, cut);
    }
    let beyond = older.replace(&line(8), &(line(8) + &line(10)));
    for kept in [vec![], vec![note(10)]] {
        assert_eq!(read(keeping(&kept), &beyond).findings, cut);
    }
    // Nor where an entry was changed.
    let changed = older.replace("\\\"n\\\":6", "\\\"n\\\":7");
    assert_eq!(read(keeping(&[note(10)]), &changed).verdict(), Verdict::Broken);
    // What was signed anew at that size is found by one that was kept of it.
    let mut anew = entries.clone();
    anew[6].details.push(' ');
    assert_eq!(
        read(keeping(&[note(8), note(10)]), &range(&anew[..8], 0)).verdict(),
        Verdict::Broken
    );
}

/// What an installation keeps outside its database grows for years.
#[test]
fn l6_a_file_of_checkpoints_may_be_longer_than_a_text() {
    let entries = sample::entries(60);
    let mut file = String::new();
    for size in 1..=60 {
        let note = checkpoint(&entries[..size]).note().to_owned();
        let (text, _) = note.split_once("\n\n").unwrap();
        let long = format!("{text}\n{}\n", "x".repeat(100_000));
        file += &serde_json::to_string(&crate::note::sign(&long, &sample::signer())).unwrap();
        file += "\n";
    }
    assert!(file.len() > 4 * 1024 * 1024);
    let report = read(trust(), &file);
    assert_eq!(report.findings, []);
    assert_eq!(report.contents, Some(Contents::Checkpoints));
    assert_eq!(report.notices, [Notice::CheckpointsAlone { times: 60 }]);
    assert_eq!(report.checkpoint.as_ref().map(Checkpoint::size), Some(60));
    assert_eq!(report.verdict(), Verdict::Holds);
    // The last of them changed.
    let at = file.rfind("time 0").unwrap();
    file.replace_range(at..at + 6, "time 1");
    assert_eq!(read(trust(), &file).findings, [Finding::CheckpointForged { size: 60 }]);

    // Neither a line without an end nor a text of that length is kept.
    let endless = format!("\"{}", "x".repeat(LONGEST + 1));
    let mut verifier = FileVerifier::new(trust());
    verifier.bytes(endless.as_bytes());
    assert!(verifier.is_over());
    assert_eq!(verifier.finish().verdict(), Verdict::NoFile);
    assert_eq!(read(trust(), "\"nothing\n\"of\n").verdict(), Verdict::NoFile);
}

#[test]
fn l6_checkpoints_alone_are_compared_with_those_that_were_kept() {
    let entries = sample::entries(5);
    let [three, five] = [3, 5].map(|size| checkpoint(&entries[..size]).note().to_owned());
    let report = read(keeping(std::slice::from_ref(&five)), &format!("{three}\n{five}"));
    assert_eq!(report.verdict(), Verdict::Holds);
    assert_eq!(report.notices, [Notice::CheckpointsAlone { times: 2 }]);
    let report = read(keeping(std::slice::from_ref(&five)), &three);
    let left = Notice::NotCompared { newest: 5, times: 1 };
    assert_eq!(report.notices, [Notice::CheckpointsAlone { times: 1 }, left]);
    assert_eq!(report.verdict(), Verdict::NotCompared);
}

/// Nothing is wrong with what nobody signed, and nothing is shown by it.
#[test]
fn l6_only_what_is_proven_holds() {
    let entries = sample::entries(10);
    let verdict = |file: &str| read(trust(), file).verdict();
    let whole = range(&entries, 0);
    assert_eq!(verdict(&whole), Verdict::Holds);
    assert_eq!(verdict(&selection(&entries, &[0])), Verdict::Holds);
    assert_eq!(read(Trust::default(), &whole).verdict(), Verdict::HoldsItself);
    // No checkpoint, no entry, or neither; of a log, of a part, of chosen ones.
    let unsigned: String = whole
        .split_inclusive('\n')
        .filter(|line| !line.contains("{\"checkpoint\""))
        .collect();
    assert_eq!(verdict(&unsigned), Verdict::Unproven);
    assert_eq!(read(Trust::default(), &unsigned).verdict(), Verdict::Unproven);
    let lines = |file: &str, count: usize| file.split_inclusive('\n').take(count).collect::<String>();
    let end = "{\"end\":{\"entries\":0}}\n";
    for from in [0, 10] {
        assert_eq!(verdict(&(lines(&range(&entries, from), 1) + end)), Verdict::Unproven);
    }
    let after_all = lines(&range(&entries, 10), 1);
    let note = serde_json::to_string(checkpoint(&entries).note()).unwrap();
    assert_eq!(
        verdict(&format!("{after_all}{{\"checkpoint\":{note}}}\n{end}")),
        Verdict::Unproven
    );
    for count in [1, 2] {
        assert_eq!(
            verdict(&(lines(&selection(&entries, &[0]), count) + end)),
            Verdict::Unproven
        );
    }
    // A checkpoint over some of them.
    let half = serde_json::to_string(checkpoint(&entries[..5]).note()).unwrap();
    let header = lines(&unsigned, 1);
    let rest = &unsigned[header.len()..];
    assert_eq!(
        verdict(&format!("{header}{{\"checkpoint\":{half}}}\n{rest}")),
        Verdict::HoldsInPart
    );
    // A part, and a checkpoint from before it.
    let before = keeping(&[checkpoint(&entries[..3]).note().to_owned()]);
    assert_eq!(read(before, &range(&entries, 5)).verdict(), Verdict::NotCompared);

    assert_eq!(verdict(&whole.replace("\\\"n\\\":6", "\\\"n\\\":7")), Verdict::Broken);
    assert_eq!(verdict("rubbish"), Verdict::NoFile);
    assert_eq!(verdict(""), Verdict::NoFile);
}
