//! The field on the page: outlined while it is empty, with the signature once there is one.

use domain::documents::PageSize;
use leptos::either::Either;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::filling::Filling;
use super::ink::unit;
use super::mark::MarkPicture;
use crate::{texts, use_language};

/// The field's id on the page.
pub(super) const ID: &str = "signature-field";
/// The least height of what can be pressed, in tenths of a point: on a narrow phone a page is shown at half its size.
const PRESSABLE: f32 = 560.0;

/// How much of the window stays above the field when it is jumped to.
const ABOVE: f64 = 0.15;

/// Brings the field into sight: at once, not gliding past sixty pages, and near the top, so that the sheet and the bar
/// leave it in sight.
pub(super) fn show() {
    let Some(element) = document().get_element_by_id(ID) else {
        return;
    };
    let (top, window) = (element.get_bounding_client_rect().top(), window());
    let height = window
        .inner_height()
        .ok()
        .and_then(|height| height.as_f64())
        .unwrap_or_default();
    window.scroll_by_with_x_and_y(0.0, top - height * ABOVE);
}

/// Gives the field the focus, so that it comes back there when the sheet is closed.
pub(super) fn focus() {
    use wasm_bindgen::JsCast;

    if let Some(field) = document()
        .get_element_by_id(ID)
        .and_then(|field| field.dyn_into::<web_sys::SvgElement>().ok())
    {
        // It fails only on an element that can't take focus.
        let _ = field.focus();
    }
}

/// The field, as a button in the page's overlay.
#[component]
pub(super) fn Field(
    /// What it holds.
    filling: Filling,
    /// The size of its page.
    size: PageSize,
) -> impl IntoView {
    let lang = use_language();
    let (x, y) = (filling.area.x * size.width * 10.0, filling.area.y * size.height * 10.0);
    let (width, height) = filling.size;
    let room = ((PRESSABLE - height) / 2.0).max(0.0);
    let page = filling.area.page;
    let open = move || filling.sheet_open.set(true);
    let by_key = move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default();
            open();
        }
    };
    let content = move || {
        if let Some(mark) = filling.mark.get() {
            Either::Left(view! { <MarkPicture mark=mark area=(x, y, width, height) /> })
        } else {
            let size = unit((height * 0.4).min(width / 7.0));
            Either::Right(view! {
                <text class="sign-field-word" x=unit(x + width / 2.0) y=unit(y + height / 2.0) + size / 3 font-size=size>
                    {texts::signing::sign_here(lang)}
                </text>
            })
        }
    };
    view! {
        <g
            id=ID
            class="sign-field"
            class:sign-field-filled=move || filling.mark.with(Option::is_some)
            class:sign-field-open=move || filling.sheet_open.get()
            role="button"
            tabindex="0"
            aria-haspopup="dialog"
            aria-label=move || {
                if filling.mark.with(Option::is_some) {
                    texts::signing::field_filled(lang, page)
                } else {
                    texts::signing::field_empty(lang, page)
                }
            }
            on:click=move |_| open()
            on:keydown=by_key
        >
            <rect class="sign-field-reach" x=unit(x) y=unit(y - room) width=unit(width) height=unit(height + 2.0 * room)></rect>
            <rect class="sign-field-box" x=unit(x) y=unit(y) width=unit(width) height=unit(height) rx="30"></rect>
            {content}
        </g>
    }
}
