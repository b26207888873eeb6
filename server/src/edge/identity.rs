//! From cookies to callers. Whoever holds nothing is a visitor, and gets nothing to ask with.

use app::api::guard::{CHALLENGE_COOKIE, DEVICE_COOKIE, LANGUAGE_COOKIE, SESSION_COOKIE, TRUST_COOKIE, VISIT_COOKIE};
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use axum_extra::extract::CookieJar;
use backend::access;
use backend::caller::{Challenged, SessionProbe, Signer, Visitor};
use domain::Language;
use domain::access::{EndReason, SessionState};
use http::header::ACCEPT_LANGUAGE;
use http::{HeaderMap, Method, StatusCode};

use super::{Client, console, failed};
use crate::router::Site;

/// Reads the cookies and puts what they name into the request's extensions.
pub async fn identify(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let Some(Client(origin)) = request.extensions().get::<Client>().cloned() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let jar = CookieJar::from_headers(request.headers());
    let chosen = jar
        .get(LANGUAGE_COOKIE)
        .and_then(|cookie| Language::from_tag(cookie.value()));
    let asked = accepted(request.headers());
    let mut visitor = Visitor::new(site.backend.clone(), origin, chosen.unwrap_or(asked));
    if let Some(cookie) = jar.get(DEVICE_COOKIE) {
        visitor = visitor.on_device(cookie.value());
    }
    if console::is_its(request.uri().path()) {
        return console::identify(visitor, &jar, chosen.is_some(), request, next).await;
    }
    if let Some(cookie) = jar.get(TRUST_COOKIE) {
        visitor = visitor.trusted_by(cookie.value());
    }

    if let Some(signer) = jar
        .get(VISIT_COOKIE)
        .and_then(|cookie| Signer::from_cookie(&visitor, cookie.value()))
    {
        request.extensions_mut().insert(signer);
    }
    if let Some(challenged) = jar
        .get(CHALLENGE_COOKIE)
        .and_then(|cookie| Challenged::from_cookie(&visitor, cookie.value()))
    {
        request.extensions_mut().insert(challenged);
    }
    let probe = jar
        .get(SESSION_COOKIE)
        .and_then(|cookie| SessionProbe::from_cookie(&visitor, cookie.value()));
    let path = request.uri().path().to_owned();
    if let Some(probe) = probe.as_ref().filter(|_| needs_caller(&path)) {
        match access::identify(probe, counts_as_activity(request.method(), &path)).await {
            Ok(Some(caller)) => {
                if chosen.is_none() {
                    request.extensions_mut().insert(caller.me().language);
                }
                request.extensions_mut().insert(caller);
            }
            Ok(None) => {}
            Err(failure) => {
                return failed(failure.tell(visitor.request()));
            }
        }
    }
    let signed_in = request.extensions().get::<backend::caller::Caller>().is_some();
    if request.method() == Method::GET && is_office_page(&path) && !signed_in {
        return to_sign_in(
            "/sign-in",
            probe.as_ref(),
            request.uri().path_and_query().map_or("/", |path| path.as_str()),
        )
        .await;
    }
    if let Some(probe) = probe {
        request.extensions_mut().insert(probe);
    }
    request.extensions_mut().insert(visitor);
    next.run(request).await
}

/// The language that a browser asks for (RFC 9110, section 12.5.4).
pub(super) fn accepted(headers: &HeaderMap) -> Language {
    headers
        .get(ACCEPT_LANGUAGE)
        .and_then(|header| header.to_str().ok())
        .map(Language::accepted)
        .unwrap_or_default()
}

/// Before anything is rendered: pages behind a door are for those who are signed in there. Says why a session ended, and where to come back to.
pub(super) async fn to_sign_in(door: &str, probe: Option<&SessionProbe>, path: &str) -> Response {
    let reason = match probe {
        None => None,
        Some(probe) => match access::session_state(probe).await {
            Ok(SessionState::Ended(reason)) => Some(reason),
            _ => None,
        },
    };
    let next: String = path
        .bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect();
    let ended = match reason {
        None | Some(EndReason::NeverSignedIn) => String::new(),
        Some(EndReason::SignedInElsewhere { at, .. }) => format!("ended=elsewhere&at={}&", at.0),
        Some(reason) => format!("ended={}&", reason.name()),
    };
    Redirect::to(&format!("{door}?{ended}next={next}")).into_response()
}

/// Static files and probes of health ask for nobody.
fn needs_caller(path: &str) -> bool {
    !(app::BUILDS.iter().any(|build| path.starts_with(build))
        || path.starts_with("/fonts/")
        || path == "/healthz"
        || path == "/readyz"
        || path == "/favicon.svg")
}

/// Pages for those who are signed in.
fn is_office_page(path: &str) -> bool {
    path == "/"
        || ["/account", "/cases", "/documents", "/envelopes", "/log", "/roles"]
            .iter()
            .any(|area| path == *area || path.strip_prefix(area).is_some_and(|rest| rest.starts_with('/')))
}

/// What a person does counts: opening a page, going on to another one (of which the page tells), sending a form, pressing
/// "stay signed in". What a page does by itself does not.
fn counts_as_activity(method: &Method, path: &str) -> bool {
    match path.strip_prefix("/api/") {
        Some(function) => !READS.contains(&function),
        None => !(path.starts_with("/files/") && method == Method::GET) && path != "/events" && path != "/security",
    }
}

