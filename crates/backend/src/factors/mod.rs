//! Second factors: authenticator apps, passkeys and recovery codes. Here they are kept, compared and used up; how a sign-in or a
//! step-up ends with one stands in [`crate::access`].
//!
//! A person changes their own, with a fresh factor, as the database's policies ask too; nobody is left without one, which a
//! trigger sees to.

mod apps;
pub(crate) mod authenticators;
mod changed;
mod own;
mod page;
mod passkeys;
pub(crate) mod recovery_codes;

pub use apps::{add_app, confirm_app, remove_app, rename_app};
pub use page::{recovery_codes, second_factors};
pub use passkeys::{add_passkey, begin_passkey, remove_passkey, rename_passkey};
pub use recovery_codes::make_recovery_codes;

pub(crate) use passkeys::{Purpose, RelyingParty, ask, ask_for_new, made, owner_of, prove};
