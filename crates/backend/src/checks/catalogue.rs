//! I1: what keeps firms apart is as it was made.

use super::{Seen, Verdict, cannot};
use crate::Backend;

/// Policies, rights, keys, triggers, functions and roles are line by line what was recorded when they were made.
pub(super) async fn isolation_is_as_recorded(backend: &Backend) -> Verdict {
    let lines = backend.database.isolation().await.map_err(cannot)?.held()?;
    let of = |kind: &str| lines.iter().filter(|line| line.starts_with(kind)).count();
    Ok(Seen {
        attempts: u32::try_from(lines.len()).unwrap_or(u32::MAX),
        detail: format!(
            "{} lines of the catalogue as they were recorded, among them {} policies, {} grants, {} keys, {} triggers and {} functions",
            lines.len(),
            of("policy "),
            of("grant "),
            of("key "),
            of("trigger "),
            of("function ")
        ),
    })
}
