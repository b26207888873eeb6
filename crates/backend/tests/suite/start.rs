//! I1 at the start: the server serves as the restricted role or not at all.

use backend::database::{BootstrapError, Database, LoginError, Logins, Roles, has_firms, prepare};
use sqlx::{AssertSqlSafe, Connection as _, Executor as _};
use vault::MasterKey;

use crate::support::{World, database, master};

async fn refused(world: &World, role: &str) -> String {
    let mut logins = world.logins.clone();
    logins.desk = logins.desk.username(role);
    why_refused(logins).await
}

async fn why_refused(logins: Logins) -> String {
    match Database::connect(logins, 6).await {
        Err(LoginError::TooStrong { why, .. }) => why.to_owned(),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("accepted"),
    }
}

#[tokio::test]
async fn i1_the_server_refuses_a_role_that_could_see_past_the_rules() {
    let world = World::new().await;
    let unique = vault::digest::hex(&vault::random::bytes::<4>());
    let mut made = Vec::new();
    for (kind, make, why) in [
        (
            "super",
            "create role % login superuser noinherit",
            "is, or may become, a superuser",
        ),
        (
            "bypass",
            "create role % login bypassrls noinherit",
            "may bypass row-level security",
        ),
        (
            "becomes_super",
            "create role % login noinherit; grant postgres to %",
            "is, or may become, a superuser",
        ),
        (
            "owner",
            "create role % login noinherit; grant matterlock_owner to %",
            "owns, or may become the owner of, the tables",
        ),
        (
            "definer",
            "create role % login noinherit; grant matterlock_definer to %",
            "owns, or may become the owner of, the tables",
        ),
        (
            "strays",
            "create role % login noinherit; grant matterlock_app, matterlock_auth to %",
            "may become a role that is not its own",
        ),
        (
            "inherits",
            "create role % login inherit; grant matterlock_app to %",
            "inherits the rights of its roles",
        ),
        (
            "creates",
            "create role % login noinherit createrole",
            "may create roles or databases",
        ),
    ] {
        let role = format!("test_{kind}_{unique}");
        world.alter(&make.replace('%', &role)).await;
        assert_eq!(refused(&world, &role).await, why, "{kind}");
        made.push(role);
    }
    for role in made {
        world.alter(&format!("drop role {role}")).await;
    }
    assert!(Database::connect(world.logins.clone(), 6).await.is_ok());
    for (breach, mend) in [
        (
            "alter table matterlock.parties no force row level security",
            "alter table matterlock.parties force row level security",
        ),
        (
            "alter table matterlock.cases disable row level security",
            "alter table matterlock.cases enable row level security",
        ),
    ] {
        world.alter(breach).await;
        assert_eq!(
            refused(&world, "matterlock_login").await,
            "meets tables without forced row-level security"
        );
        world.alter(mend).await;
    }
    assert!(Database::connect(world.logins.clone(), 6).await.is_ok());
}

/// Each login serves in its own place only; that of the checks, which may become everything, in none that serves.
#[tokio::test]
async fn i1_the_server_refuses_a_login_in_another_s_place() {
    let world = World::new().await;
    let right = &world.logins;
    let others = [
        Logins {
            desk: right.door.clone(),
            ..right.clone()
        },
        Logins {
            desk: right.works.clone(),
            ..right.clone()
        },
        Logins {
            desk: right.checks.clone(),
            ..right.clone()
        },
        Logins {
            door: right.desk.clone(),
            ..right.clone()
        },
        Logins {
            door: right.checks.clone(),
            ..right.clone()
        },
        Logins {
            works: right.door.clone(),
            ..right.clone()
        },
        Logins {
            works: right.checks.clone(),
            ..right.clone()
        },
    ];
    for logins in others {
        assert_eq!(why_refused(logins).await, "may become a role that is not its own");
    }
}

/// A firm whose key is wrapped by the tests' master key, as far as its name tells.
fn a_firm() -> String {
    format!(
        "insert into matterlock.firms (id, name, language) values (gen_random_uuid(), 'Firm', 'es');
         insert into matterlock.firm_keys (firm_id, version, master_key_id, wrapped)
           select id, 1, '{}', '' from matterlock.firms",
        master().id()
    )
}

