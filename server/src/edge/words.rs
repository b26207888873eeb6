//! What a request that failed at the edge is told: in the form that the asker reads.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{Html, IntoResponse as _, Response};
use domain::Error;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderValue};

use super::Client;
use super::identity::accepted;
use crate::files::refused;

/// What an answer without a body is about.
#[derive(Clone, Debug)]
struct Unsaid(Error);

/// An answer whose words [`say`] finds on the way out.
pub fn failed(error: Error) -> Response {
    let mut response = status(&error).into_response();
    response.extensions_mut().insert(Unsaid(error));
    response
}

/// A handler panicked: the reader is told the request's id, by which the log has the rest.
pub fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    tracing::error!("a handler panicked");
    failed(Error::Internal {
        reference: String::new(),
    })
}

/// Puts words into answers that have none: an error in JSON for programs, a page for people.
pub async fn say(request: Request, next: Next) -> Response {
    let for_people = !["/api/", "/files/", "/events", "/admin/api/", "/admin/events"]
        .iter()
        .any(|area| request.uri().path().starts_with(area));
    let path = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str())
        .to_owned();
    let language = accepted(request.headers());
    let id = request
        .extensions()
        .get::<Client>()
        .map(|client| client.0.request.clone())
        .unwrap_or_default();
    let mut response = next.run(request).await;
    let Some(Unsaid(mut error)) = response.extensions_mut().remove::<Unsaid>() else {
        return response;
    };
    if let Error::Internal { reference } = &mut error {
        *reference = id;
    }
    let mut told = if for_people {
        (status(&error), Html(app::failure_page(language, &error, &path))).into_response()
    } else {
        refused(&error)
    };
    told.headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if for_people {
        // A page without script needs a style sheet and nothing else.
        let policy = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        told.headers_mut()
            .insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    }
    told
}

fn status(error: &Error) -> StatusCode {
    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn;
    use axum::routing::get;
    use domain::origin::Origin;
    use http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE};
    use tower::ServiceExt as _;
    use tower_http::catch_panic::CatchPanicLayer;

    use super::*;

    async fn ask(path: &str) -> (StatusCode, String, String) {
        async fn down() -> Response {
            failed(Error::Unavailable)
        }
        async fn broken() -> Response {
            panic!("on purpose")
        }
        let app = Router::new()
            .route("/api/cases/page", get(down))
            .route("/cases", get(down))
            .route("/broken", get(broken))
            .layer(CatchPanicLayer::custom(panicked))
            .layer(from_fn(say));
        let mut request = Request::builder()
            .uri(path)
            .header(ACCEPT_LANGUAGE, "es")
            .body(Body::empty())
            .unwrap();
        request.extensions_mut().insert(Client(Origin::server("a1b2")));
        let answer = app.oneshot(request).await.unwrap();
        let (status, kind) = (
            answer.status(),
            answer.headers()[CONTENT_TYPE].to_str().unwrap().to_owned(),
        );
        let body = axum::body::to_bytes(answer.into_body(), 64 * 1024).await.unwrap();
        (status, kind, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn programs_are_told_the_error_and_people_a_page() {
        let (status, kind, body) = ask("/api/cases/page").await;
        assert_eq!((status.as_u16(), kind.as_str()), (503, "application/json"));
        assert_eq!(serde_json::from_str::<Error>(&body).unwrap(), Error::Unavailable);
        let (status, kind, body) = ask("/cases").await;
        assert_eq!((status.as_u16(), kind.as_str()), (503, "text/html; charset=utf-8"));
        assert!(
            body.contains("no responde") && body.contains("href=\"/cases\""),
            "{body}"
        );
    }

    #[tokio::test]
    async fn who_met_a_panic_is_told_the_requests_id() {
        let (status, _, body) = ask("/broken").await;
        assert_eq!(status.as_u16(), 500);
        assert!(body.contains("a1b2"), "{body}");
    }
}
