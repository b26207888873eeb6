//! The steps of an envelope with their times.

use domain::Timestamp;
use domain::signing::{EnvelopePage, EnvelopeState, SignerState};
use leptos::prelude::*;

use super::Scope;
use crate::components::{Icon, IconView, When};
use crate::{texts::office as t, use_language};

/// A step: done, with its time where it has one; next; still to come; or never to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Done(Option<Timestamp>),
    Next,
    Later,
    Dropped,
}

/// Sent, opened, consented, signed, completed.
fn steps(shown: &EnvelopePage) -> [Step; 5] {
    let summary = &shown.summary;
    let done = [
        (true, Some(summary.sent_at)),
        (
            shown.opened_at.is_some() || reached(summary.signer_state, SignerState::Opened),
            shown.opened_at,
        ),
        (
            shown.consented_at.is_some() || reached(summary.signer_state, SignerState::Consented),
            shown.consented_at,
        ),
        (
            shown.signed_at.is_some() || summary.signer_state == SignerState::Signed,
            shown.signed_at,
        ),
        (summary.state == EnvelopeState::Completed, None),
    ];
    let goes_on = matches!(
        summary.state,
        EnvelopeState::Sent | EnvelopeState::Signed | EnvelopeState::Completed
    );
    let mut next_is_named = false;
    done.map(|(done, at)| {
        if done {
            Step::Done(at)
        } else if !goes_on {
            Step::Dropped
        } else if next_is_named {
            Step::Later
        } else {
            next_is_named = true;
            Step::Next
        }
    })
}

/// Whether the signer got as far as a state; who declined may have done so at any point.
fn reached(state: SignerState, at_least: SignerState) -> bool {
    state != SignerState::Declined && state >= at_least
}

/// The steps in a row, on a phone in a column.
#[component]
pub(super) fn Progress(scope: Scope) -> impl IntoView {
    let lang = use_language();
    let all = scope.part(steps);
    let words = [
        t::step_sent(lang),
        t::step_opened(lang),
        t::step_consented(lang),
        t::step_signed(lang),
        t::step_completed(lang),
    ];
    let step = move |index: usize, words: &'static str| {
        let step = Memo::new(move |_| all.with(|all| all[index]));
        let class = move || match step.get() {
            Step::Done(_) => "progress-step progress-done",
            Step::Next => "progress-step progress-next",
            Step::Later => "progress-step",
            Step::Dropped => "progress-step progress-dropped",
        };
        view! {
            <li class=class aria-current=move || (step.get() == Step::Next).then_some("step")>
                {move || {
                    let step = step.get();
                    let (icon, says) = match step {
                        Step::Done(_) => (Icon::Check, t::step_done(lang)),
                        Step::Next => (Icon::Clock, t::step_next(lang)),
                        Step::Later => (Icon::Minus, t::step_open(lang)),
                        Step::Dropped => (Icon::Close, t::step_dropped(lang)),
                    };
                    view! {
                        <span class="progress-mark">
                            <IconView icon=icon />
                        </span>
                        <span class="progress-words">
                            <span class="progress-title-word">{words}</span>
                            <span class="progress-when">
                                {match step {
                                    Step::Done(Some(at)) => view! { <When at=at /> }.into_any(),
                                    _ => says.into_any(),
                                }}
                            </span>
                        </span>
                    }
                }}
            </li>
        }
    };
    view! {
        <ol class="progress-steps" aria-labelledby="progress-title">
            {words.into_iter().enumerate().map(|(index, words)| step(index, words)).collect_view()}
        </ol>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Language;
    use domain::signing::{Area, EnvelopeSummary};

    fn shown(state: EnvelopeState, signer_state: SignerState) -> EnvelopePage {
        let id = "00000000-0000-7000-8000-000000000001";
        EnvelopePage {
            case: id.parse().unwrap(),
            case_title: String::new(),
            summary: EnvelopeSummary {
                id: id.parse().unwrap(),
                document: id.parse().unwrap(),
                document_name: String::new(),
                state,
                signer: id.parse().unwrap(),
                signer_name: String::new(),
                signer_state,
                sent_at: Timestamp(1),
                expires_at: Timestamp(9),
                signed_document: None,
            },
            signer_email: String::new(),
            language: Language::Es,
            message: String::new(),
            area: Area {
                page: 1,
                x: 0.1,
                y: 0.1,
                width: 0.2,
                height: 0.1,
            },
            document_sha256: String::new(),
            link_works: true,
            reason: String::new(),
            opened_at: None,
            consented_at: None,
            signed_at: None,
            pages: 1,
            pages_shown: 0,
            furthest_page: 0,
        }
    }

    #[test]
    fn one_step_is_next_and_the_others_come_later() {
        let steps = steps(&shown(EnvelopeState::Sent, SignerState::Invited));
        assert_eq!(
            steps,
            [
                Step::Done(Some(Timestamp(1))),
                Step::Next,
                Step::Later,
                Step::Later,
                Step::Later
            ]
        );
    }

    #[test]
    fn a_signed_copy_in_the_making_is_the_next_step() {
        let steps = steps(&shown(EnvelopeState::Signed, SignerState::Signed));
        assert!(matches!(
            steps,
            [Step::Done(_), Step::Done(_), Step::Done(_), Step::Done(_), Step::Next]
        ));
    }

    #[test]
    fn what_ended_otherwise_has_no_next_step() {
        for state in [EnvelopeState::Declined, EnvelopeState::Voided, EnvelopeState::Expired] {
            let signer = if state == EnvelopeState::Declined {
                SignerState::Declined
            } else {
                SignerState::Opened
            };
            let steps = steps(&shown(state, signer));
            assert!(!steps.contains(&Step::Next), "{state:?}");
            assert_eq!(steps[4], Step::Dropped);
        }
    }
}
