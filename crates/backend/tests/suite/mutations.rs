//! I1: whatever isolation rests on is missed when it is gone or loosened, thing by thing.
//!
//! That anything is gone, the comparison with the record tells. That a policy keeps somebody out is tried besides: without it a stranger
//! sees or writes more. The other way round, that each right and policy is needed for some use case, is left to the record and to
//! the tests of the use cases.

use backend::database::{Compared, compare};
use backend::signing;
use sqlx::{AssertSqlSafe, PgConnection};

use crate::support::World;
use crate::support::database::{cluster_alone, run};
use crate::support::people::Firms;
use crate::support::signer::typed;

/// Something that would break isolation.
#[derive(Clone, Debug, sqlx::FromRow)]
struct Mutation {
    change: String,
    /// How the line of the catalogue begins that has to tell.
    line: String,
    statement: String,
}

/// What there was not before, or is different in another way than for each thing of its kind.
const OTHERS: [(&str, &str); 17] = [
    (
        "policy matterlock.cases hole:",
        "create policy hole on matterlock.cases for select to matterlock_worker using (true)",
    ),
    (
        "table matterlock.loose:",
        "create table matterlock.loose (firm_id uuid)",
    ),
    (
        "parent of matterlock.loose:",
        "create table matterlock.loose () inherits (matterlock.cases)",
    ),
    (
        "view matterlock.all_cases:",
        "create view matterlock.all_cases as select * from matterlock.cases",
    ),
    (
        "rule public.all_cases _RETURN:",
        "create view public.all_cases as select * from matterlock.cases",
    ),
    (
        "rule matterlock.parties aside:",
        "create rule aside as on delete to matterlock.parties do instead nothing",
    ),
    (
        "function app.everything():",
        "create function app.everything() returns bigint language sql security definer as 'select count(*) from matterlock.cases'",
    ),
    (
        "grant on function app.everything() to public:",
        "create function app.everything() returns bigint language sql as 'select 1::bigint'; grant execute on function app.everything() to public",
    ),
    (
        "trigger matterlock.cases spoil:",
        "create function public.spoil() returns trigger language plpgsql as 'begin return null; end';
         create trigger spoil before update on matterlock.cases for each row execute function public.spoil()",
    ),
    (
        "event trigger spoil:",
        "create function public.spoil() returns event_trigger language plpgsql as 'begin end';
         create event trigger spoil on ddl_command_end execute function public.spoil()",
    ),
    (
        "column matterlock.cases.title:",
        "alter table matterlock.cases alter column title set default 'x'",
    ),
    ("schema app:", "alter schema app owner to matterlock_definer"),
    (
        "grant on schema app to matterlock_app:",
        "grant create on schema app to matterlock_app",
    ),
    (
        "grant on new things (r) of matterlock_owner in matterlock to matterlock_app:",
        "alter default privileges for role matterlock_owner in schema matterlock grant select on tables to matterlock_app",
    ),
    (
        "grant on the database to matterlock_login:",
        "do $$ begin execute format('grant create on database %I to matterlock_login', current_database()); end $$",
    ),
    (
        "setting of matterlock_login: session_replication_role=replica",
        "do $$ begin execute format('alter role matterlock_login in database %I set session_replication_role = replica', current_database()); end $$",
    ),
    (
        "setting of everybody: row_security=off",
        "do $$ begin execute format('alter database %I set row_security = off', current_database()); end $$",
    ),
];

/// Of the roles, which belong to the whole server.
const ROLES: [(&str, &str); 11] = [
    ("role matterlock_app:", "alter role matterlock_app superuser"),
    ("role matterlock_app:", "alter role matterlock_app bypassrls"),
    ("role matterlock_app:", "alter role matterlock_app inherit"),
    ("role matterlock_definer:", "alter role matterlock_definer login"),
    (
        "role matterlock_login:",
        "alter role matterlock_login createrole createdb",
    ),
    ("role matterlock_worker:", "alter role matterlock_worker replication"),
    (
        "membership matterlock_app in pg_read_all_data:",
        "grant pg_read_all_data to matterlock_app",
    ),
    (
        "membership matterlock_login in matterlock_definer:",
        "grant matterlock_definer to matterlock_login",
    ),
    (
        "membership matterlock_door in matterlock_auth:",
        "revoke matterlock_auth from matterlock_door",
    ),
    (
        "membership matterlock_login in matterlock_auth:",
        "grant matterlock_auth to matterlock_login",
    ),
    (
        "setting of matterlock_app: row_security=off",
        "alter role matterlock_app set row_security = off",
    ),
];

/// The same, each of a kind of its own.
fn alone(mutations: &[(&str, &str)]) -> Vec<Mutation> {
    let mutation = |(line, statement): &(&str, &str)| Mutation {
        change: (*statement).to_owned(),
        line: (*line).to_owned(),
        statement: (*statement).to_owned(),
    };
    mutations.iter().map(mutation).collect()
}

/// As many of one kind at a time as have lines of their own: what the comparison says of each is about that one.
fn in_turns(mutations: Vec<Mutation>) -> Vec<Vec<Mutation>> {
    let mut turns: Vec<Vec<Mutation>> = Vec::new();
    for mutation in mutations {
        let free = turns
            .iter_mut()
            .find(|turn| turn[0].change == mutation.change && turn.iter().all(|other| other.line != mutation.line));
        match free {
            Some(turn) => turn.push(mutation),
            None => turns.push(vec![mutation]),
        }
    }
    turns
}

