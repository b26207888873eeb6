//! Mailing a letter to the person whose account it is about.

use domain::Language;
use domain::ids::LetterId;
use sqlx::types::Json;
use sqlx::types::ipnetwork::IpNetwork;
use time::PrimitiveDateTime;

use super::Job;
use crate::Backend;
use crate::database::Unlogged;
use crate::failure::Done;
use crate::letters::Notice;
use crate::mail::{AboutAccount, about_account};

#[derive(sqlx::FromRow)]
struct Row {
    notice: Json<Notice>,
    written_at: PrimitiveDateTime,
    time_zone: String,
    address: Option<IpNetwork>,
    device: String,
    name: String,
    email: String,
    language: String,
    firm_name: String,
}

/// Sends the mail, then notes that it was sent. Killed in between, it is sent again: twice is better than never.
pub(super) async fn run(backend: &Backend, job: &Job, letter: LetterId) -> Done<()> {
    let mut tx = job.begin(backend).await?;
    let row: Row = sqlx::query_as(
        "select l.notice, l.written_at at time zone f.time_zone as written_at, f.time_zone, l.address, l.device, u.name, u.email, u.language, f.name as firm_name
         from letters l
         join users u on u.firm_id = l.firm_id and u.id = l.user_id
         join firms f on f.id = l.firm_id
         where l.firm_id = $1 and l.id = $2",
    )
    .bind(job.firm.0)
    .bind(letter.0)
    .fetch_one(tx.conn())
    .await?;
    let mail = about_account(AboutAccount {
        language: Language::from_tag(&row.language).unwrap_or_default(),
        firm: row.firm_name,
        name: row.name,
        to: row.email,
        notice: row.notice.0,
        at: row.written_at,
        time_zone: row.time_zone,
        address: row.address.map(|address| address.ip().to_string()),
        device: row.device,
        account_url: format!("{}/account", backend.settings.public_url),
    });
    backend.mailer.send(mail).await?;
    job.finish(&mut tx).await?;
    tx.commit_unlogged(Unlogged::JobHousekeeping).await
}
