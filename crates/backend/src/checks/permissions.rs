//! I3: one table of permissions, and nobody else's hand on a role.

use domain::audit::Event;
use domain::{Permission, Role};
use uuid::Uuid;

use super::ground::{Ground, Person};
use super::{Seen, Verdict, cannot};
use crate::Backend;
use crate::database::{ROLES, difference};

/// The table that the policies ask is the program's, row by row.
pub(super) async fn the_table_is_the_programs(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    ground.be("matterlock_operator", None).await?;
    if let Some(differs) = difference(ground.conn()).await.map_err(cannot)? {
        return Err(differs);
    }
    let rows = domain::roles::table().count();
    Ok(Seen {
        attempts: u32::try_from(rows).unwrap_or_default(),
        detail: format!("{rows} rows, each of them the program's"),
    })
}

/// What the database says where it is no policy that refuses: the column of a row, and the function.
const NOT_LET: [&str; 5] = [
    "row-level security",
    "not this person's to say",
    "breaks no glass",
    "erases nobody",
    "grants no support",
];

/// Somebody of each role, assigned to the case, tries every act; the database lets through exactly what the table says.
pub(super) async fn every_role_does_what_the_table_says(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let things = Things::make(backend, &mut ground).await?;
    let mut attempts = 0;
    for role in Role::OF_A_FIRM {
        let person = Person::new(backend);
        ground.be("matterlock_auth", None).await?;
        ground.add_person(ground.firm, &person, role, &[0]).await?;
        assign(&mut ground, person.id).await?;
        let administration = ground.at_the_administration(&person).await?;
        for (place, secret) in [
            ("matterlock_app", &person.secret),
            ("matterlock_admin", &administration),
        ] {
            ground.be(place, Some(secret)).await?;
            for (permission, act) in acts(place, backend, &ground, &things, person.id) {
                attempts += 1;
                let done = match ground.attempt(&act).await? {
                    Ok(rows) => rows > 0,
                    Err(refusal) if NOT_LET.iter().any(|words| refusal.contains(words)) => false,
                    Err(other) => return Err(format!("{} as {}: {other}", permission.name(), role.name())),
                };
                if done != role.may(permission) {
                    let did = if done { "is let" } else { "is not let" };
                    return Err(format!("{} {did}: {}: {act}", role.name(), permission.name()));
                }
            }
        }
    }
    Ok(Seen {
        attempts,
        detail: format!("{attempts} acts by five roles: each done exactly where the table says so"),
    })
}

/// No role of the database but the administration's changes a role, an account or the table; a session of the office is none
/// there, and one of another firm reaches nobody.
pub(super) async fn nobody_else_changes_a_role(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let (ana, bruno, eva, visitor) = (
        ground.ana.clone(),
        ground.bruno.clone(),
        ground.eva.clone(),
        ground.visitor.clone(),
    );
    let evas = Person::new(backend);
    ground.be("matterlock_auth", None).await?;
    ground.add_person(ground.other_firm, &evas, Role::Partner, &[0]).await?;
    let administration = ground.at_the_administration(&ana).await?;
    let set = format!("update users set role = 'partner' where id = '{}'", bruno.id);
    let close = format!("update users set active = false where id = '{}'", bruno.id);
    let own = format!("update users set role = 'partner' where id = '{}'", ana.id);
    let other_firms = format!("update users set role = 'administrator' where id = '{}'", evas.id);
    let raise = "insert into role_permissions values ('read_only', 'manage_people')".to_owned();
    let lower = "delete from role_permissions".to_owned();
    let mut tried: Vec<(&str, Option<&vault::Token>, &String)> = Vec::new();
    for role in ROLES {
        let secret = match role {
            "matterlock_signer" => &visitor,
            "matterlock_admin" => &administration,
            _ => &ana.secret,
        };
        tried.push((role, Some(secret), &raise));
        tried.push((role, Some(secret), &lower));
        tried.push((role, Some(secret), &own));
        if role != "matterlock_admin" {
            tried.push((role, Some(secret), &set));
            tried.push((role, Some(secret), &close));
        }
    }
    for secret in [None, Some(&ana.secret), Some(&eva.secret)] {
        tried.push(("matterlock_admin", secret, &set));
        tried.push(("matterlock_admin", secret, &close));
    }
    tried.push(("matterlock_admin", Some(&administration), &other_firms));
    let attempts = u32::try_from(tried.len()).unwrap_or_default();
    for (role, secret, statement) in tried {
        ground.be(role, secret).await?;
        if let Ok(rows @ 1..) = ground.attempt(statement).await? {
            return Err(format!("{role} changed {rows} rows: {statement}"));
        }
    }
    // The last administrator stays: with Bruno gone, Ana is the only one of the firm.
    ground.be("matterlock_admin", Some(&administration)).await?;
    if ground.run(&close).await? != 1 {
        return Err("an administrator can't close a colleague's account".to_owned());
    }
    for last in [
        own.as_str(),
        &format!("update users set active = false where id = '{}'", ana.id),
    ] {
        if let Ok(rows @ 1..) = ground.attempt(last).await? {
            return Err(format!("the last administrator is gone, {rows} rows: {last}"));
        }
    }
    Ok(Seen {
        attempts: attempts + 2,
        detail: format!(
            "{attempts} attempts by {} roles of the database to change a role, an account or the table: 0 done; the last administrator stays",
            ROLES.len()
        ),
    })
}

