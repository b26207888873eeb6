//! The way in: password, then a code that was used nowhere else.

use leptos::form::ActionForm;
use leptos::prelude::*;

use crate::api::console::{ConsoleEnterCode, ConsoleSignIn};
use crate::components::{
    Button, CodeField, ErrorSummary, Icon, IconView, Page, ToastRegion, problem_of, use_action_error,
};
use crate::layout::Doorway;
use crate::pages::access::ended::WhyEnded;
use crate::pages::access::frame::NextField;
use crate::pages::access::sign_in_fields::SignInFields;
use crate::place::Place;
use crate::texts::admin as t;
use crate::{texts, use_language};

/// A sheet under a dark head, as the console's own band.
#[component]
fn Frame(
    /// What the page is.
    title: &'static str,
    /// What is expected.
    intro: &'static str,
    /// What stands on it.
    children: Children,
) -> impl IntoView {
    let lang = use_language();
    provide_context(Place::Console);
    let head = move || {
        view! {
            <p class="console-card-head">
                <IconView icon=Icon::Lock />
                {t::console(lang)}
            </p>
            <header class="page-head">
                <div class="page-head-words">
                    <h1>{title}</h1>
                    <p class="page-intro">{intro}</p>
                </div>
            </header>
        }
    };
    view! {
        <Doorway>
            <div class="doorway-middle">
                <div class="card console-card">
                    <Page title=title narrow=true header=head>
                        {children()}
                    </Page>
                </div>
                <footer class="doorway-foot">
                    <p class="console-note">{t::short_session(lang)}</p>
                    <p class="console-note">
                        {t::not_an_administrator(lang)} " "
                        <a class="link" href="/sign-in" rel="external">
                            {t::to_the_offices_sign_in(lang)}
                        </a>
                    </p>
                </footer>
            </div>
        </Doorway>
        <ToastRegion />
    }
}

/// Mail address and password.
#[component]
pub fn SignIn() -> impl IntoView {
    let lang = use_language();
    let action = ServerAction::<ConsoleSignIn>::new();
    let error = use_action_error(action);
    view! {
        <Frame title=t::sign_in_title(lang) intro=t::sign_in_intro(lang)>
            <WhyEnded />
            <ActionForm action=action>
                <SignInFields error=error sent=action.version() pending=action.pending() />
            </ActionForm>
        </Frame>
    }
}

/// The code.
#[component]
pub fn Code() -> impl IntoView {
    let lang = use_language();
    let action = ServerAction::<ConsoleEnterCode>::new();
    let error = use_action_error(action);
    view! {
        <Frame title=t::code_title(lang) intro=t::code_intro(lang)>
            <ActionForm action=action>
                <div class="form">
                    <ErrorSummary error=error labels=vec![("code", texts::access::code(lang).to_owned())] />
                    <NextField />
                    <CodeField help=texts::access::code_help(lang) problem=problem_of(error, "code") autofocus=true />
                    <div class="form-end">
                        <Button submit=true pending=action.pending()>
                            {texts::access::enter(lang)}
                        </Button>
                    </div>
                </div>
            </ActionForm>
            <p class="form-aside">
                <a class="link" href="/admin/sign-in">
                    {texts::access::start_again(lang)}
                </a>
            </p>
        </Frame>
    }
}
