//! The frame of a page's content.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::texts;

/// A page's content: the document's title, the main landmark and its heading.
#[component]
pub fn Page(
    /// What the page is, in the browser's tab and as its heading.
    #[prop(into)]
    title: String,
    /// A sentence under the heading.
    #[prop(optional, into)]
    intro: Option<String>,
    /// What stands beside the heading: the page's main actions.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
    /// What stands in place of the heading; it brings its own `h1`.
    #[prop(optional, into)]
    header: Option<ViewFn>,
    /// A narrow column, for forms and texts.
    #[prop(optional)]
    narrow: bool,
    /// The page.
    children: Children,
) -> impl IntoView {
    let lang = crate::use_language();
    let tab = format!("{title} · {}", texts::common::product(lang));
    let heading = header.map_or_else(
        || {
            view! {
                <header class="page-head">
                    <div class="page-head-words">
                        <h1>{title}</h1>
                        {intro.map(|intro| view! { <p class="page-intro">{intro}</p> })}
                    </div>
                    {actions.map(|actions| view! { <div class="page-actions">{actions.run()}</div> })}
                </header>
            }
            .into_any()
        },
        |header| header.run().into_any(),
    );
    view! {
        <Title text=tab />
        <main id="main" tabindex="-1" class=if narrow { "page page-narrow" } else { "page" }>
            {heading}
            {children()}
        </main>
    }
}
