//! Following a case: what happens in it is heard, and what was missed while the stream was lost is asked for.

use domain::ids::CaseId;
use domain::live::LiveEvent;

use crate::live::{use_live_again, use_live_events};

/// Calls `stirred` whenever something may have happened in the case.
pub(super) fn follow(case: CaseId, stirred: impl Fn() + Clone + Send + Sync + 'static) {
    use_live_again(stirred.clone());
    use_live_events(move |event| {
        if event == LiveEvent::Again || event == (LiveEvent::Case { case }) {
            stirred();
        }
    });
}
