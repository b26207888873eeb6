//! A case with all that its page shows.

use domain::Role;
use domain::audit::Event;
use domain::cases::{CaseKind, CasePage, Colleague, Stage};
use domain::ids::{CaseId, PartyId, UserId};
use domain::parties::{Party, PartyRole};
use time::OffsetDateTime;

use super::glass::broken;
use super::holds::standing;
use super::log_reading;
use super::walls::walls;
use crate::access::timestamp;
use crate::caller::Caller;
use crate::database::TenantTx;
use crate::failure::{Done, not_found};
use crate::{documents, signing};

type Row = (String, String, String, String, String, OffsetDateTime, i32, uuid::Uuid);

/// Reads a case. Permission: assignment, or break-glass while it lasts. Stands in the log, once in ten minutes a session.
///
/// # Errors
/// `NotFound` for a case that is not there, of another firm, or not the caller's: all alike.
pub async fn page(caller: &Caller, case: CaseId) -> Done<CasePage> {
    let firm = caller.me.firm.0;
    let mut tx = caller.begin().await?;
    let row: Option<Row> = sqlx::query_as(
        "select number, title, kind, stage, summary, opened_at, version, responsible_id from cases where firm_id = $1 and id = $2",
    )
    .bind(firm)
    .bind(case.0)
    .fetch_optional(tx.conn())
    .await?;
    let Some((number, title, kind, stage, summary, opened_at, version, responsible)) = row else {
        return Err(not_found());
    };
    let page = CasePage {
        id: case,
        number,
        title,
        kind: CaseKind::from_name(&kind).unwrap_or_default(),
        stage: Stage::from_name(&stage).unwrap_or_default(),
        summary,
        opened_at: timestamp(opened_at),
        version,
        colleagues: colleagues(&mut tx, caller, case).await?,
        responsible: UserId(responsible),
        walls: walls(&mut tx, caller.me.firm, case).await?,
        hold: standing(&mut tx, caller.me.firm, case).await?,
        broken_glass: broken(&mut tx, caller.me.firm, case).await?,
        parties: parties(&mut tx, caller, case).await?,
        documents: documents::list(&mut tx, caller.me.firm, case).await?,
        envelopes: signing::list(&mut tx, caller.me.firm, case).await?,
    };
    log_reading(tx, caller, Event::CaseRead { case }).await?;
    Ok(page)
}

async fn colleagues(tx: &mut TenantTx, caller: &Caller, case: CaseId) -> Done<Vec<Colleague>> {
    let rows: Vec<(uuid::Uuid, String, String, bool)> = sqlx::query_as(
        "select u.id, u.name, u.role, a.user_id is not null
         from users u left join case_assignments a on a.firm_id = u.firm_id and a.user_id = u.id and a.case_id = $2
         where u.firm_id = $1 and (u.active or a.user_id is not null) and u.role not in ('support', 'support_changing')
         order by a.user_id is null, app.plain(u.name), u.name",
    )
    .bind(caller.me.firm.0)
    .bind(case.0)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|(id, name, role, assigned)| Colleague {
            id: UserId(id),
            name,
            role: Role::from_name(&role).unwrap_or(Role::ReadOnly),
            assigned,
        })
        .collect())
}

async fn parties(tx: &mut TenantTx, caller: &Caller, case: CaseId) -> Done<Vec<Party>> {
    let rows: Vec<(uuid::Uuid, String, String, String, String, i32)> = sqlx::query_as(
        "select id, role, name, email, phone, version from parties where firm_id = $1 and case_id = $2 order by role <> 'client', created_at, id",
    )
    .bind(caller.me.firm.0)
    .bind(case.0)
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|(id, role, name, email, phone, version)| Party {
            id: PartyId(id),
            role: PartyRole::from_name(&role).unwrap_or_default(),
            name,
            email,
            phone,
            version,
        })
        .collect())
}
