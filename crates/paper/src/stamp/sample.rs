//! A signature and a certificate that say nothing, to try a file with before anybody is asked to sign it.

use crate::certificate::{
    AddressRecord, AddressSource, CertificateInput, ConsentRecord, EventRecord, LevelStatement, LogRange,
    SignedDocument, SignerRecord, SigningMethod,
};
use crate::sha256;
use crate::types::{Area, Caption, FieldContent, Language, StampJob, StampedField};

/// A job about `file` with one drawn signature.
pub(super) fn job(file: &[u8], page: u32, area: Area) -> StampJob {
    let word = || "Rehearsal".to_owned();
    let address = AddressRecord {
        ip: "192.0.2.1".to_owned(),
        known: AddressSource::Direct,
    };
    StampJob {
        fields: vec![StampedField {
            page,
            area,
            content: FieldContent::Ink {
                strokes: vec![vec![(0.1, 0.9), (0.5, 0.1), (0.9, 0.9)]],
            },
            caption: Some(Caption {
                name: word(),
                signed_at_ms: 0,
                envelope: word(),
            }),
        }],
        certificate: CertificateInput {
            firm: word(),
            envelope_id: word(),
            envelope_short_id: word(),
            document: SignedDocument {
                title: word(),
                file_name: word(),
                pages: 1,
                bytes: file.len() as u64,
                sha256: sha256::hex(file),
            },
            sent_at_ms: 0,
            sent_by: word(),
            signers: vec![SignerRecord {
                name: word(),
                mail: word(),
                method: SigningMethod::Drawn,
                identity: word(),
                opened_at_ms: 0,
                consented_at_ms: 0,
                signed_at_ms: 0,
                consent: ConsentRecord {
                    version: word(),
                    language: Language::En,
                    sha256: sha256::hex(word().as_bytes()),
                    text: word(),
                },
                address: address.clone(),
                device: word(),
                reach: None,
            }],
            events: vec![EventRecord {
                at_ms: 0,
                what: word(),
                who: word(),
                address: Some(address),
            }],
            audit_log: LogRange { first: 1, last: 1 },
            level: LevelStatement {
                name: word(),
                meaning: word(),
            },
            not_in_force: vec![word()],
        },
        language: Language::En,
    }
}
