//! A log that is made, signed with the installation's key, and changed in every way, to see that the verifier finds each. Nothing of it is kept.

use domain::ids::FirmId;
use futures::TryStreamExt;
use tlog::merkle::Frontier;
use tlog::verify::{RangeVerifier, Report};
use tlog::{Checkpoint, Entry, Log, SignerKey, TreeHash};

use super::{LogKind, entries, signer_key};
use crate::Backend;
use crate::database::Conn;
use crate::failure::Done;

const LENGTH: u64 = 9;

/// Changes a log at one of its entries.
type Change = fn(&mut Vec<Entry>, usize);

/// How many changes were tried, if each was found and its entry named.
///
/// # Errors
/// Which change was not found, in words.
pub(crate) fn every_change_is_found(backend: &Backend) -> Result<u32, String> {
    let cannot = |error: crate::Failure| format!("the check could not run: {error}");
    let firm: FirmId = backend.new_id();
    let name = LogKind::Cases.of(firm).map_err(cannot)?;
    let signer = signer_key(backend).map_err(cannot)?;
    let entries: Vec<Entry> = (1..=LENGTH)
        .map(|number| Entry {
            log: name.clone(),
            firm: firm.0,
            number,
            at: backend.now().0 * 1000,
            actor_kind: "server".to_owned(),
            actor_id: None,
            event: "checks_run".to_owned(),
            case_id: None,
            details: "{}".to_owned(),
            sealed_origin: None,
            address_source: "server".to_owned(),
            session_id: None,
            request: "checks".to_owned(),
        })
        .collect();
    let mut buffer = Vec::new();
    let leaves: Vec<TreeHash> = entries.iter().map(|entry| entry.leaf_hash(&mut buffer)).collect();
    let mut tree = Frontier::default();
    for leaf in &leaves {
        tree.append(*leaf);
    }
    let log = Log {
        name: name.clone(),
        firm: firm.0,
        keys: vec![signer.verifier().clone()],
    };
    let checkpoint = Checkpoint::new(name, &tree, backend.now().0 * 1000);
    let note = checkpoint.clone().sign(&signer);
    let verify_by = |entries: &[Entry], note: &str| -> Report {
        let mut verifier = RangeVerifier::whole(log.clone());
        verifier.checkpoint(note);
        for (at, entry) in entries.iter().enumerate() {
            verifier.entry(entry, &[leaves.get(at).copied()]);
        }
        verifier.finish()
    };
    let verify = |entries: &[Entry]| verify_by(entries, note.note());
    if !verify(&entries).is_clean() {
        return Err("a log that nobody changed was taken for a changed one".to_owned());
    }
    // A checkpoint that somebody else signed, and one of which a letter was changed after it was signed.
    let others = SignerKey::from_seed(signer.verifier().name().clone(), &vault::random::bytes::<32>());
    let longer = note
        .note()
        .replacen(&format!("\n{LENGTH}\n"), &format!("\n{}\n", LENGTH + 1), 1);
    let forged = [checkpoint.sign(&others).note().to_owned(), longer];
    let mut tried = 0;
    for forged in &forged {
        tried += 1;
        if verify_by(&entries, forged).is_clean() {
            return Err("a forged checkpoint was not found".to_owned());
        }
    }
    for at in 0..entries.len() {
        let number = at as u64 + 1;
        let changes: [(&str, Change); 7] = [
            ("edited", |entries, at| entries[at].details.push(' ')),
            ("dated back", |entries, at| entries[at].at -= 1),
            ("removed", |entries, at| drop(entries.remove(at))),
            ("cut off", |entries, at| entries.truncate(at)),
            ("written in between", |entries, at| {
                entries.insert(at, entries[at].clone());
            }),
            ("another firm’s", |entries, at| entries[at].firm = uuid::Uuid::nil()),
            ("moved", |entries, at| {
                let moved = entries.remove(at);
                entries.insert(usize::from(at == 0), moved);
            }),
        ];
        for (what, change) in changes {
            tried += 1;
            let mut changed = entries.clone();
            change(&mut changed, at);
            // What is moved to the beginning is in the place of the first.
            let expected = if what == "moved" { 1 } else { number };
            if verify(&changed).first_bad_entry() != Some(expected) {
                return Err(format!("an entry that was {what} was not found"));
            }
        }
    }
    Ok(tried)
}

/// A firm's entries as they are hashed, on a connection whose role may read them.
pub(crate) async fn hashed(conn: &mut Conn, firm: FirmId) -> Done<Vec<Entry>> {
    let name = LogKind::Cases.of(firm)?;
    entries::read(conn, firm, LogKind::Cases, &name, 0, u64::MAX)
        .try_collect()
        .await
}

/// That a firm's entries go on from those that a checkpoint was signed over before.
///
/// # Errors
/// What is wrong with them, in words.
pub(crate) fn is_as_signed(backend: &Backend, firm: FirmId, before: &[Entry], after: &[Entry]) -> Result<(), String> {
    let cannot = |error: crate::Failure| format!("the check could not run: {error}");
    let name = LogKind::Cases.of(firm).map_err(cannot)?;
    let signer = signer_key(backend).map_err(cannot)?;
    let (mut tree, mut buffer) = (Frontier::default(), Vec::new());
    for entry in before {
        tree.append(entry.leaf_hash(&mut buffer));
    }
    let note = Checkpoint::new(name.clone(), &tree, backend.now().0 * 1000).sign(&signer);
    let mut verifier = RangeVerifier::whole(Log {
        name,
        firm: firm.0,
        keys: vec![signer.verifier().clone()],
    });
    verifier.checkpoint(note.note());
    for entry in after {
        verifier.entry(entry, &[]);
    }
    let report = verifier.finish();
    match report.findings.first() {
        Some(finding) => Err(format!("the log is not what was signed: {finding}")),
        None if report.proven == before.len() as u64 => Ok(()),
        None => Err("the log is not proven by what was signed".to_owned()),
    }
}
