//! Pages, rendered whole before anything is sent.

use std::time::Duration;

use app::shell;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::response::Response;
use domain::Error;
use http::header::CONTENT_SECURITY_POLICY;
use leptos::nonce::use_nonce;
use leptos::prelude::use_context;
use leptos_axum::{ResponseOptions, render_app_async_with_context};
use tokio::time::timeout;

use crate::edge;
use crate::router::Site;

/// How long a rendering may take before it counts as stuck.
const LATEST: Duration = Duration::from_secs(8);
/// How often a page is rendered at most.
const TIMES: u32 = 2;
/// No page is larger, in bytes.
const LARGEST: usize = 16 << 20;

/// Renders the page of a path.
pub(crate) async fn render(State(site): State<Site>, request: Request) -> Response {
    let options = site.options;
    // Pages of this app lead to each other without being loaded again; a signer's never lead to a form that needs it.
    let path = request.uri().path();
    let others = if site.backend.settings().turnstile.is_some() && path != "/sign" && !path.starts_with("/sign/") {
        edge::Others::Turnstile
    } else {
        edge::Others::Nobody
    };
    let handler = render_app_async_with_context(move || allow_own_scripts(others), move || shell(options.clone()));
    let (parts, _) = request.into_parts();
    let rendered = in_time(LATEST, || {
        let page = handler.clone()(Request::from_parts(parts.clone(), Body::empty()));
        async {
            let (parts, body) = page.await.into_parts();
            let bytes = to_bytes(body, LARGEST).await;
            bytes.map(|bytes| Response::from_parts(parts, bytes.into()))
        }
    });
    match rendered.await {
        Some(Ok(page)) => page,
        Some(Err(error)) => {
            tracing::error!(%error, "a page broke off");
            edge::failed(Error::Unavailable)
        }
        None => edge::failed(Error::Unavailable),
    }
}

/// What is done, or done again where it gets stuck: once in some thousand times, on a machine that is full, the framework waits for what came
/// already, and would for ever. A page only reads, and readings that come again stand in the log once.
async fn in_time<T, F: Future<Output = T>>(latest: Duration, what: impl Fn() -> F) -> Option<T> {
    for _ in 0..TIMES {
        if let Ok(done) = timeout(latest, what()).await {
            return Some(done);
        }
        tracing::warn!("a page's rendering got stuck");
    }
    None
}

/// The page's policy names the nonce that its own scripts carry.
fn allow_own_scripts(others: edge::Others) {
    let (Some(response), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce()) else {
        return;
    };
    if let Ok(policy) = HeaderValue::from_str(&edge::page_policy(&nonce, others)) {
        response.insert_header(CONTENT_SECURITY_POLICY, policy);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    async fn stuck_before(time: u32) -> (Option<u32>, u32) {
        let begun = Cell::new(0);
        let done = in_time(Duration::from_millis(20), || {
            begun.set(begun.get() + 1);
            let now = begun.get();
            async move {
                if now < time {
                    std::future::pending::<()>().await;
                }
                now
            }
        });
        (done.await, begun.get())
    }

    #[tokio::test]
    async fn what_gets_stuck_is_done_again_and_not_for_ever() {
        assert_eq!(stuck_before(1).await, (Some(1), 1));
        assert_eq!(stuck_before(2).await, (Some(2), 2));
        assert_eq!(stuck_before(9).await, (None, 2));
    }
}
