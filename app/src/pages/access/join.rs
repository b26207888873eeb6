//! Making an account with an invitation.

use domain::access::AccountLink;
use domain::rules::NAME_MAX;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::frame::Frame;
use super::link_token::{DeadLink, LinkToken, LinkTokenField};
use crate::api::access::{Join as JoinAction, invitation};
use crate::components::{Button, ErrorSummary, NewPasswordField, TextField, When, problem_of, use_action_error};
use crate::{texts, use_language};

/// Who invites and as what; then a name and a password. The authenticator app comes next.
#[component]
pub fn Join() -> impl IntoView {
    let lang = use_language();
    let action = ServerAction::<JoinAction>::new();
    let error = use_action_error(action);
    let token = LinkToken::of_this_page();
    let link = token.read(invitation);
    let name = RwSignal::new(String::new());
    Effect::new(move || {
        if let Some(Ok(AccountLink::Invitation { name: known, .. })) = link.get()
            && name.with_untracked(String::is_empty)
        {
            name.set(known);
        }
    });
    let context = Signal::derive(move || match link.get() {
        Some(Ok(AccountLink::Invitation { firm_name, email, .. })) => vec![name.get(), email, firm_name],
        _ => vec![name.get()],
    });
    let invited = move || match link.get() {
        Some(Ok(AccountLink::Invitation {
            firm_name,
            invited_by,
            email,
            role,
            expires_at,
            ..
        })) => Some(view! {
            <dl class="facts">
                <div>
                    <dt>{texts::access::join_firm(lang)}</dt>
                    <dd>{firm_name}</dd>
                </div>
                <div>
                    <dt>{texts::access::join_invited_by(lang)}</dt>
                    <dd>{invited_by}</dd>
                </div>
                <div>
                    <dt>{texts::access::join_role(lang)}</dt>
                    <dd>{role.title(lang)}</dd>
                </div>
                <div>
                    <dt>{texts::access::email(lang)}</dt>
                    <dd>{email}</dd>
                </div>
                <div>
                    <dt>{texts::access::join_until(lang)}</dt>
                    <dd><When at=expires_at /></dd>
                </div>
            </dl>
        }),
        _ => None,
    };
    let labels = vec![
        ("token", texts::access::link_token(lang).to_owned()),
        ("name", texts::access::your_name(lang).to_owned()),
        ("email", texts::access::email(lang).to_owned()),
        ("password", texts::access::password(lang).to_owned()),
    ];
    view! {
        <Frame title=texts::access::join_title(lang) intro=texts::access::join_intro(lang)>
            <DeadLink token=token link=link words=texts::access::join_dead(lang) />
            {invited}
            <ActionForm action=action attr:hidden=move || token.is_dead(link)>
                <div class="form">
                    <ErrorSummary error=error labels=labels />
                    <LinkTokenField token=token name="token" error=error />
                    <input type="hidden" name="language" value=lang.tag() />
                    <TextField
                        name="name"
                        label=texts::access::your_name(lang)
                        problem=problem_of(error, "name")
                        required=true
                        autocomplete="name"
                        maxlength=NAME_MAX
                        bind=name
                    />
                    <NewPasswordField
                        name="password"
                        label=texts::access::password(lang)
                        problem=problem_of(error, "password")
                        context=context
                    />
                    <div class="form-end">
                        <Button submit=true pending=action.pending()>
                            {texts::access::join_make(lang)}
                        </Button>
                    </div>
                </div>
            </ActionForm>
        </Frame>
    }
}
