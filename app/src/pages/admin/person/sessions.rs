//! Somebody's live sessions.

use domain::console::SessionRow;
use domain::device::Device;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::Scope;
use crate::api::console::EndSession;
use crate::components::{
    Badge, Button, ButtonKind, ErrorSummary, Icon, StepUp, Tone, When, WhenStyle, toast, use_action_error,
};
use crate::pages::office::outcome::{on_success, pending};
use crate::pages::office::unfold::Confirm;
use crate::texts::admin as t;
use crate::use_language;

/// The panel of the sessions.
#[component]
pub(super) fn SessionsPanel(
    /// The person.
    scope: Scope,
) -> impl IntoView {
    let lang = use_language();
    let end = ServerAction::<EndSession>::new();
    let error = use_action_error(end);
    on_success(end, move || {
        scope.page.refresh();
        toast(t::session_ended(lang));
    });
    let sessions = scope.part(|page| page.sessions.clone());
    view! {
        <section class="panel" id="sessions" aria-labelledby="sessions-title">
            <div class="panel-head">
                <h2 id="sessions-title">{t::sessions(lang)}</h2>
            </div>
            <ErrorSummary error=error labels=Vec::new() />
            {move || {
                sessions.with(Vec::is_empty).then(|| view! { <p class="panel-text">{t::no_sessions(lang)}</p> })
            }}
            <ul class="rows">
                <For each=move || sessions.get() key=|session| (session.id, session.last_used.0) let(session)>
                    <Session session=session end=end />
                </For>
            </ul>
            <StepUp action=end />
        </section>
    }
}

#[component]
fn Session(
    /// Which.
    session: SessionRow,
    /// Ending one.
    end: ServerAction<EndSession>,
) -> impl IntoView {
    let lang = use_language();
    let device = match Device::of(&session.device) {
        Device {
            browser: Some(browser),
            system: Some(system),
        } => format!("{browser} · {system}"),
        Device { browser: Some(one), .. } | Device { system: Some(one), .. } => one.to_owned(),
        _ => t::unknown_device(lang).to_owned(),
    };
    let name = t::end_session_name(lang, &device);
    let place = if session.console {
        t::at_the_console(lang)
    } else {
        t::at_the_office(lang)
    };
    view! {
        <li class="row">
            <div class="row-words">
                <p class="row-title">{device} {session.this_one.then(|| format!(" ({})", t::this_session(lang)))}</p>
                <p class="row-detail">
                    {t::started(lang)} " " <When at=session.started style=WhenStyle::DateTime /> " · " {t::last_used(lang)} " "
                    <When at=session.last_used style=WhenStyle::Relative />
                    {session
                        .address
                        .map(|address| {
                            view! {
                                " · "
                                {t::from_address(lang)}
                                " "
                                <span class="figures">{address}</span>
                            }
                        })}
                </p>
            </div>
            <Badge
                tone=if session.console { Tone::Accent } else { Tone::Neutral }
                icon=if session.console { Icon::Shield } else { Icon::Cases }
            >
                {place}
            </Badge>
            {(!session.this_one)
                .then(|| {
                    view! {
                        <div class="row-actions">
                            <Confirm label=t::end_session(lang) name=name question=t::end_question(lang)>
                                <ActionForm action=end>
                                    <input type="hidden" name="session" value=session.id.to_string() />
                                    <Button kind=ButtonKind::Danger submit=true pending=pending(end)>
                                        {t::end_session(lang)}
                                    </Button>
                                </ActionForm>
                            </Confirm>
                        </div>
                    }
                })}
        </li>
    }
}
