//! K2: no key is made beside data that another one opens, and another one changes nothing.

use std::process::Command;
use std::time::Duration;

use tokio::time::Instant;
use vault::{MasterKey, Purpose};

use crate::installation::Installation;
use crate::person::Person;

/// Databases that run. Sessions come and go with a server's work, and end with their database.
fn databases(installation: &Installation) -> usize {
    // A session that has just begun carries its database's own command line for a moment: the least of several looks counts.
    let look = |_| {
        std::thread::sleep(Duration::from_millis(20));
        let running = installation.processes();
        running
            .iter()
            .filter(|command| command.contains("/postgres -D "))
            .count()
    };
    (0..15).map(look).min().unwrap()
}

/// One sentence on standard error, soon, and no database left running that ran not before.
fn refused(installation: &Installation, command: &mut Command, sentence: &str) {
    let running = databases(installation);
    let begun = Instant::now();
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "it was accepted");
    assert!(said.contains(sentence), "{said}");
    assert_eq!(said.trim().lines().count(), 1, "{said}");
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    assert_eq!(databases(installation), running);
}

#[test]
fn k2_a_lost_or_another_key_is_refused_by_the_private_database() {
    let mut installation = Installation::start();
    let elsewhere = installation.folder().join("another/master.key");
    let with = |installation: &Installation, arguments: &[&str]| {
        let mut command = installation.command(arguments);
        command.env("MATTERLOCK_MASTER_KEY_FILE", &elsewhere);
        command
    };
    let lost = "there is no master key in";
    let other = "does not open with this master key";

    // Beside the running server, from another home.
    refused(&installation, &mut with(&installation, &["setup-link"]), lost);
    let (mut another, key) = (installation.command(&["setup-link"]), "0123456789abcdef".repeat(4));
    refused(&installation, another.env("MATTERLOCK_MASTER_KEY", &key), other);

    assert_eq!(databases(&installation), 1);

    // And when nothing runs.
    installation.stop();
    assert_eq!(databases(&installation), 0);
    refused(&installation, &mut with(&installation, &["serve"]), lost);
    refused(&installation, &mut with(&installation, &["setup-link"]), lost);
    assert!(!elsewhere.exists(), "a key was made");
    MasterKey::load_or_create(&elsewhere).unwrap();
    refused(&installation, &mut with(&installation, &["serve"]), other);
    refused(&installation, &mut with(&installation, &["check"]), other);
    installation.serve();
}

#[tokio::test(flavor = "multi_thread")]
async fn k2_a_lost_or_another_key_is_refused_where_firms_work_in_the_database() {
    let installation = Installation::start();
    let _ana = Person::register(&installation, &installation.setup_token, "Firm A", "ana@firm-a.example").await;
    // The private database, as if it were another machine's.
    let key = MasterKey::load(&installation.key_file()).unwrap().unwrap();
    let password = vault::digest::hex(key.derive(Purpose::DatabaseOwner).expose());
    let socket = installation.data().join("postgres/socket");
    let url = format!(
        "postgres://matterlock_cluster:{password}@localhost/matterlock?host={}",
        socket.display()
    );
    let elsewhere = installation.folder().join("another/master.key");
    let with_url = || {
        let mut command = installation.command(&["setup-link"]);
        command
            .env("DATABASE_URL", &url)
            .env("MATTERLOCK_DATA", installation.folder().join("data-without-database"))
            .env("MATTERLOCK_MASTER_KEY_FILE", &elsewhere);
        command
    };
    refused(&installation, &mut with_url(), "there is no master key in");
    assert!(!elsewhere.exists(), "a key was made");
    let (other, _) = MasterKey::load_or_create(&elsewhere).unwrap();
    refused(
        &installation,
        &mut with_url(),
        &format!("and this one is {}", other.id()),
    );
    let right = with_url()
        .env("MATTERLOCK_MASTER_KEY_FILE", installation.key_file())
        .output();
    assert!(right.unwrap().status.success(), "the right key is taken");
}

#[test]
fn k2_a_key_file_in_the_data_folder_is_refused() {
    let installation = Installation::new();
    let inside = installation.data().join("keys/master.key");
    let mut command = installation.command(&["serve"]);
    command.env("MATTERLOCK_MASTER_KEY_FILE", &inside);
    refused(&installation, &mut command, "lies in the data folder");
    assert!(!inside.exists() && !installation.data().join("postgres").exists());
}
