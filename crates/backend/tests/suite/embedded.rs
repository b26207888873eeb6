//! R1: the private cluster comes up whatever happened to the one before, with everything that was committed.

use std::time::Duration;

use backend::database::{BootstrapError, Database, Embedded, EmbeddedError, LoginError, Roles, prepare};
use sqlx::{ConnectOptions as _, Connection as _, Executor as _};
use vault::{MasterKey, Purpose};

use crate::support::cluster::{kill, start, start_with};
use crate::support::folder::Folder;
use crate::support::master;

/// Rows that were kept, counted by the cluster that was just started and no other.
async fn count(cluster: &Embedded) -> i64 {
    let mut connection = cluster.owner().connect().await.unwrap();
    let postmaster: String = sqlx::query_scalar("select split_part(pg_read_file('postmaster.pid'), chr(10), 1)")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(postmaster, cluster.process().unwrap().to_string());
    let rows = sqlx::query_scalar("select count(*) from kept")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    rows
}

async fn keep_a_row(cluster: &Embedded) {
    let mut connection = cluster.owner().connect().await.unwrap();
    connection
        .execute("create table if not exists kept (x int); insert into kept values (1)")
        .await
        .unwrap();
    connection.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r1_the_private_cluster_starts_after_every_end() {
    let folder = Folder::new();
    let cluster = start(folder.path()).await.unwrap();
    let logins = prepare(&cluster.owner(), &master(), Roles::Share).await.unwrap();
    let database = Database::connect(logins.clone(), 6).await.unwrap();
    database.close().await;
    let mut wrong = logins;
    wrong.door = wrong.door.password("wrong");
    assert!(
        Database::connect(wrong, 6).await.is_err(),
        "the password is asked on the socket too"
    );
    keep_a_row(&cluster).await;

    // A second server on the same folder is told so, and harms nothing.
    let second = start(folder.path()).await.unwrap_err();
    assert!(matches!(&second, EmbeddedError::InUse(_)), "{second}");
    assert!(second.to_string().contains("another server is using"));
    assert_eq!(count(&cluster).await, 1);

    // Stopped and started.
    cluster.stop().await;
    let mut cluster = start(folder.path()).await.unwrap();
    assert_eq!(count(&cluster).await, 1);
    keep_a_row(&cluster).await;

    // The postmaster is killed; then the server that had started it.
    kill(cluster.process().unwrap());
    cluster.died().await;
    drop(cluster);
    let cluster = start(folder.path()).await.unwrap();
    assert_eq!(count(&cluster).await, 2);
    keep_a_row(&cluster).await;

    // The server is killed and leaves its postmaster behind, holding the folder.
    let left_behind = cluster.process().unwrap();
    drop(cluster);
    let cluster = start(folder.path()).await.unwrap();
    assert_ne!(cluster.process().unwrap(), left_behind);
    assert_eq!(count(&cluster).await, 3);

    // Everybody who is connected is killed with it.
    let mut busy = cluster.owner().connect().await.unwrap();
    busy.execute("begin; insert into kept values (9)").await.unwrap();
    kill(cluster.process().unwrap());
    drop(cluster);
    let cluster = start(folder.path()).await.unwrap();
    assert_eq!(count(&cluster).await, 3, "what was not committed is not there");
    cluster.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r1_a_half_made_cluster_is_made_anew() {
    let folder = Folder::new();
    let home = folder.path().join("postgres");
    std::fs::create_dir_all(home.join("cluster/base")).unwrap();
    std::fs::write(home.join("cluster/PG_VERSION"), "15\n").unwrap();
    std::fs::write(home.join("initialising"), "").unwrap();
    let cluster = start(folder.path()).await.unwrap();
    keep_a_row(&cluster).await;
    assert!(!home.join("initialising").exists() && !home.join("password-for-initdb").exists());
    cluster.stop().await;

    // A file that can't be what it should be is said in words, and nothing is thrown away.
    let control = home.join("cluster/global/pg_control");
    let sound = std::fs::read(&control).unwrap();
    std::fs::write(&control, b"not a control file").unwrap();
    let broken = start(folder.path()).await.unwrap_err();
    assert!(broken.to_string().contains("stopped at its start"), "{broken}");
    std::fs::write(&control, sound).unwrap();
    let cluster = start(folder.path()).await.unwrap();
    assert_eq!(count(&cluster).await, 1);
    cluster.stop().await;
}

/// Nothing of the cluster can be reached or read by other people of the machine.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k2_the_private_cluster_is_private() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let folder = Folder::new();
    let cluster = start(folder.path()).await.unwrap();
    for inner in ["postgres/cluster", "postgres/socket"] {
        let metadata = std::fs::metadata(folder.path().join(inner)).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o777, 0o700, "{inner}");
        assert!(
            !rustix::process::geteuid().is_root() || metadata.uid() != 0,
            "{inner} is root's"
        );
    }
    let mut connection = cluster.owner().connect().await.unwrap();
    let listen: String = sqlx::query_scalar("select current_setting('listen_addresses')")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(listen, "");
    let trusting: i64 =
        sqlx::query_scalar("select count(*) from pg_hba_file_rules where auth_method <> 'scram-sha-256'")
            .fetch_one(&mut connection)
            .await
            .unwrap();
    assert_eq!(trusting, 0);
    connection.close().await.unwrap();
    cluster.stop().await;
}

