//! How bytes and refusals go out.

use axum::Json;
use axum::response::{IntoResponse as _, Response};
use backend::Failure;
use backend::documents::{Download, Picture};
use domain::Error;
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

/// The width of a page picture, in pixels.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct Width {
    #[serde(default = "usual")]
    pub(super) width: u32,
}

fn usual() -> u32 {
    720
}

/// A refusal as JSON with its status.
pub(super) fn refuse(failure: Failure, request: &str) -> Response {
    refused(&failure.tell(request))
}

/// A refusal as JSON with its status.
pub(crate) fn refused(error: &Error) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, Json(error)).into_response()
}

/// A page's picture. A browser may keep it, but asks each time whether it may still show it: the next document has the same
/// addresses, and a right can be taken back.
pub(super) fn picture(picture: Picture) -> Response {
    let headers = [
        (CACHE_CONTROL, "private, no-cache".to_owned()),
        (ETAG, format!("\"{}\"", picture.version)),
    ];
    match picture.png {
        Some(png) => (headers, [(CONTENT_TYPE, "image/png")], png).into_response(),
        None => (StatusCode::NOT_MODIFIED, headers).into_response(),
    }
}

/// The version that the browser holds (RFC 9110, section 13.1.2).
pub(super) fn held(headers: &HeaderMap) -> Option<&str> {
    let tag = headers.get(IF_NONE_MATCH)?.to_str().ok()?;
    Some(tag.trim_start_matches("W/").trim_matches('"'))
}

/// What says that a file is to be kept, under its own name (RFC 6266, RFC 8187).
pub(super) fn disposition(file_name: &str) -> Option<HeaderValue> {
    let plain: String = file_name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || " ._-()".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    let encoded: String = file_name
        .bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"._-".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect();
    HeaderValue::from_str(&format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")).ok()
}

/// A file to keep.
pub(super) fn attachment(download: Download) -> Response {
    let mut response = ([(CONTENT_TYPE, "application/pdf")], download.bytes).into_response();
    if let Some(value) = disposition(&download.file_name) {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    if let Ok(value) = HeaderValue::from_str(&format!("\"{}\"", download.sha256)) {
        response.headers_mut().insert(ETAG, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_out_safely() {
        let response = attachment(Download {
            file_name: "Poder \"especial\" señor\u{2028}.pdf".to_owned(),
            bytes: vec![1],
            sha256: "00".to_owned(),
        });
        let header = response.headers()[CONTENT_DISPOSITION].to_str().expect("ascii");
        assert_eq!(
            header,
            "attachment; filename=\"Poder _especial_ se_or_.pdf\"; filename*=UTF-8''Poder%20%22especial%22%20se%C3%B1or%E2%80%A8.pdf"
        );
    }
}
