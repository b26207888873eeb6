//! Verifying a file of the log, by whoever was given one: in the browser, with the same code as the server and `matterlock-verify`.

mod choosing;
mod listing;
mod reading;
mod receipt;
mod result;
mod shown;
mod statement;
mod trust;

use leptos::prelude::*;

use self::choosing::{Asked, Choose};
use self::reading::{Checked, Step};
use self::result::Told;
use self::trust::{Chosen, TrustForm};
use crate::api::audit::verifying_key;
use crate::components::{Alert, AlertKind, Button, ButtonKind, Page, Skeleton};
use crate::layout::Doorway;
use crate::{texts::verify as t, use_language};

/// The public page.
#[component]
pub fn Verify() -> impl IntoView {
    let lang = use_language();
    let key = Resource::new(|| (), |()| verifying_key());
    view! {
        <Doorway>
            <Page title=t::title(lang) intro=t::intro(lang)>
                <Transition fallback=|| view! { <Skeleton lines=8 /> }>
                    {move || Suspend::new(async move {
                        // Without it, another key will do.
                        let key = key.await.ok();
                        view! { <Bench key=key /> }
                    })}
                </Transition>
            </Page>
        </Doorway>
    }
}

/// Where a file is put and looked at.
#[component]
fn Bench(
    /// This installation's key.
    key: Option<String>,
) -> impl IntoView {
    let lang = use_language();
    let chosen = Chosen::new(key.clone());
    let checked = Checked::new();
    let step = checked.step;
    view! {
        <div class="only-without-script">
            <Alert kind=AlertKind::Warning>
                <p class="notice-title">{t::without_script_title(lang)}</p>
                <p>{t::without_script(lang)}</p>
                <p><code>{key}</code></p>
            </Alert>
        </div>
        <div class="verify needs-script">
            <section class="panel verify-what">
                <Choose
                    asked=Asked {
                        id: "verify-file",
                        label: t::file(lang),
                        choose: t::choose(lang),
                        help: t::drop_here(lang),
                        several: true,
                    }
                    on_files=move |files| checked.check(lang, files, chosen)
                />
                <TrustForm chosen=chosen />
                <Show when=move || checked.has_file()>
                    <div class="form-actions">
                        <Button kind=ButtonKind::Secondary on_click=move |_| checked.again(lang, chosen)>
                            {t::again(lang)}
                        </Button>
                    </div>
                </Show>
            </section>
            <section class="verify-result" aria-label=t::result(lang)>
                {move || match step.get() {
                    Step::Nothing => ().into_any(),
                    Step::Refused(why) => {
                        view! {
                            <div role="alert">
                                <Alert kind=AlertKind::Danger>{why}</Alert>
                            </div>
                        }
                            .into_any()
                    }
                    Step::Cancelled => {
                        view! {
                            <div role="status">
                                <Alert>{t::cancelled(lang)}</Alert>
                            </div>
                        }
                            .into_any()
                    }
                    Step::Reading(name) => {
                        let label = t::checking(lang, &name);
                        view! {
                            <div class="panel verify-progress">
                                <p role="status">{label.clone()}</p>
                                <progress class="progress" max="100" value=move || checked.percent.get() aria-label=label></progress>
                                <Button kind=ButtonKind::Secondary on_click=move |_| checked.cancel()>
                                    {t::cancel(lang)}
                                </Button>
                            </div>
                        }
                            .into_any()
                    }
                    Step::Done(done) => {
                        view! { <Told done=done on_archive=move |files| checked.add(lang, files, chosen) /> }.into_any()
                    }
                }}
            </section>
        </div>
    }
}
