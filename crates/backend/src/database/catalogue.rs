//! What keeps firms apart in the database, as lines, and the record of how it was made.
//!
//! A start that brings other migrations, roles or another form of the lines writes the record, and no other start does: or it would
//! bless what somebody has changed by hand. What it finds it first compares with the record that it is about to replace.

use std::collections::BTreeSet;

use sqlx::Executor;
use sqlx::postgres::PgConnection;

/// The lines, by the catalogue as it is now.
const LINES: &str = include_str!("catalogue.sql");

/// How PostgreSQL prints names and expressions depends on these.
const PRINTED_ALIKE: &str = "savepoint catalogue;
    set local search_path = pg_catalog, pg_temp; set local quote_all_identifiers = off; set local bytea_output = hex;
    set local datestyle = 'ISO, MDY'; set local intervalstyle = postgres; set local timezone = 'UTC'";

/// Whoever asked prints as before.
const AS_BEFORE: &str = "rollback to savepoint catalogue; release savepoint catalogue";

/// Of how many lines that differ a sentence speaks, and how much of each it shows.
const FIRST: usize = 4;
const LONGEST: usize = 300;

/// How what is there compares with what was recorded.
#[derive(Debug)]
pub enum Compared {
    /// Line by line the same.
    Same(Vec<String>),
    /// The lines that differ, each with whether it is gone or new. What has changed is gone in one form and new in another.
    Differs(Vec<String>),
    /// Nothing was compared, and why.
    Not(&'static str),
}

impl Compared {
    /// The lines, or in words why they are not as recorded.
    pub(crate) fn held(self) -> Result<Vec<String>, String> {
        match self {
            Self::Same(lines) => Ok(lines),
            Self::Differs(lines) => Err(in_words(&lines)),
            Self::Not(why) => Err(why.to_owned()),
        }
    }
}

#[derive(sqlx::FromRow)]
struct Record {
    made_of: String,
    form: String,
    lines: Vec<String>,
}

impl Record {
    async fn read(conn: &mut PgConnection) -> Result<Option<Self>, sqlx::Error> {
        sqlx::query_as("select made_of, form, lines from matterlock.catalogue")
            .fetch_optional(conn)
            .await
    }
}

/// Compares what is there now with the record, in a transaction of somebody who may read it.
pub async fn compare(conn: &mut PgConnection) -> Result<Compared, sqlx::Error> {
    let Some(kept) = Record::read(conn).await? else {
        return Ok(Compared::Not(
            "nothing is recorded: start the server again, which records it",
        ));
    };
    if kept.form != form(conn).await? {
        return Ok(Compared::Not(
            "another PostgreSQL or another version of Matterlock has recorded it: start the server again, which records it anew",
        ));
    }
    let now = lines(conn).await?;
    let differ = differences(&kept.lines, &now);
    Ok(if differ.is_empty() {
        Compared::Same(now)
    } else {
        Compared::Differs(differ)
    })
}

/// What was changed by hand since the record was made that this start will replace, in words. Asked before it changes anything.
pub(super) async fn changed_by_hand(conn: &mut PgConnection, made_of: &str) -> Result<Option<String>, sqlx::Error> {
    let there: bool = sqlx::query_scalar(
        "select exists (select from pg_tables where schemaname = 'matterlock' and tablename = 'catalogue')",
    )
    .fetch_one(&mut *conn)
    .await?;
    if !there {
        return Ok(None);
    }
    conn.execute("set local role matterlock_owner").await?;
    let kept = Record::read(conn).await?;
    conn.execute("reset role").await?;
    let Some(kept) = kept.filter(|kept| kept.made_of != made_of) else {
        return Ok(None);
    };
    if kept.form != form(conn).await? {
        return Ok(None);
    }
    let differ = differences(&kept.lines, &lines(conn).await?);
    Ok((!differ.is_empty()).then(|| in_words(&differ)))
}

/// Records what is there, unless the record is of the same already. As the owner, last of all.
pub(super) async fn record(owner: &mut PgConnection, made_of: &str) -> Result<(), sqlx::Error> {
    let form = form(owner).await?;
    let kept = Record::read(owner).await?;
    if kept.is_some_and(|kept| kept.made_of == made_of && kept.form == form) {
        return Ok(());
    }
    let lines = lines(owner).await?;
    sqlx::query(
        "insert into matterlock.catalogue (made_of, form, lines) values ($1, $2, $3)
         on conflict (only_row) do update set made_of = excluded.made_of, form = excluded.form, lines = excluded.lines,
           recorded_at = app.now()",
    )
    .bind(made_of)
    .bind(form)
    .bind(lines)
    .execute(owner)
    .await?;
    Ok(())
}

/// Takes what this transaction has changed since `before` into the record, and nothing else: what was changed by hand is found as before.
/// As the owner.
pub(super) async fn record_since(owner: &mut PgConnection, before: &[String]) -> Result<(), sqlx::Error> {
    let Some(kept) = Record::read(owner).await? else {
        return Ok(());
    };
    // Another form is recorded anew by the next start.
    if kept.form != form(owner).await? {
        return Ok(());
    }
    let now = lines(owner).await?;
    let (before, after): (BTreeSet<&String>, BTreeSet<&String>) = (before.iter().collect(), now.iter().collect());
    let mut lines: BTreeSet<&String> = kept
        .lines
        .iter()
        .filter(|line| !before.contains(line) || after.contains(line))
        .collect();
    lines.extend(after.difference(&before));
    let lines: Vec<String> = lines.into_iter().cloned().collect();
    sqlx::query("update matterlock.catalogue set lines = $1, recorded_at = app.now()")
        .bind(lines)
        .execute(owner)
        .await?;
    Ok(())
}

/// The lines as they are now.
pub(super) async fn lines(conn: &mut PgConnection) -> Result<Vec<String>, sqlx::Error> {
    conn.execute(PRINTED_ALIKE).await?;
    let lines = sqlx::query_scalar(LINES).fetch_all(&mut *conn).await?;
    conn.execute(AS_BEFORE).await?;
    Ok(lines)
}

/// Which PostgreSQL prints, and what it is asked: lines of another form say the same in other words.
async fn form(conn: &mut PgConnection) -> Result<String, sqlx::Error> {
    let major: i32 = sqlx::query_scalar("select current_setting('server_version_num')::int / 10000")
        .fetch_one(conn)
        .await?;
    let asked = vault::digest::hex(&vault::digest::sha256(LINES.as_bytes()));
    Ok(format!("PostgreSQL {major}, {asked}"))
}

fn differences(kept: &[String], now: &[String]) -> Vec<String> {
    let (kept, now): (BTreeSet<&String>, BTreeSet<&String>) = (kept.iter().collect(), now.iter().collect());
    let mut differ: Vec<(&String, &str)> = kept.difference(&now).map(|line| (*line, "gone")).collect();
    differ.extend(now.difference(&kept).map(|line| (*line, "new")));
    differ.sort_unstable();
    differ
        .into_iter()
        .map(|(line, what)| format!("{what}: {line}"))
        .collect()
}

fn in_words(differ: &[String]) -> String {
    let first: Vec<String> = differ
        .iter()
        .take(FIRST)
        .map(|line| line.chars().take(LONGEST).collect())
        .collect();
    let first = first.join("; ");
    match differ.len().saturating_sub(FIRST) {
        0 => first,
        more => format!("{first}; and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::{differences, in_words};

    fn list(lines: &[&str]) -> Vec<String> {
        lines.iter().map(|line| (*line).to_owned()).collect()
    }

    #[test]
    fn i1_what_is_gone_stands_beside_what_is_new() {
        let kept = list(&["policy a: x", "policy b: x", "policy c: x"]);
        let now = list(&["policy b: y", "policy c: x", "table d"]);
        assert_eq!(
            differences(&kept, &now),
            [
                "gone: policy a: x",
                "gone: policy b: x",
                "new: policy b: y",
                "new: table d"
            ]
        );
        assert!(differences(&kept, &kept).is_empty());
    }

    #[test]
    fn i1_a_sentence_names_the_first_lines_only() {
        let differ = list(&["gone: á", "new: b", "new: c", "new: d", "new: e", "new: f"]);
        assert_eq!(in_words(&differ), "gone: á; new: b; new: c; new: d; and 2 more");
        assert_eq!(in_words(&differ[..4]), "gone: á; new: b; new: c; new: d");
        assert_eq!(in_words(&["á".repeat(1_000)]), "á".repeat(300));
    }
}
