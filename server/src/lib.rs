//! Composition root: configuration, start, router, middleware, plain HTTP endpoints, command line.

// Pages are values of deeply nested types, whose layout is computed here.
#![recursion_limit = "1024"]

mod again;
pub mod attack;
mod audit;
pub mod cli;
pub mod config;
mod confinement;
mod data_lock;
pub mod edge;
mod edge_checks;
mod events;
mod files;
mod health;
mod master_key;
mod page;
pub mod router;
pub mod running;
mod start;
mod told_to_stop;
