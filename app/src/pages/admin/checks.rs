//! The promise checks, with what they saw.

use leptos::form::ActionForm;
use leptos::prelude::*;

use crate::api::console::{RunAttack, checks};
use crate::components::{
    Alert, Button, ButtonKind, ErrorSummary, Failed, Icon, IconView, LinkButton, Page, Skeleton, toast,
    use_action_error,
};
use crate::pages::office::outcome::on_success;
use crate::pages::security::attack::Attack;
use crate::pages::security::proof::Proof;
use crate::pages::security::report::Reports;
use crate::pages::security::summary::Summary;
use crate::texts::{admin as t, security as words};
use crate::use_language;

/// The report of the public page, in full.
#[component]
pub fn Checks() -> impl IntoView {
    let lang = use_language();
    let run = ServerAction::<RunAttack>::new();
    let page = Resource::new(move || run.version().get(), |_| checks());
    on_success(run, move || toast(words::attack_ran(lang)));
    view! {
        <Page
            title=t::checks(lang)
            intro=t::checks_intro(lang)
            actions=move || {
                view! {
                    <LinkButton href="/security" kind=ButtonKind::Secondary external=true>
                        <IconView icon=Icon::External />
                        {t::public_page(lang)}
                    </LinkButton>
                }
            }
        >
            <Transition fallback=|| view! { <Skeleton lines=14 /> }>
                {move || Suspend::new(async move {
                    match page.await {
                        Ok(page) => {
                            let reports = page.reports.clone();
                            view! {
                                <Summary reports=reports late=page.late />
                                <Attack report=page.attack reports=page.reports.clone()>
                                    <AttackNow run=run />
                                </Attack>
                                <Proof run=page.proof reports=page.reports.clone() />
                                <Reports reports=page.reports />
                            }
                            .into_any()
                        }
                        Err(error) => view! { <Failed error=error retry=move |()| page.refetch() /> }.into_any(),
                    }
                })}
            </Transition>
        </Page>
    }
}

/// The button, and what it does while it does it.
#[component]
fn AttackNow(
    /// Running the attack.
    run: ServerAction<RunAttack>,
) -> impl IntoView {
    let lang = use_language();
    let pending = run.pending();
    view! {
        <ActionForm action=run>
            <div class="report-run">
                <ErrorSummary error=use_action_error(run) labels=Vec::new() />
                <p class="fine-print">{words::attack_note(lang)}</p>
                <Button kind=ButtonKind::Secondary submit=true pending=pending>
                    <IconView icon=Icon::Shield />
                    {words::attack_run(lang)}
                </Button>
                {move || {
                    pending
                        .get()
                        .then(|| {
                            view! {
                                <div role="status">
                                    <Alert>{words::attack_under_way(lang)}</Alert>
                                    <progress class="progress"></progress>
                                </div>
                            }
                        })
                }}
            </div>
        </ActionForm>
    }
}
