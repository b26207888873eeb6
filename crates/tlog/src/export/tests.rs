mod earlier;
mod kept;
mod lines;

use super::*;
use crate::merkle::{Frontier, naive};
use crate::verify::{Contents, FileVerifier, Finding, Notice, Report, Trust};
use crate::{Checkpoint, Log, OpenedValue, Salt, Sealed, SignedCheckpoint, SignerKey, TreeHash, sample};

fn leaves(entries: &[Entry]) -> Vec<TreeHash> {
    entries.iter().map(|entry| entry.leaf_hash(&mut Vec::new())).collect()
}

fn tree(entries: &[Entry]) -> Frontier {
    let mut tree = Frontier::default();
    for leaf in leaves(entries) {
        tree.append(leaf);
    }
    tree
}

fn checkpoint(entries: &[Entry]) -> SignedCheckpoint {
    Checkpoint::new(sample::log().name, &tree(entries), 0).sign(&sample::signer())
}

fn trust() -> Trust {
    Trust {
        keys: sample::log().keys,
        checkpoints: vec![],
    }
}

fn text(out: Vec<u8>) -> String {
    String::from_utf8(out).unwrap()
}

/// The entries after so many, with a checkpoint in the middle and one at the end.
fn range(entries: &[Entry], from: usize) -> String {
    let mut out = Vec::new();
    let mut writer = RangeWriter::begin(&sample::log(), tree(&entries[..from]), &mut out);
    let middle = from.midpoint(entries.len());
    for entry in &entries[from..middle] {
        writer.entry(entry, &mut out);
    }
    writer.checkpoint(&checkpoint(&entries[..middle]), &mut out);
    writer.checkpoint(&checkpoint(entries), &mut out);
    for entry in &entries[middle..] {
        writer.entry(entry, &mut out);
    }
    writer.end(&mut out);
    text(out)
}

fn selection(entries: &[Entry], chosen: &[usize]) -> String {
    let all = leaves(entries);
    let mut out = Vec::new();
    let mut writer = SelectionWriter::begin(&[], &sample::log(), &checkpoint(entries), &mut out);
    for &at in chosen {
        let proof = InclusionProof::make(&naive::Leaves(&all), at as u64, all.len() as u64).unwrap();
        writer.entry(&entries[at], &proof, &Opened::default(), &mut out);
    }
    writer.end(&mut out);
    text(out)
}

/// A pack of two of three entries, one of them with a sealed value that is shown, and a guide.
fn pack() -> String {
    let mut entries = sample::entries(3);
    let value = OpenedValue {
        salt: Salt::new([7; 32]),
        json: "{\"name\":\"Ana\"}".to_owned(),
    };
    entries[2].sealed_origin = Some(Sealed(value.commitment().before(b"ciphertext")));
    let opened = Opened {
        origin: Some(value),
        ..Opened::default()
    };
    let all = leaves(&entries);
    let mut out = Vec::new();
    let guide = ["Read me.".to_owned(), "Léame.".to_owned()];
    let mut writer = SelectionWriter::begin(&guide, &sample::log(), &checkpoint(&entries), &mut out);
    for (at, opened) in [(0, Opened::default()), (2, opened)] {
        let proof = InclusionProof::make(&naive::Leaves(&all), at, 3).unwrap();
        writer.entry(&entries[usize::try_from(at).unwrap()], &proof, &opened, &mut out);
    }
    writer.end(&mut out);
    text(out)
}

/// Entries with the hashes that are stored of them, and a checkpoint over all.
fn hashed(entries: &[Entry]) -> String {
    let mut out = Vec::new();
    let mut writer = RangeWriter::begin(&sample::log(), Frontier::default(), &mut out);
    writer.checkpoint(&checkpoint(entries), &mut out);
    for piece in entries.chunks(256) {
        writer.leaves(&leaves(piece), &mut out);
        for entry in piece {
            writer.entry(entry, &mut out);
        }
    }
    writer.end(&mut out);
    text(out)
}

fn verify(trust: Trust, file: &str) -> Report {
    let mut verifier = FileVerifier::new(trust);
    file.lines().for_each(|line| verifier.line(line));
    verifier.finish()
}

/// The file without one of its lines, counted from 1.
fn without(file: &str, line: usize) -> String {
    file.split_inclusive('\n')
        .enumerate()
        .filter(|(at, _)| at + 1 != line)
        .map(|(_, line)| line)
        .collect()
}

