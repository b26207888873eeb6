//! The log: filter, entries, older entries; followed, kept filters, taken out.

mod end;
mod entries;
mod export;
mod filter;
mod follow;
mod listing;
mod printed;
mod saved;

use domain::access::Me;
use domain::audit::{EventGroup, LogFilter, LogPage};
use domain::{Error, Permission};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

pub(in crate::pages) use self::entries::Entries;
use self::export::{Export, SentBack};
use self::filter::{FilterForm, in_words};
use self::follow::Follow;
pub(in crate::pages) use self::listing::Listing;
pub(in crate::pages) use self::printed::{Extent, Printed};
use self::saved::SavedFilters;
use super::account::AccountNav;
use crate::api::audit::{log_page, own_log_page};
use crate::api::console;
use crate::components::{
    Button, ButtonKind, Empty, Failed, Icon, IconView, LinkButton, Page, Skeleton, When, WhenStyle,
};
use crate::layout::use_me;
use crate::{texts, use_language};

/// Which log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    /// The firm's, with its cases.
    Firm,
    /// What of it the reader did.
    Own,
    /// The console's.
    Console,
}

impl Which {
    /// Its page.
    const fn path(self) -> &'static str {
        match self {
            Self::Firm => "/log",
            Self::Own => "/account/log",
            Self::Console => "/admin/log",
        }
    }

    /// Where its files are.
    const fn files(self) -> &'static str {
        match self {
            Self::Firm | Self::Own => "/files/",
            Self::Console => "/admin/files/",
        }
    }

    /// What can be filtered by: the kinds of events that stand in it.
    const fn groups(self) -> &'static [EventGroup] {
        match self {
            Self::Firm | Self::Own => &EventGroup::ALL,
            Self::Console => &EventGroup::AT_THE_CONSOLE,
        }
    }

    async fn read(self, filter: LogFilter) -> Result<LogPage, Error> {
        match self {
            Self::Firm => log_page(filter).await,
            Self::Own => own_log_page(filter).await,
            Self::Console => console::log_page(filter).await,
        }
    }
}

/// The firm's log. What it shows is in its address, so that it can be kept and sent.
#[component]
pub fn Log() -> impl IntoView {
    view! { <LogOf which=Which::Firm /> }
}

/// What the reader did.
#[component]
pub fn OwnLog() -> impl IntoView {
    view! { <LogOf which=Which::Own /> }
}

/// The console's log.
#[component]
pub fn ConsoleLog() -> impl IntoView {
    view! { <LogOf which=Which::Console /> }
}

#[component]
fn LogOf(
    /// Which.
    which: Which,
) -> impl IntoView {
    let lang = use_language();
    let (title, intro) = match which {
        Which::Firm => (texts::log::title(lang), texts::log::intro(lang)),
        Which::Own => (texts::log::own_title(lang), texts::log::own_intro(lang)),
        Which::Console => (texts::log::console_title(lang), texts::log::console_intro(lang)),
    };
    let me = use_me();
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(|query| LogFilter::named(|name| query.get(name))));
    let page = Resource::new(move || filter.get(), move |filter| which.read(filter));
    view! {
        <Page
            title=title
            intro=intro
            actions=move || {
                view! {
                    <Button kind=ButtonKind::Secondary on_click=|_| print()>
                        {texts::log::print(lang)}
                    </Button>
                }
            }
        >
            {(which == Which::Own).then(|| view! { <AccountNav /> })}
            <SentBack />
            <Transition fallback=|| view! { <Skeleton lines=12 /> }>
                {move || Suspend::new(async move {
                    let me = me.await.ok().flatten();
                    let reads_all = me.as_ref().is_some_and(|me| me.may(Permission::ReadFirmLog));
                    match page.await {
                        Ok(page) => {
                            let filter = filter.get_untracked();
                            let takes_out = match which {
                                Which::Firm => reads_all || filter.case.is_some(),
                                Which::Own => false,
                                Which::Console => true,
                            };
                            view! { <Found which=which me=me filter=filter page=page takes_out=takes_out /> }.into_any()
                        }
                        Err(error) => view! { <Failed error=error retry=move |()| page.refetch() /> }.into_any(),
                    }
                })}
            </Transition>
        </Page>
    }
}

