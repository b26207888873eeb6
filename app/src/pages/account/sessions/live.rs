//! Where I am signed in now.

use domain::sessions::{Ending, SessionEntry, SessionKind};
use leptos::prelude::*;

use super::EndForm;
use super::place::{DeviceMark, From, device};
use crate::api::sessions::EndSessions;
use crate::components::{Badge, Icon, Tone, When, WhenStyle};
use crate::texts::sessions as words;
use crate::use_language;

/// This session first, then others with what ends them.
#[component]
pub(super) fn Live(
    /// Those that live.
    sessions: Vec<SessionEntry>,
    /// How many beside this one.
    others: usize,
    /// Ends them.
    action: ServerAction<EndSessions>,
) -> impl IntoView {
    let lang = use_language();
    let mut sessions = sessions;
    sessions.sort_by_key(|session| !session.mine);
    view! {
        <section class="panel" aria-labelledby="live-title">
            <div class="panel-head">
                <h2 id="live-title">{words::live(lang)}</h2>
            </div>
            <p class="fine-print">{words::live_help(lang)}</p>
            <ul class="rows">
                {sessions.into_iter().map(|session| view! { <Row session=session action=action /> }).collect_view()}
            </ul>
            {(others > 1)
                .then(|| {
                    view! {
                        <div class="panel-foot">
                            <EndForm
                                what=Ending::OtherSessions
                                label=words::end_others(lang)
                                name=words::end_others(lang)
                                question=words::end_others_question(lang)
                                action=action
                            />
                        </div>
                    }
                })}
            {(others == 0).then(|| view! { <p class="fine-print">{words::no_others(lang)}</p> })}
        </section>
    }
}

/// A session that lives.
#[component]
fn Row(
    /// The session.
    session: SessionEntry,
    /// Ends it.
    action: ServerAction<EndSessions>,
) -> impl IntoView {
    let lang = use_language();
    let named = device(lang, &session.place);
    view! {
        <li class="row">
            <DeviceMark device=session.place.device.clone() />
            <div class="row-words">
                <p class="row-title row-badges">
                    <span>{named.clone()}</span>
                    {session
                        .mine
                        .then(|| view! { <Badge tone=Tone::Green icon=Icon::Check>{words::this_session(lang)}</Badge> })}
                    {(session.kind == SessionKind::Admin)
                        .then(|| view! { <Badge icon=Icon::Shield>{words::administration(lang)}</Badge> })}
                </p>
                <p class="row-detail">
                    <From place=session.place.clone() />
                </p>
                <p class="row-detail">
                    {words::since(lang)} " " <When at=session.started /> " · " {words::last_used(lang)} " "
                    <When at=session.last_used style=WhenStyle::Relative />
                </p>
                <p class="row-detail">
                    {words::ends(lang)} " " <When at=session.ends />
                    {session.trusted.then(|| format!(" · {}", words::on_trusted(lang)))}
                </p>
            </div>
            {(!session.mine)
                .then(|| {
                    view! {
                        <div class="row-actions">
                            <EndForm
                                what=Ending::Session
                                id=session.id.to_string()
                                label=words::end(lang)
                                name=words::end_named(lang, &named)
                                question=words::end_question(lang)
                                action=action
                            />
                        </div>
                    }
                })}
        </li>
    }
}
