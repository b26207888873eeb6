//! Probes: `/healthz` says that the process answers, `/readyz` that it can serve.

use axum::extract::State;
use http::StatusCode;

use crate::router::Site;

/// Answers while the process does.
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}

/// Answers 200 while database and object store do, else 503. Says nothing else: it is public.
pub(crate) async fn ready(State(site): State<Site>) -> (StatusCode, &'static str) {
    match site.backend.ready().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
        }
    }
}
