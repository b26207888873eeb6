//! The live checks that need the whole edge: requests through the same router that serves, without a network.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use app::api::guard::SESSION_COOKIE;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use backend::Backend;
use backend::checks::{Check, MAY_TAKE, Running, Seen, Verdict, Weight};
use http::{Method, Request, Response, StatusCode};
use tower::ServiceExt as _;

use crate::attack;
use crate::edge::BODY_LIMIT;

/// A check of the edge: promise, name, and what it does to a router that lets so many requests in within a minute.
type EdgeCheck = (&'static str, &'static str, fn(Router, u32) -> Running<'static>);

const ALL: [EdgeCheck; 7] = [
    ("D1", "D1.scanners", |app, _| Box::pin(scanners_use_nothing_up(app))),
    ("K3", "K3.headers", |app, _| {
        Box::pin(every_answer_carries_the_headers(app))
    }),
    ("K4", "K4.body", |app, _| Box::pin(large_bodies_are_refused(app))),
    ("K4", "K4.cors", |app, _| Box::pin(no_other_origin_reads(app))),
    ("S6", "S6.proxies", |app, most| {
        Box::pin(no_header_brings_another_turn(app, most))
    }),
    ("S9", "S9.jwt", |app, _| Box::pin(forged_cookies_are_nobody(app))),
    ("S9", "S9.origin", |app, _| Box::pin(foreign_posts_are_refused(app))),
];

/// Adds the checks over the router that serves, with the attack, which one of them is.
pub(crate) fn add(app: &Router, backend: &Arc<Backend>) {
    let most = backend.settings().requests_a_minute;
    let mut checks = Vec::from(ALL.map(|(promise, name, run)| {
        let app = app.clone();
        Check {
            promise,
            name,
            weight: Weight::Light,
            may_take: MAY_TAKE,
            run: Box::new(move |_| run(app.clone(), most)),
        }
    }));
    checks.push(Check {
        promise: "I6",
        name: backend::attack::CHECK,
        weight: Weight::Heavy,
        may_take: MAY_TAKE,
        run: Box::new(|backend| Box::pin(backend.check_by_attack())),
    });
    backend.add_attack(attack::on(app, backend));
    backend.add_edge_checks(checks);
}

/// From the machine itself.
async fn ask(
    app: &Router,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: Body,
) -> Result<Response<Body>, String> {
    ask_from([127, 0, 0, 1].into(), app, method, path, headers, body).await
}

async fn ask_from(
    address: IpAddr,
    app: &Router,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: Body,
) -> Result<Response<Body>, String> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut request = request.body(body).map_err(|error| error.to_string())?;
    request
        .extensions_mut()
        .insert(ConnectInfo(SocketAddr::new(address, 9)));
    app.clone().oneshot(request).await.map_err(|error| error.to_string())
}

const OWN: (&str, &str) = ("origin", "http://check.invalid");
const HOST: (&str, &str) = ("host", "check.invalid");

