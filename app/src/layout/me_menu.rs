//! Who I am, and signing out.

use domain::Permission;
use domain::access::Me;
use leptos::form::ActionForm;
use leptos::prelude::*;

use super::use_me;
use crate::api::access::SignOut;
use crate::components::{Button, ButtonKind, Icon, IconView, LinkButton};
use crate::{texts, use_language};

/// A button with the person's initials; it opens who they are and signing out. A popover, so that it needs no script.
#[component]
pub(super) fn MeMenu() -> impl IntoView {
    let me = use_me();
    let out = ServerAction::<SignOut>::new();
    view! {
        <Suspense fallback=|| view! { <span class="avatar avatar-empty"></span> }>
            {move || Suspend::new(async move {
                let me = me.await.ok().flatten();
                me.map(|me| view! { <Menu me=me out=out /> })
            })}
        </Suspense>
    }
}

/// The button and what it opens.
#[component]
fn Menu(
    /// Who is signed in.
    me: Me,
    /// Signing out.
    out: ServerAction<SignOut>,
) -> impl IntoView {
    let lang = use_language();
    let pending = out.pending();
    let support = me.role.is_support();
    view! {
        <button
            type="button"
            class="avatar"
            aria-label=format!("{}: {}", texts::common::my_account(lang), me.name)
            popovertarget="me-menu"
        >
            {initials(&me.name)}
        </button>
        <div class="popover" id="me-menu" popover="auto">
            <p class="me-name">{me.name.clone()}</p>
            {(!support).then(|| view! { <p class="me-line">{me.email.clone()}</p> })}
            <p class="me-line">{me.role.title(lang)} " · " {me.firm_name.clone()}</p>
            <hr class="popover-rule" />
            {(!support)
                .then(|| {
                    view! {
                        <LinkButton href="/account" kind=ButtonKind::Quiet>
                            <IconView icon=Icon::User />
                            {texts::common::my_account(lang)}
                        </LinkButton>
                    }
                })}
            <LinkButton href="/roles" kind=ButtonKind::Quiet>
                {texts::common::roles(lang)}
            </LinkButton>
            // An account of support's is an operator's, who came from there.
            {(support || me.may(Permission::ManagePeople))
                .then(|| {
                    view! {
                        <LinkButton href="/admin" kind=ButtonKind::Quiet external=true>
                            {texts::admin::console(lang)}
                        </LinkButton>
                    }
                })}
            // Never waits: whoever signs out and leaves is out.
            <ActionForm action=out attr:data-plain="">
                <Button kind=ButtonKind::Quiet submit=true pending=pending>
                    <IconView icon=Icon::SignOut />
                    {texts::common::sign_out(lang)}
                </Button>
            </ActionForm>
        </div>
    }
}

/// At most two letters.
pub(super) fn initials(name: &str) -> String {
    let mut words = name
        .split_whitespace()
        .filter_map(|word| word.chars().find(|c| c.is_alphabetic()));
    let first = words.next();
    first
        .into_iter()
        .chain(words.next())
        .flat_map(char::to_uppercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn two_letters_of_a_name() {
        assert_eq!(initials("María José Ñuñez Soto"), "MJ");
        assert_eq!(initials("Ñ"), "Ñ");
        assert_eq!(initials(" 3 "), "");
    }
}
