//! What every server function begins and ends with: who asks, and what of a failure they learn.
//!
//! The server's middleware has read the cookies and put what they name into the request's extensions.

use std::future::Future;

use backend::Failure;
use backend::access::{AfterSignIn, Begun, Renewed, SignedIn};
use backend::caller::{AtTheConsole, Caller, Challenged, SessionProbe, Signer, Visitor};
use backend::signing::Visit;
use backend::support::Entered;
use domain::access::NextStep;
use domain::{Error, Language};
use http::header::{ACCEPT, RETRY_AFTER, SET_COOKIE};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode};
use leptos::prelude::use_context;
use leptos_axum::{ResponseOptions, redirect};

use crate::request::local_path;

/// The office's session.
pub const SESSION_COOKIE: &str = "__Host-matterlock";
/// The half of a sign-in between password and code.
pub const CHALLENGE_COOKIE: &str = "__Host-matterlock-challenge";
/// A device that somebody signed in from before. It opens nothing; its failures are counted apart.
pub const DEVICE_COOKIE: &str = "__Host-matterlock-device";
/// The console's session. Sent to its own addresses only, which is why it can't be called `__Host-`: that demands `Path=/`.
pub const CONSOLE_COOKIE: &str = "__Secure-matterlock-admin";
/// The half of a sign-in at the console.
pub const CONSOLE_CHALLENGE_COOKIE: &str = "__Secure-matterlock-admin-challenge";
/// A trusted device. It stands in for the password; nobody is signed in by it.
pub const TRUST_COOKIE: &str = "__Host-matterlock-trust";
/// A signer's visit.
pub const VISIT_COOKIE: &str = "__Host-matterlock-signing";
/// Seconds for which a device is remembered after its last sign-in: 400 days, which is the longest that browsers keep a cookie.
const DEVICE_SECONDS: i64 = 400 * 86_400;
/// The language chosen in this browser; no secret.
pub const LANGUAGE_COOKIE: &str = "language";

/// Runs a server function; the failure is logged, the status set, and the caller told what it may know.
pub async fn answer<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Error> {
    let failure = match work.await {
        Ok(answer) => return Ok(answer),
        Err(failure) => failure,
    };
    let parts = use_context::<Parts>();
    let request = parts
        .as_ref()
        .and_then(|parts| parts.extensions.get::<Visitor>())
        .map_or("-", Visitor::request);
    let error = failure.tell(request);
    // A form posted without script is sent back to its page, whatever the status would have been.
    let plain_form = parts
        .as_ref()
        .is_some_and(|parts| is_function(parts.uri.path()) && is_plain_form(&parts.headers));
    if let (Some(seconds), Some(response)) = (error.retry_after(), use_context::<ResponseOptions>()) {
        response.insert_header(RETRY_AFTER, HeaderValue::from(seconds));
    }
    if let (false, Some(response), Ok(status)) = (
        plain_form,
        use_context::<ResponseOptions>(),
        StatusCode::from_u16(error.status()),
    ) {
        response.set_status(status);
    }
    Err(error)
}

/// Whether a path is one of a server function's.
pub fn is_function(path: &str) -> bool {
    path.starts_with("/api/") || path.starts_with("/admin/api/")
}

/// Whether a browser has sent a form by itself, and would show the answer as a page.
pub fn is_plain_form(headers: &HeaderMap) -> bool {
    headers
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

fn extension<T: Clone + Send + Sync + 'static>() -> Option<T> {
    use_context::<Parts>()?.extensions.get::<T>().cloned()
}

/// Anybody.
///
/// # Errors
/// Only where the middleware is missing, which is a fault of ours.
pub fn visitor() -> Result<Visitor, Failure> {
    extension().ok_or_else(|| Failure::broken("a request without its visitor"))
}

/// Somebody of a firm with a live session. Whoever is in by support access is not: what they may ask for says so with [`caller_or_support`].
///
/// # Errors
/// `NotSignedIn`; `Forbidden` for support.
pub fn caller() -> Result<Caller, Failure> {
    let caller = caller_or_support()?;
    if caller.me().role.is_support() {
        return Err(Error::Forbidden.into());
    }
    Ok(caller)
}

/// Somebody with a live session: of a firm, or in by support access, for whom the database opens one case.
pub fn caller_or_support() -> Result<Caller, Failure> {
    extension().ok_or_else(|| Error::NotSignedIn.into())
}

