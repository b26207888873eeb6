//! The session's end, as the reader sees it coming. The server decides; what stands here only shows.

use leptos::prelude::*;

use crate::components::{Button, Icon, IconView};
use crate::{texts, use_language};

#[cfg(any(feature = "hydrate", test))]
mod pulse;
#[cfg(feature = "hydrate")]
mod watch;

/// Seconds that are left, once they are few.
#[derive(Clone, Copy)]
struct Countdown {
    /// Seconds left in the last minute, otherwise nothing.
    left: RwSignal<Option<u32>>,
    /// Whether "stay signed in" is under way.
    staying: RwSignal<bool>,
}

/// Going from page to page within the app is activity, though the pages' own questions to the server are not.
#[cfg(feature = "hydrate")]
fn follow_the_reader(watch: watch::Watch) {
    let location = leptos_router::hooks::use_location();
    let door = crate::place::use_place().door();
    Effect::new(move |before: Option<(String, String)>| {
        let here = (location.pathname.get(), location.search.get());
        // On the way out there is no session to keep.
        if before.is_some_and(|before| before != here) && !here.0.starts_with(door) {
            watch.moved();
        }
        here
    });
}

/// Watches the session: counts down its last minute in every tab, and leaves for the sign-in page when it is over.
#[component]
pub(super) fn SessionWatch() -> impl IntoView {
    let lang = use_language();
    let countdown = Countdown {
        left: RwSignal::new(None),
        staying: RwSignal::new(false),
    };
    #[cfg(feature = "hydrate")]
    let watch = watch::start(countdown);
    let stay = move |_| {
        #[cfg(feature = "hydrate")]
        watch.stay();
    };
    #[cfg(feature = "hydrate")]
    follow_the_reader(watch);
    let last_minute = Memo::new(move |_| countdown.left.with(Option::is_some));
    // Read out a few times only; the figure itself changes every second.
    let spoken = Memo::new(move |_| match countdown.left.get() {
        Some(left @ (31..)) => Some(left.min(60).div_ceil(30) * 30),
        Some(11..) => Some(30),
        Some(_) => Some(10),
        None => None,
    });
    view! {
        <p class="sr-only" role="alert">
            {move || spoken.get().map(|seconds| texts::common::session_ends_in(lang, seconds))}
        </p>
        {move || {
            last_minute
                .get()
                .then(|| {
                    view! {
                        <div class="countdown">
                            <IconView icon=Icon::Clock />
                            <p class="countdown-words" aria-hidden="true">
                                <strong>{texts::common::session_ends_title(lang)}</strong>
                                <span class="figures">
                                    {move || texts::common::session_ends_in(lang, countdown.left.get().unwrap_or_default())}
                                </span>
                            </p>
                            <Button pending=countdown.staying on_click=stay>
                                {texts::common::stay_signed_in(lang)}
                            </Button>
                        </div>
                    }
                })
        }}
    }
}
