//! Support access, for operators: asking a firm, going in where it was granted, and giving it back.

use domain::rules::{CASE_NUMBER_MAX, REASON_MAX};
use domain::support::{SupportDesk, SupportRow, SupportStage};
use leptos::form::ActionForm;
use leptos::prelude::*;

use crate::api::support::{AskSupport, EndOwnSupport, EnterSupport, support_desk};
use crate::components::{
    Badge, Button, ButtonKind, Empty, ErrorSummary, Failed, Icon, Page, SelectField, Skeleton, StepUp, TextArea,
    TextField, Tone, When, WhenStyle, but_step_up, problem_of, toast, use_action_error,
};
use crate::pages::admin::live::follow_firm;
use crate::pages::admin::support::Terms;
use crate::pages::office::fresh::Fresh;
use crate::pages::office::outcome::{on_success, pending};
use crate::pages::office::unfold::Confirm;
use crate::texts::support as t;
use crate::use_language;

/// `/admin/requests`
#[component]
pub fn Requests() -> impl IntoView {
    let lang = use_language();
    let first = Resource::new(|| (), |()| support_desk());
    view! {
        <Page title=t::desk_title(lang) intro=t::desk_intro(lang)>
            <Transition fallback=|| view! { <Skeleton lines=8 /> }>
                {move || Suspend::new(async move {
                    match first.await {
                        Ok(desk) => view! { <Panels desk=desk /> }.into_any(),
                        Err(error) => view! { <Failed error=error retry=move |()| first.refetch() /> }.into_any(),
                    }
                })}
            </Transition>
        </Page>
    }
}

#[component]
fn Panels(
    /// As it came with the page.
    desk: SupportDesk,
) -> impl IntoView {
    let firms = desk.firms.clone();
    let fresh = follow_firm(desk, support_desk);
    view! {
        <div class="person-panels">
            <Ask fresh=fresh firms=firms.into_iter().map(|(id, name)| (id.to_string(), name)).collect() />
            <List fresh=fresh />
        </div>
    }
}

/// The form.
#[component]
fn Ask(
    /// The page, which changes with it.
    fresh: Fresh<SupportDesk>,
    /// Whom to ask.
    firms: Vec<(String, String)>,
) -> impl IntoView {
    let lang = use_language();
    let action = ServerAction::<AskSupport>::new();
    let error = use_action_error(action);
    on_success(action, move || {
        fresh.refresh();
        toast(t::asked_toast(lang));
    });
    let labels = vec![
        ("firm", t::firm(lang).to_owned()),
        ("reason", t::why(lang).to_owned()),
        ("number", t::told_number(lang).to_owned()),
    ];
    let first = firms.first().map(|(id, _)| id.clone()).unwrap_or_default();
    let nobody = firms.is_empty();
    view! {
        <section class="panel" aria-labelledby="ask-title">
            <div class="panel-head">
                <h2 id="ask-title">{t::ask_title(lang)}</h2>
            </div>
            {if nobody {
                view! { <p class="panel-text">{t::no_firms(lang)}</p> }.into_any()
            } else {
                view! {
                    <ActionForm action=action>
                        <div class="form">
                            <ErrorSummary error=but_step_up(error) labels=labels />
                            <SelectField
                                name="firm"
                                label=t::firm(lang)
                                problem=problem_of(error, "firm")
                                options=firms
                                selected=first
                            />
                            <TextArea
                                name="reason"
                                label=t::why(lang)
                                help=t::why_help(lang)
                                problem=problem_of(error, "reason")
                                required=true
                                maxlength=REASON_MAX
                            />
                            <TextField
                                name="number"
                                label=t::told_number(lang)
                                help=t::told_number_help(lang)
                                problem=problem_of(error, "number")
                                autocomplete="off"
                                maxlength=CASE_NUMBER_MAX
                            />
                            <div class="form-end">
                                <Button submit=true pending=pending(action)>
                                    {t::ask(lang)}
                                </Button>
                            </div>
                        </div>
                    </ActionForm>
                }
                    .into_any()
            }}
            <StepUp action=action />
        </section>
    }
}

