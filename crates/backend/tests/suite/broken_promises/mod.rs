//! R5: each check is red when its promise is broken, and no other is.

mod breaches;

use backend::{access, checks};
use domain::checks::Outcome;
use domain::{Error, Permission, Role};

use crate::support::people::Firms;
use crate::support::{World, refusal};
use breaches::BREACHES;

/// Sees besides whatever is changed by hand and is no row.
const CATALOGUE: &str = "I1.catalogue";

async fn red(world: &World) -> Vec<String> {
    let reports = checks::run_all(&world.backend).await.unwrap();
    reports
        .into_iter()
        .filter(|report| report.outcome == Outcome::Broken)
        .map(|report| report.check)
        .collect()
}

/// In parts, so that no test is long: every check runs once a breach.
const PARTS: usize = 6;

async fn turn_red(part: usize) {
    let mut wrong = Vec::new();
    for (seen_by, breach) in BREACHES.iter().skip(part).step_by(PARTS) {
        let world = World::new().await;
        world.alter(breach).await;
        let of_rows = breach.starts_with("insert into") || breach.starts_with("delete from");
        let mut seen_by = seen_by.to_vec();
        seen_by.extend((!of_rows).then_some(CATALOGUE));
        seen_by.sort_unstable();
        let red = red(&world).await;
        if red != seen_by {
            wrong.push((red, seen_by, breach));
        }
    }
    assert!(wrong.is_empty(), "red, what was to be, and by what: {wrong:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_a_broken_promise_turns_its_check_red_1() {
    turn_red(0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_a_broken_promise_turns_its_check_red_2() {
    turn_red(1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_a_broken_promise_turns_its_check_red_3() {
    turn_red(2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_a_broken_promise_turns_its_check_red_4() {
    turn_red(3).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_a_broken_promise_turns_its_check_red_5() {
    turn_red(4).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_a_broken_promise_turns_its_check_red_6() {
    turn_red(5).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_broken_data_turns_its_check_red() {
    let firms = Firms::new().await;
    let world = &firms.world;
    firms.ask().await;
    let objects = objects(world);
    assert_eq!(red(world).await, Vec::<String>::new());
    assert_eq!(objects, self::objects(world), "a check left something in the store");

    let object = world.folder.path().join("objects/documents/left-behind");
    for unsealed in [
        &b"%PDF-1.7 as it was uploaded, longer than the head of a ciphertext is"[..],
        b"some header and then %PDF-1.7 as it was uploaded, longer than a head",
        b"\x89PNG\r\n a picture of a page, longer than the head of a ciphertext is",
        b"[\"the text of a page, longer than the head of a ciphertext is\",\"\"]",
        b"\x01 too short",
        b"",
    ] {
        std::fs::write(&object, unsealed).unwrap();
        assert_eq!(red(world).await, ["K2.store"], "{unsealed:?}");
    }
    // By chance a ciphertext may hold anything.
    let mut chance = vec![1; 5_000];
    chance[2_000..2_005].copy_from_slice(b"%PDF-");
    std::fs::write(&object, chance).unwrap();
    assert_eq!(red(world).await, Vec::<String>::new());
    std::fs::remove_file(&object).unwrap();

    for (table, column, plain) in [
        (
            "signers",
            "token_sealed",
            "convert_to('PlzkZ1x2b3c4d5e6f7g8h9i0jklmnopqrstuvwxyzAB', 'UTF8')",
        ),
        (
            "authenticators",
            "secret",
            "convert_to('JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', 'UTF8')",
        ),
        (
            "authenticators",
            "secret",
            "'\\x0102030405060708090a0b0c0d0e0f1011121314'",
        ),
        // Sealed, but with another firm's key.
        (
            "authenticators",
            "secret",
            "(select a.secret from matterlock.authenticators a join matterlock.users u on u.id = a.user_id where u.email like 'ana%')",
        ),
    ] {
        let which = if table == "authenticators" {
            "user_id = (select id from matterlock.users where email like 'eva%')"
        } else {
            "true"
        };
        let kept =
            format!("create table public.kept as select {column} as value from matterlock.{table} where {which}");
        let spoil = format!("update matterlock.{table} set {column} = {plain} where {which}");
        let restore = format!(
            "update matterlock.{table} set {column} = value from public.kept where {which}; drop table public.kept"
        );
        world.alter(&format!("{kept}; {spoil}")).await;
        assert_eq!(red(world).await, ["K2.sealed"], "{table}.{column} = {plain}");
        world.alter(&restore).await;
    }
    assert_eq!(red(world).await, Vec::<String>::new());

    let hash = world
        .text("select password_hash from matterlock.users where email like 'eva%'")
        .await;
    for weak in [
        "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA",
        "$argon2i$v=19$m=19456,t=2,p=1$x$x",
        "secret",
        "5f4dcc3b5aa765d61d8327deb882cf99",
    ] {
        world
            .alter(&format!(
                "update matterlock.users set password_hash = '{weak}' where email like 'eva%'"
            ))
            .await;
        assert_eq!(red(world).await, ["S8.argon2"], "{weak}");
    }
    world
        .alter(&format!(
            "update matterlock.users set password_hash = '{hash}' where email like 'eva%'"
        ))
        .await;

    // A year that was said to have gone before its time.
    let drops = "alter table matterlock.log_drops DO trigger append_only, DO trigger append_only_statement, DO trigger guard_log_drop";
    let (off, on) = (drops.replace("DO", "disable"), drops.replace("DO", "enable always"));
    world
        .alter(&format!(
            "begin; {off}; insert into matterlock.log_drops select max(year) from matterlock.log_years; {on}; commit"
        ))
        .await;
    assert_eq!(red(world).await, ["L4.kept"]);
    world
        .alter(&format!("begin; {off}; delete from matterlock.log_drops; {on}; commit"))
        .await;
    // What was signed leaves by no mail.
    let late = "update matterlock.checkpoint_mails set since = since - interval '3 days';
        create table public.signed as select firm_id, log, day, at from matterlock.log_checkpoints;
        update matterlock.log_checkpoints set at = at - interval '3 days'";
    world.alter(late).await;
    assert_eq!(red(world).await, ["L6.proven"]);
    world
        .alter(
            "update matterlock.log_checkpoints c set at = s.at from public.signed s where (c.firm_id, c.log, c.day) = (s.firm_id, s.log, s.day);
             drop table public.signed; update matterlock.checkpoint_mails set since = since + interval '3 days'",
        )
        .await;
    assert_eq!(red(world).await, Vec::<String>::new());

    world
        .alter(
            "begin; alter table matterlock.log_entries disable trigger all;
             update matterlock.log_entries set request = request || 'x' where number = 2;
             alter table matterlock.log_entries enable trigger all;
             alter table matterlock.log_entries enable always trigger append_only, enable always trigger append_only_statement,
               enable always trigger number_is_the_heads;
             commit",
        )
        .await;
    assert_eq!(red(world).await, ["L6.proven"]);
    let told = "select count(*) from matterlock.proof_run where wrong > 0 and drilled = 0";
    assert_eq!(world.count(told).await, 1);

    world
        .alter(
            "begin; alter table matterlock.log_entries disable trigger all;
             delete from matterlock.log_entries where number = 2;
             alter table matterlock.log_entries enable trigger all;
             alter table matterlock.log_entries enable always trigger append_only, enable always trigger append_only_statement,
               enable always trigger number_is_the_heads;
             commit",
        )
        .await;
    assert_eq!(red(world).await, ["L1.numbers", "L6.proven"]);
}

/// How many objects are in the store.
fn objects(world: &World) -> usize {
    let mut folders = vec![world.folder.path().join("objects")];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else {
                files += 1;
            }
        }
    }
    files
}

/// Each check of this crate is seen red by one of the tests above.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_every_check_is_seen_red_once() {
    let by_data = ["K2.store", "L1.numbers", "L6.proven", "S8.argon2"];
    let world = World::new().await;
    let page = checks::page(&world.visitor(), None).await.unwrap();
    assert!(!page.reports.is_empty());
    for report in page.reports {
        let check = report.check.as_str();
        let broken = check == CATALOGUE || BREACHES.iter().any(|(seen_by, _)| seen_by.contains(&check));
        assert!(broken || by_data.contains(&check), "nothing breaks {check}");
    }
}

/// Strangers see the outcome, administrators the detail; only they run the checks, and that stands in the log.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_results_are_public_and_details_are_not() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let page = checks::page(&world.visitor(), None).await.unwrap();
    assert!(
        page.reports
            .iter()
            .all(|report| report.outcome == Outcome::NotRun && report.at.is_none())
    );
    let page = checks::run_by(&firms.ana.caller).await.unwrap();
    assert!(
        page.administrator
            && page
                .reports
                .iter()
                .all(|report| report.outcome == Outcome::Held && !report.detail.is_empty())
    );
    let page = checks::page(&world.visitor(), None).await.unwrap();
    assert!(
        !page.administrator
            && page
                .reports
                .iter()
                .all(|report| report.outcome == Outcome::Held && report.detail.is_empty() && report.at.is_some())
    );
    let carla = world
        .add_colleague(&firms.ana, "carla@solano.example", Role::Partner)
        .await;
    assert!(!carla.caller.me().may(Permission::RunChecks));
    assert!(
        !checks::page(&world.visitor(), Some(&carla.caller))
            .await
            .unwrap()
            .administrator
    );
    assert_eq!(refusal(checks::run_by(&carla.caller).await), Error::Forbidden);
    assert_eq!(
        world
            .count(
                "select count(*) from matterlock.log_entries where event = 'checks_run' and details ->> 'broken' = '0'"
            )
            .await,
        1
    );
    // Nothing of the checks' own firms stays.
    assert_eq!(world.count("select count(*) from matterlock.firms").await, 2);
    assert!(!access::needs_setup(&world.backend).await.unwrap());
}
