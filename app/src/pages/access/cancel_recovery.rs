//! Saying no to the recovery of one's second factor.

use domain::access::AccountLink;
use leptos::either::Either;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::frame::Frame;
use super::link_token::{DeadLink, LinkToken, LinkTokenField};
use crate::api::access::{CancelRecovery as CancelRecoveryAction, recovery_link};
use crate::components::{Alert, AlertKind, Button, ButtonKind, ErrorSummary, use_action_error};
use crate::{texts, use_language};

/// Whose factor it is, and the one button. A program that opens the link presses nothing.
#[component]
pub fn CancelRecovery() -> impl IntoView {
    let lang = use_language();
    let action = ServerAction::<CancelRecoveryAction>::new();
    let error = use_action_error(action);
    let token = LinkToken::of_this_page();
    let link = token.read(recovery_link);
    let answer = action.value();
    let cancelled = Memo::new(move |_| answer.with(|answer| matches!(answer, Some(Ok(())))));
    let whose = move || match link.get() {
        Some(Ok(AccountLink::CancelRecovery { firm_name, name })) => Some(format!("{name} · {firm_name}")),
        _ => None,
    };
    let form = move || {
        view! {
            <DeadLink token=token link=link words=texts::access::cancel_recovery_dead(lang) />
            <ActionForm action=action attr:hidden=move || token.is_dead(link)>
                <div class="form">
                    <ErrorSummary error=error labels=vec![("token", texts::access::link_token(lang).to_owned())] />
                    <LinkTokenField token=token name="token" error=error />
                    <p class="form-account">{whose}</p>
                    <div class="form-end">
                        <Button submit=true kind=ButtonKind::Danger pending=action.pending()>
                            {texts::access::cancel_recovery_do(lang)}
                        </Button>
                    </div>
                </div>
            </ActionForm>
        }
    };
    view! {
        <Frame title=texts::access::cancel_recovery_title(lang) intro=texts::access::cancel_recovery_intro(lang)>
            {move || {
                if cancelled.get() {
                    Either::Left(
                        view! { <Alert kind=AlertKind::Success>{texts::access::cancel_recovery_done(lang)}</Alert> },
                    )
                } else {
                    Either::Right(form())
                }
            }}
            <p class="form-aside">
                <a class="link" href="/sign-in">
                    {texts::access::back_to_sign_in(lang)}
                </a>
            </p>
        </Frame>
    }
}
