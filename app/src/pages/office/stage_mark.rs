//! The stage of a case: as a word with a mark in lists, as a bar on its page.

use core::cmp::Ordering;

use domain::cases::Stage;
use leptos::prelude::*;

use crate::components::{Badge, Icon, IconView, Tone};
use crate::{texts::office as t, use_language};

/// Icon, word and colour of a stage.
#[component]
pub(super) fn StageMark(stage: Stage) -> impl IntoView {
    let (tone, icon) = match stage {
        Stage::Intake => (Tone::Neutral, Icon::Plus),
        Stage::Active => (Tone::Accent, Icon::ChevronRight),
        Stage::Waiting => (Tone::Amber, Icon::Clock),
        Stage::Closing => (Tone::Neutral, Icon::Minus),
        Stage::Closed => (Tone::Neutral, Icon::Lock),
    };
    view! { <Badge tone=tone icon=icon>{t::stage(use_language(), stage)}</Badge> }
}

/// All stages in order, with the case's own marked.
#[component]
pub(super) fn StageBar(
    /// The case's stage.
    #[prop(into)]
    stage: Signal<Stage>,
) -> impl IntoView {
    let lang = use_language();
    let step = move |at: Stage| {
        let index = |stage: Stage| Stage::ALL.iter().position(|other| *other == stage);
        let reached = Memo::new(move |_| index(at).cmp(&index(stage.get())));
        let class = move || match reached.get() {
            Ordering::Less => "stage-step stage-past",
            Ordering::Equal => "stage-step stage-now",
            Ordering::Greater => "stage-step",
        };
        view! {
            <li class=class aria-current=move || (reached.get() == Ordering::Equal).then_some("step")>
                <span class="stage-line" aria-hidden="true"></span>
                <span class="stage-word">
                    // What is behind is ticked; the case's own has a full dot, set by the style sheet.
                    {move || (reached.get() == Ordering::Less).then(|| view! { <IconView icon=Icon::Check /> })}
                    {t::stage(lang, at)}
                </span>
            </li>
        }
    };
    view! {
        <ol class="stage-bar" aria-label=t::stage_bar(lang)>
            {Stage::ALL.map(step).collect_view()}
        </ol>
    }
}
