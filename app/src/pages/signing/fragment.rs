//! The secret behind the `#` of a link: read in the browser, never sent by a mere visit, gone once it was used.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// The secret in a link, or in what somebody pasted: the whole link, or only what follows its `#`.
pub(super) fn secret(pasted: &str) -> &str {
    pasted.rsplit('#').next().unwrap_or_default().trim()
}

/// The secret in the address bar.
pub(super) fn read() -> Option<String> {
    let hash = window().location().hash().ok()?;
    Some(secret(&hash))
        .filter(|secret| !secret.is_empty())
        .map(str::to_owned)
}

/// Shows the address with the secret, or without; neither loads anything.
pub(super) fn write(secret: Option<&str>) {
    let Ok(path) = window().location().pathname() else {
        return;
    };
    let address = secret.map_or_else(|| path.clone(), |secret| format!("{path}#{secret}"));
    if let Ok(history) = window().history() {
        // Browsers refuse it when it is done hundreds of times a minute; then the address stays as it is.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}

#[cfg(test)]
mod tests {
    use super::secret;

    #[test]
    fn a_whole_link_is_as_good_as_its_code() {
        assert_eq!(secret("#abc"), "abc");
        assert_eq!(secret(" https://firm.example/sign#abc \n"), "abc");
        assert_eq!(secret("abc"), "abc");
        assert_eq!(secret(""), "");
    }
}
