//! How the link gets to the signer: words, language, expiry, by mail or by hand.

use domain::rules::{EXPIRY_DAYS, TEXT_MAX};
use domain::{Error, Problem};
use leptos::prelude::*;

use crate::components::{Icon, IconView, SelectField, TextArea, problem_of};
use crate::pages::office::options::languages;
use crate::{texts, texts::office as t, use_language};

/// Days that a link lives unless somebody says otherwise.
const USUAL_DAYS: u16 = 14;

/// Message, language, expiry and channel.
#[component]
pub(super) fn Delivery(error: Signal<Option<Error>>) -> impl IntoView {
    let lang = use_language();
    let channel = |value: &'static str, id: &'static str, words: &'static str, help: &'static str, mails: bool| {
        view! {
            <div class="field">
                <label class="field-check" for=id>
                    <input
                        class="radio"
                        type="radio"
                        id=id
                        name="form[send_mail]"
                        value=value
                        checked=mails
                        aria-describedby=format!("{id}-help")
                    />
                    <span>{words}</span>
                </label>
                <p class="field-help" id=format!("{id}-help")>{help}</p>
            </div>
        }
    };
    view! {
        <div class="form">
            <fieldset class="choices">
                <legend class="field-label">{t::delivery(lang)}</legend>
                {channel("true", "send-mail", t::delivery_mail(lang), t::delivery_mail_help(lang), true)}
                {channel("false", "send-hand", t::delivery_hand(lang), t::delivery_hand_help(lang), false)}
            </fieldset>
            <TextArea
                name="form[message]"
                label=t::message_label(lang)
                help=t::message_help(lang)
                problem=problem_of(error, "message")
                maxlength=TEXT_MAX
                rows=3
            />
            <SelectField
                name="form[language]"
                label=t::language_label(lang)
                options=languages()
                selected=lang.tag()
                problem=problem_of(error, "language")
            />
            <Days problem=problem_of(error, "expires_in_days") />
        </div>
    }
}

/// A number with bounds, which the browser checks early.
#[component]
fn Days(problem: Signal<Option<Problem>>) -> impl IntoView {
    let lang = use_language();
    view! {
        <div class="field">
            <label class="field-label" for="field-expires_in_days">{t::expiry_label(lang)}</label>
            <input
                class="input figures input-short"
                id="field-expires_in_days"
                name="form[expires_in_days]"
                type="number"
                inputmode="numeric"
                min=*EXPIRY_DAYS.start()
                max=*EXPIRY_DAYS.end()
                value=USUAL_DAYS
                required=true
                autocomplete="off"
                aria-invalid=move || problem.with(Option::is_some).then_some("true")
                aria-describedby="expiry-help"
            />
            <p class="field-help" id="expiry-help">{t::expiry_help(lang)}</p>
            {move || {
                problem
                    .get()
                    .map(|problem| {
                        view! {
                            <p class="field-problem">
                                <IconView icon=Icon::Warning />
                                {texts::problems::problem(lang, problem)}
                            </p>
                        }
                    })
            }}
        </div>
    }
}