/// What the acts are done on.
struct Things {
    /// An envelope that nobody is asked to sign.
    bare: Uuid,
    /// An envelope with a signer who has no field.
    fieldless: Uuid,
    signer: Uuid,
    /// Somebody of the firm who is not assigned to the case.
    unassigned: Uuid,
    /// Somebody of the firm whose role may change. They are walled off from the case.
    colleague: Uuid,
    /// The number of a case that nobody but Ana is assigned to.
    number: String,
}

impl Things {
    async fn make(backend: &Backend, ground: &mut Ground) -> Result<Self, String> {
        let (unassigned, colleague) = (ground.bruno.id, Person::new(backend));
        ground.be("matterlock_auth", None).await?;
        ground.add_person(ground.firm, &colleague, Role::ReadOnly, &[0]).await?;
        let (firm, case, ana, closed) = (ground.firm, ground.case, ground.ana.id, backend.new_id::<Uuid>());
        ground.be_ana().await?;
        ground
            .run(&format!(
                "insert into cases (firm_id, id, title, kind, opened_by) values ('{firm}', '{closed}', 'check', 'civil', '{ana}');
                 insert into case_walls (firm_id, case_id, user_id, raised_by, reason) values ('{firm}', '{case}', '{}', '{ana}', 'a reason to check')",
                colleague.id
            ))
            .await?;
        let number = sqlx::query_scalar("select number from cases where id = $1")
            .bind(closed)
            .fetch_one(ground.conn())
            .await
            .map_err(cannot)?;
        let things = Self {
            bare: backend.new_id(),
            fieldless: backend.new_id(),
            signer: backend.new_id(),
            unassigned,
            colleague: colleague.id,
            number,
        };
        for envelope in [things.bare, things.fieldless] {
            let statement = envelope_by(ground, envelope, ana);
            ground.run(&statement).await?;
        }
        let statement = signer_of(ground, things.fieldless, things.signer);
        ground.run(&statement).await?;
        let of_no_case = Event::LogRead {
            case: None,
            filter: String::new(),
        };
        ground.append(&of_no_case).await?;
        let console = ground.at_the_administration(&ground.ana.clone()).await?;
        ground.be("matterlock_admin", Some(&console)).await?;
        ground.append(&of_no_case).await?;
        Ok(things)
    }
}

async fn assign(ground: &mut Ground, user: Uuid) -> Result<(), String> {
    let (firm, case, ana) = (ground.firm, ground.case, ground.ana.id);
    ground.be_ana().await?;
    ground
        .run(&format!(
            "insert into case_assignments (firm_id, case_id, user_id, assigned_by) values ('{firm}', '{case}', '{user}', '{ana}')"
        ))
        .await?;
    Ok(())
}

fn envelope_by(ground: &Ground, envelope: Uuid, by: Uuid) -> String {
    let (firm, case, document) = (ground.firm, ground.case, ground.document.id);
    format!(
        "insert into envelopes (firm_id, case_id, id, document_id, document_sha256, language, message, sent_by, sender_name, expires_at)
         values ('{firm}', '{case}', '{envelope}', '{document}', sha256('check'), 'en', '', '{by}', 'check', app.now() + interval '1 day')"
    )
}

fn signer_of(ground: &Ground, envelope: Uuid, signer: Uuid) -> String {
    let (firm, case) = (ground.firm, ground.case);
    format!(
        "insert into signers (firm_id, case_id, envelope_id, id, name, email, token_hash, token_sealed)
         values ('{firm}', '{case}', '{envelope}', '{signer}', 'check', 'check@check.invalid', sha256('{signer}'), '\\x00')"
    )
}

