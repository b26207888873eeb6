//! Adding a colleague from the operator's terminal: for test installations, and for a firm whose administrators are all gone.

use domain::audit::{Event, Personal};
use domain::ids::{FirmId, UserId};
use domain::rules::{self, Form};
use domain::{Error, Language, Role};
use secrecy::SecretString;

use super::register::{NewPerson, add_person, hash_password, must_be_there, password_problem};
use crate::Backend;
use crate::caller::Visitor;
use crate::database::Account;
use crate::failure::Done;

/// A colleague, as typed by the operator.
#[derive(Debug)]
pub struct NewColleague {
    /// The firm that the person works at.
    pub firm: FirmId,
    /// Their name.
    pub name: String,
    /// Their mail address.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// The language of their pages.
    pub language: Language,
    /// Their password; the authenticator app they set up themselves at the first sign-in.
    pub password: SecretString,
}

/// Adds somebody to a firm; stands in the firm's log. Permission: the operator at the terminal.
///
/// # Errors
/// `NotFound` for a firm that isn't there; `Invalid` with every field that can't be taken.
pub async fn add_person_by_operator(backend: &std::sync::Arc<Backend>, colleague: NewColleague) -> Done<UserId> {
    let mut check = Form::new();
    let name = check.line("name", &colleague.name, rules::NAME_MAX);
    let email = check.email("email", &colleague.email);
    if let Some(problem) = password_problem(&colleague.password, &[&name, &email]) {
        check.note("password", problem);
    }
    check.finish()?;
    let visitor = Visitor::new(
        std::sync::Arc::clone(backend),
        domain::origin::Origin::server("add person"),
        colleague.language,
    );
    let password_hash = hash_password(backend, colleague.password).await?;

    let mut tx = visitor.begin().await?;
    let firm = colleague.firm;
    must_be_there(tx.conn(), firm).await?;
    let person = NewPerson {
        name: &name,
        email: &email,
        role: colleague.role,
        language: colleague.language,
        password_hash: &password_hash,
    };
    let user = add_person(backend, &mut tx, firm, &person).await?;
    let account = Account {
        firm,
        user,
        proven: false,
        session: None,
    };
    tx.commit(
        account,
        Event::PersonAdded {
            user,
            name: Personal::of(user, name),
            role: colleague.role.name().to_owned(),
        },
    )
    .await?;
    Ok(user)
}

/// The firm at which somebody works. Permission: the operator at the terminal.
///
/// # Errors
/// `NotFound` for an address that nobody has.
pub async fn firm_of(backend: &std::sync::Arc<Backend>, email: &str) -> Done<FirmId> {
    let visitor = Visitor::new(
        std::sync::Arc::clone(backend),
        domain::origin::Origin::server("find firm"),
        Language::default(),
    );
    let mut tx = visitor.begin().await?;
    let firm: Option<uuid::Uuid> = sqlx::query_scalar("select firm_id from users where lower(email) = lower($1)")
        .bind(email.trim())
        .fetch_optional(tx.conn())
        .await?;
    firm.map(FirmId).ok_or_else(|| Error::NotFound.into())
}
