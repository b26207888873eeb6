//! The console of a firm's administrators.

use super::{Ask, form};
use crate::attack::Targets;

pub(super) fn asks(function: &str, targets: &Targets) -> Option<Vec<Ask>> {
    let Targets { user, party, .. } = targets;
    Some(match function.strip_prefix("/admin/api/")? {
        "access/sign-in" => vec![form(&[
            ("email", "ana@firm-a.example"),
            ("password", "wrong wrong wrong"),
        ])],
        "access/enter-code" | "access/step-up" => vec![form(&[("code", "000000")])],
        "access/me"
        | "access/session-state"
        | "access/stay-signed-in"
        | "access/sign-out"
        | "checks/page"
        | "checks/attack"
        | "people/list"
        | "people/invitations"
        | "recoveries/list"
        | "policies/page" => vec![form(&[])],
        "people/end-sessions" => vec![
            form(&[("user", user)]),
            form(&[("user", user), ("session", &targets.session)]),
        ],
        "people/page" | "people/close" | "people/reopen" | "recoveries/ask" | "people/forget-devices" => {
            vec![form(&[("user", user)])]
        }
        "people/withdraw-invitation" => vec![form(&[("invitation", user)])],
        "recoveries/approve" | "recoveries/cancel" => vec![form(&[("recovery", &targets.recovery)])],
        "people/invite" => vec![form(&[
            ("name", "Eva"),
            ("email", "eva.two@firm-b.example"),
            ("role", "read_only"),
            ("language", "en"),
        ])],
        "people/change-role" => vec![form(&[("user", user), ("role", "read_only")])],
        "policies/save" => vec![form(&[
            ("form[untrusted_hours]", "1"),
            ("form[trusted_days]", "1"),
            ("form[time_zone]", "UTC"),
        ])],
        "policies/save-checkpoint-mail" => vec![form(&[("goes_to", "address"), ("address", "ana@firm-a.example")])],
        "policies/save-networks" => vec![form(&[("networks", "10.0.0.0/8")])],
        "log/page" => vec![
            form(&[]),
            form(&[("filter[user]", user)]),
            form(&[("filter[text]", &targets.part)]),
        ],
        "erasures/list" => vec![form(&[])],
        "erasures/find" => vec![
            form(&[("who", &targets.client)]),
            form(&[("who", &targets.mailbox)]),
            form(&[("who", &targets.hidden_client)]),
        ],
        "erasures/erase" => vec![
            form(&[
                ("subjects[0]", user),
                ("ground", "taken over from here"),
                ("sure", "true"),
            ]),
            form(&[
                ("subjects[0]", party),
                ("ground", "taken over from here"),
                ("sure", "true"),
            ]),
        ],
        "erasures/receipt" => vec![form(&[("erasure", &targets.erasure)])],
        "support/list" => vec![form(&[])],
        // With an id that was never a request's, and for the case that nobody who tries may know of.
        "support/grant" => vec![form(&[("support", user), ("number", &targets.number), ("hours", "1")])],
        "support/decline" | "support/revoke" => vec![form(&[("support", user)])],
        "log/ready-export" => vec![form(&[])],
        "log/save-filter" => vec![form(&[("name", "Ana")])],
        "log/remove-filter" => vec![form(&[("id", &targets.filter)])],
        _ => return None,
    })
}
