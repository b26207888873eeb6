//! The running server, asked over HTTP as browsers ask it.

#![recursion_limit = "1024"]

mod installation;
mod person;
mod sweep;
mod terminal;
