//! How the installation does.

use domain::installation::{HealthPage, MailGoes, QueueRow};
use leptos::prelude::*;

use crate::api::installation::health;
use crate::components::{
    Badge, Button, ButtonKind, Bytes, Empty, Failed, Icon, IconView, Page, Skeleton, Tone, When, WhenStyle,
};
use crate::texts::installation as t;
use crate::use_language;

/// Figures and states of this moment; asked for again by a button.
#[component]
pub fn Health() -> impl IntoView {
    let lang = use_language();
    let page = Resource::new(|| (), |()| health());
    let again = RwSignal::new(false);
    let refresh = move |_| {
        again.set(true);
        page.refetch();
    };
    Effect::new(move || {
        if page.with(Option::is_some) {
            again.set(false);
        }
    });
    view! {
        <Page
            title=t::health(lang)
            intro=t::health_intro(lang)
            actions=move || {
                view! {
                    <Button kind=ButtonKind::Secondary pending=again on_click=refresh>
                        <IconView icon=Icon::Refresh />
                        {t::look_again(lang)}
                    </Button>
                }
            }
        >
            <Transition fallback=|| view! { <Skeleton lines=10 /> }>
                {move || Suspend::new(async move {
                    match page.await {
                        Ok(page) => view! { <State page=page /> }.into_any(),
                        Err(error) => view! { <Failed error=error retry=move |()| page.refetch() /> }.into_any(),
                    }
                })}
            </Transition>
        </Page>
    }
}

#[component]
fn State(
    /// As it was seen.
    page: HealthPage,
) -> impl IntoView {
    let lang = use_language();
    let disk = page.disk;
    view! {
        <p class="people-summary">
            {t::seen_at(lang)} " " <When at=page.at style=WhenStyle::DateTime />
        </p>
        <div class="person-panels">
            <section class="panel" aria-labelledby="parts-title">
                <div class="panel-head">
                    <h2 id="parts-title">{t::parts(lang)}</h2>
                </div>
                <dl class="health-facts">
                    <Fact name=t::database(lang) good=true>
                        <span class="figures">{page.database_ms} "\u{a0}ms"</span>
                        " · "
                        <Bytes size=page.database_bytes />
                    </Fact>
                    <Fact name=t::store(lang) good=page.store_answers>
                        {if page.store_answers { t::answers(lang) } else { t::does_not_answer(lang) }}
                    </Fact>
                    {disk
                        .map(|disk| {
                            view! {
                                <Fact name=t::disk(lang) good=!disk.is_low()>
                                    <Bytes size=disk.free />
                                    " "
                                    {t::free_of(lang)}
                                    " "
                                    <Bytes size=disk.total />
                                </Fact>
                            }
                        })}
                    <Fact name=t::checks(lang) good=page.checks_not_held == 0>
                        <a class="link" href="/admin/checks">
                            {t::checks_line(lang, page.checks_held, page.checks_not_held)}
                        </a>
                    </Fact>
                    <Fact name=t::locked(lang) good=page.locked == 0>
                        <span class="figures">{page.locked}</span>
                    </Fact>
                </dl>
            </section>
            <section class="panel" aria-labelledby="queue-title">
                <div class="panel-head">
                    <h2 id="queue-title">{t::queue(lang)}</h2>
                </div>
                <Queue rows=page.queue />
            </section>
            <section class="panel" aria-labelledby="server-title">
                <div class="panel-head">
                    <h2 id="server-title">{t::server(lang)}</h2>
                </div>
                <dl class="facts">
                    <div>
                        <dt>{t::version(lang)}</dt>
                        <dd class="figures">{page.version}</dd>
                    </div>
                    <div>
                        <dt>{t::started(lang)}</dt>
                        <dd>
                            <When at=page.started_at style=WhenStyle::DateTime />
                        </dd>
                    </div>
                    <div>
                        <dt>{t::mail(lang)}</dt>
                        <dd class="health-mail">
                            {match page.mail {
                                MailGoes::OverSmtp => t::over_smtp(lang).to_owned(),
                                MailGoes::IntoFolder(folder) => t::into_folder(lang, &folder),
                            }}
                        </dd>
                    </div>
                </dl>
            </section>
        </div>
    }
}

/// A part and how it does.
#[component]
fn Fact(
    /// The part.
    name: &'static str,
    /// Whether nobody has to look at it.
    good: bool,
    /// In figures.
    children: Children,
) -> impl IntoView {
    let lang = use_language();
    view! {
        <div>
            <dt>{name}</dt>
            <dd>
                {if good {
                    view! { <Badge tone=Tone::Green icon=Icon::Check>{t::good(lang)}</Badge> }
                } else {
                    view! { <Badge tone=Tone::Amber icon=Icon::Warning>{t::look_at_it(lang)}</Badge> }
                }}
                <span>{children()}</span>
            </dd>
        </div>
    }
}

/// What waits to be done.
#[component]
fn Queue(
    /// By kind.
    rows: Vec<QueueRow>,
) -> impl IntoView {
    let lang = use_language();
    if rows.is_empty() {
        return view! {
            <Empty title=t::queue_empty(lang) icon=Icon::Check>
                <p>{t::queue_empty_text(lang)}</p>
            </Empty>
        }
        .into_any();
    }
    let row = move |row: QueueRow| {
        view! {
            <li class="row">
                <div class="row-words">
                    <p class="row-title">
                        {t::job(lang, &row.kind)}
                        {(row.failing > 0)
                            .then(|| {
                                view! {
                                    " "
                                    <Badge tone=Tone::Amber icon=Icon::Warning>
                                        {t::failing(lang, row.failing)}
                                    </Badge>
                                }
                            })}
                    </p>
                    <p class="row-detail">
                        {t::waiting(lang, row.waiting)}
                        {row
                            .oldest
                            .map(|at| view! { " · " {t::oldest(lang)} " " <When at=at style=WhenStyle::Relative /> })}
                    </p>
                </div>
            </li>
        }
    };
    view! { <ul class="rows">{rows.into_iter().map(row).collect_view()}</ul> }.into_any()
}
