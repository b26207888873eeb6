//! The banner of support access: on every page of the office, for whoever may know, for as long as it lasts.

use core::time::Duration;

use domain::live::LiveEvent;
use domain::support::SupportNow;
use leptos::prelude::*;

use crate::api::support::support_now;
use crate::components::{Icon, IconView, When, WhenStyle};
use crate::live::{use_live_again, use_live_events};
use crate::texts::support as t;
use crate::use_language;

/// One line for each that goes on. What changes is heard; what ends by itself is asked for again at its end.
#[component]
pub(super) fn SupportBanner() -> impl IntoView {
    let now = Resource::new(|| (), |()| support_now());
    use_live_events(move |event| {
        if matches!(event, LiveEvent::Firm | LiveEvent::Again) {
            now.refetch();
        }
    });
    use_live_again(move || now.refetch());
    let here = RwSignal::new(());
    Effect::new(move || {
        let until = now.with(|now| now.as_ref()?.as_ref().ok()?.iter().map(|one| one.until.0).min());
        if let Some(until) = until {
            let left = u64::try_from(until - clock()).unwrap_or_default().max(10_000) + 1_000;
            let asked_again = move || {
                // The frame may be gone by then.
                if here.try_get_untracked().is_some() {
                    now.refetch();
                }
            };
            set_timeout(asked_again, Duration::from_millis(left.min(LONGEST)));
        }
    });
    view! {
        <div role="status">
            <Transition>
                {move || Suspend::new(async move {
                    let now = now.await.unwrap_or_default();
                    now.into_iter().map(|one| view! { <Line one=one /> }).collect_view()
                })}
            </Transition>
        </div>
    }
}

/// Browsers count no further than some 24 days; nothing lasts that long.
const LONGEST: u64 = 73 * 3_600_000;

#[component]
fn Line(
    /// What goes on.
    one: SupportNow,
) -> impl IntoView {
    let lang = use_language();
    let SupportNow {
        case,
        operator,
        changing,
        until,
        own,
        ..
    } = one;
    let number = case.as_ref().map(|(_, number)| number.as_str());
    let said = match (own, changing, number) {
        (true, false, number) => t::mine_read(lang, number.unwrap_or_default()),
        (true, true, number) => t::mine_change(lang, number.unwrap_or_default()),
        (false, false, Some(number)) => t::theirs_read(lang, &operator, number),
        (false, true, Some(number)) => t::theirs_change(lang, &operator, number),
        (false, _, None) => t::theirs_somewhere(lang, &operator),
    };
    let way = case.map(|(case, number)| {
        view! {
            <a class="link" href=format!("/cases/{case}")>
                {t::case(lang, &number)}
            </a>
        }
    });
    view! {
        <p class="support-banner">
            <IconView icon=Icon::Eye />
            <span>
                <strong>{t::banner(lang)}</strong>
                ": "
                {said}
                " "
                <When at=until style=WhenStyle::DateTime />
                " ("
                {t::ends(lang)}
                " "
                <When at=until style=WhenStyle::Relative />
                "). "
                {t::every_look(lang)}
                " "
                {way}
            </span>
        </p>
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "milliseconds since 1970, which fit for 292 million years"
)]
fn clock() -> i64 {
    js_sys::Date::now() as i64
}
