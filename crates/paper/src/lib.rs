//! PDF work for Matterlock: page images, text, stamping and the certificate of completion.
//!
//! Files come from strangers and parsers break on odd ones, so no parser runs in the server. [`PaperShop`] (the
//! parent's side) starts the same program again for each request; [`run_worker`] (the child's side) gives up every
//! right that it can, reads one request from standard input, answers on standard output and ends.

pub mod certificate;
mod client;
mod confine;
mod error;
mod geometry;
mod inspect;
mod open;
mod probe;
mod render;
mod sha256;
mod stamp;
mod text;
pub mod types;
mod typeset;
mod utc;
mod wire;
mod worker;

pub use certificate::CertificateInput;
pub use client::{Limits, PaperShop};
pub use error::PaperError;
pub use types::{
    Area, Attempt, AttemptOutcome, Caption, Confinement, FieldContent, Inspection, Language, Layer, PageImage,
    PageInfo, StampJob, StampObstacle, StampedField,
};
pub use worker::run_worker;
