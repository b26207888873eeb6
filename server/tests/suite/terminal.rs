//! What the terminal sees.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use tlog::verify::{FileVerifier, Trust};

use crate::attack::alter;
use crate::installation::Installation;
use crate::person::Person;

#[tokio::test(flavor = "multi_thread")]
async fn r5_every_check_holds_on_a_fresh_installation() {
    let installation = Installation::start();
    let _ana = Person::register(&installation, &installation.setup_token, "Firm A", "ana@firm-a.example").await;
    let (held, said) = installation.run(&["check"], "");
    assert!(held, "{said}");
    let checked: BTreeSet<&str> = said
        .lines()
        .filter_map(|line| line.strip_prefix("held    ")?.split('.').next())
        .collect();
    assert_eq!(checked, live(), "{said}");
    for main_claim in [
        "D2.case_file",
        "I2.bytes",
        "I2.counts",
        "I2.events",
        "I2.search",
        "L1.atomic",
        "S8.same_answer",
    ] {
        assert!(
            said.contains(&format!("held    {main_claim} ")),
            "{main_claim}:\n{said}"
        );
    }
}

/// A start says that alerts go to nobody who operates the installation, as long as that is so.
#[tokio::test(flavor = "multi_thread")]
async fn r5_a_start_without_an_operator_says_so() {
    let mut installation = Installation::start();
    let without = "Nobody operates this installation";
    assert!(installation.said.contains(without), "{}", installation.said);
    assert!(
        installation.said.contains("add-operator --mail"),
        "{}",
        installation.said
    );
    let arguments = [
        "add-operator",
        "--mail",
        "olga@operators.example",
        "--name",
        "Olga",
        "--language",
        "en",
    ];
    let (added, said) = installation.run(&arguments, "");
    let link = said.split_once("/join#").filter(|_| added);
    let token = link.and_then(|(_, rest)| rest.split_whitespace().next()).unwrap();
    let _olga = Person::join(&installation, token, "Olga").await;
    installation.stop();
    installation.serve();
    assert!(!installation.said.contains(without), "{}", installation.said);
}

/// What is signed verifies at the terminal, and elsewhere as a file; a change by whoever has the database is found at both.
#[tokio::test(flavor = "multi_thread")]
async fn l6_the_log_is_proven_at_the_terminal_and_elsewhere() {
    let installation = Installation::start();
    let _ana = Person::register(&installation, &installation.setup_token, "Firm A", "ana@firm-a.example").await;
    let export = |firm: &str, name: &str| {
        let path = installation.folder().join(name);
        let done = installation.run(&["audit", "export", "--firm", firm, &path.display().to_string()], "");
        (done, std::fs::read_to_string(path).unwrap_or_default())
    };
    let (held, said) = installation.run(&["audit", "verify"], "");
    assert!(held, "{said}");
    let line = said.lines().find(|line| line.contains(" cases ")).unwrap();
    let firm = line.split_whitespace().nth(1).unwrap();
    let (_, key) = installation.run(&["audit", "key"], "");
    let key: tlog::VerifierKey = key.trim().parse().unwrap();
    let verify = |file: &str| {
        let mut verifier = FileVerifier::new(Trust {
            keys: vec![key.clone()],
            checkpoints: Vec::new(),
        });
        file.lines().for_each(|line| verifier.line(line));
        verifier.finish()
    };

    let ((done, said), file) = export(firm, "log.jsonl");
    assert!(done, "{said}");
    let report = verify(&file);
    assert!(
        report.is_clean() && report.entries >= 2 && report.proven == report.entries,
        "{report:?}"
    );
    for personal in ["ana@firm-a.example", "127.0.0.1"] {
        assert!(!file.contains(personal), "{personal} leaves in clear");
    }
    let changed = verify(&file.replace("authenticator_set_up", "signed_in"));
    assert_eq!(
        changed.findings.first().map(tlog::verify::Finding::code),
        Some("entry_changed")
    );
    assert!(changed.first_bad_entry().is_some());
    let ((again, said), _) = export(firm, "log.jsonl");
    assert!(
        !again && said.contains("can't write"),
        "a file that is there is not written over: {said}"
    );
    let ((done, said), _) = export("0198a000-0000-7000-8000-000000000000", "nobody.jsonl");
    assert!(!done && said.contains("there is no such log"), "{said}");
    assert!(
        !installation.folder().join("nobody.jsonl").exists(),
        "nothing is left of it"
    );

    // By whoever has the database and leaves it as they needed it: the entry is named all the same, and so is what they did to the tables.
    installation.alter(
        "do $$ declare part regclass; begin
           for part in select 'matterlock.log_entries'::regclass
             union select inhrelid from pg_inherits where inhparent = 'matterlock.log_entries'::regclass loop
             execute format('alter table %s disable trigger all', part);
           end loop; end $$;
         update matterlock.log_entries set details = replace(details::text, 'Firm A', 'Firm Z')::jsonb, at = at - interval '1 hour' where number = 1",
    );
    for (left, told) in [
        ("select 1", "trigger matterlock.log_entries append_only"),
        (
            "alter table matterlock.log_entries no force row level security",
            "meets tables without forced row-level security",
        ),
        // As in another year, or for a newer version.
        (
            "update matterlock.catalogue set made_of = 'other'",
            "nothing was upgraded",
        ),
    ] {
        installation.sql(left);
        let (held, said) = installation.run(&["audit", "verify"], "");
        assert!(!held && said.contains(told), "{told}: {said}");
        assert!(said.contains(&format!("BROKEN  {firm}  cases")), "{said}");
        assert!(said.contains("Entry 1 was changed after it was written"), "{said}");
    }
    // Nothing is served from it, and nothing taken out.
    let ((done, said), _) = export(firm, "changed.jsonl");
    assert!(!done && said.contains("nothing was upgraded"), "{said}");
}

