//! Cloudflare Turnstile, asked from the server (developers.cloudflare.com/turnstile/get-started/server-side-validation).

use domain::Error;
use domain::captcha::Form;
use http::Uri;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use vault::digest;

use super::Used;
use crate::Backend;
use crate::failure::Done;
use crate::outgoing;

/// Where Cloudflare answers.
pub const SITEVERIFY: &str = "https://challenges.cloudflare.com/turnstile/v0/siteverify";
/// Cloudflare's tokens are good for five minutes; we remember them for longer than that.
const REMEMBERED_MS: i64 = 10 * 60 * 1000;
/// The longest token, as documented.
const LONGEST: usize = 2048;

/// The keys of a Turnstile widget.
#[derive(Clone, Debug)]
pub struct TurnstileKeys {
    /// Public: stands in the pages.
    pub site_key: String,
    /// Known to the server and Cloudflare.
    pub secret: SecretString,
    /// Who verifies: [`SITEVERIFY`], or something that speaks as it does.
    pub verify_url: String,
}

#[derive(Deserialize)]
struct Verdict {
    success: bool,
    #[serde(default)]
    hostname: String,
    #[serde(default)]
    action: String,
    #[serde(default, rename = "error-codes")]
    error_codes: Vec<String>,
}

/// What the widget's token proves, if Cloudflare says that it does, for this site and this form. The reader's address is not passed on.
///
/// # Errors
/// `Unavailable` where nobody answers within five seconds, or what answers is not satisfied with us.
pub(super) async fn verify(backend: &Backend, keys: &TurnstileKeys, form: Form, token: &str) -> Done<Option<Used>> {
    if token.len() > LONGEST {
        return Ok(None);
    }
    let fields = [("secret", keys.secret.expose_secret()), ("response", token)];
    let answer = outgoing::post_form(&keys.verify_url, &fields).await.map_err(|error| {
        tracing::error!(%error, "Turnstile can't be asked");
        Error::Unavailable
    })?;
    let verdict: Verdict = serde_json::from_slice(&answer).map_err(|error| {
        tracing::error!(%error, "Turnstile's answer can't be read");
        Error::Unavailable
    })?;
    if verdict.success {
        let ours = verdict.hostname == host(&backend.settings.public_url) && verdict.action == form.name();
        return Ok(ours.then(|| Used {
            id: digest::sha256(token.as_bytes()),
            until: backend.now().0 + REMEMBERED_MS,
        }));
    }
    let about_the_token = |code: &String| {
        [
            "missing-input-response",
            "invalid-input-response",
            "timeout-or-duplicate",
        ]
        .contains(&code.as_str())
    };
    if verdict.error_codes.is_empty() || !verdict.error_codes.iter().all(about_the_token) {
        tracing::error!(codes = ?verdict.error_codes, "Turnstile is not satisfied with this installation");
        return Err(Error::Unavailable.into());
    }
    Ok(None)
}

/// `firm.example` of `https://firm.example:8443`.
fn host(url: &str) -> String {
    let address: Option<Uri> = url.parse().ok();
    address.as_ref().and_then(Uri::host).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn s7_the_host_is_what_stands_between_scheme_and_port() {
        assert_eq!(host("https://firm.example"), "firm.example");
        assert_eq!(host("http://localhost:3000"), "localhost");
        assert_eq!(host("https://firm.example:8443/x"), "firm.example");
    }
}
