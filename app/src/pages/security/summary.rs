//! How it stands, in one line.

use domain::checks::{CheckReport, Outcome};
use leptos::prelude::*;

use crate::components::{Alert, AlertKind, When, WhenStyle};
use crate::{texts, use_language};

/// Green only where everything has run and held.
#[expect(clippy::needless_pass_by_value, reason = "a component owns its properties")]
#[component]
pub(in crate::pages) fn Summary(
    /// The checks.
    reports: Vec<CheckReport>,
    /// Whether one of them is too old to say anything.
    late: bool,
) -> impl IntoView {
    let lang = use_language();
    let all = reports.len();
    let with = |outcome| reports.iter().filter(|report| report.outcome == outcome).count();
    let (broken, not_run) = (with(Outcome::Broken), with(Outcome::NotRun));
    // The oldest: every promise was checked at that time or later.
    let oldest = reports.iter().filter_map(|report| report.at).min();
    let (kind, words) = match (broken, not_run) {
        (0, 0) if late => (AlertKind::Warning, texts::security::some_late(lang).to_owned()),
        (0, 0) => (AlertKind::Success, texts::security::all_held(lang, all)),
        (0, _) => (AlertKind::Warning, texts::security::some_not_run(lang, not_run, all)),
        _ => (AlertKind::Danger, texts::security::some_broken(lang, broken, all)),
    };
    (all > 0).then(|| {
        view! {
            <Alert kind=kind>
                <p class="notice-title">{words}</p>
                {oldest
                    .map(|at| {
                        view! {
                            <p>
                                {texts::security::last_check(lang)} ": "
                                <When at=at style=WhenStyle::DateTime />
                            </p>
                        }
                    })}
            </Alert>
        }
    })
}
