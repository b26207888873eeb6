//! Asking, counting, and telling the other tabs.

use domain::access::{EndReason, SessionState};
use domain::{Error, Timestamp};
use gloo_timers::callback::{Interval, Timeout};
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::BroadcastChannel;

use super::Countdown;
use crate::api::access::{session_state, stay_signed_in};
use crate::components::toast;
use crate::live::use_live_events;
use crate::{texts, use_language};
use domain::live::LiveEvent;

/// The last minute is counted down.
const LAST_MINUTE: f64 = 60.0;
/// How often the server is asked within the last minute, in seconds.
const ASK_EVERY: u32 = 5;
/// How long an answer is believed outside of it, in milliseconds: another tab may have signed out.
const BELIEVED_FOR: u32 = 120_000;
/// How often at most the server is told that the reader goes from page to page, in milliseconds.
const MOVED_EVERY: f64 = 15_000.0;
/// The channel between the tabs of this browser.
const CHANNEL: &str = "matterlock-session";

/// What watches.
#[derive(Clone, Copy)]
pub(super) struct Watch {
    shown: Countdown,
    /// When the session ends, in milliseconds by this browser's clock, as reckoned from the last answer.
    ends_at: StoredValue<f64>,
    /// The next question outside of the last minute.
    timer: StoredValue<Option<SendWrapper<Timeout>>>,
    /// The counting within it.
    counting: StoredValue<Option<SendWrapper<Interval>>>,
    /// To the other tabs.
    tabs: StoredValue<Option<SendWrapper<BroadcastChannel>>>,
    /// When the server was last told that the reader goes from page to page, in milliseconds by this browser's clock.
    moved_at: StoredValue<f64>,
    /// Whether this tab is on its way to the sign-in page.
    leaving: StoredValue<bool>,
    lang: domain::Language,
}

/// Starts watching for the calling component.
pub(super) fn start(shown: Countdown) -> Watch {
    let watch = Watch {
        shown,
        ends_at: StoredValue::new(f64::MAX),
        timer: StoredValue::new(None),
        counting: StoredValue::new(None),
        tabs: StoredValue::new(None),
        moved_at: StoredValue::new(0.0),
        leaving: StoredValue::new(false),
        lang: use_language(),
    };
    use_live_events(move |event| {
        if event == LiveEvent::SessionEnded {
            watch.ask();
        }
    });
    Effect::new(move || {
        watch.listen_to_tabs();
        // A tab that was asleep may have slept through the end.
        let woken = document_listener("visibilitychange", move || {
            if !document().hidden() {
                watch.ask();
            }
        });
        on_cleanup(move || {
            woken();
            watch.stop();
        });
        watch.ask();
    });
    watch
}

impl Watch {
    /// "Stay signed in", here and in every tab.
    pub(super) fn stay(self) {
        self.shown.staying.set(true);
        leptos::task::spawn_local(async move {
            let answer = stay_signed_in().await;
            let _ = self.shown.staying.try_set(false);
            if matches!(answer, Ok(SessionState::Live { .. })) {
                self.tell_tabs();
                toast(texts::common::stayed_signed_in(self.lang));
            }
            self.hear(&answer);
        });
    }

    /// The reader went to another page. Said once in a while: the server counts no finer.
    pub(super) fn moved(self) {
        let now = now();
        if self
            .moved_at
            .try_get_value()
            .is_none_or(|before| now - before < MOVED_EVERY)
        {
            return;
        }
        let _ = self.moved_at.try_set_value(now);
        leptos::task::spawn_local(async move {
            let answer = stay_signed_in().await;
            if matches!(answer, Ok(SessionState::Live { .. })) {
                self.tell_tabs();
            }
            self.hear(&answer);
        });
    }

    /// Asks the server, which is no activity.
    fn ask(self) {
        leptos::task::spawn_local(async move {
            let answer = session_state().await;
            self.hear(&answer);
        });
    }

    fn hear(self, answer: &Result<SessionState, Error>) {
        match answer {
            Ok(SessionState::Live { seconds_left }) => {
                let _ = self.ends_at.try_set_value(now() + f64::from(*seconds_left) * 1000.0);
                self.plan(BELIEVED_FOR);
            }
            Ok(SessionState::Ended(reason)) => self.leave(reason.clone()),
            Err(Error::NotSignedIn) => self.leave(EndReason::NeverSignedIn),
            // No answer says nothing about the session: ask again soon.
            Err(_) => self.plan(ASK_EVERY * 1000),
        }
    }

