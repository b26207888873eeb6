//! Support access, for the firm's administrators: what operators ask for, who is in now, and what was before.

use domain::rules::CASE_NUMBER_MAX;
use domain::support::{Granted, SupportRow, SupportStage};
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::live::follow_firm;
use crate::api::support::{DeclineSupport, GrantSupport, RevokeSupport, support};
use crate::components::{
    Badge, Button, ButtonKind, CheckField, Empty, ErrorSummary, Failed, Icon, Page, Skeleton, StepUp, TextField, Tone,
    When, WhenStyle, but_step_up, problem_of, toast, use_action_error,
};
use crate::pages::office::fresh::Fresh;
use crate::pages::office::outcome::{on_success, pending};
use crate::pages::office::unfold::Confirm;
use crate::texts::support as t;
use crate::use_language;

/// `/admin/support`
#[component]
pub fn Support() -> impl IntoView {
    let lang = use_language();
    let first = Resource::new(|| (), |()| support());
    view! {
        <Page title=t::title(lang) intro=t::intro(lang)>
            <Transition fallback=|| view! { <Skeleton lines=8 /> }>
                {move || Suspend::new(async move {
                    match first.await {
                        Ok(rows) => view! { <Lists rows=rows /> }.into_any(),
                        Err(error) => view! { <Failed error=error retry=move |()| first.refetch() /> }.into_any(),
                    }
                })}
            </Transition>
        </Page>
    }
}

#[component]
fn Lists(
    /// As they came with the page.
    rows: Vec<SupportRow>,
) -> impl IntoView {
    let lang = use_language();
    let fresh = follow_firm(rows, support);
    let data = fresh.data();
    let of = move |wanted: fn(&SupportStage) -> bool| {
        Memo::new(move |_| {
            data.with(|rows| {
                let fits = rows.iter().filter(|row| wanted(&row.stage));
                fits.cloned().collect::<Vec<_>>()
            })
        })
    };
    let asked = of(|stage| matches!(stage, SupportStage::Asked));
    let live = of(|stage| matches!(stage, SupportStage::Live(_)));
    let ended = of(|stage| matches!(stage, SupportStage::Ended { .. }));
    view! {
        <div class="support-lists">
            <Show when=move || asked.with(Vec::is_empty) && live.with(Vec::is_empty)>
                <section class="panel">
                    <Empty title=t::nothing(lang) icon=Icon::Eye>
                        <p>{t::nothing_text(lang)}</p>
                    </Empty>
                </section>
            </Show>
            // A form that is being filled in stays as it is while others come and go.
            <For each=move || asked.get() key=|row| row.id let(row)>
                <Answer row=row fresh=fresh />
            </For>
            <Live rows=live fresh=fresh />
            <Earlier rows=ended />
        </div>
    }
}

/// What one operator asks, and the two answers.
#[component]
fn Answer(
    /// The request.
    row: SupportRow,
    /// The page, which changes with it.
    fresh: Fresh<Vec<SupportRow>>,
) -> impl IntoView {
    let lang = use_language();
    let (grant, decline) = (
        ServerAction::<GrantSupport>::new(),
        ServerAction::<DeclineSupport>::new(),
    );
    let (grant_error, decline_error) = (use_action_error(grant), use_action_error(decline));
    on_success(grant, move || {
        fresh.refresh();
        toast(t::granted_toast(lang));
    });
    on_success(decline, move || {
        fresh.refresh();
        toast(t::declined_toast(lang));
    });
    let labels = vec![
        ("number", t::number(lang).to_owned()),
        ("hours", t::hours(lang).to_owned()),
    ];
    let title = format!("asked-{}", row.id);
    let heading = title.clone();
    let told = (!row.told.is_empty()).then(|| t::told(lang, &row.told));
    view! {
        <section class="panel" aria-labelledby=title>
            <div class="panel-head">
                <h2 id=heading>{t::asks(lang, &row.operator)}</h2>
                <Badge tone=Tone::Amber icon=Icon::Clock>{t::open_requests(lang)}</Badge>
            </div>
            <div class="support-asked">
                <p class="row-detail">{t::asked_at(lang)} " " <When at=row.asked_at style=WhenStyle::DateTime /></p>
                <p class="typed-lines">{t::reason(lang, &row.reason)}</p>
                {told.map(|told| view! { <p>{told}</p> })}
            </div>
            <ActionForm action=grant>
                <div class="form">
                    <ErrorSummary error=but_step_up(grant_error) labels=labels />
                    <ErrorSummary error=but_step_up(decline_error) labels=Vec::new() />
                    <input type="hidden" name="support" value=row.id.to_string() />
                    <TextField
                        name="number"
                        prefix="grant-"
                        label=t::number(lang)
                        help=t::number_help(lang)
                        value=row.told.clone()
                        problem=problem_of(grant_error, "number")
                        required=true
                        autocomplete="off"
                        maxlength=CASE_NUMBER_MAX
                    />
                    <TextField
                        name="hours"
                        prefix="grant-"
                        kind="number"
                        label=t::hours(lang)
                        help=t::hours_help(lang)
                        value=USUAL_HOURS.to_string()
                        problem=problem_of(grant_error, "hours")
                        required=true
                        inputmode="numeric"
                    />
                    <CheckField name="changing" label=t::changing(lang) help=t::changing_help(lang) checked=false />
                    <div class="form-end">
                        <Button submit=true pending=pending(grant)>
                            {t::grant(lang)}
                        </Button>
                    </div>
                </div>
            </ActionForm>
            <div class="support-decline">
                <Confirm
                    label=t::decline(lang)
                    name=t::decline_name(lang, &row.operator)
                    question=t::decline_question(lang, &row.operator)
                >
                    <ActionForm action=decline>
                        <input type="hidden" name="support" value=row.id.to_string() />
                        <Button kind=ButtonKind::Danger submit=true pending=pending(decline)>
                            {t::decline(lang)}
                        </Button>
                    </ActionForm>
                </Confirm>
            </div>
            <StepUp action=grant />
            <StepUp action=decline />
        </section>
    }
}

