//! How large a request may be (promise K4).

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use futures::StreamExt as _;
use http::HeaderMap;
use http::header::CONTENT_LENGTH;

use crate::files;

/// The largest request body: a document of 15 MB with the wrapping of its form.
pub const BODY_LIMIT: usize = 15_000_000 + 64 * 1024;

/// Up to here, and for so long, the rest of a body that was refused is read and thrown away: a browser that is still writing
/// would lose the answer with the connection. What says that it is larger is cut off.
const READ_TO_ITS_END: u64 = 128_000_000;
const READ_FOR: Duration = Duration::from_mins(1);

/// Answers a body that says by its length that it is over the limit. One that does not say so is cut at the limit where it is read.
pub async fn refuse_large(request: Request, next: Next) -> Response {
    let length = length(request.headers()).unwrap_or_default();
    if length <= BODY_LIMIT as u64 {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    if length <= READ_TO_ITS_END {
        let _gave_up = tokio::time::timeout(READ_FOR, throw_away(body)).await;
    }
    files::too_large(parts.uri.path(), &parts.headers)
}

fn length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

async fn throw_away(body: Body) {
    let mut chunks = body.into_data_stream();
    while let Some(Ok(_)) = chunks.next().await {}
}
