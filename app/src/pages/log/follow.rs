//! Following the log: what comes is asked for as it is heard of, while the switch is on and the tab is in sight.

use core::time::Duration;

use domain::audit::LogFilter;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Listing, Which};
use crate::live::{SessionOver, follow_all};
use crate::on_window::on_window;
use crate::{texts, use_language};

/// How long to wait for more of what comes at once.
const GATHER: Duration = Duration::from_millis(400);

/// What is followed, and how far it was asked.
#[derive(Clone, Copy)]
struct Following {
    which: Which,
    filter: StoredValue<LogFilter>,
    listing: RwSignal<Listing>,
    /// Whether the switch is on.
    on: RwSignal<bool>,
    /// How many entries have come since.
    came: RwSignal<u32>,
    /// The number above which entries are new.
    newest: StoredValue<i64>,
    /// Whether a question is due or under way; then one more is asked after it.
    busy: StoredValue<bool>,
    again: StoredValue<bool>,
    over: SessionOver,
}

impl Following {
    /// Asks soon what is new. Does nothing in a tab that nobody sees: it catches up when it is looked at.
    fn stir(self) {
        if self.on.try_get_untracked() != Some(true) || document().hidden() {
            return;
        }
        if self.busy.try_get_value() == Some(true) {
            self.again.try_set_value(true);
            return;
        }
        self.busy.try_set_value(true);
        set_timeout(move || spawn_local(self.ask()), GATHER);
    }

    async fn ask(self) {
        if self.over.is() {
            self.busy.try_set_value(false);
            return;
        }
        self.again.try_set_value(false);
        // Otherwise the page is gone.
        let (Some(filter), Some(after)) = (self.filter.try_get_value(), self.newest.try_get_value()) else {
            return;
        };
        let since = LogFilter {
            before: None,
            after: Some(after),
            ..filter
        };
        // Without an answer what is shown stays: the next event asks again.
        if let Ok(page) = self.which.read(since).await {
            self.newest.try_set_value(page.newest);
            let came = self
                .listing
                .try_update(|listing| listing.newest(page))
                .unwrap_or_default();
            if came > 0 {
                self.came.try_update(|all| *all = all.saturating_add(came));
            }
        }
        self.busy.try_set_value(false);
        if self.again.try_get_value() == Some(true) {
            self.stir();
        }
    }
}

/// The switch. What has come is told as a number, politely: the entries themselves stand above the others.
#[component]
pub(super) fn Follow(
    /// Of which log.
    which: Which,
    /// What is shown of it.
    filter: LogFilter,
    /// Where new entries go.
    listing: RwSignal<Listing>,
    /// The number of the newest entry when the page was read.
    newest: i64,
) -> impl IntoView {
    let lang = use_language();
    let following = Following {
        which,
        filter: StoredValue::new(filter),
        listing,
        on: RwSignal::new(false),
        came: RwSignal::new(0),
        newest: StoredValue::new(newest),
        busy: StoredValue::new(false),
        again: StoredValue::new(false),
        over: SessionOver::here(),
    };
    let Following { on, came, .. } = following;
    follow_all(move || following.stir());
    on_window(leptos::ev::visibilitychange, move |_| following.stir());
    view! {
        <div class="follow needs-script">
            <label class="field-check">
                <input
                    class="checkbox"
                    type="checkbox"
                    role="switch"
                    aria-describedby="follow-help"
                    prop:checked=move || on.get()
                    on:change=move |event| {
                        came.set(0);
                        on.set(event_target_checked(&event));
                        following.stir();
                    }
                />
                <span>{texts::log::follow(lang)}</span>
            </label>
            <p class="field-help" id="follow-help">
                {texts::log::follow_help(lang)}
            </p>
            <p class="follow-came figures" role="status">
                {move || texts::log::came(lang, came.get())}
            </p>
        </div>
    }
}
