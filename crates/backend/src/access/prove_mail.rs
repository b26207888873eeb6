//! Proving a mailbox before a firm is registered: so an account's address is its owner's from the first day.

use domain::Error;
use domain::access::RegistrationLink;
use domain::rules::Form;
use vault::Token;

use super::{alike, captcha};
use crate::Backend;
use crate::caller::Visitor;
use crate::database::{Conn, Unlogged};
use crate::failure::{Done, Failure};
use crate::mail::{Prove, prove_address};

/// Hours for which what was mailed works.
const HOURS: i32 = 24;

/// Mails a link to the address with which a firm is registered; the set-up link stays good until that is done. Where the address has an
/// account already its owner is told so instead, and whoever asks learns nothing of it. The mail goes at once, not by a job: no firm is
/// there whose queue it could wait in, and whoever asks waits for it and can ask again.
///
/// # Errors
/// `LinkNotValid` for a set-up link that never was, is used or expired; `Invalid` on `email` or `captcha`; `Unavailable` where the mail
/// server does not take it.
pub async fn prove_mail(visitor: &Visitor, setup: &str, email: &str, captcha: &str) -> Done<()> {
    let mut check = Form::new();
    let email = check.email("email", email);
    check.finish()?;
    let setup = Token::parse(setup.trim()).ok_or(Error::LinkNotValid)?;
    captcha::demand(visitor, captcha::Form::Register, captcha).await?;
    alike::answer(&visitor.backend, note_and_mail(visitor, &setup, &email)).await
}

async fn note_and_mail(visitor: &Visitor, setup: &Token, email: &str) -> Done<()> {
    let backend = &visitor.backend;
    let mut tx = visitor.begin().await?;
    let taken: bool = sqlx::query_scalar("select exists (select from users where lower(email) = lower($1))")
        .bind(email)
        .fetch_one(tx.conn())
        .await?;
    // Noted for both: what was mailed before works no more, whatever is mailed now.
    let (proof, hours) = note(backend, tx.conn(), setup, email).await?;
    tx.commit_unlogged(Unlogged::BeforeAnyFirm).await?;
    let mail = prove_address(Prove {
        language: visitor.language,
        to: email.to_owned(),
        url: if taken {
            None
        } else {
            Some(format!("{}/setup/firm#{}", backend.settings.public_url, proof.expose()))
        },
        sign_in: format!("{}/sign-in", backend.settings.public_url),
        hours,
    });
    backend.mailer.send(mail).await.map_err(|failure| match failure {
        Failure::Mail(why) => {
            tracing::error!(
                request = visitor.request(),
                why,
                "the mail that proves an address did not go"
            );
            Error::Unavailable.into()
        }
        failure => failure,
    })
}

/// Notes the address with the set-up link, and makes the secret that proves it: with the hours for which it is good.
///
/// # Errors
/// `LinkNotValid`.
pub(crate) async fn note(backend: &Backend, conn: &mut Conn, setup: &Token, email: &str) -> Done<(Token, i32)> {
    let proof = Token::generate();
    // No longer than the set-up link itself.
    let hours: Option<i32> = sqlx::query_scalar(
        "update setup_links set email = $2, proof_hash = $3, proof_expires_at = least(expires_at, app.now() + make_interval(hours => $4))
         where token_hash = $1 and used_at is null and expires_at > app.now()
         returning greatest(floor(extract(epoch from proof_expires_at - app.now()) / 3600), 1)::int",
    )
    .bind(setup.keyed_hash(&backend.token_lookup).as_slice())
    .bind(email)
    .bind(proof.keyed_hash(&backend.token_lookup).as_slice())
    .bind(HOURS)
    .fetch_optional(conn)
    .await?;
    let hours = hours.ok_or(Error::LinkNotValid)?;
    Ok((proof, hours))
}

/// Which address a link for registering was mailed to. Whoever has the link may ask; it uses nothing up.
///
/// # Errors
/// `LinkNotValid`.
pub async fn read_registration(visitor: &Visitor, token: &str) -> Done<RegistrationLink> {
    let token = Token::parse(token.trim()).ok_or(Error::LinkNotValid)?;
    let mut tx = visitor.begin().await?;
    let email: Option<String> = sqlx::query_scalar(
        "select email from setup_links where proof_hash = $1 and used_at is null and proof_expires_at > app.now()",
    )
    .bind(token.keyed_hash(&visitor.backend.token_lookup).as_slice())
    .fetch_optional(tx.conn())
    .await?;
    let email = email.ok_or(Error::LinkNotValid)?;
    Ok(RegistrationLink { email })
}
