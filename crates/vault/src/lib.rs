//! Matterlock's cryptography, and nothing else: no database, no HTTP, no async, no clock.
//!
//! Keys form a tree. The installation's [`MasterKey`] comes from outside the database. It wraps each firm's
//! [`FirmKey`]; a firm key seals small values and wraps each document's [`DocumentKey`]; a document key seals
//! one document. Every ciphertext is bound to the row that it belongs to by a [`Binding`], so that a value copied
//! to another row, firm or purpose does not open.
//!
//! Secrets are wiped from memory when dropped, and their `Debug` never prints them.

mod envelope;

pub mod digest;
pub mod document;
pub mod firm_key;
pub mod jwt;
pub mod keyed;
pub mod log_key;
pub mod master_key;
pub mod password;
pub mod qr;
pub mod random;
pub mod recovery_code;
pub mod sealed;
pub mod soft_passkey;
pub mod token;
pub mod totp;

pub use document::DocumentKey;
pub use firm_key::FirmKey;
pub use jwt::{Audience, JwtKey, SessionClaims};
pub use log_key::LogKey;
pub use master_key::{Derived32, KeyError, MasterKey, Purpose};
pub use password::{PasswordError, PasswordProblem, Verified};
pub use recovery_code::RecoveryCode;
pub use sealed::{Binding, KeyId, OpenError, key_id};
pub use soft_passkey::SoftPasskey;
pub use token::Token;
pub use totp::TotpSecret;

#[cfg(test)]
mod secrets_stay_secret;