#[test]
fn a_log_is_read_as_it_was_written() {
    let entries = sample::entries(3);
    let file = range(&entries, 0);
    let mut reader = Reader::new();
    assert!(!reader.is_finished());
    let items: Vec<Item> = file.lines().map(|line| reader.line(line).unwrap()).collect();
    assert!(reader.is_finished());
    assert_eq!(reader.lines(), 7);
    let Log { name, firm, keys } = sample::log();
    assert_eq!(
        items,
        [
            Item::Header(Header {
                format: Format::V1,
                log: name,
                firm,
                keys,
                scope: Scope::Range(Frontier::default())
            }),
            Item::Entry(entries[0].clone()),
            Item::Checkpoint(checkpoint(&entries[..1]).note().to_owned()),
            Item::Checkpoint(checkpoint(&entries).note().to_owned()),
            Item::Entry(entries[1].clone()),
            Item::Entry(entries[2].clone()),
            Item::End(End { entries: 3 }),
        ]
    );
}

#[test]
fn the_form_never_changes() {
    let file = range(&sample::entries(1), 0);
    let lines: Vec<&str> = file.lines().collect();
    assert_eq!(
        lines[0],
        "{\"header\":{\"format\":\"matterlock-log-v1\",\"log\":\"log.example/1/cases\",\"firm\":\"00000000-0000-0000-0000-000000000001\",\
         \"keys\":[\"log.example/key+03e480ce+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4\"],\"scope\":{\"range\":{\"size\":0,\"hashes\":[]}}}}"
    );
    assert_eq!(
        lines[3],
        "{\"entry\":{\"log\":\"log.example/1/cases\",\"firm\":\"00000000-0000-0000-0000-000000000001\",\"number\":1,\"at\":1764000001000000,\
         \"actor_kind\":\"user\",\"actor_id\":\"00000000-0000-0000-0000-000000000002\",\"event\":\"case_opened\",\
         \"case_id\":\"00000000-0000-0000-0000-000000000003\",\"details\":\"{\\\"n\\\":1}\",\"sealed_origin\":\"AQL/\",\"address_source\":\"direct\",\
         \"session_id\":\"00000000-0000-0000-0000-000000000004\",\"request\":\"req-1\"}}"
    );
    assert_eq!(lines[4], "{\"end\":{\"entries\":1}}");
}

#[test]
fn a_whole_log_verifies() {
    let file = range(&sample::entries(300), 0);
    let report = verify(trust(), &file);
    assert_eq!(report.findings, []);
    assert_eq!(report.notices, []);
    assert_eq!((report.entries, report.proven), (300, 300));

    // Line ends of another system change nothing.
    assert!(verify(trust(), &file.replace('\n', "\r\n")).is_clean());
}

#[test]
fn an_archive_of_a_part_verifies() {
    let entries = sample::entries(300);
    let report = verify(trust(), &range(&entries, 100));
    assert_eq!(report.findings, []);
    assert_eq!(report.notices, [Notice::BeginsLater { first: 101 }]);
    assert_eq!((report.entries, report.proven), (200, 200));

    let other = tree(&sample::entries(99)).root().to_string();
    let first = tree(&entries[..100]).hashes()[0].to_string();
    let report = verify(trust(), &range(&entries, 100).replace(&first, &other));
    assert_eq!(
        report.findings,
        [Finding::RootMismatch {
            after: 100,
            checkpoint: 200
        }]
    );
}

#[test]
fn chosen_entries_verify() {
    let file = selection(&sample::entries(300), &[0, 5, 299]);
    let report = verify(trust(), &file);
    assert_eq!(report.findings, []);
    assert_eq!(report.notices, [Notice::Selection]);
    assert_eq!((report.entries, report.proven), (3, 3));
    let report = verify(trust(), &file.replace("\\\"n\\\":6", "\\\"n\\\":7"));
    assert_eq!(report.findings, [Finding::ProofWrong { number: 6 }]);
    assert_eq!(report.proven, 2);
}

