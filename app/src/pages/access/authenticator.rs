//! Setting up the authenticator app.

use domain::access::Enrolment;
use leptos::prelude::*;

use super::code::CodeForm;
use super::frame::Frame;
use crate::api::access::enrolment;
use crate::components::{Failed, SecretSheet, Skeleton};
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
    view! {
        <ol class="steps-list">
            <li>
                <h2>{texts::access::app_step_install(lang)}</h2>
                <p>{texts::access::app_step_install_text(lang)}</p>
            </li>
            <li>
                <h2>{texts::access::app_step_scan(lang)}</h2>
                <SecretSheet enrolment=needed />
            </li>
            <li>
                <h2>{texts::access::app_step_code(lang)}</h2>
                <CodeForm verb=texts::access::app_confirm(lang) />
            </li>
        </ol>
    }
}
