//! Use cases on Postgres, object store and mail. The only crate that names sqlx.
//!
//! No function takes a pool. Whoever wants to touch data shows who they are — [`caller::Caller`], [`caller::Signer`],
//! [`caller::Visitor`] — and gets a transaction of their own kind from that.

#![expect(
    clippy::similar_names,
    reason = "«firm» and «form», «used» and «user» are the words for what they are"
)]

pub mod access;
pub mod attack;
pub mod audit;
pub mod backend;
pub mod caller;
pub mod cases;
pub mod checks;
pub mod clock;
pub mod console;
pub mod database;
pub mod demo;
pub mod documents;
pub mod drafts;
pub mod factors;
pub mod failure;
pub mod installation;
pub mod jobs;
mod letters;
pub mod live;
pub mod mail;
mod outgoing;
pub mod people;
pub mod place;
pub mod sessions;
pub mod signing;
pub mod stamps;
pub mod support;

pub use backend::{Backend, Settings};
pub use failure::Failure;
