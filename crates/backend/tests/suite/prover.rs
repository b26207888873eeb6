//! L6: what is signed stands outside of the database soon, whatever else can't be; and nothing waits unseen to be signed.

use backend::audit::{self, LogKind};
use backend::checks::{self, Weight};
use backend::{Backend, cases, console};
use domain::audit::LogFilter;
use domain::checks::Outcome;
use domain::ids::FirmId;
use std::sync::Arc;

use crate::support::changes::witness;
use crate::support::people::{Firms, Person, open_case};
use crate::support::{World, all};

/// One turn of the task that signs, as the last one before a server stops.
async fn turn(backend: &Arc<Backend>) {
    let (_stop, stopping) = tokio::sync::watch::channel(true);
    audit::run_prover(Arc::clone(backend), stopping).await;
}

/// How many notes of a log stand outside, and what the newest says of its size.
fn outside(firms: &Firms, person: &Person, log: LogKind) -> (usize, String) {
    let file = firms
        .world
        .folder
        .path()
        .join("checkpoints")
        .join(format!("{}.{}", person.firm(), log.name()));
    let lines = std::fs::read_to_string(file).unwrap_or_default();
    let notes: Vec<String> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let newest = notes.last().and_then(|note| note.lines().nth(1)).unwrap_or_default();
    (notes.len(), newest.to_owned())
}

async fn entries(firms: &Firms) -> String {
    let firm = firms.ana.firm();
    firms
        .world
        .text(&format!(
            "select last::text from matterlock.log_heads where firm_id = '{firm}'"
        ))
        .await
}

async fn act(firms: &Firms) {
    cases::save_party(&firms.ana.caller, witness(firms, "Otro testigo"))
        .await
        .unwrap();
}

/// What the check of the promise said last, and whether its alert is on.
async fn said(world: &World) -> String {
    world
        .text("select coalesce((select outcome || ' ' || detail from matterlock.check_results where check_id = 'L6.proven'), '')")
        .await
}

/// What [`check`] says where the promise holds.
const HELD: (Outcome, String) = (Outcome::Held, String::new());

/// The check of the promise now, and why it is broken.
async fn check(world: &World) -> (Outcome, String) {
    let reports = checks::run_of(&world.backend, Weight::Light).await.unwrap();
    let report = reports.into_iter().find(|report| report.check == "L6.proven").unwrap();
    let held = report.outcome == Outcome::Held;
    (report.outcome, if held { String::new() } else { report.detail })
}

/// The newest is kept, too, where another was kept a moment ago; and once only.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l6_the_newest_checkpoint_stands_outside() {
    let firms = Firms::new().await;
    turn(&firms.world.backend).await;
    assert_eq!(outside(&firms, &firms.ana, LogKind::Cases), (1, entries(&firms).await));
    act(&firms).await;
    turn(&firms.world.backend).await;
    assert_eq!(outside(&firms, &firms.ana, LogKind::Cases), (2, entries(&firms).await));
    // Signed by whoever took a file out, and not kept there.
    act(&firms).await;
    audit::grow_all(&firms.world.backend).await.unwrap();
    turn(&firms.world.backend).await;
    turn(&firms.world.backend).await;
    assert_eq!(outside(&firms, &firms.ana, LogKind::Cases), (3, entries(&firms).await));
}

/// The log of one firm that can't be signed keeps no other from being signed and kept, and breaks the promise at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l6_one_bad_log_stops_no_other() {
    let firms = Firms::new().await;
    turn(&firms.world.backend).await;
    let (before, _) = outside(&firms, &firms.ana, LogKind::Cases);
    let eva = firms.eva.firm();
    firms
        .world
        .alter(&format!(
            "begin; set local session_replication_role = replica;
             update matterlock.log_tiles set hashes = overlay(hashes placing '\\x00' from 1 for 1) where firm_id = '{eva}' and log = 'cases'; commit"
        ))
        .await;
    act(&firms).await;
    open_case(&firms.eva, "Otro asunto de Eva").await;
    turn(&firms.world.backend).await;
    assert_eq!(
        outside(&firms, &firms.ana, LogKind::Cases),
        (before + 1, entries(&firms).await)
    );
    let said = said(&firms.world).await;
    assert!(said.starts_with("broken") && said.contains(&eva.to_string()), "{said}");
}

