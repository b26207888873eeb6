//! The proof that no program sends a form: a puzzle that the browser solves by itself, or Cloudflare's widget.

use core::time::Duration;

use domain::Error;
use domain::captcha::{Captcha, Form, Puzzle};
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::turnstile;
use crate::api::access::captcha;
use crate::components::{Failed, Icon, IconView};
use crate::{texts, use_language};

/// Milliseconds of work before the page gets a turn: short of what a hand notices.
const SLICE_MS: f64 = 12.0;
/// Tries between two looks at the clock.
const TRIES: u32 = 256;
/// A proof is good for ten minutes; whoever types longer gets a new one before.
const RENEWED_AFTER: Duration = Duration::from_mins(9);

/// How far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    /// The server was asked what to do.
    Asking,
    /// The puzzle is being solved.
    Working {
        /// Rounds that are done, in percent.
        percent: u32,
    },
    /// Cloudflare's widget stands there.
    Widget,
    /// The form can be sent.
    Solved,
    /// The server did not say what to do.
    Failed(Error),
    /// Cloudflare's script did not load.
    NoWidget,
}

/// Works out the proof and sends it with the form, as `captcha`. A new one for every time that the form is sent: each counts once.
#[component]
pub(super) fn CaptchaField(
    /// The form it is in.
    form: Form,
    /// How often the form was sent.
    sent: Signal<usize>,
    /// The proof, once there is one.
    proof: RwSignal<Option<String>>,
) -> impl IntoView {
    let lang = use_language();
    let state = RwSignal::new(State::Asking);
    let widget = NodeRef::<Div>::new();
    // Which run is the latest: an older one that is still at work stops.
    let latest = RwSignal::new(0_u32);
    let begin = move || {
        let number = latest.try_update(|latest| {
            *latest += 1;
            *latest
        });
        if let Some(number) = number {
            spawn_local(
                Run {
                    form,
                    number,
                    latest,
                    state,
                    proof,
                    widget,
                }
                .work(),
            );
        }
    };
    Effect::new(move || {
        sent.track();
        untrack(begin);
    });
    let percent = move || match state.get() {
        State::Working { percent } => Some(percent),
        State::Asking => Some(0),
        _ => None,
    };
    // Said once for each step, and not at each percent.
    let words = Memo::new(move |_| match state.get() {
        State::Asking => texts::access::captcha_waiting(lang),
        State::Working { .. } => texts::access::captcha_working(lang),
        State::Widget => texts::access::captcha_widget(lang),
        State::Solved => texts::access::captcha_solved(lang),
        State::Failed(_) => "",
        State::NoWidget => texts::access::captcha_widget_failed(lang),
    });
    view! {
        <div class="field captcha" id="field-captcha" tabindex="-1">
            <input type="hidden" name="captcha" prop:value=move || proof.get().unwrap_or_default() />
            <p class="only-without-script">{texts::access::captcha_no_script(lang)}</p>
            <div class="needs-script">
                <p class="field-help captcha-words" role="status">
                    {move || (state.get() == State::Solved).then(|| view! { <IconView icon=Icon::Check /> })}
                    {words}
                </p>
                {move || {
                    percent()
                        .map(|percent| {
                            view! {
                                <progress
                                    class="progress"
                                    max="100"
                                    value=percent
                                    aria-label=texts::access::captcha(lang)
                                ></progress>
                            }
                        })
                }}
                <div node_ref=widget></div>
                {move || match state.get() {
                    State::Failed(error) => view! { <Failed error=error retry=move |()| begin() /> }.into_any(),
                    _ => ().into_any(),
                }}
            </div>
        </div>
    }
}

/// One proof being worked out.
#[derive(Clone, Copy)]
struct Run {
    form: Form,
    number: u32,
    latest: RwSignal<u32>,
    state: RwSignal<State>,
    proof: RwSignal<Option<String>>,
    widget: NodeRef<Div>,
}

impl Run {
    /// Whether neither the form was sent meanwhile nor the page left.
    fn is_latest(self) -> bool {
        self.latest.try_get_untracked() == Some(self.number)
    }

    async fn work(self) {
        while self.is_latest() {
            self.proof.set(None);
            self.state.set(State::Asking);
            let asked = captcha(self.form).await;
            if !self.is_latest() {
                return;
            }
            match asked {
                Ok(Captcha::Puzzle(puzzle)) => {
                    let Some(answer) = self.solve(&puzzle).await else {
                        return;
                    };
                    self.solved(answer);
                }
                Ok(Captcha::Turnstile { site_key }) => return self.show_widget(&site_key).await,
                Err(error) => return self.state.set(State::Failed(error)),
            }
            pause(RENEWED_AFTER).await;
        }
    }

    fn solved(self, answer: String) {
        if self.is_latest() {
            self.proof.set(Some(answer));
            self.state.set(State::Solved);
        }
    }

    /// In slices, so that the page stays usable.
    async fn solve(self, puzzle: &Puzzle) -> Option<String> {
        let mut numbers = Vec::new();
        let mut slice = js_sys::Date::now();
        for number in 0..puzzle.rounds {
            self.state.set(State::Working {
                percent: number * 100 / puzzle.rounds.max(1),
            });
            let mut round = puzzle.round(number);
            let found = loop {
                if let Some(found) = round.work(TRIES) {
                    break found;
                }
                if js_sys::Date::now() - slice > SLICE_MS {
                    pause(Duration::ZERO).await;
                    if !self.is_latest() {
                        return None;
                    }
                    slice = js_sys::Date::now();
                }
            };
            numbers.push(found);
        }
        Some(puzzle.answer(&numbers))
    }

    async fn show_widget(self, site_key: &str) {
        let Some(place) = self.widget.get_untracked() else {
            return;
        };
        self.state.set(State::Widget);
        let told = move |token: Option<String>| match token {
            Some(token) => self.solved(token),
            // It ran out, and shows a new one by itself.
            None if self.is_latest() => {
                self.proof.set(None);
                self.state.set(State::Widget);
            }
            None => {}
        };
        if turnstile::show(&place, site_key, self.form.name(), told)
            .await
            .is_none()
            && self.is_latest()
        {
            self.state.set(State::NoWidget);
        }
    }
}

/// Lets the page have a turn.
async fn pause(time: Duration) {
    let mut wait = |go_on: js_sys::Function, _| {
        set_timeout(
            move || {
                let _ = go_on.call0(&wasm_bindgen::JsValue::UNDEFINED);
            },
            time,
        );
    };
    let _ = wasm_bindgen_futures::JsFuture::from(js_sys::Promise::new(&mut wait)).await;
}