/// A year of the log leaves at the terminal: archived once it is over, dropped seven years after its end, and not before.
#[tokio::test(flavor = "multi_thread")]
async fn l4_a_year_is_archived_and_dropped_at_the_terminal() {
    let installation = Installation::start();
    let _ana = Person::register(&installation, &installation.setup_token, "Firm A", "ana@firm-a.example").await;
    let year = installation.sql("select extract(year from app.now() at time zone 'UTC')::int");
    let folder = installation.folder().join("archives");
    let folder = folder.to_str().unwrap();
    let later = |years: u32| {
        alter(
            &installation,
            &format!(
                "create or replace function app.now() returns timestamptz language sql stable as $$ select pg_catalog.now() + interval '{years} years' $$;
                 set role matterlock_owner;
                 select app.make_log_years({year}, {year} + 10);
                 reset role"
            ),
        );
    };
    let asked = |what: &[&str]| installation.run(&[&["audit"], what].concat(), "");
    let stays = |what: &[&str], why: &str| {
        let (done, said) = asked(what);
        assert!(!done && said.contains(why), "{said}");
    };
    let entries = || {
        installation.sql(&format!(
            "select count(*) from matterlock.log_entries where year = {year}"
        ))
    };
    stays(&["archive", &year, folder], "is not over");
    later(2);
    stays(&["drop", &year, folder], "seven years have not passed since its end");
    let (archived, said) = asked(&["archive", &year, folder]);
    assert!(archived && said.contains("matterlock-verify STATEMENT"), "{said}");
    later(7);
    stays(&["drop", &year, folder], "seven years have not passed since its end");
    later(8);
    let elsewhere = installation.folder().join("empty");
    std::fs::create_dir(&elsewhere).unwrap();
    stays(&["drop", &year, elsewhere.to_str().unwrap()], "nothing was removed");
    assert_ne!(entries(), "0");
    let (dropped, said) = asked(&["drop", &year, folder]);
    assert!(dropped && said.contains("are no longer in the database"), "{said}");
    assert_eq!(entries(), "0");
    stays(&["drop", &year, folder], "nothing was removed");
    let (held, said) = asked(&["verify"]);
    assert!(held && said.contains("0 are not"), "{said}");
}

