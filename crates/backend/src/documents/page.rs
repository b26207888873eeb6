//! A document with all that its page shows.

use domain::cases::CaseKind;
use domain::documents::{DocumentPage, PageSize};
use domain::ids::DocumentId;

use super::bytes::Stored;
use super::list;
use super::pictures::log_reading;
use crate::caller::Caller;
use crate::failure::{Done, not_found};

/// Reads a document's page. Permission: assignment to its case. Stands in the log, once in ten minutes a session.
pub async fn page(caller: &Caller, document: DocumentId) -> Done<DocumentPage> {
    let mut tx = caller.begin().await?;
    let stored = Stored::find(&mut tx, document).await?;
    let (case_title, kind): (String, String) =
        sqlx::query_as("select title, kind from cases where firm_id = $1 and id = $2")
            .bind(stored.firm_id)
            .bind(stored.case_id)
            .fetch_one(tx.conn())
            .await?;
    let summary = list(&mut tx, stored.firm(), stored.case())
        .await?
        .into_iter()
        .find(|summary| summary.id == document)
        .ok_or_else(not_found)?;
    let texts = stored.texts(caller.backend()).await?;
    log_reading(tx, caller, &stored).await?;
    Ok(DocumentPage {
        case: stored.case(),
        case_title,
        signature_warning: CaseKind::from_name(&kind).unwrap_or_default().signature_warning(),
        document: summary,
        sizes: sizes(&stored),
        texts,
    })
}

/// The pages' sizes as they travel.
pub(crate) fn sizes(stored: &Stored) -> Vec<PageSize> {
    stored
        .page_sizes
        .iter()
        .map(|&(width, height)| PageSize { width, height })
        .collect()
}