/// A data folder that the database's own user can't reach, or whose path no socket's address holds, has its cluster elsewhere.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r1_the_private_cluster_finds_a_place_under_any_folder() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new();
    let closed = folder.path().join("closed/data");
    std::fs::create_dir_all(&closed).unwrap();
    std::fs::set_permissions(closed.parent().unwrap(), std::fs::Permissions::from_mode(0o700)).unwrap();
    let long = folder.path().join("long".repeat(30)).join("data");
    for data in [closed, long] {
        let cluster = start(&data).await.unwrap();
        keep_a_row(&cluster).await;
        cluster.stop().await;
        // Found again, and by a second process too.
        let cluster = start(&data).await.unwrap();
        assert_eq!(count(&cluster).await, 1, "{}", data.display());
        let second = Embedded::running(&data, &master().derive(Purpose::DatabaseOwner));
        second
            .database("matterlock")
            .connect()
            .await
            .unwrap()
            .close()
            .await
            .unwrap();
        cluster.stop().await;
        let elsewhere = std::fs::read_link(data.join("postgres")).ok();
        if let Some(elsewhere) = &elsewhere {
            std::fs::remove_dir_all(elsewhere).unwrap();
        }
        let needed = rustix::process::geteuid().is_root() || data.as_os_str().len() > 90;
        assert_eq!(elsewhere.is_some(), needed, "{}", data.display());
    }
}

/// What was asked for is there, in a cluster from before too, whose own file says less.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_private_cluster_has_room_for_the_pools_that_the_configuration_asks_for() {
    let folder = Folder::new();
    start(folder.path()).await.unwrap().stop().await;
    let settings = folder.path().join("postgres/cluster/postgresql.conf");
    let before = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(&settings, before + "max_connections = 10\n").unwrap();
    let cluster = start_with(folder.path(), &master(), 100).await.unwrap();
    let logins = prepare(&cluster.owner(), &master(), Roles::Share).await.unwrap();
    let mut open = Vec::new();
    for _ in 0..100 {
        open.push(logins.desk.connect().await.unwrap());
    }
    assert!(
        Database::connect(logins, 16).await.is_ok(),
        "a command beside the server"
    );
    drop(open);
    cluster.stop().await;
    start_with(folder.path(), &master(), 500).await.unwrap().stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn k2_another_master_key_is_told_at_once() {
    let folder = Folder::new();
    assert!(!Embedded::is_made(folder.path()));
    start(folder.path()).await.unwrap().stop().await;
    assert!(Embedded::is_made(folder.path()));
    let begun = tokio::time::Instant::now();
    let other = start_with(folder.path(), &MasterKey::from_bytes([8; 32]), 16)
        .await
        .unwrap_err();
    assert!(matches!(other, EmbeddedError::OtherKey(_)), "{other}");
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    start(folder.path()).await.unwrap().stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r1_a_cluster_is_run_by_the_version_that_made_it() {
    let folder = Folder::new();
    start(folder.path()).await.unwrap().stop().await;
    let version = folder.path().join("postgres/cluster/PG_VERSION");
    let real = std::fs::read_to_string(&version).unwrap();
    std::fs::write(&version, "99\n").unwrap();
    let missing = start(folder.path()).await.unwrap_err();
    assert!(missing.to_string().contains("«postgresql-99»"), "{missing}");
    std::fs::write(&version, real).unwrap();
    start(folder.path()).await.unwrap().stop().await;
}

/// After a restart of the machine the number in `postmaster.pid` is anybody's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r1_a_stale_number_stops_neither_a_stranger_nor_the_start() {
    use std::os::unix::fs::MetadataExt as _;
    use std::os::unix::process::CommandExt as _;
    let folder = Folder::new();
    let cluster = start(folder.path()).await.unwrap();
    keep_a_row(&cluster).await;
    let inside = folder.path().join("postgres/cluster");
    let file = std::fs::read_to_string(inside.join("postmaster.pid")).unwrap();
    cluster.stop().await;
    // The same user's: others' PostgreSQL itself takes for strangers.
    let owner = std::fs::metadata(&inside).unwrap();
    let mut command = std::process::Command::new("sleep");
    command.arg("100");
    if rustix::process::geteuid().is_root() {
        command.uid(owner.uid()).gid(owner.gid());
    }
    let mut stranger = command.spawn().unwrap();
    let (_, rest) = file.split_once('\n').unwrap();
    std::fs::write(inside.join("postmaster.pid"), format!("{}\n{rest}", stranger.id())).unwrap();

    let begun = tokio::time::Instant::now();
    let cluster = start(folder.path()).await.unwrap();
    assert_eq!(count(&cluster).await, 1);
    cluster.stop().await;
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    assert!(stranger.try_wait().unwrap().is_none(), "the stranger was stopped");
    stranger.kill().unwrap();
    stranger.wait().unwrap();
}

