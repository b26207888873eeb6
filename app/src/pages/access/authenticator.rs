//! Setting up the authenticator app.

use domain::access::Enrolment;
use leptos::prelude::*;

use super::code::CodeForm;
use super::frame::Frame;
use crate::api::access::enrolment;
use crate::components::{CopyButton, Failed, Icon, IconView, Skeleton};
use crate::{texts, use_language};

/// Three steps: have an app, scan, enter the code.
#[component]
pub fn Authenticator() -> impl IntoView {
    let lang = use_language();
    // Blocking, so that the steps are there without script too.
    let needed = Resource::new_blocking(|| (), |()| enrolment());
    view! {
        <Frame title=texts::access::app_title(lang) intro=texts::access::app_intro(lang)>
            <Suspense fallback=|| view! { <Skeleton lines=8 /> }>
                {move || Suspend::new(async move {
                    match needed.await {
                        Ok(needed) => view! { <Steps needed=needed /> }.into_any(),
                        Err(error) => view! { <Failed error=error retry=move |()| needed.refetch() /> }.into_any(),
                    }
                })}
            </Suspense>
        </Frame>
    }
}

/// The steps.
#[component]
fn Steps(
    /// What the app needs.
    needed: Enrolment,
) -> impl IntoView {
    let lang = use_language();
    let Enrolment {
        email,
        secret,
        uri,
        qr_svg,
    } = needed;
    view! {
        <ol class="steps-list">
            <li>
                <h2>{texts::access::app_step_install(lang)}</h2>
                <p>{texts::access::app_step_install_text(lang)}</p>
            </li>
            <li>
                <h2>{texts::access::app_step_scan(lang)}</h2>
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
            </li>
            <li>
                <h2>{texts::access::app_step_code(lang)}</h2>
                <CodeForm verb=texts::access::app_confirm(lang) />
            </li>
        </ol>
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
