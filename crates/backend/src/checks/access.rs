//! S3 and S4: sessions.

use domain::ids::SessionId;
use uuid::Uuid;
use vault::Token;

use super::ground::Ground;
use super::{Seen, Verdict, cannot};
use crate::Backend;
use crate::access::{end_signed_out, renew};

/// One second before 30 idle minutes a session sees its case; at 30 minutes it sees nothing.
pub(super) async fn idle_sessions_see_nothing(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let (session, case, secret) = (ground.ana.session, ground.case, ground.ana.secret.clone());
    let mut seen = Vec::new();
    for idle in ["29 minutes 59 seconds", "30 minutes"] {
        ground.be("matterlock_auth", None).await?;
        ground
            .run(&format!(
                "update sessions set last_seen_at = app.now() - interval '{idle}' where id = '{session}'"
            ))
            .await?;
        ground.be("matterlock_app", Some(&secret)).await?;
        seen.push(
            ground
                .count(&format!("select count(*) from cases where id = '{case}'"))
                .await?,
        );
    }
    if seen != [1, 0] {
        return Err(format!("rows seen at 29:59 and at 30:00: {seen:?}"));
    }
    Ok(Seen {
        attempts: 2,
        detail: "idle for 29:59 the session sees its case, for 30:00 nothing".to_owned(),
    })
}

/// A second live session of the same person is refused by the database itself.
pub(super) async fn one_live_session(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let (firm, ana) = (ground.firm, ground.ana.id);
    ground.be("matterlock_auth", None).await?;
    let hash = vault::digest::hex(&vault::random::bytes::<32>());
    let id: Uuid = backend.new_id();
    let second = format!(
        "insert into sessions (firm_id, id, user_id, secret_hash, idle_after, expires_at, address_source, device)
         values ('{firm}', '{id}', '{ana}', '\\x{hash}', interval '30 minutes', app.now() + interval '1 hour', 'server', 'check')"
    );
    match ground.attempt(&second).await? {
        Ok(_) => Err("a second live session was accepted".to_owned()),
        Err(refusal) if refusal.contains("sessions_one_live") => Ok(Seen {
            attempts: 1,
            detail: "a second live session of the same person is refused".to_owned(),
        }),
        Err(refusal) => Err(format!("refused for another reason: {refusal}")),
    }
}

/// A second factor that is given again renews the session: the secret from before does nothing sensitive from then on, and a minute later sees
/// nothing at all.
pub(super) async fn a_copy_ends_with_a_step_up(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let (session, copy, new) = (ground.ana.session, ground.ana.secret.clone(), Token::generate());
    ground.be("matterlock_auth", None).await?;
    if renew(ground.conn(), SessionId(session), &copy, &new)
        .await
        .map_err(cannot)?
        .is_none()
    {
        return Err("the session was not renewed".to_owned());
    }
    let mut seen = Vec::new();
    for since in ["59 seconds", "1 minute"] {
        ground.be("matterlock_auth", None).await?;
        ground
            .run(&format!(
                "update sessions set renewed_at = app.now() - interval '{since}' where id = '{session}'"
            ))
            .await?;
        for secret in [&copy, &new] {
            ground.be("matterlock_app", Some(secret)).await?;
            let sees = ground.count("select count(*) from cases").await?;
            let fresh = ground.count("select app.factor_is_fresh()::int::bigint").await?;
            seen.push((sees, fresh));
        }
    }
    if seen != [(1, 0), (1, 1), (0, 0), (1, 1)] {
        return Err(format!(
            "cases seen, and whether what is sensitive is let, by the secret from before and the new one, at 59 and at 60 seconds: {seen:?}"
        ));
    }
    Ok(Seen {
        attempts: 3,
        detail: "the secret from before does nothing sensitive, and a minute later sees nothing; the new one does both"
            .to_owned(),
    })
}

/// The secret of a session that was signed out sees nothing from that moment on.
pub(super) async fn signed_out_sees_nothing(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let (session, secret) = (ground.ana.session, ground.ana.secret.clone());
    ground.be("matterlock_app", Some(&secret)).await?;
    let before = ground.count("select count(*) from cases").await?;
    ground.be("matterlock_auth", None).await?;
    end_signed_out(ground.conn(), SessionId(session), &secret)
        .await
        .map_err(cannot)?;
    ground.be("matterlock_app", Some(&secret)).await?;
    let mut attempts = 0;
    for table in ground.readable_tables().await? {
        attempts += 1;
        let rows = ground
            .count(&format!("select count(*) from matterlock.{table}"))
            .await?;
        if rows > 0 {
            return Err(format!("a signed-out session sees {rows} rows of {table}"));
        }
    }
    if before != 1 {
        return Err("the session saw nothing before it was signed out either".to_owned());
    }
    Ok(Seen {
        attempts,
        detail: format!("{attempts} queries with a signed-out session's secret: 0 rows"),
    })
}
