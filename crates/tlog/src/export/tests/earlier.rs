//! Chosen entries with earlier checkpoints, which somebody may have kept.

use super::*;
use crate::merkle::ConsistencyProof;
use crate::verify::Verdict;

/// An earlier checkpoint over so many of the entries, with the proof that the log has grown out of it.
fn earlier_of(entries: &[Entry], size: usize) -> Earlier {
    let all = leaves(entries);
    Earlier {
        checkpoint: checkpoint(&entries[..size]).note().to_owned(),
        proof: ConsistencyProof::make(&naive::Leaves(&all), size as u64, all.len() as u64).unwrap(),
    }
}

/// A file with these earlier checkpoints and these of the entries.
fn with(entries: &[Entry], earlier: &[Earlier], chosen: &[usize]) -> String {
    let all = leaves(entries);
    let mut out = Vec::new();
    let mut writer = SelectionWriter::begin(&[], &sample::log(), &checkpoint(entries), &mut out);
    for earlier in earlier {
        writer.earlier(earlier, &mut out);
    }
    for &at in chosen {
        let proof = InclusionProof::make(&naive::Leaves(&all), at as u64, all.len() as u64).unwrap();
        writer.entry(&entries[at], &proof, &Opened::default(), &mut out);
    }
    writer.end(&mut out);
    text(out)
}

/// The same with earlier checkpoints over so many entries.
pub(super) fn grown(entries: &[Entry], sizes: &[usize], chosen: &[usize]) -> String {
    let earlier: Vec<Earlier> = sizes.iter().map(|size| earlier_of(entries, *size)).collect();
    with(entries, &earlier, chosen)
}

fn kept(entries: &[Entry], sizes: &[usize]) -> Trust {
    Trust {
        checkpoints: sizes
            .iter()
            .map(|size| checkpoint(&entries[..*size]).note().to_owned())
            .collect(),
        ..trust()
    }
}

#[test]
fn l6_a_kept_checkpoint_is_compared_through_the_one_of_its_size() {
    let entries = sample::entries(20);
    let file = grown(&entries, &[19, 12, 7], &[3, 11]);
    let report = verify(kept(&entries, &[7, 12, 20]), &file);
    assert_eq!(report.findings, []);
    assert_eq!(report.notices, [Notice::Selection]);
    assert_eq!(report.verdict(), Verdict::Holds);
    assert_eq!(report.checkpoint.unwrap().size(), 20);

    // Of a size that the file knows nothing of, before and after: not compared, and not called right.
    let report = verify(kept(&entries, &[7, 8, 12]), &file);
    let left = Notice::NotCompared { newest: 8, times: 1 };
    assert_eq!(
        (&report.findings, &report.notices),
        (&vec![], &vec![Notice::Selection, left])
    );
    assert_eq!(report.verdict(), Verdict::NotCompared);
    let longer = sample::entries(21);
    let report = verify(kept(&longer, &[21]), &file);
    assert_eq!((report.is_clean(), report.verdict()), (true, Verdict::NotCompared));
}

/// Whoever has the key signs a log that they wrote anew. Who kept a checkpoint of the one before sees it, or at least no green.
#[test]
fn l6_a_log_that_was_written_anew_is_found_from_a_pack() {
    let entries = sample::entries(20);
    let mut rewritten = entries.clone();
    rewritten[3].details.push(' ');
    let kept = kept(&entries, &[12]);
    // With the checkpoint of that day as it would have been.
    let report = verify(kept.clone(), &grown(&rewritten, &[12], &[3]));
    assert_eq!(
        report.findings,
        [Finding::CheckpointsContradict {
            smaller: 12,
            larger: 12
        }]
    );
    // With the one that was really signed, and a proof that can't be one.
    let forged = Earlier {
        checkpoint: checkpoint(&entries[..12]).note().to_owned(),
        ..earlier_of(&rewritten, 12)
    };
    let report = verify(kept.clone(), &with(&rewritten, &[forged], &[3]));
    let (smaller, larger) = (12, 20);
    assert_eq!(report.findings, [Finding::NotGrown { smaller, larger }]);
    assert_eq!(report.verdict(), Verdict::Broken);
    // And without any.
    let report = verify(kept, &grown(&rewritten, &[7], &[3]));
    assert_eq!((report.is_clean(), report.verdict()), (true, Verdict::NotCompared));
}

#[test]
fn l6_an_earlier_checkpoint_counts_with_its_own_proof_only() {
    let entries = sample::entries(20);
    let right = earlier_of(&entries, 12);
    let with_one = |change: fn(&mut Earlier)| {
        let mut changed = right.clone();
        change(&mut changed);
        verify(trust(), &with(&entries, &[changed], &[3])).findings
    };
    assert_eq!(with_one(|_| ()), []);
    let wrong = |larger| vec![Finding::NotGrown { smaller: 12, larger }];
    assert_eq!(with_one(|earlier| earlier.proof.smaller = 11), wrong(20));
    assert_eq!(with_one(|earlier| earlier.proof.larger = 19), wrong(19));
    assert_eq!(with_one(|earlier| earlier.proof.hashes.clear()), wrong(20));
    assert_eq!(
        with_one(|earlier| earlier.checkpoint = earlier.checkpoint.replace("\n12\n", "\n13\n")),
        [Finding::CheckpointForged { size: 13 }]
    );
    // To a checkpoint that no entry is proven for: nothing of the file hangs on it.
    let mut twice = grown(&entries, &[12], &[3]);
    let other = format!(
        "{{\"checkpoint\":{}}}\n",
        serde_json::to_string(checkpoint(&entries[..15]).note()).unwrap()
    );
    let to_the_other = Earlier {
        checkpoint: right.checkpoint.clone(),
        proof: ConsistencyProof::make(&naive::Leaves(&leaves(&entries)), 12, 15).unwrap(),
    };
    let line = format!("{{\"earlier\":{}}}\n", serde_json::to_string(&to_the_other).unwrap());
    let at = twice.find("{\"earlier\"").unwrap();
    let end = at + twice[at..].find('\n').unwrap() + 1;
    twice.replace_range(at..end, &(other + &line));
    let report = verify(kept(&entries, &[12]), &twice);
    assert_eq!((report.is_clean(), report.verdict()), (true, Verdict::NotCompared));
    // Before all entries, and in no range.
    let file = grown(&entries, &[12], &[3]);
    let lines: Vec<&str> = file.lines().collect();
    let late = [lines[0], lines[1], lines[3], lines[2], lines[4]].join("\n");
    let problem = LineProblem::OutOfPlace;
    assert_eq!(
        verify(trust(), &late).findings,
        [Finding::FileLine { line: 4, problem }]
    );
    let whole = range(&entries, 0);
    let in_range = [whole.lines().next().unwrap(), lines[2]].join("\n");
    assert_eq!(
        verify(trust(), &in_range).findings,
        [Finding::FileLine { line: 2, problem }]
    );
}

#[test]
fn the_form_of_an_earlier_checkpoint_never_changes() {
    let file = grown(&sample::entries(3), &[2], &[0]);
    let line = file.lines().nth(2).unwrap();
    assert!(
        line.starts_with("{\"earlier\":{\"checkpoint\":\"log.example/1/cases\\n2\\n"),
        "{line}"
    );
    let third = sample::entries(3)[2].leaf_hash(&mut Vec::new());
    assert!(
        line.ends_with(&format!(
            "\"proof\":{{\"smaller\":2,\"larger\":3,\"hashes\":[\"{third}\"]}}}}}}"
        )),
        "{line}"
    );
}