/// Whether a path is a server function's that only reads: pages of the office or of the console call it by themselves.
pub fn only_reads(path: &str) -> bool {
    let among = |area: &str, reads: &[&str]| {
        path.strip_prefix(area)
            .is_some_and(|function| reads.contains(&function))
    };
    among("/api/", &READS) || among("/admin/api/", &console::READS)
}

/// Server functions that pages call by themselves: to show, to refresh, to ask how long the session has left.
pub(crate) const READS: [&str; 21] = [
    "access/me",
    "access/offered",
    "access/session-state",
    "access/unlock-offer",
    "account/recovery-codes",
    "account/second-factors",
    "audit/case-readers",
    "audit/document-readers",
    "audit/key",
    "audit/log",
    "audit/own",
    "cases/dashboard",
    "cases/page",
    "cases/timeline",
    "checks/page",
    "documents/page",
    "sessions/page",
    "drafts/key",
    "signing/page",
    "support/now",
    "visit/view",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn s3_what_a_page_does_by_itself_is_no_activity() {
        assert!(counts_as_activity(&Method::GET, "/cases"));
        assert!(counts_as_activity(&Method::POST, "/api/access/stay-signed-in"));
        assert!(counts_as_activity(&Method::POST, "/files/cases/1/documents"));
        for path in [
            "/api/access/session-state",
            "/api/cases/page",
            "/api/drafts/key",
            "/events",
            "/api/audit/log",
            "/files/documents/1/pages/1",
            "/files/log.csv",
        ] {
            assert!(!counts_as_activity(&Method::GET, path), "{path}");
        }
    }

    #[test]
    fn i6_what_only_reads_is_known_at_both_places() {
        for path in ["/api/cases/dashboard", "/admin/api/people/list"] {
            assert!(only_reads(path), "{path}");
        }
        for path in [
            "/api/people/list",
            "/admin/api/cases/dashboard",
            "/api/cases/open",
            "/cases",
        ] {
            assert!(!only_reads(path), "{path}");
        }
    }

    #[test]
    fn office_pages_are_known_by_their_area() {
        for path in [
            "/",
            "/cases",
            "/cases/new",
            "/cases/1/readers",
            "/account/log",
            "/envelopes/1",
            "/log",
            "/roles",
        ] {
            assert!(is_office_page(path), "{path}");
        }
        for path in ["/sign", "/sign-in", "/security", "/casesx", "/setup", "/login"] {
            assert!(!is_office_page(path), "{path}");
        }
    }

    /// What a person does there. A function that is new has to be put here or among those that pages call by themselves.
    const ACTS: [&str; 68] = [
        "access/ask-new-password",
        "access/begin-passkey",
        "access/begin-passkey-sign-in",
        "access/begin-step-up",
        "access/cancel-recovery",
        "access/captcha",
        "access/change-password",
        "access/choose-language",
        "access/enrolment",
        "access/enter-code",
        "access/enter-passkey",
        "access/enter-recovery-code",
        "access/invitation",
        "access/join",
        "access/new-password-link",
        "access/password-strength",
        "access/prove-mail",
        "access/recovery-link",
        "access/register-firm",
        "access/registration-link",
        "access/set-new-password",
        "access/sign-in",
        "access/sign-in-with-passkey",
        "access/sign-out",
        "access/stay-signed-in",
        "access/step-up",
        "access/step-up-with-passkey",
        "access/unlock",
        "account/add-app",
        "account/add-passkey",
        "account/begin-passkey",
        "account/confirm-app",
        "account/make-recovery-codes",
        "account/remove-app",
        "account/remove-passkey",
        "account/rename-app",
        "account/rename-passkey",
        "audit/ready-export",
        "audit/remove-filter",
        "audit/save-filter",
        "cases/assign",
        "cases/break-glass",
        "cases/change",
        "cases/end-glass",
        "cases/lift-hold",
        "cases/lift-wall",
        "cases/name-responsible",
        "cases/open",
        "cases/place-hold",
        "cases/raise-wall",
        "cases/remove-party",
        "cases/save-party",
        "cases/unassign",
        "checks/run",
        "sessions/end",
        "signing/hand-over-link",
        "signing/mail-link",
        "signing/request",
        "signing/void",
        "visit/ask-new-link",
        "visit/decline",
        "visit/give-consent",
        "visit/open-link",
        "visit/page-text",
        "visit/pages-shown",
        "visit/save-draft",
        "visit/sign",
        "visit/sign-typed",
    ];

    #[test]
    fn s3_every_function_is_an_act_or_done_by_a_page_itself() {
        let known: BTreeSet<&str> = ACTS.into_iter().chain(READS).collect();
        let registered: BTreeSet<&str> = server_fn::axum::server_fn_paths()
            .filter_map(|(path, _)| path.strip_prefix("/api/"))
            .collect();
        assert_eq!(registered, known);
        for function in ACTS {
            let path = format!("/api/{function}");
            assert!(counts_as_activity(&Method::POST, &path), "{function}");
        }
        for function in READS {
            let path = format!("/api/{function}");
            assert!(!counts_as_activity(&Method::POST, &path), "{function}");
        }
    }
}