/// Pages, files, functions, refusals and what isn't there: all carry the headers, and no policy allows inline or eval.
async fn every_answer_carries_the_headers(app: Router) -> Verdict {
    let mut seen = 0;
    let asked = [
        (Method::GET, "/sign-in"),
        (Method::GET, "/sign"),
        (Method::GET, "/security"),
        (Method::GET, "/cases"),
        (Method::GET, "/admin/sign-in"),
        (Method::GET, "/healthz"),
        (Method::GET, "/no-such-page"),
        (Method::GET, "/files/documents/00000000-0000-0000-0000-000000000000"),
        (Method::POST, "/api/access/me"),
    ];
    let answers = asked.len();
    for (method, path) in asked {
        let answer = ask(&app, method, path, &[OWN, HOST], Body::empty()).await?;
        let header = |name: &str| {
            answer
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
                .to_owned()
        };
        for (name, wanted) in [
            ("strict-transport-security", "max-age=63072000"),
            ("x-frame-options", "DENY"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("permissions-policy", "camera=()"),
            ("content-security-policy", "default-src 'none'"),
        ] {
            seen += 1;
            if !header(name).contains(wanted) {
                return Err(format!("{path} answers without {name}: {wanted}"));
            }
        }
        let policy = header("content-security-policy");
        if policy.contains("unsafe-inline") || policy.contains("'unsafe-eval'") || policy.contains('*') {
            return Err(format!("{path} has a policy that allows too much: {policy}"));
        }
    }
    Ok(Seen {
        attempts: seen,
        detail: format!("{answers} answers of every kind, {seen} headers looked at"),
    })
}

/// A body over the limit is refused before anything is done with it.
async fn large_bodies_are_refused(app: Router) -> Verdict {
    let path = "/api/access/sign-in";
    let form = ("content-type", "application/x-www-form-urlencoded");
    let body = Body::from(vec![b'a'; BODY_LIMIT + 1]);
    let length = (BODY_LIMIT + 1).to_string();
    let answer = ask(
        &app,
        Method::POST,
        path,
        &[OWN, HOST, form, ("content-length", &length)],
        body,
    )
    .await?;
    if answer.status() != StatusCode::PAYLOAD_TOO_LARGE {
        return Err(format!(
            "a body of {} bytes was answered with {}",
            BODY_LIMIT + 1,
            answer.status()
        ));
    }
    Ok(Seen {
        attempts: 1,
        detail: format!(
            "a body of {} bytes was refused with {}",
            BODY_LIMIT + 1,
            answer.status()
        ),
    })
}

/// No answer allows another origin to read it, and no preflight is granted.
async fn no_other_origin_reads(app: Router) -> Verdict {
    let mut seen = 0;
    for path in ["/sign-in", "/healthz", "/api/access/me", "/files/signing/copy"] {
        for method in [Method::GET, Method::OPTIONS] {
            let headers = [
                ("origin", "https://elsewhere.invalid"),
                HOST,
                ("access-control-request-method", "POST"),
            ];
            let answer = ask(&app, method, path, &headers, Body::empty()).await?;
            seen += 1;
            if answer.headers().contains_key("access-control-allow-origin") {
                return Err(format!("{path} lets another origin read it"));
            }
        }
    }
    Ok(Seen {
        attempts: seen,
        detail: format!("{seen} requests from another origin, none allowed to read"),
    })
}

/// Unsafe methods from elsewhere, from nowhere, and from a page that the browser calls cross-site are refused.
async fn foreign_posts_are_refused(app: Router) -> Verdict {
    let cases: [&[(&str, &str)]; 4] = [
        &[HOST],
        &[HOST, ("origin", "https://elsewhere.invalid")],
        &[HOST, ("origin", "null")],
        &[HOST, OWN, ("sec-fetch-site", "cross-site")],
    ];
    let mut seen = 0;
    for path in [
        "/api/access/sign-in",
        "/api/access/sign-out",
        "/admin/api/access/sign-in",
        "/files/cases/00000000-0000-0000-0000-000000000000/documents",
    ] {
        for headers in cases {
            seen += 1;
            let answer = ask(&app, Method::POST, path, headers, Body::empty()).await?;
            if answer.status() != StatusCode::FORBIDDEN {
                return Err(format!("{path} answered {} to {headers:?}", answer.status()));
            }
        }
    }
    Ok(Seen {
        attempts: seen,
        detail: format!("{seen} posts from elsewhere or nowhere: refused"),
    })
}

/// Whoever asks too often does not get another turn by saying that they are somebody else, or by another address of their network. From a
/// network that nobody has (RFC 3849), without a password, a code or a cookie: nothing happens to anybody.
async fn no_header_brings_another_turn(app: Router, most: u32) -> Verdict {
    let mut network = [0; 16];
    network[..4].copy_from_slice(&[0x20, 0x01, 0x0d, 0xb8]);
    network[4..8].copy_from_slice(&vault::random::bytes::<4>());
    for number in 1..=most + 1 {
        network[8..].copy_from_slice(&vault::random::bytes::<8>());
        let [.., a, b] = number.to_be_bytes();
        let somebody = format!("198.51.{a}.{b}");
        let headers = [
            OWN,
            HOST,
            ("x-forwarded-for", somebody.as_str()),
            ("forwarded", "for=198.51.100.1"),
        ];
        let answer = ask_from(
            network.into(),
            &app,
            Method::POST,
            "/api/access/enter-code",
            &headers,
            Body::empty(),
        )
        .await?;
        let refused = answer.status() == StatusCode::TOO_MANY_REQUESTS;
        if refused && number <= most {
            return Err(format!(
                "request {number} within a minute was refused, {most} are to be let in"
            ));
        }
        if !refused && number > most {
            return Err(format!(
                "request {number} within a minute was answered with {}",
                answer.status()
            ));
        }
        if refused && !answer.headers().contains_key("retry-after") {
            return Err("a refusal does not say when to try again".to_owned());
        }
    }
    Ok(Seen {
        attempts: 1,
        detail: format!(
            "request {} within a minute was refused, though each named another address",
            most + 1
        ),
    })
}

/// A cookie that this installation has not signed is a stranger's.
async fn forged_cookies_are_nobody(app: Router) -> Verdict {
    let forged = [
        "eyJhbGciOiJub25lIn0.eyJpc3MiOiJtYXR0ZXJsb2NrIn0.",
        "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJtYXR0ZXJsb2NrIiwiYXVkIjoib2ZmaWNlIn0.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "not-a-token",
        "",
    ];
    let mut seen = 0;
    for value in forged {
        let cookie = format!("{SESSION_COOKIE}={value}");
        for path in ["/cases", "/log"] {
            seen += 1;
            let answer = ask(&app, Method::GET, path, &[HOST, ("cookie", &cookie)], Body::empty()).await?;
            if !answer.status().is_redirection() {
                return Err(format!("{path} answered {} to a forged cookie", answer.status()));
            }
        }
        for path in ["/events", "/files/documents/00000000-0000-0000-0000-000000000000"] {
            seen += 1;
            let answer = ask(&app, Method::GET, path, &[HOST, ("cookie", &cookie)], Body::empty()).await?;
            if answer.status() != StatusCode::UNAUTHORIZED {
                return Err(format!("{path} answered {} to a forged cookie", answer.status()));
            }
        }
    }
    Ok(Seen {
        attempts: seen,
        detail: format!("{seen} requests with forged cookies: all strangers"),
    })
}

/// Whatever fetches a link's page gets the same neutral page and no cookie: the secret is in the fragment and reaches no server.
async fn scanners_use_nothing_up(app: Router) -> Verdict {
    let mut seen = 0;
    for method in [Method::GET, Method::HEAD] {
        for agent in [
            "Mozilla/5.0",
            "Microsoft Office Existence Discovery",
            "WhatsApp/2.24",
            "curl/8",
        ] {
            seen += 1;
            let answer = ask(
                &app,
                method.clone(),
                "/sign",
                &[HOST, ("user-agent", agent)],
                Body::empty(),
            )
            .await?;
            if answer.status() != StatusCode::OK {
                return Err(format!("{method} /sign answered {}", answer.status()));
            }
            if answer.headers().contains_key("set-cookie") {
                return Err("fetching the page began a visit".to_owned());
            }
        }
    }
    Ok(Seen {
        attempts: seen,
        detail: format!("{seen} fetches by mail scanners and previews: no visit begun, nothing used up"),
    })
}

#[cfg(test)]
mod broken;
