//! The log.

use domain::Error;
use domain::audit::{LogFilter, LogPage};
use domain::wire::Reply;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::guard;

/// A page of the log, newest first: the caller's own entries, those of the caller's cases, and for
/// [`domain::Permission::ReadFirmLog`] those of the firm that belong to no case.
#[server(name = ReadLog, prefix = "/api", endpoint = "audit/log", output = Reply)]
pub async fn log_page(#[server(default)] filter: LogFilter) -> Result<LogPage, Error> {
    guard::answer(async { backend::audit::page(&guard::caller()?, filter).await }).await
}
