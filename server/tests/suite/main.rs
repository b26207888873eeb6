//! The running server, asked over HTTP as browsers ask it.

#![recursion_limit = "1024"]
#![expect(
    clippy::unwrap_used,
    clippy::similar_names,
    clippy::match_same_arms,
    reason = "tests fail by panicking; the lists of cases read as lists"
)]

mod anas;
mod attack;
mod console;
mod doing;
mod entries;
mod installation;
mod killed;
mod limits;
mod log_files;
mod master_key;
mod one_commit;
mod person;
mod pictures;
mod scanners;
mod stamps;
mod stopped;
mod sweep;
mod terminal;
mod unsignable;