/// Preparing says the same thing every time, as a superuser and as an owner who is none.
#[tokio::test]
async fn i1_preparing_twice_changes_nothing() {
    let mut alone = database::cluster_alone().await;
    let as_superuser = database::empty().await;
    for _ in 0..2 {
        let logins = prepare(&as_superuser, &master(), Roles::Share).await.unwrap();
        assert!(Database::connect(logins, 6).await.is_ok());
    }
    alone.close().await.unwrap();

    let world = World::new().await;
    let rights = "select md5(string_agg(r, '|' order by r)) from (
        select relname || coalesce(relacl::text, '') as r from pg_class where relnamespace = 'matterlock'::regnamespace
        union all select proname || coalesce(proacl::text, '') from pg_proc where pronamespace = 'app'::regnamespace
        union all select polrelid::regclass || polname from pg_policy) x";
    let mut empty = sqlx::PgConnection::connect_with(&as_superuser).await.unwrap();
    let twice: String = sqlx::query_scalar(rights).fetch_one(&mut empty).await.unwrap();
    assert_eq!(twice, world.text(rights).await);

    // An owner that is no superuser: a hosted PostgreSQL gives no other.
    let owner = format!("test_hosted_{}", vault::digest::hex(&vault::random::bytes::<4>()));
    alone = database::cluster_alone().await;
    let hosted = database::empty().await;
    let name = hosted.get_database().unwrap().to_owned();
    world
        .alter(&format!(
            "create role {owner} login createrole; grant matterlock_owner to {owner} with admin option"
        ))
        .await;
    world.alter(&format!("alter database {name} owner to {owner}")).await;
    let logins = prepare(&hosted.clone().username(&owner), &master(), Roles::Share)
        .await
        .unwrap();
    assert!(Database::connect(logins, 6).await.is_ok());
    // It is asked which master key its firms have, and is shown that although it is shown no other row.
    let mut inside = sqlx::PgConnection::connect_with(&hosted).await.unwrap();
    assert!(!has_firms(&hosted.clone().username(&owner)).await.unwrap());
    inside.execute(AssertSqlSafe(a_firm())).await.unwrap();
    assert!(has_firms(&hosted.clone().username(&owner)).await.unwrap());
    assert!(
        prepare(&hosted.clone().username(&owner), &master(), Roles::Share)
            .await
            .is_ok()
    );
    inside.close().await.unwrap();
    let mut inside = sqlx::PgConnection::connect_with(&hosted).await.unwrap();
    let hosted_rights: String = sqlx::query_scalar(rights).fetch_one(&mut inside).await.unwrap();
    assert_eq!(hosted_rights, twice);
    inside.close().await.unwrap();
    empty.close().await.unwrap();
    alone
        .execute(AssertSqlSafe(format!("drop database {name}")))
        .await
        .unwrap();
    alone
        .execute(AssertSqlSafe(format!("drop role {owner}")))
        .await
        .unwrap();
    alone.close().await.unwrap();
}

/// With another master key nothing would open, and the passwords of the logins that serve would become others.
#[tokio::test]
async fn k2_another_master_key_than_the_firms_changes_nothing() {
    let world = World::new().await;
    world.alter(&a_firm()).await;
    let owner = world.superuser.connect_options();
    let mut alone = database::cluster_alone().await;
    let password = "select string_agg(rolname || rolpassword, ' ' order by rolname) from pg_authid
        where rolname like 'matterlock\\_%' and rolcanlogin";
    let before: String = sqlx::query_scalar(password).fetch_one(&mut alone).await.unwrap();
    match prepare(&owner, &MasterKey::from_bytes([8; 32]), Roles::Take).await {
        Err(BootstrapError::OtherKey { given, kept }) => {
            assert_eq!((given, kept), (MasterKey::from_bytes([8; 32]).id(), master().id()));
        }
        other => panic!("{other:?}"),
    }
    let after: String = sqlx::query_scalar(password).fetch_one(&mut alone).await.unwrap();
    assert_eq!(before, after);
    assert!(prepare(&owner, &master(), Roles::Share).await.is_ok());
    alone.close().await.unwrap();
}

/// Something that takes connections and never says a word: a wrong port, or a server that hangs.
#[tokio::test]
async fn r1_a_database_that_does_not_answer_is_named() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap();
    let owner = format!("postgres://owner:topsecret@{at}/matterlock");
    let owner = backend::database::parse_url(&owner).unwrap();
    let (begun, master) = (tokio::time::Instant::now(), master());
    let asked = tokio::time::timeout(
        std::time::Duration::from_mins(1),
        prepare(&owner, &master, Roles::Share),
    );
    let silent = asked.await.expect("it waits without end").unwrap_err().to_string();
    assert!(
        silent.contains(&at.to_string()) && silent.contains("DATABASE_URL"),
        "{silent}"
    );
    assert!(!silent.contains("topsecret") && !silent.contains('\n'), "{silent}");
    assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
}
