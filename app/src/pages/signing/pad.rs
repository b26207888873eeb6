//! The pad to draw a signature on, with a finger, a pen or a mouse.

use leptos::ev::PointerEvent;
use leptos::prelude::*;
use leptos::svg::Svg;
use wasm_bindgen::JsCast;

use super::ink::{self, PAD, Stroke};
use crate::components::{Button, ButtonKind, Icon, IconView};
use crate::{texts, use_language};

/// The pad with its two buttons.
#[component]
pub(super) fn Pad(
    /// What is drawn, in units of the pad.
    strokes: RwSignal<Vec<Stroke>>,
    /// Told when a stroke is finished or taken back.
    #[prop(into)]
    on_change: Callback<()>,
) -> impl IntoView {
    let lang = use_language();
    let pad = NodeRef::<Svg>::new();
    // The pointer that draws: a second finger, or a palm beside the pen, draws nothing.
    let drawing = StoredValue::new(None::<i32>);

    let down = move |event: PointerEvent| {
        if event.button() != 0 || drawing.get_value().is_some() {
            return;
        }
        let Some(point) = place(pad, &event) else { return };
        event.prevent_default();
        drawing.set_value(Some(event.pointer_id()));
        if let Some(element) = pad.get_untracked() {
            // Without it a stroke ends at the edge of the pad, no worse.
            let _ = element.set_pointer_capture(event.pointer_id());
        }
        strokes.update(|strokes| {
            strokes.push(Vec::new());
            ink::extend(strokes, point);
        });
    };
    let moved = move |event: PointerEvent| {
        if drawing.get_value() != Some(event.pointer_id()) {
            return;
        }
        event.prevent_default();
        let points: Vec<_> = between(&event).iter().filter_map(|event| place(pad, event)).collect();
        strokes.update(|strokes| {
            for point in points {
                ink::extend(strokes, point);
            }
        });
    };
    let up = move |event: PointerEvent| {
        if drawing.get_value() == Some(event.pointer_id()) {
            drawing.set_value(None);
            on_change.run(());
        }
    };
    let empty = Signal::derive(move || strokes.with(Vec::is_empty));
    let take_back = move |all: bool| {
        strokes.update(|strokes| {
            if all {
                strokes.clear();
            } else {
                strokes.pop();
            }
        });
        on_change.run(());
    };

    view! {
        <div class="sign-pad-frame">
            <svg
                class="sign-pad"
                viewBox=format!("0 0 {} {}", ink::unit(PAD.0), ink::unit(PAD.1))
                role="img"
                aria-label=texts::signing::pad_label(lang)
                node_ref=pad
                on:pointerdown=down
                on:pointermove=moved
                on:pointerup=up
                on:pointercancel=up
                on:lostpointercapture=up
            >
                <path class="sign-pad-line" d="M120 780H1880"></path>
                <path class="sign-ink" stroke-width="22" d=move || strokes.with(|strokes| ink::path(strokes, 1.0, 1.0))></path>
            </svg>
            <p class="sign-pad-hint" aria-hidden="true" hidden=move || !empty.get()>
                {texts::signing::pad_hint(lang)}
            </p>
        </div>
        <div class="sign-pad-tools">
            <Button kind=ButtonKind::Quiet disabled=empty on_click=move |_| take_back(false)>
                <IconView icon=Icon::Undo />
                {texts::signing::undo_stroke(lang)}
            </Button>
            <Button kind=ButtonKind::Quiet disabled=empty on_click=move |_| take_back(true)>
                <IconView icon=Icon::Remove />
                {texts::signing::clear(lang)}
            </Button>
        </div>
    }
}

/// Where on the pad an event is. The drawing keeps its proportions within the element, in the middle.
#[expect(clippy::cast_possible_truncation, reason = "screen coordinates are small")]
fn place(pad: NodeRef<Svg>, event: &PointerEvent) -> Option<(f32, f32)> {
    let bounds = pad.get_untracked()?.get_bounding_client_rect();
    let (width, height) = (bounds.width() as f32, bounds.height() as f32);
    let scale = (width / PAD.0).min(height / PAD.1);
    if scale <= 0.0 {
        return None;
    }
    let x = f64::from(event.client_x()) - bounds.left();
    let y = f64::from(event.client_y()) - bounds.top();
    Some((
        (x as f32 - (width - PAD.0 * scale) / 2.0) / scale,
        (y as f32 - (height - PAD.1 * scale) / 2.0) / scale,
    ))
}

/// The positions that the browser gathered since the last event: quick strokes stay round. Older browsers gather none.
fn between(event: &PointerEvent) -> Vec<PointerEvent> {
    let known = js_sys::Reflect::has(event, &"getCoalescedEvents".into()).unwrap_or(false);
    let gathered: Vec<PointerEvent> = if known {
        event
            .get_coalesced_events()
            .iter()
            .filter_map(|event| event.dyn_into().ok())
            .collect()
    } else {
        Vec::new()
    };
    if gathered.is_empty() {
        vec![event.clone()]
    } else {
        gathered
    }
}
