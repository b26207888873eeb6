//! How to ask every server function and every route for what is Ana's. A function or route without a case here fails the attack, and
//! the tests.

#![expect(clippy::match_same_arms, reason = "the lists of cases read as lists")]

mod access;
mod account;
mod console;
mod installation;
mod office;
mod routes;
mod signing;

use std::collections::BTreeSet;

use app::page_paths;
use backend::attack::Asks;
use serde_json::Value;

use super::Targets;
use super::asker::Asker;
use crate::router::PLAIN_ROUTES;

pub use routes::paths;
pub use signing::signature_form;

/// How to ask for something of Ana's: form fields, or JSON where a function takes it.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// Fields of a form.
    Form(Vec<(&'static str, String)>),
    /// A body in JSON.
    Json(Value),
}

/// A form with these fields.
fn form(pairs: &[(&'static str, &str)]) -> Ask {
    Ask::Form(pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect())
}

/// Every way in which a function could be asked for what is Ana's. `None` for a function that nobody has thought about.
pub fn asks(function: &str, targets: &Targets) -> Option<Vec<Ask>> {
    [
        access::asks,
        account::asks,
        office::asks,
        signing::asks,
        console::asks,
        installation::asks,
    ]
    .iter()
    .find_map(|area| area(function, targets))
}

/// Whether somebody asks a function. What would end their own session, or run the checks from within one of them, they leave alone: of what is
/// Ana's it gives nothing.
pub(super) fn is_asked_by(function: &str, asker: &Asker) -> bool {
    match (function, asker.asks) {
        ("access/sign-out", _) => asker.office.is_none(),
        ("/admin/api/access/sign-out", _) => asker.console.is_none(),
        ("visit/decline", _) => asker.visit.is_none(),
        ("checks/run" | "/admin/api/checks/attack", asks) => asks == Asks::Everything,
        (_, Asks::WhatLeadsToCases) => function.strip_prefix("/admin/api/").is_none_or(leads_to_cases),
        _ => true,
    }
}

/// Whether a function of the console could lead to a case, its name or its people.
fn leads_to_cases(function: &str) -> bool {
    ["erasures/", "support/", "log/"]
        .iter()
        .any(|area| function.starts_with(area))
}

/// Every server function there is: by its name within `/api/`, or by its whole path.
pub fn functions() -> BTreeSet<String> {
    server_fn::axum::server_fn_paths()
        .map(|(path, _)| path.trim_start_matches("/api/").to_owned())
        .collect()
}

/// Every route there is that is no server function: pages, and what travels over plain HTTP.
pub fn routes() -> BTreeSet<String> {
    page_paths()
        .into_iter()
        .chain(PLAIN_ROUTES.iter().map(|plain| plain.path.to_owned()))
        .collect()
}
