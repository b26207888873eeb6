//! A colleague's sessions and trusted devices, as administrators see and end them.

use domain::audit::{Event, Personal};
use domain::ids::{SessionId, UserId};
use domain::sessions::Sessions;
use domain::{Error, Permission};

use super::colleague::find_for;
use crate::caller::Administrator;
use crate::failure::{Done, not_found};
use crate::letters::{self, Notice};
use crate::sessions;

/// A colleague's sessions, those of the last 30 days too, and the devices that they trust. Permission: [`Permission::EndSessions`], at
/// the administration.
///
/// # Errors
/// `NotSignedIn` and `Forbidden` for whoever is no administrator now; `NotFound` for nobody of the firm.
pub async fn colleagues_sessions(administrator: &Administrator, user: UserId) -> Done<Sessions> {
    let mut tx = administrator.begin().await?;
    let (me, may): (Option<uuid::Uuid>, bool) = sqlx::query_as("select app.current_user_id(), app.may($1)")
        .bind(Permission::EndSessions.name())
        .fetch_one(tx.conn())
        .await?;
    me.ok_or(Error::NotSignedIn)?;
    if !may {
        return Err(Error::Forbidden.into());
    }
    let firm: Option<uuid::Uuid> = sqlx::query_scalar("select firm_id from users where id = $1")
        .bind(user.0)
        .fetch_optional(tx.conn())
        .await?;
    let firm = firm.ok_or_else(not_found)?;
    sessions::read(tx.conn(), firm.into(), user, None, None).await
}

/// Ends one session of a colleague's, or all of them; how many. Their browsers are told at once, the colleague by mail.
/// Permission: [`Permission::EndSessions`], at the administration, with a fresh second factor.
///
/// # Errors
/// As [`super::change_role`], but that it leaves no firm without an administrator; `NotFound` for one session that is over.
pub async fn end_colleagues_sessions(
    administrator: &Administrator,
    user: UserId,
    session: Option<SessionId>,
) -> Done<u32> {
    let (mut tx, colleague) = find_for(administrator, user, Permission::EndSessions).await?;
    let ended = sqlx::query(
        "update sessions set ended_at = app.now(), end_reason = 'ended_by_administrator'
         where firm_id = $1 and user_id = $2 and ($3::uuid is null or id = $3) and ended_at is null
           and last_seen_at + idle_after > app.now() and expires_at > app.now()",
    )
    .bind(colleague.firm.0)
    .bind(user.0)
    .bind(session.map(|session| session.0))
    .execute(tx.conn())
    .await?
    .rows_affected();
    let ended = u32::try_from(ended).unwrap_or(u32::MAX);
    if ended == 0 {
        return if session.is_some() { Err(not_found()) } else { Ok(0) };
    }
    let backend = &administrator.visitor.backend;
    letters::write(backend, &mut tx, colleague.firm, user, &Notice::SessionsEnded).await?;
    tx.commit(Event::ColleaguesSessionsEnded {
        user,
        name: Personal::of(user, colleague.name),
        ended,
    })
    .await?;
    Ok(ended)
}

/// Takes back the trust in all of a colleague's devices; how many. The colleague is told by mail.
/// Permission: [`Permission::EndSessions`], at the administration, with a fresh second factor.
///
/// # Errors
/// As [`end_colleagues_sessions`].
pub async fn forget_colleagues_devices(administrator: &Administrator, user: UserId) -> Done<u32> {
    let (mut tx, colleague) = find_for(administrator, user, Permission::EndSessions).await?;
    let forgotten = sqlx::query(
        "update trusted_devices set forgotten_at = app.now(), forgotten_why = 'by_administrator'
         where firm_id = $1 and user_id = $2 and forgotten_at is null and trusted_until > app.now()",
    )
    .bind(colleague.firm.0)
    .bind(user.0)
    .execute(tx.conn())
    .await?
    .rows_affected();
    let devices = u32::try_from(forgotten).unwrap_or(u32::MAX);
    if devices == 0 {
        return Ok(0);
    }
    let backend = &administrator.visitor.backend;
    letters::write(backend, &mut tx, colleague.firm, user, &Notice::DevicesForgotten).await?;
    tx.commit(Event::ColleaguesDevicesForgotten {
        user,
        name: Personal::of(user, colleague.name),
        devices,
    })
    .await?;
    Ok(devices)
}
