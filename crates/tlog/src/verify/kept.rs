//! Checkpoints that a reader kept. They keep those of several logs in one folder or letter.

use super::Notice;
use crate::{Checkpoint, Name};

/// Those that are of a log, or can't be read, so that this is told; and what there is to say of the others.
pub(super) fn kept_of(log: &Name, checkpoints: Vec<String>) -> (Vec<String>, Option<Notice>) {
    let all = checkpoints.len();
    let of_this: Vec<String> = checkpoints
        .into_iter()
        .filter(|note| Checkpoint::log_in(note).is_none_or(|of| of == *log))
        .collect();
    let notice = others((all - of_this.len()) as u64, of_this.len() as u64);
    (of_this, notice)
}

/// What there is to say of so many checkpoints of other logs.
pub(super) fn others(times: u64, of_this: u64) -> Option<Notice> {
    (times > 0).then_some(Notice::KeptOfOtherLogs { times, of_this })
}
