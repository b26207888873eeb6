//! What an authenticator app needs: to scan, to open on the same device, or to type.

use domain::access::Enrolment;
use leptos::prelude::*;

use super::{CopyButton, Icon, IconView};
use crate::{texts, use_language};

/// The QR code, and beside it the same secret as text.
#[component]
pub fn SecretSheet(
    /// What the app needs.
    enrolment: Enrolment,
) -> impl IntoView {
    let lang = use_language();
    let Enrolment {
        email,
        secret,
        uri,
        qr_svg,
    } = enrolment;
    view! {
        <div class="enrol">
            // Our own server's drawing, not anybody's input.
            <div class="qr" role="img" aria-label=texts::access::app_qr(lang) inner_html=qr_svg></div>
            <div class="enrol-words">
                <a class="btn btn-secondary" href=uri rel="external">
                    <IconView icon=Icon::Phone />
                    {texts::access::app_same_device(lang)}
                </a>
                <p class="field-label">{texts::access::app_type_instead(lang)}</p>
                <p class="secret" translate="no">
                    {grouped(&secret)}
                </p>
                <CopyButton text=secret label=texts::access::app_copy_secret(lang) />
                <p class="field-help">{texts::access::app_account(lang)} ": " {email}</p>
            </div>
        </div>
    }
}

/// In fours, for typing.
fn grouped(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().filter(|c| !c.is_whitespace()).collect();
    letters
        .chunks(4)
        .map(|four| four.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn a_secret_is_typed_in_fours() {
        assert_eq!(grouped("JBSWY3DPEHPK3PXPA"), "JBSW Y3DP EHPK 3PXP A");
        assert_eq!(grouped(""), "");
    }
}
