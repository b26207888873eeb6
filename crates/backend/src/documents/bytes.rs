//! The bytes of a document: sealed under a key of its own, which is wrapped by the firm's key.

use domain::audit::{Event, Personal};
use domain::ids::{CaseId, DocumentId, FirmId};
use vault::{Binding, DocumentKey, FirmKey};

use crate::Backend;
use crate::caller::Caller;
use crate::database::{Conn, Tx};
use crate::failure::{Done, Failure, not_found};

/// Where a document's wrapped key belongs.
pub(crate) fn key_binding(firm: FirmId, document: DocumentId) -> Binding<'static> {
    Binding {
        purpose: "documents.wrapped_key",
        firm: firm.0,
        row: document.0,
        version: 1,
    }
}

/// Where a document's file belongs.
pub(crate) fn file_binding(firm: FirmId, document: DocumentId) -> Binding<'static> {
    Binding {
        purpose: "documents.file",
        firm: firm.0,
        row: document.0,
        version: 1,
    }
}

/// Where the text of a document's pages belongs.
pub(crate) fn text_binding(firm: FirmId, document: DocumentId) -> Binding<'static> {
    Binding {
        purpose: "documents.text",
        firm: firm.0,
        row: document.0,
        version: 1,
    }
}

/// A document as a transaction that may see it found it.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Stored {
    pub(crate) firm_id: uuid::Uuid,
    pub(crate) case_id: uuid::Uuid,
    pub(crate) id: uuid::Uuid,
    pub(crate) file_name: String,
    pub(crate) sha256: Vec<u8>,
    pub(crate) pages: i32,
    pub(crate) page_sizes: sqlx::types::Json<Vec<(f32, f32)>>,
    wrapped_key: Vec<u8>,
    object_name: String,
    text_object_name: String,
    key_version: i32,
    firm_key: Vec<u8>,
}

impl Stored {
    /// Finds a document that the transaction's caller may see.
    pub(crate) async fn find<R>(tx: &mut Tx<R>, document: DocumentId) -> Done<Self> {
        Self::read(tx.conn(), document).await
    }

    /// Finds a document that may be seen on a connection.
    pub(crate) async fn read(conn: &mut Conn, document: DocumentId) -> Done<Self> {
        sqlx::query_as(
            "select d.firm_id, d.case_id, d.id, d.file_name, d.sha256, d.pages, d.page_sizes, d.wrapped_key, d.object_name,
               d.text_object_name, d.key_version, k.wrapped as firm_key
             from documents d join firm_keys k on k.firm_id = d.firm_id and k.version = d.key_version
             where d.id = $1",
        )
        .bind(document.0)
        .fetch_optional(conn)
        .await?
        .ok_or_else(not_found)
    }

    pub(crate) fn firm(&self) -> FirmId {
        FirmId(self.firm_id)
    }

    pub(crate) fn case(&self) -> CaseId {
        CaseId(self.case_id)
    }

    pub(crate) fn document(&self) -> DocumentId {
        DocumentId(self.id)
    }

    /// Unwraps the firm's key that the document was sealed with.
    pub(crate) fn firm_key(&self, backend: &Backend) -> Done<FirmKey> {
        backend.firm_key(self.firm(), self.key_version, &self.firm_key)
    }

    pub(crate) fn key_version(&self) -> i32 {
        self.key_version
    }

    /// Unwraps the document's key.
    pub(crate) fn key(&self, backend: &Backend) -> Done<DocumentKey> {
        let firm_key = self.firm_key(backend)?;
        DocumentKey::unwrap(&self.wrapped_key, &firm_key, &key_binding(self.firm(), self.document()))
            .map_err(|_| Failure::Sealed("document key"))
    }

    /// The original's bytes; their digest is compared with the one kept at the upload.
    pub(crate) async fn file(&self, backend: &Backend) -> Done<Vec<u8>> {
        let sealed = backend.store.get(&self.object_name).await?;
        let plain = self
            .key(backend)?
            .open(&file_binding(self.firm(), self.document()), &sealed)
            .map_err(|_| Failure::Sealed("document"))?;
        if vault::digest::sha256(&plain).as_slice() != self.sha256 {
            return Err(Failure::Sealed("document digest"));
        }
        Ok(plain)
    }

    /// The text of every page.
    pub(crate) async fn texts(&self, backend: &Backend) -> Done<Vec<String>> {
        let sealed = backend.store.get(&self.text_object_name).await?;
        let plain = self
            .key(backend)?
            .open(&text_binding(self.firm(), self.document()), &sealed)
            .map_err(|_| Failure::Sealed("document text"))?;
        serde_json::from_slice(&plain).map_err(|error| Failure::broken(error.to_string()))
    }
}

/// A file on its way out.
#[derive(Debug)]
pub struct Download {
    /// What it is called.
    pub file_name: String,
    /// Its bytes: those that were uploaded.
    pub bytes: Vec<u8>,
    /// SHA-256 of the bytes, in hex.
    pub sha256: String,
}

/// Downloads a document. Permission: assignment to its case. Stands in the log before a byte leaves.
pub async fn download(caller: &Caller, document: DocumentId) -> Done<Download> {
    let mut tx = caller.begin().await?;
    let stored = Stored::find(&mut tx, document).await?;
    let bytes = stored.file(caller.backend()).await?;
    tx.commit(Event::DocumentDownloaded {
        case: stored.case(),
        document,
        file_name: Personal::of(stored.case(), stored.file_name.clone()),
    })
    .await?;
    Ok(Download {
        sha256: vault::digest::hex(&stored.sha256),
        file_name: stored.file_name,
        bytes,
    })
}
