//! Somebody's live sessions and trusted devices.

use domain::sessions::{SessionEntry, SessionKind, TrustedDevice};
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::Scope;
use crate::api::console::{EndColleaguesSessions, ForgetColleaguesDevices};
use crate::components::{
    Badge, Button, ButtonKind, ErrorSummary, Icon, StepUp, Tone, When, WhenStyle, toast, use_action_error,
};
use crate::pages::office::outcome::{on_success, pending};
use crate::pages::office::unfold::Confirm;
use crate::texts::admin as t;
use crate::{texts, use_language};

/// The panel of the sessions. One's own are ended where they are one's own.
#[component]
pub(super) fn SessionsPanel(
    /// The person.
    scope: Scope,
) -> impl IntoView {
    let lang = use_language();
    let end = ServerAction::<EndColleaguesSessions>::new();
    let error = use_action_error(end);
    on_success(end, move || {
        scope.page.refresh();
        toast(t::session_ended(lang));
    });
    let person = scope.part(|page| (page.person.name.clone(), page.person.myself));
    let live = scope.part(|page| {
        let sessions = page.sessions.sessions.iter();
        sessions
            .filter(|session| session.ended.is_none())
            .cloned()
            .collect::<Vec<_>>()
    });
    let several = Memo::new(move |_| live.with(|live| live.len() > 1));
    view! {
        <section class="panel" id="sessions" aria-labelledby="sessions-title">
            <div class="panel-head">
                <h2 id="sessions-title">{t::sessions(lang)}</h2>
            </div>
            <ErrorSummary error=error labels=Vec::new() />
            {move || live.with(Vec::is_empty).then(|| view! { <p class="panel-text">{t::no_sessions(lang)}</p> })}
            <ul class="rows">
                <For each=move || live.get() key=|session| (session.id, session.last_used.0) let(session)>
                    <Session scope=scope session=session end=end />
                </For>
            </ul>
            {move || {
                let (name, myself) = person.get();
                if myself {
                    view! { <p class="fine-print">{t::own_sessions_note(lang)}</p> }.into_any()
                } else if several.get() {
                    view! {
                        <Confirm label=t::end_all(lang) name=t::end_all_name(lang, &name) question=t::end_question(lang)>
                            <ActionForm action=end>
                                <input type="hidden" name="user" value=scope.user.to_string() />
                                <Button kind=ButtonKind::Danger submit=true pending=pending(end)>
                                    {t::end_all(lang)}
                                </Button>
                            </ActionForm>
                        </Confirm>
                    }
                    .into_any()
                } else {
                    ().into_any()
                }
            }}
            <StepUp action=end />
        </section>
    }
}

#[component]
fn Session(
    /// The person.
    scope: Scope,
    /// Which.
    session: SessionEntry,
    /// Ending one.
    end: ServerAction<EndColleaguesSessions>,
) -> impl IntoView {
    let lang = use_language();
    let myself = scope.part(|page| page.person.myself);
    let device = texts::sessions::device(lang, &session.place.device);
    let name = t::end_session_name(lang, &device);
    let (place, icon, tone) = match session.kind {
        SessionKind::Office => (t::at_the_office(lang), Icon::Cases, Tone::Neutral),
        SessionKind::Admin => (t::at_the_console(lang), Icon::Shield, Tone::Accent),
    };
    view! {
        <li class="row">
            <div class="row-words">
                <p class="row-title row-badges">
                    <span>{device}</span>
                    <Badge tone=tone icon=icon>
                        {place}
                    </Badge>
                    {session
                        .mine
                        .then(|| {
                            view! { <Badge tone=Tone::Green icon=Icon::Check>{texts::sessions::this_session(lang)}</Badge> }
                        })}
                </p>
                <p class="row-detail">
                    {t::started(lang)} " " <When at=session.started style=WhenStyle::DateTime /> " · " {t::last_used(lang)} " "
                    <When at=session.last_used style=WhenStyle::Relative />
                </p>
                {session.place.address.map(|address| view! { <p class="row-detail figures">{address}</p> })}
            </div>
            {(!myself.get_untracked())
                .then(|| {
                    view! {
                        <div class="row-actions">
                            <Confirm label=t::end_session(lang) name=name question=t::end_question(lang)>
                                <ActionForm action=end>
                                    <input type="hidden" name="user" value=scope.user.to_string() />
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

/// The panel of trusted devices.
#[component]
pub(super) fn DevicesPanel(
    /// The person.
    scope: Scope,
) -> impl IntoView {
    let lang = use_language();
    let forget = ServerAction::<ForgetColleaguesDevices>::new();
    let error = use_action_error(forget);
    on_success(forget, move || {
        scope.page.refresh();
        toast(t::devices_forgotten(lang));
    });
    let devices = scope.part(|page| page.sessions.devices.clone());
    let person = scope.part(|page| (page.person.name.clone(), page.person.myself));
    view! {
        <section class="panel" id="devices" aria-labelledby="devices-title">
            <div class="panel-head">
                <h2 id="devices-title">{t::devices(lang)}</h2>
            </div>
            <ErrorSummary error=error labels=Vec::new() />
            {move || devices.with(Vec::is_empty).then(|| view! { <p class="panel-text">{t::no_devices(lang)}</p> })}
            <ul class="rows">
                <For each=move || devices.get() key=|device| (device.id, device.last_used.0) let(device)>
                    <Device device=device />
                </For>
            </ul>
            {move || {
                let (name, myself) = person.get();
                (!myself && !devices.with(Vec::is_empty))
                    .then(|| {
                        view! {
                            <Confirm
                                label=t::forget_devices(lang)
                                name=t::forget_devices_name(lang, &name)
                                question=t::forget_question(lang)
                            >
                                <ActionForm action=forget>
                                    <input type="hidden" name="user" value=scope.user.to_string() />
                                    <Button kind=ButtonKind::Danger submit=true pending=pending(forget)>
                                        {t::forget_devices(lang)}
                                    </Button>
                                </ActionForm>
                            </Confirm>
                        }
                    })
            }}
            <StepUp action=forget />
        </section>
    }
}

#[component]
fn Device(
    /// Which.
    device: TrustedDevice,
) -> impl IntoView {
    let lang = use_language();
    view! {
        <li class="row">
            <div class="row-words">
                <p class="row-title">{texts::sessions::device(lang, &device.place.device)}</p>
                <p class="row-detail">
                    {t::last_used(lang)} " " <When at=device.last_used style=WhenStyle::Relative /> " · "
                    {t::trusted_until(lang)} " " <When at=device.until style=WhenStyle::Date />
                </p>
                {device.place.address.map(|address| view! { <p class="row-detail figures">{address}</p> })}
            </div>
        </li>
    }
}
