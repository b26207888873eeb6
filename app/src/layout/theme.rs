//! Choosing light or dark.

use leptos::prelude::*;

use crate::components::{Icon, IconView};
use crate::theme::Theme;
use crate::{texts, use_language};

/// A button that goes through the system's own appearance, light and dark.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let lang = use_language();
    let theme = RwSignal::new(Theme::chosen());
    let words = move || match theme.get() {
        Theme::System => texts::common::theme_system(lang),
        Theme::Paper => texts::common::theme_paper(lang),
        Theme::Ink => texts::common::theme_ink(lang),
    };
    let label = move || format!("{}: {}", texts::common::theme(lang), words());
    view! {
        <button
            type="button"
            class="btn btn-quiet btn-square needs-script"
            aria-label=label
            title=label
            on:click=move |_| {
                let next = match theme.get_untracked() {
                    Theme::System => Theme::Paper,
                    Theme::Paper => Theme::Ink,
                    Theme::Ink => Theme::System,
                };
                theme.set(next);
                next.choose();
            }
        >
            {move || {
                let icon = match theme.get() {
                    Theme::System => Icon::Monitor,
                    Theme::Paper => Icon::Sun,
                    Theme::Ink => Icon::Moon,
                };
                view! { <IconView icon=icon /> }
            }}
        </button>
    }
}
