//! Documents as pages show them. Bytes travel over plain HTTP: see the server's `files`.

use domain::Error;
use domain::documents::DocumentPage;
use domain::ids::DocumentId;
use domain::wire::Reply;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::guard;

/// A document with its pages' sizes and texts. Permission: assignment to its case. Stands in the log, once in ten minutes a session.
#[server(name = ReadDocument, prefix = "/api", endpoint = "documents/page", output = Reply)]
pub async fn document_page(document: DocumentId) -> Result<DocumentPage, Error> {
    guard::answer(async { backend::documents::page(&guard::caller_or_support()?, document).await }).await
}
