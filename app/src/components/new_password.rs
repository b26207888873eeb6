//! A field for a new password, with the server's word on how good it is.

use core::time::Duration;

use domain::access::Strength;
use domain::error::Problem;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::TextField;
use crate::api::access::password_strength;
use crate::{texts, use_language};

/// How long nobody types before the server is asked.
const PAUSE: Duration = Duration::from_millis(300);
/// The steps of the meter.
const STEPS: u8 = 4;

/// The field and, where script runs, a meter under it. Pasting is welcome, and a manager may fill it in.
#[component]
pub fn NewPasswordField(
    /// The name that is sent.
    name: &'static str,
    /// The label.
    label: &'static str,
    /// What is wrong.
    #[prop(into)]
    problem: Signal<Option<Problem>>,
    /// What an attacker knows of its owner: name, address, firm, as far as the page does.
    #[prop(into)]
    context: Signal<Vec<String>>,
) -> impl IntoView {
    let lang = use_language();
    let typed = RwSignal::new(String::new());
    let strength = RwSignal::new(None::<Strength>);
    let latest = StoredValue::new(0_u32);
    Effect::new(move || {
        let empty = typed.with(String::is_empty);
        context.track();
        let number = latest.try_update_value(|latest| {
            *latest += 1;
            *latest
        });
        if empty {
            strength.set(None);
            return;
        }
        let is_latest = move || latest.try_get_value() == number;
        set_timeout(
            move || {
                if is_latest() {
                    let (password, context) = (typed.get_untracked(), context.get_untracked());
                    spawn_local(async move {
                        // Without an answer there is no meter; the form says what is wrong all the same.
                        let answer = password_strength(password, context).await.ok();
                        if is_latest() {
                            strength.set(answer);
                        }
                    });
                }
            },
            PAUSE,
        );
    });
    let score = move || strength.with(|strength| strength.map_or(0, |strength| strength.score));
    let words = move || {
        strength.get().map(|Strength { score, problem }| match problem {
            Some(problem) => texts::problems::problem(lang, problem),
            None => texts::common::password_score(lang, score).to_owned(),
        })
    };
    let lit = |on: bool| if on { "on" } else { "" };
    let good = move || strength.with(|strength| strength.is_some_and(|strength| strength.problem.is_none()));
    view! {
        <div class="new-password">
            <TextField
                name=name
                kind="password"
                label=label
                help=texts::access::new_password_help(lang)
                problem=problem
                required=true
                autocomplete="new-password"
                bind=typed
            />
            <div class=move || if good() { "strength strength-good needs-script" } else { "strength needs-script" }>
                <div class="strength-bar" aria-hidden="true">
                    {(1..=STEPS)
                        .map(|step| view! { <span class=move || { lit(score() >= step) }></span> })
                        .collect_view()}
                </div>
                <p class="strength-words" role="status">{words}</p>
            </div>
        </div>
    }
}
