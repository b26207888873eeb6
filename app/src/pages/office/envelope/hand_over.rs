//! Handing the link over: copied, shown as a QR code, or mailed. Each is logged; the link is fetched only when asked for.

use domain::Error;
use domain::signing::{Channel, HandedLink};
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Scope;
use crate::api;
use crate::api::signing::MailLink;
use crate::components::{Button, ButtonKind, ErrorSummary, Icon, IconView, LinkToCopy, Modal, toast, use_action_error};
use crate::pages::office::outcome::{on_success, pending};
use crate::{texts::office as t, use_language};

/// The panel with the three ways.
#[component]
pub(super) fn HandOver(scope: Scope) -> impl IntoView {
    let lang = use_language();
    let error = RwSignal::new(None::<Error>);
    let (copying, showing) = (RwSignal::new(false), RwSignal::new(false));
    let (link, code) = (RwSignal::new(None::<HandedLink>), RwSignal::new(None::<HandedLink>));
    let code_open = RwSignal::new(false);
    // The dialog does not keep the code in the page after it was closed.
    Effect::new(move || {
        if !code_open.get() {
            code.set(None);
        }
    });
    let ask = move |channel: Channel, busy: RwSignal<bool>, then: Callback<HandedLink>| {
        busy.set(true);
        error.set(None);
        spawn_local(async move {
            let answer = api::signing::hand_over_link(scope.id, channel).await;
            busy.try_set(false);
            match answer {
                Ok(handed) => drop(then.try_run(handed)),
                Err(why) => {
                    error.try_set(Some(why));
                    scope.envelope.refresh();
                }
            }
        });
    };
    let copy = move |_| {
        ask(
            Channel::Copied,
            copying,
            Callback::new(move |handed: HandedLink| {
                spawn_local(async move {
                    if crate::components::put_on_clipboard(&handed.url).await {
                        toast(t::link_copied(lang));
                    }
                    // Shown as well: where the browser refuses to copy, it is selected by hand.
                    link.try_set(Some(handed));
                });
            }),
        );
    };
    let show = move |_| {
        ask(
            Channel::Qr,
            showing,
            Callback::new(move |handed: HandedLink| {
                code.set(Some(handed));
                code_open.set(true);
            }),
        );
    };
    let name = scope.part(|shown| shown.summary.signer_name.clone());
    view! {
        <section class="panel hand-over" aria-labelledby="hand-over-title">
            <h2 id="hand-over-title">{t::hand_over(lang)}</h2>
            <p class="fine-print">{t::hand_over_help(lang)}</p>
            <ErrorSummary error=error labels=Vec::new() />
            <div class="form-actions needs-script">
                <Button pending=copying on_click=copy>
                    <IconView icon=Icon::Copy />
                    {t::copy_link(lang)}
                </Button>
                <Button kind=ButtonKind::Secondary pending=showing on_click=show>
                    <IconView icon=Icon::Qr />
                    {t::show_qr(lang)}
                </Button>
            </div>
            {move || link.get().map(|handed| view! { <LinkToCopy id="signature-link" label=t::link_here(lang) url=handed.url /> })}
            <MailAgain scope=scope />
            <p class="fine-print only-without-script">{t::needs_script(lang)}</p>
            <Modal open=code_open title=t::qr_title(lang)>
                {move || {
                    code.get()
                        .map(|handed| {
                            view! {
                                <div class="qr" role="img" aria-label=t::qr_title(lang) inner_html=handed.qr_svg></div>
                                <p>{t::qr_help(lang, &name.get())}</p>
                            }
                        })
                }}
            </Modal>
        </section>
    }
}

/// Mails the link to the signer's address, the first time or again.
#[component]
fn MailAgain(scope: Scope) -> impl IntoView {
    let lang = use_language();
    let action = ServerAction::<MailLink>::new();
    let error = use_action_error(action);
    let email = scope.part(|shown| shown.signer_email.clone());
    on_success(action, move || {
        toast(t::link_mailed(lang, &email.get_untracked()));
        scope.envelope.refresh();
    });
    view! {
        <ErrorSummary error=error labels=Vec::new() />
        <ActionForm action=action attr:class="form-actions">
            <input type="hidden" name="envelope" value=scope.id.to_string() />
            <Button kind=ButtonKind::Secondary submit=true pending=pending(action)>
                <IconView icon=Icon::Mail />
                {t::mail_link(lang)}
            </Button>
        </ActionForm>
    }
}
