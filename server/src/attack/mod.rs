//! The attack (promise I6): whoever is not Ana asks every server function and every route for what is hers.
//!
//! The cases stand by area in [`cases`]; the functions and routes list themselves, and one that has no case is a failure.

pub mod cases;
mod targets;

pub use targets::Targets;
