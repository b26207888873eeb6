//! Forms that were typed and not sent (promise S12). The browser seals them; the server keeps nothing of them, and gives half of the key
//! to whoever it belongs to, for as long as their session lives.

use domain::Error;
use domain::drafts::KeyHalf;
use domain::ids::UserId;
use uuid::Uuid;
use vault::{digest, keyed};

use crate::Backend;
use crate::caller::Caller;
use crate::database::Conn;
use crate::failure::Done;

/// The half of the key that belongs to the caller: the same at every sign-in, and nobody else's. Permission: any live session at the
/// office. No entry: it is asked for by the page itself, at every form.
///
/// # Errors
/// `NotSignedIn` when the session has ended.
pub async fn key_half(caller: &Caller) -> Done<KeyHalf> {
    let mut tx = caller.begin().await?;
    half(caller.backend(), tx.conn()).await
}

/// The half of whoever the transaction's secret speaks for. The database says who that is, and whether their session lives.
pub(crate) async fn half(backend: &Backend, conn: &mut Conn) -> Done<KeyHalf> {
    let (firm, user): (Option<Uuid>, Option<Uuid>) = sqlx::query_as("select app.current_firm(), app.current_user_id()")
        .fetch_one(conn)
        .await?;
    let (Some(firm), Some(user)) = (firm, user) else {
        return Err(Error::NotSignedIn.into());
    };
    let half = keyed::name(
        &backend.form_draft,
        "half of a key",
        &[firm.as_bytes(), user.as_bytes()],
    );
    Ok(KeyHalf {
        user: UserId(user),
        half: digest::hex(&half),
    })
}
