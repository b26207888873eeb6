//! The headers that every response carries (promise K3).

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue};

/// Whose scripts and frames a page may load besides its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Others {
    /// Nobody's.
    Nobody,
    /// Cloudflare's, for its CAPTCHA, where the installation configured it.
    Turnstile,
}

/// What a page may load: only what carries the request's nonce or comes from here. No inline script or style, no `eval`.
pub fn page_policy(nonce: &str, others: Others) -> String {
    // Browsers that know `strict-dynamic` go by the nonce; the address is for those that don't, and the frame always needs it.
    let (scripts, frames) = match others {
        Others::Nobody => ("", ""),
        Others::Turnstile => (
            " https://challenges.cloudflare.com",
            "frame-src https://challenges.cloudflare.com; ",
        ),
    };
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'{scripts}; {frames}style-src 'self'; \
         img-src 'self' data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'; object-src 'none'"
    )
}

/// Adds the headers; a response that brings its own policy keeps it.
pub async fn secure(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let static_file = ["/pkg/", "/signing/", "/fonts/"]
        .iter()
        .any(|folder| path.starts_with(folder));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        (
            "permissions-policy",
            "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), midi=(), \
             payment=(), usb=(), interest-cohort=()",
        ),
        ("strict-transport-security", "max-age=63072000; includeSubDomains"),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if !headers.contains_key(CONTENT_SECURITY_POLICY) {
        headers.insert(
            CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(
                "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox",
            ),
        );
    }
    if static_file && response.status().is_success() {
        // Not hashed by name: asked for again each time, answered with 304 while unchanged.
        response
            .headers_mut()
            .insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    } else if !response.headers().contains_key(CACHE_CONTROL) {
        // Pages and answers are about one person: nothing keeps them.
        response
            .headers_mut()
            .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::{Others, page_policy};

    #[test]
    fn s7_nobody_elses_scripts_but_where_they_were_asked_for() {
        assert!(!page_policy("n", Others::Nobody).contains("http"));
        let policy = page_policy("n", Others::Turnstile);
        assert_eq!(
            policy.matches("https://challenges.cloudflare.com").count(),
            2,
            "{policy}"
        );
        assert!(
            policy.contains("; frame-src https://challenges.cloudflare.com; "),
            "{policy}"
        );
        assert!(!policy.contains("unsafe-inline") && !policy.contains('*'), "{policy}");
    }
}
