//! Short messages that say themselves and go again.

use leptos::prelude::*;

use super::{Icon, IconView};

/// What is shown, each with its number.
type Shown = Vec<(u32, String)>;

#[cfg(feature = "hydrate")]
thread_local! {
    /// The region of this tab, so that messages can be said from callbacks that have no context.
    static REGION: core::cell::Cell<Option<RwSignal<Shown>>> = const { core::cell::Cell::new(None) };
}

/// Says a message politely for some seconds. For what is said elsewhere on the page too: people look away.
#[cfg_attr(
    not(feature = "hydrate"),
    expect(unused_variables, clippy::needless_pass_by_value, reason = "only a browser shows it")
)]
pub fn toast(text: impl Into<String>) {
    #[cfg(feature = "hydrate")]
    if let Some(region) = REGION.get() {
        let text = text.into();
        let id = region.try_with_untracked(|shown| shown.last().map_or(1, |(id, _)| id + 1));
        let Some(id) = id else { return };
        region.update(|shown| shown.push((id, text)));
        gloo_timers::callback::Timeout::new(6_000, move || {
            // The page may be gone by then.
            let _ = region.try_update(|shown| shown.retain(|(other, _)| *other != id));
        })
        .forget();
    }
}

/// Where messages appear: one a page, a polite live region.
#[component]
pub fn ToastRegion() -> impl IntoView {
    let shown = RwSignal::new(Shown::new());
    #[cfg(feature = "hydrate")]
    {
        REGION.set(Some(shown));
        // The page that comes may have set its own before the one that goes is cleared away.
        on_cleanup(move || {
            if REGION.get() == Some(shown) {
                REGION.set(None);
            }
        });
    }
    view! {
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || shown.get() key=|(id, _)| *id let((_, text))>
                <p class="toast-text">
                    <IconView icon=Icon::Check />
                    {text}
                </p>
            </For>
        </div>
    }
}
