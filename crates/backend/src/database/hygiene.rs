//! I1: whoever gets a connection meets nothing of whoever had it before, and one on which something went wrong serves nobody any more.
//! And what is kept in memory beside them holds no key that a rollback took back (L7).

#[expect(dead_code, reason = "what the suite of tests uses besides")]
#[path = "../../tests/suite/support/database.rs"]
mod database;
mod tenants;

use std::sync::Arc;
use std::time::Duration;

use domain::audit::{Event, Personal};
use domain::ids::{FirmId, UserId};
use domain::origin::Origin;
use futures::{FutureExt as _, StreamExt as _};
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::{ConnectOptions as _, Connection as _, SqlSafeStr as _};
use tokio::time::timeout;
use uuid::Uuid;
use vault::digest::hex;
use vault::{FirmKey, MasterKey};

use self::tenants::Tenant;
use super::turns::Turns;
use super::{Conn, Database, Logins, Roles, TenantTx, prepare};
use crate::Failure;
use crate::audit::{Kept, Sealing};

fn master() -> MasterKey {
    MasterKey::from_bytes([7; 32])
}

fn sealing() -> Arc<Sealing> {
    Sealing::new(Arc::new(master()))
}

async fn begin(pool: &PgPool) -> Conn {
    Conn::begin(pool, "begin".into_sql_str()).await.unwrap()
}

/// The process on the other end of the only connection.
async fn process(pool: &PgPool) -> i32 {
    let mut conn = begin(pool).await;
    sqlx::query_scalar("select pg_backend_pid()")
        .fetch_one(&mut conn)
        .await
        .unwrap()
}

async fn fails(conn: &mut Conn, statement: &'static str) {
    assert!(sqlx::raw_sql(statement).execute(conn).await.is_err(), "{statement}");
}

async fn run(conn: &mut Conn, statement: &'static str) {
    sqlx::raw_sql(statement).execute(conn).await.unwrap();
}

#[tokio::test]
async fn i1_a_connection_serves_again_where_all_went_well() {
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .connect_with(database::superuser())
        .await
        .unwrap();
    let first = process(&pool).await;

    begin(&pool).await.commit().await.unwrap();
    assert_eq!(process(&pool).await, first, "committed");

    let mut conn = begin(&pool).await;
    run(&mut conn, "set local matterlock.secret = 'x'").await;
    drop(conn);
    assert_eq!(process(&pool).await, first, "rolled back");

    // What the program makes of a good answer is no failure of the connection.
    let mut conn = begin(&pool).await;
    let none = sqlx::query("select 1 where false").fetch_one(&mut conn).await;
    assert!(matches!(none, Err(sqlx::Error::RowNotFound)));
    let unread = sqlx::query_scalar::<_, i32>("select 'x'").fetch_one(&mut conn).await;
    assert!(matches!(unread, Err(sqlx::Error::ColumnDecode { .. })));
    let two = sqlx::query_scalar::<_, i32>("select generate_series(1, 2)")
        .fetch_optional(&mut conn)
        .await;
    assert!(matches!(two, Ok(Some(1))));
    conn.commit().await.unwrap();
    assert_eq!(process(&pool).await, first, "no row, and one of another type");
}

/// What takes its time at the commit.
const SLOW_COMMIT: &str = "
    create function pg_temp.wait() returns trigger language plpgsql as $$ begin perform pg_sleep(1); return null; end $$;
    create temporary table late (x int);
    create constraint trigger late after insert on late deferrable initially deferred for each row execute function pg_temp.wait();
    insert into late values (1)";

