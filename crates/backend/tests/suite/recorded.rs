//! I1: what keeps firms apart is served as it was recorded or not at all, and no start records what somebody changed by hand.

use backend::database::{BootstrapError, Compared, Database, LoginError, Logins, Roles, compare, prepare};
use sqlx::{Connection as _, PgConnection};

use crate::support::database::{ACCEPTED, cluster_alone, empty};
use crate::support::{World, master};

/// Something done by hand, its line in the catalogue, and how it is undone.
const CHANGES: [(&str, &str, &str); 6] = [
    (
        "alter policy app_reads on matterlock.firms using (true)",
        "policy matterlock.firms app_reads",
        "alter policy app_reads on matterlock.firms using (id = (select app.current_firm()))",
    ),
    (
        "drop policy operator_reads on matterlock.setup_links",
        "policy matterlock.setup_links operator_reads",
        "create policy operator_reads on matterlock.setup_links for select to matterlock_operator using ((select app.may('operate_installation')))",
    ),
    (
        "grant select on matterlock.cases to matterlock_auth",
        "grant on matterlock.cases to matterlock_auth",
        "revoke select on matterlock.cases from matterlock_auth",
    ),
    (
        "alter table matterlock.log_entries disable trigger append_only",
        "trigger matterlock.log_entries append_only",
        "alter table matterlock.log_entries enable always trigger append_only",
    ),
    (
        "alter function app.current_firm() reset search_path",
        "function app.current_firm()",
        "alter function app.current_firm() set search_path = matterlock, pg_temp",
    ),
    (
        "create view public.people as select * from matterlock.users",
        "rule public.people _RETURN",
        "drop view public.people",
    ),
];

async fn start(world: &World) -> Result<Logins, BootstrapError> {
    let alone = cluster_alone().await;
    let started = prepare(&world.superuser.connect_options(), &master(), Roles::Share).await;
    alone.close().await.unwrap();
    started
}

/// What is said instead of serving.
async fn refusal(world: &World) -> String {
    match Database::connect(world.logins.clone(), 6).await {
        Err(LoginError::NotAsRecorded(what)) => what,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it serves"),
    }
}

async fn serves(world: &World) -> bool {
    Database::connect(world.logins.clone(), 6).await.is_ok()
}

#[tokio::test]
async fn i1_the_server_refuses_what_was_changed_by_hand() {
    let world = World::new().await;
    for (change, line, undo) in CHANGES {
        world.alter(change).await;
        assert!(refusal(&world).await.contains(line), "{change}");
        // The same start again changes nothing about it.
        start(&world).await.unwrap();
        assert!(refusal(&world).await.contains(line), "{change}");
        world.alter(undo).await;
        assert!(serves(&world).await, "{undo}");
    }
}

/// A start that has something to record finds the change first, and the record stays as it was.
#[tokio::test]
async fn i1_an_upgrade_blesses_nothing() {
    let world = World::new().await;
    let record = "select made_of || md5(lines::text) from matterlock.catalogue";
    let ours = world.text(record).await;
    let older = "update matterlock.catalogue set made_of = 'an older version'";
    world.alter(older).await;
    start(&world).await.unwrap();
    assert_eq!(world.text(record).await, ours, "what it made itself it records");
    for (change, line, undo) in CHANGES {
        world.alter(&format!("{older}; {change}")).await;
        let before = world.text(record).await;
        match start(&world).await {
            Err(BootstrapError::ChangedByHand(what)) => assert!(what.contains(line), "{what}"),
            other => panic!("{change}: {other:?}"),
        }
        assert_eq!(world.text(record).await, before, "{change}");
        world.alter(undo).await;
        start(&world).await.unwrap();
        assert_eq!(world.text(record).await, ours, "{undo}");
    }
    assert!(serves(&world).await);
}

/// What another PostgreSQL has printed, or another version in its own form, is compared with nothing: the next start records anew.
#[tokio::test]
async fn i1_what_is_printed_otherwise_is_recorded_anew() {
    let world = World::new().await;
    for other in [
        "replace(form, 'PostgreSQL ', 'PostgreSQL 1')",
        "'PostgreSQL 15, of another version'",
    ] {
        world
            .alter(&format!(
                "update matterlock.catalogue set form = {other}, lines = '{{printed in other words}}'"
            ))
            .await;
        assert!(refusal(&world).await.contains("records it anew"), "{other}");
        start(&world).await.unwrap();
        assert!(serves(&world).await, "{other}");
    }
}

