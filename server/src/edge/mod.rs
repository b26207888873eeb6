//! What every request passes through before anything else sees it.

mod body;
mod client;
mod console;
mod headers;
mod identity;
mod limit;
mod log;
mod origin;
mod words;

pub use body::{BODY_LIMIT, refuse_large};
pub use client::{Client, locate};
pub use headers::{Others, page_policy, secure};
pub use identity::{identify, only_reads};
pub use limit::{is_limited, limit};
pub use log::log;
pub use origin::refuse_foreign;
pub use words::{failed, panicked, say};
