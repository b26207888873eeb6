//! L4: nothing goes before its time, in no way.

use backend::audit::{self, LogKind};
use backend::cases;
use domain::ids::FirmId;

use super::{Years, contents};
use crate::support::changes::{REASON, witness};

/// Neither the function nor any statement takes a year away before its time, whoever asks, in whatever mode.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l4_nothing_younger_than_seven_years_goes() {
    let years = Years::new().await;
    let world = &years.firms.world;
    // Not over yet.
    let refused = audit::archive_year(&world.backend, years.year, years.folder.path())
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("is not over"), "{refused}");
    assert!(contents(years.folder.path()).is_empty());
    years.pass(7).await;
    years.archive().await;
    let refused = years.remove().await.unwrap_err();
    assert!(refused.contains("seven years have not passed"), "{refused}");
    let before = years.entries_of_the_year().await;

    let year = years.year;
    let mut superuser = world.superuser.acquire().await.unwrap();
    for mode in ["origin", "replica"] {
        for role in ["postgres", "matterlock_owner"] {
            for (statement, refusal) in [
                (format!("drop table matterlock.log_entries_{year}"), "in no other way"),
                (
                    format!("drop table matterlock.console_entries_{year} cascade"),
                    "in no other way",
                ),
                (
                    format!("alter table matterlock.log_entries detach partition matterlock.log_entries_{year}"),
                    "in no other way",
                ),
                (
                    format!("alter table matterlock.log_entries_{year} rename to other"),
                    "in no other way",
                ),
                (
                    "drop table matterlock.log_entries cascade".to_owned(),
                    "in no other way",
                ),
                ("drop schema matterlock cascade".to_owned(), "log_years"),
                (format!("truncate matterlock.log_entries_{year}"), "append-only"),
                (format!("delete from matterlock.log_entries_{year}"), "append-only"),
                (
                    format!("insert into matterlock.log_drops (year) values ({year})"),
                    "seven years have not passed",
                ),
                (
                    format!("select app.drop_log_year({year}, 'x')"),
                    "seven years have not passed",
                ),
                (
                    format!("delete from matterlock.log_years where year = {year}"),
                    "append-only",
                ),
                ("truncate matterlock.log_archives".to_owned(), "append-only"),
                (
                    "update matterlock.log_archives set last = last + 1".to_owned(),
                    "append-only",
                ),
            ] {
                let attempt =
                    format!("begin; set local session_replication_role = {mode}; set local role {role}; {statement}");
                let done = sqlx::raw_sql(sqlx::AssertSqlSafe(attempt))
                    .execute(&mut *superuser)
                    .await;
                sqlx::raw_sql("rollback").execute(&mut *superuser).await.unwrap();
                let message = done.as_ref().err().map(ToString::to_string).unwrap_or_default();
                // Where no rows are seen, none are changed: the owner sees none of these.
                let nothing = role == "matterlock_owner"
                    && mode == "replica"
                    && done.is_ok_and(|done| done.rows_affected() == 0)
                    && ["delete", "update"].iter().any(|verb| statement.starts_with(verb));
                assert!(
                    nothing || !message.is_empty() && message.contains(refusal),
                    "{role} ({mode}): {statement}: {message}"
                );
            }
        }
        // Which can't be part of a transaction.
        let concurrently = format!(
            "alter table matterlock.log_entries detach partition matterlock.log_entries_{year} /* x */ CONCURRENTLY"
        );
        let refused = sqlx::raw_sql(sqlx::AssertSqlSafe(concurrently))
            .execute(&mut *superuser)
            .await;
        assert!(
            refused
                .unwrap_err()
                .to_string()
                .contains("nothing is detached concurrently")
        );
    }
    drop(superuser);
    assert_eq!(years.entries_of_the_year().await, before);
    assert_eq!(world.count("select count(*) from app.lost_log_years()").await, 0);
    // The year after it comes later still.
    years.pass(1).await;
    let next = world
        .text(&format!(
            "select coalesce(why, '') from app.why_year_stays({})",
            year + 1
        ))
        .await;
    assert_eq!(next, "young");
    years.remove().await.unwrap();
}

/// What is not archived as it stands, of every log, stays; and so does what a legal hold needs.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l4_what_is_not_archived_or_under_a_hold_stays() {
    let years = Years::new().await;
    let world = &years.firms.world;
    years.pass(8).await;
    let refused = years.remove().await.unwrap_err();
    assert!(
        refused.contains("it is not archived") && refused.contains(&years.firms.eva.firm().to_string()),
        "{refused}"
    );
    let archived = years.archive().await;

    // Each file as it was signed, or nothing goes.
    for archive in &archived {
        let whole = std::fs::read(&archive.file).unwrap();
        let mut changed = whole.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        for spoilt in [&changed[..], &whole[..whole.len() - 1], b""] {
            std::fs::write(&archive.file, spoilt).unwrap();
            let refused = years.remove().await.unwrap_err();
            assert!(refused.contains("is not the one that the statement is of"), "{refused}");
        }
        std::fs::remove_file(&archive.file).unwrap();
        let refused = years.remove().await.unwrap_err();
        assert!(refused.contains("can't be used"), "{refused}");
        std::fs::write(&archive.file, whole).unwrap();
    }
    // A statement that the installation did not sign is none.
    let forged = "alter table matterlock.log_archives disable trigger all; create table public.kept as table matterlock.log_archives;
        update matterlock.log_archives set note = replace(note, 'entries 1', 'entries 2')";
    world.alter(forged).await;
    let refused = years.remove().await.unwrap_err();
    assert!(refused.contains("not as its key signed it"), "{refused}");
    world
        .alter("update matterlock.log_archives a set note = k.note from public.kept k where (k.firm_id, k.log) = (a.firm_id, a.log)")
        .await;

    // A hold that is placed now is on what the case did then.
    let ana = world.sign_in_again(&years.firms.ana).await;
    cases::place_hold(&ana.caller, years.firms.case, REASON).await.unwrap();
    let refused = years.remove().await.unwrap_err();
    let (holds, not) = (years.firms.ana.firm().to_string(), years.firms.eva.firm().to_string());
    assert!(
        refused.contains("legal hold") && refused.contains(&holds) && !refused.contains(&not),
        "{refused}"
    );
    assert!(
        !refused.contains(&years.firms.case.to_string()),
        "which case, nobody is told"
    );
    let ana = world.sign_in_again(&ana).await;
    cases::lift_hold(&ana.caller, years.firms.case, REASON).await.unwrap();
    years.remove().await.unwrap();
}

