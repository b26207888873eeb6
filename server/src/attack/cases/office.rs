//! Cases, documents, the log and the checks.

use super::{Ask, form};
use crate::attack::Targets;

pub(super) fn asks(function: &str, targets: &Targets) -> Option<Vec<Ask>> {
    let Targets {
        case,
        party,
        user,
        document,
        number,
        part,
        ..
    } = targets;
    Some(match function {
        "cases/dashboard" => vec![
            form(&[]),
            form(&[("search", part)]),
            form(&[("search", part), ("stage", "intake")]),
        ],
        "cases/open" => vec![form(&[("form[title]", ""), ("form[kind]", "civil")])],
        "cases/page" | "cases/timeline" => vec![form(&[("case", case)])],
        "cases/change" => vec![form(&[
            ("form[id]", case),
            ("form[version]", "1"),
            ("form[title]", "taken"),
            ("form[kind]", "civil"),
            ("form[stage]", "closed"),
        ])],
        "cases/save-party" => vec![
            form(&[("form[case]", case), ("form[role]", "client"), ("form[name]", "Eva")]),
            form(&[
                ("form[case]", case),
                ("form[id]", party),
                ("form[role]", "client"),
                ("form[name]", "Eva"),
            ]),
        ],
        "cases/remove-party" => vec![form(&[("case", case), ("party", party)])],
        "cases/assign" | "cases/unassign" | "cases/name-responsible" => vec![form(&[("case", case), ("user", user)])],
        "cases/raise-wall" => vec![form(&[
            ("case", case),
            ("user", user),
            ("reason", "taken over from here"),
        ])],
        "cases/lift-wall" => vec![form(&[
            ("case", case),
            ("user", &targets.walled),
            ("reason", "taken over from here"),
        ])],
        "cases/place-hold" | "cases/lift-hold" => {
            vec![form(&[("case", case), ("reason", "taken over from here")])]
        }
        "cases/break-glass" => vec![form(&[("number", number), ("reason", "taken over from here")])],
        "cases/end-glass" => vec![form(&[("glass", &targets.glass)])],
        "documents/page" => vec![form(&[("document", document)])],
        "audit/log" | "audit/own" => vec![
            form(&[]),
            form(&[("filter[case]", case)]),
            form(&[("filter[user]", user)]),
            form(&[("filter[text]", part)]),
            form(&[("filter[after]", "0")]),
        ],
        "audit/case-readers" => vec![form(&[("case", case)])],
        "audit/document-readers" => vec![form(&[("document", document)])],
        "audit/ready-export" => vec![form(&[("filter[case]", case)])],
        "audit/save-filter" => vec![form(&[("name", "Ana"), ("filter[case]", case)])],
        "audit/remove-filter" => vec![form(&[("id", &targets.filter)])],
        "checks/page" | "checks/run" | "support/now" | "audit/key" => vec![form(&[])],
        _ => return None,
    })
}
