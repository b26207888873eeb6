//! Lost second factors: what an administrator asked for, and another has to agree to.

use domain::access::{Recovery, RecoveryStage};
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::live::follow_firm;
use crate::api::console::{ApproveRecovery, CancelRecovery, recoveries};
use crate::components::{
    Badge, Button, ButtonKind, Empty, ErrorSummary, Failed, Icon, Page, Skeleton, StepUp, Tone, When, WhenStyle, toast,
    use_action_error,
};
use crate::pages::office::outcome::{on_success, pending};
use crate::pages::office::unfold::Confirm;
use crate::texts::admin as t;
use crate::use_language;

/// Those under way.
#[component]
pub fn Recoveries() -> impl IntoView {
    let lang = use_language();
    let first = Resource::new(|| (), |()| recoveries());
    view! {
        <Page title=t::recoveries(lang) intro=t::recoveries_intro(lang)>
            <Transition fallback=|| view! { <Skeleton lines=6 /> }>
                {move || Suspend::new(async move {
                    match first.await {
                        Ok(all) => view! { <List all=all /> }.into_any(),
                        Err(error) => view! { <Failed error=error retry=move |()| first.refetch() /> }.into_any(),
                    }
                })}
            </Transition>
        </Page>
    }
}

#[component]
fn List(
    /// As they came with the page.
    all: Vec<Recovery>,
) -> impl IntoView {
    let lang = use_language();
    let fresh = follow_firm(all, recoveries);
    let (approve, cancel) = (
        ServerAction::<ApproveRecovery>::new(),
        ServerAction::<CancelRecovery>::new(),
    );
    let (approve_error, cancel_error) = (use_action_error(approve), use_action_error(cancel));
    on_success(approve, move || {
        fresh.refresh();
        toast(t::approved_toast(lang));
    });
    on_success(cancel, move || {
        fresh.refresh();
        toast(t::cancelled_toast(lang));
    });
    let all = fresh.data();
    let row = move |one: Recovery| {
        let may_approve = matches!(one.stage, RecoveryStage::NeedsSecond { may_approve: true });
        view! {
            <li class="row">
                <div class="row-words">
                    <p class="row-title">
                        <a class="link" href=format!("/admin/people/{}", one.user)>
                            {one.name.clone()}
                        </a>
                    </p>
                    <p class="row-detail">
                        {t::asked_by(lang)} " " {one.first_by.clone()} " · "
                        <When at=one.first_at style=WhenStyle::Relative />
                    </p>
                    <Stage stage=one.stage />
                </div>
                <div class="row-actions">
                    {may_approve
                        .then(|| {
                            view! {
                                <Confirm
                                    label=t::approve(lang)
                                    name=t::approve_name(lang, &one.name)
                                    question=t::approve_question(lang, &one.name)
                                >
                                    <ActionForm action=approve>
                                        <input type="hidden" name="recovery" value=one.id.to_string() />
                                        <Button submit=true pending=pending(approve)>
                                            {t::approve(lang)}
                                        </Button>
                                    </ActionForm>
                                </Confirm>
                            }
                        })}
                    <ActionForm action=cancel>
                        <input type="hidden" name="recovery" value=one.id.to_string() />
                        <Button kind=ButtonKind::Secondary submit=true pending=pending(cancel)>
                            {t::cancel_recovery(lang)}
                        </Button>
                    </ActionForm>
                </div>
            </li>
        }
    };
    view! {
        <section class="panel" aria-label=t::recoveries(lang)>
            <ErrorSummary error=approve_error labels=Vec::new() />
            <ErrorSummary error=cancel_error labels=Vec::new() />
            {move || {
                let all = all.get();
                if all.is_empty() {
                    view! {
                        <Empty title=t::no_recoveries(lang) icon=Icon::Phone>
                            <p>{t::no_recoveries_text(lang)}</p>
                        </Empty>
                    }
                    .into_any()
                } else {
                    view! { <ul class="rows">{all.into_iter().map(row).collect_view()}</ul> }.into_any()
                }
            }}
            <StepUp action=approve />
            <StepUp action=cancel />
        </section>
    }
}

/// How far it is.
#[component]
fn Stage(
    /// How far.
    stage: RecoveryStage,
) -> impl IntoView {
    let lang = use_language();
    match stage {
        RecoveryStage::NeedsSecond { may_approve } => view! {
            <p class="row-detail">
                <Badge tone=Tone::Amber icon=Icon::Clock>{t::needs_second(lang)}</Badge>
                {(!may_approve).then(|| view! { " " {t::needs_another(lang)} })}
            </p>
        }
        .into_any(),
        RecoveryStage::Waiting { second_by, ready_at } => view! {
            <p class="row-detail">
                <Badge icon=Icon::Clock>{t::waiting(lang)}</Badge>
                " " {t::agreed_by(lang)} " " {second_by} " · " {t::ready_at(lang)} " "
                <When at=ready_at style=WhenStyle::DateTime />
            </p>
        }
        .into_any(),
        RecoveryStage::Ready { second_by } => view! {
            <p class="row-detail">
                <Badge tone=Tone::Green icon=Icon::Check>{t::ready(lang)}</Badge>
                " " {t::agreed_by(lang)} " " {second_by} ". " {t::ready_text(lang)}
            </p>
        }
        .into_any(),
    }
}
