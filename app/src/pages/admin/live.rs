//! Following the firm: what changes at the console is heard, and what was missed while the stream was lost is asked for.

use domain::Error;
use domain::live::LiveEvent;

use crate::live::{use_live_again, use_live_events};
use crate::pages::office::fresh::Fresh;

/// Page data that is asked for again whenever something may have happened in the firm.
pub(super) fn follow_firm<T, F>(first: T, ask: impl Fn() -> F + Send + Sync + 'static) -> Fresh<T>
where
    T: Send + Sync + 'static,
    F: Future<Output = Result<T, Error>> + Send + 'static,
{
    let fresh = Fresh::new(first, ask);
    use_live_events(move |event| {
        if matches!(event, LiveEvent::Firm | LiveEvent::Again) {
            fresh.refresh();
        }
    });
    use_live_again(move || fresh.refresh());
    fresh
}
