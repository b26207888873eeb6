//! The devices that I trust.

use domain::sessions::{Ending, TrustedDevice};
use leptos::prelude::*;

use super::EndForm;
use super::place::{DeviceMark, From, device};
use crate::api::sessions::EndSessions;
use crate::components::{Badge, Icon, Tone, When, WhenStyle};
use crate::texts::sessions as words;
use crate::use_language;

/// Each with what takes its trust back.
#[component]
pub(super) fn Devices(
    /// Those that are trusted now.
    devices: Vec<TrustedDevice>,
    /// Forgets them.
    action: ServerAction<EndSessions>,
) -> impl IntoView {
    let lang = use_language();
    let (none, several) = (devices.is_empty(), devices.len() > 1);
    view! {
        <section class="panel" aria-labelledby="devices-title">
            <div class="panel-head">
                <h2 id="devices-title">{words::devices(lang)}</h2>
            </div>
            <p class="fine-print">{words::devices_help(lang)}</p>
            {if none {
                view! { <p class="panel-empty">{words::no_devices(lang)}</p> }.into_any()
            } else {
                view! {
                    <ul class="rows">
                        {devices.into_iter().map(|device| view! { <Row trusted=device action=action /> }).collect_view()}
                    </ul>
                }
                .into_any()
            }}
            {several
                .then(|| {
                    view! {
                        <div class="panel-foot">
                            <EndForm
                                what=Ending::Devices
                                label=words::forget_all(lang)
                                name=words::forget_all(lang)
                                question=words::forget_all_question(lang)
                                action=action
                            />
                        </div>
                    }
                })}
        </section>
    }
}

/// A trusted device.
#[component]
fn Row(
    /// The device.
    trusted: TrustedDevice,
    /// Forgets it.
    action: ServerAction<EndSessions>,
) -> impl IntoView {
    let lang = use_language();
    let named = device(lang, &trusted.place);
    view! {
        <li class="row">
            <DeviceMark device=trusted.place.device.clone() />
            <div class="row-words">
                <p class="row-title row-badges">
                    <span>{named.clone()}</span>
                    {trusted.here.then(|| view! { <Badge tone=Tone::Green icon=Icon::Check>{words::this_browser(lang)}</Badge> })}
                </p>
                <p class="row-detail">
                    <From place=trusted.place.clone() />
                </p>
                <p class="row-detail">
                    {words::trusted_since(lang)} " " <When at=trusted.since /> " · " {words::last_used(lang)} " "
                    <When at=trusted.last_used style=WhenStyle::Relative />
                </p>
                <p class="row-detail">{words::trusted_until(lang)} " " <When at=trusted.until /></p>
            </div>
            <div class="row-actions">
                <EndForm
                    what=Ending::Device
                    id=trusted.id.to_string()
                    label=words::forget(lang)
                    name=words::forget_named(lang, &named)
                    question=if trusted.here { words::forget_here_question(lang) } else { words::forget_question(lang) }
                    action=action
                />
            </div>
        </li>
    }
}
