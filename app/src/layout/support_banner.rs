//! The banner of support access: on every page of the office and the console, for whoever may know, for as long as it lasts.

use core::time::Duration;

use domain::support::SupportNow;
use domain::{Error, Timestamp};
use leptos::prelude::*;

use crate::components::{Icon, IconView, When, WhenStyle};
use crate::live::follow_all;
use crate::pages::office::fresh::Fresh;
use crate::place::{Place, use_place};
use crate::texts::support as t;
use crate::use_language;

/// One line for each that goes on.
#[component]
pub(super) fn SupportBanner() -> impl IntoView {
    let place = use_place();
    let first = Resource::new(|| (), move |()| place.support_now());
    view! {
        <div role="status">
            <Transition>{move || Suspend::new(async move { view! { <Lines first=first.await /> } })}</Transition>
        </div>
    }
}

/// The lines. What changes is heard; what ends by itself is asked for again at its end. Without an answer the last one stands, and the question is
/// asked again: that nobody is in is said by the server alone.
#[component]
fn Lines(
    /// What came with the page.
    first: Result<Vec<SupportNow>, Error>,
) -> impl IntoView {
    let place = use_place();
    let unanswered = first.is_err();
    let fresh = Fresh::new(first.unwrap_or_default(), move || place.support_now());
    let gathered = Gathered::new(fresh);
    follow_all(move || gathered.stir());
    Effect::new(move || {
        if unanswered {
            fresh.refresh();
        }
    });
    Effect::new(move || {
        let until = fresh.data().with(|now| now.iter().map(|one| one.until).min());
        let failed = fresh.failed().with(Clone::clone);
        let asked_again = until_asked_again(until, failed.as_ref(), clock())
            .map(|wait| set_timeout_with_handle(move || fresh.refresh(), wait));
        on_cleanup(move || {
            if let Some(Ok(timer)) = asked_again {
                timer.clear();
            }
        });
    });
    move || {
        let now = fresh.data().get().into_iter();
        now.map(|one| view! { <Line one=one /> }).collect_view()
    }
}

/// Asks at once for the first that is heard, and once for all that follows within some seconds: on a busy day something happens at any moment, and
/// everybody has this line on every page.
#[derive(Clone, Copy)]
struct Gathered {
    fresh: Fresh<Vec<SupportNow>>,
    /// When it was asked last.
    asked: StoredValue<i64>,
    waits: StoredValue<bool>,
}

impl Gathered {
    /// In milliseconds.
    const FOR: i64 = 3_000;

    fn new(fresh: Fresh<Vec<SupportNow>>) -> Self {
        Self {
            fresh,
            asked: StoredValue::new(0),
            waits: StoredValue::new(false),
        }
    }

    /// Something was heard.
    fn stir(self) {
        let left = Self::FOR - (clock() - self.asked.try_get_value().unwrap_or_default());
        // A clock that is set meanwhile makes nobody wait.
        if !(1..=Self::FOR).contains(&left) {
            self.ask();
        } else if self.waits.try_get_value() == Some(false) {
            self.waits.try_set_value(true);
            set_timeout(move || self.ask(), Duration::from_millis(left.unsigned_abs()));
        }
    }

    /// Nothing where the page is gone.
    fn ask(self) {
        if self.waits.try_set_value(false).is_none() {
            self.asked.try_set_value(clock());
            self.fresh.refresh();
        }
    }
}

/// After how long it is asked again, without anything that was heard: soon where the last question was not answered, otherwise when the first of what
/// goes on ends. Whoever is signed in no more is led away, and asks nothing.
fn until_asked_again(until: Option<Timestamp>, failed: Option<&Error>, now: i64) -> Option<Duration> {
    match failed {
        Some(Error::NotSignedIn) => None,
        Some(_) => Some(UNANSWERED),
        None => {
            let left = u64::try_from(until?.0 - now).unwrap_or_default();
            Some(Duration::from_millis(left.clamp(10_000, LONGEST) + 1_000))
        }
    }
}

/// How long it is waited after a question that was not answered.
const UNANSWERED: Duration = Duration::from_secs(5);

/// Browsers count no further than some 24 days; nothing lasts that long.
const LONGEST: u64 = 73 * 3_600_000;

#[component]
fn Line(
    /// What goes on.
    one: SupportNow,
) -> impl IntoView {
    let lang = use_language();
    let place = use_place();
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
    let way = match place {
        Place::Office => case.map(|(case, number)| (format!("/cases/{case}"), t::case(lang, &number))),
        Place::Console => Some(("/admin/support".to_owned(), t::to_take_back(lang).to_owned())),
    };
    let way = way.map(|(href, words)| {
        view! {
            <a class="link" href=href>
                {words}
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i5_a_banner_without_an_answer_asks_again() {
        let hour = Some(Timestamp(3_600_000));
        assert_eq!(until_asked_again(None, None, 0), None);
        assert_eq!(until_asked_again(hour, None, 0), Some(Duration::from_secs(3_601)));
        // Its end is over and the server said nothing of that yet: not again and again at once.
        assert_eq!(until_asked_again(hour, None, 3_700_000), Some(Duration::from_secs(11)));
        for unanswered in [Error::Unavailable, Error::Connection] {
            assert_eq!(until_asked_again(None, Some(&unanswered), 0), Some(UNANSWERED));
            assert_eq!(until_asked_again(hour, Some(&unanswered), 0), Some(UNANSWERED));
        }
        assert_eq!(until_asked_again(hour, Some(&Error::NotSignedIn), 0), None);
    }
}
