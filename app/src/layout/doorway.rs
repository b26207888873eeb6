//! The frame for those who are not signed in.

use leptos::prelude::*;

use super::{Brand, LanguageSwitch, ThemeSwitch};
use crate::{texts, use_language};

/// Brand, language and theme above; the page below.
#[component]
pub fn Doorway(
    /// What stands in the bar besides language and theme.
    #[prop(optional, into)]
    bar: Option<ViewFn>,
    /// The page.
    children: Children,
) -> impl IntoView {
    let lang = use_language();
    view! {
        <a class="skip" href="#main" rel="external">
            {texts::common::skip_to_content(lang)}
        </a>
        <div class="doorway">
            <header class="doorway-bar">
                <a class="doorway-brand" href="/" rel="external">
                    <Brand />
                </a>
                <div class="doorway-tools">{bar.map(|bar| bar.run())} <LanguageSwitch /> <ThemeSwitch /></div>
            </header>
            {children()}
        </div>
    }
}
