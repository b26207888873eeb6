//! The little that pages read of the request itself: cookies of no secrecy, such as theme and language.

/// A cookie that page scripts may read, by name.
#[cfg(feature = "ssr")]
pub(crate) fn cookie(name: &str) -> Option<String> {
    let parts = leptos::prelude::use_context::<http::request::Parts>()?;
    let headers = parts.headers.get_all(http::header::COOKIE);
    headers
        .iter()
        .filter_map(|header| header.to_str().ok())
        .find_map(|header| among(header, name))
}

/// A cookie that page scripts may read, by name.
#[cfg(all(feature = "hydrate", not(feature = "ssr")))]
pub(crate) fn cookie(name: &str) -> Option<String> {
    use wasm_bindgen::JsCast;

    let document = leptos::prelude::document().dyn_into::<web_sys::HtmlDocument>().ok()?;
    among(&document.cookie().ok()?, name)
}

/// Neither browser nor server: nothing to read.
#[cfg(not(any(feature = "ssr", feature = "hydrate")))]
pub(crate) fn cookie(_name: &str) -> Option<String> {
    None
}

/// Finds `name` in `a=1; b=2` (RFC 6265, section 4.2.1).
#[cfg(any(feature = "ssr", feature = "hydrate"))]
fn among(header: &str, name: &str) -> Option<String> {
    header.split(';').find_map(|pair| {
        let (found, value) = pair.trim().split_once('=')?;
        (found == name).then(|| value.trim_matches('"').to_owned())
    })
}

#[cfg(all(test, any(feature = "ssr", feature = "hydrate")))]
mod tests {
    use super::among;

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        assert_eq!(
            among("xtheme=a; theme=ink; language=\"es\"", "theme").as_deref(),
            Some("ink")
        );
        assert_eq!(among("theme=ink; language=\"es\"", "language").as_deref(), Some("es"));
        assert_eq!(among("themes=ink", "theme"), None);
        assert_eq!(among("", "theme"), None);
    }
}