/// What was asked for, by whom, and what came of it.
#[component]
fn List(
    /// The page.
    fresh: Fresh<SupportDesk>,
) -> impl IntoView {
    let lang = use_language();
    let (enter, end) = (
        ServerAction::<EnterSupport>::new(),
        ServerAction::<EndOwnSupport>::new(),
    );
    let (enter_error, end_error) = (use_action_error(enter), use_action_error(end));
    on_success(end, move || {
        fresh.refresh();
        toast(t::withdrawn_toast(lang));
    });
    let data = fresh.data();
    let rows = Memo::new(move |_| data.with(|desk| desk.rows.clone()));
    let row = move |row: SupportRow| {
        let who = if row.own {
            t::by_you(lang).to_owned()
        } else {
            row.operator.clone()
        };
        let firm = row.firm_name.clone();
        let id = row.id;
        let end_form = move |label: &'static str, name: String, question: &'static str| {
            view! {
                <Confirm label=label name=name question=question>
                    <ActionForm action=end>
                        <input type="hidden" name="support" value=id.to_string() />
                        <Button kind=ButtonKind::Danger submit=true pending=pending(end)>
                            {label}
                        </Button>
                    </ActionForm>
                </Confirm>
            }
        };
        let (state, terms, acts) = match row.stage {
            SupportStage::Asked => (
                view! { <Badge tone=Tone::Amber icon=Icon::Clock>{t::waiting(lang)}</Badge> }.into_any(),
                None,
                row.own.then(|| {
                    end_form(
                        t::withdraw(lang),
                        t::withdraw_name(lang, &firm),
                        t::withdraw_question(lang),
                    )
                    .into_any()
                }),
            ),
            SupportStage::Live(granted) => (
                view! { <Badge tone=Tone::Green icon=Icon::Check>{t::granted(lang)}</Badge> }.into_any(),
                Some(granted),
                row.own.then(|| {
                    view! {
                        <ActionForm action=enter>
                            <input type="hidden" name="support" value=id.to_string() />
                            <Button submit=true pending=pending(enter)>
                                {t::enter(lang)}
                            </Button>
                        </ActionForm>
                        {end_form(t::give_back(lang), t::give_back_name(lang, &firm), t::give_back_question(lang))}
                    }
                    .into_any()
                }),
            ),
            SupportStage::Ended { how, was, .. } => (
                view! { <Badge icon=Icon::Minus>{t::end(lang, how)}</Badge> }.into_any(),
                was,
                None,
            ),
        };
        view! {
            <li class="row">
                <div class="row-words">
                    <p class="row-title">{firm} " " {state}</p>
                    <p class="row-detail">{who} " · " <When at=row.asked_at style=WhenStyle::DateTime /></p>
                    {terms.map(|granted| view! { <Terms granted=granted /> })}
                    <p class="row-detail typed-lines">{t::reason(lang, &row.reason)}</p>
                </div>
                <div class="row-actions">{acts}</div>
            </li>
        }
    };
    view! {
        <section class="panel" aria-labelledby="requests-title">
            <div class="panel-head">
                <h2 id="requests-title">{t::requests(lang)}</h2>
            </div>
            <ErrorSummary error=but_step_up(enter_error) labels=Vec::new() />
            <ErrorSummary error=but_step_up(end_error) labels=Vec::new() />
            {move || {
                let rows = rows.get();
                if rows.is_empty() {
                    view! {
                        <Empty title=t::no_requests(lang) icon=Icon::Eye>
                            <p>{t::no_requests_text(lang)}</p>
                        </Empty>
                    }
                    .into_any()
                } else {
                    view! { <ul class="rows">{rows.into_iter().map(row).collect_view()}</ul> }.into_any()
                }
            }}
            <StepUp action=enter />
            <StepUp action=end />
        </section>
    }
}
