//! The use cases on a real Postgres, as the restricted role. Tests are named after the promise that they try to break.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]
#![expect(
    clippy::similar_names,
    reason = "«signer» and «signed» are the words for what they are"
)]

mod support;

mod alike;
mod attack;
mod broken_glass;
mod broken_promises;
mod bytes;
mod captcha;
mod cases_at_once;
mod catalogue;
mod checkpoints_mailed;
mod console;
mod console_door;
mod demo;
mod drafts;
mod embedded;
mod erasure;
mod every_change;
mod evidence;
mod evidence_pack;
mod export_cost;
mod half_logins;
mod invitations;
mod isolation;
mod killed_database;
mod killed_writers;
mod lockout;
mod log_cost;
mod log_views;
mod mail_tls;
mod mutations;
mod operators;
mod passkeys;
mod passwords;
mod proof;
mod prover;
mod rate;
mod raw_sql;
mod recorded;
mod recoveries;
mod registering;
mod renewed_sessions;
mod retention;
mod roles;
mod second_factors;
mod session_figures;
mod sessions;
mod sessions_page;
mod sign_in;
mod signature;
mod signature_ends;
mod signature_races;
mod stamps;
mod start;
mod story;
mod support_access;
mod tampering;
mod the_log;
mod trusted_devices;
mod unfinished_checks;
mod unsignable;
mod walls;
