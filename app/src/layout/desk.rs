//! The frame for those who are signed in.

use domain::Error;
use domain::access::Me;
use leptos::prelude::*;
use leptos_router::components::Outlet;

use super::rail::Rail;
use super::session::SessionWatch;
use super::support_banner::SupportBanner;
use super::top_bar::TopBar;
use crate::components::{Icon, IconView, ToastRegion};
use crate::live::{Connected, provide_live_events};
use crate::place::use_place;
use crate::{texts, use_language};

/// Who is signed in, asked once for the frame.
#[derive(Clone, Copy)]
struct SignedIn(Resource<Result<Option<Me>, Error>>);

/// Who is signed in where the calling component is shown, for pages within its frame. Read it inside `Suspense` or `Transition`.
pub fn use_me() -> Resource<Result<Option<Me>, Error>> {
    // Outside of a frame there is no answer to share, so the page asks for itself.
    use_context::<SignedIn>().map_or_else(ask_me, |SignedIn(me)| me)
}

fn ask_me() -> Resource<Result<Option<Me>, Error>> {
    let place = use_place();
    Resource::new(|| (), move |()| place.me())
}

/// Asks who is signed in, once for a frame and all within it.
pub(super) fn share_me() -> Resource<Result<Option<Me>, Error>> {
    let me = ask_me();
    provide_context(SignedIn(me));
    me
}

/// Loads the page anew in the language of whoever has signed in, where this browser has chosen none.
pub(super) fn speak_their_language(me: Resource<Result<Option<Me>, Error>>) {
    let lang = use_language();
    Effect::new(move || {
        let theirs = me.with(|me| {
            me.as_ref()
                .and_then(|me| me.as_ref().ok()?.as_ref().map(|me| me.language))
        });
        // The sign-in pages spoke the browser's language; the account's own takes a page that is loaded with it.
        if theirs.is_some_and(|theirs| theirs != lang) && crate::request::cookie("language").is_none() {
            // Where it fails, the page is right but for its language.
            let _ = window().location().reload();
        }
    });
}

/// Rail, top bar and the page, with the session watched.
#[component]
pub fn Desk() -> impl IntoView {
    let lang = use_language();
    let me = share_me();
    speak_their_language(me);
    let connected = provide_live_events();
    view! {
        <a class="skip" href="#main" rel="external">
            {texts::common::skip_to_content(lang)}
        </a>
        <div class="desk">
            <Rail />
            <div class="desk-column">
                <TopBar />
                <SessionWatch />
                <Offline connected=connected />
                <NeedsPasskey me=me />
                <SupportBanner />
                <Outlet />
            </div>
        </div>
        <ToastRegion />
    }
}

/// Says that the firm asks for a passkey which the reader has yet to add. The server shows no case before.
#[component]
fn NeedsPasskey(
    /// Who is signed in.
    me: Resource<Result<Option<Me>, Error>>,
) -> impl IntoView {
    let lang = use_language();
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                me.await
                    .ok()
                    .flatten()
                    .filter(|me| me.needs_passkey)
                    .map(|_| {
                        view! {
                            <p class="offline" role="status">
                                <IconView icon=Icon::Warning />
                                <span>
                                    {texts::account::needs_passkey(lang)} " "
                                    <a class="link" href="/account">
                                        {texts::account::add_one(lang)}
                                    </a>
                                </span>
                            </p>
                        }
                    })
            })}
        </Suspense>
    }
}

/// Says that nothing is heard from the server, once that has lasted.
#[component]
pub(super) fn Offline(
    /// The stream of events.
    connected: Connected,
) -> impl IntoView {
    let lang = use_language();
    view! {
        <div role="status">
            {move || {
                (!connected.0.get())
                    .then(|| {
                        view! {
                            <p class="offline">
                                <IconView icon=Icon::Warning />
                                {texts::common::connection_lost(lang)}
                            </p>
                        }
                    })
            }}
        </div>
    }
}