/// The database comes back from a backup, and what was signed since is in `checkpoints` only. Nothing passes for held until somebody says why,
/// and from then on the log goes on.
#[tokio::test(flavor = "multi_thread")]
async fn l6_after_a_backup_came_back_the_log_goes_on_with_a_reason() {
    let mut installation = Installation::start();
    let ana = Person::register(&installation, &installation.setup_token, "Firm A", "ana@firm-a.example").await;
    installation.stop();
    let (database, backup) = (
        installation.data().join("postgres/cluster"),
        installation.folder().join("backup"),
    );
    let copy = |from: &Path, to: &Path| {
        let copied = Command::new("cp").arg("-a").args([from, to]).status().unwrap();
        assert!(copied.success());
    };
    copy(&database, &backup);
    installation.serve();
    assert_eq!(ana.post("audit/log", &[]).await.status(), 200);
    // At its end whatever was written is signed and kept.
    installation.stop();
    std::fs::remove_dir_all(&database).unwrap();
    copy(&backup, &database);

    installation.serve();
    let (held, said) = installation.run(&["audit", "verify"], "");
    assert!(!held, "{said}");
    let (done, said) = installation.run(&["audit", "resume", "--reason", "short"], "");
    assert!(!done, "{said}");
    let why = "The disk broke, the backup of the night came back";
    let (done, said) = installation.run(&["audit", "resume", "--reason", why], "");
    assert!(done && said.contains("cases"), "{said}");
    let (held, said) = installation.run(&["audit", "verify"], "");
    assert!(held, "{said}");
    let (done, said) = installation.run(&["audit", "resume", "--reason", why], "");
    assert!(done && !said.contains("cases"), "nothing is left to be done: {said}");
}

/// What the terminal says of years that can't be archived or removed: nothing leaves, and nothing goes.
#[tokio::test(flavor = "multi_thread")]
async fn l4_no_year_leaves_or_goes_before_its_time() {
    let installation = Installation::start();
    let _ana = Person::register(&installation, &installation.setup_token, "Firm A", "ana@firm-a.example").await;
    let folder = installation.folder().join("archives");
    let asked = |what: &str, year: &str| installation.run(&["audit", what, year, &folder.display().to_string()], "");
    let year = backend::clock::Clock::now(&backend::clock::SystemClock).rfc3339()[..4].to_owned();
    for (what, year, refusal) in [
        ("archive", year.as_str(), "is not over"),
        ("drop", year.as_str(), "seven years have not passed"),
        ("drop", "2001", "there is none of it"),
        ("drop", "later", "invalid value"),
    ] {
        let (done, said) = asked(what, year);
        assert!(!done && said.contains(refusal), "{what} {year}: {said}");
    }
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
    // A year in which there was nothing leaves nothing.
    let (done, said) = asked("archive", "2001");
    assert!(done && said.contains("0 logs"), "{said}");
    let (held, said) = installation.run(&["audit", "verify"], "");
    assert!(held, "{said}");
}

/// The promises that are told to be live: each has a check, and none other has.
fn live() -> BTreeSet<&'static str> {
    include_str!("../../../docs/security/what-is-live.md")
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" | ").next())
        .filter(|first| *first != "promise")
        .flat_map(|first| first.split(", "))
        .collect()
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

/// Documents and outbox are in the folder, wherever the database is.
#[test]
fn a_second_server_on_the_same_folder_is_refused_with_another_database_too() {
    let installation = Installation::start();
    let mut command = installation.command(&["serve"]);
    command
        .env("MATTERLOCK_LISTEN", "127.0.0.1:0")
        .env("DATABASE_URL", "postgres://nobody:x@127.0.0.1:1/none");
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        !output.status.success() && said.contains("another server is using"),
        "{said}"
    );
    assert_eq!(said.trim().lines().count(), 1, "{said}");
}

/// What can't be used is named in one sentence, and nothing starts.
#[test]
fn a_value_that_cannot_be_used_starts_nothing() {
    let installation = Installation::new();
    for (name, value) in [
        ("MATTERLOCK_SMTP_URL", "smtp://mail.example.org"),
        ("MATTERLOCK_MAIL_FROM", "nobody in particular"),
        ("MATTERLOCK_SITE_ROOT", "/nowhere"),
        ("MATTERLOCK_LOG", "xml"),
        ("RUST_LOG", "matterlock=loudly"),
        ("DATABASE_URL", "mysql://x"),
        ("MATTERLOCK_TAKE_ROLES", "perhaps"),
        ("MATTERLOCK_MASTER_KEY", "short"),
        ("MATTERLOCK_POSTGRES_BIN", "/nowhere"),
    ] {
        let output = installation.command(&["serve"]).env(name, value).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        // The line about the new key comes before the look at PostgreSQL.
        let last = said.trim().lines().last().unwrap_or_default().to_owned();
        assert!(!output.status.success() && last.contains(name), "{name}: {said}");
        assert!(
            !installation.data().join("postgres/cluster").exists(),
            "{name}: a database was made"
        );
    }
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
        .env("MATTERLOCK_DATA", installation.folder().join("another"))
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
