//! Somebody of the firm: role, account, sessions.

mod account;
mod recovery;
mod role;
mod sessions;

use domain::Error;
use domain::console::PersonPage;
use domain::ids::UserId;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use self::account::AccountPanel;
use self::recovery::RecoveryPanel;
use self::role::RolePanel;
use self::sessions::{DevicesPanel, SessionsPanel};
use super::live::follow_firm;
use super::people::{Account, Factor};
use crate::api::console::person;
use crate::components::{Alert, Empty, Failed, Icon, IconView, LinkButton, Page, Skeleton, When, WhenStyle};
use crate::pages::office::fresh::Fresh;
use crate::texts::admin as t;
use crate::use_language;

/// The person's page.
#[component]
pub fn Person() -> impl IntoView {
    let params = use_params_map();
    let user = Memo::new(move |_| params.with(|params| params.get("user")?.parse::<UserId>().ok()));
    let first = Resource::new(
        move || user.get(),
        |user| async move {
            match user {
                Some(user) => person(user).await,
                None => Err(Error::NotFound),
            }
        },
    );
    view! {
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                match first.await {
                    Ok(page) => view! { <Found page=page /> }.into_any(),
                    Err(error) => view! { <Absent error=error retry=move |()| first.refetch() /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Loading() -> impl IntoView {
    let lang = use_language();
    view! {
        <Page title=t::person(lang)>
            <Skeleton lines=8 />
        </Page>
    }
}

#[component]
fn Absent(
    /// Why.
    error: Error,
    /// Asks again.
    #[prop(into)]
    retry: Callback<()>,
) -> impl IntoView {
    let lang = use_language();
    view! {
        <Page title=t::person(lang)>
            {if error == Error::NotFound {
                view! {
                    <Empty title=t::no_such_person(lang) icon=Icon::User>
                        <p>{t::no_such_person_text(lang)}</p>
                        <LinkButton href="/admin/people">{t::back_to_people(lang)}</LinkButton>
                    </Empty>
                }
                .into_any()
            } else {
                view! { <Failed error=error retry=retry /> }.into_any()
            }}
        </Page>
    }
}

/// What the panels work on.
#[derive(Clone, Copy)]
pub(super) struct Scope {
    user: UserId,
    page: Fresh<PersonPage>,
}

impl Scope {
    /// A part of the page, told only when it changes.
    fn part<T: PartialEq + Send + Sync + 'static>(
        self,
        of: impl Fn(&PersonPage) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        let page = self.page.data();
        Memo::new(move |_| page.with(&of))
    }
}

#[component]
fn Found(
    /// As it came with the page.
    page: PersonPage,
) -> impl IntoView {
    let lang = use_language();
    let (user, name, myself) = (page.person.user, page.person.name.clone(), page.person.myself);
    // Operators are operators: there is nothing to choose.
    let offered = page.person.role.of_the_same_house().len();
    let fresh = follow_firm(page, move || person(user));
    let scope = Scope { user, page: fresh };
    let shown = name.clone();
    view! {
        <Page title=name header=move || view! { <Head scope=scope name=shown.clone() /> }>
            <div class="person-panels">
                {if myself {
                    view! { <Alert>{t::own_account_note(lang)}</Alert> }.into_any()
                } else {
                    view! {
                        {(offered > 1).then(|| view! { <RolePanel scope=scope /> })}
                        <AccountPanel scope=scope />
                        <RecoveryPanel scope=scope />
                    }
                    .into_any()
                }}
                <SessionsPanel scope=scope />
                <DevicesPanel scope=scope />
            </div>
        </Page>
    }
}

/// Who it is, and how they stand.
#[component]
fn Head(
    /// The person.
    scope: Scope,
    /// Their name.
    name: String,
) -> impl IntoView {
    let lang = use_language();
    let person = scope.part(|page| page.person.clone());
    view! {
        <header class="person-head">
            <a class="person-back" href="/admin/people">
                <IconView icon=Icon::ArrowLeft />
                {t::back_to_people(lang)}
            </a>
            <h1>{name}</h1>
            {move || {
                let person = person.get();
                view! {
                    <p class="person-line">{person.email} " · " {person.role.title(lang)}</p>
                    <p class="person-logs">
                        // The office is another place, with a session of its own.
                        <a class="quiet-link" href=format!("/log?user={}", scope.user) rel="external">
                            {t::persons_office_log(lang)}
                        </a>
                        <a class="quiet-link" href=format!("/admin/log?user={}", scope.user)>
                            {t::persons_log(lang)}
                        </a>
                    </p>
                    <dl class="person-facts">
                        <div>
                            <dt>{t::column_account(lang)}</dt>
                            <dd>
                                <Account active=person.active />
                            </dd>
                        </div>
                        <div>
                            <dt>{t::column_factor(lang)}</dt>
                            <dd>
                                <Factor set_up=person.second_factor />
                            </dd>
                        </div>
                        <div>
                            <dt>{t::column_last(lang)}</dt>
                            <dd>
                                {match person.last_sign_in {
                                    Some(at) => view! { <When at=at style=WhenStyle::DateTime /> }.into_any(),
                                    None => t::never(lang).into_any(),
                                }}
                            </dd>
                        </div>
                    </dl>
                }
            }}
        </header>
    }
}
