//! The server's part in keeping what was typed and not sent.

use domain::Error;
use domain::drafts::KeyHalf;
use domain::wire::Reply;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::guard;

/// The server's half of the key that seals the caller's unsent forms in this browser. Permission: any live session at the office.
/// Pages ask by themselves; it does not count as activity.
#[server(name = ReadDraftKey, prefix = "/api", endpoint = "drafts/key", output = Reply)]
pub async fn draft_key() -> Result<KeyHalf, Error> {
    guard::answer(async { backend::drafts::key_half(&guard::caller_or_support()?).await }).await
}
