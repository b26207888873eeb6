//! How long verifying takes beside hashing the same bytes and nothing else, measured in one run.

use std::time::{Duration, Instant};

use sha2::{Digest as _, Sha256};

use super::{FileVerifier, RangeVerifier, Trust};
use crate::export::RangeWriter;
use crate::merkle::Frontier;
use crate::{Checkpoint, Entry, sample};

const ENTRIES: u64 = 1_000_000;
/// So many are in memory at once.
const PIECE: u64 = 10_000;

#[expect(
    clippy::disallowed_methods,
    reason = "a measurement: no clock of the product's is asked"
)]
fn timed<T>(took: &mut Duration, what: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let done = what();
    *took += begun.elapsed();
    done
}

/// As many entries as a piece holds, numbered on.
fn piece(from: u64, patterns: &[Entry]) -> Vec<Entry> {
    let renumber = |(pattern, number): (&Entry, u64)| Entry {
        number,
        ..pattern.clone()
    };
    patterns.iter().zip(from + 1..).map(renumber).collect()
}

/// Verifying entries with their stored hashes, as the server does it, is at most three times the work of hashing the same bytes. What reading
/// them out of a file adds is told besides.
#[test]
#[ignore = "a measurement"]
fn bench_verifying_a_million_entries() {
    let patterns = sample::entries(PIECE);
    let [mut hashing, mut hashing_file, mut verifying, mut reading] = [Duration::ZERO; 4];
    let mut tree = Frontier::default();
    let mut verifier = RangeVerifier::whole(sample::log());
    let mut file_verifier = FileVerifier::new(Trust {
        keys: sample::log().keys,
        checkpoints: Vec::new(),
    });
    let mut text = Vec::new();
    let mut writer = RangeWriter::begin(&sample::log(), Frontier::default(), &mut text);
    let (mut bytes, mut bytes_of_file, mut buffer, mut sink) = (0, 0, Vec::new(), 0_u8);
    for from in (0..ENTRIES).step_by(usize::try_from(PIECE).unwrap()) {
        let entries = piece(from, &patterns);
        let mut canonical = Vec::new();
        let mut leaves = Vec::new();
        for entry in &entries {
            leaves.push(entry.leaf_hash(&mut buffer));
            canonical.push(buffer.clone());
            writer.entry(entry, &mut text);
        }
        bytes += canonical.iter().map(Vec::len).sum::<usize>();
        timed(&mut hashing, || {
            for bytes in &canonical {
                sink ^= Sha256::digest(bytes)[0];
            }
        });
        timed(&mut verifying, || {
            for (entry, leaf) in entries.iter().zip(&leaves) {
                verifier.entry(entry, &[Some(*leaf), Some(*leaf)]);
            }
        });
        for leaf in leaves {
            tree.append(leaf);
        }
        let text = std::mem::take(&mut text);
        bytes_of_file += text.len();
        timed(&mut hashing_file, || sink ^= Sha256::digest(&text)[0]);
        let text = String::from_utf8(text).unwrap();
        timed(&mut reading, || text.lines().for_each(|line| file_verifier.line(line)));
    }
    let note = Checkpoint::new(sample::log().name, &tree, 0).sign(&sample::signer());
    writer.checkpoint(&note, &mut text);
    writer.end(&mut text);
    timed(&mut reading, || {
        std::str::from_utf8(&text)
            .unwrap()
            .lines()
            .for_each(|line| file_verifier.line(line));
    });
    let report = timed(&mut verifying, || {
        verifier.checkpoint(note.note());
        verifier.finish()
    });
    assert!(report.is_clean() && report.entries == ENTRIES, "{report:?}");
    let report = file_verifier.finish();
    assert!(report.is_clean() && report.entries == ENTRIES, "{report:?}");
    let ratio = |took: Duration, hashing: Duration| took.as_secs_f64() / hashing.as_secs_f64();
    let (of_entries, of_file) = (ratio(verifying, hashing), ratio(reading, hashing_file));
    println!(
        "{ENTRIES} entries, {bytes} bytes: hashed in {hashing:?}, verified in {verifying:?}, {of_entries:.2} times that"
    );
    println!(
        "their file, {bytes_of_file} bytes: hashed in {hashing_file:?}, read and verified in {reading:?}, {of_file:.2} times that ({sink})"
    );
    assert!(of_entries <= 3.0);
}
