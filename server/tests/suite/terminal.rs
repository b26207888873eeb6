//! What the terminal sees.

use crate::installation::Installation;
use crate::person::Person;

#[tokio::test(flavor = "multi_thread")]
async fn r5_every_check_holds_on_a_fresh_installation() {
    let installation = Installation::start();
    let _ana = Person::register(&installation, &installation.setup_token, "Firm A", "ana@firm-a.example").await;
    let (held, said) = installation.run(&["check"], "");
    assert!(held, "{said}");
    for promise in [
        "D1", "I1", "I2", "K2", "K3", "K4", "L1", "L2", "S1", "S3", "S4", "S8", "S9",
    ] {
        assert!(
            said.contains(&format!("held    {promise}.")),
            "no check of {promise} held:\n{said}"
        );
    }
}

#[test]
fn a_second_server_on_the_same_folder_is_refused_in_one_sentence() {
    let installation = Installation::start();
    let (started, said) = {
        let mut command = installation.command(&["serve"]);
        let output = command.env("MATTERLOCK_LISTEN", "127.0.0.1:0").output().unwrap();
        (
            output.status.success(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    };
    assert!(!started);
    assert!(said.contains("another server is using"), "{said}");
    assert_eq!(said.trim().lines().count(), 1, "{said}");
}

#[test]
fn a_taken_port_and_a_wrong_database_are_one_sentence_each() {
    let installation = Installation::start();
    let taken = installation.command(&["serve"]).output().unwrap();
    let said = String::from_utf8_lossy(&taken.stderr).into_owned();
    assert!(
        !taken.status.success() && said.contains("is taken by another program"),
        "{said}"
    );
    assert_eq!(said.trim().lines().count(), 1, "{said}");

    let mut wrong = installation.command(&["serve"]);
    wrong
        .env("MATTERLOCK_LISTEN", "127.0.0.1:0")
        .env("DATABASE_URL", "postgres://nobody:x@127.0.0.1:1/none");
    let wrong = wrong.output().unwrap();
    let said = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert!(!wrong.status.success() && said.contains("DATABASE_URL"), "{said}");
    assert_eq!(said.trim().lines().count(), 1, "{said}");
}

#[test]
fn codes_are_shown_in_demonstrations_only() {
    let installation = Installation::start();
    let (shown, said) = installation.run(&["totp", "ana@firm-a.example"], "");
    assert!(!shown && said.contains("only in a demonstration"), "{said}");
}
