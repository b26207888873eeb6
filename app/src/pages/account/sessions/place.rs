//! A device and where it was, in words.

use domain::sessions::Place;
use leptos::prelude::*;

use crate::components::{Icon, IconView};
use crate::texts::sessions as words;
use crate::{texts, use_language};

/// The device's picture, as its kind.
#[expect(clippy::needless_pass_by_value, reason = "a component owns its properties")]
#[component]
pub(super) fn DeviceMark(
    /// The device.
    #[prop(into)]
    device: String,
) -> impl IntoView {
    let phone = ["Android", "iPhone", "iPad"].iter().any(|kind| device.contains(kind));
    let icon = if phone { Icon::Phone } else { Icon::Monitor };
    view! {
        <span class="device-mark">
            <IconView icon=icon />
        </span>
    }
}

/// The address and how it is known.
#[component]
pub(super) fn From(
    /// The place.
    place: Place,
) -> impl IntoView {
    let lang = use_language();
    let source = texts::log::source(lang, place.source);
    match place.address {
        Some(address) => view! { <span class="figures">{address}</span> " · " {source} }.into_any(),
        None => source.into_any(),
    }
}

/// The device's name.
pub(super) fn device(lang: domain::Language, place: &Place) -> String {
    words::device(lang, &place.device)
}
