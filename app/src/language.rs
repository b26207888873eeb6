//! Which language a page speaks. It stays the same for as long as a page is loaded: choosing another one loads anew.

use domain::Language;
use leptos::prelude::*;

/// The language of the page.
pub fn use_language() -> Language {
    use_context::<Language>().unwrap_or_else(of_this_page)
}

/// What the server decided, read back from the document, so that both render the same words.
#[cfg(not(feature = "ssr"))]
pub(crate) fn of_this_page() -> Language {
    document()
        .document_element()
        .and_then(|html| html.get_attribute("lang"))
        .and_then(|tag| Language::from_tag(&tag))
        .unwrap_or_default()
}

/// The choice made in this browser; else the signed-in person's; else what the browser asks for.
#[cfg(feature = "ssr")]
pub(crate) fn of_this_page() -> Language {
    let Some(parts) = use_context::<http::request::Parts>() else {
        return Language::default();
    };
    crate::request::cookie("language")
        .and_then(|tag| Language::from_tag(&tag))
        .or_else(|| parts.extensions.get::<Language>().copied())
        .or_else(|| {
            Some(Language::accepted(
                parts.headers.get(http::header::ACCEPT_LANGUAGE)?.to_str().ok()?,
            ))
        })
        .unwrap_or_default()
}
