//! One's own account, sessions and drafts.

use super::{Ask, form};
use crate::attack::Targets;

pub(super) fn asks(function: &str, targets: &Targets) -> Option<Vec<Ask>> {
    let Targets {
        case,
        session,
        app,
        passkey,
        ..
    } = targets;
    Some(match function {
        "account/second-factors"
        | "account/recovery-codes"
        | "account/make-recovery-codes"
        | "sessions/page"
        | "drafts/key" => vec![form(&[])],
        "account/add-app" | "account/begin-passkey" => vec![form(&[("name", "Ana")])],
        "account/confirm-app" => vec![form(&[("app", app), ("code", "000000")])],
        "account/rename-app" => vec![form(&[("id", app), ("name", "taken")])],
        "account/rename-passkey" => vec![form(&[("id", passkey), ("name", "taken")])],
        "account/remove-app" => vec![form(&[("id", app)])],
        "account/remove-passkey" => vec![form(&[("id", passkey)])],
        "account/add-passkey" => vec![form(&[
            ("name", "Ana"),
            ("answer[name]", case),
            ("answer[credential]", "{}"),
        ])],
        // Not those of the asker's own: the attack goes on with them.
        "sessions/end" => vec![
            form(&[("what", "session"), ("session", session)]),
            form(&[("what", "device"), ("device", session)]),
        ],
        _ => return None,
    })
}
