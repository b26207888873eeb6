//! I2: whoever is walled off from a case is kept from it, whatever their role; and break-glass access opens one case, for a reason, for a
//! while, and in the log.

use domain::audit::{Event, Personal};
use domain::ids::{CaseId, FirmId, UserId};
use domain::{Error, Role};
use uuid::Uuid;

use super::ground::{CLIENT, Ground, Person, TITLE};
use super::{Seen, Verdict, cannot, refused};
use crate::Backend;
use crate::cases::{Opened, open_by_glass, raise_wall_by, search_cases};
use crate::documents::Stored;
use crate::live::sees;

/// Long enough for both.
const REASON: &str = "a reason of the promise checks";

/// Two partners are walled off, one of whom was in by break-glass: neither sees a row, gets bytes, finds, hears or opens anything, nobody can
/// assign them, and nobody lifts a wall without a fresh factor.
pub(super) async fn a_walled_partner_is_kept_out(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let number = number_of(&mut ground).await?;
    let (walled, inside) = (
        colleague(backend, &mut ground, Role::Partner).await?,
        colleague(backend, &mut ground, Role::Partner).await?,
    );
    let (firm, case) = (FirmId(ground.firm), CaseId(ground.case));
    ground.be("matterlock_app", Some(&inside.secret)).await?;
    let opened = open_by_glass(ground.conn(), &number, REASON).await.map_err(cannot)?;
    if !matches!(opened, Opened::Now { .. }) || !sees(ground.conn(), firm, case).await.map_err(cannot)? {
        return Err("a partner without a wall does not break the glass either".to_owned());
    }
    ground.be_ana().await?;
    let by = (firm, UserId(ground.ana.id));
    for person in [&walled, &inside] {
        let raised = raise_wall_by(ground.conn(), by, case, UserId(person.id), REASON).await;
        if !raised.map_err(cannot)? {
            return Err("a wall was not raised".to_owned());
        }
    }
    let outlived = "select count(*) from broken_glass where ended_at is null";
    if ground.count(outlived).await? > 0 {
        return Err("broken glass outlived the wall".to_owned());
    }
    let ana = ground.ana.id;
    let mut attempts = 1;
    for (what, statement) in [
        ("walled off was assigned", assign(&ground, walled.id, ana)),
        ("walled off was assigned", assign(&ground, inside.id, ana)),
        ("assigned was walled off", wall(&ground, ana, ana)),
    ] {
        attempts += 1;
        if ground.attempt(&statement).await?.is_ok() {
            return Err(format!("somebody who is {what}"));
        }
    }
    for person in [&walled, &inside] {
        attempts += kept_out(&mut ground, person, &number).await?;
    }
    let lift = format!("delete from case_walls where user_id = '{}'", walled.id);
    let mut lifted = Vec::new();
    for since in ["5 minutes", "0 minutes"] {
        let whose = ground.ana.clone();
        factor_given(&mut ground, &whose, since).await?;
        ground.be_ana().await?;
        lifted.push(ground.attempt(&lift).await?);
    }
    if lifted != [Ok(0), Ok(1)] {
        return Err(format!(
            "lifted with a factor of five minutes ago, and of now: {lifted:?}"
        ));
    }
    Ok(Seen {
        attempts: attempts + 1,
        detail: format!(
            "{attempts} attempts by and for two partners who are walled off, one of them in by break-glass until then: 0 rows, bytes, finds, events, openings and assignments; no wall is lifted without a fresh factor"
        ),
    })
}

