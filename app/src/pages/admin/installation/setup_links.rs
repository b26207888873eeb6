//! Letting a firm register.

use domain::installation::{FirmsPage, NewLink, OpenSetupLink};
use leptos::form::ActionForm;
use leptos::prelude::*;

use crate::api::installation::{MakeSetupLink, WithdrawSetupLink};
use crate::components::{
    Badge, Button, ButtonKind, ErrorSummary, Icon, IconView, LinkToCopy, StepUp, Tone, When, WhenStyle, toast,
    use_action_error,
};
use crate::pages::office::fresh::Fresh;
use crate::pages::office::outcome::{on_success, pending};
use crate::pages::office::unfold::Confirm;
use crate::texts::installation as t;
use crate::use_language;

/// Making a link, and those that work.
#[component]
pub(super) fn SetupLinks(
    /// The page, which changes with it.
    fresh: Fresh<FirmsPage>,
) -> impl IntoView {
    let lang = use_language();
    let action = ServerAction::<MakeSetupLink>::new();
    let error = use_action_error(action);
    on_success(action, move || fresh.refresh());
    let answer = action.value();
    let made = move || answer.with(|answer| answer.as_ref()?.as_ref().ok().cloned());
    view! {
        <section class="panel setup-links" aria-labelledby="links-title">
            <div class="panel-head">
                <h2 id="links-title">{t::new_firm(lang)}</h2>
            </div>
            <p class="panel-text">{t::new_firm_text(lang)}</p>
            <ErrorSummary error=error labels=Vec::new() />
            <div role="status">{move || made().map(|link| view! { <Made link=link /> })}</div>
            // The link is in the answer and nowhere else, and only a script reads it.
            <p class="only-without-script">{t::needs_script(lang)}</p>
            <div class="needs-script">
                <ActionForm action=action>
                    <Button submit=true pending=pending(action)>
                        <IconView icon=Icon::Link />
                        {t::make_link(lang)}
                    </Button>
                </ActionForm>
            </div>
            <Open fresh=fresh made=action />
            <StepUp action=action />
        </section>
    }
}

/// The link, this once.
#[component]
fn Made(
    /// The link.
    link: NewLink,
) -> impl IntoView {
    let lang = use_language();
    view! {
        <div class="made-link">
            <LinkToCopy id="setup-link" label=t::the_link(lang) url=link.url />
            <p class="fine-print">
                {t::shown_once(lang)} " " <When at=link.expires_at style=WhenStyle::DateTime /> "."
            </p>
        </div>
    }
}

/// Links that nobody has used yet.
#[component]
fn Open(
    /// The page.
    fresh: Fresh<FirmsPage>,
    /// What made the link that is shown.
    made: ServerAction<MakeSetupLink>,
) -> impl IntoView {
    let lang = use_language();
    let withdraw = ServerAction::<WithdrawSetupLink>::new();
    let error = use_action_error(withdraw);
    on_success(withdraw, move || {
        fresh.refresh();
        // It may be the one that is shown.
        made.clear();
        toast(t::withdrawn_toast(lang));
    });
    let data = fresh.data();
    let links = Memo::new(move |_| data.with(|page| page.links.clone()));
    let row = move |link: OpenSetupLink| {
        view! {
            <li class="row">
                <div class="row-words">
                    <p class="row-title">
                        {t::made_at(lang)} " " <When at=link.made_at style=WhenStyle::DateTime />
                        {link.asked.then(|| view! { " " <Badge tone=Tone::Amber icon=Icon::Mail>{t::asked(lang)}</Badge> })}
                    </p>
                    <p class="row-detail">
                        {t::works_until(lang)} " " <When at=link.expires_at style=WhenStyle::DateTime />
                    </p>
                </div>
                <Confirm
                    label=t::withdraw(lang)
                    name=t::withdraw_name(lang)
                    question=t::withdraw_question(lang)
                >
                    <ActionForm action=withdraw>
                        <input type="hidden" name="link" value=link.id.to_string() />
                        <Button kind=ButtonKind::Danger submit=true pending=pending(withdraw)>
                            {t::withdraw(lang)}
                        </Button>
                    </ActionForm>
                </Confirm>
            </li>
        }
    };
    view! {
        <ErrorSummary error=error labels=Vec::new() />
        {move || {
            let links = links.get();
            (!links.is_empty())
                .then(|| {
                    view! {
                        <h3 class="made-links-title">{t::open_links(lang)}</h3>
                        <ul class="rows">{links.into_iter().map(row).collect_view()}</ul>
                    }
                })
        }}
        <StepUp action=withdraw />
    }
}