#[tokio::test]
async fn i1_a_connection_is_closed_after_a_failure_and_when_it_is_cut_off() {
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .connect_with(database::superuser())
        .await
        .unwrap();
    let mut last = process(&pool).await;
    let closed = async |last: &mut i32, what: &str| {
        let now = process(&pool).await;
        assert_ne!(now, *last, "{what}");
        *last = now;
    };

    let mut conn = begin(&pool).await;
    fails(&mut conn, "select * from nowhere").await;
    drop(conn);
    closed(&mut last, "a failure").await;

    // A savepoint saves the transaction, and not the connection.
    let mut conn = begin(&pool).await;
    run(&mut conn, "savepoint attempt").await;
    fails(&mut conn, "select 1 / 0").await;
    run(&mut conn, "rollback to savepoint attempt").await;
    drop(conn);
    closed(&mut last, "a failure after which the transaction went on").await;

    let mut conn = begin(&pool).await;
    fails(&mut conn, "select 1 / 0").await;
    assert!(matches!(conn.commit().await, Err(Failure::Broken(_))));
    closed(&mut last, "a commit after a failure").await;

    let mut conn = begin(&pool).await;
    run(
        &mut conn,
        "create temporary table twice (x int unique deferrable initially deferred); insert into twice values (1), (1)",
    )
    .await;
    assert!(matches!(conn.commit().await, Err(Failure::Unclear(_))));
    closed(&mut last, "a commit that failed").await;

    let mut conn = begin(&pool).await;
    run(&mut conn, SLOW_COMMIT).await;
    assert!(timeout(Duration::from_millis(50), conn.commit()).await.is_err());
    closed(&mut last, "a commit that was cut off").await;

    let slow = Conn::begin(&pool, "begin; select pg_sleep(1)".into_sql_str());
    assert!(timeout(Duration::from_millis(50), slow).await.is_err());
    closed(&mut last, "a beginning that was cut off").await;

    let mut conn = begin(&pool).await;
    let slow = sqlx::query("select pg_sleep(1)").execute(&mut conn);
    assert!(timeout(Duration::from_millis(50), slow).await.is_err());
    // Another statement waits for the first one's end, and goes well: that changes nothing.
    run(&mut conn, "select 1").await;
    assert!(matches!(conn.commit().await, Err(Failure::Broken(_))));
    closed(&mut last, "a statement that was cut off").await;

    let mut conn = begin(&pool).await;
    let mut rows = sqlx::raw_sql("select generate_series(1, 1000)").fetch(&mut conn);
    rows.next().await.unwrap().unwrap();
    drop(rows);
    drop(conn);
    closed(&mut last, "rows of which one was read").await;
}

/// What makes the wait for the disk fail, or last, on this connection: a function by the name that it calls.
const OTHER_FLUSH: &str = "
    create schema other;
    create function other.pg_logical_emit_message(boolean, text, text) returns pg_lsn language plpgsql as $$ begin BODY; return '0/0'; end $$;
    set search_path = other, pg_catalog;
    create table public.kept (x int)";

/// Whoever gives the log away early waits to the end, also where nobody waits for them; and whoever does not learn how that ended serves nobody.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l1_the_wait_for_the_disk_fails_or_is_left_alone() {
    let firm = FirmId(Uuid::nil());
    for (body, what) in [
        ("raise exception 'no space left'", "it fails"),
        ("perform pg_sleep(1)", "nobody waits for it"),
    ] {
        let (superuser, _) = database::fresh().await;
        let pool = PgPoolOptions::new()
            .max_connections(1)
            .connect_with(superuser)
            .await
            .unwrap();
        let turns = Turns::default();
        let first = process(&pool).await;
        begin(&pool).await.commit_early(turns.take(firm)).await.unwrap();
        assert_eq!(process(&pool).await, first, "{what}: all went well before");
        turns.settled().now_or_never().unwrap();

        let mut conn = begin(&pool).await;
        fails(&mut conn, "select 1 / 0").await;
        assert!(matches!(
            conn.commit_early(turns.take(firm)).await,
            Err(Failure::Broken(_))
        ));
        let second = process(&pool).await;
        assert_ne!(second, first, "{what}: a commit after a failure");
        turns.settled().now_or_never().unwrap();

        let mut conn = begin(&pool).await;
        sqlx::raw_sql(sqlx::AssertSqlSafe(OTHER_FLUSH.replace("BODY", body)))
            .execute(&mut conn)
            .await
            .unwrap();
        let (turn, fails) = (turns.take(firm), body.starts_with("raise"));
        let committed = timeout(Duration::from_millis(300), conn.commit_early(turn)).await;
        match committed {
            Ok(committed) => assert!(fails && matches!(committed, Err(Failure::Unclear(_)))),
            Err(_) => assert!(!fails, "it is done to its end"),
        }
        // Nobody is answered yet; the log is free long before.
        assert!(turns.settled().now_or_never().is_none(), "{what}");
        assert!(turns.take(firm).alone, "{what}");
        let third = process(&pool).await;
        assert_eq!(third == second, !fails, "{what}");
        let mut look = begin(&pool).await;
        run(&mut look, "select x from public.kept").await;
        timeout(Duration::from_secs(30), turns.settled()).await.unwrap();
    }
}

