//! The log.

use domain::Error;
use domain::audit::{LogFilter, LogPage, ReadersPage, SavedFilter};
use domain::ids::{CaseId, DocumentId, SavedFilterId};
use domain::wire::Reply;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::guard;
#[cfg(feature = "ssr")]
use super::in_words::Speaker;
#[cfg(feature = "ssr")]
use backend::audit::InWords as _;

/// A page of the log, newest first: the caller's own entries, those of the caller's cases, and for
/// [`domain::Permission::ReadFirmLog`] those of the firm that belong to no case.
#[server(name = ReadLog, prefix = "/api", endpoint = "audit/log", output = Reply)]
pub async fn log_page(#[server(default)] filter: LogFilter) -> Result<LogPage, Error> {
    guard::answer(async {
        let speaker = Speaker::new(crate::use_language(), &filter);
        backend::audit::page(&guard::caller()?, filter, &|entry| speaker.fits(entry)).await
    })
    .await
}

/// The same of the caller's own entries.
#[server(name = ReadOwnLog, prefix = "/api", endpoint = "audit/own", output = Reply)]
pub async fn own_log_page(#[server(default)] filter: LogFilter) -> Result<LogPage, Error> {
    guard::answer(async {
        let caller = guard::caller()?;
        let speaker = Speaker::new(crate::use_language(), &filter);
        let own = LogFilter {
            user: Some(caller.me().user),
            ..filter
        };
        backend::audit::page(&caller, own, &|entry| speaker.fits(entry)).await
    })
    .await
}

/// Who has opened a case. Permission: assignment to it.
#[server(name = ReadCaseReaders, prefix = "/api", endpoint = "audit/case-readers", output = Reply)]
pub async fn case_readers(case: CaseId, #[server(default)] before: Option<i64>) -> Result<ReadersPage, Error> {
    guard::answer(async { backend::audit::case_readers(&guard::caller_or_support()?, case, before).await }).await
}

/// Who has opened a document. Permission: assignment to its case.
#[server(name = ReadDocumentReaders, prefix = "/api", endpoint = "audit/document-readers", output = Reply)]
pub async fn document_readers(
    document: DocumentId,
    #[server(default)] before: Option<i64>,
) -> Result<ReadersPage, Error> {
    guard::answer(async { backend::audit::document_readers(&guard::caller_or_support()?, document, before).await })
        .await
}

/// Keeps a filter under a name; all that the caller keeps.
#[server(prefix = "/api", endpoint = "audit/save-filter", output = Reply)]
pub async fn save_filter(name: String, #[server(default)] filter: LogFilter) -> Result<Vec<SavedFilter>, Error> {
    guard::answer(async { backend::audit::save_filter(&guard::caller()?, &name, filter).await }).await
}

/// Removes a filter of the caller's; what is left.
#[server(prefix = "/api", endpoint = "audit/remove-filter", output = Reply)]
pub async fn remove_filter(id: SavedFilterId) -> Result<Vec<SavedFilter>, Error> {
    guard::answer(async { backend::audit::remove_filter(&guard::caller()?, id).await }).await
}

/// The key with which this installation's checkpoints are verified, as signed notes write it. Public.
#[server(name = ReadVerifyingKey, prefix = "/api", endpoint = "audit/key", output = Reply)]
pub async fn verifying_key() -> Result<String, Error> {
    guard::answer(async { backend::audit::published_key(&guard::visitor()?) }).await
}

/// Whether the entries that fit may be taken out now, which `/files/log.csv` and `/files/log.jsonl` do, and of a case its
/// evidence pack. Permission:
/// [`domain::Permission::ReadFirmLog`], or for one case assignment to it; with a fresh second factor.
#[server(prefix = "/api", endpoint = "audit/ready-export", output = Reply)]
pub async fn ready_export(#[server(default)] filter: LogFilter) -> Result<(), Error> {
    guard::answer(async { backend::audit::may_take_out(&guard::caller()?, filter).await }).await
}
