//! The log: filter, entries, older entries.

mod entries;
mod filter;

use domain::Error;
use domain::audit::{LogEntry, LogFilter, LogPage};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use self::entries::Entries;
use self::filter::{FilterForm, filter_of};
use crate::api::audit::log_page;
use crate::api::console;
use crate::components::{Button, ButtonKind, Empty, Failed, Icon, IconView, LinkButton, Page, Skeleton};
use crate::{texts, use_language};

/// Which log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    /// The firm's, with its cases.
    Firm,
    /// The console's.
    Console,
}

impl Which {
    /// Its page.
    const fn path(self) -> &'static str {
        match self {
            Self::Firm => "/log",
            Self::Console => "/admin/log",
        }
    }

    async fn read(self, filter: LogFilter) -> Result<LogPage, Error> {
        match self {
            Self::Firm => log_page(filter).await,
            Self::Console => console::log_page(filter).await,
        }
    }
}

/// The firm's log. What it shows is in its address, so that it can be kept and sent.
#[component]
pub fn Log() -> impl IntoView {
    view! { <LogOf which=Which::Firm /> }
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
        Which::Console => (texts::log::console_title(lang), texts::log::console_intro(lang)),
    };
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(|query| filter_of(|name| query.get(name))));
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
            <Transition fallback=|| view! { <Skeleton lines=12 /> }>
                {move || Suspend::new(async move {
                    match page.await {
                        Ok(page) => view! { <Found which=which filter=filter.get_untracked() page=page /> }.into_any(),
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
    /// What was asked.
    filter: LogFilter,
    /// What was found.
    page: LogPage,
) -> impl IntoView {
    let lang = use_language();
    let LogPage {
        entries,
        next,
        people,
        cases,
    } = page;
    let nothing = entries.is_empty();
    view! {
        <FilterForm which=which filter=filter.clone() people=people cases=cases />
        {if nothing {
            view! {
                <Empty title=texts::log::nothing(lang) icon=Icon::Log>
                    <p>
                        {match which {
                            Which::Firm => texts::log::nothing_text(lang),
                            Which::Console => texts::log::console_nothing_text(lang),
                        }}
                    </p>
                </Empty>
            }
            .into_any()
        } else {
            view! { <Pages which=which filter=filter first=entries next=next /> }.into_any()
        }}
    }
}

/// The first page, and older ones below it as they are asked for.
#[component]
fn Pages(
    /// Of which log.
    which: Which,
    /// What was asked.
    filter: LogFilter,
    /// The newest entries.
    first: Vec<LogEntry>,
    /// Where the next page starts.
    next: Option<i64>,
) -> impl IntoView {
    let lang = use_language();
    let entries = RwSignal::new(first);
    let next = RwSignal::new(next);
    let address = filter::address_of(which, &filter);
    let narrowed = filter != LogFilter::default();
    let older = Action::new(move |before: &i64| {
        let filter = LogFilter {
            before: Some(*before),
            ..filter.clone()
        };
        async move {
            let page = which.read(filter).await;
            page.map(|page| {
                entries.update(|all| all.extend(page.entries));
                next.set(page.next);
            })
        }
    });
    let failed = move || {
        older
            .value()
            .with(|value| value.as_ref().and_then(|result| result.as_ref().err().cloned()))
    };
    view! {
        <Entries entries=entries />
        {move || failed().map(|error| view! { <Failed error=error /> })}
        {move || match next.get() {
            Some(before) => {
                // A link, so that it works without script; with it, the older entries join these.
                let address = format!("{address}before={before}");
                view! {
                    <p class="more needs-script">
                        <Button kind=ButtonKind::Secondary pending=older.pending() on_click=move |_| { older.dispatch(before); }>
                            {texts::log::older(lang)}
                        </Button>
                    </p>
                    <p class="more only-without-script">
                        <LinkButton href=address kind=ButtonKind::Secondary>
                            {texts::log::older(lang)}
                        </LinkButton>
                    </p>
                }
                .into_any()
            }
            None => view! {
                <p class="more-end">
                    <IconView icon=Icon::Check />
                    {if narrowed { texts::log::the_end_of_these(lang) } else { texts::log::the_end(lang) }}
                </p>
            }
            .into_any(),
        }}
    }
}

/// Prints what is shown; the style sheet leaves out what paper has no use for.
fn print() {
    #[cfg(feature = "hydrate")]
    {
        // A browser without a printer says so itself.
        let _ = window().print();
    }
}
