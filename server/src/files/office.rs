//! Documents for the firm's people. Permission: assignment to the case, asked by the database.

use axum::Extension;
use axum::extract::{Path, Query};
use axum::response::Response;
use backend::caller::{Caller, Visitor};
use backend::documents::{self, PictureAsked};
use domain::Error;
use domain::ids::DocumentId;
use http::HeaderMap;
use uuid::Uuid;

use super::answer::{Width, attachment, held, picture, refuse, refused};

/// Downloads a document: the bytes that were uploaded. Stands in the log.
pub(crate) async fn document(
    visitor: Extension<Visitor>,
    caller: Option<Extension<Caller>>,
    Path(document): Path<Uuid>,
) -> Response {
    let Some(Extension(caller)) = caller else {
        return refused(&Error::NotSignedIn);
    };
    match documents::download(&caller, DocumentId(document)).await {
        Ok(download) => attachment(download),
        Err(failure) => refuse(failure, visitor.request()),
    }
}

/// A page of a document as a picture.
pub(crate) async fn document_page(
    visitor: Extension<Visitor>,
    caller: Option<Extension<Caller>>,
    Path((document, page)): Path<(Uuid, u32)>,
    Query(Width { width }): Query<Width>,
    headers: HeaderMap,
) -> Response {
    let Some(Extension(caller)) = caller else {
        return refused(&Error::NotSignedIn);
    };
    let asked = PictureAsked {
        page,
        width,
        held: held(&headers),
    };
    match documents::picture(&caller, DocumentId(document), asked).await {
        Ok(found) => picture(found),
        Err(failure) => refuse(failure, visitor.request()),
    }
}
