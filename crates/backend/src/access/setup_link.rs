//! One-time links with which a firm registers. Made at the terminal, or by an operator at the console.

use std::sync::Arc;

use domain::ids::SetupLinkId;
use domain::installation::NewLink;
use domain::origin::Origin;
use vault::Token;

use crate::Backend;
use crate::database::{AuthTx, OperatorTx, Unlogged};
use crate::failure::Done;

/// Hours for which a set-up link works.
const HOURS: i64 = 24;

/// Makes a link that registers one firm. Permission: the operator at the terminal.
pub async fn make_setup_link(backend: &Backend) -> Done<NewLink> {
    let origin = Arc::new(Origin::server("make set-up link"));
    let mut tx: OperatorTx = backend.begin(None, &origin).await?;
    let link = add_setup_link(backend, &mut tx).await?;
    tx.commit_unlogged(Unlogged::BeforeAnyFirm).await?;
    Ok(link)
}

/// The same, in a transaction of whoever asks for it.
pub(crate) async fn add_setup_link(backend: &Backend, tx: &mut OperatorTx) -> Done<NewLink> {
    let token = Token::generate();
    let id: SetupLinkId = backend.new_id();
    sqlx::query(
        "insert into setup_links (id, token_hash, expires_at) values ($1, $2, app.now() + make_interval(hours => $3))",
    )
    .bind(id.0)
    .bind(token.keyed_hash(&backend.token_lookup).as_slice())
    .bind(i32::try_from(HOURS).unwrap_or(24))
    .execute(tx.conn())
    .await?;
    Ok(NewLink {
        url: format!("{}/setup#{}", backend.settings.public_url, token.expose()),
        expires_at: backend.now().plus_seconds(HOURS * 3600),
    })
}

/// Whether no firm has registered yet.
pub async fn needs_setup(backend: &Backend) -> Done<bool> {
    let origin = Arc::new(Origin::server("look for firms"));
    let mut tx: AuthTx = backend.begin(None, &origin).await?;
    Ok(
        sqlx::query_scalar("select not exists (select from firms where kind = 'firm')")
            .fetch_one(tx.conn())
            .await?,
    )
}
