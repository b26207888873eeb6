//! L1: what somebody was told is done is there after the database has died at any moment, also where writers met at the log and gave its lock
//! away before the disk had what they committed.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use backend::database::{Roles, prepare};
use backend::{audit, cases};
use rustix::process::Signal;

use crate::support::chance::below;
use crate::support::changes::witness;
use crate::support::cluster::{end, start_with};
use crate::support::folder::Folder;
use crate::support::people::Firms;
use crate::support::{World, master};

/// Who writes at once.
const WRITERS: usize = 8;
const CONNECTIONS: u32 = 24;
/// `PostgreSQL` writes by itself what nobody waits for every 200 ms: between two of its rounds it would be lost.
const LONGEST: usize = 300;

/// Who waits for the log.
const WAITING: &str =
    "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";

/// Parties that are not once in the tables and once in the log.
const DIFFERENCES: &str = "
    with logged as (select (details ->> 'party')::uuid as id, count(*) as times from matterlock.log_entries where event = 'party_added' group by 1)
    select count(*) from logged full join matterlock.parties p using (id) where logged.times is distinct from 1 or p.id is null";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l1_what_was_answered_is_there_after_the_database_died() {
    let folder = Folder::new();
    let mut cluster = start_with(folder.path(), &master(), CONNECTIONS).await.unwrap();
    let logins = prepare(&cluster.owner(), &master(), Roles::Share).await.unwrap();
    let firms = Arc::new(Firms::of(World::on(cluster.owner(), logins, CONNECTIONS).await).await);
    let (mut answered, mut unanswered) = (0, 0);
    // The postmaster tells everybody to leave at once; or it is killed, and they find out.
    for (round, signal) in [Signal::QUIT, Signal::KILL].into_iter().cycle().take(8).enumerate() {
        let over = Arc::new(AtomicBool::new(false));
        let told: Arc<Mutex<Vec<String>>> = Arc::default();
        let writers = (0..WRITERS).map(|writer| {
            let (firms, over, told) = (Arc::clone(&firms), Arc::clone(&over), Arc::clone(&told));
            tokio::spawn(async move {
                let (mut number, mut failed) = (0, 0);
                while !over.load(Ordering::Relaxed) {
                    let name = format!("Testigo {round}-{writer}-{number}");
                    match cases::save_party(&firms.ana.caller, witness(&firms, &name)).await {
                        Ok(_) => told.lock().unwrap().push(name),
                        Err(_) => failed += 1,
                    }
                    number += 1;
                }
                failed
            })
        });
        // The log is held until they have met at it.
        let mut held = firms.world.superuser.begin().await.unwrap();
        sqlx::raw_sql("select 1 from matterlock.log_heads for update")
            .execute(&mut *held)
            .await
            .unwrap();
        let writers: Vec<_> = writers.collect();
        while firms.world.count(WAITING).await < i64::try_from(WRITERS).unwrap() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        held.commit().await.unwrap();
        while told.lock().unwrap().len() < 4 * WRITERS {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        tokio::time::sleep(Duration::from_millis(u64::try_from(below(LONGEST)).unwrap())).await;
        end(cluster.process().unwrap(), signal);
        over.store(true, Ordering::Relaxed);
        cluster.died().await;
        drop(cluster);
        cluster = start_with(folder.path(), &master(), CONNECTIONS).await.unwrap();
        for writer in writers {
            unanswered += writer.await.unwrap();
        }

        let told = told.lock().unwrap().clone();
        let there: Vec<String> = sqlx::query_scalar("select name from matterlock.parties")
            .fetch_all(&firms.world.superuser)
            .await
            .unwrap();
        let lost: Vec<&String> = told.iter().filter(|name| !there.contains(name)).collect();
        assert!(
            lost.is_empty(),
            "round {round}: {} of {} are lost: {lost:?}",
            lost.len(),
            told.len()
        );
        assert_eq!(firms.world.count(DIFFERENCES).await, 0, "round {round}");
        answered += told.len();
    }
    assert!(
        unanswered > 0,
        "every writer had an answer: nothing was killed under them"
    );
    let in_log = "select count(*) from matterlock.log_entries where event = 'party_added'";
    assert!(firms.world.count(in_log).await >= i64::try_from(answered).unwrap());
    // Each connection that died with the database is found dead once.
    let backend = &firms.world.backend;
    for _ in 0..CONNECTIONS {
        let _dead = audit::grow_all(backend).await;
    }
    let verified = audit::verify_all(backend, None).await.unwrap();
    assert!(verified.iter().all(|log| log.report.is_clean()), "{verified:?}");
    firms.world.database.close().await;
    cluster.stop().await;
}
