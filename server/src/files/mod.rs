//! Bytes over plain HTTP: uploads, downloads, page pictures and the log.

mod answer;
mod erasure;
pub(crate) mod log;
mod office;
mod signing;
mod upload;

pub(crate) use answer::refused;
pub(crate) use erasure::erasure_receipt;
pub(crate) use office::{document, document_page};
pub(crate) use signing::{copy as signing_copy, original as signing_original, page as signing_page};
pub(crate) use upload::{too_large, upload};
