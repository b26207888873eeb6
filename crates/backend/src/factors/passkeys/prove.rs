//! Proving a passkey: as second factor, again in a session, or alone.

use domain::audit::Refusal;
use domain::factors::{Ceremony, CeremonyAnswer};
use domain::ids::{FirmId, UserId};
use sqlx::types::Json;
use uuid::Uuid;
use webauthn_rs::prelude::{DiscoverableAuthentication, Passkey, PublicKeyCredential, WebauthnError};

use super::ceremony::{self, Purpose};
use crate::Backend;
use crate::database::Conn;
use crate::failure::{Done, Failure};

/// Asks a browser for one of a person's passkeys; or, where it is not known who it is, for any of this site's.
///
/// # Errors
/// `Invalid` on `passkey` where the installation can have none.
pub(crate) async fn ask(
    backend: &Backend,
    conn: &mut Conn,
    purpose: Purpose,
    of: Option<(FirmId, UserId)>,
) -> Done<Ceremony> {
    let site = backend.passkeys.known()?;
    let (mut options, state) = site
        .start_discoverable_authentication()
        .map_err(|error| Failure::broken(error.to_string()))?;
    // A button begins it, so the browser asks at once.
    options.mediation = None;
    if let Some((firm, user)) = of {
        let passkeys: Vec<Json<Passkey>> =
            sqlx::query_scalar("select credential from passkeys where firm_id = $1 and user_id = $2 order by id")
                .bind(firm.0)
                .bind(user.0)
                .fetch_all(&mut *conn)
                .await?;
        let passkeys: Vec<Passkey> = passkeys.into_iter().map(|Json(passkey)| passkey).collect();
        if !passkeys.is_empty() {
            // Only for its list of them: the state that is kept takes whichever row holds the answer's passkey then.
            let (named, _) = site
                .start_passkey_authentication(&passkeys)
                .map_err(|error| Failure::broken(error.to_string()))?;
            options.public_key.allow_credentials = named.public_key.allow_credentials;
        }
    }
    ceremony::begin(conn, purpose, &options, &state).await
}

/// Whose passkey it says to be, for a sign-in that names nobody. Nothing is proven yet.
pub(crate) async fn owner_of(conn: &mut Conn, answer: &CeremonyAnswer) -> Done<Option<(FirmId, UserId)>> {
    let Ok(credential) = serde_json::from_str::<PublicKeyCredential>(&answer.credential) else {
        return Ok(None);
    };
    let Some(user) = credential
        .get_user_unique_id()
        .and_then(|handle| Uuid::from_slice(handle).ok())
    else {
        return Ok(None);
    };
    let firm: Option<Uuid> = sqlx::query_scalar(
        "select u.firm_id from passkeys p join users u on u.firm_id = p.firm_id and u.id = p.user_id and u.active
         where p.credential_id = $1 and p.user_id = $2",
    )
    .bind(credential.get_credential_id())
    .bind(user)
    .fetch_optional(conn)
    .await?;
    Ok(firm.map(|firm| (FirmId(firm), UserId(user))))
}

/// Whether a browser's answer proves one of a person's passkeys now. Uses the ceremony up, and notes the use with the passkey.
pub(crate) async fn prove(
    backend: &Backend,
    conn: &mut Conn,
    purpose: Purpose,
    (firm, user): (FirmId, UserId),
    answer: &CeremonyAnswer,
) -> Done<Result<(), Refusal>> {
    let site = backend.passkeys.known()?;
    let Some(state) = ceremony::take::<DiscoverableAuthentication>(&mut *conn, purpose, &answer.name).await? else {
        return Ok(Err(Refusal::Passkey));
    };
    let Ok(credential) = serde_json::from_str::<PublicKeyCredential>(&answer.credential) else {
        return Ok(Err(Refusal::Passkey));
    };
    // A passkey that names its owner names this one.
    let handle = credential.get_user_unique_id();
    if handle.is_some_and(|handle| handle != user.0.as_bytes()) {
        return Ok(Err(Refusal::Passkey));
    }
    // Held until the end of the transaction: the counter that is compared is the one that is replaced.
    let found: Option<(Uuid, Json<Passkey>)> = sqlx::query_as(
        "select id, credential from passkeys where firm_id = $1 and user_id = $2 and credential_id = $3 for no key update",
    )
    .bind(firm.0)
    .bind(user.0)
    .bind(credential.get_credential_id())
    .fetch_optional(&mut *conn)
    .await?;
    let Some((id, Json(mut passkey))) = found else {
        return Ok(Err(Refusal::Passkey));
    };
    let proven = match site.finish_discoverable_authentication_v2(&credential, state, &passkey) {
        Ok(proven) => proven,
        Err(WebauthnError::CredentialPossibleCompromise) => return Ok(Err(Refusal::PasskeyCounter)),
        Err(_) => return Ok(Err(Refusal::Passkey)),
    };
    if !proven.user_verified() {
        return Ok(Err(Refusal::Passkey));
    }
    passkey.update_credential(&proven);
    sqlx::query("update passkeys set credential = $3, last_used_at = app.now() where firm_id = $1 and id = $2")
        .bind(firm.0)
        .bind(id)
        .bind(Json(&passkey))
        .execute(conn)
        .await?;
    Ok(Ok(()))
}
