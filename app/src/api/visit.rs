//! Signing, the signer's side. Permission: the signing visit that opening the link began on this device.

use domain::Error;
use domain::signing::{DeclineKind, Mark, PageText, SigningView};
use domain::wire::Reply;
use leptos::prelude::*;
use server_fn::codec::Json;

#[cfg(feature = "ssr")]
use super::guard;

/// Opens a link after a human act and begins a visit on this device. Uses nothing up.
#[server(prefix = "/api", endpoint = "visit/open-link", output = Reply)]
pub async fn open_link(token: String) -> Result<(), Error> {
    guard::answer(async {
        let visitor = guard::visitor()?;
        let visit = backend::signing::open_link(&visitor, &token).await?;
        guard::begin_visit(&visit);
        Ok(())
    })
    .await
}

/// All that the signer's page shows.
#[server(name = ReadVisit, prefix = "/api", endpoint = "visit/view", input = Json, output = Reply)]
pub async fn signing_view() -> Result<SigningView, Error> {
    guard::answer(async { backend::signing::view(&guard::signer()?).await }).await
}

/// The text of a page.
#[server(name = ReadPageText, prefix = "/api", endpoint = "visit/page-text", input = Json, output = Reply)]
pub async fn page_text(page: u32) -> Result<PageText, Error> {
    guard::answer(async { backend::signing::page_text(&guard::signer()?, page).await }).await
}

/// Consents to electronic records; `sha256` names the exact text that was shown.
#[server(prefix = "/api", endpoint = "visit/give-consent", output = Reply)]
pub async fn give_consent(sha256: String) -> Result<(), Error> {
    guard::answer(async { backend::signing::give_consent(&guard::signer()?, &sha256).await }).await
}

/// Records that pages, from 1, were shown: the opportunity to read.
#[server(prefix = "/api", endpoint = "visit/pages-shown", input = Json, output = Reply)]
pub async fn pages_shown(pages: Vec<u32>) -> Result<(), Error> {
    guard::answer(async { backend::signing::pages_shown(&guard::signer()?, &pages).await }).await
}

/// Keeps the signature as far as it is, sealed, for this signer's next visit.
#[server(prefix = "/api", endpoint = "visit/save-draft", input = Json, output = Reply)]
pub async fn save_draft(mark: Mark) -> Result<(), Error> {
    guard::answer(async { backend::signing::save_draft(&guard::signer()?, mark).await }).await
}

/// Signs and finishes. Of any number of simultaneous calls one wins; the same `key` gets the same answer again.
#[server(prefix = "/api", endpoint = "visit/sign", input = Json, output = Reply)]
pub async fn sign(mark: Mark, key: String) -> Result<(), Error> {
    guard::answer(async { backend::signing::sign(&guard::signer()?, mark, &key).await }).await
}

/// Signs with a typed name, from a form that needs no script.
#[server(prefix = "/api", endpoint = "visit/sign-typed", output = Reply)]
pub async fn sign_typed(name: String, key: String) -> Result<(), Error> {
    guard::answer(async {
        backend::signing::sign(&guard::signer()?, Mark::Typed(name.trim().to_owned()), &key).await?;
        leptos_axum::redirect("/sign/document");
        Ok(())
    })
    .await
}

/// Declines, or says "this is not me".
#[server(prefix = "/api", endpoint = "visit/decline", output = Reply)]
pub async fn decline(kind: DeclineKind, #[server(default)] reason: String) -> Result<(), Error> {
    guard::answer(async { backend::signing::decline(&guard::signer()?, kind, &reason).await }).await
}

/// Tells the firm that somebody with this link asks for a new one. The same answer whatever the link is.
#[server(prefix = "/api", endpoint = "visit/ask-new-link", output = Reply)]
pub async fn ask_new_link(token: String) -> Result<(), Error> {
    guard::answer(async { backend::signing::ask_new_link(&guard::visitor()?, &token).await }).await
}