/// The filter over what was found.
#[component]
fn Found(
    /// Of which log.
    which: Which,
    /// Who reads it.
    me: Option<Me>,
    /// What was asked.
    filter: LogFilter,
    /// What was found.
    page: LogPage,
    /// Whether the reader may take it out.
    takes_out: bool,
) -> impl IntoView {
    let lang = use_language();
    let (people, cases, saved) = (page.people.clone(), page.cases.clone(), page.saved.clone());
    let (newest, more_cases) = (page.newest, page.more_cases);
    let printed = in_words(lang, &filter, &people, &cases);
    let listing = RwSignal::new(Listing::from(page));
    let none_shown = Memo::new(move |_| listing.with(|listing| listing.entries.is_empty()));
    // Where a search goes on, what it found so far is said below.
    let nothing = Memo::new(move |_| none_shown.get() && listing.with(|listing| listing.next.is_none()));
    // New entries have no place above a page that begins with older ones.
    let from_the_top = filter.before.is_none();
    let (kept, taken, followed) = (filter.clone(), filter.clone(), filter.clone());
    view! {
        <FilterForm which=which filter=filter.clone() people=people cases=cases more_cases=more_cases />
        <div class="log-bar">
            {(which != Which::Own).then(|| view! { <SavedFilters which=which filter=kept saved=saved /> })}
            {takes_out.then(|| view! { <Export which=which filter=taken /> })}
            {from_the_top.then(|| view! { <Follow which=which filter=followed listing=listing newest=newest /> })}
        </div>
        // A console's log speaks of no case.
        {(which != Which::Console).then(|| view! { <p class="log-note fine-print">{texts::log::not_of_other_cases(lang)}</p> })}
        <Printed
            by=me
            filter=printed
            extent=Signal::derive(move || listing.with(|listing| Extent::of(&listing.entries, listing.next, listing.read_at)))
        />
        <Show
            when=move || !none_shown.get()
            fallback=move || {
                nothing
                    .get()
                    .then(|| {
                        view! {
                            <Empty title=texts::log::nothing(lang) icon=Icon::Log>
                                <p>
                                    {match which {
                                        Which::Firm => texts::log::nothing_text(lang),
                                        Which::Own => texts::log::own_nothing_text(lang),
                                        Which::Console => texts::log::console_nothing_text(lang),
                                    }}
                                </p>
                            </Empty>
                        }
                    })
            }
        >
            <Entries entries=Signal::derive(move || listing.with(|listing| listing.entries.clone())) />
        </Show>
        <Older which=which filter=filter listing=listing />
    }
}

/// Older entries join those above as they are asked for.
#[component]
fn Older(
    /// Of which log.
    which: Which,
    /// What was asked.
    filter: LogFilter,
    /// What there is.
    listing: RwSignal<Listing>,
) -> impl IntoView {
    let lang = use_language();
    let address = format!("{}?{}", which.path(), filter.query());
    // A page that begins with older entries ends where the log does.
    let narrowed = filter.clone().lasting() != LogFilter::default();
    let older = Action::new(move |before: &i64| {
        let before = *before;
        let filter = LogFilter {
            before: Some(before),
            ..filter.clone()
        };
        async move {
            let page = which.read(filter).await?;
            // The page may be gone by now.
            listing.try_update(|listing| listing.earlier(before, page));
            Ok::<(), Error>(())
        }
    });
    let failed = move || {
        older
            .value()
            .with(|value| value.as_ref().and_then(|result| result.as_ref().err().cloned()))
    };
    let state = Memo::new(move |_| {
        listing.with(|listing| {
            let oldest = listing.entries.last().map(|entry| entry.number);
            (listing.next, listing.searched_to, oldest, listing.archived)
        })
    });
    view! {
        {move || failed().map(|error| view! { <Failed error=error /> })}
        {move || match state.get() {
            (Some(before), searched_to, oldest, _) => {
                let words = if searched_to.is_some() { texts::log::search_on(lang) } else { texts::log::older(lang) };
                // A link, so that it works without script; with it, the older entries join these.
                let address = format!("{address}before={before}");
                view! {
                    {searched_to
                        .map(|at| {
                            view! {
                                <p class="more-end" role="status">
                                    {oldest.is_none().then(|| texts::log::nothing_so_far(lang))} " " {texts::log::searched_back(lang)} " " <When at=at style=WhenStyle::Date /> "."
                                </p>
                            }
                        })}
                    <p class="more needs-script">
                        <Button kind=ButtonKind::Secondary pending=older.pending() on_click=move |_| { older.dispatch(before); }>
                            {words}
                        </Button>
                    </p>
                    <p class="more only-without-script">
                        <LinkButton href=address kind=ButtonKind::Secondary>
                            {words}
                        </LinkButton>
                    </p>
                }
                .into_any()
            }
            (None, _, oldest, archived) => match end::end(lang, narrowed, oldest, archived).join(" ") {
                // Where there is nothing at all, that is said above.
                said if said.is_empty() => ().into_any(),
                said => view! {
                    <p class="more-end">
                        <IconView icon=Icon::Check />
                        {said}
                    </p>
                }
                .into_any(),
            },
        }}
    }
}

/// Prints what is shown; the style sheet leaves out what paper has no use for.
pub(in crate::pages) fn print() {
    #[cfg(feature = "hydrate")]
    {
        // A browser without a printer says so itself.
        let _ = window().print();
    }
}
