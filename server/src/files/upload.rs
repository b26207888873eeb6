//! Uploading a document.

use axum::extract::multipart::MultipartError;
use axum::extract::{Multipart, Path};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::{Extension, Json};
use backend::caller::{Caller, Visitor};
use backend::documents;
use domain::ids::CaseId;
use domain::rules::DOCUMENT_MAX_BYTES;
use domain::{Error, Problem};
use http::header::ACCEPT;
use http::{HeaderMap, StatusCode};
use uuid::Uuid;

use super::answer::{refuse, refused};

/// Takes one PDF, in the form's field `file`. Answers 201 with the document, or sends a plain form back to the case.
pub(crate) async fn upload(
    visitor: Extension<Visitor>,
    caller: Option<Extension<Caller>>,
    Path(case): Path<Uuid>,
    headers: HeaderMap,
    form: Multipart,
) -> Response {
    let Some(Extension(caller)) = caller else {
        return refused(&Error::NotSignedIn);
    };
    let (file_name, bytes) = match read(form).await {
        Ok(file) => file,
        Err(error) => return refused(&error),
    };
    let plain_form = headers
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    match documents::upload(&caller, CaseId(case), &file_name, &bytes).await {
        Ok(_) if plain_form => Redirect::to(&format!("/cases/{case}")).into_response(),
        Ok(document) => (StatusCode::CREATED, Json(document)).into_response(),
        Err(failure) => refuse(failure, visitor.request()),
    }
}

async fn read(mut form: Multipart) -> Result<(String, Vec<u8>), Error> {
    while let Some(mut field) = form.next_field().await.map_err(|error| unreadable(&error))? {
        if field.name() != Some("file") {
            continue;
        }
        let name = field.file_name().unwrap_or_default().to_owned();
        let mut bytes = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(|error| unreadable(&error))? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() as u64 > DOCUMENT_MAX_BYTES {
                return Err(Error::TooLarge {
                    limit: DOCUMENT_MAX_BYTES,
                });
            }
        }
        return Ok((name, bytes));
    }
    Err(Error::invalid("file", Problem::Required))
}

fn unreadable(error: &MultipartError) -> Error {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Error::TooLarge {
            limit: DOCUMENT_MAX_BYTES,
        }
    } else {
        Error::invalid("file", Problem::Required)
    }
}
