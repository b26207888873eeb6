//! The field's place in numbers, for those who would rather type than drag.

use domain::signing::Area;
use leptos::prelude::*;

use super::placement::{at, resized};
use crate::{texts::office as t, use_language};

/// Four numbers in percent of the page.
#[component]
pub(super) fn Numbers(area: RwSignal<Area>) -> impl IntoView {
    let lang = use_language();
    let number = move |id: &'static str, words: &'static str, read: fn(&Area) -> f32, write: fn(Area, f32) -> Area| {
        view! {
            <div class="field">
                <label class="field-label" for=id>{words}</label>
                <input
                    class="input figures input-short"
                    id=id
                    type="number"
                    inputmode="decimal"
                    min="0"
                    max="100"
                    step="0.1"
                    autocomplete="off"
                    prop:value=move || shown(area.with(read))
                    on:change=move |event| {
                        let typed = event_target_value(&event).replace(',', ".").parse::<f32>();
                        if let Ok(percent) = typed {
                            area.update(|area| *area = write(*area, percent / 100.0));
                        }
                        // What does not fit on the page is put right, and shown as it is now.
                        event_target::<web_sys::HtmlInputElement>(&event).set_value(&shown(area.with_untracked(read)));
                    }
                />
            </div>
        }
    };
    view! {
        <details class="place-numbers needs-script">
            <summary>{t::exact_position(lang)}</summary>
            <div class="number-row">
                {number("place-x", t::from_left(lang), |area| area.x, |area, to| at(area, to, area.y))}
                {number("place-y", t::from_top(lang), |area| area.y, |area, to| at(area, area.x, to))}
                {number("place-width", t::field_width(lang), |area| area.width, |area, to| resized(area, to - area.width, 0.0))}
                {number("place-height", t::field_height(lang), |area| area.height, |area, to| resized(area, 0.0, to - area.height))}
            </div>
        </details>
    }
}

/// A fraction in percent with one digit after the point, as number fields take it.
fn shown(fraction: f32) -> String {
    format!("{:.1}", fraction * 100.0)
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn numbers_as_a_number_field_takes_them() {
        assert_eq!(shown(0.12), "12.0");
        assert_eq!(shown(0.015), "1.5");
        assert_eq!(shown(1.0), "100.0");
    }
}
