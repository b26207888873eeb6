//! Taking a document in.

use domain::audit::{Event, Personal};
use domain::documents::{DocumentSource, DocumentSummary, SigningObstacle};
use domain::ids::{CaseId, DocumentId, FirmId};
use domain::rules::{self, DOCUMENT_MAX_BYTES, DOCUMENT_MAX_PAGES};
use domain::signing::Area;
use domain::{Error, Permission, Problem};
use paper::Inspection;
use vault::{DocumentKey, FirmKey};

use super::bytes::{file_binding, key_binding, text_binding};
use super::obstacle::obstacle;
use crate::Backend;
use crate::access::timestamp;
use crate::caller::Caller;
use crate::failure::{Done, Failure, not_found, too_many_pages};

/// Where a signature is tried on a document that comes in: on the page that every document has.
const SAMPLE: Area = Area {
    page: 1,
    x: 0.1,
    y: 0.8,
    width: 0.3,
    height: 0.1,
};

/// Takes a PDF into a case: recognised by its content, read by the confined worker, sealed under a key of its own, and
/// written to the store before the row that names it. What can be read but not signed is taken too, and says so from then on.
/// Permission: assignment and [`Permission::UploadDocument`].
///
/// # Errors
/// `TooLarge` over [`DOCUMENT_MAX_BYTES`]; `Invalid` on `file` for what is no PDF, locked, damaged or too long.
pub async fn upload(caller: &Caller, case: CaseId, file_name: &str, bytes: &[u8]) -> Done<DocumentSummary> {
    caller.needs(Permission::UploadDocument)?;
    if bytes.len() as u64 > DOCUMENT_MAX_BYTES {
        return Err(Error::TooLarge {
            limit: DOCUMENT_MAX_BYTES,
        }
        .into());
    }
    if bytes.is_empty() {
        return Err(Error::invalid("file", Problem::Required).into());
    }
    let backend = caller.backend();
    let file_name = clean_name(file_name);
    let firm = caller.me.firm;

    // First whether the case is the caller's: nobody else's bytes reach the worker.
    let mut tx = caller.begin().await?;
    let key: Option<(i32, Vec<u8>)> = sqlx::query_as(
        "select k.version, k.wrapped from cases c join firm_keys k on k.firm_id = c.firm_id
         where c.firm_id = $1 and c.id = $2 order by k.version desc limit 1",
    )
    .bind(firm.0)
    .bind(case.0)
    .fetch_optional(tx.conn())
    .await?;
    drop(tx);
    let Some((key_version, wrapped)) = key else {
        return Err(not_found());
    };
    let firm_key = backend.firm_key(firm, key_version, &wrapped)?;

    let inspection = backend.paper.inspect(bytes).await?;
    if inspection.pages.len() > DOCUMENT_MAX_PAGES as usize {
        return Err(too_many_pages().into());
    }
    let obstacle = obstacle(backend, bytes, SAMPLE).await?;
    let new = NewFile::seal(backend, firm, &firm_key, bytes, &inspection)?;
    new.store(backend).await?;
    let result = insert(
        caller,
        case,
        key_version,
        &file_name,
        bytes.len() as u64,
        obstacle,
        &new,
    )
    .await;
    if let Err(failure) = &result {
        new.forget_after(backend, failure).await;
    }
    result
}

/// A file sealed and ready to be stored.
pub(crate) struct NewFile {
    pub(crate) id: DocumentId,
    pub(crate) sha256: [u8; 32],
    pub(crate) wrapped_key: Vec<u8>,
    pub(crate) object_name: String,
    pub(crate) text_object_name: String,
    pub(crate) page_sizes: Vec<(f32, f32)>,
    file: Vec<u8>,
    text: Vec<u8>,
}

