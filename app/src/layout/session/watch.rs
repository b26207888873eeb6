//! Asking, counting, and telling the other tabs.

use domain::access::{EndReason, SessionState};
use domain::ids::UserId;
use domain::{Error, Timestamp};
use gloo_timers::callback::{Interval, Timeout};
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::BroadcastChannel;

use super::Countdown;
use super::pulse::{PULSE, slept};
use crate::components::{seal_all, toast};
use crate::layout::use_me;
use crate::live::{SessionOver, use_live_events};
use crate::place::{Place, use_place};
use crate::{texts, use_language};
use domain::live::LiveEvent;

/// The last minute is counted down.
const LAST_MINUTE: f64 = 60.0;
/// How often the server is asked within the last minute, in seconds.
const ASK_EVERY: u32 = 5;
/// How long an answer is believed outside of it, in milliseconds: another tab may have signed out.
const BELIEVED_FOR: u32 = 120_000;
/// How often at most the server is told that the reader goes from page to page or types, in milliseconds.
const MOVED_EVERY: f64 = 15_000.0;
/// How long what was typed may take to be sealed before the page is left, in milliseconds.
const SEALED_WITHIN: u32 = 1_500;

/// What watches.
#[derive(Clone, Copy)]
pub(super) struct Watch {
    shown: Countdown,
    /// When the session ends, in milliseconds since the page was opened, as reckoned from the last answer. The time of day would not do:
    /// it can be set.
    ends_at: StoredValue<f64>,
    /// The next question outside of the last minute.
    timer: StoredValue<Option<SendWrapper<Timeout>>>,
    /// The counting within it.
    counting: StoredValue<Option<SendWrapper<Interval>>>,
    /// To the other tabs.
    tabs: StoredValue<Option<SendWrapper<BroadcastChannel>>>,
    /// When the server was last told that the reader goes from page to page or types, in milliseconds since the page was opened.
    moved_at: StoredValue<f64>,
    /// Looks whether this tab has slept.
    pulse: StoredValue<Option<SendWrapper<Interval>>>,
    /// Whom this page was made for, once that is known.
    whose: StoredValue<Option<UserId>>,
    /// Whether this tab is on its way to the sign-in page.
    leaving: StoredValue<bool>,
    over: SessionOver,
    lang: domain::Language,
    place: Place,
}

/// Starts watching for the calling component.
pub(super) fn start(shown: Countdown) -> Watch {
    let watch = Watch {
        shown,
        ends_at: StoredValue::new(f64::MAX),
        timer: StoredValue::new(None),
        counting: StoredValue::new(None),
        tabs: StoredValue::new(None),
        moved_at: StoredValue::new(f64::MIN),
        pulse: StoredValue::new(None),
        whose: StoredValue::new(None),
        leaving: StoredValue::new(false),
        over: SessionOver::here(),
        lang: use_language(),
        place: use_place(),
    };
    let me = use_me();
    Effect::new(move || {
        if let Some(Ok(Some(me))) = me.get() {
            let _ = watch.whose.try_set_value(Some(me.user));
        }
    });
    use_live_events(move |event| {
        if event == LiveEvent::SessionEnded {
            watch.ask();
        }
    });
    Effect::new(move || {
        watch.listen_to_tabs();
        watch.feel_the_pulse();
        // A tab that comes to the front, thaws, or is shown again from the browser's history may have missed the end.
        let document = document();
        let woken = [
            listener(&document, "visibilitychange", move |_| {
                if !leptos::prelude::document().hidden() {
                    watch.look_again();
                }
            }),
            listener(&document, "resume", move |_| watch.look_again()),
            listener(&window(), "pageshow", move |_| watch.look_again()),
            listener(&window(), "online", move |_| watch.look_again()),
        ];
        // Who types for half an hour has not been away. What a page fills in by itself is not trusted, and does not count.
        let typed = listener(&document, "input", move |event| {
            if event.is_trusted() {
                watch.moved();
            }
        });
        on_cleanup(move || {
            for stop in woken {
                stop();
            }
            typed();
            watch.stop();
        });
        // The others may belong to whoever was signed in before.
        watch.tell_tabs();
        watch.ask();
    });
    watch
}

impl Watch {
    /// "Stay signed in", here and in every tab.
    pub(super) fn stay(self) {
        self.shown.staying.set(true);
        leptos::task::spawn_local(async move {
            let answer = self.place.stay_signed_in().await;
            let _ = self.shown.staying.try_set(false);
            if matches!(answer, Ok(SessionState::Live { .. })) {
                self.tell_tabs();
                toast(texts::common::stayed_signed_in(self.lang));
            }
            self.hear(&answer);
        });
    }

