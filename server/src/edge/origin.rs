//! Cross-site requests change nothing (promise S9): every unsafe method must come from a page of this site.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::header::{HOST, ORIGIN};
use http::{HeaderMap, Method, StatusCode};

use crate::router::Site;

/// Refuses unsafe methods whose `Origin` is not this site, or that say nothing of where they come from.
pub async fn refuse_foreign(State(site): State<Site>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || comes_from_here(request.headers(), &site.public_origin) {
        return next.run(request).await;
    }
    // Read to the end where it is short: whoever is still writing would lose the answer with the connection.
    drop(axum::body::to_bytes(request.into_body(), 64 * 1024).await);
    (
        StatusCode::FORBIDDEN,
        "This request did not come from a page of this site.\n",
    )
        .into_response()
}

fn comes_from_here(headers: &HeaderMap, public_origin: &str) -> bool {
    // Browsers say it themselves, and pages can't change it (Fetch Metadata, section 2.3).
    if let Some(site) = headers.get("sec-fetch-site")
        && site != "same-origin"
    {
        return false;
    }
    let Some(origin) = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok()) else {
        return false;
    };
    if origin == public_origin {
        return true;
    }
    // Behind a tunnel or on another name of the same machine: the origin's host is the host that was asked.
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let origin_host = origin
        .strip_prefix("https://")
        .or_else(|| origin.strip_prefix("http://"));
    host.is_some() && host == origin_host
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(pairs: &[(&'static str, &str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().expect("header"));
        }
        comes_from_here(&headers, "https://firm.example")
    }

    #[test]
    fn s9_only_pages_of_this_site_may_post() {
        assert!(ask(&[("origin", "https://firm.example")]));
        assert!(ask(&[("origin", "http://localhost:3000"), ("host", "localhost:3000")]));
        assert!(ask(&[
            ("origin", "https://firm.example"),
            ("sec-fetch-site", "same-origin")
        ]));
        assert!(!ask(&[]));
        assert!(!ask(&[("origin", "null")]));
        assert!(!ask(&[("origin", "https://evil.example"), ("host", "firm.example")]));
        assert!(!ask(&[
            ("origin", "https://firm.example.evil.example"),
            ("host", "firm.example")
        ]));
        assert!(!ask(&[
            ("origin", "https://firm.example"),
            ("sec-fetch-site", "cross-site")
        ]));
        assert!(!ask(&[
            ("origin", "https://firm.example"),
            ("sec-fetch-site", "same-site")
        ]));
    }
}
