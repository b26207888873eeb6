//! Pictures of pages, made by the confined worker and kept sealed beside the document.

use domain::Error;
use domain::audit::{Event, Personal};
use domain::documents::PICTURE_WIDTHS;
use domain::ids::DocumentId;
use vault::Binding;

use super::bytes::Stored;
use crate::Backend;
use crate::caller::Caller;
use crate::cases;
use crate::database::TenantTx;
use crate::failure::{Done, Failure};

/// Which picture: a page, a width, and the one that the reader's browser holds already.
#[derive(Clone, Copy, Debug)]
pub struct PictureAsked<'a> {
    /// The page, from 1.
    pub page: u32,
    /// The width in pixels, one of [`PICTURE_WIDTHS`].
    pub width: u32,
    /// The `version` of an answer that was given before.
    pub held: Option<&'a str>,
}

/// A page's picture, for one who may see it now.
#[derive(Debug)]
pub struct Picture {
    /// Names the document's bytes, the page and the width: the same picture has the same name, and no other has it.
    pub version: String,
    /// The PNG; nothing where the reader holds it already.
    pub png: Option<Vec<u8>>,
}

/// A page as a PNG. Permission: assignment to the document's case. Whoever sees a page has read the document: that stands
/// in the log, once in ten minutes a session.
///
/// # Errors
/// `NotFound` for a page that the document hasn't, or a width that isn't one of [`PICTURE_WIDTHS`].
pub async fn picture(caller: &Caller, document: DocumentId, asked: PictureAsked<'_>) -> Done<Picture> {
    let mut tx = caller.begin().await?;
    let stored = Stored::find(&mut tx, document).await?;
    log_reading(tx, caller, &stored).await?;
    picture_of(caller.backend(), &stored, asked).await
}

/// Writes that a document was read, unless the session's reading of it is in the log already.
pub(super) async fn log_reading(tx: TenantTx, caller: &Caller, stored: &Stored) -> Done<()> {
    cases::log_reading(tx, caller, was_read(stored)).await
}

/// That a document was read, by whoever it is.
pub(crate) fn was_read(stored: &Stored) -> Event {
    Event::DocumentRead {
        case: stored.case(),
        document: stored.document(),
        file_name: Personal::of(stored.case(), stored.file_name.clone()),
    }
}

/// A page of a document that the caller has been allowed to see.
pub(crate) async fn picture_of(backend: &Backend, stored: &Stored, asked: PictureAsked<'_>) -> Done<Picture> {
    let PictureAsked { page, width, held } = asked;
    let pages = u32::try_from(stored.pages).unwrap_or_default();
    if page == 0 || page > pages || !PICTURE_WIDTHS.contains(&width) {
        return Err(Error::NotFound.into());
    }
    let version = format!("{}-{page}-{width}", vault::digest::hex(&stored.sha256));
    let png = if held == Some(version.as_str()) {
        None
    } else {
        Some(png_of(backend, stored, page, width).await?)
    };
    Ok(Picture { version, png })
}

async fn png_of(backend: &Backend, stored: &Stored, page: u32, width: u32) -> Done<Vec<u8>> {
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
