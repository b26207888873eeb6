//! Making a passkey: what a browser is asked, and whether its answer is one.

use domain::factors::{Ceremony, CeremonyAnswer};
use domain::ids::UserId;
use webauthn_rs::prelude::{Passkey, PasskeyRegistration, RegisterPublicKeyCredential};

use super::ceremony::{self, Purpose};
use crate::Backend;
use crate::database::Conn;
use crate::failure::{Done, Failure};

/// Asks a browser for a new passkey of whoever's session it is, on a device that holds none yet.
///
/// # Errors
/// `Invalid` on `passkey` where the installation can have none.
pub(crate) async fn ask_for_new(
    backend: &Backend,
    conn: &mut Conn,
    user: UserId,
    email: &str,
    name: &str,
) -> Done<Ceremony> {
    let site = backend.passkeys.known()?;
    let known: Vec<Vec<u8>> = sqlx::query_scalar("select credential_id from passkeys where user_id = $1 order by id")
        .bind(user.0)
        .fetch_all(&mut *conn)
        .await?;
    let (options, state) = site
        .start_passkey_registration(user.0, email, name, Some(known))
        .map_err(|error| Failure::broken(error.to_string()))?;
    let mut options = serde_json::to_value(&options).map_err(|error| Failure::broken(error.to_string()))?;
    // So that it can sign in alone, where the key has room to remember whose it is.
    options["publicKey"]["authenticatorSelection"]["residentKey"] = "preferred".into();
    ceremony::begin(conn, Purpose::Add, &options, &state).await
}

/// The passkey that a browser made; nothing where the answer is wrong, too late, or was given without asking its owner. The ceremony is
/// used up either way.
pub(crate) async fn made(backend: &Backend, conn: &mut Conn, answer: &CeremonyAnswer) -> Done<Option<Passkey>> {
    let site = backend.passkeys.known()?;
    let state = ceremony::take::<PasskeyRegistration>(conn, Purpose::Add, &answer.name).await?;
    let credential = serde_json::from_str::<RegisterPublicKeyCredential>(&answer.credential).ok();
    Ok(state
        .zip(credential)
        .and_then(|(state, credential)| site.finish_passkey_registration(&credential, &state).ok()))
}
