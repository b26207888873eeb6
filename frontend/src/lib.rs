//! The hydrate entries, nothing else: one for the signer's pages, one for all others. Each is a build of its own (see
//! `Cargo.toml` of the workspace), because one file that holds just what a client's phone needs travels fastest.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by a page's module script once the WASM has loaded. Ends when the page is alive, its lazily loaded area too.
#[cfg(feature = "main")]
#[wasm_bindgen]
pub async fn hydrate() {
    console_error_panic_hook::set_once();
    let body = wasm_bindgen::UnwrapThrowExt::expect_throw(leptos::prelude::document().body(), "a page has a body");
    leptos::mount::hydrate_from_async(body, app::App).await.forget();
}

/// Called by a signer's page.
#[cfg(feature = "signing")]
#[wasm_bindgen]
pub fn hydrate_signing() {
    use leptos::prelude::*;

    console_error_panic_hook::set_once();
    let path = window().location().pathname().unwrap_or_default();
    if let Some(page) = app::SignersPage::at(&path) {
        hydrate_body(move || view! { <app::SignersApp page=page /> });
    }
}