/// Every act that the database binds to a permission, as whoever does it would write it, and where they would.
fn acts(place: &str, backend: &Backend, ground: &Ground, things: &Things, me: Uuid) -> Vec<(Permission, String)> {
    use Permission as P;
    let new = || backend.new_id::<Uuid>();
    let (firm, case) = (ground.firm, ground.case);
    let Things {
        bare,
        fieldless,
        signer,
        unassigned,
        colleague,
        number,
    } = things;
    if place == "matterlock_admin" {
        return vec![
            (
                P::ManagePeople,
                format!("update users set role = 'assistant' where id = '{colleague}'"),
            ),
            (
                P::ManagePeople,
                format!("update users set active = false where id = '{colleague}'"),
            ),
            (
                P::ManagePeople,
                format!("select id from users where id = '{colleague}'"),
            ),
            (
                P::EndSessions,
                format!(
                    "update sessions set ended_at = app.now(), end_reason = 'ended_by_administrator' where user_id = '{unassigned}' and ended_at is null"
                ),
            ),
            (
                P::EndSessions,
                format!("select id from sessions where user_id = '{unassigned}'"),
            ),
            (
                P::ManagePolicies,
                format!("update firms set time_zone = 'UTC' where id = '{firm}'"),
            ),
            (
                P::ManagePolicies,
                format!("update firm_policies set untrusted_hours = 1 where firm_id = '{firm}'"),
            ),
            (
                P::ManagePolicies,
                format!("insert into console_networks (firm_id, network) values ('{firm}', '10.0.0.0/8')"),
            ),
            (P::ReadFirmLog, "select number from console_entries".to_owned()),
            (P::ErasePeople, "select from app.find_to_erase('check')".to_owned()),
            (
                P::GrantSupport,
                format!("select from app.grant_support('{firm}', 'of no case', 1, false)"),
            ),
            (
                P::ManagePolicies,
                format!("update firm_policies set trusted_days = 1 where firm_id = '{firm}'"),
            ),
        ];
    }
    let (new_case, new_document) = (new(), new());
    vec![
        (P::OpenCase, format!("insert into cases (firm_id, id, title, kind, opened_by) values ('{firm}', '{new_case}', 'check', 'civil', '{me}')")),
        (P::ChangeCase, format!("update cases set stage = 'active' where id = '{case}'")),
        (P::ChangeCase, format!("insert into parties (firm_id, case_id, id, role, name) values ('{firm}', '{case}', '{}', 'other', 'check')", new())),
        (P::ChangeCase, format!("update parties set phone = '1' where case_id = '{case}'")),
        (P::ChangeCase, format!("delete from parties where case_id = '{case}'")),
        (P::AssignPeople, format!("insert into case_assignments (firm_id, case_id, user_id, assigned_by) values ('{firm}', '{case}', '{unassigned}', '{me}')")),
        (P::AssignPeople, format!("delete from case_assignments where case_id = '{case}' and user_id = '{me}'")),
        (P::AssignPeople, format!("update cases set responsible_id = '{me}' where id = '{case}'")),
        (
            P::ManageWalls,
            format!("insert into case_walls (firm_id, case_id, user_id, raised_by, reason) values ('{firm}', '{case}', '{unassigned}', '{me}', 'a reason to check')"),
        ),
        (P::ManageWalls, format!("delete from case_walls where case_id = '{case}' and user_id = '{colleague}'")),
        (
            P::HoldCase,
            format!("insert into case_holds (firm_id, case_id, placed_by, reason) values ('{firm}', '{case}', '{me}', 'a reason to check')"),
        ),
        (P::BreakGlass, format!("select from app.break_glass('{number}', 'a reason to check') where opened is not null")),
        (
            P::UploadDocument,
            format!(
                "insert into documents (firm_id, case_id, id, file_name, size, pages, sha256, page_sizes, key_version, wrapped_key, object_name, text_object_name, uploaded_by)
                 values ('{firm}', '{case}', '{new_document}', 'check.pdf', 1, 1, sha256('check'), '[[612,792]]', 1, '\\x00', 'documents/{firm}/{new_document}', 'texts/{firm}/{new_document}', '{me}')"
            ),
        ),
        (P::SendForSignature, envelope_by(ground, new(), me)),
        (P::SendForSignature, signer_of(ground, *bare, new())),
        (
            P::SendForSignature,
            format!(
                "insert into fields (firm_id, case_id, envelope_id, signer_id, id, kind, page, x, y, width, height)
                 values ('{firm}', '{case}', '{fieldless}', '{signer}', '{}', 'signature', 1, 0.1, 0.1, 0.2, 0.1)",
                new()
            ),
        ),
        (P::SendForSignature, format!("insert into jobs (firm_id, id, kind, case_id, envelope_id) values ('{firm}', '{}', 'mail_invitation', '{case}', '{bare}')", new())),
        (P::SendForSignature, format!("update envelopes set state = 'voided', closed_at = app.now() where id = '{bare}'")),
        (P::ReadFirmLog, "select number from log_entries where case_id is null".to_owned()),
    ]
}
