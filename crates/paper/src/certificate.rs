//! What the certificate of completion states. The same value is printed on its pages and embedded as JSON.
//!
//! All times are milliseconds since the Unix epoch from the server's clock; they are printed in UTC.

use serde::{Deserialize, Serialize};

use crate::types::Language;

/// The certificate's content.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CertificateInput {
    /// The firm that asked for the signature.
    pub firm: String,
    /// The envelope's id, in full.
    pub envelope_id: String,
    /// The envelope's id as printed beside each signature.
    pub envelope_short_id: String,
    /// What was signed.
    pub document: SignedDocument,
    /// When the request was sent.
    pub sent_at_ms: i64,
    /// Who sent it, as name and mail address.
    pub sent_by: String,
    /// Who signed, in signing order.
    pub signers: Vec<SignerRecord>,
    /// What happened, oldest first.
    pub events: Vec<EventRecord>,
    /// Where the firm's audit log holds these events.
    pub audit_log: LogRange,
    /// The level of the signature and what it means in law, in plain words.
    pub level: LevelStatement,
    /// What this file does not have yet, one sentence each, so that nobody believes more than is true.
    pub not_in_force: Vec<String>,
}

/// The document before signing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedDocument {
    /// Its title in the case.
    pub title: String,
    /// The file's name when it was uploaded.
    pub file_name: String,
    /// Number of pages of the original.
    pub pages: u32,
    /// Size of the original, in bytes.
    pub bytes: u64,
    /// SHA-256 of the original, as 64 lower-case hexadecimal digits. Stamping refuses any other file.
    pub sha256: String,
}

/// One signer and how the signature came about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SignerRecord {
    /// Name as given by the firm.
    pub name: String,
    /// Mail address that the invitation went to.
    pub mail: String,
    /// Drawn or typed.
    pub method: SigningMethod,
    /// How identity was shown, in plain words.
    pub identity: String,
    /// When the link was first opened by a person.
    pub opened_at_ms: i64,
    /// When the consent below was given.
    pub consented_at_ms: i64,
    /// When the signature was finished.
    pub signed_at_ms: i64,
    /// The consent to electronic records.
    pub consent: ConsentRecord,
    /// Where from.
    pub address: AddressRecord,
    /// Browser and system, summarised.
    pub device: String,
    /// Which pages were shown; `None` where the signer's browser reported none, as without script.
    pub reach: Option<PageReach>,
}

/// How a signature was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SigningMethod {
    /// Drawn with finger, pen or mouse.
    Drawn,
    /// Typed on a keyboard.
    Typed,
}

/// The consent that was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentRecord {
    /// Version of the text.
    pub version: String,
    /// Language in which it was shown.
    pub language: Language,
    /// SHA-256 of the text's UTF-8 bytes, hexadecimal.
    pub sha256: String,
    /// The text itself.
    pub text: String,
}

/// A network address and how it is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressRecord {
    /// The IP address.
    pub ip: String,
    /// Whether it was seen directly or told by a proxy.
    pub known: AddressSource,
}

/// How an address is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddressSource {
    /// The other end of the connection.
    Direct,
    /// Told by a proxy that the operator trusts.
    TrustedProxy,
}

/// Pages that came into view, as the browser reported them: an opportunity to read, not proof of reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageReach {
    /// How many different pages.
    pub shown: u32,
    /// The lowest of them, from 1.
    pub first: u32,
    /// The highest of them, from 1.
    pub furthest: u32,
}

/// One event of the envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRecord {
    /// When.
    pub at_ms: i64,
    /// What happened, in the certificate's language.
    pub what: String,
    /// Who did it.
    pub who: String,
    /// Where from, when it is known.
    pub address: Option<AddressRecord>,
}

/// Entry numbers in the firm's audit log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogRange {
    /// First entry of this envelope.
    pub first: u64,
    /// Last entry that this certificate covers.
    pub last: u64,
}

/// The level of a signature in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LevelStatement {
    /// Its name.
    pub name: String,
    /// What it means in law.
    pub meaning: String,
}