/// A folder that can't be written breaks it too, and is caught up with.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l6_what_can_not_be_kept_outside_is_told() {
    let firms = Firms::new().await;
    let folder = firms.world.folder.path().join("checkpoints");
    // Not even an administrator of the machine writes into a file as into a folder.
    std::fs::write(&folder, "in the way").unwrap();
    turn(&firms.world.backend).await;
    let told = said(&firms.world).await;
    assert!(told.starts_with("broken") && told.contains("checkpoints"), "{told}");
    assert_eq!(check(&firms.world).await.0, Outcome::Broken);
    std::fs::remove_file(&folder).unwrap();
    turn(&firms.world.backend).await;
    assert_eq!(outside(&firms, &firms.ana, LogKind::Cases), (1, entries(&firms).await));
    assert_eq!(check(&firms.world).await, HELD);
}

/// Somebody who holds a lock for ever, so that nothing is signed and can be changed: told by the task, the check and the command.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l6_what_is_kept_from_being_signed_is_told() {
    let firms = Firms::new().await;
    turn(&firms.world.backend).await;
    let mut held = firms.world.superuser.begin().await.unwrap();
    sqlx::query("select from matterlock.log_trees where firm_id = $1 for update")
        .bind(firms.ana.firm())
        .execute(&mut *held)
        .await
        .unwrap();
    act(&firms).await;
    turn(&firms.world.backend).await;
    assert_eq!(
        audit::late(&firms.world.backend).await.unwrap(),
        None,
        "it may be done in a moment"
    );
    firms.world.pass(61).await;
    let late = audit::late(&firms.world.backend).await.unwrap().unwrap();
    assert!(late.starts_with("1 entries of the log cases"), "{late}");
    turn(&firms.world.backend).await;
    assert!(said(&firms.world).await.contains(&firms.ana.firm().to_string()));
    let (outcome, why) = check(&firms.world).await;
    assert!(outcome == Outcome::Broken && why.contains("not signed"), "{why}");
    held.rollback().await.unwrap();
    turn(&firms.world.backend).await;
    assert_eq!(check(&firms.world).await, HELD);
}

/// Whoever removes all of a firm's log leaves what was kept outside.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l6_a_log_of_which_nothing_is_left_is_found() {
    let firms = Firms::new().await;
    turn(&firms.world.backend).await;
    let eva = firms.eva.firm();
    let tables = ["log_tiles", "log_checkpoints", "log_trees", "log_entries", "log_heads"];
    let removed: String = tables
        .map(|table| format!("delete from matterlock.{table} where firm_id = '{eva}';"))
        .concat();
    firms
        .world
        .alter(&format!(
            "begin; alter table matterlock.log_entries disable trigger all; set local session_replication_role = replica;
             alter table matterlock.log_heads disable trigger all; {removed} commit"
        ))
        .await;
    let verified = audit::verify_all(&firms.world.backend, None).await.unwrap();
    let log = verified
        .iter()
        .find(|log| log.firm == FirmId(eva) && log.log == LogKind::Cases)
        .unwrap();
    assert_eq!(log.report.findings[0].code(), "tail_cut");
}

