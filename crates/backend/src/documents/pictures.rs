//! Pictures of pages, made by the confined worker and kept sealed beside the document.

use domain::Error;
use domain::documents::PICTURE_WIDTHS;
use domain::ids::DocumentId;
use vault::Binding;

use super::bytes::Stored;
use crate::Backend;
use crate::caller::Caller;
use crate::failure::{Done, Failure};

/// A page as a PNG. Permission: assignment to the document's case. The reading of the document is what stands in the log.
///
/// # Errors
/// `NotFound` for a page that the document hasn't, or a width that isn't one of [`PICTURE_WIDTHS`].
pub async fn picture(caller: &Caller, document: DocumentId, page: u32, width: u32) -> Done<Vec<u8>> {
    let mut tx = caller.begin().await?;
    let stored = Stored::find(&mut tx, document).await?;
    drop(tx);
    picture_of(caller.backend(), &stored, page, width).await
}

/// A page of a document that the caller has been allowed to see.
pub(crate) async fn picture_of(backend: &Backend, stored: &Stored, page: u32, width: u32) -> Done<Vec<u8>> {
    let pages = u32::try_from(stored.pages).unwrap_or_default();
    if page == 0 || page > pages || !PICTURE_WIDTHS.contains(&width) {
        return Err(Error::NotFound.into());
    }
    let name = format!("pictures/{}/{}/{page}-{width}", stored.firm_id, stored.id);
    let purpose = format!("documents.picture.{page}.{width}");
    let binding = Binding {
        purpose: &purpose,
        firm: stored.firm_id,
        row: stored.id,
        version: 1,
    };
    let key = stored.key(backend)?;
    if let Some(sealed) = backend.store.find(&name).await? {
        return key.open(&binding, &sealed).map_err(|_| Failure::Sealed("page picture"));
    }
    let file = stored.file(backend).await?;
    let image = backend.paper.render_page(&file, page, width).await?;
    backend.store.put(&name, key.seal(&binding, &image.png)).await?;
    Ok(image.png)
}
