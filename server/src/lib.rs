//! Composition root: configuration, start, router, middleware, plain HTTP endpoints, command line.

// Pages are values of deeply nested types, whose layout is computed here.
#![recursion_limit = "1024"]

pub mod cli;
pub mod config;
pub mod edge;
mod edge_checks;
mod events;
mod files;
mod health;
pub mod router;
pub mod running;
pub mod start;
