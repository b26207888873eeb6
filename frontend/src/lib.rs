//! The hydrate entry, nothing else.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page's module script once the WASM has loaded.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_lazy(app::App);
}