/// Somebody with a live session of the console.
pub fn at_the_console() -> Result<AtTheConsole, Failure> {
    extension().ok_or_else(|| Error::NotSignedIn.into())
}

/// The session that the cookie of this place names, alive or not.
pub fn session_probe() -> Result<SessionProbe, Failure> {
    extension().ok_or_else(|| Error::NotSignedIn.into())
}

/// Somebody who gave the right password and owes the code.
pub fn challenge() -> Result<Challenged, Failure> {
    extension().ok_or_else(|| Error::NotSignedIn.into())
}

/// A signer on a visit.
pub fn signer() -> Result<Signer, Failure> {
    extension().ok_or_else(|| Error::LinkNotValid.into())
}

/// Sets the challenge cookie and leads on.
pub fn begin_challenge(begun: &Begun) {
    begin_challenge_to(begun, "");
}

/// Sets the challenge cookie and leads on, towards a page that was asked for.
pub fn begin_challenge_to(begun: &Begun, next: &str) {
    set_cookie(CHALLENGE_COOKIE, &begun.cookie, Some(begun.seconds), "Strict");
    let step = match begun.next {
        NextStep::Code => "/sign-in/code",
        NextStep::SetUpAuthenticator => "/sign-in/authenticator",
    };
    match local_path(next) {
        Some(next) => redirect(&format!("{step}?next={}", escaped(next))),
        None => redirect(step),
    }
}

/// Sets the session cookie, which ends with the browser or with the session, and leads to where the person wanted to go; to their
/// second factors first where those want looking after.
pub fn begin_session(signed_in: &SignedIn, next: &str) {
    set_cookie(CHALLENGE_COOKIE, "", Some(0), "Strict");
    set_cookie(SESSION_COOKIE, &signed_in.cookie, None, "Lax");
    set_cookie(DEVICE_COOKIE, &signed_in.device, Some(DEVICE_SECONDS), "Strict");
    if let Some(trust) = &signed_in.trust {
        set_cookie(TRUST_COOKIE, &trust.cookie, Some(trust.seconds), "Strict");
    }
    let next = local_path(next);
    match signed_in.after {
        AfterSignIn::Work => redirect(next.unwrap_or("/cases")),
        AfterSignIn::MakeRecoveryCodes => {
            redirect(&format!(
                "/account/recovery-codes?next={}",
                escaped(next.unwrap_or("/cases"))
            ));
        }
        AfterSignIn::AddPasskey => redirect("/account?passkey=required"),
        AfterSignIn::MendFactors => redirect("/account?recovered=1"),
    }
}

/// Removes the cookie of a device that is trusted no more, and leads back to the sign-in page, which says so.
pub fn trust_is_over(next: &str) {
    set_cookie(TRUST_COOKIE, "", Some(0), "Strict");
    let next = local_path(next).map(|next| format!("&next={}", escaped(next)));
    redirect(&format!("/sign-in?ended=trust{}", next.unwrap_or_default()));
}

/// Removes the session cookie and leads to the sign-in page.
pub fn end_session() {
    set_cookie(SESSION_COOKIE, "", Some(0), "Lax");
    redirect("/sign-in?ended=signed_out");
}

/// Sets the console's challenge cookie and leads on to the code, towards a page of the console that was asked for.
pub fn begin_console_challenge(begun: &Begun, next: &str) {
    set_console_cookie(CONSOLE_CHALLENGE_COOKIE, &begun.cookie, Some(begun.seconds));
    match console_path(next) {
        Some(next) => redirect(&format!("/admin/sign-in/code?next={}", escaped(next))),
        None => redirect("/admin/sign-in/code"),
    }
}

/// Sets the console's cookie and leads to the page that was asked for.
pub fn begin_console(signed_in: &SignedIn, next: &str) {
    set_console_cookie(CONSOLE_CHALLENGE_COOKIE, "", Some(0));
    set_console_cookie(CONSOLE_COOKIE, &signed_in.cookie, None);
    set_cookie(DEVICE_COOKIE, &signed_in.device, Some(DEVICE_SECONDS), "Strict");
    redirect(console_path(next).unwrap_or("/admin"));
}

