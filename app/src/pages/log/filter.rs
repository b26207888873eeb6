//! What of the log is shown: read from the address, written to the address.

use domain::audit::{EventGroup, LogFilter};
use domain::ids::{CaseId, UserId};
use leptos::prelude::*;

use super::Which;
use crate::components::{Button, ButtonKind, Icon, IconView, LinkButton, PhoneFold, SelectField, TextField};
use crate::{texts, use_language};

/// The filter that an address names; what can't be read narrows nothing.
pub(super) fn filter_of(named: impl Fn(&str) -> Option<String>) -> LogFilter {
    let day = |name| named(name).filter(|day| !day.is_empty());
    LogFilter {
        case: named("case").and_then(|id| id.parse().ok()),
        user: named("user").and_then(|id| id.parse().ok()),
        group: named("group").and_then(|name| EventGroup::from_name(&name)),
        from: day("from"),
        to: day("to"),
        before: named("before").and_then(|number| number.parse().ok()),
    }
}

/// The address of a filter, ready for one more parameter.
pub(super) fn address_of(which: Which, filter: &LogFilter) -> String {
    let mut address = format!("{}?", which.path());
    let mut put = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            // Ids, names of groups and days: nothing in them needs escaping. Days come from the address, so only digits pass.
            let plain: String = value
                .chars()
                .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
                .collect();
            address.extend([name, "=", &plain, "&"]);
        }
    };
    put("case", filter.case.map(|id| id.to_string()));
    put("user", filter.user.map(|id| id.to_string()));
    put("group", filter.group.map(|group| group.name().to_owned()));
    put("from", filter.from.clone());
    put("to", filter.to.clone());
    address
}

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
) -> impl IntoView {
    let lang = use_language();
    let narrowed = filter != LogFilter::default();
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
    let groups = EventGroup::ALL
        .into_iter()
        .filter(|group| which == Which::Firm || matches!(group, EventGroup::Access | EventGroup::Firm))
        .map(|group| (group.name().to_owned(), texts::log::group(lang, group).to_owned()))
        .collect();
    let groups = choice(texts::log::any_kind(lang), groups);
    view! {
        <div class="filter-bar">
            <PhoneFold label=texts::log::filter(lang) open=narrowed>
                // A form of the browser's own, which works before the script too.
                <form method="get" action=which.path()>
                    <div class="filter-fields">
                        <SelectField
                            name="user"
                            label=texts::log::person(lang)
                            options=people
                            selected=filter.user.map(|id| id.to_string()).unwrap_or_default()
                        />
                        {(which == Which::Firm)
                            .then(|| {
                                view! {
                                    <SelectField
                                        name="case"
                                        label=texts::log::case(lang)
                                        options=cases
                                        selected=filter.case.map(|id| id.to_string()).unwrap_or_default()
                                    />
                                }
                            })}
                        <SelectField
                            name="group"
                            label=texts::log::kind(lang)
                            options=groups
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
                </form>
            </PhoneFold>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_back_as_the_same_filter() {
        let query = [
            ("group", "cases"),
            ("from", "2026-11-01"),
            ("to", ""),
            ("user", "nobody"),
        ];
        let filter = filter_of(|name| {
            query
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned())
        });
        assert_eq!(filter.group, Some(EventGroup::Cases));
        assert_eq!(filter.user, None);
        assert_eq!(address_of(Which::Firm, &filter), "/log?group=cases&from=2026-11-01&");
    }

    #[test]
    fn nothing_slips_into_the_address() {
        let filter = LogFilter {
            from: Some("2026\"&x=<".to_owned()),
            ..LogFilter::default()
        };
        assert_eq!(address_of(Which::Console, &filter), "/admin/log?from=2026x&");
    }
}
