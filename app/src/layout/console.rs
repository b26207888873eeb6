//! The frame of the console: a dark band that no page of the office has, so that nobody mistakes one for the other.

use domain::access::Me;
use domain::{Error, Language, Permission};
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::components::{A, Outlet};

use super::desk::{Offline, share_me, speak_their_language};
use super::me_menu::initials;
use super::session::SessionWatch;
use super::support_banner::SupportBanner;
use super::{Brand, LanguageSwitch, ThemeSwitch};
use crate::api::console::ConsoleSignOut;
use crate::components::{Button, ButtonKind, Icon, IconView, LinkButton, ToastRegion};
use crate::live::provide_live_events;
use crate::place::Place;
use crate::texts::admin as t;
use crate::{texts, use_language};

/// Band, areas and the page, with the session watched.
#[component]
pub fn Console() -> impl IntoView {
    let lang = use_language();
    provide_context(Place::Console);
    let me = share_me();
    speak_their_language(me);
    let connected = provide_live_events();
    view! {
        <a class="skip" href="#main" rel="external">
            {texts::common::skip_to_content(lang)}
        </a>
        <div class="console">
            <header class="console-band">
                <a class="console-brand" href="/admin">
                    <Brand name=false />
                    <span class="console-words">
                        <span class="console-title">{t::console(lang)}</span>
                        <Suspense>
                            {move || Suspend::new(async move {
                                me.await.ok().flatten().map(|me| view! { <span class="console-firm">{me.firm_name}</span> })
                            })}
                        </Suspense>
                    </span>
                </a>
                <div class="top-tools">
                    <LanguageSwitch />
                    <ThemeSwitch />
                    <Myself me=me />
                </div>
            </header>
            <Areas me=me />
            <SessionWatch />
            <Offline connected=connected />
            <SupportBanner />
            <Outlet />
        </div>
        <ToastRegion />
    }
}

/// An area: where it is, its picture and its name.
type Area = (&'static str, Icon, &'static str);

/// The areas that every console has.
fn shared(lang: Language) -> [Area; 7] {
    [
        ("/admin/people", Icon::People, t::people(lang)),
        ("/admin/invitations", Icon::Mail, t::invitations(lang)),
        ("/admin/recoveries", Icon::Phone, t::recoveries(lang)),
        ("/admin/erasures", Icon::Trash, texts::erasure::erasures(lang)),
        ("/admin/policies", Icon::Scales, t::policies(lang)),
        ("/admin/log", Icon::Log, t::log(lang)),
        ("/admin/checks", Icon::Shield, t::checks_in_bar(lang)),
    ]
}

/// The areas of the installation, for its operators.
fn of_the_installation(lang: Language) -> [Area; 4] {
    [
        ("/admin/alerts", Icon::Warning, texts::installation::alerts(lang)),
        ("/admin/health", Icon::Monitor, texts::installation::health(lang)),
        ("/admin/firms", Icon::Cases, texts::installation::firms(lang)),
        ("/admin/requests", Icon::Eye, texts::support::desk_in_bar(lang)),
    ]
}

/// The areas of the console. Whoever builds another adds its line above.
#[component]
fn Areas(
    /// Who is here.
    me: Resource<Result<Option<Me>, Error>>,
) -> impl IntoView {
    let lang = use_language();
    let link = |(href, icon, words): Area| {
        view! {
            <A href=href attr:class="console-link">
                <IconView icon=icon />
                <span>{words}</span>
            </A>
        }
    };
    #[cfg(feature = "hydrate")]
    show_the_current();
    view! {
        <nav class="console-nav" aria-label=t::navigation(lang)>
            <Suspense>
                {move || Suspend::new(async move {
                    me.await
                        .ok()
                        .flatten()
                        .filter(|me| me.may(Permission::OperateInstallation))
                        .map(|_| of_the_installation(lang).map(link).collect_view())
                })}
            </Suspense>
            {shared(lang).map(link).collect_view()}
            <Suspense>
                {move || Suspend::new(async move {
                    me.await
                        .ok()
                        .flatten()
                        .filter(|me| me.may(Permission::GrantSupport))
                        .map(|_| link(("/admin/support", Icon::Eye, texts::support::in_bar(lang))))
                })}
            </Suspense>
        </nav>
    }
}

/// On a phone the areas are more than fit side by side: that of the page is brought into view, whichever it is.
#[cfg(feature = "hydrate")]
fn show_the_current() {
    let location = leptos_router::hooks::use_location();
    Effect::new(move || {
        location.pathname.track();
        // After the links have noted which of them is the page's.
        request_animation_frame(|| {
            let current = document()
                .query_selector(".console-nav [aria-current=page]")
                .ok()
                .flatten();
            if let Some(current) = current {
                let how = web_sys::ScrollIntoViewOptions::new();
                how.set_inline(web_sys::ScrollLogicalPosition::Center);
                how.set_block(web_sys::ScrollLogicalPosition::Nearest);
                current.scroll_into_view_with_scroll_into_view_options(&how);
            }
        });
    });
}

/// Who is here, the way to the office and the way out.
#[component]
fn Myself(
    /// Who is here.
    me: Resource<Result<Option<Me>, Error>>,
) -> impl IntoView {
    let out = ServerAction::<ConsoleSignOut>::new();
    view! {
        <Suspense fallback=|| view! { <span class="avatar avatar-empty"></span> }>
            {move || Suspend::new(async move {
                me.await.ok().flatten().map(|me| view! { <Menu me=me out=out /> })
            })}
        </Suspense>
    }
}

/// The button and what it opens.
#[component]
fn Menu(
    /// Who is here.
    me: Me,
    /// Leaving.
    out: ServerAction<ConsoleSignOut>,
) -> impl IntoView {
    let lang = use_language();
    view! {
        <button
            type="button"
            class="avatar"
            aria-label=format!("{}: {}", texts::common::my_account(lang), me.name)
            popovertarget="me-menu"
        >
            {initials(&me.name)}
        </button>
        <div class="popover" id="me-menu" popover="auto">
            <p class="me-name">{me.name.clone()}</p>
            <p class="me-line">{me.email.clone()}</p>
            <p class="me-line">{me.role.title(lang)} " · " {me.firm_name.clone()}</p>
            <hr class="popover-rule" />
            {if me.may(Permission::OperateInstallation) {
                // Operators have no office: what is theirs there is their account.
                view! {
                    <LinkButton href="/account" kind=ButtonKind::Quiet external=true>
                        <IconView icon=Icon::User />
                        {texts::common::my_account(lang)}
                    </LinkButton>
                }
            } else {
                view! {
                    <LinkButton href="/cases" kind=ButtonKind::Quiet external=true>
                        <IconView icon=Icon::Cases />
                        {t::to_the_office(lang)}
                    </LinkButton>
                }
            }}
            // Never waits: whoever signs out and leaves is out.
            <ActionForm action=out attr:data-plain="">
                <Button kind=ButtonKind::Quiet submit=true pending=out.pending()>
                    <IconView icon=Icon::SignOut />
                    {t::sign_out(lang)}
                </Button>
            </ActionForm>
            <p class="me-line">{t::sign_out_note(lang)}</p>
        </div>
    }
}
