//! I1 and I2: who may see what.

use vault::Token;

use super::ground::Ground;
use super::{Seen, Verdict, cannot};
use crate::Backend;

/// No login can see past row-level security or become what is another's, and the catalogue says so now.
pub(super) async fn the_role_is_weak(backend: &Backend) -> Verdict {
    let (mut attempts, mut names) = (0, Vec::new());
    for standing in backend.database.standing().await.map_err(cannot)? {
        standing.refuse_if_too_strong().map_err(|error| error.to_string())?;
        attempts += 6;
        names.push(format!("«{}»", standing.role));
    }
    Ok(Seen {
        attempts,
        detail: format!(
            "{}: none is a superuser, can bypass row-level security, owns, inherits or creates anything, or may become a role that is not its own",
            names.join(", ")
        ),
    })
}

/// Row-level security is on and forced for every table.
pub(super) async fn every_table_is_forced(backend: &Backend) -> Verdict {
    // Before the ground is made, which has the checks' only connection.
    let [desk, ..] = backend.database.standing().await.map_err(cannot)?;
    let mut ground = Ground::make(backend).await?;
    let tables = ground
        .count("select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'matterlock' and c.relkind in ('r', 'p') and c.relname <> '_sqlx_migrations'")
        .await?;
    let unforced = desk.unforced_tables;
    if unforced > 0 || tables == 0 {
        return Err(format!(
            "{unforced} of {tables} tables are without forced row-level security"
        ));
    }
    Ok(Seen {
        attempts: u32::try_from(tables).unwrap_or_default(),
        detail: format!("{tables} tables, all forced"),
    })
}

/// Without a live secret no role sees a firm's rows; a made-up secret, or a firm's id put into a setting, changes nothing.
pub(super) async fn nobody_sees_nothing(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let mut attempts = 0;
    let made_up = Token::generate();
    for role in ["matterlock_app", "matterlock_signer", "matterlock_worker"] {
        for secret in [None, Some(&made_up)] {
            ground.be(role, secret).await?;
            ground
                .run(&format!("set local matterlock.firm = '{}'", ground.firm))
                .await?;
            for table in ground.readable_tables().await? {
                attempts += 1;
                let rows = ground
                    .count(&format!("select count(*) from matterlock.{table}"))
                    .await?;
                if rows > 0 {
                    return Err(format!("{role} sees {rows} rows of {table} without a session"));
                }
            }
        }
    }
    Ok(Seen {
        attempts,
        detail: format!("{attempts} queries by three roles without a live secret: 0 rows"),
    })
}

/// Another firm and an unassigned colleague see no row of a case, and the assigned person does.
pub(super) async fn strangers_see_no_case(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let secret = ground.ana.secret.clone();
    ground.be("matterlock_app", Some(&secret)).await?;
    let case = ground.case;
    let own = ground
        .count(&format!("select count(*) from cases where id = '{case}'"))
        .await?;
    if own != 1 {
        return Err("the assigned person does not see the case".to_owned());
    }
    let mut attempts = 0;
    for (who, secret) in [
        ("another firm", ground.eva.secret.clone()),
        ("an unassigned colleague", ground.bruno.secret.clone()),
    ] {
        ground.be("matterlock_app", Some(&secret)).await?;
        for table in [
            "cases",
            "case_assignments",
            "parties",
            "documents",
            "envelopes",
            "signers",
            "fields",
            "log_entries",
        ] {
            let column = if table == "cases" { "id" } else { "case_id" };
            attempts += 1;
            let rows = ground
                .count(&format!(
                    "select count(*) from matterlock.{table} where {column} = '{case}'"
                ))
                .await?;
            if rows > 0 {
                return Err(format!("{who} sees {rows} rows of {table}"));
            }
        }
        for statement in [
            format!("update cases set title = 'x' where id = '{case}'"),
            format!("delete from parties where case_id = '{case}'"),
            format!("delete from case_assignments where case_id = '{case}'"),
        ] {
            attempts += 1;
            if let Ok(rows @ 1..) = ground.attempt(&statement).await? {
                return Err(format!("{who} changed {rows} rows: {statement}"));
            }
        }
        let (firm, bruno) = (ground.firm, ground.bruno.id);
        let intrusion = format!(
            "insert into case_assignments (firm_id, case_id, user_id, assigned_by) values ('{firm}', '{case}', '{bruno}', '{bruno}')"
        );
        attempts += 1;
        if ground.attempt(&intrusion).await?.is_ok() {
            return Err(format!("{who} assigned themselves"));
        }
    }
    Ok(Seen {
        attempts,
        detail: format!("{attempts} attempts by another firm and an unassigned colleague: 0 rows seen or changed"),
    })
}
