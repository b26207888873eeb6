//! What keeps programs from sending forms (promise S7): Cloudflare Turnstile where it is configured, otherwise a puzzle of our own.

mod puzzle;
mod turnstile;

use domain::captcha::Captcha;
pub use domain::captcha::Form;
use domain::{Error, Problem};

use crate::caller::Visitor;
use crate::database::{Conn, Unlogged};
use crate::failure::Done;

pub use puzzle::PuzzleSize;
pub use turnstile::{SITEVERIFY, TurnstileKeys};

pub(crate) use puzzle::{set, solution};

/// What has to be done before a form is taken. Anybody may ask; it costs no more than a hash.
pub fn ask(visitor: &Visitor, form: Form) -> Captcha {
    let backend = &visitor.backend;
    match &backend.settings.turnstile {
        Some(keys) => Captcha::Turnstile {
            site_key: keys.site_key.clone(),
        },
        None => Captcha::Puzzle(set(backend, form)),
    }
}

/// A proof of a human, once found good; it is used up then, and good for nothing else.
pub(crate) struct Used {
    /// What names it among those that were used.
    pub(crate) id: [u8; 32],
    /// Milliseconds since 1970 until which it would have been good.
    pub(crate) until: i64,
}

/// Whether what came with the form proves a human. What was good is used up by an insert: of many at once, one is.
///
/// # Errors
/// `Unavailable` where Turnstile can't be asked: then nobody is let in for one.
pub(crate) async fn is_human(visitor: &Visitor, form: Form, answer: &str) -> Done<bool> {
    let backend = &visitor.backend;
    if answer.is_empty() {
        return Ok(false);
    }
    let good = match &backend.settings.turnstile {
        Some(keys) => turnstile::verify(backend, keys, form, answer).await?,
        None => solution(backend, form, answer),
    };
    let Some(used) = good else { return Ok(false) };
    let mut tx = visitor.begin().await?;
    let first = use_up(tx.conn(), &used).await?;
    tx.commit_unlogged(Unlogged::Counted).await?;
    Ok(first)
}

/// Uses a proof up: whether it is the first time.
pub(crate) async fn use_up(conn: &mut Conn, used: &Used) -> Done<bool> {
    Ok(
        sqlx::query_scalar("select app.use_captcha($1, to_timestamp($2::float8 / 1000))")
            .bind(used.id.as_slice())
            .bind(used.until)
            .fetch_one(conn)
            .await?,
    )
}

/// The same for forms that always carry a proof.
///
/// # Errors
/// `Invalid` on `captcha`.
pub(crate) async fn demand(visitor: &Visitor, form: Form, answer: &str) -> Done<()> {
    if is_human(visitor, form, answer).await? {
        Ok(())
    } else {
        Err(Error::invalid("captcha", Problem::CaptchaNeeded).into())
    }
}