/// Everything that somebody tries who is walled off from the case; how much that was.
async fn kept_out(ground: &mut Ground, person: &Person, number: &str) -> Result<u32, String> {
    let (firm, case, document) = (FirmId(ground.firm), CaseId(ground.case), ground.document.id);
    ground.be("matterlock_app", Some(&person.secret)).await?;
    let mut attempts = 0;
    for table in [
        "broken_glass",
        "case_assignments",
        "case_walls",
        "cases",
        "documents",
        "envelopes",
        "fields",
        "log_entries",
        "parties",
        "signers",
    ] {
        attempts += 1;
        let column = if table == "cases" { "id" } else { "case_id" };
        let rows = ground
            .count(&format!(
                "select count(*) from matterlock.{table} where {column} = '{case}'"
            ))
            .await?;
        if rows > 0 {
            return Err(format!("somebody who is walled off sees {rows} rows of {table}"));
        }
    }
    let found = Stored::read(ground.conn(), document).await;
    refused("the document, walled off,", found, &Error::NotFound)?;
    for word in ["", TITLE, CLIENT, number] {
        attempts += 1;
        let page = search_cases(ground.conn(), word, None).await.map_err(cannot)?;
        if !page.cases.is_empty() || (page.total, page.pending_signatures) != (0, 0) {
            return Err("somebody who is walled off finds the case, or its figures".to_owned());
        }
    }
    if sees(ground.conn(), firm, case).await.map_err(cannot)? {
        return Err("somebody who is walled off hears what happens in the case".to_owned());
    }
    for tried in [number, "of no case"] {
        let opened = open_by_glass(ground.conn(), tried, REASON).await.map_err(cannot)?;
        if opened != Opened::Nothing {
            return Err("somebody who is walled off breaks the glass".to_owned());
        }
    }
    for statement in [
        "delete from case_walls".to_owned(),
        "update broken_glass set ended_at = null".to_owned(),
        assign(ground, person.id, person.id),
    ] {
        attempts += 1;
        if let Ok(rows @ 1..) = ground.attempt(&statement).await? {
            return Err(format!("somebody who is walled off changed {rows} rows: {statement}"));
        }
    }
    Ok(attempts + 4)
}

