//! Mailing a letter to the person whose account or case it is about, or a link to whom it is for.

use domain::console::CheckpointMail;
use domain::ids::{AccountLinkId, LetterId};
use domain::{Language, Role};
use sqlx::types::Json;
use sqlx::types::ipnetwork::IpNetwork;
use time::PrimitiveDateTime;

use super::Job;
use crate::Backend;
use crate::access::account_link::{Kind, url};
use crate::audit::LogKind;
use crate::database::{Unlogged, WorkerTx};
use crate::failure::{Done, Failure};
use crate::letters::{AlertNotice, CaseNotice, FirmNotice, Tells};
use crate::mail::{
    AboutAccount, Alert, Checkpoints, GlassBroken, LeadsTo, Letter, LinkByMail, SupportAsked, SupportGranted,
    about_account, alert, checkpoints, glass_broken, link_by_mail, support_asked, support_granted,
};

#[derive(sqlx::FromRow)]
struct Row {
    notice: Option<Json<Tells>>,
    account_link_id: Option<uuid::Uuid>,
    written_at: PrimitiveDateTime,
    /// When what it tells of ends, where it says so.
    until: Option<PrimitiveDateTime>,
    time_zone: String,
    address: Option<IpNetwork>,
    device: String,
    name: String,
    /// Whoever has an account or a link; the firm's checkpoints may go to somebody with neither.
    email: Option<String>,
    language: String,
    firm_name: String,
}

#[derive(sqlx::FromRow)]
struct Link {
    id: uuid::Uuid,
    kind: String,
    invited_by: String,
    role: String,
    agreed: bool,
    works: bool,
    expires_at: PrimitiveDateTime,
}

/// Sends the mail, then notes that it was sent. Killed in between, it is sent again: twice is better than never.
pub(super) async fn run(backend: &Backend, job: &Job, letter: LetterId) -> Done<()> {
    let mut tx = job.begin(backend).await?;
    if readdressed(&mut tx).await? {
        job.finish(&mut tx).await?;
        return tx.commit_unlogged(Unlogged::JobHousekeeping).await;
    }
    let row: Row = sqlx::query_as(
        "select l.notice, l.account_link_id, l.written_at at time zone f.time_zone as written_at,
           to_timestamp((l.notice ->> 'until')::double precision / 1000) at time zone f.time_zone as until, f.time_zone, l.address, l.device,
           coalesce(u.name, a.name, '') as name, coalesce(u.email, a.email) as email, coalesce(u.language, a.language, f.language) as language,
           f.name as firm_name
         from letters l
         join firms f on f.id = l.firm_id
         left join users u on u.firm_id = l.firm_id and u.id = l.user_id
         left join account_links a on a.firm_id = l.firm_id and a.id = l.account_link_id
         where l.firm_id = $1 and l.id = $2",
    )
    .bind(job.firm.0)
    .bind(letter.0)
    .fetch_one(tx.conn())
    .await?;
    if let Some(mail) = mail(backend, job, &mut tx, row).await? {
        backend.mailer.send(mail).await?;
    }
    job.finish(&mut tx).await?;
    tx.commit_unlogged(Unlogged::JobHousekeeping).await
}

/// Whether whoever the letter was written for may no longer read it: since then they may have been walled off from the case that it is about. Then it
/// was written to whoever is to be told by now.
async fn readdressed(tx: &mut WorkerTx) -> Done<bool> {
    Ok(sqlx::query_scalar("select app.readdress_letter()")
        .fetch_one(tx.conn())
        .await?)
}

