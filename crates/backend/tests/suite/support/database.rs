//! One database a test, copied from one that was migrated once.

use std::str::FromStr as _;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _};
use uuid::Uuid;

// Of whoever includes this file: the crate's own tests do too, in src/database/hygiene.rs.
use super::{Logins, Roles, master, prepare};

/// Tests of one run copy the same template; another build makes its own.
const LOCK: i64 = 7_203_912;

/// `app.now()` as tests replace it: frozen, or the machine's set forward.
const TEST_CLOCK: &str = "
    create table public.test_clock (shift interval not null default '0', frozen timestamptz);
    insert into public.test_clock default values;
    grant select on public.test_clock to public;
    create or replace function app.now() returns timestamptz language plpgsql stable
      as $$ begin return (select coalesce(c.frozen, pg_catalog.now() + c.shift) from public.test_clock c); end $$;";
/// As it is in the product, for measurements: every policy asks it.
pub(crate) const OWN_CLOCK: &str =
    "create or replace function app.now() returns timestamptz language sql stable as $$ select pg_catalog.now() $$";

/// What was changed by hand is recorded by the next start, as docs/operations/catalogue.md says.
pub(crate) const ACCEPTED: &str = "begin; set local role matterlock_owner; delete from matterlock.catalogue; commit";

/// How the superuser of the throw-away cluster connects.
pub(crate) fn superuser() -> PgConnectOptions {
    let url = std::env::var("MATTERLOCK_TEST_DATABASE_URL")
        .expect("MATTERLOCK_TEST_DATABASE_URL is not set: run the tests with .make/test-rust.sh");
    PgConnectOptions::from_str(&url).unwrap().disable_statement_logging()
}

/// A migrated database of its own: how the superuser and how the restricted logins connect to it.
pub(crate) async fn fresh() -> (PgConnectOptions, Logins) {
    let name = format!(
        "matterlock_test_{}",
        Uuid::from_u128(u128::from_be_bytes(vault::random::bytes())).simple()
    );
    let mut cluster = superuser().connect().await.unwrap();
    let template = template(&mut cluster).await;
    run(&mut cluster, format!("create database {name} template {template}")).await;
    let own = superuser().database(&name);
    let mut inside = own.connect().await.unwrap();
    // A copy has its template's tables, not its template's rights on the database itself.
    run(
        &mut inside,
        format!("revoke temporary, create on database {name} from public"),
    )
    .await;
    run(
        &mut inside,
        format!(
            "grant connect on database {name} to matterlock_login, matterlock_door, matterlock_works, matterlock_checks"
        ),
    )
    .await;
    inside.close().await.unwrap();
    cluster.close().await.unwrap();
    let logins = Logins::at(&own, &master());
    (own, logins)
}

/// An empty database of its own.
pub(crate) async fn empty() -> PgConnectOptions {
    let name = format!(
        "matterlock_empty_{}",
        Uuid::from_u128(u128::from_be_bytes(vault::random::bytes())).simple()
    );
    let mut cluster = superuser().connect().await.unwrap();
    run(&mut cluster, format!("create database {name} template template0")).await;
    cluster.close().await.unwrap();
    superuser().database(&name)
}

/// Holds what only one test at a time may do with the cluster: its roles belong to all databases.
pub(crate) async fn cluster_alone() -> PgConnection {
    let mut cluster = superuser().connect().await.unwrap();
    sqlx::query("select pg_advisory_lock($1)")
        .bind(LOCK)
        .execute(&mut cluster)
        .await
        .unwrap();
    cluster
}

pub(crate) async fn run(connection: &mut PgConnection, statement: String) {
    connection.execute(AssertSqlSafe(statement)).await.unwrap();
}

/// Makes the template if no other test of this build has.
async fn template(cluster: &mut PgConnection) -> String {
    let built = std::env::current_exe()
        .and_then(std::fs::metadata)
        .and_then(|file| file.modified())
        .unwrap();
    let name = format!(
        "matterlock_template_{}",
        built.duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos()
    );
    let there = "select exists (select from pg_database where datname = $1)";
    if sqlx::query_scalar::<_, bool>(there)
        .bind(&name)
        .fetch_one(&mut *cluster)
        .await
        .unwrap()
    {
        return name;
    }
    let alone = cluster_alone().await;
    if !sqlx::query_scalar::<_, bool>(there)
        .bind(&name)
        .fetch_one(&mut *cluster)
        .await
        .unwrap()
    {
        let half_made = format!("{name}_new");
        run(cluster, format!("drop database if exists {half_made}")).await;
        run(cluster, format!("create database {half_made} template template0")).await;
        let owner = superuser().database(&half_made);
        prepare(&owner, &master(), Roles::Share).await.unwrap();
        let mut inside = owner.connect().await.unwrap();
        inside.execute(TEST_CLOCK).await.unwrap();
        inside.execute(ACCEPTED).await.unwrap();
        inside.close().await.unwrap();
        prepare(&owner, &master(), Roles::Share).await.unwrap();
        run(cluster, format!("alter database {half_made} rename to {name}")).await;
    }
    alone.close().await.unwrap();
    name
}
