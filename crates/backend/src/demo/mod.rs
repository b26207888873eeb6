//! The demonstration: two firms with believable cases in two languages, filled through the same use cases as any other.

mod mark;
mod matters;
mod papers;
mod people;
mod requests;
mod sign_in;
mod work;

use std::sync::Arc;

use crate::failure::{Done, Failure};
use crate::{Backend, access, jobs};
use mark::State;

/// A filled demonstration.
#[derive(Debug)]
pub struct Demo {
    _private: (),
}

impl Demo {
    /// What the terminal says; `totp` is the command that prints a code.
    pub fn how_to_sign_in(&self, totp: &str) -> Vec<String> {
        let mut lines = vec!["This is a demonstration. Sign in as one of:".to_owned()];
        lines.extend(people::everybody().map(|person| format!("  {:<30} {}", person.email, person.what)));
        lines.push(format!("Password of all: {}", people::PASSWORD));
        lines.push("The six digits of now, in another terminal:".to_owned());
        lines.push(format!("  {totp} {}", people::LUCIA.email));
        lines
    }
}

/// Fills an empty installation, or goes on where filling was interrupted; a filled one it leaves as it is.
/// Never an installation where a firm works already.
///
/// # Errors
/// When a firm is there that is not the demonstration's.
pub async fn fill(backend: &Arc<Backend>) -> Done<Demo> {
    match State::of(backend).await? {
        State::Complete => return Ok(Demo { _private: () }),
        State::Foreign => {
            return Err(Failure::broken(
                "a firm works here already; start the demonstration with another MATTERLOCK_DATA",
            ));
        }
        State::Empty | State::Begun => {}
    }
    for house in &people::HOUSES {
        sign_in::move_in(backend, house).await?;
    }
    let mut present = work::Present::new();
    for person in people::everybody() {
        present.insert(person.email, sign_in::sign_in(backend, person).await?);
    }
    for matter in &matters::MATTERS {
        work::carry_out(backend, &present, matter).await?;
    }
    for caller in present.values() {
        access::sign_out(caller).await?;
    }
    // The signed copy and the mail; a server that runs may be at it already.
    jobs::run_due(backend).await?;
    mark::set(backend).await?;
    Ok(Demo { _private: () })
}

/// The authenticator code of somebody in the demonstration, now. `None` for everybody else, and in every other installation.
pub async fn current_code(backend: &Backend, mail: &str) -> Done<Option<String>> {
    if !mark::is_marked(backend).await? {
        return Ok(None);
    }
    let Some(person) = people::everybody().find(|person| person.email.eq_ignore_ascii_case(mail.trim())) else {
        return Ok(None);
    };
    let account = sign_in::account(backend, person).await?;
    let now = u64::try_from(backend.now().seconds()).unwrap_or_default();
    Ok(Some(account.secret(backend)?.code_at(now)))
}
