//! L7: what was erased does not open any more, the log is as it was hashed, and a legal hold blocks it.

use domain::audit::{Event, Personal};
use domain::error::Conflict;
use domain::ids::{CaseId, ErasureId, FirmId, PartyId, SubjectId};
use domain::{Error, Role};
use serde_json::value::RawValue;
use sqlx::types::Json;
use uuid::Uuid;

use super::ground::{Ground, Person};
use super::{Seen, Verdict, cannot, refused};
use crate::Backend;
use crate::audit::{self, Kept};
use crate::console::erase_by;

const NAME: &str = "Somebody who is to be forgotten";
const GROUND: &str = "a ground of the promise checks";

/// A party of a case with an entry about them is erased: not under a hold, not without a fresh factor, an administrator of the same firm and an
/// entry; then for good, and the entries are those that were hashed before.
pub(super) async fn what_was_erased_does_not_open(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let party = backend.new_id::<PartyId>();
    let (firm, case) = (FirmId(ground.firm), CaseId(ground.case));
    let number = add_party(&mut ground, party).await?;
    if name_of(backend, &mut ground, number).await?.as_deref() != Some(NAME) {
        return Err("the name of somebody who is not erased does not open".to_owned());
    }
    ground.be("matterlock_sealer", None).await?;
    let before = audit::hashed(ground.conn(), firm).await.map_err(cannot)?;

    let ana = ground.ana.clone();
    let console = ground.at_the_administration(&ana).await?;
    let subjects = [SubjectId(party.0)];
    ground.be_ana().await?;
    ground
        .run(&format!(
            "insert into case_holds (firm_id, case_id, placed_by, reason) values ('{firm}', '{case}', '{}', '{GROUND}')",
            ana.id
        ))
        .await?;
    ground.be("matterlock_admin", Some(&console)).await?;
    ground.run("savepoint held").await?;
    let held = erase_by(
        ground.conn(),
        backend.new_id::<ErasureId>(),
        &subjects,
        GROUND.to_owned(),
    )
    .await;
    ground.run("rollback to savepoint held").await?;
    refused(
        "erasing under a legal hold",
        held,
        &Error::Conflict(Conflict::HeldNotErased),
    )?;
    ground.be_ana().await?;
    if ground.run("delete from case_holds").await? != 1 {
        return Err("a legal hold can't be lifted".to_owned());
    }
    let mut attempts = 1 + others(backend, &mut ground, party).await?;

    ground.be("matterlock_admin", Some(&console)).await?;
    let event = erase_by(
        ground.conn(),
        backend.new_id::<ErasureId>(),
        &subjects,
        GROUND.to_owned(),
    )
    .await
    .map_err(cannot)?;
    let commit = "set constraints all immediate";
    if ground.attempt(commit).await?.is_ok() {
        return Err("somebody is erased without an entry".to_owned());
    }
    ground.append(&event).await?;
    ground.attempt(commit).await?.map_err(cannot)?;

    if let Some(name) = name_of(backend, &mut ground, number).await? {
        return Err(format!(
            "the name of somebody who was erased opens: {} letters",
            name.len()
        ));
    }
    attempts += for_good(&mut ground, party).await?;
    ground.be("matterlock_sealer", None).await?;
    let after = audit::hashed(ground.conn(), firm).await.map_err(cannot)?;
    audit::is_as_signed(backend, firm, &before, &after)?;
    Ok(Seen {
        attempts,
        detail: format!(
            "a name in the log opened, and after its key was destroyed did not; {attempts} attempts to erase under a hold, without a right or an entry, or to write it anew were refused; the {} entries verify against what was signed before",
            before.len()
        ),
    })
}

async fn add_party(ground: &mut Ground, party: PartyId) -> Result<i64, String> {
    let (firm, case) = (ground.firm, CaseId(ground.case));
    ground.be_ana().await?;
    ground
        .run(&format!(
            "insert into parties (firm_id, case_id, id, role, name) values ('{firm}', '{case}', '{party}', 'client', '{NAME}')"
        ))
        .await?;
    let name = Personal::of(party, NAME.to_owned());
    ground.append(&Event::PartyAdded { case, party, name }).await
}

