//! A person's own account: their second factors. Permission: the session's owner; to change them, with a fresh factor.

use domain::Error;
use domain::factors::{Ceremony, CeremonyAnswer, NewApp, RecoveryCodes, SecondFactors};
use domain::ids::{AuthenticatorId, PasskeyId};
use domain::wire::Reply;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::guard;

/// Apps, passkeys and how many recovery codes are left.
#[server(name = ReadSecondFactors, prefix = "/api", endpoint = "account/second-factors", output = Reply)]
pub async fn second_factors() -> Result<SecondFactors, Error> {
    guard::answer(async { backend::factors::second_factors(&guard::caller()?).await }).await
}

/// How many recovery codes are left.
#[server(name = ReadRecoveryCodes, prefix = "/api", endpoint = "account/recovery-codes", output = Reply)]
pub async fn recovery_codes() -> Result<RecoveryCodes, Error> {
    guard::answer(async { backend::factors::recovery_codes(&guard::caller()?).await }).await
}

/// Begins to add an authenticator app; it opens nothing until it is confirmed.
#[server(prefix = "/api", endpoint = "account/add-app", output = Reply)]
pub async fn add_app(name: String) -> Result<NewApp, Error> {
    guard::answer(async { backend::factors::add_app(&guard::caller()?, &name).await }).await
}

/// Confirms an app with the code that it shows.
#[server(prefix = "/api", endpoint = "account/confirm-app", output = Reply)]
pub async fn confirm_app(app: AuthenticatorId, code: String) -> Result<(), Error> {
    guard::answer(async { backend::factors::confirm_app(&guard::caller()?, app, &code).await }).await
}

/// Calls an app something else.
#[server(prefix = "/api", endpoint = "account/rename-app", output = Reply)]
pub async fn rename_app(id: AuthenticatorId, name: String) -> Result<(), Error> {
    guard::answer(async { backend::factors::rename_app(&guard::caller()?, id, &name).await }).await
}

/// Removes an app.
#[server(prefix = "/api", endpoint = "account/remove-app", output = Reply)]
pub async fn remove_app(id: AuthenticatorId) -> Result<(), Error> {
    guard::answer(async { backend::factors::remove_app(&guard::caller()?, id).await }).await
}

/// Begins to add a passkey.
#[server(prefix = "/api", endpoint = "account/begin-passkey", output = Reply)]
pub async fn begin_new_passkey(name: String) -> Result<Ceremony, Error> {
    guard::answer(async { backend::factors::begin_passkey(&guard::caller()?, &name).await }).await
}

/// Adds the passkey that the browser made.
#[server(prefix = "/api", endpoint = "account/add-passkey", output = Reply)]
pub async fn add_passkey(name: String, answer: CeremonyAnswer) -> Result<(), Error> {
    guard::answer(async { backend::factors::add_passkey(&guard::caller()?, &name, &answer).await }).await
}

/// Calls a passkey something else.
#[server(prefix = "/api", endpoint = "account/rename-passkey", output = Reply)]
pub async fn rename_passkey(id: PasskeyId, name: String) -> Result<(), Error> {
    guard::answer(async { backend::factors::rename_passkey(&guard::caller()?, id, &name).await }).await
}

/// Removes a passkey.
#[server(prefix = "/api", endpoint = "account/remove-passkey", output = Reply)]
pub async fn remove_passkey(id: PasskeyId) -> Result<(), Error> {
    guard::answer(async { backend::factors::remove_passkey(&guard::caller()?, id).await }).await
}

/// Makes ten recovery codes and shows them, this once; those from before no longer work.
#[server(prefix = "/api", endpoint = "account/make-recovery-codes", output = Reply)]
pub async fn make_recovery_codes() -> Result<Vec<String>, Error> {
    guard::answer(async { backend::factors::make_recovery_codes(&guard::caller()?).await }).await
}