impl NewFile {
    pub(crate) fn seal(
        backend: &Backend,
        firm: FirmId,
        firm_key: &FirmKey,
        bytes: &[u8],
        inspection: &Inspection,
    ) -> Done<Self> {
        let id: DocumentId = backend.new_id();
        let key = DocumentKey::generate();
        let texts: Vec<&str> = inspection.pages.iter().map(|page| page.text.as_str()).collect();
        let texts = serde_json::to_vec(&texts).map_err(|error| Failure::broken(error.to_string()))?;
        Ok(Self {
            id,
            sha256: vault::digest::sha256(bytes),
            wrapped_key: key.wrap(firm_key, &key_binding(firm, id)),
            object_name: format!("documents/{firm}/{id}"),
            text_object_name: format!("texts/{firm}/{id}"),
            page_sizes: inspection.pages.iter().map(|page| (page.width, page.height)).collect(),
            file: key.seal(&file_binding(firm, id), bytes),
            text: key.seal(&text_binding(firm, id), &texts),
        })
    }

    pub(crate) async fn store(&self, backend: &Backend) -> Done<()> {
        backend.store.put(&self.object_name, self.file.clone()).await?;
        backend.store.put(&self.text_object_name, self.text.clone()).await
    }

    /// Removes what was stored for a row that is not there. Where the row may be there all the same, the sweep decides later:
    /// what was acknowledged to somebody is never lost to a broken connection.
    pub(crate) async fn forget_after(&self, backend: &Backend, failure: &Failure) {
        if !matches!(failure, Failure::Unclear(_)) {
            self.forget(backend).await;
        }
    }

    /// Removes what was stored, where no row names it.
    pub(crate) async fn forget(&self, backend: &Backend) {
        backend.store.remove(&self.object_name).await;
        backend.store.remove(&self.text_object_name).await;
    }
}

async fn insert(
    caller: &Caller,
    case: CaseId,
    key_version: i32,
    file_name: &str,
    size: u64,
    obstacle: Option<SigningObstacle>,
    new: &NewFile,
) -> Done<DocumentSummary> {
    let pages = u32::try_from(new.page_sizes.len()).unwrap_or(u32::MAX);
    let sha256 = vault::digest::hex(&new.sha256);
    let mut tx = caller.begin().await?;
    sqlx::query(
        "insert into documents (firm_id, case_id, id, file_name, size, pages, sha256, page_sizes, key_version, wrapped_key,
           object_name, text_object_name, uploaded_by, signing_obstacle)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(caller.me.firm.0)
    .bind(case.0)
    .bind(new.id.0)
    .bind(file_name)
    .bind(i64::try_from(size).unwrap_or(i64::MAX))
    .bind(i32::try_from(pages).unwrap_or(i32::MAX))
    .bind(new.sha256.as_slice())
    .bind(sqlx::types::Json(&new.page_sizes))
    .bind(key_version)
    .bind(&new.wrapped_key)
    .bind(&new.object_name)
    .bind(&new.text_object_name)
    .bind(caller.me.user.0)
    .bind(obstacle.map(SigningObstacle::name))
    .execute(tx.conn())
    .await?;
    let uploaded_at: time::OffsetDateTime = sqlx::query_scalar("select app.now()").fetch_one(tx.conn()).await?;
    tx.commit(Event::DocumentUploaded {
        case,
        document: new.id,
        file_name: Personal::of(case, file_name.to_owned()),
        size,
        pages,
        sha256: sha256.clone(),
    })
    .await?;
    Ok(DocumentSummary {
        id: new.id,
        file_name: file_name.to_owned(),
        size,
        pages,
        sha256,
        uploaded_by: caller.me.name.clone(),
        uploaded_at: timestamp(uploaded_at),
        source: DocumentSource::Uploaded,
        obstacle,
    })
}

/// The file's name without a path, control characters or direction marks, at most 200 characters.
fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last
        .chars()
        .filter(|c| {
            !c.is_control() && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        })
        .collect();
    let clean = clean.trim();
    if clean.is_empty() {
        return "document.pdf".to_owned();
    }
    let most = rules::NAME_MAX as usize;
    if clean.chars().count() <= most {
        clean.to_owned()
    } else {
        clean.chars().take(most - 4).chain(".pdf".chars()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::clean_name;

    #[test]
    fn names_lose_paths_and_marks() {
        assert_eq!(clean_name("C:\\Users\\ana\\poder especial.pdf"), "poder especial.pdf");
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("fdp.\u{202e}exe\r\n"), "fdp.exe");
        assert_eq!(clean_name("  "), "document.pdf");
        assert!(clean_name(&"ñ".repeat(500)).chars().count() <= 160);
    }
}
