//! Who has opened a case, or a document: each person once, then each time.

use domain::Error;
use domain::access::Me;
use domain::audit::{ActorKind, Reader, ReadersPage as Shown};
use domain::ids::{CaseId, DocumentId};
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;

use super::absent::Absent;
use crate::components::{Button, ButtonKind, Empty, Failed, Icon, IconView, Page, Skeleton, When, WhenStyle};
use crate::layout::use_me;
use crate::pages::log::{Entries, Extent, Printed, print};
use crate::texts::log as words;
use crate::{api, texts::office as t, use_language};

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Case(CaseId),
    Document(DocumentId),
}

impl Of {
    async fn read(self, before: Option<i64>) -> Result<Shown, Error> {
        match self {
            Self::Case(case) => api::audit::case_readers(case, before).await,
            Self::Document(document) => api::audit::document_readers(document, before).await,
        }
    }
}

/// `/cases/:case/readers` and `/documents/:document/readers`
#[component]
pub fn ReadersPage() -> impl IntoView {
    let lang = use_language();
    let params = use_params_map();
    let of = Memo::new(move |_| {
        params.with(|params| {
            let case = params.get_str("case").and_then(|id| id.parse().ok()).map(Of::Case);
            case.or_else(|| {
                params
                    .get_str("document")
                    .and_then(|id| id.parse().ok())
                    .map(Of::Document)
            })
        })
    });
    let page = Resource::new(
        move || of.get(),
        |of| async move {
            match of {
                Some(of) => of.read(None).await,
                None => Err(Error::NotFound),
            }
        },
    );
    let me = use_me();
    view! {
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                let me = me.await.ok().flatten();
                match page.await {
                    Ok(shown) => view! { <Found me=me shown=shown /> }.into_any(),
                    Err(error) => {
                        view! {
                            <Absent
                                error=error
                                page=words::who_opened(lang)
                                title=t::not_there_title(lang)
                                text=t::not_there_text(lang)
                                retry=move |()| page.refetch()
                            />
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
}

#[component]
fn Loading() -> impl IntoView {
    let lang = use_language();
    view! {
        <Page title=words::who_opened(lang)>
            <Skeleton lines=8 />
        </Page>
    }
}

#[component]
fn Found(
    /// Who reads it.
    me: Option<Me>,
    /// As it came with the page.
    shown: Shown,
) -> impl IntoView {
    let lang = use_language();
    let of = shown
        .document
        .as_ref()
        .map_or(Of::Case(shown.case), |(id, _)| Of::Document(*id));
    let (back, named) = match &shown.document {
        Some((id, name)) => (format!("/documents/{id}"), name.clone()),
        None => (format!("/cases/{}", shown.case), shown.case_title.clone()),
    };
    let named = StoredValue::new(named);
    let of_case = format!("{} · {}", shown.case_number, shown.case_title);
    let under = match &shown.document {
        Some((_, name)) => format!("{name} · {of_case}"),
        None => of_case,
    };
    let header = move || {
        view! {
            <header class="page-head">
                <div class="page-head-words">
                    <A href=back.clone() attr:class="back-link">
                        <IconView icon=Icon::ArrowLeft />
                        {named.get_value()}
                    </A>
                    <h1>{words::who_opened(lang)}</h1>
                    <p class="serif readers-of">{under.clone()}</p>
                    <p class="page-intro">{words::readers_intro(lang)}</p>
                </div>
                <div class="page-actions">
                    <Button kind=ButtonKind::Secondary on_click=|_| print()>
                        {words::print(lang)}
                    </Button>
                </div>
            </header>
        }
    };
    let (readers, more, archived) = (shown.readers, shown.more, shown.archived);
    // The newest are of then, whenever the earlier ones are asked for.
    let read_at = shown.read_at;
    let nobody = readers.is_empty();
    let none_title = match archived {
        Some(_) => words::readers_none_since(lang),
        None => words::readers_none(lang),
    };
    let (entries, next) = (RwSignal::new(shown.entries), RwSignal::new(shown.next));
    let older = Action::new(move |before: &i64| {
        let before = *before;
        async move {
            let page = of.read(Some(before)).await;
            page.map(|page| {
                entries.update(|all| all.extend(page.entries));
                next.set(page.next);
            })
        }
    });
    let failed = move || {
        let value = older.value();
        value.with(|value| value.as_ref().and_then(|result| result.as_ref().err().cloned()))
    };
    view! {
        <Page title=words::who_opened(lang) header=header>
            {archived
                .map(|archived| {
                    view! { <p class="log-note">{words::readers_archived(lang, archived.number, archived.year)}</p> }
                })}
            <Printed
                by=me
                extent=Signal::derive(move || entries.with(|entries| Extent::of(entries, next.get(), read_at)))
            />
            {if nobody {
                view! {
                    <Empty title=none_title icon=Icon::Eye>
                        <p>{words::readers_none_text(lang)}</p>
                    </Empty>
                }
                    .into_any()
            } else {
                view! {
                    {more.then(|| view! { <p class="fine-print">{words::readers_more(lang, readers.len())}</p> })}
                    <People readers=readers />
                    <h2 class="readers-each">{words::readers_each(lang)}</h2>
                    <Entries entries=entries />
                    {move || failed().map(|error| view! { <Failed error=error /> })}
                    {move || {
                        next.get()
                            .map(|before| {
                                view! {
                                    <p class="more needs-script">
                                        <Button
                                            kind=ButtonKind::Secondary
                                            pending=older.pending()
                                            on_click=move |_| {
                                                older.dispatch(before);
                                            }
                                        >
                                            {words::older(lang)}
                                        </Button>
                                    </p>
                                }
                            })
                    }}
                }
                    .into_any()
            }}
        </Page>
    }
}

/// Each person once.
#[component]
fn People(
    /// Whoever opened it last first.
    readers: Vec<Reader>,
) -> impl IntoView {
    let lang = use_language();
    view! {
        <div class="table-frame">
            // Said as roles too: on a phone the rows are laid out as cards, and browsers then forget that this is a table.
            <table class="table table-cards" role="table">
                <caption class="sr-only">{words::readers_caption(lang)}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col">{words::who(lang)}</th>
                        <th role="columnheader" scope="col">{words::readers_first(lang)}</th>
                        <th role="columnheader" scope="col">{words::readers_last(lang)}</th>
                        <th role="columnheader" scope="col" class="cell-figure">
                            {words::readers_times(lang)}
                        </th>
                        <th role="columnheader" scope="col" class="cell-figure">
                            {words::readers_downloads(lang)}
                        </th>
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    {readers.into_iter().map(|reader| view! { <Person reader=reader /> }).collect_view()}
                </tbody>
            </table>
        </div>
    }
}

#[component]
fn Person(
    /// Who.
    reader: Reader,
) -> impl IntoView {
    let lang = use_language();
    let kind = words::actor_kind(lang, reader.kind).filter(|_| reader.kind == ActorKind::Signer);
    view! {
        <tr role="row">
            <td role="cell" class="log-who" data-label=words::who(lang)>
                <span>{reader.name}</span>
                {kind.map(|kind| view! { <span class="cell-under">{kind}</span> })}
            </td>
            <td role="cell" class="log-when" data-label=words::readers_first(lang)>
                <When at=reader.first style=WhenStyle::DateTime />
            </td>
            <td role="cell" class="log-when" data-label=words::readers_last(lang)>
                <When at=reader.last style=WhenStyle::DateTime />
            </td>
            <td role="cell" class="cell-figure" data-label=words::readers_times(lang)>
                {reader.times}
            </td>
            <td role="cell" class="cell-figure" data-label=words::readers_downloads(lang)>
                {reader.downloads}
            </td>
        </tr>
    }
}
