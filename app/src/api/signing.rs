//! Signing, the firm's side. Permission for changes: assignment to the case and [`domain::Permission::SendForSignature`].

use domain::Error;
use domain::ids::EnvelopeId;
use domain::signing::{Channel, EnvelopePage, HandedLink, SignatureRequest};
use domain::wire::Reply;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::guard;

/// Asks for a signature and goes to the envelope's page.
#[server(prefix = "/api", endpoint = "signing/request", output = Reply)]
pub async fn request_signature(form: SignatureRequest) -> Result<EnvelopeId, Error> {
    guard::answer(async {
        let envelope = backend::signing::request(&guard::caller()?, form).await?;
        leptos_axum::redirect(&format!("/envelopes/{envelope}"));
        Ok(envelope)
    })
    .await
}

/// An envelope with all that its page shows.
#[server(name = ReadEnvelope, prefix = "/api", endpoint = "signing/page", output = Reply)]
pub async fn envelope_page(envelope: EnvelopeId) -> Result<EnvelopePage, Error> {
    guard::answer(async { backend::signing::page(&guard::caller_or_support()?, envelope).await }).await
}

/// Hands the link over to the caller, to copy or to show as a QR code. Stands in the log.
#[server(prefix = "/api", endpoint = "signing/hand-over-link", output = Reply)]
pub async fn hand_over_link(envelope: EnvelopeId, channel: Channel) -> Result<HandedLink, Error> {
    guard::answer(async { backend::signing::hand_over(&guard::caller()?, envelope, channel).await }).await
}

/// Mails the link to the signer's address, the first time or again.
#[server(prefix = "/api", endpoint = "signing/mail-link", output = Reply)]
pub async fn mail_link(envelope: EnvelopeId) -> Result<(), Error> {
    guard::answer(async { backend::signing::mail_link(&guard::caller()?, envelope).await }).await
}

/// Takes an open envelope back; its link is dead at once. Conflict when it is no longer open.
#[server(prefix = "/api", endpoint = "signing/void", output = Reply)]
pub async fn void_envelope(envelope: EnvelopeId, #[server(default)] reason: String) -> Result<(), Error> {
    guard::answer(async { backend::signing::void(&guard::caller()?, envelope, &reason).await }).await
}
