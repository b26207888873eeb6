//! The task that signs: every two seconds, what was committed since.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::sync::watch;

use super::grow_all;
use crate::Backend;
use crate::failure::Failure;

/// How far signing is behind, at most, while the database answers.
const EVERY: Duration = Duration::from_secs(2);

/// Signs until told to stop, and once more then. A failure is logged when it is a new one: the check of promise L6 says it too, and alerts.
pub async fn run_prover(backend: Arc<Backend>, mut stopping: watch::Receiver<bool>) {
    let mut told = None;
    loop {
        let stop = tokio::time::timeout(EVERY, stopping.wait_for(|stop| *stop))
            .await
            .is_ok();
        let failure = step(&backend).await.err().map(|failure| failure.to_string());
        if failure.is_none() {
            backend.signed_at.store(backend.now().0, Ordering::Relaxed);
        }
        if failure != told {
            if let Some(failure) = &failure {
                tracing::error!(%failure, "the log could not be signed");
            }
            told = failure;
        }
        if stop {
            return;
        }
    }
}

async fn step(backend: &Backend) -> Result<(), Failure> {
    for proven in grow_all(backend).await? {
        backend.outside.keep(&proven).await?;
    }
    Ok(())
}
