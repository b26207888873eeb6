//! Whether the draft is safe, in words.

use leptos::prelude::*;

use super::autosave::Saved;
use crate::{texts, use_language};

/// Says it politely.
#[component]
pub(super) fn SaveState(
    /// The state.
    state: RwSignal<Saved>,
) -> impl IntoView {
    let lang = use_language();
    view! {
        <span class="sign-saved" class:sr-only=move || state.get() == Saved::Nothing role="status">
            {move || match state.get() {
                Saved::Nothing => "",
                Saved::FromBefore => texts::signing::draft_kept(lang),
                Saved::Saving => texts::signing::saving(lang),
                Saved::Kept => texts::signing::saved(lang),
                Saved::NotYet => texts::signing::not_saved(lang),
            }}
        </span>
    }
}
