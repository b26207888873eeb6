//! What everybody looks after for themselves.

pub mod sessions;
