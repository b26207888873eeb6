//! The document around the app.

mod early;
mod failure;
mod program;

use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;

use self::program::{Program, STYLE};
use crate::App;
use crate::api::guard;
use crate::pages::signing::{SignersApp, SignersPage};
use crate::theme::Theme;

pub use self::failure::failure_page;
pub use self::program::BUILDS;

/// The font that every page needs, asked for before the style sheet names it.
const TEXT_FONT: &str = "/fonts/inter-latin-wght-normal.woff2";

/// The document. What it loads by itself carries the request's nonce; what those scripts load is trusted through them
/// (CSP Level 3, section 8.2, `strict-dynamic`).
///
/// Written here and not by the framework's own component, whose `modulepreload` carries the nonce in the wrong
/// attribute: browsers refuse that preload and report it.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the signature that servers call with their options"
)]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let (lang, theme) = (crate::language::of_this_page(), Theme::chosen());
    let nonce = use_nonce().map(|nonce| nonce.to_string());
    let path = use_context::<http::request::Parts>().map_or_else(String::new, |parts| parts.uri.path().to_owned());
    let Program { scripts, wasm, start } = Program::of(&path, &options.site_root);
    let scheme = match theme {
        Theme::System => "light dark",
        Theme::Paper => "light",
        Theme::Ink => "dark",
    };
    let app = match SignersPage::at(&path) {
        Some(page) => view! { <SignersApp page=page /> }.into_any(),
        None => view! { <App /> }.into_any(),
    };
    view! {
        <!DOCTYPE html>
        <html lang=lang.tag() data-theme=theme.name() data-drawn=guard::drawn_now()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content=scheme />
                <meta name="format-detection" content="telephone=no" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="preload" href=TEXT_FONT r#as="font" r#type="font/woff2" crossorigin="anonymous" />
                <link rel="stylesheet" href=STYLE />
                {scripts
                    .into_iter()
                    .map(|script| view! { <link rel="modulepreload" href=script nonce=nonce.clone() /> })
                    .collect_view()}
                {wasm
                    .into_iter()
                    .map(|wasm| {
                        view! { <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous" /> }
                    })
                    .collect_view()}
                <MetaTags />
                <script nonce=nonce.clone()>{early::KEEP}</script>
                <script type="module" nonce=nonce>
                    {start}
                </script>
            </head>
            <body>
                {app}
            </body>
        </html>
    }
}
