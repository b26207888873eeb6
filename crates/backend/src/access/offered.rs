//! Which second factors somebody has to choose from.

use domain::access::Offered;
use domain::ids::{FirmId, UserId};

use super::challenge::OpenChallenge;
use crate::caller::{Caller, Challenged};
use crate::database::Conn;
use crate::failure::Done;

/// For whoever gave the right password.
///
/// # Errors
/// `NotSignedIn` when the challenge is over.
pub async fn offered(challenged: &Challenged) -> Done<Offered> {
    let mut tx = challenged.visitor.begin().await?;
    let open = OpenChallenge::find(&mut tx, challenged).await?;
    read(tx.conn(), open.firm(), open.user()).await
}

/// For whoever is signed in and is asked again. A recovery code is for signing in.
pub async fn offered_again(caller: &Caller) -> Done<Offered> {
    let mut tx = caller.visitor.begin().await?;
    let offered = read(tx.conn(), caller.me.firm, caller.me.user).await?;
    Ok(Offered {
        recovery_code: false,
        ..offered
    })
}

/// Whether the firm asks for passkeys of somebody who has one: then no code signs them in.
pub(super) async fn takes_no_code(conn: &mut Conn, (firm, user): (FirmId, UserId)) -> Done<bool> {
    Ok(sqlx::query_scalar("select app.takes_no_code($1, $2)")
        .bind(firm.0)
        .bind(user.0)
        .fetch_one(conn)
        .await?)
}

async fn read(conn: &mut Conn, firm: FirmId, user: UserId) -> Done<Offered> {
    let (app, passkey, recovery_code): (bool, bool, bool) = sqlx::query_as(
        "select not app.takes_no_code($1, $2)
             and exists (select from authenticators where firm_id = $1 and user_id = $2 and confirmed_at is not null),
           exists (select from passkeys where firm_id = $1 and user_id = $2),
           exists (select from recovery_codes where firm_id = $1 and user_id = $2 and used_at is null)",
    )
    .bind(firm.0)
    .bind(user.0)
    .fetch_one(conn)
    .await?;
    Ok(Offered {
        app,
        passkey,
        recovery_code,
    })
}
