//! Making an account with an invitation.

use domain::audit::{Event, Personal};
use domain::ids::UserId;
use domain::rules::{self, Form};
use domain::{Language, Role};
use secrecy::SecretString;

use super::account_link::{Kind, Open};
use super::challenge::{self, Begun, Owed};
use super::register::{NewPerson, add_person, hash_password, password_problem};
use crate::caller::Visitor;
use crate::database::Account;
use crate::failure::{Done, Failure};

/// Makes the account that an invitation is for, and leads on to the authenticator's set-up. The link is used up in the same commit, by
/// compare-and-set: of many at once, one makes an account.
///
/// # Errors
/// `LinkNotValid`; `Invalid` with every field that can't be taken, and on `email` where the address has an account by now: only who has
/// the mailbox learns that.
pub async fn join(visitor: &Visitor, token: &str, name: &str, new: SecretString, language: Language) -> Done<Begun> {
    let backend = &visitor.backend;
    let mut tx = visitor.begin().await?;
    let open = Open::find(backend, tx.conn(), Kind::Invitation, token).await?;
    drop(tx);
    let mut check = Form::new();
    let name = check.line("name", name, rules::NAME_MAX);
    if let Some(problem) = password_problem(&new, &[&name, &open.name, &open.email, &open.firm_name]) {
        check.note("password", problem);
    }
    check.finish()?;
    let password_hash = hash_password(backend, new).await?;

    let mut tx = visitor.begin().await?;
    let open = Open::find(backend, tx.conn(), Kind::Invitation, token).await?;
    let role = Role::from_name(&open.role).ok_or_else(|| Failure::broken("unknown role"))?;
    open.use_up(tx.conn()).await?;
    let firm = open.firm();
    let person = NewPerson {
        name: &name,
        email: &open.email,
        role,
        language,
        password_hash: &password_hash,
    };
    let user: UserId = add_person(backend, &mut tx, firm, &person).await?;
    let begun = challenge::begin(backend, visitor.door(), tx.conn(), firm, user, Owed::FirstFactor).await?;
    let account = Account {
        firm,
        user,
        proven: true,
        session: None,
    };
    let role = role.name().to_owned();
    let name = Personal::of(user, name);
    tx.commit(account, Event::PersonJoined { user, name, role }).await?;
    Ok(begun)
}
