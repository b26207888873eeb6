//! A request for a signature as the firm sees it: how far it is, who and when, its link, and taking it back.

mod badge;
mod details;
mod hand_over;
mod progress;
mod void;

use domain::access::Me;
use domain::ids::EnvelopeId;
use domain::signing::{EnvelopePage as Shown, EnvelopeState, SignerState};
use domain::{Language, Permission};
use leptos::prelude::*;
use leptos_router::components::A;

pub(super) use self::badge::{EnvelopeBadge, who_waits};
use self::details::{Details, PageToSign};
use self::hand_over::HandOver;
use self::progress::Progress;
use self::void::Void;
use super::absent::Absent;
use super::fresh::Fresh;
use super::live::follow;
use super::me::may;
use super::params::use_id;
use crate::components::{Alert, AlertKind, ButtonKind, Icon, IconView, LinkButton, Page, Skeleton};
use crate::layout::use_me;
use crate::{api, texts::office as t, use_language};

/// What every part of the page needs.
#[derive(Clone, Copy)]
struct Scope {
    /// The envelope.
    id: EnvelopeId,
    /// Its data.
    envelope: Fresh<Shown>,
}

impl Scope {
    /// A part of the data, for fine updates.
    fn part<T: PartialEq + Send + Sync + 'static>(self, part: impl Fn(&Shown) -> T + Send + Sync + 'static) -> Memo<T> {
        let data = self.envelope.data();
        Memo::new(move |_| data.with(&part))
    }
}

/// `/envelopes/:envelope`
#[component]
pub fn EnvelopePage() -> impl IntoView {
    let lang = use_language();
    let id = use_id::<EnvelopeId>("envelope");
    let me = use_me();
    let page = Resource::new(
        move || id.get(),
        |id| async move { api::signing::envelope_page(id?).await },
    );
    view! {
        <Transition fallback=EnvelopeSkeleton>
            {move || Suspend::new(async move {
                let me = me.await.ok().flatten();
                match page.await {
                    Ok(shown) => view! { <EnvelopeBody shown=shown me=me /> }.into_any(),
                    Err(error) => {
                        view! {
                            <Absent
                                error=error
                                page=t::envelope_title(lang)
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
fn EnvelopeSkeleton() -> impl IntoView {
    let lang = use_language();
    view! {
        <Page title=t::envelope_title(lang)>
            <div class="panel">
                <Skeleton lines=3 />
            </div>
            <div class="document-columns">
                <div class="panel">
                    <Skeleton lines=6 />
                </div>
                <div class="panel">
                    <Skeleton lines=8 />
                </div>
            </div>
        </Page>
    }
}

#[component]
fn EnvelopeBody(shown: Shown, me: Option<Me>) -> impl IntoView {
    let lang = use_language();
    let (id, case) = (shown.summary.id, shown.case);
    let (document, area) = (shown.summary.document, shown.area);
    let (name, case_title) = (shown.summary.document_name.clone(), shown.case_title.clone());
    let title = format!("{} · {}", t::envelope_title(lang), name);
    let (name, case_title) = (StoredValue::new(name), StoredValue::new(case_title));
    let may_send = may(me.as_ref(), Permission::SendForSignature);
    let scope = Scope {
        id,
        envelope: Fresh::new(shown, move || api::signing::envelope_page(id)),
    };
    follow(case, move || scope.envelope.refresh());
    let lost = scope.envelope.lost();
    let state = scope.part(|shown| shown.summary.state);
    let link_works = scope.part(|shown| shown.link_works);
    let says = scope.part(move |shown| says(lang, shown));
    let reason = scope.part(|shown| shown.reason.clone());
    let copy = scope.part(|shown| shown.summary.signed_document);
    let header = move || {
        view! {
            <header class="page-head">
                <div class="page-head-words">
                    <A href=format!("/cases/{case}#signatures") attr:class="back-link">
                        <IconView icon=Icon::ArrowLeft />
                        {case_title.get_value()}
                    </A>
                    <h1 class="serif">{name.get_value()}</h1>
                    <p class="page-intro">{t::envelope_title(lang)}</p>
                </div>
            </header>
        }
    };
    view! {
        <Page title=title header=header>
            {move || {
                lost.get()
                    .then(|| {
                        view! {
                            <Alert kind=AlertKind::Warning>
                                <p>{t::no_longer_yours(lang)}</p>
                            </Alert>
                        }
                    })
            }}
            <section class="panel" aria-labelledby="progress-title">
                <div class="panel-head">
                    <h2 id="progress-title">{t::progress(lang)}</h2>
                    {move || view! { <EnvelopeBadge state=state.get() /> }}
                </div>
                <p class="envelope-says" role="status">{move || says.get()}</p>
                {move || {
                    let reason = reason.get();
                    (!reason.is_empty()).then(|| view! { <p class="prose">{t::reason_label(lang)} ": " {reason}</p> })
                }}
                <Progress scope=scope />
                {move || {
                    copy.get()
                        .map(|copy| {
                            view! {
                                <div class="form-actions">
                                    <LinkButton href=format!("/documents/{copy}")>
                                        <IconView icon=Icon::Seal />
                                        {t::open_signed_copy(lang)}
                                    </LinkButton>
                                    <LinkButton kind=ButtonKind::Secondary href=format!("/files/documents/{copy}") external=true>
                                        <IconView icon=Icon::Download />
                                        {t::download_signed_copy(lang)}
                                    </LinkButton>
                                </div>
                            }
                        })
                }}
                {move || {
                    let over = matches!(state.get(), EnvelopeState::Declined | EnvelopeState::Voided | EnvelopeState::Expired);
                    (over && may_send)
                        .then(|| {
                            view! {
                                <div class="form-actions">
                                    <LinkButton href=format!("/documents/{document}/sign")>{t::ask_again(lang)}</LinkButton>
                                </div>
                            }
                        })
                }}
            </section>
            <div class="document-columns envelope-columns">
                <PageToSign document=document area=area />
                <div class="document-side">
                    <Details scope=scope />
                    <Show when=move || may_send && state.get().open()>
                        <Show when=move || link_works.get()>
                            <HandOver scope=scope />
                        </Show>
                        <Void scope=scope />
                    </Show>
                </div>
            </div>
        </Page>
    }
}

/// How far it is, in a sentence.
fn says(lang: Language, shown: &Shown) -> String {
    let name = &shown.summary.signer_name;
    match (shown.summary.state, shown.summary.signer_state) {
        (EnvelopeState::Sent, SignerState::Consented) => t::consented_says(lang, name),
        (EnvelopeState::Sent, SignerState::Opened) => t::opened_says(lang, name),
        (EnvelopeState::Sent, _) => t::sent_says(lang, name),
        (EnvelopeState::Signed, _) => t::signed_says(lang, name),
        (EnvelopeState::Completed, _) => t::completed_says(lang, name),
        (EnvelopeState::Declined, _) => t::declined_says(lang, name),
        (EnvelopeState::Voided, _) => t::voided_says(lang).to_owned(),
        (EnvelopeState::Expired, _) => t::expired_says(lang, name),
    }
}
