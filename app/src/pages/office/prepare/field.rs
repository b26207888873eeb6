//! The field on the page's picture: placed by a click or tap, moved and resized by dragging or with the arrow keys.
//! Drawn in SVG, whose places are attributes and need no inline style.

use domain::documents::PageSize;
use domain::signing::Area;
use leptos::ev::{KeyboardEvent, MouseEvent, PointerEvent};
use leptos::prelude::*;
use leptos::svg::Svg;

use super::placement::{STEP, centred, moved, resized};
use crate::{texts::office as t, use_language};

/// Half the handle's visible side, in points of the page.
const HANDLE: f32 = 7.0;
/// Half the side of what a finger can hit around the handle, in points.
const TOUCH: f32 = 26.0;

/// What is being dragged, and from where.
#[derive(Clone, Copy)]
struct Drag {
    resizes: bool,
    from: (f32, f32),
    area: Area,
}

/// The field over the picture.
#[component]
pub(super) fn FieldOnPage(area: RwSignal<Area>, #[prop(into)] size: Signal<PageSize>) -> impl IntoView {
    let lang = use_language();
    let svg = NodeRef::<Svg>::new();
    let drag = RwSignal::new(None::<Drag>);
    let swallow = StoredValue::new(false);

    // A point on the screen as fractions of the page.
    let at = move |event: &MouseEvent| {
        let shape = svg.get_untracked()?.get_bounding_client_rect();
        let part = |place: i32, start: f64, length: f64| fraction((f64::from(place) - start) / length);
        (shape.width() > 0.0 && shape.height() > 0.0).then(|| {
            (
                part(event.client_x(), shape.left(), shape.width()),
                part(event.client_y(), shape.top(), shape.height()),
            )
        })
    };
    let take = move |event: &PointerEvent, resizes: bool| {
        let Some(from) = at(event) else { return };
        if event.button() != 0 {
            return;
        }
        event.stop_propagation();
        drag.set(Some(Drag {
            resizes,
            from,
            area: area.get_untracked(),
        }));
        // The click that follows the drag is not a new place.
        swallow.set_value(true);
        if let Some(svg) = svg.get_untracked() {
            // Without capture a drag ends at the edge, which is no harm.
            let _ = svg.set_pointer_capture(event.pointer_id());
        }
    };
    let follow = move |event: PointerEvent| {
        let (Some(drag), Some((x, y))) = (drag.get_untracked(), at(&event)) else {
            return;
        };
        let (dx, dy) = (x - drag.from.0, y - drag.from.1);
        area.set(if drag.resizes {
            resized(drag.area, dx, dy)
        } else {
            moved(drag.area, dx, dy)
        });
    };
    let put = move |event: MouseEvent| {
        if swallow.get_value() {
            swallow.set_value(false);
        } else if let Some((x, y)) = at(&event) {
            area.update(|area| *area = centred(*area, x, y));
        }
    };
    let keys = move |event: KeyboardEvent| {
        let (dx, dy) = match event.key().as_str() {
            "ArrowLeft" => (-STEP, 0.0),
            "ArrowRight" => (STEP, 0.0),
            "ArrowUp" => (0.0, -STEP),
            "ArrowDown" => (0.0, STEP),
            _ => return,
        };
        event.prevent_default();
        area.update(|area| {
            *area = if event.shift_key() {
                resized(*area, dx, dy)
            } else {
                moved(*area, dx, dy)
            }
        });
    };

    let (wide, high) = (move || size.get().width, move || size.get().height);
    let (x, y) = (move || area.get().x * wide(), move || area.get().y * high());
    let (width, height) = (move || area.get().width * wide(), move || area.get().height * high());
    view! {
        <svg
            class="place-field"
            viewBox=move || format!("0 0 {} {}", wide(), high())
            preserveAspectRatio="none"
            node_ref=svg
            on:pointerdown=move |_| swallow.set_value(false)
            on:pointermove=follow
            on:pointerup=move |_| drag.set(None)
            on:pointercancel=move |_| drag.set(None)
            on:click=put
        >
            <g
                class="place-mark"
                class:place-dragged=move || drag.with(Option::is_some)
                tabindex="0"
                role="application"
                aria-roledescription=t::field_kind(lang)
                aria-label=t::field_label(lang)
                aria-describedby="place-help"
                on:keydown=keys
            >
                <rect class="place-box" x=x y=y width=width height=height on:pointerdown=move |event| take(&event, false) />
                <text
                    class="place-word"
                    x=move || x() + width() / 2.0
                    y=move || y() + height() / 2.0
                    font-size=move || (height() * 0.4).clamp(6.0, 16.0)
                    text-anchor="middle"
                    dominant-baseline="central"
                    aria-hidden="true"
                >
                    {t::field_word(lang)}
                </text>
                <rect
                    class="place-touch"
                    x=move || x() + width() - TOUCH
                    y=move || y() + height() - TOUCH
                    width=2.0 * TOUCH
                    height=2.0 * TOUCH
                    on:pointerdown=move |event| take(&event, true)
                />
                <rect
                    class="place-handle"
                    x=move || x() + width() - HANDLE
                    y=move || y() + height() - HANDLE
                    width=2.0 * HANDLE
                    height=2.0 * HANDLE
                    rx="2"
                    aria-hidden="true"
                />
            </g>
        </svg>
    }
}

/// For geometry on the page, single precision is plenty.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a fraction of a page, rounded to thousandths afterwards"
)]
const fn fraction(value: f64) -> f32 {
    value as f32
}
