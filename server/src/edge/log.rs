//! One line a request: what, how long, how it ended. No address, no name, no query, no cookie.

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use http::HeaderValue;
use http::header::HeaderName;
use tokio::time::Instant;

use super::Client;

/// Logs the request by its route, and sends its id back.
pub async fn log(request: Request, next: Next) -> Response {
    let id = request
        .extensions()
        .get::<Client>()
        .map(|client| client.0.request.clone())
        .unwrap_or_default();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "-".to_owned(), |path| path.as_str().to_owned());
    let method = request.method().clone();
    let began = Instant::now();
    let mut response = next.run(request).await;
    tracing::info!(request = id, %method, route, status = response.status().as_u16(), ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX), "request");
    if let Ok(value) = HeaderValue::from_str(&id) {
        response
            .headers_mut()
            .insert(HeaderName::from_static("x-request-id"), value);
    }
    response
}
