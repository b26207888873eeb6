//! The secret of a link that a page was opened with. It stands in the fragment, which no server is sent, and travels with the form only.

use core::future::Future;

use domain::Error;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{Alert, AlertKind, EarlyFill, Failed, TextField, problem_of};
use crate::{texts, use_language};

/// What a link leads to, once it is known.
pub(super) type Read<L> = RwSignal<Option<Result<L, Error>>>;

/// What a page knows of its link.
#[derive(Clone, Copy)]
pub(super) struct LinkToken {
    field: NodeRef<Input>,
    /// The secret, once the page's script has read it.
    pub(super) secret: RwSignal<Option<String>>,
    /// Whether the page was opened without one.
    pub(super) missing: RwSignal<bool>,
}

impl LinkToken {
    /// Reads the fragment into the form's field.
    pub(super) fn of_this_page() -> Self {
        let token = Self {
            field: NodeRef::new(),
            secret: RwSignal::new(None),
            missing: RwSignal::new(false),
        };
        Effect::new(move || {
            let Some(field) = token.field.get() else { return };
            let fragment = window().location().hash().unwrap_or_default();
            let secret = fragment.trim_start_matches('#');
            if !secret.is_empty() {
                field.set_value(secret);
            }
            let held = field.value();
            token.missing.set(held.is_empty());
            token.secret.set((!held.is_empty()).then_some(held));
        });
        token
    }

    /// What the link leads to, once the server has said it. Reading uses nothing up.
    pub(super) fn read<A, L>(self, ask: fn(String) -> A) -> Read<L>
    where
        A: Future<Output = Result<L, Error>> + 'static,
        L: Send + Sync + 'static,
    {
        let link = RwSignal::new(None);
        Effect::new(move || {
            if let Some(secret) = self.secret.get() {
                spawn_local(async move {
                    let answer = ask(secret).await;
                    // The page may be gone.
                    let _ = link.try_set(Some(answer));
                });
            }
        });
        link
    }

    /// Whether the form can lead to nothing.
    pub(super) fn is_dead<L: Send + Sync + 'static>(self, link: Read<L>) -> bool {
        self.missing.get() || link.with(|link| matches!(link, Some(Err(Error::LinkNotValid))))
    }
}

/// Says that the link works no more, that the page was opened without one, or that it could not be read.
#[component]
pub(super) fn DeadLink<L: Send + Sync + 'static>(
    /// The link.
    token: LinkToken,
    /// What it leads to.
    link: Read<L>,
    /// What can be done.
    words: &'static str,
    /// Where a new one is asked for.
    #[prop(optional)]
    again: Option<&'static str>,
) -> impl IntoView {
    let lang = use_language();
    let failed = move || link.with(|link| link.as_ref().and_then(|link| link.as_ref().err().cloned()));
    move || match failed() {
        _ if token.is_dead(link) => view! {
            <Alert kind=AlertKind::Warning>
                <p>{words}</p>
                {again
                    .map(|again| {
                        view! {
                            <p>
                                <a class="link" href=again>
                                    {texts::access::link_ask_again(lang)}
                                </a>
                            </p>
                        }
                    })}
            </Alert>
        }
        .into_any(),
        Some(error) => view! { <Failed error=error /> }.into_any(),
        _ => ().into_any(),
    }
}

/// The form's field for it: to be seen, and filled in by hand, only where no script runs.
#[component]
pub(super) fn LinkTokenField(
    /// The link.
    token: LinkToken,
    /// The name that is sent.
    name: &'static str,
    /// The form's error.
    #[prop(into)]
    error: Signal<Option<Error>>,
) -> impl IntoView {
    let lang = use_language();
    view! {
        <div class="only-without-script" data-token="">
            <TextField
                name=name
                label=texts::access::link_token(lang)
                help=texts::access::link_token_help(lang)
                problem=problem_of(error, "token")
                required=true
                autocomplete="off"
                code=true
                node_ref=token.field
            />
            <EarlyFill />
        </div>
    }
}