/// A restored backup is told from nothing else by what was signed, so nothing is signed over it until somebody says so: then it goes on, the
/// firm reads it, and what was signed is set aside.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l6_a_restored_backup_goes_on_when_somebody_says_so() {
    const WHY: &str = "Se restauró la copia del lunes";
    let firms = Firms::new().await;
    let backend = &firms.world.backend;
    turn(backend).await;
    let ana = firms.ana.firm();
    let tables = ["log_trees", "log_tiles", "log_checkpoints", "log_entries", "log_heads"];
    let copy = tables
        .map(|table| {
            format!("create table public.old_{table} as select * from matterlock.{table} where firm_id = '{ana}';")
        })
        .concat();
    firms.world.alter(&copy).await;
    act(&firms).await;
    firms.world.pass(61).await;
    turn(backend).await;
    assert!(
        audit::resume_restored(backend, WHY).await.unwrap().is_empty(),
        "nothing was cut"
    );
    let back: String = ["log_tiles", "log_checkpoints", "log_trees", "log_entries", "log_heads"]
        .map(|table| format!("delete from matterlock.{table} where firm_id = '{ana}';"))
        .concat();
    let back = back
        + &["log_heads", "log_entries", "log_trees", "log_tiles", "log_checkpoints"]
            .map(|table| format!("insert into matterlock.{table} select * from public.old_{table};"))
            .concat();
    firms
        .world
        .alter(&format!(
            "begin; alter table matterlock.log_entries disable trigger all; alter table matterlock.log_heads disable trigger all;
             set local session_replication_role = replica; {back} commit;
             alter table matterlock.log_heads enable always trigger head_moves_on, enable always trigger head_stays, enable always trigger heads_stay;
             alter table matterlock.log_entries enable always trigger append_only, enable always trigger append_only_statement,
               enable always trigger number_is_the_heads"
        ))
        .await;

    act(&firms).await;
    turn(backend).await;
    assert_eq!(check(&firms.world).await.0, Outcome::Broken);
    assert!(audit::resume_restored(backend, "corto").await.is_err());
    let resumed = audit::resume_restored(backend, WHY).await.unwrap();
    let [one] = resumed.as_slice() else {
        panic!("{resumed:?}")
    };
    assert_eq!(
        (one.firm, one.log, one.signed),
        (FirmId(ana), LogKind::Cases, one.held + 1)
    );
    assert!(std::fs::read_to_string(&one.aside).unwrap().contains("matterlock"));
    turn(backend).await;
    assert_eq!(outside(&firms, &firms.ana, LogKind::Cases), (1, entries(&firms).await));
    assert_eq!(check(&firms.world).await, HELD);
    let desk = firms.world.console(&firms.ana).await;
    let log = console::log(&desk.at, LogFilter::default(), &all).await.unwrap();
    let said = log
        .entries
        .iter()
        .find(|entry| entry.event.name() == "log_resumed")
        .unwrap();
    assert!(format!("{:?}", said.event).contains(WHY));
}

/// Whoever has all rights over the database makes values unreadable without touching an entry: seen by the keys.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l6_l7_a_key_that_no_erasure_destroyed_is_missed() {
    let firms = Firms::new().await;
    assert_eq!(audit::key_amiss(&firms.world.backend).await.unwrap(), None);
    // Even a superuser wraps no key anew under the same version, which would be to destroy it.
    let case = firms.case;
    let garbled = format!("update matterlock.log_keys set wrapped = '\\x00' where subject_id = '{case}'");
    let refused = sqlx::raw_sql(sqlx::AssertSqlSafe(garbled.clone()))
        .execute(&firms.world.superuser)
        .await;
    assert!(refused.unwrap_err().to_string().contains("destroyed by an erasure"));
    for (change, word) in [
        (garbled, "does not open"),
        (
            format!("update matterlock.log_keys set wrapped = null, erased_at = app.now() where subject_id = '{case}'"),
            "no erasure",
        ),
        (
            format!("delete from matterlock.log_keys where subject_id = '{case}'"),
            "is gone",
        ),
    ] {
        firms
            .world
            .alter(&format!(
                "begin; alter table matterlock.log_keys disable trigger guard_log_key; {change};
                 alter table matterlock.log_keys enable always trigger guard_log_key; commit"
            ))
            .await;
        let amiss = audit::key_amiss(&firms.world.backend).await.unwrap().unwrap();
        assert!(amiss.contains(&case.to_string()) && amiss.contains(word), "{amiss}");
        let (outcome, why) = check(&firms.world).await;
        assert!(outcome == Outcome::Broken && why == amiss, "{why}");
    }
}
