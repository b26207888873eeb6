//! The sheet to make a signature in: drawn or typed, equal in worth.

use domain::Problem;
use domain::signing::Mark;
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::filling::Filling;
use super::ink::{self, Stroke};
use super::mark::MarkPicture;
use super::pad::Pad;
use super::save_state::SaveState;
use super::sheet::Sheet;
use crate::components::{Button, TextField};
use crate::{texts, use_language};

/// The two ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Draw,
    Type,
}

impl Way {
    const fn tab(self) -> &'static str {
        match self {
            Self::Draw => "sign-tab-draw",
            Self::Type => "sign-tab-type",
        }
    }

    const fn pane(self) -> &'static str {
        match self {
            Self::Draw => "sign-pane-draw",
            Self::Type => "sign-pane-type",
        }
    }

    const fn other(self) -> Self {
        match self {
            Self::Draw => Self::Type,
            Self::Type => Self::Draw,
        }
    }
}

/// The sheet. What is made is kept as a draft at once, and stands in the field once it is used.
#[component]
pub(super) fn FieldSheet(
    /// The field that is filled.
    filling: Filling,
) -> impl IntoView {
    let lang = use_language();
    let (first_strokes, first_name) = match filling.restored() {
        Some(Mark::Drawn(strokes)) => (ink::to_pad(&strokes, filling.aspect), String::new()),
        Some(Mark::Typed(name)) => (Vec::new(), name),
        None => (Vec::new(), String::new()),
    };
    let way = RwSignal::new(if first_name.is_empty() { Way::Draw } else { Way::Type });
    let strokes = RwSignal::new(first_strokes);
    let name = RwSignal::new(first_name);
    let problem = RwSignal::new(None::<Problem>);
    let made = move || match way.get_untracked() {
        Way::Draw => strokes.with_untracked(|strokes| drawn(strokes, filling.aspect)),
        Way::Type => Mark::Typed(name.with_untracked(|name| composed(name.trim()))),
    };
    let changed = move || {
        let mark = made();
        // Said while the name is typed: nobody gets used to a picture that the signed copy can't show.
        problem.set(mark.problem().filter(|problem| *problem == Problem::NoSuchLetters));
        filling.autosave.keep(Some(mark));
    };
    // The field itself tells only its value; the first run is what it held at first.
    Effect::new(move |before: Option<String>| {
        let now = name.get();
        if before.is_some_and(|before| before != now) {
            untrack(changed);
        }
        now
    });
    let use_it = move |_| {
        let mark = made();
        match mark.problem() {
            None => filling.use_mark(mark),
            wrong => problem.set(wrong),
        }
    };
    let (draw_tab, type_tab) = (NodeRef::<html::Button>::new(), NodeRef::<html::Button>::new());
    let choose = move |chosen: Way| {
        way.set(chosen);
        changed();
    };
    let by_key = move |event: KeyboardEvent| {
        let chosen = match event.key().as_str() {
            "ArrowLeft" | "ArrowRight" => way.get_untracked().other(),
            "Home" => Way::Draw,
            "End" => Way::Type,
            _ => return,
        };
        event.prevent_default();
        choose(chosen);
        let tab = if chosen == Way::Draw { draw_tab } else { type_tab };
        if let Some(tab) = tab.get_untracked() {
            // It fails only on an element that can't take focus.
            let _ = tab.focus();
        }
    };
    let tab = move |this: Way, node: NodeRef<html::Button>, label: &'static str| {
        let selected = move || way.get() == this;
        view! {
            <button
                type="button"
                role="tab"
                class="sign-tab"
                id=this.tab()
                aria-controls=this.pane()
                aria-selected=move || if selected() { "true" } else { "false" }
                tabindex=move || if selected() { "0" } else { "-1" }
                autofocus=selected
                node_ref=node
                on:click=move |_| choose(this)
                on:keydown=by_key
            >
                {label}
            </button>
        }
    };
    let (width, height) = filling.size;
    // What the signed copy has no letters for is not shown in those of the device.
    let no_preview = move || name.with(|name| name.trim().is_empty()) || problem.get() == Some(Problem::NoSuchLetters);
    let preview = move || {
        let typed = name.with(|name| name.trim().to_owned());
        view! { <MarkPicture mark=Mark::Typed(typed) area=(0.0, 0.0, width, height) /> }
    };

    view! {
        <Sheet
            open=filling.sheet_open
            on_close=move || filling.sheet_open.set(false)
            id="sign-sheet-title"
            title=texts::signing::your_signature(lang).to_owned()
        >
            <div class="sign-tabs" role="tablist" aria-labelledby="sign-sheet-title">
                {tab(Way::Draw, draw_tab, texts::signing::draw(lang))}
                {tab(Way::Type, type_tab, texts::signing::type_name(lang))}
            </div>
            <div
                class="sign-pane"
                role="tabpanel"
                id=Way::Draw.pane()
                aria-labelledby=Way::Draw.tab()
                hidden=move || way.get() != Way::Draw
            >
                <Pad strokes=strokes on_change=changed />
            </div>
            <div
                class="sign-pane"
                role="tabpanel"
                id=Way::Type.pane()
                aria-labelledby=Way::Type.tab()
                hidden=move || way.get() != Way::Type
            >
                <TextField
                    name="typed_signature"
                    label=texts::signing::type_label(lang)
                    bind=name
                    required=true
                    autocomplete="name"
                    maxlength=80
                />
                <figure class="sign-preview" hidden=no_preview>
                    <svg viewBox=format!("0 0 {} {}", ink::unit(width), ink::unit(height)) aria-hidden="true">
                        {preview}
                    </svg>
                    <figcaption>{texts::signing::preview(lang)}</figcaption>
                </figure>
            </div>
            <p class="field-problem" role="alert">
                {move || problem.get().map(|problem| texts::problems::problem(lang, problem))}
            </p>
            <div class="sign-sheet-foot">
                <Button on_click=use_it>{texts::signing::use_signature(lang)}</Button>
                <p class="sign-note">{texts::signing::equal_worth(lang)} " " <SaveState state=filling.autosave.state /></p>
            </div>
        </Sheet>
    }
}

/// The name with each accent composed with its letter (NFC), as some keyboards don't send it and the server keeps it.
fn composed(name: &str) -> String {
    String::from(js_sys::JsString::from(name).normalize("NFC"))
}

fn drawn(strokes: &[Stroke], aspect: f32) -> Mark {
    Mark::Drawn(ink::to_field(strokes, aspect))
}
