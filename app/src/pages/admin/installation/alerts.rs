//! What asks for an operator's attention.

use domain::installation::{AlertKind, AlertRow, AlertsPage};
use leptos::form::ActionForm;
use leptos::prelude::*;

use crate::api::installation::{AcknowledgeAlert, alerts};
use crate::components::{
    Badge, Button, ButtonKind, Bytes, Empty, ErrorSummary, Failed, Icon, Page, Skeleton, StepUp, Tone, When, WhenStyle,
    toast, use_action_error,
};
use crate::pages::admin::live::follow_firm;
use crate::pages::office::fresh::Fresh;
use crate::pages::office::outcome::{on_success, pending};
use crate::texts::installation as t;
use crate::use_language;

/// Those that are on, and those that are over.
#[component]
pub fn Alerts() -> impl IntoView {
    let lang = use_language();
    let first = Resource::new(|| (), |()| alerts());
    view! {
        <Page title=t::alerts(lang) intro=t::alerts_intro(lang)>
            <Transition fallback=|| view! { <Skeleton lines=6 /> }>
                {move || Suspend::new(async move {
                    match first.await {
                        Ok(page) => view! { <Panels page=page /> }.into_any(),
                        Err(error) => view! { <Failed error=error retry=move |()| first.refetch() /> }.into_any(),
                    }
                })}
            </Transition>
        </Page>
    }
}

#[component]
fn Panels(
    /// As it came.
    page: AlertsPage,
) -> impl IntoView {
    let lang = use_language();
    let fresh = follow_firm(page, alerts);
    let data = fresh.data();
    let closed = Memo::new(move |_| data.with(|page| page.closed.clone()));
    view! {
        <Open fresh=fresh />
        {move || {
            let closed = closed.get();
            (!closed.is_empty())
                .then(|| {
                    view! {
                        <section class="panel" aria-labelledby="closed-title">
                            <div class="panel-head">
                                <h2 id="closed-title">{t::over(lang)}</h2>
                            </div>
                            <ul class="rows">
                                {closed
                                    .into_iter()
                                    .map(|alert| {
                                        view! {
                                            <li class="row">
                                                <Words alert=alert />
                                            </li>
                                        }
                                    })
                                    .collect_view()}
                            </ul>
                        </section>
                    }
                })
        }}
    }
}

/// Those that are on.
#[component]
fn Open(
    /// The page.
    fresh: Fresh<AlertsPage>,
) -> impl IntoView {
    let lang = use_language();
    let seen = ServerAction::<AcknowledgeAlert>::new();
    let error = use_action_error(seen);
    on_success(seen, move || {
        fresh.refresh();
        toast(t::acknowledged_toast(lang));
    });
    let data = fresh.data();
    let open = Memo::new(move |_| data.with(|page| page.open.clone()));
    let row = move |alert: AlertRow| {
        let (id, new, name) = (alert.id, alert.acknowledged.is_none(), t::alert(lang, alert.kind));
        view! {
            <li class="row">
                <Words alert=alert />
                {new
                    .then(|| {
                        view! {
                            <ActionForm action=seen>
                                <input type="hidden" name="alert" value=id.to_string() />
                                <Button kind=ButtonKind::Secondary submit=true pending=pending(seen)>
                                    <span aria-hidden="true">{t::acknowledge(lang)}</span>
                                    <span class="sr-only">{t::acknowledge_name(lang, name)}</span>
                                </Button>
                            </ActionForm>
                        }
                    })}
            </li>
        }
    };
    view! {
        <section class="panel" aria-labelledby="on-title">
            <div class="panel-head">
                <h2 id="on-title">{t::on_now(lang)}</h2>
            </div>
            <ErrorSummary error=error labels=Vec::new() />
            {move || {
                let open = open.get();
                if open.is_empty() {
                    view! {
                        <Empty title=t::no_alerts(lang) icon=Icon::Check>
                            <p>{t::no_alerts_text(lang)}</p>
                        </Empty>
                    }
                        .into_any()
                } else {
                    view! { <ul class="rows">{open.into_iter().map(row).collect_view()}</ul> }.into_any()
                }
            }}
            <StepUp action=seen />
        </section>
    }
}

/// What it is about, since when, and who has seen it.
#[component]
fn Words(
    /// The alert.
    alert: AlertRow,
) -> impl IntoView {
    let lang = use_language();
    let figure = alert.figure;
    let which = match alert.kind {
        AlertKind::CheckBroken => {
            Some(view! { <a class="link" href="/admin/checks">{alert.subject.clone()}</a> }.into_any())
        }
        AlertKind::JobsFailing => Some(view! { {t::job(lang, &alert.subject)} ": " {figure} }.into_any()),
        AlertKind::DiskLow => Some(view! { <Bytes size=figure /> " " {t::left(lang)} }.into_any()),
        AlertKind::SignInsAttacked => Some(view! { {t::locked(lang)} ": " {figure} }.into_any()),
        AlertKind::ChecksLate | AlertKind::StampsFailing => None,
    };
    view! {
        <div class="row-words">
            <p class="row-title">
                {t::alert(lang, alert.kind)}
                {match (alert.closed_at, &alert.acknowledged) {
                    (Some(_), _) => view! { " " <Badge tone=Tone::Green icon=Icon::Check>{t::over_badge(lang)}</Badge> }.into_any(),
                    (None, Some(_)) => view! { " " <Badge icon=Icon::Eye>{t::seen(lang)}</Badge> }.into_any(),
                    (None, None) => view! { " " <Badge tone=Tone::Amber icon=Icon::Warning>{t::new(lang)}</Badge> }.into_any(),
                }}
            </p>
            {which.map(|which| view! { <p class="row-detail">{which}</p> })}
            <p class="row-detail">
                {t::since(lang)} " " <When at=alert.opened_at style=WhenStyle::DateTime />
                {alert.closed_at.map(|at| view! { " · " {t::until(lang)} " " <When at=at style=WhenStyle::DateTime /> })}
            </p>
            {alert
                .acknowledged
                .map(|(by, at)| {
                    view! {
                        <p class="row-detail">
                            {t::seen_by(lang, &by)} " " <When at=at style=WhenStyle::Relative />
                        </p>
                    }
                })}
        </div>
    }
}
