//! Points in time, in the reader's own form and zone.

use domain::Timestamp;
use leptos::prelude::*;

/// How much of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WhenStyle {
    /// Day, month, year.
    Date,
    /// With hours and minutes.
    #[default]
    DateTime,
    /// How long ago, or how long from now; the exact time on hovering.
    Relative,
}

/// Counts minutes, so that "3 minutes ago" does not stay. One for all.
#[derive(Clone, Copy)]
struct Minute(#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only browsers count"))] RwSignal<u32>);

/// Starts the counting, once for the whole app.
pub fn provide_minute() {
    let minute = RwSignal::new(0_u32);
    provide_context(Minute(minute));
    #[cfg(feature = "hydrate")]
    {
        let tick = gloo_timers::callback::Interval::new(60_000, move || minute.update(|minute| *minute += 1));
        // The app lives as long as the page.
        tick.forget();
    }
}

/// A point in time. The server writes it in UTC; the browser rewrites it once it runs.
#[component]
pub fn When(
    /// When.
    at: Timestamp,
    /// How much of it.
    #[prop(optional)]
    style: WhenStyle,
) -> impl IntoView {
    let plain = match style {
        WhenStyle::Date => at.rfc3339().chars().take(10).collect(),
        WhenStyle::DateTime | WhenStyle::Relative => at.plain(),
    };
    let (text, title) = (RwSignal::new(kept_together(&plain, style)), RwSignal::new(at.plain()));
    #[cfg(feature = "hydrate")]
    {
        let (lang, minute) = (crate::use_language(), use_context::<Minute>());
        Effect::new(move || {
            if style == WhenStyle::Relative
                && let Some(Minute(minute)) = minute
            {
                minute.track();
            }
            text.set(kept_together(&browser::written(lang, at, style), style));
            title.set(browser::written(lang, at, WhenStyle::DateTime));
        });
    }
    view! {
        <time class="figures" datetime=at.rfc3339() title=move || title.get()>
            {move || text.get()}
        </time>
    }
}

/// With no-break spaces, so that no line ends between a number and its word. With hours and minutes it may end after the day.
fn kept_together(text: &str, style: WhenStyle) -> String {
    let joined = |text: &str| text.split_whitespace().collect::<Vec<_>>().join("\u{a0}");
    match text.rsplit_once(", ").filter(|_| style == WhenStyle::DateTime) {
        Some((day, time)) => format!("{}, {}", joined(day), joined(time)),
        None => joined(text),
    }
}

/// Through the browser's Intl, so that no calendar data travels.
#[cfg(feature = "hydrate")]
mod browser {
    use domain::{Language, Timestamp};
    use js_sys::{Array, Date, Object, Reflect};
    use wasm_bindgen::JsValue;

    use super::WhenStyle;

    const fn locale(lang: Language) -> &'static str {
        match lang {
            Language::En => "en",
            Language::Es => "es-CR",
        }
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds since 1970 stay below 2^53 for 285,000 years"
    )]
    fn milliseconds(at: Timestamp) -> f64 {
        at.0 as f64
    }

    fn formatted(lang: Language, at: Timestamp, options: &[(&str, &str)]) -> String {
        let settings = Object::new();
        for (name, value) in options {
            // Setting a property of a fresh object can't fail.
            let _ = Reflect::set(&settings, &JsValue::from_str(name), &JsValue::from_str(value));
        }
        let locales = Array::of1(&JsValue::from_str(locale(lang)));
        let format = js_sys::Intl::DateTimeFormat::new(&locales, &settings);
        let date = Date::new(&JsValue::from_f64(milliseconds(at)));
        let format: js_sys::Function = format.format();
        format
            .call1(&JsValue::UNDEFINED, &date)
            .ok()
            .and_then(|text| text.as_string())
            .unwrap_or_else(|| at.plain())
    }

    /// In the reader's form.
    pub(super) fn written(lang: Language, at: Timestamp, style: WhenStyle) -> String {
        match style {
            WhenStyle::Date => formatted(lang, at, &[("dateStyle", "medium")]),
            WhenStyle::DateTime => formatted(lang, at, &[("dateStyle", "medium"), ("timeStyle", "short")]),
            WhenStyle::Relative => relative(lang, at),
        }
    }

    fn relative(lang: Language, at: Timestamp) -> String {
        // How long ago it is, is a matter of the reader's own clock, and decides nothing.
        let seconds = (milliseconds(at) - Date::now()) / 1000.0;
        let (amount, unit) = match seconds.abs() {
            s if s < 45.0 => (0.0, "second"),
            s if s < 2_700.0 => (seconds / 60.0, "minute"),
            s if s < 79_200.0 => (seconds / 3_600.0, "hour"),
            s if s < 604_800.0 => (seconds / 86_400.0, "day"),
            _ => return formatted(lang, at, &[("dateStyle", "medium")]),
        };
        let settings = Object::new();
        let _ = Reflect::set(&settings, &JsValue::from_str("numeric"), &JsValue::from_str("auto"));
        let locales = Array::of1(&JsValue::from_str(locale(lang)));
        String::from(js_sys::Intl::RelativeTimeFormat::new(&locales, &settings).format(amount.round(), unit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_after_the_day_only() {
        let kept = |text, style| kept_together(text, style).replace('\u{a0}', "_");
        assert_eq!(
            kept("24 nov 2026, 5:17\u{202f}p.\u{a0}m.", WhenStyle::DateTime),
            "24_nov_2026, 5:17_p._m."
        );
        assert_eq!(
            kept("Nov 24, 2026, 5:17 PM", WhenStyle::DateTime),
            "Nov_24,_2026, 5:17_PM"
        );
        assert_eq!(kept("Nov 24, 2026", WhenStyle::Date), "Nov_24,_2026");
        assert_eq!(kept("hace 4 minutos", WhenStyle::Relative), "hace_4_minutos");
        assert_eq!(
            kept("2026-11-24 17:17 UTC", WhenStyle::DateTime),
            "2026-11-24_17:17_UTC"
        );
    }
}