#[test]
fn stored_hashes_tell_which_entry_was_changed() {
    let file = hashed(&sample::entries(600));
    let report = verify(trust(), &file);
    assert_eq!((report.findings, report.proven), (vec![], 600));
    for number in [1, 256, 257, 599, 600] {
        let changed = file.replace(&format!("\\\"n\\\":{number}}}"), &format!("\\\"n\\\":{number} }}"));
        let report = verify(trust(), &changed);
        assert_eq!(report.findings, [Finding::EntryChanged { number }]);
        assert_eq!(report.first_bad_entry(), Some(number));
    }
    // Not one after another, not in a selection, and not more than there are to a tile.
    let lines: Vec<&str> = file.lines().collect();
    let twice = [&lines[..3], &[lines[2]]].concat().join("\n");
    let problem = LineProblem::OutOfPlace;
    assert_eq!(
        verify(trust(), &twice).findings.last(),
        Some(&Finding::FileLine { line: 4, problem })
    );
    let mut reader = Reader::new();
    reader.line(lines[0]).unwrap();
    let hash = format!("\"{}\"", TreeHash::of_nothing());
    let many = format!("{{\"leaves\":[{}]}}", vec![hash; 257].join(","));
    assert!(reader.line(&many).is_err());
}

fn keeping(bytes: usize, file: &str) -> Report {
    let mut verifier = FileVerifier::new(trust()).keeping(bytes);
    verifier.bytes(file.as_bytes());
    verifier.finish()
}

#[test]
fn a_pack_says_what_it_holds_and_shows_what_is_proven() {
    let file = pack();
    let report = keeping(usize::MAX, &file);
    assert_eq!(report.findings, []);
    assert_eq!(report.contents, Some(Contents::Selection));
    assert_eq!(report.log, Some(sample::log().name));
    assert_eq!(report.firm, Some(sample::log().firm));
    // The second entry is of no case, the third neither of the first's.
    assert_eq!(report.case, None);
    assert_eq!(report.keys, sample::log().keys);
    let extent = report.extent.unwrap();
    assert_eq!((extent.first, extent.last), (1, 3));
    assert_eq!(extent.to - extent.from, 2_000_000);
    assert_eq!(report.checkpoint.as_ref().unwrap().size(), 3);
    let numbers = |report: &Report| report.kept.iter().map(|kept| kept.entry.number).collect::<Vec<_>>();
    assert_eq!(numbers(&report), [1, 3]);
    assert_eq!(report.kept[0].entry, sample::entries(1)[0]);
    // As many bytes as the first one's line has, or one less; what comes after one that is too much is not kept either.
    let first = file
        .lines()
        .find(|line| line.starts_with("{\"proven\""))
        .map_or(0, str::len);
    assert_eq!(numbers(&keeping(first, &file)), [1]);
    assert!(numbers(&keeping(first - 1, &file)).is_empty());
    let mut longer_first = sample::entries(6);
    longer_first[1].details = format!("{{\"n\":\"{}\"}}", "x".repeat(2 * first));
    assert_eq!(numbers(&keeping(2 * first, &selection(&longer_first, &[0, 1, 3]))), [1]);

    let report = verify(trust(), &file.replace("Ana", "Eva"));
    assert_eq!(report.findings, [Finding::ShownWrong { number: 3 }]);
    assert_eq!(report.proven, 1);
    let of_one = selection(&sample::entries(6), &[0, 1, 3]);
    assert_eq!(verify(trust(), &of_one).case, sample::full().case_id);
}

/// However a file comes in pieces, it is the same file.
#[test]
fn bytes_may_end_anywhere() {
    let entries = sample::entries(5);
    for file in [range(&entries, 0), pack(), checkpoint(&entries).note().to_owned()] {
        let whole = {
            let mut verifier = FileVerifier::new(trust());
            verifier.bytes(file.as_bytes());
            verifier.finish()
        };
        assert!(whole.is_clean(), "{:?}", whole.findings);
        for size in [1, 2, 7, 100, 1000] {
            let mut verifier = FileVerifier::new(trust());
            file.as_bytes().chunks(size).for_each(|piece| verifier.bytes(piece));
            assert_eq!(verifier.finish(), whole, "{size}");
        }
        let mut verifier = FileVerifier::new(trust());
        verifier.bytes(file.trim_end().as_bytes());
        assert!(verifier.finish().is_clean(), "without the last line end");
    }
}

/// Whatever comes in place of a file is refused, and no more of it is kept than of a file.
#[test]
fn what_is_no_file_is_over_soon() {
    for piece in [&vec![0; 1 << 20][..], b"text\n", b"{\"header\":\n"] {
        let mut verifier = FileVerifier::new(trust());
        let mut pieces = 0;
        while !verifier.is_over() && pieces < 2_000_000 {
            verifier.bytes(piece);
            pieces += 1;
        }
        assert!(verifier.is_over());
        let report = verifier.finish();
        assert_eq!((report.contents, report.findings.len()), (None, 1));
    }
}