/// The name in the entry, as Ana reads it.
async fn name_of(backend: &Backend, ground: &mut Ground, number: i64) -> Result<Option<String>, String> {
    ground.be_ana().await?;
    let firm = FirmId(ground.firm);
    let details: Json<Box<RawValue>> =
        sqlx::query_scalar("select details from log_entries where firm_id = $1 and number = $2")
            .bind(firm.0)
            .bind(number)
            .fetch_one(ground.conn())
            .await
            .map_err(cannot)?;
    let entry = Kept {
        actor_id: None,
        details,
        origin: None,
    };
    let opened = backend
        .sealing
        .open(ground.conn(), firm, None, vec![entry])
        .await
        .map_err(cannot)?;
    match opened.into_iter().next().map(|opened| opened.event) {
        Some(Event::PartyAdded { name, .. }) => Ok(name.value().cloned()),
        _ => Err("an entry is not what was written".to_owned()),
    }
}

/// Whoever may not: another firm's administrator, a partner, and one whose factor is old; how many tried.
async fn others(backend: &Backend, ground: &mut Ground, party: PartyId) -> Result<u32, String> {
    let partner = Person::new(backend);
    ground.be("matterlock_auth", None).await?;
    ground.add_person(ground.firm, &partner, Role::Partner, &[0]).await?;
    let (eva, other) = (ground.eva.clone(), ground.other_firm);
    let evas = ground.at_the_console_of(other, &eva).await?;
    let partners = ground.at_the_administration(&partner).await?;
    let bruno = ground.bruno.clone();
    let brunos = ground.at_the_administration(&bruno).await?;
    ground
        .run(&format!(
            "update sessions set factor_at = app.now() - interval '5 minutes' where user_id = '{}' and kind = 'admin'",
            bruno.id
        ))
        .await?;
    let erase = format!(
        "select app.erase('{}', '{GROUND}', array['{party}']::uuid[])",
        backend.new_id::<Uuid>()
    );
    for (who, secret) in [
        ("another firm's administrator", evas),
        ("a partner", partners),
        ("an administrator without a fresh factor", brunos),
    ] {
        ground.be("matterlock_admin", Some(&secret)).await?;
        if ground.attempt(&erase).await?.is_ok() {
            return Err(format!("{who} erases somebody"));
        }
    }
    Ok(3)
}

/// Nothing brings it back: no role reaches a key, none is made, and the row stays blackened; how much was tried.
async fn for_good(ground: &mut Ground, party: PartyId) -> Result<u32, String> {
    let firm = ground.firm;
    let statements = [
        "update matterlock.log_keys set wrapped = '\\x00', erased_at = null",
        "delete from matterlock.log_keys",
        "delete from matterlock.erased_subjects",
        "delete from matterlock.erasures",
        "alter table matterlock.log_keys disable trigger guard_log_key",
    ];
    let attempts = ground.every_role_is_refused(&statements.map(str::to_owned)).await?;
    ground.be_ana().await?;
    ground
        .run(&format!(
            "select app.keep_log_keys('{firm}', 1, array['{party}']::uuid[], array['\\x00']::bytea[])"
        ))
        .await?;
    let erased = ground
        .count(&format!(
            "select count(*) from app.log_keys_of('{firm}', array['{party}']::uuid[]) where erased and wrapped is null"
        ))
        .await?;
    if erased != 1 {
        return Err("a key came to life for somebody who was erased".to_owned());
    }
    let blackened = ground
        .count(&format!(
            "select count(*) from parties where id = '{party}' and name = '{}'",
            domain::audit::BLACKENED
        ))
        .await?;
    if blackened != 1 {
        return Err("the name of somebody who was erased stands in the case".to_owned());
    }
    let anew = format!("update parties set name = '{NAME}' where id = '{party}'");
    if ground.attempt(&anew).await?.is_ok() {
        return Err("the name of somebody who was erased is written anew".to_owned());
    }
    Ok(attempts + 2)
}
