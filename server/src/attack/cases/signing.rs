//! Asking for signatures, and signing.

use serde_json::json;

use super::{Ask, form};
use crate::attack::Targets;

pub(super) fn asks(function: &str, targets: &Targets) -> Option<Vec<Ask>> {
    let Targets {
        party,
        document,
        envelope,
        sha256,
        ..
    } = targets;
    let mark = json!({ "typed": "Eva" });
    Some(match function {
        "signing/request" => vec![form(&signature_form(document, party))],
        "signing/page" | "signing/mail-link" => vec![form(&[("envelope", envelope)])],
        "signing/hand-over-link" => vec![form(&[("envelope", envelope), ("channel", "copied")])],
        "signing/void" => vec![form(&[("envelope", envelope), ("reason", "taken")])],
        "visit/open-link" | "visit/ask-new-link" => vec![form(&[("token", envelope)])],
        "visit/view" => vec![Ask::Json(json!({}))],
        "visit/page-text" => vec![Ask::Json(json!({ "page": 1 }))],
        "visit/pages-shown" => vec![Ask::Json(json!({ "pages": [1] }))],
        "visit/give-consent" => vec![form(&[("sha256", sha256)])],
        "visit/save-draft" => vec![Ask::Json(json!({ "mark": mark }))],
        "visit/sign" => vec![Ask::Json(json!({ "mark": mark, "key": "k" }))],
        "visit/sign-typed" => vec![form(&[("name", "Eva"), ("key", "k")])],
        "visit/decline" => vec![form(&[("kind", "declined"), ("reason", "")])],
        _ => return None,
    })
}

/// The form that asks for a signature on a document's first page.
pub fn signature_form<'a>(document: &'a str, party: &'a str) -> [(&'static str, &'a str); 9] {
    [
        ("form[document]", document),
        ("form[party]", party),
        ("form[area][page]", "1"),
        ("form[area][x]", "0.1"),
        ("form[area][y]", "0.1"),
        ("form[area][width]", "0.3"),
        ("form[area][height]", "0.1"),
        ("form[language]", "en"),
        ("form[expires_in_days]", "5"),
    ]
}
