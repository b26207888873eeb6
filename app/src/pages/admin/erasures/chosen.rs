//! What is left of somebody, what of it is to be erased, and the act.

use domain::erasure::{MOST_AT_ONCE, Subject};
use domain::rules::REASON_MAX;
use leptos::form::ActionForm;
use leptos::prelude::*;

use crate::api::console::ErasePeople;
use crate::components::{
    Badge, Button, ButtonKind, CheckField, ErrorSummary, Icon, StepUp, TextArea, Tone, When, WhenStyle, but_step_up,
    problem_of, use_action_error,
};
use crate::pages::office::outcome::pending;
use crate::texts::erasure as t;
use crate::use_language;

/// The form. Its answer leads to the receipt.
#[component]
pub(super) fn Chosen(
    /// Who was found.
    found: Vec<Subject>,
    /// Whether there are more.
    more: bool,
) -> impl IntoView {
    let lang = use_language();
    let action = ServerAction::<ErasePeople>::new();
    let error = use_action_error(action);
    let labels = vec![
        ("subjects", t::chosen(lang).to_owned()),
        ("ground", t::ground(lang).to_owned()),
        ("sure", t::sure(lang).to_owned()),
    ];
    let any = found.iter().any(|subject| subject.kept.is_none());
    let rows = found
        .into_iter()
        .enumerate()
        .map(|(at, subject)| view! { <Row at=at subject=subject /> })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="found-title">
            <div class="panel-head">
                <h2 id="found-title">{t::found(lang)}</h2>
            </div>
            <ActionForm action=action>
                <div class="form">
                    <ErrorSummary error=but_step_up(error) labels=labels />
                    <fieldset class="erasure-choice" id="field-subjects">
                        <legend class="fine-print">{t::choose(lang)}</legend>
                        {more.then(|| view! { <p class="fine-print">{t::more(lang, MOST_AT_ONCE)}</p> })}
                        <ul class="rows">{rows}</ul>
                    </fieldset>
                    {any
                        .then(|| {
                            view! {
                                <div class="erasure-follows">
                                    <h3>{t::what_follows(lang)}</h3>
                                    <ul>
                                        <li>{t::follows_gone(lang)}</li>
                                        <li>{t::follows_filters(lang)}</li>
                                        <li>{t::follows_stays(lang)}</li>
                                        <li>{t::follows_backups(lang)}</li>
                                    </ul>
                                </div>
                                <TextArea
                                    name="ground"
                                    label=t::ground(lang)
                                    help=t::ground_help(lang)
                                    problem=problem_of(error, "ground")
                                    required=true
                                    maxlength=REASON_MAX
                                    rows=3
                                />
                                <CheckField
                                    name="sure"
                                    label=t::sure(lang)
                                    problem=problem_of(error, "sure")
                                    required=true
                                />
                                <div class="form-end">
                                    <Button kind=ButtonKind::Danger submit=true pending=pending(action)>
                                        {t::erase_now(lang)}
                                    </Button>
                                </div>
                            }
                        })}
                </div>
            </ActionForm>
            <StepUp action=action />
        </section>
    }
}

#[component]
fn Row(
    /// Its place in the list.
    at: usize,
    /// Who it is.
    subject: Subject,
) -> impl IntoView {
    let lang = use_language();
    let id = format!("erase-{at}");
    let label_for = id.clone();
    let email = if subject.email.is_empty() {
        t::no_email(lang).to_owned()
    } else {
        subject.email
    };
    let kept = subject.kept;
    view! {
        <li class="row">
            <label class="field-check" for=label_for>
                <input
                    class="checkbox"
                    type="checkbox"
                    id=id
                    name=format!("subjects[{at}]")
                    value=subject.id.to_string()
                    checked=false
                    disabled=kept.is_some()
                />
                <span class="row-words">
                    <span class="row-title">{subject.name} " · " {t::kind(lang, subject.kind)}</span>
                    <span class="row-detail">
                        {email} " · " {t::since(lang)} " " <When at=subject.since style=WhenStyle::Date />
                    </span>
                    {kept
                        .map(|kept| {
                            view! {
                                <span class="row-detail">
                                    <Badge tone=Tone::Amber icon=Icon::Lock>{t::kept_by(lang, kept)}</Badge>
                                </span>
                            }
                        })}
                </span>
            </label>
        </li>
    }
}
