//! The meter beside a field for a new password.

use domain::access::Strength;
use domain::rules;
use secrecy::{ExposeSecret as _, SecretString};

use super::register::password_problem;
use crate::caller::Visitor;
use crate::failure::{Done, Failure};

/// What a page shows of a password's owner: name, address, firm.
const MOST_CONTEXT: usize = 4;

/// How good a new password is. `context` holds what the page shows of its owner; what is more than a page shows is not looked at. Anybody
/// may ask, one after the other; it is kept nowhere.
///
/// # Errors
/// Only where the server has no thread for it.
pub async fn password_strength(visitor: &Visitor, password: SecretString, context: Vec<String>) -> Done<Strength> {
    // A place of its own: however many type, whoever signs in waits for none of them.
    let stopped = || Failure::broken("judging has stopped");
    let _place = visitor.backend.judging.acquire().await.map_err(|_| stopped())?;
    let most = usize::try_from(rules::EMAIL_MAX).unwrap_or_default();
    let context: Vec<String> = context
        .into_iter()
        .take(MOST_CONTEXT)
        .map(|text| text.chars().take(most).collect())
        .collect();
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
