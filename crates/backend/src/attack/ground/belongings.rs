//! What is of Ana's firm and in none of its cases: her passkey, and what its administration has begun. Made by an administrator who attacks
//! nothing. There is no trusted device and no invitation, because nobody signs in at a proving firm and nobody joins one, and no grant of support,
//! because that takes an operator.

use std::sync::Arc;

use domain::ids::{CaseId, ErasureId, FirmId, PasskeyId, RecoveryId, SubjectId, UserId};
use domain::parties::{PartyForm, PartyRole};

use super::houses::{Factor, Home, session, visitor};
use super::marks::word;
use crate::Backend;
use crate::caller::{AtTheConsole, Caller, SessionProbe};
use crate::database::Unlogged;
use crate::failure::{Done, Failure};
use crate::place::Place;
use crate::{cases, console, factors, people};

/// Their ids.
#[derive(Clone, Debug)]
pub struct Belongings {
    /// A passkey of Ana's. No device has it.
    pub passkey: PasskeyId,
    /// The recovery of a colleague's factor that one administrator asked for.
    pub recovery: RecoveryId,
    /// An erasure that was done there.
    pub erasure: ErasureId,
    /// Another recovery, whose id nobody is told.
    pub hidden_recovery: RecoveryId,
}

/// Who keeps them: an administrator of Ana's firm, of whom nobody who attacks has anything.
#[derive(Clone, Copy, Debug)]
pub(in crate::attack) struct Keeper {
    firm: FirmId,
    user: UserId,
}

impl Keeper {
    pub(super) fn of(home: &Home) -> Done<Self> {
        Ok(Self {
            firm: home.firm,
            user: home.person("keeper")?,
        })
    }

    /// At their console, in a session that begins now: an older one may have ended.
    pub(super) async fn desk(self, backend: &Arc<Backend>) -> Done<AtTheConsole> {
        let begun = session(backend, self.firm, self.user, Place::Console, Factor::Fresh).await?;
        let nobody = || Failure::broken("a session that was just begun at a console is nobody's");
        let probe = SessionProbe::from_cookie(&visitor(backend).at_the_console(), &begun.cookie).ok_or_else(nobody)?;
        console::identify(&probe, true).await?.ok_or_else(nobody)
    }
}

/// Makes them. What was erased was a party of a case of Ana's.
pub(super) async fn make(backend: &Arc<Backend>, ana: &Caller, case: CaseId, home: &Home) -> Done<Belongings> {
    let desk = Keeper::of(home)?.desk(backend).await?;
    take_back(ana, &desk).await?;
    factors::make_recovery_codes(ana).await?;
    Ok(Belongings {
        passkey: passkey(ana).await?,
        recovery: recovery(&desk, home.person("attorney")?).await?,
        hidden_recovery: recovery(&desk, home.person("reader")?).await?,
        erasure: erasure(ana, case, &desk).await?,
    })
}

/// Takes back what this run or one that did not come to its end has made. An erasure can't be, and a
/// passkey only while Ana's factor is fresh: at the latest when the next run begins.
pub(super) async fn take_back(ana: &Caller, desk: &AtTheConsole) -> Done<()> {
    let administrator = desk.administrator();
    for asked in people::recoveries(&administrator).await? {
        people::cancel_recovery(&administrator, asked.id).await?;
    }
    let mut tx = ana.begin().await?;
    sqlx::query("delete from passkeys where firm_id = $1 and user_id = $2")
        .bind(ana.me.firm.0)
        .bind(ana.me.user.0)
        .execute(tx.conn())
        .await?;
    tx.commit_unlogged(Unlogged::Proving).await
}

/// Somebody's, which one administrator asked for. Nothing is mailed from there.
async fn recovery(desk: &AtTheConsole, of: UserId) -> Done<RecoveryId> {
    let administrator = desk.administrator();
    people::ask_recovery(&administrator, of).await?;
    let asked = people::recoveries(&administrator).await?;
    let asked = asked.into_iter().find(|asked| asked.user == of);
    Ok(asked.ok_or_else(|| missing("recovery"))?.id)
}

/// A row as a passkey leaves it. What is in it opens nothing.
async fn passkey(ana: &Caller) -> Done<PasskeyId> {
    let id: PasskeyId = ana.backend().new_id();
    let mut tx = ana.begin().await?;
    sqlx::query(
        "insert into passkeys (firm_id, id, user_id, name, credential_id, credential) values ($1, $2, $3, 'attack', $4, 'null')",
    )
    .bind(ana.me.firm.0)
    .bind(id.0)
    .bind(ana.me.user.0)
    .bind(vault::random::bytes::<32>().as_slice())
    .execute(tx.conn())
    .await?;
    tx.commit_unlogged(Unlogged::Proving).await?;
    Ok(id)
}

/// The one that was done there. Once is enough: it stays.
async fn erasure(ana: &Caller, case: CaseId, desk: &AtTheConsole) -> Done<ErasureId> {
    if let Some(done) = console::erasures(desk).await?.first() {
        return Ok(done.id);
    }
    let witness = PartyForm {
        case,
        role: PartyRole::Witness,
        name: word(),
        id: None,
        version: 1,
        email: String::new(),
        phone: String::new(),
    };
    let party = cases::save_party(ana, witness).await?;
    cases::remove_party(ana, case, party).await?;
    console::erase(desk, &[SubjectId(party.0)], "made by the attack", true).await
}

fn missing(what: &str) -> Failure {
    Failure::broken(format!("a {what} that was just made is not there"))
}
