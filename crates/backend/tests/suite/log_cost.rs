//! What the log costs an action, measured in one run on a database that waits for the disk.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use backend::caller::Caller;
use backend::cases;
use domain::ids::{CaseId, PartyId};
use domain::parties::{PartyForm, PartyRole};
use sqlx::AssertSqlSafe;
use sqlx::postgres::{PgPool, PgPoolOptions};
use tokio::time::Instant;
use uuid::Uuid;
use vault::Token;

use crate::support::World;
use crate::support::chance::below;
use crate::support::people::{Firms, Person, open_case};

/// How long each of the two is measured before it is the other's turn.
const TURN: Duration = Duration::from_secs(1);
const TURNS: usize = 20;
/// How long the times of single actions are taken.
const LONG: Duration = Duration::from_secs(20);
/// One action after the other.
const AT_ONCE: Duration = Duration::ZERO;
/// As often as that each of 32 people changes something, when they are very busy: 128 changes a second.
const BUSY: Duration = Duration::from_millis(250);

/// A party that one writer changes again and again.
#[derive(Clone)]
struct Work {
    caller: Caller,
    secret: Token,
    firm: Uuid,
    case: CaseId,
    party: PartyId,
}

impl Work {
    async fn of(world: &World, person: &Person) -> Self {
        let (case, party) = open_case(person, "Asunto").await;
        Self {
            caller: person.caller.clone(),
            secret: person.secret(world),
            firm: person.firm(),
            case,
            party,
        }
    }

    fn form(&self, version: i32) -> PartyForm {
        PartyForm {
            case: self.case,
            id: Some(self.party),
            version,
            role: PartyRole::Client,
            name: format!("Carmen {version}"),
            email: String::new(),
            phone: String::new(),
        }
    }

    /// The product's action, with its entry.
    async fn logged(&self, version: i32) {
        cases::save_party(&self.caller, self.form(version)).await.unwrap();
    }

