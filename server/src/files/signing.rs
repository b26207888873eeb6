//! The document for its signer. Permission: the visit that opening the link began.

use axum::Extension;
use axum::extract::{Path, Query};
use axum::response::Response;
use backend::caller::{Signer, Visitor};
use backend::documents::PictureAsked;
use backend::signing;
use domain::Error;
use http::HeaderMap;

use super::answer::{Width, attachment, held, picture, refuse, refused};

/// A page of the document as a picture.
pub(crate) async fn page(
    visitor: Extension<Visitor>,
    signer: Option<Extension<Signer>>,
    Path(page): Path<u32>,
    Query(Width { width }): Query<Width>,
    headers: HeaderMap,
) -> Response {
    let Some(Extension(signer)) = signer else {
        return refused(&Error::LinkNotValid);
    };
    let asked = PictureAsked {
        page,
        width,
        held: held(&headers),
    };
    match signing::picture(&signer, asked).await {
        Ok(found) => picture(found),
        Err(failure) => refuse(failure, visitor.request()),
    }
}

/// The document as it was sent. Stands in the log.
pub(crate) async fn original(visitor: Extension<Visitor>, signer: Option<Extension<Signer>>) -> Response {
    let Some(Extension(signer)) = signer else {
        return refused(&Error::LinkNotValid);
    };
    match signing::original(&signer).await {
        Ok(download) => attachment(download),
        Err(failure) => refuse(failure, visitor.request()),
    }
}

/// The signed copy. Stands in the log.
pub(crate) async fn copy(visitor: Extension<Visitor>, signer: Option<Extension<Signer>>) -> Response {
    let Some(Extension(signer)) = signer else {
        return refused(&Error::LinkNotValid);
    };
    match signing::copy(&signer).await {
        Ok(download) => attachment(download),
        Err(failure) => refuse(failure, visitor.request()),
    }
}
