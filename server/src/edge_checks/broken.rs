//! R5: each check of the edge is red where its promise is broken. A router that keeps every promise is spoiled in one thing at a time.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Request};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Redirect, Response};
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, SET_COOKIE};
use http::{Method, StatusCode};
use tower_http::limit::RequestBodyLimitLayer;

use super::ALL;
use crate::edge::{self, BODY_LIMIT};

/// What the edges here let in within a minute.
const MOST: u32 = 10;

/// An edge without an inside: it refuses, leads to the sign-in page, and answers as the real one does.
fn sound() -> Router {
    limited(household)
}

/// Whom a request is counted for.
type Household = fn(&Request) -> Vec<u8>;

/// By the other end of the connection, and of IPv6 by its network.
fn household(request: &Request) -> Vec<u8> {
    match request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0.ip())
    {
        Some(IpAddr::V6(address)) => address.octets()[..8].to_vec(),
        other => format!("{other:?}").into_bytes(),
    }
}

/// The edge, counting for whoever `household` says.
fn limited(household: Household) -> Router {
    let counts: Arc<Mutex<HashMap<Vec<u8>, u32>>> = Arc::default();
    unprotected()
        .layer(from_fn(move |request: Request, next: Next| {
            let counts = Arc::clone(&counts);
            async move {
                let count = {
                    let mut counts = counts.lock().unwrap();
                    let count = counts.entry(household(&request)).or_default();
                    *count += u32::from(request.uri().path() == "/api/access/enter-code");
                    *count
                };
                if count > MOST {
                    return (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "60")]).into_response();
                }
                next.run(request).await
            }
        }))
        .layer(from_fn(|request: Request, next: Next| async move {
            let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
            let own = request
                .headers()
                .get("origin")
                .is_some_and(|origin| origin == "http://check.invalid");
            let cross = request.headers().contains_key("sec-fetch-site");
            if safe || (own && !cross) {
                next.run(request).await
            } else {
                StatusCode::FORBIDDEN.into_response()
            }
        }))
        .layer(from_fn(edge::secure))
}

/// The same without headers and without asking where a request comes from.
fn unprotected() -> Router {
    Router::new()
        .fallback(|request: Request| async move {
            let (parts, body) = request.into_parts();
            match parts.uri.path() {
                "/cases" | "/log" => Redirect::to("/sign-in").into_response(),
                "/events" => StatusCode::UNAUTHORIZED.into_response(),
                path if path.starts_with("/files/") => StatusCode::UNAUTHORIZED.into_response(),
                _ => match axum::body::to_bytes(body, usize::MAX).await {
                    Ok(_) => StatusCode::OK.into_response(),
                    Err(_) => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
                },
            }
        })
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
}

/// Changes every answer of a router.
fn spoilt(app: Router, spoil: fn(&str, Response) -> Response) -> Router {
    app.layer(from_fn(move |request: Request, next: Next| async move {
        let path = request.uri().path().to_owned();
        spoil(&path, next.run(request).await)
    }))
}

fn with(mut response: Response, name: HeaderName, value: &'static str) -> Response {
    response.headers_mut().insert(name, HeaderValue::from_static(value));
    response
}

/// What breaks each promise, and the one check that has to see it.
fn breaches() -> Vec<(&'static str, Router)> {
    let mut all = vec![
        (
            "D1.scanners",
            spoilt(sound(), |path, response| match path {
                "/sign" => with(response, SET_COOKIE, "visit=1"),
                _ => response,
            }),
        ),
        (
            "D1.scanners",
            spoilt(sound(), |path, response| match path {
                "/sign" => (StatusCode::GONE, response).into_response(),
                _ => response,
            }),
        ),
        (
            "K3.headers",
            spoilt(sound(), |path, response| match path {
                "/no-such-page" => with(
                    response,
                    CONTENT_SECURITY_POLICY,
                    "default-src 'none'; script-src 'unsafe-inline'",
                ),
                _ => response,
            }),
        ),
        (
            "K3.headers",
            spoilt(sound(), |path, response| match path {
                "/cases" => with(response, CONTENT_SECURITY_POLICY, "default-src 'none'; img-src *"),
                _ => response,
            }),
        ),
        (
            "K4.cors",
            spoilt(sound(), |path, response| match path {
                "/healthz" => with(response, ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
                _ => response,
            }),
        ),
        (
            "K4.body",
            spoilt(sound(), |_, response| match response.status() {
                StatusCode::PAYLOAD_TOO_LARGE => (StatusCode::OK, response).into_response(),
                _ => response,
            }),
        ),
        (
            "S9.jwt",
            spoilt(sound(), |_, response| {
                if response.status().is_redirection() {
                    (StatusCode::OK, response).into_response()
                } else {
                    response
                }
            }),
        ),
        (
            "S9.jwt",
            spoilt(sound(), |path, response| match path {
                "/events" => (StatusCode::OK, response).into_response(),
                _ => response,
            }),
        ),
        (
            "S6.proxies",
            limited(|request| {
                let claimed = request.headers().get("x-forwarded-for");
                claimed.map(|claimed| claimed.as_bytes().to_vec()).unwrap_or_default()
            }),
        ),
        (
            "S6.proxies",
            limited(|request| format!("{:?}", request.extensions().get::<ConnectInfo<SocketAddr>>()).into_bytes()),
        ),
        (
            "S6.proxies",
            spoilt(sound(), |_, mut response| {
                response.headers_mut().remove("retry-after");
                response
            }),
        ),
        ("S9.origin", foreigners_welcome()),
    ];
    for header in [
        "strict-transport-security",
        "x-frame-options",
        "x-content-type-options",
        "referrer-policy",
        "permissions-policy",
        "content-security-policy",
    ] {
        let app = sound().layer(from_fn(move |request: Request, next: Next| async move {
            let mut response = next.run(request).await;
            response.headers_mut().remove(header);
            response
        }));
        all.push(("K3.headers", app));
    }
    all
}

/// Counted and with its headers, and open to posts from everywhere.
fn foreigners_welcome() -> Router {
    sound().layer(from_fn(|mut request: Request, next: Next| async move {
        request.headers_mut().remove("sec-fetch-site");
        request
            .headers_mut()
            .insert("origin", HeaderValue::from_static("http://check.invalid"));
        next.run(request).await
    }))
}

async fn red(app: &Router) -> Vec<&'static str> {
    let mut red = Vec::new();
    for (_, name, run) in ALL {
        if run(app.clone(), MOST).await.is_err() {
            red.push(name);
        }
    }
    red
}

#[tokio::test]
async fn r5_a_broken_edge_turns_its_check_red() {
    assert_eq!(red(&sound()).await, Vec::<&str>::new());
    let breaches = breaches();
    for (seen_by, app) in &breaches {
        assert_eq!(red(app).await, [*seen_by]);
    }
    for (_, name, _) in ALL {
        assert!(
            breaches.iter().any(|(seen_by, _)| *seen_by == name),
            "nothing breaks {name}"
        );
    }
}