    /// The same statements under the same role and policies, without an entry.
    async fn unlogged(&self, pool: &PgPool, version: i32) {
        let form = self.form(version);
        let begin = format!(
            "begin; set local role matterlock_app; set local matterlock.secret = '{}'",
            self.secret.expose()
        );
        let mut tx = pool.begin_with(AssertSqlSafe(begin)).await.unwrap();
        let visible: bool = sqlx::query_scalar("select exists (select from cases where firm_id = $1 and id = $2)")
            .bind(self.firm)
            .bind(self.case.0)
            .fetch_one(&mut *tx)
            .await
            .unwrap();
        let before: (String, String, String, String, i32) = sqlx::query_as(
            "select role, name, email, phone, version from parties where firm_id = $1 and case_id = $2 and id = $3 for no key update",
        )
        .bind(self.firm)
        .bind(self.case.0)
        .bind(self.party.0)
        .fetch_one(&mut *tx)
        .await
        .unwrap();
        assert!(visible && before.4 == version);
        sqlx::query("update parties set role = $4, name = $5, email = $6, phone = $7, version = version + 1 where firm_id = $1 and case_id = $2 and id = $3")
            .bind(self.firm)
            .bind(self.case.0)
            .bind(self.party.0)
            .bind(form.role.name())
            .bind(&form.name)
            .bind(&form.email)
            .bind(&form.phone)
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
}

/// Every writer works for a while, again and again, or on average once in so long; how many actions were done, and how long each took.
async fn turn(
    works: &[(Work, Arc<AtomicU64>)],
    pool: Option<&PgPool>,
    long: Duration,
    once_in: Duration,
) -> Vec<Duration> {
    let over = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = works
        .iter()
        .map(|(work, version)| {
            let (work, version, over, pool) = (work.clone(), Arc::clone(version), Arc::clone(&over), pool.cloned());
            tokio::spawn(async move {
                let mut took = Vec::new();
                // Not all at the same moment.
                tokio::time::sleep(once_in * u32::try_from(below(100)).unwrap() / 100).await;
                while !over.load(Ordering::Relaxed) {
                    let at = i32::try_from(version.fetch_add(1, Ordering::Relaxed)).unwrap();
                    let begun = Instant::now();
                    match &pool {
                        Some(pool) => work.unlogged(pool, at).await,
                        None => work.logged(at).await,
                    }
                    took.push(begun.elapsed());
                    // At no moment that somebody else keeps too.
                    let pause = once_in * u32::try_from(below(200)).unwrap() / 100;
                    tokio::time::sleep_until(begun + pause).await;
                }
                took
            })
        })
        .collect();
    tokio::time::sleep(long).await;
    over.store(true, Ordering::Relaxed);
    let mut all = Vec::new();
    for writer in writers {
        all.extend(writer.await.unwrap());
    }
    all
}

/// The same as long for each, in turns, so that whatever else the machine does meets both.
#[expect(clippy::print_stdout, reason = "what a figure shows is read by people")]
async fn compare(what: &str, works: &[(Work, Arc<AtomicU64>)], pool: &PgPool) -> f64 {
    turn(works, Some(pool), TURN, AT_ONCE).await;
    turn(works, None, TURN, AT_ONCE).await;
    let (mut with, mut without) = (0, 0);
    for _ in 0..TURNS {
        without += turn(works, Some(pool), TURN, AT_ONCE).await.len();
        with += turn(works, None, TURN, AT_ONCE).await.len();
    }
    #[expect(clippy::cast_precision_loss, reason = "some ten thousand")]
    let cost = 1.0 - with as f64 / without as f64;
    println!(
        "{what}: {with} actions with the log, {without} without, in the same time: it costs {:.1} %",
        cost * 100.0
    );
    cost
}

async fn pool(world: &World, connections: u32) -> PgPool {
    PgPoolOptions::new()
        .max_connections(connections)
        .test_before_acquire(false)
        // As the product connects.
        .connect_with(
            world
                .login_of("matterlock_app")
                .options([("client_connection_check_interval", "1s")]),
        )
        .await
        .unwrap()
}

/// An entry costs an action at most 15 % of its throughput.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn bench_the_log_costs_an_action_little() {
    let world = World::measured().await;
    let mut works = Vec::new();
    for number in 0..8 {
        let person = world
            .register(&format!("Despacho {number}"), &format!("ana@despacho{number}.example"))
            .await;
        works.push((Work::of(&world, &person).await, Arc::new(AtomicU64::new(1))));
    }
    let pool = pool(&world, 40).await;
    let alone = compare("one writer", &works[..1], &pool).await;
    let many = compare("eight firms at once", &works, &pool).await;
    assert!(alone <= 0.15 && many <= 0.15, "{alone} {many}");
}

/// 32 who write into one firm's log: 99 of 100 of their actions take 25 ms at most. What they take where everybody writes as fast as the
/// machine lets them is told besides: they wait for one another's commits.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn bench_32_writers_of_one_firm() {
    let firms = Firms::of(World::measured().await).await;
    let mut works = Vec::new();
    for _ in 0..32 {
        works.push((Work::of(&firms.world, &firms.ana).await, Arc::new(AtomicU64::new(1))));
    }
    let pool = pool(&firms.world, 40).await;
    compare("32 writers of one firm", &works, &pool).await;
    let mut slowest = Duration::ZERO;
    for (what, pool, once_in) in [
        ("as fast as they can", None, AT_ONCE),
        ("four times a second, without the log", Some(&pool), BUSY),
        ("four times a second", None, BUSY),
    ] {
        // Once for the caches.
        turn(&works, pool, TURN, once_in).await;
        let mut took = turn(&works, pool, LONG, once_in).await;
        took.sort();
        let at = |part: usize| took[took.len() * part / 100];
        println!(
            "32 writers of one firm, {what}: {} actions in {:?}, half within {:?}, 99 of 100 within {:?}",
            took.len(),
            LONG,
            at(50),
            at(99)
        );
        slowest = at(99);
    }
    assert!(slowest <= Duration::from_millis(25));
}
