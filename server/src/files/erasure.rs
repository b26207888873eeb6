//! The receipt of an erasure as a file (promise L7). Permission: see [`backend::console::erasure_receipt`].

use axum::Extension;
use axum::extract::Path;
use axum::response::{IntoResponse as _, Response};
use backend::caller::{AtTheConsole, Visitor};
use backend::console;
use domain::Error;
use domain::ids::ErasureId;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};
use uuid::Uuid;

use super::answer::{disposition, refuse, refused};

/// The signed statement, to be kept.
pub(crate) async fn erasure_receipt(
    visitor: Extension<Visitor>,
    at: Option<Extension<AtTheConsole>>,
    Path(erasure): Path<Uuid>,
) -> Response {
    let Some(Extension(at)) = at else {
        return refused(&Error::NotSignedIn);
    };
    let receipt = match console::erasure_receipt(&at, ErasureId(erasure)).await {
        Ok(receipt) => receipt,
        Err(failure) => return refuse(failure, visitor.request()),
    };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    let mut response = (headers, receipt.note).into_response();
    if let Some(value) = disposition(&format!("erasure-{erasure}.txt")) {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    response
}
