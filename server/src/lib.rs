//! Composition root: configuration, start, router, middleware, plain HTTP endpoints, command line.

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