/// The mail, unless it would carry a link that works no more.
async fn mail(backend: &Backend, job: &Job, tx: &mut WorkerTx, row: Row) -> Done<Option<Letter>> {
    let language = Language::from_tag(&row.language).unwrap_or_default();
    let address = row.address.map(|address| address.ip().to_string());
    let public_url = &backend.settings.public_url;
    if let Some(Json(Tells::Firm(FirmNotice::Checkpoints))) = row.notice {
        return firms_checkpoints(backend, job, tx, row).await;
    }
    let to = row.email.ok_or_else(|| Failure::broken("a letter to nobody"))?;
    match row.notice {
        Some(Json(Tells::Account(notice))) => {
            return Ok(Some(about_account(AboutAccount {
                language,
                firm: row.firm_name,
                name: row.name,
                to,
                notice,
                at: row.written_at,
                time_zone: row.time_zone,
                address,
                device: row.device,
                account_url: format!("{public_url}/account"),
            })));
        }
        Some(Json(Tells::Installation(AlertNotice::Alert { kind, subject, instead }))) => {
            return Ok(Some(alert(Alert {
                language,
                name: row.name,
                to,
                kind,
                subject,
                at: row.written_at,
                time_zone: row.time_zone,
                instead,
                url: format!("{public_url}/admin/{}", if instead { "checks" } else { "alerts" }),
            })));
        }
        Some(Json(Tells::Case(CaseNotice::GlassBroken {
            case,
            number,
            by,
            reason,
        }))) => {
            return Ok(Some(glass_broken(GlassBroken {
                language,
                firm: row.firm_name,
                name: row.name,
                to,
                number,
                by,
                reason,
                at: row.written_at,
                until: row.until.ok_or_else(|| Failure::broken("break-glass without an end"))?,
                time_zone: row.time_zone,
                case_url: format!("{public_url}/cases/{case}"),
            })));
        }
        Some(Json(Tells::Firm(FirmNotice::SupportAsked { by, reason }))) => {
            return Ok(Some(support_asked(SupportAsked {
                language,
                firm: row.firm_name,
                name: row.name,
                to,
                by,
                reason,
                at: row.written_at,
                time_zone: row.time_zone,
                console_url: format!("{public_url}/admin/support"),
            })));
        }
        Some(Json(Tells::Case(CaseNotice::SupportGranted {
            case,
            number,
            by,
            operator,
            reason,
            changing,
        }))) => {
            return Ok(Some(support_granted(SupportGranted {
                language,
                firm: row.firm_name,
                name: row.name,
                to,
                number,
                by,
                operator,
                reason,
                changing,
                at: row.written_at,
                until: row
                    .until
                    .ok_or_else(|| Failure::broken("support access without an end"))?,
                time_zone: row.time_zone,
                case_url: format!("{public_url}/cases/{case}"),
            })));
        }
        Some(Json(Tells::Firm(FirmNotice::Checkpoints))) | None => {}
    }
    let link: Link = sqlx::query_as(
        "select a.id, a.kind, coalesce(u.name, '') as invited_by, coalesce(a.role, '') as role, r.second_at is not null as agreed,
           a.used_at is null and a.withdrawn_at is null and a.expires_at > app.now() as works,
           a.expires_at at time zone f.time_zone as expires_at
         from account_links a
         join firms f on f.id = a.firm_id
         left join users u on u.firm_id = a.firm_id and u.id = a.invited_by
         left join recoveries r on r.firm_id = a.firm_id and r.id = a.recovery_id
         where a.firm_id = $1 and a.id = $2",
    )
    .bind(job.firm.0)
    .bind(row.account_link_id)
    .fetch_one(tx.conn())
    .await?;
    if !link.works {
        return Ok(None);
    }
    let kind = Kind::from_name(&link.kind).ok_or_else(|| Failure::broken("unknown kind of link"))?;
    let leads_to = match kind {
        Kind::Invitation => LeadsTo::Invitation {
            invited_by: link.invited_by,
            role: Role::from_name(&link.role).ok_or_else(|| Failure::broken("unknown role"))?,
        },
        Kind::CancelRecovery => LeadsTo::CancelRecovery { agreed: link.agreed },
        Kind::NewPassword => LeadsTo::NewPassword {
            address,
            device: row.device,
        },
    };
    Ok(Some(link_by_mail(LinkByMail {
        language,
        firm: row.firm_name,
        name: row.name,
        to,
        leads_to,
        url: url(backend, kind, job.firm, AccountLinkId(link.id)),
        expires_at: link.expires_at,
        time_zone: row.time_zone,
    })))
}

/// The newest checkpoints, to where they go by now; nothing where that is no longer who the letter was written for. What is mailed counts as
/// mailed once the job is done.
async fn firms_checkpoints(backend: &Backend, job: &Job, tx: &mut WorkerTx, row: Row) -> Done<Option<Letter>> {
    let (goes_to, address): (String, Option<String>) =
        sqlx::query_as("select goes_to, address from checkpoint_mails where firm_id = $1")
            .bind(job.firm.0)
            .fetch_one(tx.conn())
            .await?;
    let to = match CheckpointMail::from_name(&goes_to) {
        Some(CheckpointMail::Administrators) => row.email,
        Some(CheckpointMail::Address) if row.email.is_none() => address,
        _ => None,
    };
    let Some(to) = to else { return Ok(None) };
    let newest: Vec<(String, i64, String)> = sqlx::query_as(
        "select distinct on (log) log, size, note from log_checkpoints where firm_id = $1 and day < (app.now() at time zone 'UTC')::date order by log, size desc",
    )
    .bind(job.firm.0)
    .fetch_all(tx.conn())
    .await?;
    let size_of = |log: LogKind| {
        let found = newest.iter().find(|(name, ..)| name == log.name());
        found.map_or(0, |(_, size, _)| *size)
    };
    sqlx::query(
        "update checkpoint_mails set cases = greatest(cases, $2), console = greatest(console, $3) where firm_id = $1",
    )
    .bind(job.firm.0)
    .bind(size_of(LogKind::Cases))
    .bind(size_of(LogKind::Console))
    .execute(tx.conn())
    .await?;
    Ok(Some(checkpoints(Checkpoints {
        language: Language::from_tag(&row.language).unwrap_or_default(),
        firm: row.firm_name,
        to,
        notes: newest.into_iter().map(|(_, _, note)| note).collect(),
        at: row.written_at,
        time_zone: row.time_zone,
        verify_url: format!("{}/verify", backend.settings.public_url),
    })))
}
