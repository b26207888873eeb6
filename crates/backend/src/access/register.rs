//! Registering a firm with its first administrator, and adding people.

use domain::access::Registration;
use domain::audit::{Event, Personal};
use domain::ids::{FirmId, UserId};
use domain::rules::{self, Form};
use domain::{Error, Language, Problem, Role};
use secrecy::{ExposeSecret as _, SecretString};
use vault::{FirmKey, PasswordProblem, Token};

use super::challenge::{self, Begun, Owed};
use super::prove_mail::read_registration;
use crate::Backend;
use crate::caller::Visitor;
use crate::database::{Account, AuthTx, Conn};
use crate::failure::{Done, Failure};

/// Registers a firm with its first administrator, whose mailbox is proven by the link. The set-up link behind it is used up in the same
/// commit, by compare-and-set: of two that race, one wins.
///
/// # Errors
/// `LinkNotValid` for a link that never was, is used or expired; `Invalid` with every field that can't be taken, and on `email` where
/// the address has got an account meanwhile.
pub async fn register_firm(visitor: &Visitor, form: Registration) -> Done<Begun> {
    let backend = &visitor.backend;
    let email = read_registration(visitor, &form.token).await?.email;
    let token = Token::parse(form.token.trim()).ok_or(Error::LinkNotValid)?;
    let language = form.language;
    let mut check = Form::new();
    let firm_name = check.line("firm_name", &form.firm_name, rules::NAME_MAX);
    let name = check.line("name", &form.name, rules::NAME_MAX);
    let password = SecretString::from(form.password);
    if let Some(problem) = password_problem(&password, &[&firm_name, &name, &email]) {
        check.note("password", problem);
    }
    check.finish()?;
    let password_hash = hash_password(backend, password).await?;

    let mut tx = visitor.begin().await?;
    let email: Option<String> = sqlx::query_scalar(
        "update setup_links set used_at = app.now()
         where proof_hash = $1 and used_at is null and proof_expires_at > app.now() returning email",
    )
    .bind(token.keyed_hash(&backend.token_lookup).as_slice())
    .fetch_optional(tx.conn())
    .await?;
    let email = email.ok_or(Error::LinkNotValid)?;
    let firm = add_firm(backend, &mut tx, House::Firm, &firm_name, language).await?;
    let person = NewPerson {
        name: &name,
        email: &email,
        role: Role::Administrator,
        language,
        password_hash: &password_hash,
    };
    let user = add_person(backend, &mut tx, firm, &person).await?;
    let begun = challenge::begin(backend, visitor.door(), tx.conn(), firm, user, Owed::FirstFactor).await?;
    let account = Account {
        firm,
        user,
        proven: true,
        session: None,
    };
    tx.commit(
        account,
        Event::FirmRegistered {
            firm_name,
            administrator: Personal::of(user, name),
        },
    )
    .await?;
    Ok(begun)
}

/// Asks whether a firm is there.
///
/// # Errors
/// `NotFound` where it is not.
pub(super) async fn must_be_there(conn: &mut Conn, firm: FirmId) -> Done<()> {
    let there: bool = sqlx::query_scalar("select exists (select from firms where id = $1)")
        .bind(firm.0)
        .fetch_one(conn)
        .await?;
    if there { Ok(()) } else { Err(Error::NotFound.into()) }
}

/// What sort of house people work at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum House {
    /// A law firm: a tenant.
    Firm,
    /// The one of the installation's operators, which has no cases.
    Installation,
    /// The first of the two that the attack works on: whose data is tried for.
    ProvingA,
    /// The second: whose people try.
    ProvingB,
}

impl House {
    /// As stored.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Firm => "firm",
            Self::Installation => "installation",
            Self::ProvingA => "proving_a",
            Self::ProvingB => "proving_b",
        }
    }
}

/// Adds a firm with its first data key, wrapped by the master key.
pub(crate) async fn add_firm(
    backend: &Backend,
    tx: &mut AuthTx,
    house: House,
    name: &str,
    language: Language,
) -> Done<FirmId> {
    let id: FirmId = backend.new_id();
    let key = FirmKey::generate();
    sqlx::query("insert into firms (id, name, language, kind) values ($1, $2, $3, $4)")
        .bind(id.0)
        .bind(name)
        .bind(language.tag())
        .bind(house.name())
        .execute(tx.conn())
        .await?;
    sqlx::query("insert into firm_keys (firm_id, version, master_key_id, wrapped) values ($1, 1, $2, $3)")
        .bind(id.0)
        .bind(backend.master.id())
        .bind(key.wrap(&backend.master, id.0, 1))
        .execute(tx.conn())
        .await?;
    Ok(id)
}

/// Somebody to be added to a firm.
pub(crate) struct NewPerson<'a> {
    pub(crate) name: &'a str,
    pub(crate) email: &'a str,
    pub(crate) role: Role,
    pub(crate) language: Language,
    pub(crate) password_hash: &'a str,
}

/// Adds somebody. An authenticator app they set up at the first sign-in.
pub(crate) async fn add_person(
    backend: &Backend,
    tx: &mut AuthTx,
    firm: FirmId,
    person: &NewPerson<'_>,
) -> Done<UserId> {
    let id: UserId = backend.new_id();
    sqlx::query(
        "insert into users (firm_id, id, email, name, role, language, password_hash)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(firm.0)
    .bind(id.0)
    .bind(person.email)
    .bind(person.name)
    .bind(person.role.name())
    .bind(person.language.tag())
    .bind(person.password_hash)
    .execute(tx.conn())
    .await
    .map_err(|error| {
        let failure = Failure::from(error);
        if failure.constraint() == Some("users_email") {
            Error::invalid("email", Problem::Taken).into()
        } else {
            failure
        }
    })?;
    Ok(id)
}

pub(super) fn password_problem(password: &SecretString, context: &[&str]) -> Option<Problem> {
    let min = rules::PASSWORD_MIN;
    Some(match vault::password::judge(password.expose_secret(), context).err()? {
        PasswordProblem::TooShort { .. } => Problem::PasswordTooShort { min },
        PasswordProblem::TooLong { maximum } => Problem::TooLong {
            max: u32::try_from(maximum).unwrap_or(u32::MAX),
        },
        _ => Problem::PasswordTooCommon,
    })
}

/// Hashes on a thread that may block, not more at once than there are places.
pub(crate) async fn hash_password(backend: &Backend, password: SecretString) -> Done<String> {
    let _place = backend
        .hashing
        .acquire()
        .await
        .map_err(|_| Failure::broken("hashing has stopped"))?;
    tokio::task::spawn_blocking(move || vault::password::hash(&password))
        .await
        .map_err(|error| Failure::broken(error.to_string()))?
        .map_err(|error| Failure::broken(error.to_string()))
}
