//! How often the endpoints of signing in may be asked (promise S6). Every server function under `access/` is counted; those that are not
//! stand in a list, each with its reason.

use app::api::guard::is_plain_form;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Redirect, Response};
use backend::access;
use backend::caller::Visitor;
use domain::{Error, Language};
use http::header::{HeaderValue, REFERER, RETRY_AFTER};
use http::{HeaderMap, StatusCode};
use server_fn::error::ServerFnUrlError;

use super::Client;
use crate::files::refused;
use crate::router::Site;

/// Not counted: pages ask them by themselves or for somebody who is signed in, and no secret can be guessed at any of them.
const UNCOUNTED: [(&str, &str); 8] = [
    ("choose-language", "sets a cookie of no secrecy"),
    ("me", "every page asks who is signed in"),
    (
        "offered",
        "says which second factors the bearer of a right password, or of a session, may choose from",
    ),
    (
        "password-strength",
        "judges what is typed, as it is typed, and knows no account",
    ),
    ("session-state", "every tab asks how long the session has left"),
    ("sign-out", "ends the session that its cookie names"),
    ("stay-signed-in", "prolongs the session that its cookie names"),
    (
        "unlock-offer",
        "every sign-in page asks whether this browser is trusted",
    ),
];

/// Where people sign in.
const WAYS_IN: [&str; 2] = ["/api/access/", "/admin/api/access/"];

/// The endpoint that a path is counted as. One that nobody has thought about is counted.
fn counted(path: &str) -> Option<&str> {
    // At the console they are others than at the office: nobody's failures there leave an administrator no turn here.
    let endpoint = WAYS_IN.iter().find_map(|way| path.strip_prefix(way))?;
    let counted = UNCOUNTED.iter().all(|(name, _)| *name != endpoint);
    counted.then(|| path.strip_prefix(WAYS_IN[0]).unwrap_or(path))
}

/// Whether requests to a path are counted.
pub fn is_limited(path: &str) -> bool {
    counted(path).is_some()
}

/// Lets a request to a counted endpoint in or refuses it, before its cookies are looked up or its body is read.
pub async fn limit(State(site): State<Site>, request: Request, next: Next) -> Response {
    let Some(endpoint) = counted(request.uri().path()) else {
        return next.run(request).await;
    };
    let Some(Client(origin)) = request.extensions().get::<Client>().cloned() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let visitor = Visitor::new(site.backend.clone(), origin, Language::default());
    match access::take_turn(&visitor, endpoint).await {
        Ok(()) => next.run(request).await,
        Err(failure) => {
            let error = failure.tell(visitor.request());
            refuse(request.uri().path(), request.headers(), &error)
        }
    }
}

/// A page's call gets the error; a form posted without script is sent back to its page, which says it.
fn refuse(path: &str, headers: &HeaderMap, error: &Error) -> Response {
    let page = headers.get(REFERER).and_then(|page| page.to_str().ok());
    let back = page.and_then(|page| ServerFnUrlError::new(path, error.clone()).to_url(page).ok());
    let mut response = match back {
        Some(page) if is_plain_form(headers) => Redirect::to(page.as_str()).into_response(),
        _ => refused(error),
    };
    if let Some(seconds) = error.retry_after() {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use http::header::ACCEPT;

    use super::*;

    /// Whoever adds a function under `access/` decides here whether it is counted; left out of [`UNCOUNTED`], it is.
    const COUNTED: [&str; 24] = [
        "ask-new-password",
        "begin-passkey",
        "begin-passkey-sign-in",
        "begin-step-up",
        "cancel-recovery",
        "captcha",
        "change-password",
        "enrolment",
        "enter-code",
        "enter-passkey",
        "enter-recovery-code",
        "invitation",
        "join",
        "new-password-link",
        "prove-mail",
        "recovery-link",
        "register-firm",
        "registration-link",
        "set-new-password",
        "sign-in",
        "sign-in-with-passkey",
        "step-up",
        "step-up-with-passkey",
        "unlock",
    ];

    #[test]
    fn s6_every_way_in_is_counted() {
        for way in WAYS_IN {
            let registered: BTreeSet<&str> = server_fn::axum::server_fn_paths()
                .filter_map(|(path, _)| path.strip_prefix(way))
                .collect();
            let (is, is_not): (BTreeSet<&str>, BTreeSet<&str>) = registered
                .iter()
                .partition(|name| counted(&format!("{way}{name}")).is_some());
            if way.starts_with("/admin/") {
                assert_eq!(is, ["enter-code", "sign-in", "step-up"].into());
                assert_eq!(is_not, ["me", "session-state", "sign-out", "stay-signed-in"].into());
            } else {
                assert_eq!(is, COUNTED.into());
                assert_eq!(is_not, UNCOUNTED.map(|(name, _)| name).into());
            }
        }
        assert_eq!(counted("/admin/api/access/sign-in"), Some("/admin/api/access/sign-in"));
        assert_eq!(counted("/admin/api/people/list"), None);
        assert_eq!(counted("/api/access/anything-new"), Some("anything-new"));
        assert_eq!(counted("/api/cases/page"), None);
        assert_eq!(counted("/sign-in"), None);
    }

    #[test]
    fn s6_a_plain_form_is_sent_back_to_its_page() {
        let error = Error::TooManyRequests { retry_after: 7 };
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("text/html"));
        headers.insert(
            REFERER,
            HeaderValue::from_static("https://firm.example/sign-in?next=%2Fcases"),
        );
        let response = refuse("/api/access/sign-in", &headers, &error);
        assert!(response.status().is_redirection());
        let page = response.headers()["location"].to_str().expect("ascii");
        assert!(
            page.starts_with("https://firm.example/sign-in?next=%2Fcases&__path="),
            "{page}"
        );
        assert_eq!(response.headers()[RETRY_AFTER], "7");

        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        assert_eq!(refuse("/api/access/sign-in", &headers, &error).status(), 429);
    }
}
