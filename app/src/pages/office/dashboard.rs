//! My cases: searched, filtered by stage, and up to date by themselves.

use domain::access::Me;
use domain::cases::{Dashboard as Found, Stage};
use domain::{Error, Permission};
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_query_map;

use super::case_table::CaseTable;
use super::fresh::Fresh;
use super::me::may;
use super::search::{SearchForm, StageChips, address};
use crate::components::{
    Alert, AlertKind, Badge, Button, ButtonKind, Empty, Failed, Icon, IconView, LinkButton, Page, Skeleton, Tone,
};
use crate::layout::use_me;
use crate::live::follow_all;
use crate::pages::account::FewCodes;
use crate::{api, texts, texts::office as t, use_language};

/// `/cases?search=&stage=`
#[component]
pub fn DashboardPage() -> impl IntoView {
    let lang = use_language();
    let query = use_query_map();
    let search = Memo::new(move |_| query.with(|query| query.get("search")).unwrap_or_default());
    let stage = Memo::new(move |_| {
        query
            .with(|query| query.get("stage"))
            .and_then(|name| Stage::from_name(&name))
    });
    let me = use_me();
    // Asked once for the page; a changed search asks anew without building the page anew.
    let first = Resource::new(
        || (),
        move |()| api::cases::dashboard(search.get_untracked(), stage.get_untracked()),
    );
    let new_case = move || {
        view! {
            <Transition>
                {move || Suspend::new(async move {
                    may(me.await.ok().flatten().as_ref(), Permission::OpenCase)
                        .then(|| {
                            view! {
                                <LinkButton href="/cases/new">
                                    <IconView icon=Icon::Plus />
                                    {t::new_case(lang)}
                                </LinkButton>
                            }
                        })
                })}
            </Transition>
        }
    };
    view! {
        <Page title=t::cases_title(lang) actions=new_case>
            <FewCodes />
            <SearchForm search=search stage=stage />
            <Transition fallback=move || view! { <Skeleton lines=8 /> }>
                {move || Suspend::new(async move {
                    let me = me.await.ok().flatten();
                    match first.await {
                        Ok(found) => view! { <Cases first=found me=me search=search stage=stage /> }.into_any(),
                        Err(error) => view! { <Failed error=error retry=move |()| first.refetch() /> }.into_any(),
                    }
                })}
            </Transition>
        </Page>
    }
}

#[component]
fn Cases(first: Found, me: Option<Me>, search: Memo<String>, stage: Memo<Option<Stage>>) -> impl IntoView {
    let lang = use_language();
    let found = Fresh::new(first, move || {
        api::cases::dashboard(search.get_untracked(), stage.get_untracked())
    });
    Effect::new(move |before: Option<(String, Option<Stage>)>| {
        let now = (search.get(), stage.get());
        if before.is_some_and(|before| before != now) {
            found.refresh();
        }
        now
    });
    follow_all(move || found.refresh());
    let data = found.data();
    let pending = Memo::new(move |_| data.with(|found| found.pending_signatures));
    let none_at_all = Memo::new(move |_| data.with(|found| found.total == 0));
    let nothing = Memo::new(move |_| data.with(|found| found.total > 0 && found.cases.is_empty()));
    let may_open = may(me.as_ref(), Permission::OpenCase);
    let may_break = may(me.as_ref(), Permission::BreakGlass);
    let operates = may(me.as_ref(), Permission::OperateInstallation);
    view! {
        <NotRefreshed found=found />
        {move || {
            if operates {
                view! { <Operates /> }.into_any()
            } else if none_at_all.get() {
                view! { <NoCases may_open=may_open /> }.into_any()
            } else {
                view! {
                    <div class="dashboard-bar">
                        <StageChips found=data search=search chosen=stage />
                        {move || {
                            let pending = pending.get();
                            let tone = if pending == 0 { Tone::Neutral } else { Tone::Amber };
                            view! { <Badge tone=tone icon=Icon::Sign>{t::pending(lang, pending)}</Badge> }
                        }}
                    </div>
                    <p class="sr-only" role="status">{move || t::found(lang, data.with(|found| found.cases.len()))}</p>
                    <Show
                        when=move || nothing.get()
                        fallback=move || view! { <CaseTable found=data /> }
                    >
                        <Empty title=t::nothing_found_title(lang) icon=Icon::Search>
                            <p>{t::nothing_found_text(lang)}</p>
                            <LinkButton kind=ButtonKind::Secondary href=address("", None)>{t::show_all(lang)}</LinkButton>
                        </Empty>
                    </Show>
                    <Show when=move || data.with(|found| found.more)>
                        <p class="fine-print">{t::more_cases(lang, Found::LIMIT)}</p>
                    </Show>
                }
                    .into_any()
            }
        }}
        {may_break
            .then(|| {
                view! {
                    <p class="fine-print break-glass-link">
                        <A href="/cases/break-glass" attr:class="link">
                            {texts::walls::glass_link(lang)}
                        </A>
                    </p>
                }
            })}
    }
}

/// Whoever operates the installation has no cases and never will.
#[component]
fn Operates() -> impl IntoView {
    let lang = use_language();
    view! {
        <Empty title=texts::installation::no_cases(lang) icon=Icon::Monitor>
            <p>{texts::installation::no_cases_text(lang)}</p>
            <LinkButton href="/admin" external=true>{texts::installation::to_the_console(lang)}</LinkButton>
            <LinkButton kind=ButtonKind::Secondary href="/account">{texts::common::my_account(lang)}</LinkButton>
        </Empty>
    }
}

/// What is listed is older than what was asked for.
#[component]
fn NotRefreshed(found: Fresh<Found>) -> impl IntoView {
    let lang = use_language();
    let failed = found.failed();
    move || {
        // The end of the session is told by the frame.
        let error = failed.get().filter(|error| *error != Error::NotSignedIn)?;
        Some(view! {
            <div role="alert">
                <Alert kind=AlertKind::Warning>
                    <p>{texts::problems::error(lang, &error)}</p>
                    <Button kind=ButtonKind::Secondary on_click=move |_| found.refresh()>{texts::common::retry(lang)}</Button>
                </Alert>
            </div>
        })
    }
}

/// The first day.
#[component]
fn NoCases(may_open: bool) -> impl IntoView {
    let lang = use_language();
    view! {
        <Empty title=t::no_cases_title(lang) icon=Icon::Cases>
            <p>{t::no_cases_text(lang)}</p>
            {if may_open {
                view! { <LinkButton href="/cases/new">{t::open_first_case(lang)}</LinkButton> }.into_any()
            } else {
                view! { <p>{t::no_cases_wait(lang)}</p> }.into_any()
            }}
        </Empty>
    }
}