    /// Whether the server has said that the session lives.
    fn lived(self) -> bool {
        self.ends_at.try_get_value().is_some_and(|ends_at| ends_at < f64::MAX)
    }

    fn seconds_left(self) -> f64 {
        self.ends_at
            .try_get_value()
            .map_or(f64::MAX, |ends_at| (ends_at - now()) / 1000.0)
    }

    /// Counts in the last minute; before it, asks again when it should begin, or after `at_most` milliseconds.
    fn plan(self, at_most: u32) {
        let left = self.seconds_left();
        if left <= LAST_MINUTE {
            self.count();
            return;
        }
        let _ = self.shown.left.try_set(None);
        let _ = self.counting.try_set_value(None);
        let wait = whole(((left - LAST_MINUTE) * 1000.0).min(f64::from(at_most))).max(250);
        let timer = Timeout::new(wait, move || {
            if self.seconds_left() <= LAST_MINUTE + 1.0 {
                self.count();
            }
            self.ask();
        });
        let _ = self.timer.try_set_value(Some(SendWrapper::new(timer)));
    }

    /// Shows the figure and changes it every second.
    fn count(self) {
        let _ = self.shown.left.try_set(Some(whole(self.seconds_left())));
        if self.counting.try_with_value(Option::is_some) != Some(false) {
            return;
        }
        let mut second = 0_u32;
        let interval = Interval::new(1000, move || {
            second += 1;
            let left = self.seconds_left();
            let _ = self.shown.left.try_set(Some(whole(left)));
            // Another tab, or another request, may have counted as activity; and the end is the server's to say.
            if second.is_multiple_of(ASK_EVERY) || left <= 0.0 {
                self.ask();
            }
        });
        let _ = self.counting.try_set_value(Some(SendWrapper::new(interval)));
    }

    /// Goes to the sign-in page, which says why.
    fn leave(self, reason: EndReason) {
        if self.leaving.try_get_value() != Some(false) {
            return;
        }
        let _ = self.leaving.try_set_value(true);
        // The cookie of a session that lived in this tab is gone: somebody signed out in this browser.
        let reason = match reason {
            EndReason::NeverSignedIn if self.lived() => EndReason::SignedOut,
            reason => reason,
        };
        self.tell_tabs();
        self.stop();
        let location = window().location();
        let path = location.pathname().unwrap_or_default() + &location.search().unwrap_or_default();
        let at = match reason {
            EndReason::SignedInElsewhere { at: Timestamp(at), .. } => format!("&at={at}"),
            _ => String::new(),
        };
        // Signing out has led there already.
        if path.starts_with("/sign-in") {
            return;
        }
        let next = js_sys::encode_uri_component(&path);
        // Replaced, not added: going back must not show what was there.
        let _ = location.replace(&format!("/sign-in?ended={}{at}&next={next}", reason.name()));
    }

    fn listen_to_tabs(self) {
        let Ok(channel) = BroadcastChannel::new(CHANNEL) else {
            return;
        };
        let heard = Closure::<dyn Fn(JsValue)>::new(move |_| self.ask());
        channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        // Called by the channel only, which is closed with the frame.
        heard.forget();
        let _ = self.tabs.try_set_value(Some(SendWrapper::new(channel)));
    }

    /// Says that something changed; what, each tab asks for itself.
    fn tell_tabs(self) {
        self.tabs.try_with_value(|tabs| {
            if let Some(channel) = tabs {
                // A browser that refuses leaves the other tabs to their own asking.
                let _ = channel.post_message(&JsValue::TRUE);
            }
        });
    }

    fn stop(self) {
        let _ = self.timer.try_set_value(None);
        let _ = self.counting.try_set_value(None);
        let _ = self.tabs.try_update_value(|tabs| {
            if let Some(channel) = tabs.take() {
                channel.close();
            }
        });
    }
}

/// Milliseconds by this browser's clock, for counting only.
fn now() -> f64 {
    js_sys::Date::now()
}

/// Rounded up, never below zero.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the range of u32 before"
)]
fn whole(number: f64) -> u32 {
    number.ceil().clamp(0.0, f64::from(u32::MAX)) as u32
}

/// Listens to an event of the document; what is returned stops it.
fn document_listener(name: &'static str, told: impl Fn() + 'static) -> impl FnOnce() + Send + Sync + 'static {
    let closure = SendWrapper::new(Closure::<dyn Fn()>::new(told));
    let _ = document().add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    move || {
        let _ = document().remove_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    }
}
