//! What a form's fields hold, read and put back through the page itself, so that it is the same for every form.

use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;
use web_sys::{
    Event, EventInit, HtmlFormElement, HtmlInputElement, HtmlOptionElement, HtmlSelectElement, HtmlTextAreaElement,
};

/// A field, and what it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Held {
    name: String,
    /// The choice that is chosen or not, where there are several of the name.
    choice: Option<String>,
    value: String,
}

/// A field of a kind that is kept.
enum Field {
    Line(HtmlInputElement),
    Choice(HtmlInputElement),
    /// Hidden, and marked as one to be kept.
    Hidden(HtmlInputElement),
    Text(HtmlTextAreaElement),
    Select(HtmlSelectElement),
}

impl Field {
    fn of(element: web_sys::Element) -> Option<Self> {
        let element = match element.dyn_into::<HtmlTextAreaElement>() {
            Ok(text) => return Some(Self::Text(text)),
            Err(element) => element,
        };
        let element = match element.dyn_into::<HtmlSelectElement>() {
            Ok(select) => return Some(Self::Select(select)),
            Err(element) => element,
        };
        let input = element.dyn_into::<HtmlInputElement>().ok()?;
        // A password that is shown is a line of text.
        let secret = input.get_attribute("autocomplete").unwrap_or_default();
        if secret.contains("password") || secret.contains("one-time-code") {
            return None;
        }
        match input.type_().as_str() {
            "checkbox" | "radio" => Some(Self::Choice(input)),
            "hidden" => input.has_attribute("data-draft").then_some(Self::Hidden(input)),
            "text" | "email" | "tel" | "url" | "search" | "number" | "date" | "time" | "month" | "week"
            | "datetime-local" => Some(Self::Line(input)),
            // Files, passwords, buttons, and whatever nobody has thought about.
            _ => None,
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Line(input) | Self::Choice(input) | Self::Hidden(input) => input.name(),
            Self::Text(text) => text.name(),
            Self::Select(select) => select.name(),
        }
    }

    fn choice(&self) -> Option<String> {
        match self {
            Self::Choice(input) => Some(input.value()),
            _ => None,
        }
    }

    fn value(&self) -> String {
        match self {
            Self::Line(input) | Self::Hidden(input) => input.value(),
            Self::Choice(input) => input.checked().to_string(),
            Self::Text(text) => text.value(),
            Self::Select(select) => select.value(),
        }
    }

    /// What it held when the page was made.
    fn value_at_first(&self) -> String {
        match self {
            Self::Line(input) => input.default_value(),
            Self::Hidden(input) => input.value(),
            Self::Choice(input) => input.default_checked().to_string(),
            // A value has plain line ends, whatever the text has; no browser fails to say it.
            Self::Text(text) => text.default_value().unwrap_or_default().replace("\r\n", "\n"),
            Self::Select(select) => {
                let options = select.options();
                (0..options.length())
                    .filter_map(|index| options.item(index)?.dyn_into::<HtmlOptionElement>().ok())
                    .find(HtmlOptionElement::default_selected)
                    .map_or_else(|| select.value(), |option| option.value())
            }
        }
    }

    fn put(&self, value: &str) {
        if self.value() == value {
            return;
        }
        match self {
            Self::Line(input) | Self::Hidden(input) => input.set_value(value),
            Self::Choice(input) => input.set_checked(value == "true"),
            Self::Text(text) => text.set_value(value),
            Self::Select(select) => {
                let before = select.value();
                select.set_value(value);
                // The choice may be gone by now.
                if select.value() != value {
                    select.set_value(&before);
                }
            }
        }
        self.tell("input");
        self.tell("change");
    }

    /// Whatever follows the field hears of it as if it had been typed.
    fn tell(&self, name: &str) {
        let how = EventInit::new();
        how.set_bubbles(true);
        let Ok(event) = Event::new_with_event_init_dict(name, &how) else {
            return;
        };
        let target: &web_sys::EventTarget = match self {
            Self::Line(input) | Self::Choice(input) | Self::Hidden(input) => input,
            Self::Text(text) => text,
            Self::Select(select) => select,
        };
        // It fails only for an event that is under way.
        let _ = target.dispatch_event(&event);
    }
}

fn all(form: &HtmlFormElement) -> impl Iterator<Item = Field> {
    let elements = form.elements();
    (0..elements.length())
        .filter_map(move |index| Field::of(elements.item(index)?))
        .filter(|field| !field.name().is_empty())
}

fn held(form: &HtmlFormElement, value: fn(&Field) -> String) -> Vec<Held> {
    all(form)
        .map(|field| Held {
            name: field.name(),
            choice: field.choice(),
            value: value(&field),
        })
        .collect()
}

/// What the fields hold now.
pub(super) fn read(form: &HtmlFormElement) -> Vec<Held> {
    held(form, Field::value)
}

/// What they held when the page was made.
pub(super) fn at_first(form: &HtmlFormElement) -> Vec<Held> {
    held(form, Field::value_at_first)
}

/// Puts values back into fields of the same names; what has no field any more stays out.
pub(super) fn fill(form: &HtmlFormElement, values: &[Held]) {
    for field in all(form) {
        let (name, choice) = (field.name(), field.choice());
        if let Some(value) = values.iter().find(|held| held.name == name && held.choice == choice) {
            field.put(&value.value);
        }
    }
}
