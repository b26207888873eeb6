//! The use cases on a real Postgres, as the restricted role. Tests are named after the promise that they try to break.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

mod support;

mod story;
