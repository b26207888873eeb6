//! The promises, each with its last check: a report that proves itself.

pub(in crate::pages) mod attack;
pub(in crate::pages) mod proof;
pub(in crate::pages) mod report;
pub(in crate::pages) mod summary;

use domain::checks::SecurityPage;
use leptos::form::ActionForm;
use leptos::prelude::*;

use self::attack::Attack;
use self::proof::Proof;
use self::report::Reports;
use self::summary::Summary;
use crate::api::checks::{RunChecks, security_page};
use crate::components::{
    Alert, Button, Empty, ErrorSummary, Failed, Icon, IconView, Page, Skeleton, ToastRegion, toast, use_action_error,
};
use crate::layout::Doorway;
use crate::{texts, use_language};

/// The public page. Administrators see what exactly was seen, and run the checks.
#[component]
pub fn Security() -> impl IntoView {
    let lang = use_language();
    let run = ServerAction::<RunChecks>::new();
    let page = Resource::new(move || run.version().get(), |_| security_page());
    Effect::new(move || {
        if run.value().with(|value| matches!(value, Some(Ok(_)))) {
            toast(texts::security::ran(lang));
        }
    });
    view! {
        <Doorway>
            <Page title=texts::security::title(lang) intro=texts::security::intro(lang)>
                <Transition fallback=|| view! { <Skeleton lines=14 /> }>
                    {move || Suspend::new(async move {
                        match page.await {
                            Ok(page) => view! { <Report page=page run=run /> }.into_any(),
                            Err(error) => view! { <Failed error=error retry=move |()| page.refetch() /> }.into_any(),
                        }
                    })}
                </Transition>
            </Page>
        </Doorway>
        <ToastRegion />
    }
}

/// The summary, and every promise.
#[component]
fn Report(
    /// The checks.
    page: SecurityPage,
    /// Running them.
    run: ServerAction<RunChecks>,
) -> impl IntoView {
    let lang = use_language();
    let SecurityPage {
        reports,
        late,
        administrator,
        attack,
        proof,
    } = page;
    view! {
        <Summary reports=reports.clone() late=late />
        {administrator.then(|| view! { <RunNow run=run /> })}
        {if reports.is_empty() {
            view! {
                <Empty title=texts::security::nothing(lang) icon=Icon::Shield>
                    <p>{texts::security::nothing_text(lang)}</p>
                </Empty>
            }
            .into_any()
        } else {
            view! {
                <p class="report-verify">
                    {texts::verify::link_text(lang)} " "
                    <a class="link" href="/verify">
                        {texts::verify::link(lang)}
                    </a>
                </p>
                <Attack report=attack reports=reports.clone() />
                <Proof run=proof reports=reports.clone() />
                <Reports reports=reports />
            }
            .into_any()
        }}
    }
}

/// The button, and what it does while it does it.
#[component]
fn RunNow(
    /// Running the checks.
    run: ServerAction<RunChecks>,
) -> impl IntoView {
    let lang = use_language();
    let pending = run.pending();
    view! {
        <ActionForm action=run>
            <div class="report-run">
                <ErrorSummary error=use_action_error(run) labels=Vec::new() />
                <Button submit=true pending=pending>
                    <IconView icon=Icon::Refresh />
                    {texts::security::run(lang)}
                </Button>
                {move || {
                    pending
                        .get()
                        .then(|| {
                            view! {
                                <div role="status">
                                    <Alert>{texts::security::running(lang)}</Alert>
                                    <progress class="progress"></progress>
                                </div>
                            }
                        })
                }}
            </div>
        </ActionForm>
    }
}