#[test]
fn checkpoints_alone_are_verified() {
    let entries = sample::entries(5);
    let [three, five] = [3, 5].map(|size| checkpoint(&entries[..size]).note().to_owned());
    let read = |text: &str, trust: Trust| {
        let mut verifier = FileVerifier::new(trust);
        verifier.bytes(text.as_bytes());
        verifier.finish()
    };
    let json = |note: &str| serde_json::to_string(note).unwrap() + "\n";
    for text in [
        format!("{three}\n{five}"),
        format!("{three}{five}"),
        format!("Dear Ana,\r\n\r\nthis was signed:\r\n\r\n{three}\n{five}\nKeep it.\n").replace("\r\n", "\n"),
        format!("{three}\n{five}").replace('\n', "\r\n"),
        json(&three) + &json(&five),
        json(&five) + "\"half",
    ] {
        let report = read(&text, trust());
        assert_eq!(report.findings, [], "{text}");
        assert_eq!(report.contents, Some(Contents::Checkpoints));
        assert_eq!(report.checkpoint.map(|newest| newest.size()), Some(5));
        assert_eq!(report.log, Some(sample::log().name));
        assert!(matches!(report.notices[..], [Notice::CheckpointsAlone { .. }]));
    }
    let forged = five.replace("\n5\n", "\n6\n");
    let unknown = Finding::CheckpointUnknownKey { size: 5 };
    assert_eq!(read(&forged, trust()).findings, [Finding::CheckpointForged { size: 6 }]);
    assert_eq!(read(&five, Trust::default()).findings, [unknown]);
    let mut other = entries.clone();
    other[0].details.push(' ');
    let contradicting = five.clone() + "\n" + checkpoint(&other).note();
    assert_eq!(
        read(&contradicting, trust()).findings,
        [Finding::CheckpointsContradict { smaller: 5, larger: 5 }]
    );
    // One that was kept contradicts as well.
    let kept = Trust {
        checkpoints: vec![checkpoint(&other).note().to_owned()],
        ..trust()
    };
    assert_eq!(read(&five, kept).findings.len(), 1);
}

#[test]
fn keys_that_came_with_the_file_are_told() {
    let entries = sample::entries(10);
    let file = range(&entries, 0);
    let report = verify(Trust::default(), &file);
    assert!(report.is_clean());
    assert_eq!(report.notices, [Notice::KeysFromFile]);

    // Whoever trusts another key is not persuaded by the file's.
    let stranger = SignerKey::from_seed("log.example/key".parse().unwrap(), &[9; 32]);
    let trust = Trust {
        keys: vec![stranger.verifier().clone()],
        checkpoints: vec![],
    };
    let report = verify(trust, &file);
    assert_eq!(
        report.findings,
        [
            Finding::CheckpointUnknownKey { size: 5 },
            Finding::CheckpointUnknownKey { size: 10 }
        ]
    );
    assert_eq!(report.notices, [Notice::Unproven { first: 1, last: 10 }]);
}

#[test]
fn checkpoints_that_were_kept_elsewhere_count_more_than_the_file() {
    let entries = sample::entries(10);
    let kept = |size: usize| Trust {
        checkpoints: vec![checkpoint(&entries[..size]).note().to_owned()],
        ..trust()
    };
    assert!(verify(kept(8), &range(&entries, 0)).is_clean());
    assert!(verify(kept(10), &selection(&entries, &[3])).is_clean());

    // The house wrote its log anew.
    let mut rewritten = entries.clone();
    rewritten[6].details.push(' ');
    assert_eq!(
        verify(kept(10), &range(&rewritten, 0)).findings,
        [
            Finding::CheckpointsContradict {
                smaller: 10,
                larger: 10
            },
            Finding::RootMismatch {
                after: 5,
                checkpoint: 10
            }
        ]
    );
    assert_eq!(
        verify(kept(8), &range(&rewritten, 0)).findings,
        [Finding::CheckpointsContradict { smaller: 8, larger: 10 }]
    );
    assert_eq!(
        verify(kept(10), &selection(&rewritten, &[3])).findings,
        [
            Finding::CheckpointsContradict {
                smaller: 10,
                larger: 10
            },
            Finding::ProofWrong { number: 4 }
        ]
    );
}
