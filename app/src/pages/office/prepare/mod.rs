//! Asking for a signature: who signs, where, and how the link gets there.

mod delivery;
mod field;
mod numbers;
mod place;
mod placement;
mod signer;

use domain::Permission;
use domain::access::Me;
use domain::cases::CasePage as Case;
use domain::documents::DocumentPage as Shown;
use domain::ids::DocumentId;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::components::A;

use self::delivery::Delivery;
use self::place::Place;
use self::placement::likely_page;
use self::signer::{NoSigner, SignerField, can_sign};
use super::absent::Absent;
use super::me::may;
use super::outcome::pending;
use super::params::use_id;
use crate::api::signing::RequestSignature;
use crate::components::{
    Alert, AlertKind, Button, ButtonKind, Draft, ErrorSummary, Icon, IconView, LinkButton, Page, Skeleton,
    use_action_error,
};
use crate::layout::use_me;
use crate::{api, texts, texts::office as t, use_language};

/// `/documents/:document/sign`
#[component]
pub fn PreparePage() -> impl IntoView {
    let lang = use_language();
    let id = use_id::<DocumentId>("document");
    let me = use_me();
    let action = ServerAction::<RequestSignature>::new();
    let page = Resource::new(
        move || id.get(),
        |id| async move {
            let shown = api::documents::document_page(id?).await?;
            let case = api::cases::case_page(shown.case).await?;
            Ok((shown, case))
        },
    );
    view! {
        <Suspense fallback=PrepareSkeleton>
            {move || Suspend::new(async move {
                let me = me.await.ok().flatten();
                match page.await {
                    Ok((shown, case)) => view! { <Prepare shown=shown case=case me=me action=action /> }.into_any(),
                    Err(error) => {
                        view! {
                            <Absent
                                error=error
                                page=t::prepare_title(lang)
                                title=t::not_there_title(lang)
                                text=t::not_there_text(lang)
                                retry=move |()| page.refetch()
                            />
                        }
                            .into_any()
                    }
                }
            })}
        </Suspense>
    }
}

#[component]
fn PrepareSkeleton() -> impl IntoView {
    let lang = use_language();
    view! {
        <Page title=t::prepare_title(lang)>
            <div class="document-columns">
                <div class="document-main">
                    <div class="page-blank">
                        <Skeleton lines=12 />
                    </div>
                </div>
                <div class="document-side panel">
                    <Skeleton lines=8 />
                </div>
            </div>
        </Page>
    }
}

#[component]
fn Prepare(shown: Shown, case: Case, me: Option<Me>, action: ServerAction<RequestSignature>) -> impl IntoView {
    let lang = use_language();
    let (document, name) = (shown.document.id, StoredValue::new(shown.document.file_name.clone()));
    let header = move || {
        view! {
            <header class="page-head">
                <div class="page-head-words">
                    <A href=format!("/documents/{document}") attr:class="back-link">
                        <IconView icon=Icon::ArrowLeft />
                        {name.get_value()}
                    </A>
                    <h1>{t::prepare_title(lang)}</h1>
                </div>
            </header>
        }
    };
    let refused = me.is_some() && !may(me.as_ref(), Permission::SendForSignature);
    let signers = can_sign(&case.parties);
    let warning = shown.signature_warning;
    let body = if refused {
        view! {
            <Alert kind=AlertKind::Info>
                <p>{t::may_not_send(lang)}</p>
            </Alert>
        }
        .into_any()
    } else if let Some(obstacle) = shown.document.obstacle {
        view! {
            <Alert kind=AlertKind::Warning>
                <p>{texts::problems::not_signable(lang, obstacle)}</p>
            </Alert>
        }
        .into_any()
    } else if signers.is_empty() {
        view! { <NoSigner case=case.id /> }.into_any()
    } else {
        let error = use_action_error(action);
        let place = t::problem_place(lang).to_owned();
        let labels = vec![
            ("party", t::signer_label(lang).to_owned()),
            ("area", place.clone()),
            ("page", place),
            ("message", t::message_label(lang).to_owned()),
            ("language", t::language_label(lang).to_owned()),
            ("expires_in_days", t::expiry_label(lang).to_owned()),
            ("document", t::document_title(lang).to_owned()),
        ];
        view! {
            <ActionForm action=action attr:class="prepare">
                <Draft form="ask-signature" action=action />
                <ErrorSummary error=error labels=labels />
                <input type="hidden" name="form[document]" value=document.to_string() />
                <section class="panel" aria-labelledby="step-signer">
                    <h2 id="step-signer">{t::step_signer(lang)}</h2>
                    <SignerField case=case.id signers=signers error=error />
                </section>
                <section class="panel" aria-labelledby="step-place">
                    <h2 id="step-place">{t::step_place(lang)}</h2>
                    <Place document=document sizes=shown.sizes likely=likely_page(&shown.texts) error=error />
                </section>
                <section class="panel" aria-labelledby="step-send">
                    <h2 id="step-send">{t::step_send(lang)}</h2>
                    <Delivery error=error />
                </section>
                <p class="fine-print">{t::frozen_note(lang)}</p>
                <div class="form-actions">
                    <Button submit=true pending=pending(action)>
                        <IconView icon=Icon::Sign />
                        {t::send(lang)}
                    </Button>
                    <LinkButton kind=ButtonKind::Quiet href=format!("/documents/{document}")>
                        {texts::common::cancel(lang)}
                    </LinkButton>
                </div>
            </ActionForm>
        }
        .into_any()
    };
    view! {
        <Page title=t::prepare_title(lang) header=header>
            {warning
                .then(|| {
                    view! {
                        <Alert kind=AlertKind::Warning>
                            <p>{t::law_warning(lang)}</p>
                        </Alert>
                    }
                })}
            {body}
        </Page>
    }
}