/// What was asked for by somebody who has gone ends, and with it its locks.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i1_what_was_cut_off_does_not_work_on() {
    let (superuser, logins) = database::fresh().await;
    let database = Database::connect(logins, 6).await.unwrap();
    let origin = Arc::new(Origin::server("test"));
    let mut tx: TenantTx = database.begin(&sealing(), None, &origin).await.unwrap();
    let slow = sqlx::query("select pg_sleep(600)").execute(tx.conn());
    assert!(timeout(Duration::from_millis(50), slow).await.is_err());
    drop(tx);
    let mut superuser = superuser.connect().await.unwrap();
    // What it runs is not to be seen, what it waits for is.
    let works =
        "select exists (select from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep')";
    for _ in 0..100 {
        if !sqlx::query_scalar::<_, bool>(works)
            .fetch_one(&mut superuser)
            .await
            .unwrap()
        {
            superuser.close().await.unwrap();
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("it works on after ten seconds");
}

/// What was sealed under a key that a rollback has taken back would open for nobody.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l7_a_key_that_was_rolled_back_seals_nothing() {
    let (superuser, logins) = database::fresh().await;
    let tenant = Tenant::make(&superuser, 1).await.remove(0);
    let wrapped = hex(&FirmKey::generate().wrap(&master(), tenant.firm, 1));
    let mut superuser = superuser.connect().await.unwrap();
    let keys = format!(
        "insert into matterlock.firm_keys (firm_id, version, master_key_id, wrapped) values ('{}', 1, 'test', '\\x{wrapped}')",
        tenant.firm
    );
    database::run(&mut superuser, keys).await;
    let database = Database::connect(logins, 6).await.unwrap();
    let (sealing, origin) = (sealing(), Arc::new(Origin::server("test")));
    let subject = Uuid::from_u128(7);
    let said = || Event::FilterSaved {
        name: Personal::of(subject, "Ana".to_owned()),
    };
    for commits in [false, true, true] {
        let mut tx: TenantTx = database.begin(&sealing, Some(&tenant.secret), &origin).await.unwrap();
        // The second finds the key that the first has made.
        tx.append(&said()).await.unwrap();
        tx.append(&said()).await.unwrap();
        if commits {
            tx.commit(said()).await.unwrap();
        }
    }
    let mut tx: TenantTx = database.begin(&sealing, Some(&tenant.secret), &origin).await.unwrap();
    let kept: Vec<Kept> = sqlx::query_as("select actor_id, details, origin from log_entries order by number")
        .fetch_all(tx.conn())
        .await
        .unwrap();
    let opened = sealing
        .open(tx.conn(), FirmId(tenant.firm), Some(UserId(subject)), kept)
        .await
        .unwrap();
    assert_eq!(opened.len(), 6);
    for opened in opened {
        assert_eq!((opened.event, opened.actor.as_str()), (said(), "Somebody"));
    }
    superuser.close().await.unwrap();
}
