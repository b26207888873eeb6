//! L6: the log is what was signed.

use std::sync::atomic::Ordering;

use super::{Seen, Verdict, cannot};
use crate::{Backend, audit};

/// Seconds that signing may be behind, where its task runs.
const LATEST: i64 = 60;

/// Every entry of every log against its stored hash, and all of them against every checkpoint, in the database and outside it. What was
/// committed a moment ago is signed first, and not signed over where what was signed before is no longer there.
pub(super) async fn the_log_is_as_it_was_signed(backend: &Backend) -> Verdict {
    let signed_at = backend.signed_at.load(Ordering::Relaxed);
    let late = (backend.now().0 - signed_at) / 1000;
    if signed_at > 0 && late > LATEST {
        return Err(format!("nothing was signed for {late} seconds"));
    }
    let signed = audit::grow_all(backend).await;
    let verified = audit::verify_all(backend, None).await.map_err(cannot)?;
    // What is wrong with an entry says more than that nothing was signed over it.
    for log in &verified {
        if let Some(finding) = log.report.findings.first() {
            return Err(format!("the log {} of {}: {finding}", log.log.name(), log.firm));
        }
    }
    signed.map_err(cannot)?;
    let drilled = audit::every_change_is_found(backend)?;
    let entries: u64 = verified.iter().map(|log| log.report.entries).sum();
    let proven: u64 = verified.iter().map(|log| log.report.proven).sum();
    Ok(Seen {
        attempts: u32::try_from(entries).unwrap_or(u32::MAX).saturating_add(drilled),
        detail: format!(
            "{entries} entries of {} logs are as they were written; {proven} of them are signed; {drilled} changes of a log made for it were found",
            verified.len()
        ),
    })
}
