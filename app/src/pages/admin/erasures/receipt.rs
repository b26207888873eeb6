//! The receipt of an erasure: to read, to print, to hand out.

use domain::Error;
use domain::erasure::{Receipt as Signed, SubjectKind};
use domain::ids::ErasureId;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::api::console::erasure_receipt;
use crate::components::{
    Button, ButtonKind, CopyButton, Empty, Failed, Icon, IconView, LinkButton, Page, Skeleton, When, WhenStyle,
};
use crate::texts::erasure as t;
use crate::use_language;

/// `/admin/erasures/:erasure`
#[component]
pub fn Receipt() -> impl IntoView {
    let params = use_params_map();
    let erasure = Memo::new(move |_| params.with(|params| params.get("erasure")?.parse::<ErasureId>().ok()));
    let first = Resource::new(
        move || erasure.get(),
        |erasure| async move {
            match erasure {
                Some(erasure) => erasure_receipt(erasure).await,
                None => Err(Error::NotFound),
            }
        },
    );
    let lang = use_language();
    view! {
        <Page
            title=t::receipt_title(lang)
            intro=t::receipt_intro(lang)
            actions=move || {
                view! {
                    <Button kind=ButtonKind::Secondary on_click=|_| print()>
                        {t::print(lang)}
                    </Button>
                }
            }
        >
            <a class="person-back" href="/admin/erasures">
                <IconView icon=Icon::ArrowLeft />
                {t::back(lang)}
            </a>
            <Transition fallback=|| view! { <Skeleton lines=8 /> }>
                {move || Suspend::new(async move {
                    match first.await {
                        Ok(receipt) => view! { <Body receipt=receipt /> }.into_any(),
                        Err(Error::NotFound) => {
                            view! {
                                <Empty title=t::no_such(lang) icon=Icon::Scales>
                                    <LinkButton href="/admin/erasures">{t::back(lang)}</LinkButton>
                                </Empty>
                            }
                                .into_any()
                        }
                        Err(error) => view! { <Failed error=error retry=move |()| first.refetch() /> }.into_any(),
                    }
                })}
            </Transition>
        </Page>
    }
}

#[component]
fn Body(
    /// What it says.
    receipt: Signed,
) -> impl IntoView {
    let lang = use_language();
    let Signed {
        erasure,
        entry,
        checkpoint,
        note,
    } = receipt;
    let of_kind = |kind: SubjectKind| {
        let ids: Vec<_> = erasure.subjects.iter().filter(|(of, _)| *of == kind).collect();
        (!ids.is_empty()).then(|| {
            view! {
                <li>
                    {t::counted(lang, kind, ids.len())}
                    {ids
                        .iter()
                        .map(|(_, id)| view! { <code class="fingerprint">{id.to_string()}</code> })
                        .collect_view()}
                </li>
            }
        })
    };
    view! {
        <section class="panel" aria-label=t::receipt(lang)>
            <dl class="facts">
                <div>
                    <dt>{t::at(lang)}</dt>
                    <dd>
                        <When at=erasure.at style=WhenStyle::DateTime />
                    </dd>
                </div>
                <div>
                    <dt>{t::by(lang)}</dt>
                    <dd>{erasure.by.clone()}</dd>
                </div>
                <div>
                    <dt>{t::ground(lang)}</dt>
                    <dd class="typed-lines">{erasure.ground.clone()}</dd>
                </div>
                <div>
                    <dt>{t::erased(lang)}</dt>
                    <dd>
                        <ul class="erased-list">{SubjectKind::ALL.map(of_kind).collect_view()}</ul>
                    </dd>
                </div>
                {(erasure.kept > 0)
                    .then(|| {
                        view! {
                            <div>
                                <dt>{t::kept(lang)}</dt>
                                <dd>{t::kept_signatures(lang, erasure.kept)}</dd>
                            </div>
                        }
                    })}
                <div>
                    <dt>{t::entry(lang)}</dt>
                    <dd class="figures">{t::entry_number(lang, entry)}</dd>
                </div>
                <div>
                    <dt>{t::checkpoint(lang)}</dt>
                    <dd class="figures">{t::checkpoint_entries(lang, checkpoint)}</dd>
                </div>
            </dl>
        </section>
        <section class="panel" aria-labelledby="statement-title">
            <div class="panel-head">
                <h2 id="statement-title">{t::statement(lang)}</h2>
            </div>
            <p class="panel-text">{t::statement_help(lang)}</p>
            <code class="fingerprint signed-statement">{note.clone()}</code>
            <div class="form-actions">
                <LinkButton href=format!("/admin/files/erasures/{}", erasure.id) external=true>
                    <IconView icon=Icon::Download />
                    {t::download(lang)}
                </LinkButton>
                <CopyButton text=note />
            </div>
        </section>
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