/// Which of them the comparison does not tell. Everything is undone.
async fn untold(conn: &mut PgConnection, mutations: Vec<Mutation>) -> Vec<Mutation> {
    let mut untold = Vec::new();
    for turn in in_turns(mutations) {
        run(conn, "savepoint mutation".to_owned()).await;
        for mutation in &turn {
            run(conn, mutation.statement.clone()).await;
        }
        let told = match compare(conn).await.unwrap() {
            Compared::Differs(lines) => lines,
            Compared::Same(_) => Vec::new(),
            Compared::Not(why) => panic!("{why}"),
        };
        let is_told = |mutation: &Mutation| {
            told.iter().any(|line| {
                let line = line.strip_prefix("gone: ").or_else(|| line.strip_prefix("new: "));
                line.unwrap().starts_with(&mutation.line)
            })
        };
        untold.extend(turn.into_iter().filter(|mutation| !is_told(mutation)));
        run(conn, "rollback to savepoint mutation".to_owned()).await;
    }
    untold
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i1_every_mutation_of_the_isolation_is_caught() {
    let world = World::new().await;
    let mut tx = world.superuser.begin().await.unwrap();
    let mutations: Vec<Mutation> = sqlx::query_as(include_str!("mutations.sql"))
        .fetch_all(&mut *tx)
        .await
        .unwrap();
    assert!(mutations.len() > 2_500, "{}", mutations.len());
    let mut kinds: Vec<&str> = mutations.iter().map(|mutation| mutation.change.as_str()).collect();
    kinds.dedup();
    assert_eq!(kinds.len(), 23, "{kinds:?}");

    let missed = untold(&mut tx, mutations).await;
    assert!(missed.is_empty(), "{missed:#?}");
    let missed = untold(&mut tx, alone(&OTHERS)).await;
    assert!(missed.is_empty(), "{missed:#?}");
    let cluster = cluster_alone().await;
    let missed = untold(&mut tx, alone(&ROLES)).await;
    assert!(missed.is_empty(), "{missed:#?}");
    // All of it is undone, and nothing of that is told.
    assert!(matches!(compare(&mut tx).await.unwrap(), Compared::Same(_)));
    drop(tx);
    drop(cluster);
}

/// A policy, made to ask nothing, and what a role that it is for may try.
#[derive(Debug, sqlx::FromRow)]
struct Loosening {
    policy: String,
    role: String,
    loosen: String,
    acts: Vec<String>,
}

/// What came of a try.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    /// It went through and met so many rows.
    Rows(u64),
    /// A policy refused it.
    Policy,
    /// No policy did, and something else.
    Else(String),
}

async fn tried(conn: &mut PgConnection, role: &str, secret: &str, act: &str) -> Outcome {
    run(conn, "savepoint tried".to_owned()).await;
    let act = format!("set local role {role}; set local matterlock.secret = '{secret}'; {act}");
    let done = sqlx::raw_sql(AssertSqlSafe(act)).execute(&mut *conn).await;
    run(conn, "rollback to savepoint tried".to_owned()).await;
    match done.map_err(|error| error.to_string()) {
        Ok(done) => Outcome::Rows(done.rows_affected()),
        Err(refusal) if refusal.contains("row-level security") => Outcome::Policy,
        Err(refusal) => Outcome::Else(refusal),
    }
}

/// With any policy loosened, somebody of another firm, an unassigned colleague or somebody without a session sees or writes what they did
/// not: so each keeps somebody out.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i1_every_loosened_policy_lets_somebody_in() {
    let firms = Firms::new().await;
    for signs in [true, false] {
        let (_, link) = firms.ask().await;
        let signer = firms.consented(&link).await;
        if signs {
            signing::sign(&signer, typed(), "k").await.unwrap();
        }
    }
    let secrets = [
        String::new(),
        firms.bruno.secret(&firms.world).expose().to_owned(),
        firms.eva.secret(&firms.world).expose().to_owned(),
        firms.world.administration(&firms.eva).await.secret.expose().to_owned(),
    ];

    let mut tx = firms.world.superuser.begin().await.unwrap();
    let filled = format!(
        "set local test.firm = '{}'; {}",
        firms.ana.firm(),
        include_str!("filled.sql")
    );
    run(&mut tx, filled).await;
    // What is over stays over: some policies ask nothing else.
    run(&mut tx, "update matterlock.recoveries set used_at = now()".to_owned()).await;
    let loosenings: Vec<Loosening> = sqlx::query_as(include_str!("loosened.sql"))
        .fetch_all(&mut *tx)
        .await
        .unwrap();
    assert!(loosenings.len() > 90, "{}", loosenings.len());

    let mut unnoticed = Vec::new();
    for Loosening {
        policy,
        role,
        loosen,
        acts,
    } in loosenings
    {
        let tries: Vec<(&String, &String)> = acts
            .iter()
            .flat_map(|act| secrets.iter().map(move |secret| (act, secret)))
            .collect();
        let mut before = Vec::new();
        for (act, secret) in &tries {
            before.push(tried(&mut tx, &role, secret, act).await);
        }
        run(&mut tx, format!("savepoint loosened; {loosen}")).await;
        let mut after = Vec::new();
        for (act, secret) in &tries {
            after.push(tried(&mut tx, &role, secret, act).await);
        }
        run(&mut tx, "rollback to savepoint loosened".to_owned()).await;
        if before == after {
            unnoticed.push((policy, before));
        }
    }
    assert!(unnoticed.is_empty(), "{unnoticed:#?}");
}