/// Roles belong to all databases of a server: a second installation with a key of its own would lock the first one out.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r1_two_installations_on_one_server_do_not_lock_each_other_out() {
    let folder = Folder::new();
    let cluster = start(folder.path()).await.unwrap();
    let production = prepare(&cluster.owner(), &master(), Roles::Share).await.unwrap();
    let mut owner = cluster.owner().connect().await.unwrap();
    owner.execute("create database staging").await.unwrap();
    let staging = cluster.owner().database("staging");
    let other = MasterKey::from_bytes([8; 32]);

    let refused = prepare(&staging, &other, Roles::Share).await.unwrap_err();
    assert!(matches!(refused, BootstrapError::OthersRoles { .. }), "{refused}");
    assert!(refused.to_string().contains("MATTERLOCK_TAKE_ROLES"), "{refused}");
    assert!(
        Database::connect(production.clone(), 6).await.is_ok(),
        "production is locked out"
    );

    // The same key is no stranger, and whoever takes the role on purpose gets it.
    assert!(prepare(&staging, &master(), Roles::Share).await.is_ok());
    let taken = prepare(&staging, &other, Roles::Take).await.unwrap();
    assert!(Database::connect(taken, 6).await.is_ok());

    // One login that is another's is enough.
    owner
        .execute("alter role matterlock_works password 'of another installation'")
        .await
        .unwrap();
    let refused = prepare(&staging, &other, Roles::Share).await.unwrap_err();
    assert!(refused.to_string().contains("matterlock_works"), "{refused}");
    assert!(Database::connect(production, 6).await.is_err());
    owner.close().await.unwrap();
    cluster.stop().await;
}

/// An installation from before, whose one login might become everything, is not served as it is, and is mended by a start.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i1_a_login_from_before_loses_what_is_others() {
    let folder = Folder::new();
    let cluster = start(folder.path()).await.unwrap();
    let logins = prepare(&cluster.owner(), &master(), Roles::Share).await.unwrap();
    let mut owner = cluster.owner().connect().await.unwrap();
    for role in ["matterlock_auth", "matterlock_worker", "matterlock_operator"] {
        let grant = format!("grant {role} to matterlock_login");
        owner.execute(sqlx::AssertSqlSafe(grant)).await.unwrap();
        let refused = Database::connect(logins.clone(), 6).await;
        assert!(
            matches!(
                refused,
                Err(LoginError::TooStrong {
                    why: "may become a role that is not its own",
                    ..
                })
            ),
            "{role}"
        );
        let again = prepare(&cluster.owner(), &master(), Roles::Share).await.unwrap();
        assert!(Database::connect(again, 6).await.is_ok(), "{role}");
    }
    owner.close().await.unwrap();
    cluster.stop().await;
}
