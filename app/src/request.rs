//! The little that pages read of the request itself: its address, and cookies of no secrecy, such as theme and language.

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

/// Path and query of the page, without what follows a `#`.
#[cfg(feature = "ssr")]
pub(crate) fn here() -> String {
    leptos::prelude::use_context::<http::request::Parts>()
        .and_then(|parts| Some(parts.uri.path_and_query()?.as_str().to_owned()))
        .unwrap_or_else(|| "/".to_owned())
}

/// Path and query of the page, without what follows a `#`.
#[cfg(not(feature = "ssr"))]
pub(crate) fn here() -> String {
    let location = leptos::prelude::window().location();
    let path = location.pathname().unwrap_or_else(|_| "/".to_owned());
    path + &location.search().unwrap_or_default()
}

/// A value of the page's query, by name: `b` for `a` in `?a=b`.
#[cfg(feature = "ssr")]
pub(crate) fn query(name: &str) -> Option<String> {
    let parts = leptos::prelude::use_context::<http::request::Parts>()?;
    let found = form_urlencoded::parse(parts.uri.query()?.as_bytes()).find(|(found, _)| found == name);
    found.map(|(_, value)| value.into_owned())
}

/// A value of the page's query, by name: `b` for `a` in `?a=b`.
#[cfg(not(feature = "ssr"))]
pub(crate) fn query(name: &str) -> Option<String> {
    let search = leptos::prelude::window().location().search().ok()?;
    web_sys::UrlSearchParams::new_with_str(&search).ok()?.get(name)
}

/// A path on this site, and nothing that a browser would read as another site's address.
pub(crate) fn local_path(path: &str) -> Option<&str> {
    // Whoever has signed in does not want to be led back to signing in.
    let plain = path.starts_with('/')
        && !path.starts_with("/sign-in")
        && !path.starts_with("//")
        && !path.starts_with("/\\")
        && path.len() <= 500
        && path
            .chars()
            .all(|c| c.is_ascii_graphic() && !matches!(c, '\\' | '"' | '<' | '>' | '`'));
    plain.then_some(path)
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
    use super::{among, local_path};

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

    #[test]
    fn only_paths_of_this_site_are_followed() {
        assert_eq!(local_path("/cases/1?stage=active"), Some("/cases/1?stage=active"));
        for other in [
            "",
            "/sign-in?ended=idle",
            "cases",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nSet-Cookie: x",
            "/\t/evil",
        ] {
            assert_eq!(local_path(other), None, "{other:?}");
        }
    }
}
