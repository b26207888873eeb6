//! My sessions and my trusted devices: seen, ended, forgotten.

mod devices;
mod earlier;
mod live;
mod place;

use domain::sessions::{Ending, SessionEntry, Sessions as Listed};
use leptos::form::ActionForm;
use leptos::prelude::*;

use self::devices::Devices;
use self::earlier::Earlier;
use self::live::Live;
use super::nav::AccountNav;
use crate::api::sessions::{EndSessions, sessions};
use crate::components::{
    Button, ButtonKind, ErrorSummary, Failed, Page, Skeleton, StepUp, but_step_up, toast, use_action_error,
};
use crate::pages::office::on_success;
use crate::pages::office::unfold::Confirm;
use crate::texts::sessions as words;
use crate::use_language;

/// The page. Ending anything asks for a fresh second factor.
#[component]
pub fn Sessions() -> impl IntoView {
    let lang = use_language();
    let page = Resource::new(|| (), |()| sessions());
    let action = ServerAction::<EndSessions>::new();
    let error = but_step_up(use_action_error(action));
    let asked = StoredValue::new(None::<Ending>);
    Effect::new(move || {
        if let Some(input) = action.input().get() {
            asked.set_value(Some(input.what));
        }
    });
    on_success(action, move || {
        if let Some(what) = asked.get_value() {
            toast(words::done(lang, what));
        }
        page.refetch();
    });
    view! {
        <Page title=words::title(lang) intro=words::intro(lang)>
            <AccountNav />
            <ErrorSummary error=error labels=Vec::new() />
            <Transition fallback=|| view! { <Skeleton lines=12 /> }>
                {move || Suspend::new(async move {
                    match page.await {
                        Ok(listed) => view! { <Panels listed=listed action=action /> }.into_any(),
                        Err(error) => view! { <Failed error=error retry=move |()| page.refetch() /> }.into_any(),
                    }
                })}
            </Transition>
        </Page>
        <StepUp action=action />
    }
}

/// What there is: now, trusted, before.
#[component]
fn Panels(
    /// What there is.
    listed: Listed,
    /// Ends it.
    action: ServerAction<EndSessions>,
) -> impl IntoView {
    let others = listed.others();
    let (live, earlier): (Vec<SessionEntry>, Vec<SessionEntry>) =
        listed.sessions.into_iter().partition(|session| session.ended.is_none());
    view! {
        <Live sessions=live others=others action=action />
        <Devices devices=listed.devices action=action />
        <Earlier sessions=earlier />
    }
}

/// A question, and the form that does what was asked.
#[component]
fn EndForm(
    /// What is ended.
    what: Ending,
    /// Which session or device.
    #[prop(optional, into)]
    id: Option<String>,
    /// The verb.
    label: &'static str,
    /// The verb with what it is done to.
    #[prop(into)]
    name: String,
    /// What is asked, and what follows from it.
    question: &'static str,
    /// Ends it.
    action: ServerAction<EndSessions>,
) -> impl IntoView {
    let field = match what {
        Ending::Session => Some("session"),
        Ending::Device => Some("device"),
        Ending::OtherSessions | Ending::Devices => None,
    };
    view! {
        <Confirm label=label name=name question=question>
            <ActionForm action=action>
                <input type="hidden" name="what" value=what.name() />
                {field.zip(id).map(|(field, id)| view! { <input type="hidden" name=field value=id /> })}
                <Button kind=ButtonKind::Danger submit=true pending=action.pending()>
                    {label}
                </Button>
            </ActionForm>
        </Confirm>
    }
}
