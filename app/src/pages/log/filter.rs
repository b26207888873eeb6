//! The form that says what of the log is shown.

use domain::Language;
use domain::audit::{EventGroup, LogFilter};
use domain::ids::{CaseId, UserId};
use leptos::prelude::*;

use super::Which;
use crate::components::{Button, ButtonKind, Icon, IconView, LinkButton, PhoneFold, SelectField, TextField};
use crate::{texts, use_language};

/// The form. Sends a GET, so that what is shown has an address.
#[component]
pub(super) fn FilterForm(
    /// Of which log.
    which: Which,
    /// What is shown now.
    filter: LogFilter,
    /// Who can be filtered by.
    people: Vec<(UserId, String)>,
    /// Which cases can be filtered by.
    cases: Vec<(CaseId, String)>,
    /// Whether there are more cases.
    more_cases: bool,
) -> impl IntoView {
    let lang = use_language();
    let narrowed = filter != LogFilter::default();
    let label = label(lang, &filter, &people, &cases);
    let choice = |all: &str, rest: Vec<(String, String)>| {
        let mut options = vec![(String::new(), all.to_owned())];
        options.extend(rest);
        options
    };
    let people = choice(
        texts::log::anybody(lang),
        people.into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
    );
    let cases = choice(
        texts::log::any_case(lang),
        cases.into_iter().map(|(id, name)| (id.to_string(), name)).collect(),
    );
    let groups = which
        .groups()
        .iter()
        .map(|group| (group.name().to_owned(), texts::log::group(lang, *group).to_owned()))
        .collect();
    let groups = choice(texts::log::any_kind(lang), groups);
    view! {
        <div class="filter-bar">
            <PhoneFold label=label>
                // A form of the browser's own, which works before the script too.
                <form method="get" action=which.path()>
                    <div class="filter-fields">
                        <div class="filter-text">
                            <TextField
                                name="text"
                                kind="search"
                                label=texts::log::text(lang)
                                help=texts::log::text_help(lang)
                                value=filter.text.unwrap_or_default()
                                maxlength=LogFilter::TEXT_MAX
                                bare=true
                            />
                        </div>
                        {(which != Which::Own)
                            .then(|| {
                                view! {
                                    <SelectField
                                        name="user"
                                        label=texts::log::person(lang)
                                        options=people
                                        bare=true
                                        selected=filter.user.map(|id| id.to_string()).unwrap_or_default()
                                    />
                                }
                            })}
                        {(which != Which::Console)
                            .then(|| {
                                view! {
                                    <SelectField
                                        name="case"
                                        label=texts::log::case(lang)
                                        options=cases
                                        bare=true
                                        selected=filter.case.map(|id| id.to_string()).unwrap_or_default()
                                    />
                                }
                            })}
                        <SelectField
                            name="group"
                            label=texts::log::kind(lang)
                            options=groups
                            bare=true
                            selected=filter.group.map(EventGroup::name).unwrap_or_default()
                        />
                        <TextField name="from" kind="date" label=texts::log::from(lang) value=filter.from.unwrap_or_default() bare=true />
                        <TextField name="to" kind="date" label=texts::log::to(lang) value=filter.to.unwrap_or_default() bare=true />
                        <div class="filter-do">
                            <Button kind=ButtonKind::Secondary submit=true>
                                <IconView icon=Icon::Filter />
                                {texts::log::filter(lang)}
                            </Button>
                            {narrowed
                                .then(|| {
                                    view! {
                                        <LinkButton href=which.path() kind=ButtonKind::Quiet>
                                            {texts::log::clear(lang)}
                                        </LinkButton>
                                    }
                                })}
                        </div>
                    </div>
                    {more_cases.then(|| view! { <p class="fine-print">{texts::log::more_cases(lang)}</p> })}
                </form>
            </PhoneFold>
        </div>
    }
}

/// What unfolds the form on a phone: with what it narrows by, because the form itself would push the entries out of sight.
fn label(lang: Language, filter: &LogFilter, people: &[(UserId, String)], cases: &[(CaseId, String)]) -> String {
    match in_words(lang, filter, people, cases).as_slice() {
        [] => texts::log::filter(lang).to_owned(),
        parts => format!("{}: {}", texts::log::filter(lang), parts.join(", ")),
    }
}

/// What a filter narrows by. Of somebody or a case that the reader can't choose, the id: it narrows all the same.
pub(super) fn in_words(
    lang: Language,
    filter: &LogFilter,
    people: &[(UserId, String)],
    cases: &[(CaseId, String)],
) -> Vec<String> {
    fn named<I: Copy + PartialEq + core::fmt::Display>(id: I, known: &[(I, String)]) -> String {
        let known = known.iter().find(|(known, _)| *known == id);
        known.map_or_else(|| id.to_string(), |(_, name)| name.clone())
    }
    let parts = [
        filter.words().map(|words| texts::log::quoted(lang, words)),
        filter.user.map(|user| named(user, people)),
        filter.case.map(|case| named(case, cases)),
        filter.group.map(|group| texts::log::group(lang, group).to_owned()),
        filter.from.as_ref().map(|day| texts::log::from_day(lang, day)),
        filter.to.as_ref().map(|day| texts::log::to_day(lang, day)),
        // The way to older entries, without script.
        filter.before.map(|number| texts::log::below(lang, number)),
    ];
    parts.into_iter().flatten().collect()
}
