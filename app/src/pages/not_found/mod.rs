//! An address without a page.

use leptos::prelude::*;

use crate::components::{Icon, IconView, LinkButton, Page};
use crate::layout::Doorway;
use crate::{texts, use_language};

/// Says so, and leads on. The server answers 404.
#[component]
pub fn NotFound() -> impl IntoView {
    let lang = use_language();
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    view! {
        <Doorway>
            <Page title=texts::common::not_found_title(lang) narrow=true>
                <p class="lead">{texts::common::not_found_text(lang)}</p>
                <p>
                    <LinkButton href="/cases" external=true>
                        <IconView icon=Icon::ArrowLeft />
                        {texts::common::to_my_cases(lang)}
                    </LinkButton>
                </p>
            </Page>
        </Doorway>
    }
}
