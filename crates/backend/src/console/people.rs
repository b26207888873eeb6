//! The firm's people.

use domain::audit::{Event, Personal};
use domain::console::{PersonPage, PersonRow};
use domain::ids::{FirmId, UserId};
use domain::{Permission, Role};
use time::OffsetDateTime;

use super::commit_reading;
use crate::access::timestamp;
use crate::caller::AtTheConsole;
use crate::database::{AdminTx, Asking};
use crate::failure::{Done, Failure, not_found};
use crate::sessions;

#[derive(sqlx::FromRow)]
struct Row {
    id: uuid::Uuid,
    name: String,
    email: String,
    role: String,
    active: bool,
    second_factor: bool,
    last_sign_in: Option<OffsetDateTime>,
    sessions: i64,
}

/// Everybody of the firm, open accounts first. Permission: [`Permission::ManagePeople`].
///
/// # Errors
/// `NotSignedIn`, `Forbidden`.
pub async fn people(at: &AtTheConsole) -> Done<Vec<PersonRow>> {
    let mut tx = at.begin().await?;
    let Asking { firm, .. } = tx.may(Permission::ManagePeople).await?;
    read(at, &mut tx, firm, None).await
}

/// Somebody with their sessions and trusted devices; stands in the console's log, once in ten minutes a session. Permission:
/// [`Permission::ManagePeople`] and [`Permission::EndSessions`].
///
/// # Errors
/// `NotFound` for nobody of the firm; `NotSignedIn`, `Forbidden`.
pub async fn person(at: &AtTheConsole, user: UserId) -> Done<PersonPage> {
    let mut tx = at.begin().await?;
    tx.may(Permission::EndSessions).await?;
    let Asking { firm, .. } = tx.may(Permission::ManagePeople).await?;
    let person = read(at, &mut tx, firm, Some(user)).await?.pop().ok_or_else(not_found)?;
    let page = PersonPage {
        sessions: sessions::read(tx.conn(), firm, user, Some(at.session()), None).await?,
        person,
    };
    let event = Event::SessionsRead {
        user,
        name: Personal::of(user, page.person.name.clone()),
    };
    commit_reading(tx, event).await?;
    Ok(page)
}

async fn read(at: &AtTheConsole, tx: &mut AdminTx, firm: FirmId, only: Option<UserId>) -> Done<Vec<PersonRow>> {
    let rows: Vec<Row> = sqlx::query_as(
        "select u.id, u.name, u.email, u.role, u.active, app.has_second_factor(u.firm_id, u.id) as second_factor,
           (select max(s.created_at) from sessions s where s.firm_id = u.firm_id and s.user_id = u.id) as last_sign_in,
           (select count(*) from sessions s where s.firm_id = u.firm_id and s.user_id = u.id and s.ended_at is null
              and s.last_seen_at + s.idle_after > app.now() and s.expires_at > app.now()) as sessions
         from users u where u.firm_id = $1 and ($2::uuid is null or u.id = $2)
         order by u.active desc, app.plain(u.name), u.name, u.id",
    )
    .bind(firm.0)
    .bind(only.map(|user| user.0))
    .fetch_all(tx.conn())
    .await?;
    let mut people = Vec::with_capacity(rows.len());
    for row in rows {
        people.push(PersonRow {
            user: UserId(row.id),
            name: row.name,
            email: row.email,
            role: Role::from_name(&row.role).ok_or_else(|| Failure::broken("unknown role"))?,
            active: row.active,
            second_factor: row.second_factor,
            last_sign_in: row.last_sign_in.map(timestamp),
            sessions: u32::try_from(row.sessions).unwrap_or(u32::MAX),
            myself: row.id == at.me().user.0,
        });
    }
    Ok(people)
}
