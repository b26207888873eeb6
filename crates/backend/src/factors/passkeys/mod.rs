//! Passkeys (`WebAuthn` Level 3). Whoever answers a ceremony has been asked for a finger, a face or a PIN: user verification is required
//! everywhere, so a passkey is two factors by itself, and may stand alone.

mod ceremony;
mod keep;
mod make;
mod prove;
mod site;

pub use keep::{add_passkey, begin_passkey, remove_passkey, rename_passkey};

pub(crate) use ceremony::Purpose;
pub(crate) use make::{ask_for_new, made};
pub(crate) use prove::{ask, owner_of, prove};
pub(crate) use site::RelyingParty;
