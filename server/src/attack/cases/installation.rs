//! The installation, for its operators.

use super::{Ask, form};
use crate::attack::Targets;

pub(super) fn asks(function: &str, targets: &Targets) -> Option<Vec<Ask>> {
    let user = &targets.user;
    Some(match function.strip_prefix("/admin/api/installation/")? {
        "firms" | "health" | "alerts" | "support" | "make-setup-link" => vec![form(&[])],
        "withdraw-setup-link" => vec![form(&[("link", user)])],
        "ask-support" => vec![form(&[("firm", user), ("reason", "taken over from here")])],
        "end-support" | "enter-support" => vec![form(&[("support", user)])],
        "acknowledge" => vec![form(&[("alert", user)])],
        _ => return None,
    })
}
