//! R5: each check is red when its promise is broken, and no other is.

use backend::{access, checks};
use domain::Role;
use domain::checks::Outcome;
use domain::{Error, Permission};

use crate::support::people::Firms;
use crate::support::{World, refusal};

/// What breaks a promise on a database, and the checks that have to see it.
const BREACHES: [(&[&str], &str); 14] = [
    (
        &["D1.once"],
        "create function public.reopen() returns trigger language plpgsql as $$ begin new.state := 'sent'; return new; end $$;
         create trigger reopen before update on matterlock.envelopes for each row execute function public.reopen()",
    ),
    (&["I1.forced", "I1.role"], "alter table matterlock.parties no force row level security"),
    (&["I1.forced", "I1.role"], "alter table matterlock.check_results disable row level security"),
    (&["I1.nobody"], "create policy hole on matterlock.documents for select to matterlock_signer using (true)"),
    (&["I1.nobody"], "create policy hole on matterlock.log_entries for select to matterlock_worker using (true)"),
    (&["I1.role"], "alter table matterlock.parties owner to matterlock_operator"),
    (
        &["I2.rows"],
        "drop policy app_reads on matterlock.parties;
         create policy app_reads on matterlock.parties for select to matterlock_app using (firm_id = (select app.current_firm()))",
    ),
    (
        &["I2.rows"],
        "drop policy app_assigns on matterlock.case_assignments;
         create policy app_assigns on matterlock.case_assignments for insert to matterlock_app with check (firm_id = (select app.current_firm()))",
    ),
    (&["L2.append_only"], "alter table matterlock.log_entries disable trigger append_only"),
    (&["L2.append_only"], "grant update on matterlock.log_heads to matterlock_worker; create policy hole on matterlock.log_heads to matterlock_worker using (true)"),
    (
        &["S1.once"],
        "create function public.forget() returns trigger language plpgsql as $$ begin new.totp_last_step := old.totp_last_step; return new; end $$;
         create trigger forget before update on matterlock.users for each row execute function public.forget()",
    ),
    (
        &["S3.idle"],
        "create or replace function app.live_session() returns matterlock.sessions language sql stable security definer set search_path = matterlock, pg_temp
         as $$ select s from sessions s where s.secret_hash = app.secret_hash() and s.ended_at is null $$",
    ),
    (&["S4.one"], "drop index matterlock.sessions_one_live"),
    (
        &["S4.sign_out"],
        "create or replace function app.live_session() returns matterlock.sessions language sql stable security definer set search_path = matterlock, pg_temp
         as $$ select s from sessions s where s.secret_hash = app.secret_hash() and s.last_seen_at + s.idle_after > app.now() $$",
    ),
];

async fn red(world: &World) -> Vec<String> {
    let reports = checks::run_all(&world.backend).await.unwrap();
    reports
        .into_iter()
        .filter(|report| report.outcome == Outcome::Broken)
        .map(|report| report.check)
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_a_broken_promise_turns_its_check_red() {
    for (seen_by, breach) in BREACHES {
        let world = World::new().await;
        world.alter(breach).await;
        assert_eq!(red(&world).await, seen_by, "{breach}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_broken_data_turns_its_check_red() {
    let firms = Firms::new().await;
    let world = &firms.world;
    firms.upload().await;
    assert_eq!(red(world).await, Vec::<String>::new());

    let object = world.folder.path().join("objects/documents/left-behind");
    std::fs::write(&object, b"some header %PDF-1.7").unwrap();
    assert_eq!(red(world).await, ["K2.store"]);
    std::fs::remove_file(&object).unwrap();

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

    world
        .alter(
            "begin; alter table matterlock.log_entries disable trigger all;
             delete from matterlock.log_entries where number = 2;
             alter table matterlock.log_entries enable always trigger append_only;
             alter table matterlock.log_entries enable always trigger append_only_statement;
             commit",
        )
        .await;
    assert_eq!(red(world).await, ["L1.numbers"]);
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
