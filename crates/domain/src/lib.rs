//! The meaning of a law office: ids, roles and permissions, states, rules, wire types and errors.
//!
//! Compiles to WASM and is shared by browser and server. No I/O, no async, no clock, no randomness.

pub mod access;
pub mod attack;
pub mod audit;
pub mod captcha;
pub mod cases;
pub mod checks;
pub mod consent;
pub mod console;
pub mod device;
pub mod documents;
pub mod drafts;
pub mod erasure;
pub mod error;
pub mod factors;
pub mod holds;
pub mod ids;
pub mod installation;
pub mod language;
pub mod letters;
pub mod live;
pub mod origin;
pub mod parties;
pub mod proof;
pub mod roles;
pub mod rules;
pub mod sessions;
pub mod signing;
pub mod support;
pub mod timestamp;
pub mod walls;
#[cfg(feature = "wire")]
pub mod wire;

pub use error::{Error, FieldError, Problem};
pub use language::Language;
pub use roles::{Permission, Role};
pub use timestamp::Timestamp;
