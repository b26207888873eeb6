//! People of the demonstration arrive: firms register, colleagues are added, everybody signs in with password and code.

use std::sync::Arc;

use domain::Error;
use domain::access::Registration;
use secrecy::SecretString;
use vault::Token;

use super::people::{Account, House, PASSWORD, Person};
use crate::Backend;
use crate::access::{self, NewColleague};
use crate::caller::{Caller, Challenged, SessionProbe};
use crate::database::Unlogged;
use crate::failure::{Done, Failure};

/// The length of a code's step, in seconds (RFC 6238).
const STEP: i64 = 30;

/// Registers the firm and adds its people, as far as that has not been done.
pub(super) async fn move_in(backend: &Arc<Backend>, house: &House) -> Done<()> {
    let [first, rest @ ..] = house.people else {
        return Ok(());
    };
    if !is_there(backend, first).await? {
        register(backend, house.name, first).await?;
    }
    let firm = access::firm_of(backend, first.email).await?;
    for person in rest {
        if !is_there(backend, person).await? {
            let colleague = NewColleague {
                firm,
                name: person.name.to_owned(),
                email: person.email.to_owned(),
                role: person.role,
                language: person.language,
                password: SecretString::from(PASSWORD),
            };
            access::add_person_by_operator(backend, colleague).await?;
        }
    }
    Ok(())
}

/// Whether somebody has an account, set up or not.
async fn is_there(backend: &Arc<Backend>, person: &Person) -> Done<bool> {
    match access::firm_of(backend, person.email).await {
        Ok(_) => Ok(true),
        Err(Failure::Refused(Error::NotFound)) => Ok(false),
        Err(failure) => Err(failure),
    }
}

async fn register(backend: &Arc<Backend>, firm_name: &str, person: &Person) -> Done<()> {
    let link = access::make_setup_link(backend).await?;
    let visitor = person.visitor(backend);
    let setup = link.url.split_once('#').and_then(|(_, token)| Token::parse(token));
    let setup = setup.ok_or_else(|| Failure::broken("a link of our own was not read"))?;
    // Nobody in the demonstration has a mailbox to prove.
    let mut tx = visitor.begin().await?;
    let (proof, _hours) = access::note_address(backend, tx.conn(), &setup, person.email).await?;
    tx.commit_unlogged(Unlogged::BeforeAnyFirm).await?;
    let form = Registration {
        token: proof.expose().to_owned(),
        firm_name: firm_name.to_owned(),
        name: person.name.to_owned(),
        password: PASSWORD.to_owned(),
        language: person.language,
    };
    access::register_firm(&visitor, form).await?;
    Ok(())
}

/// Signs somebody in.
pub(super) async fn sign_in(backend: &Arc<Backend>, person: &Person) -> Done<Caller> {
    let visitor = person.visitor(backend);
    let lost = || Failure::broken("a cookie of our own was not read");
    let begun = access::check_password(&visitor, person.email, SecretString::from(PASSWORD), "").await?;
    let challenged = Challenged::from_cookie(&visitor, &begun.cookie).ok_or_else(lost)?;
    let signed_in = access::enter_code(&challenged, &unused_code(backend, person).await?).await?;
    let probe = SessionProbe::from_cookie(&visitor, &signed_in.cookie).ok_or_else(lost)?;
    access::identify(&probe, true).await?.ok_or_else(lost)
}

/// The oldest code that still works, so that the one of now is left to whoever reads it off the terminal.
async fn unused_code(backend: &Backend, person: &Person) -> Done<String> {
    let account = account(backend, person).await?;
    let now = backend.now().seconds() / STEP;
    let step = (now - 1).max(account.last_step + 1);
    if step > now + 1 {
        return Err(Failure::broken(
            "it was begun a moment ago and interrupted; start again in a minute and it goes on",
        ));
    }
    Ok(account
        .secret(backend)?
        .code_at(u64::try_from(step * STEP).unwrap_or_default()))
}

/// The account of somebody who has been added.
pub(super) async fn account(backend: &Backend, person: &Person) -> Done<Account> {
    Account::find(backend, person)
        .await?
        .ok_or_else(|| Failure::broken("somebody of the demonstration is missing"))
}
