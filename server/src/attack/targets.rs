//! What an attack is after.

/// The ids of what is Ana's, as they are written in requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Targets {
    /// Her case.
    pub case: String,
    /// Its client.
    pub party: String,
    /// Ana herself.
    pub user: String,
    /// The document in the case.
    pub document: String,
    /// The signature that was asked for on it.
    pub envelope: String,
    /// SHA-256 of the document, in hex.
    pub sha256: String,
}
