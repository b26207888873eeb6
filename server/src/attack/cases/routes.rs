//! Pages and what travels over plain HTTP.

use crate::attack::Targets;

/// The paths behind a route. `None` for a route that nobody has thought about.
pub fn paths(route: &str, targets: &Targets) -> Option<Vec<String>> {
    let Targets {
        case,
        user,
        document,
        envelope,
        erasure,
        part,
        ..
    } = targets;
    Some(match route {
        // Held open instead: see `streams`.
        "/events" => vec![],
        "/healthz"
        | "/readyz"
        | "/admin"
        | "/admin/sign-in"
        | "/admin/sign-in/code"
        | "/admin/people"
        | "/admin/policies"
        | "/admin/invitations"
        | "/admin/recoveries"
        | "/admin/erasures"
        | "/admin/log"
        | "/admin/checks"
        | "/admin/alerts"
        | "/admin/health"
        | "/admin/firms"
        | "/admin/support"
        | "/admin/requests"
        | "/admin/files/log.csv"
        | "/admin/files/log.jsonl"
        | "/admin/events" => vec![route.to_owned()],
        "/files/log.csv" | "/files/log.jsonl" => vec![
            route.to_owned(),
            format!("{route}?case={case}"),
            format!("{route}?text={part}"),
            format!("{route}?user={user}"),
        ],
        "/admin/erasures/{erasure}" => vec![format!("/admin/erasures/{erasure}")],
        "/admin/files/erasures/{erasure}" => vec![format!("/admin/files/erasures/{erasure}")],
        "/admin/people/{user}" => vec![format!("/admin/people/{user}")],
        // Sent to, with a file.
        "/files/cases/{case}/documents" => vec![],
        "/files/cases/{case}/evidence.jsonl" => vec![format!("/files/cases/{case}/evidence.jsonl")],
        "/files/documents/{document}" => vec![format!("/files/documents/{document}")],
        "/files/documents/{document}/pages/{page}" => vec![format!("/files/documents/{document}/pages/1?width=720")],
        "/files/signing/pages/{page}" => vec!["/files/signing/pages/1".to_owned()],
        "/files/signing/original" | "/files/signing/copy" => vec![route.to_owned()],
        "/"
        | "/setup"
        | "/sign-in"
        | "/sign-in/code"
        | "/sign-in/authenticator"
        | "/sign-in/recovery"
        | "/account"
        | "/account/recovery-codes"
        | "/security"
        | "/verify"
        | "/sign"
        | "/sign/document"
        | "/log"
        | "/roles"
        | "/account/sessions"
        | "/account/log"
        | "/account/password"
        | "/setup/firm"
        | "/join"
        | "/recovery"
        | "/sign-in/forgot"
        | "/sign-in/new-password"
        | "/cases/break-glass"
        | "/cases/new" => vec![route.to_owned()],
        "/cases" => vec!["/cases".to_owned(), format!("/cases?search={part}")],
        "/cases/{case}" => vec![format!("/cases/{case}")],
        "/cases/{case}/readers" => vec![format!("/cases/{case}/readers")],
        "/documents/{document}/readers" => vec![format!("/documents/{document}/readers")],
        "/documents/{document}" => vec![format!("/documents/{document}")],
        "/documents/{document}/sign" => vec![format!("/documents/{document}/sign")],
        "/envelopes/{envelope}" => vec![format!("/envelopes/{envelope}")],
        _ => return None,
    })
}
