//! The meter beside a field for a new password.

use domain::access::Strength;
use secrecy::{ExposeSecret as _, SecretString};

use super::register::password_problem;
use crate::failure::{Done, Failure};

/// How good a new password is. `context` holds what the page shows of its owner: name, address, firm. Anybody may ask; it is kept nowhere.
///
/// # Errors
/// Only where the server has no thread for it.
pub async fn password_strength(password: SecretString, context: Vec<String>) -> Done<Strength> {
    // Milliseconds of arithmetic: not on a thread that others wait for.
    tokio::task::spawn_blocking(move || {
        let context: Vec<&str> = context.iter().map(String::as_str).collect();
        Strength {
            score: vault::password::score(password.expose_secret(), &context),
            problem: password_problem(&password, &context),
        }
    })
    .await
    .map_err(|error| Failure::broken(error.to_string()))
}
