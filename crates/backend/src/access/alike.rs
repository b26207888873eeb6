//! Answers that take the same time, whatever was done for them (promise S8).

use std::future::Future;

use tokio::time::{Instant, sleep_until};

use crate::Backend;

/// Holds an answer back until a step of [`crate::Settings::answer_after`] is over, counted from the request's beginning; the work that
/// the database does for an account that is there, and another kind of hash, disappear in it. Work that takes longer is answered at the
/// next step.
pub(crate) async fn answer<T>(backend: &Backend, work: impl Future<Output = T>) -> T {
    let began = Instant::now();
    let answer = work.await;
    let step = backend.settings.answer_after;
    if let Some(steps) = began.elapsed().as_nanos().checked_div(step.as_nanos()) {
        let steps = u32::try_from(steps + 1).unwrap_or(u32::MAX);
        sleep_until(began + step.saturating_mul(steps)).await;
    }
    answer
}
