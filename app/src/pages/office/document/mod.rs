//! A document: its pages as pictures with their text, its fingerprint, and what can be done with it.

mod facts;
mod pages;
mod picture;

use domain::Permission;
use domain::access::Me;
use domain::documents::{DocumentPage as Shown, DocumentSource};
use domain::ids::DocumentId;
use leptos::prelude::*;
use leptos_router::components::A;

use self::facts::Facts;
use self::pages::Pages;
pub(super) use self::picture::Picture;
use super::absent::Absent;
use super::me::{may, reads_log};
use super::params::use_id;
use crate::components::{Alert, AlertKind, Icon, IconView, LinkButton, Page, Seal, Skeleton};
use crate::layout::use_me;
use crate::texts::problems::not_signable;
use crate::{api, texts, texts::office as t, use_language};

/// `/documents/:document`
#[component]
pub fn DocumentPage() -> impl IntoView {
    let lang = use_language();
    let id = use_id::<DocumentId>("document");
    let me = use_me();
    let page = Resource::new(
        move || id.get(),
        |id| async move { api::documents::document_page(id?).await },
    );
    view! {
        <Transition fallback=DocumentSkeleton>
            {move || Suspend::new(async move {
                let me = me.await.ok().flatten();
                match page.await {
                    Ok(shown) => view! { <DocumentBody shown=shown me=me /> }.into_any(),
                    Err(error) => {
                        view! {
                            <Absent
                                error=error
                                page=t::document_title(lang)
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
fn DocumentSkeleton() -> impl IntoView {
    let lang = use_language();
    view! {
        <Page title=t::document_title(lang)>
            <div class="document-columns">
                <div class="document-main">
                    <div class="page-blank">
                        <Skeleton lines=12 />
                    </div>
                </div>
                <div class="document-side panel">
                    <Skeleton lines=6 />
                </div>
            </div>
        </Page>
    }
}

#[component]
fn DocumentBody(shown: Shown, me: Option<Me>) -> impl IntoView {
    let document = StoredValue::new(shown.document.clone());
    let (case, case_title) = (shown.case, StoredValue::new(shown.case_title.clone()));
    let signed = matches!(shown.document.source, DocumentSource::Signed(_));
    let may_send = may(me.as_ref(), Permission::SendForSignature) && !signed;
    let reads = reads_log(me.as_ref());
    let obstacle = shown.document.obstacle.filter(|_| may_send);
    let lang = use_language();
    let header = move || {
        let document = document.get_value();
        view! {
            <header class="page-head">
                <div class="page-head-words">
                    <A href=format!("/cases/{case}#documents") attr:class="back-link">
                        <IconView icon=Icon::ArrowLeft />
                        {case_title.get_value()}
                    </A>
                    <h1 class="serif">{document.file_name.clone()}</h1>
                    {signed.then(|| view! { <Seal label=t::signed_copy(lang) /> })}
                    {reads
                        .then(|| {
                            view! {
                                <p>
                                    <A href=format!("/documents/{}/readers", document.id) attr:class="quiet-link">
                                        {texts::log::who_opened(lang)}
                                    </A>
                                </p>
                            }
                        })}
                </div>
                <div class="page-actions">
                    {(may_send && obstacle.is_none())
                        .then(|| {
                            view! {
                                <LinkButton href=format!("/documents/{}/sign", document.id)>
                                    <IconView icon=Icon::Sign />
                                    {t::ask_signature(lang)}
                                </LinkButton>
                            }
                        })}
                    <a
                        class="btn btn-secondary"
                        href=format!("/files/documents/{}", document.id)
                        rel="external"
                        download=document.file_name.clone()
                    >
                        <IconView icon=Icon::Download />
                        {t::download(lang)}
                    </a>
                </div>
            </header>
        }
    };
    view! {
        <Page title=shown.document.file_name.clone() header=header>
            {obstacle
                .map(|obstacle| {
                    view! {
                        <Alert kind=AlertKind::Warning>
                            <p>{not_signable(lang, obstacle)}</p>
                        </Alert>
                    }
                })}
            <div class="document-columns">
                <Pages id=shown.document.id sizes=shown.sizes texts=shown.texts />
                <Facts document=shown.document />
            </div>
        </Page>
    }
}