/// Two at once: one of them does it. And while people work, nobody's action fails or waits for long.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l4_two_removals_at_once_are_one() {
    let years = Years::new().await;
    years.pass(8).await;
    let ana = years.firms.world.sign_in_again(&years.firms.ana).await;
    years.archive().await;
    let works = async {
        for number in 0..40 {
            cases::save_party(&ana.caller, witness(&years.firms, &format!("Más {number}")))
                .await
                .unwrap();
            cases::page(&ana.caller, years.firms.case).await.unwrap();
        }
    };
    let (one, other, ()) = tokio::join!(years.remove(), years.remove(), works);
    let done = [&one, &other].iter().filter(|done| done.is_ok()).count();
    assert_eq!(done, 1, "{one:?} {other:?}");
    let refused = one.err().or(other.err()).unwrap();
    assert!(refused.contains("there is none of it"), "{refused}");
    let told = "select count(*) from matterlock.console_entries where event = 'log_year_removed'";
    assert_eq!(years.firms.world.count(told).await, 2);
    assert!(years.reports().await.iter().all(|(_, report)| report.is_clean()));
}

/// Whoever takes a year away past all of this, with every right over the database, is found: entries that no statement covers are cut off.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l4_a_year_that_goes_in_another_way_is_found() {
    let years = Years::new().await;
    let world = &years.firms.world;
    years.pass(8).await;
    let ana = world.sign_in_again(&years.firms.ana).await;
    cases::save_party(&ana.caller, witness(&years.firms, "Después"))
        .await
        .unwrap();
    years.archive().await;
    let last = world
        .count(&format!(
            "select last from matterlock.log_archives where firm_id = '{}' and log = 'cases'",
            ana.firm()
        ))
        .await;
    let cut = async |how: &str| {
        let mut found = Vec::new();
        for (log, report) in years.reports().await {
            if log == LogKind::Cases {
                found.extend(report.findings.first().map(ToString::to_string));
            }
        }
        assert_eq!(found, [format!("Entries are missing: 1 to {last}.")], "{how}");
    };
    world
        .alter(&format!(
            "alter event trigger matterlock_log_years_stay disable; drop table matterlock.log_entries_{}",
            years.year
        ))
        .await;
    cut("a partition that nothing says was removed").await;
    let red = years.red().await;
    assert!(
        red.iter()
            .any(|red| red.starts_with("L4.kept") && red.contains("is not there")),
        "{red:?}"
    );
    assert!(red.iter().any(|red| red.starts_with("L6.proven")), "{red:?}");
    // And said to have been removed, past the trigger, without the statement that covers it, or with one that is another's.
    world
        .alter(&format!(
            "begin; alter table matterlock.log_drops disable trigger guard_log_drop;
             insert into matterlock.log_drops (year) values ({});
             alter table matterlock.log_drops enable always trigger guard_log_drop;
             alter table matterlock.log_archives disable trigger all; commit",
            years.year
        ))
        .await;
    assert!(years.the_cases_log_is_clean().await);
    for forged in [
        "update matterlock.log_archives set note = replace(note, 'time ', 'time 1')",
        "update matterlock.log_archives a set note = o.note from public.kept o where o.firm_id <> a.firm_id and o.log = a.log",
        "delete from matterlock.log_archives",
    ] {
        world
            .alter("drop table if exists public.kept; create table public.kept as table matterlock.log_archives")
            .await;
        world.alter(forged).await;
        cut(forged).await;
        let red = years.red().await;
        assert!(
            red.iter()
                .any(|red| red.starts_with("L4.kept") && red.contains("begins with entry")),
            "{red:?}"
        );
        world
            .alter("delete from matterlock.log_archives; insert into matterlock.log_archives table public.kept")
            .await;
    }
    assert!(years.the_cases_log_is_clean().await);
    // Hashes that were changed are no longer those that were signed.
    world
        .alter("update matterlock.log_tiles set hashes = overlay(hashes placing '\\x00'::bytea from 33) where log = 'cases' and level = 0 and tile = 0")
        .await;
    let reports = audit::verify_all(&world.backend, Some(FirmId(ana.firm())))
        .await
        .unwrap();
    assert!(
        reports
            .iter()
            .any(|log| log.log == LogKind::Cases && !log.report.is_clean()),
        "{reports:?}"
    );
}
