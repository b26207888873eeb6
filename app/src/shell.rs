//! The document around the app.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;

use crate::App;
use crate::theme::Theme;

/// The loader of lazily loaded areas, as cargo-leptos names it where files carry no hash.
const SPLIT_LOADER: &str = "__wasm_split.______________________.js";

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
    let files = format!("/{}", options.site_pkg_dir);
    let name = options.output_name.to_string();
    let (script, wasm, style) = (
        format!("{files}/{name}.js"),
        format!("{files}/{name}.wasm"),
        format!("{files}/{name}.css"),
    );
    let start =
        format!("import start, {{ hydrate }} from {script:?}; await start({{ module_or_path: {wasm:?} }}); hydrate();");
    let parts: Vec<_> = lazy_files(&options)
        .iter()
        .map(|file| format!("{files}/{file}.wasm"))
        .collect();
    let loader = (!parts.is_empty()).then(|| format!("{files}/{SPLIT_LOADER}"));
    let scheme = match theme {
        Theme::System => "light dark",
        Theme::Paper => "light",
        Theme::Ink => "dark",
    };
    view! {
        <!DOCTYPE html>
        <html lang=lang.tag() data-theme=theme.name()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <meta name="color-scheme" content=scheme />
                <meta name="format-detection" content="telephone=no" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="preload" href=TEXT_FONT r#as="font" r#type="font/woff2" crossorigin="anonymous" />
                <link rel="stylesheet" href=style />
                <link rel="modulepreload" href=script nonce=nonce.clone() />
                <link rel="preload" href=wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous" />
                {loader.map(|loader| view! { <link rel="modulepreload" href=loader nonce=nonce.clone() /> })}
                {parts
                    .into_iter()
                    .map(|part| {
                        view! { <link rel="preload" href=part r#as="fetch" r#type="application/wasm" crossorigin="anonymous" /> }
                    })
                    .collect_view()}
                <MetaTags />
                <script type="module" nonce=nonce>
                    {start}
                </script>
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// The files of the area that the requested page belongs to, so that they load beside the main one and not after it.
/// Nothing where the WASM was built whole.
fn lazy_files(options: &LeptosOptions) -> Vec<String> {
    static MANIFEST: OnceLock<BTreeMap<String, Vec<String>>> = OnceLock::new();
    let manifest = MANIFEST.get_or_init(|| {
        let path = Path::new(options.site_root.as_ref())
            .join(options.site_pkg_dir.as_ref())
            .join("__wasm_split_manifest.json");
        std::fs::read(path)
            .ok()
            .and_then(|file| serde_json::from_slice(&file).ok())
            .unwrap_or_default()
    });
    let Some(parts) = use_context::<http::request::Parts>() else {
        return Vec::new();
    };
    let area = area_of(parts.uri.path());
    // A function's name, followed by a hash of where it stands in the source.
    manifest
        .iter()
        .find(|(function, _)| function.strip_prefix(area).is_some_and(|rest| rest.starts_with('_')))
        .map(|(_, files)| files.clone())
        .unwrap_or_default()
}

/// The lazy function of `routes` that shows the page at a path.
fn area_of(path: &str) -> &'static str {
    match path.split('/').nth(1).unwrap_or_default() {
        "setup" | "sign-in" | "security" => "access_area",
        "sign" => "signing_area",
        _ => "office_area",
    }
}

#[cfg(test)]
mod tests {
    use super::area_of;

    #[test]
    fn signing_is_not_signing_in() {
        assert_eq!(area_of("/sign/document"), "signing_area");
        assert_eq!(area_of("/sign-in/code"), "access_area");
        assert_eq!(area_of("/cases"), "office_area");
    }
}
