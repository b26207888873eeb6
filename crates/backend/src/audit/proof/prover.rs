//! The task that signs: every two seconds, what was committed since.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::grow::{grow_each, late};
use super::outside::settle;
use crate::Backend;
use crate::checks::{keep_report, report};
use crate::failure::{Done, Failure};

/// How far signing is behind, at most, while the database answers.
const EVERY: Duration = Duration::from_secs(2);

/// As often as that it is seen to that nothing waits to be signed, and that every log's newest checkpoint stands outside.
const SETTLED: Duration = Duration::from_mins(1);

/// Signs until told to stop, and once more then. A failure that is a new one is logged, and breaks promise L6 at once, which alerts: nobody waits
/// for the next run of the checks.
pub async fn run_prover(backend: Arc<Backend>, mut stopping: watch::Receiver<bool>) {
    let (mut told, mut settled) = (None, None::<Instant>);
    loop {
        let stop = tokio::time::timeout(EVERY, stopping.wait_for(|stop| *stop))
            .await
            .is_ok();
        let mut failure = sign(&backend).await.err();
        if failure.is_none() {
            backend.signed_at.store(backend.now().0, Ordering::Relaxed);
        }
        if stop || settled.is_none_or(|at| at.elapsed() >= SETTLED) {
            settled = Some(Instant::now());
            failure = failure.or(nothing_waits(&backend).await.err());
        }
        // What is seen once a minute only is not over because it was not looked at.
        else if told.is_some() && failure.is_none() {
            continue;
        }
        let failure = failure.map(|failure| failure.to_string());
        if failure != told {
            if let Some(failure) = &failure {
                tracing::error!(%failure, "the log could not be signed");
                alert(&backend, failure).await;
            }
            told = failure;
        }
        if stop {
            return;
        }
    }
}

/// Signs what was committed, and keeps it outside; goes on past what can't be.
async fn sign(backend: &Backend) -> Done<()> {
    let (proven, mut failed) = grow_each(backend).await?;
    for signed in proven {
        let kept = backend.outside.keep(&signed).await;
        failed = failed.or(kept.err());
    }
    failed.map_or(Ok(()), Err)
}

async fn nothing_waits(backend: &Backend) -> Done<()> {
    settle(backend).await?;
    backend.kept_at.store(backend.now().0, Ordering::Relaxed);
    late(backend).await?.map_or(Ok(()), |late| Err(Failure::broken(late)))
}

/// Keeps that the promise is broken, as its check would. Where the database takes nothing, the check says so when it does again.
async fn alert(backend: &Backend, why: &str) {
    let broken = report("L6", "L6.proven", Err(format!("the log could not be signed: {why}")), 0);
    if let Err(error) = keep_report(backend, &broken).await {
        tracing::error!(%error, "that the log could not be signed could not be kept");
    }
}
