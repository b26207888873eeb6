//! A row of the apps or the passkeys: its words, giving it another name, and removing it.

use domain::factors::{Factor, SecondFactors};
use domain::{Language, Timestamp};
use leptos::prelude::*;

use super::rename::{RenameButton, Renaming};
use super::second_factors::Scope;
use crate::components::{Button, ButtonKind, When, WhenStyle};
use crate::pages::office::unfold::Confirm;
use crate::texts::account as t;
use crate::use_language;

/// The row. It offers no removal while the factor is the only one.
#[component]
pub(super) fn FactorRow<Id: Clone + PartialEq + ToString + Send + Sync + 'static>(
    scope: Scope,
    /// None once it was removed.
    factor: Memo<Option<Factor<Id>>>,
    renaming: Renaming<Id>,
    /// What is asked before one of this name is removed.
    question: fn(Language, &str) -> String,
    /// The form that removes it, around [`RemoveFields`].
    #[prop(into)]
    removal: ViewFn,
) -> impl IntoView {
    let lang = use_language();
    let data = scope.factors.data();
    let one_may_go = Memo::new(move |_| data.with(SecondFactors::one_may_go));
    let confirm = move |name: &str| {
        let removal = removal.clone();
        view! {
            <Confirm label=t::remove(lang) name=t::remove_this(lang, name) question=question(lang, name)>
                {removal.run()}
            </Confirm>
        }
    };
    view! {
        <li class="row">
            {move || {
                factor
                    .get()
                    .map(|factor| {
                        let name = factor.name.clone();
                        view! {
                            <Words name=factor.name added_at=factor.added_at last_used_at=factor.last_used_at />
                            <div class="row-actions">
                                <RenameButton id=factor.id name=name.clone() renaming=renaming />
                                {one_may_go.get().then(|| confirm(&name))}
                            </div>
                        }
                    })
            }}
            <Show when=move || !one_may_go.get()>
                <p class="row-note">{t::last_stays(lang)}</p>
            </Show>
        </li>
    }
}

/// Name, since when, and when it was last used.
#[component]
fn Words(name: String, added_at: Timestamp, last_used_at: Option<Timestamp>) -> impl IntoView {
    let lang = use_language();
    view! {
        <div class="row-words">
            <p class="row-title">{name}</p>
            <p class="row-detail">
                {t::added(lang)} " " <When at=added_at style=WhenStyle::Date /> " · "
                {match last_used_at {
                    Some(at) => view! { {t::last_used(lang)} " " <When at=at style=WhenStyle::Relative /> }.into_any(),
                    None => t::never_used(lang).into_any(),
                }}
            </p>
        </div>
    }
}

/// Which one the form removes, and the button that sends it.
#[component]
pub(super) fn RemoveFields(
    /// Which, as the form sends it.
    id: String,
    #[prop(into)] pending: Signal<bool>,
) -> impl IntoView {
    let lang = use_language();
    view! {
        <input type="hidden" name="id" value=id />
        <Button kind=ButtonKind::Danger submit=true pending=pending>
            {t::remove(lang)}
        </Button>
    }
}
