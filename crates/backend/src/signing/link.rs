//! A link at rest: found by a keyed hash of its secret, handed over from a ciphertext of it.

use domain::ids::{CaseId, EnvelopeId, FirmId, PartyId, SignerId};
use vault::{FirmKey, Token};

use super::token_binding;
use crate::Backend;
use crate::database::Conn;
use crate::failure::{Done, Failure};

/// Who is asked to sign.
pub(crate) struct NewSigner<'a> {
    pub(crate) firm: FirmId,
    pub(crate) case: CaseId,
    pub(crate) envelope: EnvelopeId,
    pub(crate) signer: SignerId,
    pub(crate) party: Option<PartyId>,
    pub(crate) name: &'a str,
    pub(crate) email: &'a str,
}

/// Adds a signer with a link of their own; its secret, which stands nowhere in the clear.
pub(crate) async fn add_signer(backend: &Backend, conn: &mut Conn, key: &FirmKey, new: &NewSigner<'_>) -> Done<Token> {
    let token = Token::generate();
    sqlx::query(
        "insert into signers (firm_id, case_id, envelope_id, id, party_id, name, email, token_hash, token_sealed)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(new.firm.0)
    .bind(new.case.0)
    .bind(new.envelope.0)
    .bind(new.signer.0)
    .bind(new.party.map(|party| party.0))
    .bind(new.name)
    .bind(new.email)
    .bind(token.keyed_hash(&backend.token_lookup).as_slice())
    .bind(key.seal(&token_binding(new.firm, new.signer), token.expose().as_bytes()))
    .execute(conn)
    .await?;
    Ok(token)
}

/// Opens the secret of a signer's link.
pub(crate) fn open_token(key: &FirmKey, firm: FirmId, signer: SignerId, sealed: &[u8]) -> Done<Token> {
    let broken = || Failure::Sealed("link token");
    let plain = key.open(&token_binding(firm, signer), sealed).map_err(|_| broken())?;
    core::str::from_utf8(&plain)
        .ok()
        .and_then(Token::parse)
        .ok_or_else(broken)
}
