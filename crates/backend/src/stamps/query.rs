//! What an authority is asked: a hash, and a number that only the answer to this question repeats.

use cms::cert::x509::spki::AlgorithmIdentifierOwned;
use der::Encode as _;
use der::asn1::{Int, OctetString};
use der::oid::ObjectIdentifier;
use vault::digest;
use x509_tsp::{MessageImprint, TimeStampReq, TspVersion};

/// SHA-256 (RFC 5754, section 2.2).
pub(super) const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");

/// A question.
pub(super) struct Query {
    pub(super) der: Vec<u8>,
    pub(super) nonce: Int,
}

impl Query {
    /// For a stamp on a note, with the certificate that it is signed by.
    pub(super) fn about(note: &str) -> Result<Self, der::Error> {
        let mut nonce: [u8; 8] = vault::random::bytes();
        // A positive number that begins with no zeros, so that it is written one way only.
        nonce[0] = nonce[0] & 0x3f | 0x40;
        let nonce = Int::new(&nonce)?;
        let query = TimeStampReq {
            version: TspVersion::V1,
            message_imprint: MessageImprint {
                hash_algorithm: AlgorithmIdentifierOwned {
                    oid: SHA_256,
                    parameters: None,
                },
                hashed_message: OctetString::new(digest::sha256(note.as_bytes()))?,
            },
            req_policy: None,
            nonce: Some(nonce.clone()),
            cert_req: true,
            extensions: None,
        };
        Ok(Self {
            der: query.to_der()?,
            nonce,
        })
    }
}
