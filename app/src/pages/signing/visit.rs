//! The signer's visit: consent, reading and signing, done; or why not.

use domain::Error;
use domain::signing::{EnvelopeState, SignerState, SigningView};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::closed::{Closed, NoView};
use super::consent::Consent;
use super::done::Done;
use super::filling::Outcome;
use super::reading::Reading;
use crate::api::visit;
use crate::components::{Page, Skeleton};
use crate::layout::Doorway;
use crate::on_window::on_window;
use crate::{texts, use_language};

/// Where the signer is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stage {
    Consent,
    Reading,
    Done,
    Closed(EnvelopeState),
    NoView(Error),
}

impl Stage {
    fn of(answer: &Result<SigningView, Error>) -> Self {
        match answer {
            Err(error) => Self::NoView(error.clone()),
            Ok(view) => match (view.state, view.signer_state) {
                (EnvelopeState::Signed | EnvelopeState::Completed, _) | (EnvelopeState::Sent, SignerState::Signed) => {
                    Self::Done
                }
                (EnvelopeState::Sent, SignerState::Consented) => Self::Reading,
                (EnvelopeState::Sent, SignerState::Invited | SignerState::Opened) => Self::Consent,
                (EnvelopeState::Sent, SignerState::Declined) => Self::Closed(EnvelopeState::Declined),
                (closed, _) => Self::Closed(closed),
            },
        }
    }
}

/// The page of the document to sign.
#[component]
pub fn Signing() -> impl IntoView {
    let lang = use_language();
    let first = Resource::new(|| (), |()| read());
    view! {
        <Doorway>
            <Suspense fallback=move || {
                view! {
                    <Page title=texts::signing::loading_document(lang) narrow=true>
                        <Skeleton lines=8 />
                    </Page>
                }
            }>{move || Suspend::new(async move { view! { <Visit first=first.await /> } })}</Suspense>
        </Doorway>
    }
}

/// What the signer sees. The server asks itself; a browser asks the server.
async fn read() -> Result<SigningView, Error> {
    #[cfg(feature = "ssr")]
    return visit::signing_view().await;
    #[cfg(not(feature = "ssr"))]
    super::call::call(&visit::ReadVisit {}).await
}

/// The stages. Only a change of stage builds the page anew: what is drawn, typed and scrolled to stays otherwise.
#[component]
fn Visit(
    /// What came with the page.
    first: Result<SigningView, Error>,
) -> impl IntoView {
    let answer = RwSignal::new(first);
    let stage = Memo::new(move |_| answer.with(Stage::of));
    let refresh = Callback::new(move |()| {
        spawn_local(async move {
            let new = read().await;
            // A lost connection takes nothing away that is there.
            let passing = matches!(
                new,
                Err(Error::Connection | Error::Unavailable | Error::Unclear | Error::TooManyRequests { .. })
            );
            let keep = match stage.try_get_untracked() {
                Some(Stage::NoView(_)) => false,
                // The confirmation outlives the visit.
                Some(Stage::Done) => new.is_err(),
                _ => passing,
            };
            if !keep {
                answer.try_set(new);
            }
        });
    });
    let outcome = Callback::new(move |outcome| {
        if outcome == Outcome::Signed {
            // The server has said so; time and copy follow with the next answer.
            answer.try_update(|answer| {
                if let Ok(view) = answer {
                    view.state = EnvelopeState::Signed;
                    view.signer_state = SignerState::Signed;
                }
            });
        }
        refresh.run(());
    });
    // What another tab or the firm did meanwhile shows when this one is looked at again.
    on_window(leptos::ev::visibilitychange, move |_| {
        if !document().hidden()
            && stage.try_with_untracked(|stage| matches!(stage, Stage::Consent | Stage::Reading)) == Some(true)
        {
            refresh.run(());
        }
    });

    let built = StoredValue::new(false);
    move || {
        let arrived = built
            .try_update_value(|built| core::mem::replace(built, true))
            .unwrap_or_default();
        match (stage.get(), answer.get_untracked()) {
            (Stage::Consent, Ok(view)) => view! { <Consent view arrived on_done=refresh /> }.into_any(),
            (Stage::Reading, Ok(view)) => view! { <Reading view arrived outcome on_way_out=refresh /> }.into_any(),
            (Stage::Done, Ok(view)) => {
                let now = Signal::derive(move || answer.with(|answer| answer.as_ref().ok().cloned()));
                view! { <Done view now refresh arrived /> }.into_any()
            }
            (Stage::Closed(_), Ok(view)) => view! { <Closed view arrived /> }.into_any(),
            (_, Err(error)) | (Stage::NoView(error), _) => view! { <NoView error retry=refresh /> }.into_any(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::documents::PageSize;
    use domain::ids::{EnvelopeId, FieldId};
    use domain::signing::{Area, ConsentText};
    use domain::{Language, Timestamp};

    #[expect(clippy::unnecessary_wraps, reason = "it stands for the server's answer")]
    fn view(state: EnvelopeState, signer_state: SignerState) -> Result<SigningView, Error> {
        let id = "6d3f3e60-0000-4000-8000-000000000000";
        Ok(SigningView {
            firm_name: String::new(),
            sender_name: String::new(),
            envelope: id.parse::<EnvelopeId>().unwrap(),
            signer_name: String::new(),
            signer_email_masked: String::new(),
            document_name: String::new(),
            document_sha256: String::new(),
            sizes: vec![PageSize {
                width: 612.0,
                height: 792.0,
            }],
            message: String::new(),
            field: id.parse::<FieldId>().unwrap(),
            area: Area {
                page: 1,
                x: 0.1,
                y: 0.8,
                width: 0.3,
                height: 0.06,
            },
            state,
            signer_state,
            language: Language::En,
            consent: ConsentText {
                version: String::new(),
                sha256: String::new(),
                paragraphs: Vec::new(),
            },
            expires_at: Timestamp(0),
            signed_at: None,
            draft: None,
            copy_ready: false,
        })
    }

    #[test]
    fn nothing_is_read_before_consent() {
        assert_eq!(
            Stage::of(&view(EnvelopeState::Sent, SignerState::Invited)),
            Stage::Consent
        );
        assert_eq!(
            Stage::of(&view(EnvelopeState::Sent, SignerState::Opened)),
            Stage::Consent
        );
        assert_eq!(
            Stage::of(&view(EnvelopeState::Sent, SignerState::Consented)),
            Stage::Reading
        );
    }

    #[test]
    fn what_is_over_can_not_be_signed() {
        for signer in SignerState::ALL {
            assert_eq!(Stage::of(&view(EnvelopeState::Signed, signer)), Stage::Done);
            assert_eq!(Stage::of(&view(EnvelopeState::Completed, signer)), Stage::Done);
            for state in [EnvelopeState::Declined, EnvelopeState::Voided, EnvelopeState::Expired] {
                assert_eq!(Stage::of(&view(state, signer)), Stage::Closed(state));
            }
        }
        assert_eq!(
            Stage::of(&view(EnvelopeState::Sent, SignerState::Declined)),
            Stage::Closed(EnvelopeState::Declined)
        );
        assert_eq!(Stage::of(&Err(Error::LinkNotValid)), Stage::NoView(Error::LinkNotValid));
    }
}
