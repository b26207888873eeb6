//! From cookies to callers at the console. Its cookies are read under its own addresses and nowhere else, and the office's are not read
//! there: whoever holds one of the two holds nothing of the other.

use app::api::guard::{CONSOLE_CHALLENGE_COOKIE, CONSOLE_COOKIE};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use backend::caller::{Challenged, SessionProbe, Visitor};
use backend::console;
use http::Method;

use super::failed;
use super::identity::to_sign_in;

/// Whether a path is one of the console's.
pub(super) fn is_its(path: &str) -> bool {
    below(path, "/admin")
}

fn below(path: &str, area: &str) -> bool {
    path.strip_prefix(area)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Reads the console's cookies and puts what they name into the request's extensions.
pub(super) async fn identify(
    visitor: Visitor,
    jar: &CookieJar,
    language_chosen: bool,
    mut request: Request,
    next: Next,
) -> Response {
    let visitor = visitor.at_the_console();
    let path = request.uri().path().to_owned();
    if let Some(challenged) = jar
        .get(CONSOLE_CHALLENGE_COOKIE)
        .and_then(|cookie| Challenged::from_cookie(&visitor, cookie.value()))
    {
        request.extensions_mut().insert(challenged);
    }
    let probe = jar
        .get(CONSOLE_COOKIE)
        .and_then(|cookie| SessionProbe::from_cookie(&visitor, cookie.value()));
    let mut there = false;
    if let Some(probe) = &probe {
        match console::identify(probe, counts_as_activity(&path)).await {
            Ok(Some(at)) => {
                if !language_chosen {
                    request.extensions_mut().insert(at.me().language);
                }
                request.extensions_mut().insert(at);
                there = true;
            }
            Ok(None) => {}
            Err(failure) => return failed(failure.tell(visitor.request())),
        }
    }
    if request.method() == Method::GET && is_inside(&path) && !there {
        let asked = request.uri().path_and_query().map_or("/admin", |path| path.as_str());
        return to_sign_in("/admin/sign-in", probe.as_ref(), asked).await;
    }
    if let Some(probe) = probe {
        request.extensions_mut().insert(probe);
    }
    request.extensions_mut().insert(visitor);
    next.run(request).await
}

/// Pages for those who are at the console: all but the way in.
fn is_inside(path: &str) -> bool {
    !below(path, "/admin/sign-in") && !below(path, "/admin/api") && path != "/admin/events"
}

/// As at the office: what a person does counts, what a page does by itself does not.
fn counts_as_activity(path: &str) -> bool {
    match path.strip_prefix("/admin/api/") {
        Some(function) => !READS.contains(&function),
        None => path != "/admin/events" && !path.starts_with("/admin/files/"),
    }
}

/// Server functions that pages of the console call by themselves.
pub(crate) const READS: [&str; 16] = [
    "access/me",
    "access/session-state",
    "checks/page",
    "erasures/list",
    "erasures/receipt",
    "installation/alerts",
    "installation/firms",
    "installation/health",
    "installation/support",
    "log/page",
    "people/invitations",
    "people/list",
    "people/page",
    "policies/page",
    "recoveries/list",
    "support/list",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn i4_the_consoles_addresses_are_known() {
        for path in ["/admin", "/admin/people", "/admin/api/access/me", "/admin/events"] {
            assert!(is_its(path), "{path}");
        }
        for path in ["/", "/administration", "/api/access/me", "/sign-in", "/operator"] {
            assert!(!is_its(path), "{path}");
        }
        assert!(is_inside("/admin") && is_inside("/admin/people/1") && is_inside("/admin/sign-inx"));
        for path in [
            "/admin/sign-in",
            "/admin/sign-in/code",
            "/admin/api/people/list",
            "/admin/events",
        ] {
            assert!(!is_inside(path), "{path}");
        }
    }

    #[test]
    fn i4_what_a_page_does_by_itself_is_no_activity() {
        assert!(counts_as_activity("/admin/people"));
        assert!(counts_as_activity("/admin/api/people/change-role"));
        assert!(!counts_as_activity("/admin/api/people/list"));
        assert!(!counts_as_activity("/admin/events"));
        assert!(!counts_as_activity("/admin/api/log/page"));
        assert!(!counts_as_activity("/admin/files/log.csv"));
    }

    /// What a person does there. A function that is new has to be put here or among those that pages call by themselves.
    const ACTS: [&str; 33] = [
        "access/enter-code",
        "access/sign-in",
        "access/sign-out",
        "access/stay-signed-in",
        "access/step-up",
        "checks/attack",
        "erasures/erase",
        "erasures/find",
        "installation/acknowledge",
        "installation/ask-support",
        "installation/end-support",
        "installation/enter-support",
        "installation/make-setup-link",
        "installation/withdraw-setup-link",
        "log/ready-export",
        "log/remove-filter",
        "log/save-filter",
        "people/change-role",
        "people/close",
        "people/end-sessions",
        "people/forget-devices",
        "people/invite",
        "people/reopen",
        "people/withdraw-invitation",
        "policies/save",
        "policies/save-checkpoint-mail",
        "policies/save-networks",
        "recoveries/approve",
        "recoveries/ask",
        "recoveries/cancel",
        "support/decline",
        "support/grant",
        "support/revoke",
    ];

    #[test]
    fn i4_every_function_is_an_act_or_done_by_a_page_itself() {
        let known: BTreeSet<&str> = ACTS.into_iter().chain(READS).collect();
        let registered: BTreeSet<&str> = server_fn::axum::server_fn_paths()
            .filter_map(|(path, _)| path.strip_prefix("/admin/api/"))
            .collect();
        assert_eq!(registered, known);
        for function in ACTS {
            let path = format!("/admin/api/{function}");
            assert!(counts_as_activity(&path), "{function}");
        }
        for function in READS {
            let path = format!("/admin/api/{function}");
            assert!(!counts_as_activity(&path), "{function}");
        }
    }
}
