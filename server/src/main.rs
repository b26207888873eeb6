//! The server's binary: see [`matterlock_server::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    matterlock_server::cli::run()
}
