//! Uploading a document.

use app::api::guard::is_plain_form;
use axum::extract::multipart::MultipartError;
use axum::extract::{Multipart, Path};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::{Extension, Json};
use backend::caller::{Caller, Visitor};
use backend::documents;
use domain::ids::CaseId;
use domain::rules::DOCUMENT_MAX_BYTES;
use domain::{Error, Problem};
use http::{HeaderMap, StatusCode};
use uuid::Uuid;

use super::answer::refused;

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
    let taken = match read(form).await {
        Ok((file_name, bytes)) => documents::upload(&caller, CaseId(case), &file_name, &bytes)
            .await
            .map_err(|failure| failure.tell(visitor.request())),
        Err(error) => Err(error),
    };
    match taken {
        Ok(_) if is_plain_form(&headers) => Redirect::to(&format!("/cases/{case}")).into_response(),
        Ok(document) => (StatusCode::CREATED, Json(document)).into_response(),
        Err(error) if is_plain_form(&headers) => back_to_case(case, &error),
        Err(error) => refused(&error),
    }
}

/// A plain form that was refused is sent back to its case, which says why.
fn back_to_case(case: Uuid, error: &Error) -> Response {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("upload_refused", &serde_json::to_string(error).unwrap_or_default())
        .finish();
    Redirect::to(&format!("/cases/{case}?{query}#documents")).into_response()
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

/// What the edge answers to a body over the limit, which no handler has read.
pub(crate) fn too_large(path: &str, headers: &HeaderMap) -> Response {
    let error = Error::TooLarge {
        limit: DOCUMENT_MAX_BYTES,
    };
    let case = path
        .strip_prefix("/files/cases/")
        .and_then(|rest| rest.strip_suffix("/documents")?.parse().ok());
    match case {
        Some(case) if is_plain_form(headers) => back_to_case(case, &error),
        _ => refused(&error),
    }
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
