//! Having the reader prove a passkey.

use domain::Error;
use domain::factors::CeremonyAnswer;
use leptos::prelude::*;

use super::{Button, ButtonKind, Icon, IconView};
use crate::passkey::Stopped;
use crate::texts::account as t;
use crate::{texts, use_language};

/// What a passkey is proven for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasskeyFor {
    /// The second factor, after the password.
    SecondFactor,
    /// Signing in with nothing else.
    Alone,
    /// A fresh factor, in a session.
    StepUp,
}

/// Why a ceremony came to nothing.
#[derive(Clone, Debug)]
pub(crate) enum Refused {
    Server(Error),
    Browser(Stopped),
}

impl Refused {
    fn words(&self, lang: domain::Language) -> String {
        match self {
            Self::Server(error) => error.problem_of("passkey").map_or_else(
                || texts::problems::error(lang, error),
                |problem| texts::problems::problem(lang, problem),
            ),
            Self::Browser(Stopped::NotHere) => t::passkey_not_here(lang).to_owned(),
            Self::Browser(Stopped::Cancelled) => t::passkey_cancelled(lang).to_owned(),
            Self::Browser(Stopped::HereAlready) => t::passkey_here_already(lang).to_owned(),
            Self::Browser(Stopped::Failed) => t::passkey_failed(lang).to_owned(),
        }
    }
}

/// Says why a ceremony came to nothing, until the next is begun.
#[component]
pub(crate) fn PasskeyRefused(refused: RwSignal<Option<Refused>>) -> impl IntoView {
    let lang = use_language();
    view! {
        <div role="alert">
            {move || {
                refused
                    .get()
                    .map(|refused| {
                        view! {
                            <p class="field-problem">
                                <IconView icon=Icon::Warning />
                                {refused.words(lang)}
                            </p>
                        }
                    })
            }}
        </div>
    }
}

/// A button that asks the server for a ceremony, has the browser answer it, and hands the answer on. Shows nothing where no script
/// runs: passkeys need one.
#[component]
pub fn PasskeyButton(
    /// What for.
    purpose: PasskeyFor,
    /// What the button says.
    label: &'static str,
    /// What it is for, as buttons are.
    #[prop(default = ButtonKind::Secondary)]
    kind: ButtonKind,
    /// Takes the answer.
    #[prop(into)]
    answered: Callback<CeremonyAnswer>,
    /// Whether the answer is under way.
    #[prop(into)]
    pending: Signal<bool>,
    /// What the server said to the last answer.
    #[prop(into)]
    error: Signal<Option<Error>>,
) -> impl IntoView {
    let asking = RwSignal::new(false);
    let refused = RwSignal::new(None::<Refused>);
    Effect::new(move || refused.set(error.get().map(Refused::Server)));
    let ask = move |_| {
        asking.set(true);
        refused.set(None);
        leptos::task::spawn_local(async move {
            match prove(purpose).await {
                Ok(answer) => answered.run(answer),
                // The page may be gone by then.
                Err(why) => drop(refused.try_set(Some(why))),
            }
            asking.try_set(false);
        });
    };
    view! {
        <div class="passkey needs-script" id="field-passkey" tabindex="-1">
            <Button kind=kind on_click=ask pending=Signal::derive(move || asking.get() || pending.get())>
                <IconView icon=Icon::Key />
                {label}
            </Button>
            <PasskeyRefused refused=refused />
        </div>
    }
}

/// One whole ceremony.
#[cfg(feature = "hydrate")]
async fn prove(purpose: PasskeyFor) -> Result<CeremonyAnswer, Refused> {
    use crate::api::access::{begin_passkey, begin_passkey_sign_in, begin_step_up};
    if !crate::passkey::is_here() {
        return Err(Refused::Browser(Stopped::NotHere));
    }
    let begun = match purpose {
        PasskeyFor::SecondFactor => begin_passkey().await,
        PasskeyFor::Alone => begin_passkey_sign_in().await,
        PasskeyFor::StepUp => begin_step_up().await,
    };
    let ceremony = begun.map_err(Refused::Server)?;
    let credential = crate::passkey::get(&ceremony.options).await.map_err(Refused::Browser)?;
    Ok(CeremonyAnswer {
        name: ceremony.name,
        credential,
    })
}

/// Only a browser has passkeys.
#[cfg(not(feature = "hydrate"))]
#[expect(clippy::unused_async, reason = "the browser's twin waits")]
async fn prove(_purpose: PasskeyFor) -> Result<CeremonyAnswer, Refused> {
    Err(Refused::Browser(Stopped::NotHere))
}