    /// The reader went to another page, or types. Said once in a while: the server counts no finer.
    pub(super) fn moved(self) {
        let now = now();
        let told = |before| now - before < MOVED_EVERY;
        if self.over.is() || self.moved_at.try_get_value().is_none_or(told) {
            return;
        }
        let _ = self.moved_at.try_set_value(now);
        leptos::task::spawn_local(async move {
            let answer = self.place.stay_signed_in().await;
            if matches!(answer, Ok(SessionState::Live { .. })) {
                self.tell_tabs();
            }
            self.hear(&answer);
        });
    }

    /// Asks the server, which is no activity.
    fn ask(self) {
        leptos::task::spawn_local(async move {
            let answer = self.place.session_state().await;
            self.hear(&answer);
        });
    }

    /// Asks how long is left, and whether the page is still its reader's: somebody else may have signed in in this browser.
    fn look_again(self) {
        self.ask();
        leptos::task::spawn_local(async move {
            let Ok(Some(me)) = self.place.me().await else { return };
            if self
                .whose
                .try_get_value()
                .flatten()
                .is_some_and(|whose| whose != me.user)
            {
                seal_all().await;
                // Where it fails, the page is somebody else's until it is left.
                let _ = window().location().reload();
            }
        });
    }

    /// Notices that the machine slept, or that its clock was set, within seconds of waking: timers stand still meanwhile, and nothing
    /// tells a page that stays in front.
    fn feel_the_pulse(self) {
        let before = StoredValue::new((now(), js_sys::Date::now()));
        let pulse = Interval::new(PULSE, move || {
            let (now, of_day) = (now(), js_sys::Date::now());
            let Some((then, of_day_then)) = before.try_get_value() else {
                return;
            };
            let _ = before.try_set_value((now, of_day));
            let (passed, passed_of_day) = (now - then, of_day - of_day_then);
            if !document().hidden() && slept(passed, passed_of_day) {
                self.look_again();
            }
        });
        let _ = self.pulse.try_set_value(Some(SendWrapper::new(pulse)));
    }

    fn hear(self, answer: &Result<SessionState, Error>) {
        match answer {
            Ok(SessionState::Live { seconds_left }) => {
                self.over.set(false);
                let _ = self.ends_at.try_set_value(now() + f64::from(*seconds_left) * 1000.0);
                self.plan(BELIEVED_FOR);
            }
            Ok(SessionState::Ended(reason)) => self.leave(reason.clone()),
            // Whoever is refused is not told why; the state says.
            Err(Error::NotSignedIn) => self.ask(),
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
        self.over.set(true);
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
        if path.starts_with(self.place.door()) {
            return;
        }
        let next = js_sys::encode_uri_component(&path);
        let page = format!("{}?ended={}{at}&next={next}", self.place.door(), reason.name());
        let go = move || {
            // Replaced, not added: going back must not show what was there.
            let _ = window().location().replace(&page);
        };
        // What was typed a moment ago comes back as well; but nobody waits long for a disk that does not answer.
        Timeout::new(SEALED_WITHIN, go.clone()).forget();
        leptos::task::spawn_local(async move {
            seal_all().await;
            go();
        });
    }

    fn listen_to_tabs(self) {
        let Ok(channel) = BroadcastChannel::new(self.place.channel()) else {
            return;
        };
        let heard = Closure::<dyn Fn(JsValue)>::new(move |_| self.look_again());
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
        let _ = self.pulse.try_set_value(None);
        let _ = self.tabs.try_update_value(|tabs| {
            if let Some(channel) = tabs.take() {
                channel.close();
            }
        });
    }
}

/// Milliseconds since the page was opened: a clock that nobody can set.
fn now() -> f64 {
    window()
        .performance()
        .map_or_else(js_sys::Date::now, |clock| clock.now())
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

/// Listens to an event; what is returned stops it.
fn listener(
    target: &web_sys::EventTarget,
    name: &'static str,
    told: impl Fn(web_sys::Event) + 'static,
) -> Box<dyn FnOnce() + Send + Sync> {
    let closure = Closure::<dyn Fn(web_sys::Event)>::new(told);
    let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    let held = SendWrapper::new((target.clone(), closure));
    Box::new(move || {
        let (target, closure) = &*held;
        let _ = target.remove_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    })
}
