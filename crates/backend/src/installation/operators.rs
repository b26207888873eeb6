//! Inviting an operator from the terminal. At the console operators invite each other, as colleagues do.

use std::sync::Arc;

use domain::audit::{Event, Personal};
use domain::ids::{AccountLinkId, FirmId};
use domain::installation::NewLink;
use domain::origin::Origin;
use domain::rules::{self, Form};
use domain::{Error, Language, Problem, Role};

use crate::Backend;
use crate::access::account_link::{Kind, token, token_hash, url};
use crate::access::{House, add_firm};
use crate::caller::Visitor;
use crate::database::AuthTx;
use crate::failure::Done;
use crate::people::withdraw_open;

/// What the operators' house is called, where a firm's name would stand.
const NAME: &str = "Matterlock";

/// An operator to be, as typed.
#[derive(Debug)]
pub struct NewOperator {
    /// Their name.
    pub name: String,
    /// Their mail address.
    pub email: String,
    /// The language of their pages.
    pub language: Language,
}

/// Makes a link with which somebody becomes an operator: once, within seven days, with a password and a second factor of their own. One for the
/// same address that is still open is taken back. Stands in the log of the operators' console. Permission: whoever has the installation's
/// terminal.
///
/// # Errors
/// `Invalid` with every field that can't be taken, and on `email` for an address that has an account.
pub async fn invite_operator(backend: &Arc<Backend>, operator: NewOperator) -> Done<NewLink> {
    let mut check = Form::new();
    let name = check.line("name", &operator.name, rules::NAME_MAX);
    let email = check.email("email", &operator.email);
    check.finish()?;
    let visitor = Visitor::new(Arc::clone(backend), Origin::server("add operator"), operator.language);
    let mut tx = visitor.begin().await?;
    // One at a time: two would make two houses, and the second be refused in the database's words.
    sqlx::query("select pg_advisory_xact_lock(hashtextextended('operators', 0))")
        .execute(tx.conn())
        .await?;
    let taken: bool = sqlx::query_scalar("select exists (select from users where lower(email) = lower($1))")
        .bind(&email)
        .fetch_one(tx.conn())
        .await?;
    if taken {
        return Err(Error::invalid("email", Problem::Taken).into());
    }
    let house = house(backend, &mut tx, operator.language).await?;
    withdraw_open(tx.conn(), house.0, &email).await?;
    let (id, kind): (AccountLinkId, _) = (backend.new_id(), Kind::Invitation);
    sqlx::query(
        "insert into account_links (firm_id, id, kind, email, name, role, language, token_hash, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, app.now() + make_interval(hours => $9))",
    )
    .bind(house.0)
    .bind(id.0)
    .bind(kind.name())
    .bind(&email)
    .bind(&name)
    .bind(Role::Operator.name())
    .bind(operator.language.tag())
    .bind(token_hash(backend, &token(backend, kind, house, id)).as_slice())
    .bind(kind.hours())
    .execute(tx.conn())
    .await?;
    let role = Role::Operator.name().to_owned();
    let (name, email) = (Personal::of(id, name), Personal::of(id, email));
    tx.commit_at_the_console(house, Event::PersonInvited { name, email, role })
        .await?;
    Ok(NewLink {
        url: url(backend, kind, house, id),
        expires_at: backend.now().plus_seconds(i64::from(kind.hours()) * 3600),
    })
}

/// Whether somebody operates the installation: an operator whose account is open.
///
/// # Errors
/// Where the database does not answer.
pub async fn has_operator(backend: &Backend) -> Done<bool> {
    let origin = Arc::new(Origin::server("look for operators"));
    let mut tx: AuthTx = backend.begin(None, &origin).await?;
    Ok(
        sqlx::query_scalar("select exists (select from users where role = $1 and active)")
            .bind(Role::Operator.name())
            .fetch_one(tx.conn())
            .await?,
    )
}

/// The operators' house; made with the first of them.
async fn house(backend: &Backend, tx: &mut AuthTx, language: Language) -> Done<FirmId> {
    let found: Option<uuid::Uuid> = sqlx::query_scalar("select id from firms where kind = 'installation'")
        .fetch_optional(tx.conn())
        .await?;
    match found {
        Some(id) => Ok(FirmId(id)),
        None => add_firm(backend, tx, House::Installation, NAME, language).await,
    }
}
