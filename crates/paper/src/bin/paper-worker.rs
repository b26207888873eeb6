//! The confined child on its own, for tests and for anyone who wants to measure it. The server carries the same
//! code behind its hidden subcommand of the same name.

fn main() -> std::process::ExitCode {
    paper::run_worker()
}
