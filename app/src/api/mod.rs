//! The server functions: what pages ask of the server. Each is a guard, one call into `backend`, and the answer.
//!
//! The only place where `app` may name `backend`, and only on the server.

#![expect(
    missing_docs,
    reason = "the `server` macro makes a struct of every function's arguments, which are named after what they hold"
)]

pub mod access;
pub mod account;
pub mod audit;
pub mod cases;
pub mod checks;
pub mod console;
pub mod documents;
pub mod drafts;
#[cfg(feature = "ssr")]
pub mod guard;
#[cfg(feature = "ssr")]
pub mod in_words;
pub mod installation;
pub mod sessions;
pub mod signing;
pub mod support;
pub mod visit;