/// What most need: long enough to look, over by itself the same day.
const USUAL_HOURS: u16 = 4;

/// Who is in now.
#[component]
fn Live(
    /// Those.
    rows: Memo<Vec<SupportRow>>,
    /// The page, which changes with it.
    fresh: Fresh<Vec<SupportRow>>,
) -> impl IntoView {
    let lang = use_language();
    let revoke = ServerAction::<RevokeSupport>::new();
    let error = use_action_error(revoke);
    on_success(revoke, move || {
        fresh.refresh();
        toast(t::revoked_toast(lang));
    });
    let row = move |row: SupportRow| {
        let SupportStage::Live(granted) = row.stage else {
            return ().into_any();
        };
        view! {
            <li class="row">
                <div class="row-words">
                    <p class="row-title">{row.operator.clone()}</p>
                    <Terms granted=granted />
                    <p class="row-detail typed-lines">{t::reason(lang, &row.reason)}</p>
                </div>
                <Confirm
                    label=t::revoke(lang)
                    name=t::revoke_name(lang, &row.operator)
                    question=t::revoke_question(lang, &row.operator)
                >
                    <ActionForm action=revoke>
                        <input type="hidden" name="support" value=row.id.to_string() />
                        <Button kind=ButtonKind::Danger submit=true pending=pending(revoke)>
                            {t::revoke(lang)}
                        </Button>
                    </ActionForm>
                </Confirm>
            </li>
        }
        .into_any()
    };
    view! {
        <ErrorSummary error=but_step_up(error) labels=Vec::new() />
        {move || {
            let rows = rows.get();
            (!rows.is_empty())
                .then(|| {
                    view! {
                        <section class="panel" aria-labelledby="live-title">
                            <div class="panel-head">
                                <h2 id="live-title">{t::going_on(lang)}</h2>
                            </div>
                            <ul class="rows">{rows.into_iter().map(row).collect_view()}</ul>
                        </section>
                    }
                })
        }}
        <StepUp action=revoke />
    }
}

/// Which case, until when, and what may be done.
#[component]
pub(super) fn Terms(
    /// What was granted.
    granted: Granted,
) -> impl IntoView {
    let lang = use_language();
    let Granted {
        by,
        until,
        changing,
        number,
    } = granted;
    let case = number.map_or_else(|| t::a_case(lang).to_owned(), |number| t::case(lang, &number));
    view! {
        <p class="row-detail">
            {case} " · " {if changing { t::with_changes(lang) } else { t::read_only(lang) }} " · " {t::until(lang)} " "
            <When at=until style=WhenStyle::DateTime />
            {by.map(|by| format!(" · {}", t::granted_by(lang, &by)))}
        </p>
    }
}

/// What is over.
#[component]
fn Earlier(
    /// Those.
    rows: Memo<Vec<SupportRow>>,
) -> impl IntoView {
    let lang = use_language();
    let row = move |row: SupportRow| {
        let SupportStage::Ended { how, at, was } = row.stage else {
            return ().into_any();
        };
        view! {
            <li class="row">
                <div class="row-words">
                    <p class="row-title">
                        {row.operator.clone()} " " <Badge icon=Icon::Check>{t::end(lang, how)}</Badge>
                    </p>
                    <p class="row-detail"><When at=at style=WhenStyle::DateTime /></p>
                    {was.map(|granted| view! { <Terms granted=granted /> })}
                    <p class="row-detail typed-lines">{t::reason(lang, &row.reason)}</p>
                </div>
            </li>
        }
        .into_any()
    };
    move || {
        let rows = rows.get();
        (!rows.is_empty()).then(|| {
            view! {
                <section class="panel" aria-labelledby="earlier-title">
                    <div class="panel-head">
                        <h2 id="earlier-title">{t::earlier(lang)}</h2>
                    </div>
                    <ul class="rows">{rows.into_iter().map(row).collect_view()}</ul>
                </section>
            }
        })
    }
}