/// Without the permission, a fresh factor or a reason no glass breaks. With all three exactly one case is opened, and neither its team nor its walls;
/// nothing of it is kept without its entry; and it ends by time, or when somebody on the case says so.
pub(super) async fn glass_opens_one_case_for_a_while(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let number = number_of(&mut ground).await?;
    let (firm, case, ana, other) = (ground.firm, ground.case, ground.ana.id, backend.new_id::<Uuid>());
    ground
        .run(&format!(
            "insert into cases (firm_id, id, title, kind, opened_by) values ('{firm}', '{other}', '{TITLE}', 'civil', '{ana}')"
        ))
        .await?;
    let (partner, attorney) = (
        colleague(backend, &mut ground, Role::Partner).await?,
        colleague(backend, &mut ground, Role::Attorney).await?,
    );
    for (who, since, reason, without) in [
        (&attorney, "0 minutes", REASON, "the permission"),
        (&partner, "5 minutes", REASON, "a fresh factor"),
        (&partner, "0 minutes", "too short", "a reason"),
    ] {
        factor_given(&mut ground, who, since).await?;
        ground.be("matterlock_app", Some(&who.secret)).await?;
        let tried = format!("select app.break_glass('{number}', '{reason}')");
        if ground.attempt(&tried).await?.is_ok() {
            return Err(format!("glass was broken without {without}"));
        }
    }

    let before = ground.count("select count(*) from cases").await?;
    let opened = open_by_glass(ground.conn(), &number, REASON).await.map_err(cannot)?;
    let Opened::Now { case: which, until } = opened else {
        return Err("the glass of a case does not break".to_owned());
    };
    let after = ground.count("select count(*) from cases").await?;
    let right = ground
        .count(&format!("select count(*) from cases where id = '{case}'"))
        .await?;
    if (before, after, right) != (0, 1, 1) || which != CaseId(case) {
        return Err(format!(
            "cases seen before and after, and of these the right one: {before}, {after}, {right}"
        ));
    }
    let commit = "set constraints all immediate";
    if ground.attempt(commit).await?.is_ok() {
        return Err("broken glass is kept without its entry".to_owned());
    }
    let reason = Personal::of(which, REASON.to_owned());
    ground
        .append(&Event::GlassBroken {
            case: which,
            reason,
            until,
        })
        .await?;
    ground.attempt(commit).await?.map_err(cannot)?;
    for statement in [
        assign(&ground, partner.id, partner.id),
        wall(&ground, ground.bruno.id, partner.id),
        format!("update cases set responsible_id = '{}' where id = '{case}'", partner.id),
        "delete from case_assignments".to_owned(),
    ] {
        if let Ok(rows @ 1..) = ground.attempt(&statement).await? {
            return Err(format!("by broken glass {rows} rows were changed: {statement}"));
        }
    }

    ground.be_ana().await?;
    let logged = ground
        .count(&format!(
            "select count(*) from log_entries where case_id = '{case}' and event = 'glass_broken'"
        ))
        .await?;
    let seconds = ground
        .count("select extract(epoch from until - at)::bigint from broken_glass")
        .await?;
    let mut lasts = Vec::new();
    for left in ["1 second", "0 seconds"] {
        lasts.push(
            ground
                .count(&format!(
                    "select app.glass_lasts(jsonb_populate_record(g, jsonb_build_object('until', app.now() + interval '{left}')))::int::bigint from broken_glass g"
                ))
                .await?,
        );
    }
    if (logged, seconds) != (1, 4 * 3600) || lasts != [1, 0] {
        return Err(format!(
            "entries, seconds, and whether it lasts a second before its end and at it: {logged}, {seconds}, {lasts:?}"
        ));
    }
    let end = format!("update broken_glass set ended_at = app.now(), ended_by = '{ana}'");
    let ended = ground.run(&end).await?;
    ground.be("matterlock_app", Some(&partner.secret)).await?;
    let seen = ground.count("select count(*) from cases").await?;
    if (ended, seen) != (1, 0) {
        return Err(format!(
            "ended by somebody on the case: {ended}; seen from then on: {seen}"
        ));
    }
    Ok(Seen {
        attempts: 10,
        detail: "no glass breaks without the permission, a fresh factor and a reason, or without its entry; with them one case is seen for four hours, or until somebody on it says no, and its team and walls stay as they are".to_owned(),
    })
}

/// The number of Ana's case; the ground is Ana afterwards.
async fn number_of(ground: &mut Ground) -> Result<String, String> {
    ground.be_ana().await?;
    sqlx::query_scalar("select number from cases")
        .fetch_one(ground.conn())
        .await
        .map_err(cannot)
}

/// Somebody of Ana's firm with a session, who is assigned to nothing.
async fn colleague(backend: &Backend, ground: &mut Ground, role: Role) -> Result<Person, String> {
    let person = Person::new(backend);
    ground.be("matterlock_auth", None).await?;
    ground.add_person(ground.firm, &person, role, &[0]).await?;
    Ok(person)
}

/// As if a second factor had been given so long ago.
async fn factor_given(ground: &mut Ground, person: &Person, since: &str) -> Result<(), String> {
    let session = person.session;
    ground.be("matterlock_auth", None).await?;
    ground
        .run(&format!(
            "update sessions set factor_at = app.now() - interval '{since}' where id = '{session}'"
        ))
        .await?;
    Ok(())
}

fn assign(ground: &Ground, user: Uuid, by: Uuid) -> String {
    let (firm, case) = (ground.firm, ground.case);
    format!(
        "insert into case_assignments (firm_id, case_id, user_id, assigned_by) values ('{firm}', '{case}', '{user}', '{by}')"
    )
}

fn wall(ground: &Ground, user: Uuid, by: Uuid) -> String {
    let (firm, case) = (ground.firm, ground.case);
    format!(
        "insert into case_walls (firm_id, case_id, user_id, raised_by, reason) values ('{firm}', '{case}', '{user}', '{by}', '{REASON}')"
    )
}
