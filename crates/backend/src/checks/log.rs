//! L1 and L2: what happened stays as it was.

use super::ground::Ground;
use super::{Seen, Verdict};
use crate::Backend;
use crate::database::ROLES;

/// The numbers of every firm's entries run without a gap.
pub(super) async fn numbers_have_no_gap(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    ground.be("matterlock_operator", None).await?;
    let entries = ground.count("select entries from app.log_gaps()").await?;
    let gaps = ground.count("select gaps from app.log_gaps()").await?;
    if gaps != 0 || entries == 0 {
        return Err(format!("{gaps} numbers are missing among {entries} entries"));
    }
    Ok(Seen {
        attempts: u32::try_from(entries).unwrap_or(u32::MAX),
        detail: format!("{entries} entries, no number missing"),
    })
}

/// `UPDATE`, `DELETE` and `TRUNCATE` fail under every role that the server can become, and the triggers that refuse the owner are always on.
pub(super) async fn nobody_changes_the_log(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let mut attempts = 0;
    for role in ROLES {
        let secret = if role == "matterlock_signer" {
            ground.visitor.clone()
        } else {
            ground.ana.secret.clone()
        };
        ground.be(role, Some(&secret)).await?;
        for statement in [
            "update matterlock.log_entries set event = 'x'",
            "delete from matterlock.log_entries",
            "truncate matterlock.log_entries",
            "alter table matterlock.log_entries disable trigger append_only",
            "drop table matterlock.log_entries cascade",
            "set session_replication_role = replica",
            "update matterlock.log_heads set last = 0",
        ] {
            attempts += 1;
            if ground.attempt(statement).await?.is_ok() {
                return Err(format!("{role} could: {statement}"));
            }
        }
    }
    let always = ground
        .count("select count(*) from pg_trigger where tgrelid = 'matterlock.log_entries'::regclass and tgname in ('append_only', 'append_only_statement') and tgenabled = 'A'")
        .await?;
    if always != 2 {
        return Err("the triggers that refuse the owner are not always on".to_owned());
    }
    Ok(Seen {
        attempts,
        detail: format!(
            "{attempts} attempts under {} roles refused; triggers always on",
            ROLES.len()
        ),
    })
}