/// Sets the console's new cookie, where there is one.
pub fn renew_console(renewed: Option<Renewed>) {
    if let Some(renewed) = renewed {
        set_console_cookie(CONSOLE_COOKIE, &renewed.cookie, None);
    }
}

/// Sets the office's new cookie, where there is one.
pub fn renew_session(renewed: Option<Renewed>) {
    if let Some(renewed) = renewed {
        set_cookie(SESSION_COOKIE, &renewed.cookie, None, "Lax");
    }
}

/// Sets the office's session cookie of somebody who goes in by support access, and leads to the case. The console's goes on.
pub fn begin_support(entered: &Entered) {
    set_cookie(SESSION_COOKIE, &entered.cookie, None, "Lax");
    redirect(&format!("/cases/{}", entered.case));
}

/// Removes the console's cookie and leads to its sign-in page.
pub fn end_console() {
    set_console_cookie(CONSOLE_COOKIE, "", Some(0));
    redirect("/admin/sign-in?ended=signed_out");
}

/// This moment, as the page keeps it that is drawn now: see [`backend::live`].
pub fn drawn_now() -> u64 {
    backend::live::drawn_now().0
}

/// Leads to another page of this site.
pub fn lead_to(page: &'static str) {
    redirect(page);
}

/// Sets the visit cookie and leads to the document.
pub fn begin_visit(visit: &Visit) {
    set_cookie(VISIT_COOKIE, &visit.cookie, Some(visit.seconds), "Lax");
    // An empty fragment of its own: a redirect without one inherits the link's secret where a browser sent the form by itself.
    redirect("/sign/document#");
}

/// Keeps the language in this browser for a year and goes back to the page, or to the first one.
pub fn remember_language(language: Language, back: &str) {
    append_cookie(&format!(
        "{LANGUAGE_COOKIE}={}; Path=/; Max-Age=31536000; SameSite=Lax; Secure",
        language.tag()
    ));
    redirect(local_path(back).unwrap_or("/"));
}

fn set_cookie(name: &str, value: &str, max_age: Option<i64>, same_site: &str) {
    set_cookie_at("/", name, value, max_age, same_site);
}

/// Sent to the console's own addresses only, and never with a request that another site caused.
fn set_console_cookie(name: &str, value: &str, max_age: Option<i64>) {
    set_cookie_at("/admin", name, value, max_age, "Strict");
}

fn set_cookie_at(path: &str, name: &str, value: &str, max_age: Option<i64>, same_site: &str) {
    let age = max_age
        .map(|seconds| format!("; Max-Age={seconds}"))
        .unwrap_or_default();
    append_cookie(&format!(
        "{name}={value}; Path={path}; HttpOnly; Secure; SameSite={same_site}{age}"
    ));
}

fn append_cookie(cookie: &str) {
    if let (Some(response), Ok(value)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(cookie)) {
        response.append_header(SET_COOKIE, value);
    }
}

/// A page of the console, but not its way in.
fn console_path(path: &str) -> Option<&str> {
    let inside = local_path(path)?.strip_prefix("/admin")?;
    let plain =
        inside.is_empty() || inside.starts_with('?') || (inside.starts_with('/') && !inside.starts_with("/sign-in"));
    plain.then_some(path)
}

/// Percent-encodes what would end a query value.
fn escaped(path: &str) -> String {
    path.replace('%', "%25")
        .replace('&', "%26")
        .replace('#', "%23")
        .replace('+', "%2B")
        .replace('?', "%3F")
        .replace('=', "%3D")
}

#[cfg(test)]
mod tests {
    use super::{console_path, escaped, is_function};

    #[test]
    fn i4_the_consoles_sign_in_leads_to_the_console_only() {
        for page in ["/admin", "/admin?x=1", "/admin/people/1"] {
            assert_eq!(console_path(page), Some(page));
        }
        for other in [
            "",
            "/cases",
            "/administration",
            "//admin",
            "/admin/sign-in",
            "https://evil.example/admin",
        ] {
            assert_eq!(console_path(other), None, "{other:?}");
        }
        assert!(is_function("/admin/api/people/list") && !is_function("/admin/people"));
    }

    #[test]
    fn a_page_survives_being_a_query_value() {
        assert_eq!(
            escaped("/cases?stage=active&search=a%20b"),
            "/cases%3Fstage%3Dactive%26search%3Da%2520b"
        );
    }
}