/// Whoever may change the database may accept what they have changed, in so many words.
#[tokio::test]
async fn i1_the_owner_accepts_a_change() {
    let world = World::new().await;
    let (change, ..) = CHANGES[2];
    world.alter(change).await;
    assert!(!serves(&world).await);
    world.alter(ACCEPTED).await;
    assert!(refusal(&world).await.contains("nothing is recorded"));
    start(&world).await.unwrap();
    assert!(serves(&world).await);
}

/// Nobody whom the server can become writes the record, and only the operators' role reads it.
#[tokio::test]
async fn i1_the_record_is_the_owners() {
    let world = World::new().await;
    let before = world.text("select md5(c::text) from matterlock.catalogue c").await;
    for role in [
        "matterlock_app",
        "matterlock_admin",
        "matterlock_auth",
        "matterlock_signer",
        "matterlock_worker",
        "matterlock_operator",
    ] {
        let mut raw = world.as_role(role, None).await;
        for statement in [
            "update catalogue set lines = '{}'",
            "delete from catalogue",
            "truncate catalogue",
            "insert into catalogue (only_row, made_of, form, lines) values (true, '', '', '{}')",
        ] {
            assert!(raw.attempt(statement).await.is_err(), "{role}: {statement}");
        }
        let reads = raw.attempt("select from catalogue").await;
        assert_eq!(reads.is_ok(), role == "matterlock_operator", "{role}: {reads:?}");
        raw.commit().await;
    }
    assert_eq!(
        world.text("select md5(c::text) from matterlock.catalogue c").await,
        before
    );
}

/// Expressions, triggers and checks that are printed and read again are printed alike: so a restored dump is as recorded.
#[tokio::test]
async fn i1_what_is_printed_reads_back_as_the_same() {
    let world = World::new().await;
    let mut tx = world.superuser.begin().await.unwrap();
    let again: Vec<String> = sqlx::query_scalar(include_str!("printed_again.sql"))
        .fetch_all(&mut *tx)
        .await
        .unwrap();
    assert!(again.len() > 300, "{}", again.len());
    for statement in again {
        crate::support::database::run(&mut tx, statement).await;
    }
    match compare(&mut tx).await.unwrap() {
        Compared::Same(lines) => assert!(lines.len() > 1_000),
        other => panic!("{other:#?}"),
    }
}

/// PostgreSQL's majors print differently; the builds use this one.
const MAJOR: i32 = 15;

/// Line by line what a reviewer has agreed to. Whatever changes what keeps firms apart shows here.
#[tokio::test]
async fn i1_the_isolation_is_as_it_was_reviewed() {
    let alone = cluster_alone().await;
    let owner = empty().await;
    prepare(&owner, &master(), Roles::Share).await.unwrap();
    alone.close().await.unwrap();
    let mut inside = PgConnection::connect_with(&owner).await.unwrap();
    let Compared::Same(lines) = compare(&mut inside.begin().await.unwrap()).await.unwrap() else {
        panic!("it is not as it was recorded a moment ago");
    };
    let major: i32 = sqlx::query_scalar("select current_setting('server_version_num')::int / 10000")
        .fetch_one(&mut inside)
        .await
        .unwrap();
    if major == MAJOR {
        let year: String = sqlx::query_scalar("select to_char(now() at time zone 'UTC', 'YYYY')")
            .fetch_one(&mut inside)
            .await
            .unwrap();
        let reviewed: Vec<String> = lines.iter().filter_map(|line| of_any_year(line, &year)).collect();
        insta::assert_snapshot!(reviewed.join("\n"));
    }
    inside.close().await.unwrap();
}

/// The partitions of the log are made a year at a time and alike: this year's stand for all.
fn of_any_year(line: &str, this_year: &str) -> Option<String> {
    let Some((_, rest)) = line.split_once("_entries_2") else {
        return Some(line.to_owned());
    };
    let year = format!("2{}", rest.get(..3)?);
    (year == this_year).then(|| line.replace(&year, "YEAR"))
}
