//! What was typed into a form and not sent: sealed in the browser, and back when its author is.
//!
//! **The rule.** Every form of the office in which losing what was typed would hurt has one line in it:
//! `<Draft form="open-case" action=action />`. It works on the form's own named fields. It never keeps a password, a code or a file,
//! and never stands in a form that has one to give, nor on the signer's pages, which save by themselves. A hidden field is the form's
//! own business and is left alone, unless it says `data-draft`: for the version that an edit began from, so that somebody else's change
//! is still noticed, and for what is chosen by other means than typing.
//!
//! A draft goes when the form was sent, when it is discarded, when the form is reset, and after a week. Why it is sealed as it is, says
//! `docs/decisions/0012-drafts-sealed-in-two-halves.md`.

use domain::{Error, Timestamp};
use leptos::html::Div;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{Button, ButtonKind, Icon, IconView, When, WhenStyle};
use crate::{texts, use_language};

#[cfg(feature = "hydrate")]
mod claim;
#[cfg(feature = "hydrate")]
mod fields;
#[cfg(feature = "hydrate")]
mod keeper;
#[cfg(feature = "hydrate")]
mod object;
#[cfg(feature = "hydrate")]
mod sealer;
#[cfg(feature = "hydrate")]
mod store;

#[cfg(feature = "hydrate")]
pub(crate) use keeper::seal_all;

/// What is said about a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    /// Nothing: there is none, or it is what is being typed.
    Nothing,
    /// It was typed before, and is back.
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only browsers keep drafts"))]
    Back(Timestamp),
    /// It was back, and the reader does not want it.
    Discarded,
}

/// Keeps what is typed into the form around it, and says so when it is back. Without script, or in a browser without the Web Cryptography
/// API, it is nothing.
#[component]
pub fn Draft<S>(
    /// The form's name: one of its kind on its page.
    #[prop(into)]
    form: String,
    /// What sends it.
    action: ServerAction<S>,
    /// Whether the form is unfolded, where it folds: set when there is something to show.
    #[prop(into, default = None)]
    open: Option<RwSignal<bool>>,
) -> impl IntoView
where
    S: ServerFn<Error = Error> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    let lang = use_language();
    let said = RwSignal::new(Said::Nothing);
    let marker = NodeRef::<Div>::new();
    #[cfg(feature = "hydrate")]
    let kept = keeper::keep(marker, form, action, open, said);
    #[cfg(not(feature = "hydrate"))]
    let _ = (form, action, open);
    let press = move |_| match said.get_untracked() {
        Said::Nothing => {}
        Said::Back(_) => {
            #[cfg(feature = "hydrate")]
            kept.discard();
            said.set(Said::Discarded);
        }
        Said::Discarded => {
            #[cfg(feature = "hydrate")]
            kept.bring_back();
        }
    };
    let words = move || {
        match said.get() {
        Said::Nothing => ().into_any(),
        Said::Back(at) => view! {
            <p class="notice-title">{texts::common::draft_back(lang)}</p>
            <p>{texts::common::draft_changed(lang)} " " <When at=at style=WhenStyle::Relative /> ". " {texts::common::draft_not_sent(lang)}</p>
        }
        .into_any(),
        Said::Discarded => view! { <p>{texts::common::draft_discarded(lang)}</p> }.into_any(),
    }
    };
    let there = Memo::new(move |_| said.get() != Said::Nothing);
    // The words stand in a region that was there before them, or nobody would hear them. One button throughout, so that the focus stays.
    view! {
        <div class="draft" class:draft-there=there node_ref=marker>
            <IconView icon=Icon::Lock />
            <div class="draft-words" role="status">{words}</div>
            <Show when=move || there.get()>
                <Button kind=ButtonKind::Secondary on_click=press>
                    {move || match said.get() {
                        Said::Discarded => texts::common::draft_undo(lang),
                        _ => texts::common::draft_discard(lang),
                    }}
                </Button>
            </Show>
        </div>
    }
}
