//! Inviting people to the firm, and who has not come yet.

use domain::access::Invited;
use domain::rules::NAME_MAX;
use domain::{Language, Role};
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::live::follow_firm;
use super::role_options::role_options;
use crate::api::console::{Invite, WithdrawInvitation, invitations};
use crate::components::{
    Badge, Button, ButtonKind, Empty, ErrorSummary, Failed, Icon, Page, SelectField, Skeleton, StepUp, TextField, Tone,
    When, WhenStyle, problem_of, toast, use_action_error,
};
use crate::layout::use_me;
use crate::pages::office::fresh::Fresh;
use crate::pages::office::outcome::{on_success, pending};
use crate::pages::office::unfold::Confirm;
use crate::texts::admin as t;
use crate::{texts, use_language};

/// The form, and below it those that are open.
#[component]
pub fn Invitations() -> impl IntoView {
    let lang = use_language();
    let first = Resource::new(|| (), |()| invitations());
    let me = use_me();
    view! {
        <Page title=t::invitations(lang) intro=t::invitations_intro(lang)>
            <Transition fallback=|| view! { <Skeleton lines=8 /> }>
                {move || Suspend::new(async move {
                    // Whoever invites gives a role of their own house.
                    let inviter = me.await.ok().flatten().map_or(Role::Administrator, |me| me.role);
                    match first.await {
                        Ok(open) => view! { <Panels open=open inviter=inviter /> }.into_any(),
                        Err(error) => view! { <Failed error=error retry=move |()| first.refetch() /> }.into_any(),
                    }
                })}
            </Transition>
        </Page>
    }
}

#[component]
fn Panels(
    /// As they came with the page.
    open: Vec<Invited>,
    /// What the reader is.
    inviter: Role,
) -> impl IntoView {
    let fresh = follow_firm(open, invitations);
    view! {
        <div class="person-panels">
            <InviteForm fresh=fresh inviter=inviter />
            <Open fresh=fresh />
        </div>
    }
}

/// Whom to invite.
#[component]
fn InviteForm(
    /// The list, which changes with it.
    fresh: Fresh<Vec<Invited>>,
    /// What the reader is.
    inviter: Role,
) -> impl IntoView {
    let lang = use_language();
    let action = ServerAction::<Invite>::new();
    let error = use_action_error(action);
    let (name, email) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    on_success(action, move || {
        fresh.refresh();
        name.set(String::new());
        email.set(String::new());
        toast(t::invited_toast(lang));
    });
    let labels = vec![
        ("name", t::column_name(lang).to_owned()),
        ("email", texts::access::email(lang).to_owned()),
        ("role", t::role(lang).to_owned()),
        ("language", t::language(lang).to_owned()),
    ];
    // What most who come to a firm are.
    let usual = if inviter.of_the_same_house().contains(&Role::Attorney) {
        Role::Attorney
    } else {
        inviter
    };
    let languages = Language::ALL
        .map(|language| (language.tag().to_owned(), language.own_name().to_owned()))
        .to_vec();
    view! {
        <section class="panel" aria-labelledby="invite-title">
            <div class="panel-head">
                <h2 id="invite-title">{t::invite(lang)}</h2>
            </div>
            <ActionForm action=action>
                <div class="form">
                    <ErrorSummary error=error labels=labels />
                    <TextField
                        name="name"
                        label=t::column_name(lang)
                        problem=problem_of(error, "name")
                        required=true
                        autocomplete="off"
                        maxlength=NAME_MAX
                        bind=name
                    />
                    <TextField
                        name="email"
                        kind="email"
                        label=texts::access::email(lang)
                        problem=problem_of(error, "email")
                        required=true
                        autocomplete="off"
                        inputmode="email"
                        maxlength=254
                        bind=email
                    />
                    <SelectField
                        name="role"
                        label=t::role(lang)
                        problem=problem_of(error, "role")
                        options=role_options(inviter, lang)
                        selected=usual.name()
                    />
                    <SelectField
                        name="language"
                        label=t::language(lang)
                        help=texts::access::firm_language_help(lang)
                        problem=problem_of(error, "language")
                        options=languages
                        selected=lang.tag()
                    />
                    <div class="form-end">
                        <Button submit=true pending=pending(action)>
                            {t::send_invitation(lang)}
                        </Button>
                    </div>
                </div>
            </ActionForm>
            <StepUp action=action />
        </section>
    }
}

/// Who has been invited and has not come yet.
#[component]
fn Open(
    /// The list.
    fresh: Fresh<Vec<Invited>>,
) -> impl IntoView {
    let lang = use_language();
    let action = ServerAction::<WithdrawInvitation>::new();
    let error = use_action_error(action);
    on_success(action, move || {
        fresh.refresh();
        toast(t::withdrawn_toast(lang));
    });
    let open = fresh.data();
    let row = move |invited: Invited| {
        view! {
            <li class="row">
                <div class="row-words">
                    <p class="row-title">{invited.name.clone()} " · " {invited.role.title(lang)}</p>
                    <p class="row-detail">{invited.email}</p>
                    <p class="row-detail">
                        {invited.invited_by} " · " <When at=invited.made_at style=WhenStyle::Relative />
                        {invited.over.then(|| view! { " " <Badge tone=Tone::Amber icon=Icon::Clock>{t::over(lang)}</Badge> })}
                    </p>
                </div>
                <Confirm
                    label=t::withdraw(lang)
                    name=t::withdraw_name(lang, &invited.name)
                    question=t::withdraw_question(lang)
                >
                    <ActionForm action=action>
                        <input type="hidden" name="invitation" value=invited.id.to_string() />
                        <Button kind=ButtonKind::Danger submit=true pending=pending(action)>
                            {t::withdraw(lang)}
                        </Button>
                    </ActionForm>
                </Confirm>
            </li>
        }
    };
    view! {
        <section class="panel" aria-labelledby="open-title">
            <div class="panel-head">
                <h2 id="open-title">{t::open_invitations(lang)}</h2>
            </div>
            <ErrorSummary error=error labels=Vec::new() />
            {move || {
                let open = open.get();
                if open.is_empty() {
                    view! {
                        <Empty title=t::no_invitations(lang) icon=Icon::People>
                            <p>{t::no_invitations_text(lang)}</p>
                        </Empty>
                    }
                    .into_any()
                } else {
                    view! { <ul class="rows">{open.into_iter().map(row).collect_view()}</ul> }.into_any()
                }
            }}
            <StepUp action=action />
        </section>
    }
}
