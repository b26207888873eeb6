use super::kept::kept_of;
use super::report::{Contents, Extent, Report, Uncompared};
use super::{Finding, Notice, Trust};
use crate::Log;
use crate::receipt::Receipt;

/// Says of a receipt whether it counts, and whether a checkpoint that was kept contradicts it.
pub(super) fn verify_receipt(text: &str, trust: Trust) -> Report {
    let receipt = match Receipt::open(text, &trust.keys) {
        Ok(receipt) => receipt,
        Err(problem) => {
            return Report {
                contents: Some(Contents::Receipt),
                keys: trust.keys,
                findings: vec![Finding::Receipt { problem }],
                ..Report::default()
            };
        }
    };
    let keys_from_file = trust.keys.is_empty();
    let log = Log {
        name: receipt.log.clone(),
        firm: receipt.entry.firm,
        keys: if keys_from_file {
            vec![receipt.key.clone()]
        } else {
            trust.keys
        },
    };
    let (kept, others) = kept_of(&log.name, trust.checkpoints);
    let (mut findings, mut uncompared) = (Vec::new(), Uncompared::default());
    let size = receipt.proof.size;
    for note in kept {
        match log.open(&note) {
            Ok(checkpoint) if checkpoint.size() != size => uncompared.add(checkpoint.size()),
            Ok(checkpoint) if checkpoint.root() == receipt.root => {}
            Ok(_) => findings.push(Finding::CheckpointsContradict {
                smaller: size,
                larger: size,
            }),
            Err(finding) => findings.push(finding),
        }
    }
    let mut notices: Vec<Notice> = uncompared.notice().into_iter().chain(others).collect();
    if keys_from_file {
        notices.push(Notice::KeysFromFile);
    }
    Report {
        entries: 1,
        proven: 1,
        findings,
        notices,
        extent: Some(Extent::with(None, &receipt.entry)),
        receipt: Some(receipt),
        ..Report::of(Contents::Receipt, log)
    }
}
