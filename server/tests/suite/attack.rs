//! I6 over HTTP and from the terminal: nothing gets through, and what is broken on purpose is found.

use std::process::Output;

use serde_json::Value;

use crate::installation::Installation;
use crate::person::Person;

/// Runs the command beside the server: its code and what it printed. The server's own first check may be under way.
fn attack(installation: &Installation, arguments: &[&str]) -> (i32, String) {
    for _ in 0..120 {
        let mut command = installation.command(&[&["attack"][..], arguments].concat());
        let Output { status, stdout, stderr } = command.output().unwrap();
        let said = String::from_utf8_lossy(&stdout).into_owned() + &String::from_utf8_lossy(&stderr);
        if !said.contains("another attack is under way") {
            return (status.code().unwrap(), said);
        }
        std::thread::sleep(std::time::Duration::from_secs(1));
    }
    panic!("the first attack does not come to its end");
}

/// Breaks something in the private database, and removes the record that would give it away before anything is served.
pub(crate) fn alter(installation: &Installation, statement: &str) {
    installation.alter(&format!("{statement}; delete from matterlock.catalogue"));
}

#[tokio::test(flavor = "multi_thread")]
async fn i6_nothing_gets_through_and_the_page_tells_the_figures() {
    let installation = Installation::start();
    let ana = Person::register(&installation, &installation.setup_token, "Firm A", "ana@firm-a.example").await;
    let (code, said) = attack(&installation, &["--http", "3000", "--sql", "2000", "--seed", "7"]);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("from seed 7") && said.contains("\n0 got through."),
        "{said}"
    );

    let stranger = Person::stranger(&installation);
    let page: Value = stranger.post("checks/page", &[]).await.json().await.unwrap();
    let runs = page["attack"]["last"].as_array().unwrap();
    let long = runs.iter().find(|run| run["form"] == "long").unwrap();
    assert_eq!((long["leaked"].as_u64(), long["seed"].as_u64()), (Some(0), Some(7)));
    assert!(
        long["http"].as_u64() >= Some(3_000) && long["sql"].as_u64() >= Some(2_000),
        "{long}"
    );
    // Every one that there is, by the lists that they make themselves, was asked.
    let endpoints =
        matterlock_server::attack::cases::functions().len() + matterlock_server::attack::cases::routes().len();
    assert_eq!(long["endpoints"].as_u64().unwrap(), endpoints as u64);
    let check = page["reports"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["check"] == "I6.attack");
    assert_eq!(check.unwrap()["outcome"], "held");
    let html = stranger.get("/security").await.text().await.unwrap();
    assert!(
        html.contains("Nothing got through") && html.contains("seed 7"),
        "no figures"
    );

    // Nobody was written to, no firm is counted that is none, and Ana's own log holds nothing of it.
    let mails = std::fs::read_dir(installation.data().join("outbox"))
        .unwrap()
        .filter(|file| {
            let file = std::fs::read_to_string(file.as_ref().unwrap().path()).unwrap_or_default();
            file.contains("proving.invalid")
        });
    assert_eq!(mails.count(), 0);
    let log: Value = ana.post("audit/log", &[]).await.json().await.unwrap();
    let entries = log["entries"].as_array().unwrap();
    assert!(entries.iter().all(|entry| entry["actor"] == "ana"), "{entries:?}");
}

/// An administrator attacks at the console, and learns what came of it; nobody else may.
#[tokio::test(flavor = "multi_thread")]
async fn i6_administrators_attack_at_the_console() {
    let installation = Installation::start();
    let ana = Person::register(&installation, &installation.setup_token, "Firm A", "ana@firm-a.example").await;
    let refused = ana.post("/admin/api/checks/attack", &[]).await;
    assert_eq!(refused.status(), 401);
    let [_, code] = ana.sign_in_at_the_console("ana@firm-a.example").await;
    assert_eq!(code.status(), 200);
    // Pressed twice, it runs once: the other is told that it is under way, and not that it has come to its end.
    let (one, other) = tokio::join!(
        ana.post("/admin/api/checks/attack", &[]),
        ana.post("/admin/api/checks/attack", &[])
    );
    let (status, other_status) = (one.status().as_u16(), other.status().as_u16());
    assert_eq!((status.min(other_status), status.max(other_status)), (200, 409));
    let refused: Value = if status == 409 { one } else { other }.json().await.unwrap();
    assert_eq!(refused["conflict"], "attack_under_way", "{refused}");
    let page: Value = loop {
        let page: Value = ana.post("/admin/api/checks/page", &[]).await.json().await.unwrap();
        if page["attack"]["running"] == false {
            break page;
        }
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    };
    assert_eq!(page["attack"]["last"][0]["form"], "short");
    assert_eq!(page["attack"]["last"][0]["leaked"], 0, "{page}");

    // Where Ana does not see what is hers, nothing is proven: whoever asked is told, and the figures of before are no longer green.
    installation
        .alter("create policy hidden on matterlock.parties as restrictive for select to matterlock_app using (false)");
    let blind = ana.post("/admin/api/checks/attack", &[]).await;
    assert_eq!(blind.status(), 409);
    let blind: Value = blind.json().await.unwrap();
    assert_eq!(blind["conflict"], "attack_unfinished", "{blind}");
    let html = ana.get("/security").await.text().await.unwrap();
    assert!(html.contains("Not tried when last asked") && !html.contains("Nothing got through"));
    let log: Value = ana.post("/admin/api/log/page", &[]).await.json().await.unwrap();
    let run = &log["entries"][0]["event"];
    assert_eq!(
        (run["held"].as_u64(), run["broken"].as_u64()),
        (Some(0), Some(1)),
        "{log}"
    );
}

/// What breaks the isolation, and words of what has to be said of it.
type Breach = (&'static [&'static str], &'static str);

/// Breaks it in all these ways and attacks once: whatever one of them lets through has to be found beside the others.
fn are_found(breaches: &[Breach]) {
    let installation = Installation::start();
    for (_, breach) in breaches {
        alter(&installation, breach);
    }
    let (code, said) = attack(&installation, &["--http", "0", "--sql", "0"]);
    assert_eq!(code, 1, "{said}");
    for word in breaches.iter().flat_map(|(words, _)| *words) {
        assert!(said.contains(word), "{word}:\n{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn i6_who_passes_for_assigned_is_found() {
    are_found(&[(
        &["LEAK    an unassigned partner, by"],
        // Whoever is of the firm does.
        "create or replace function app.my_cases() returns uuid[] language sql stable security definer set search_path = matterlock, pg_temp
         as $$ select coalesce(array_agg(c.id), '{}') from app.live_session() s join cases c on c.firm_id = s.firm_id $$",
    )]);
}

/// Each by somebody else, or at an endpoint that no other of them opens: without any one of them its words are not said.
#[tokio::test(flavor = "multi_thread")]
async fn i6_every_other_breach_is_found() {
    are_found(&[
        (
            // Reading a document stays refused, because its entry is; asking for a signature on it tells that it is there.
            &["LEAK    another firm's attorney, by «POST /api/signing/request"],
            "create policy hole on matterlock.documents for select to matterlock_app using (true);
             create policy hole on matterlock.firm_keys for select to matterlock_app using (true)",
        ),
        (
            // The console's own queries name the firm too: so only whoever runs SQL of their own finds this one.
            &["LEAK    another firm's administrator as matterlock_admin, by «select"],
            "create policy hole on matterlock.users for select to matterlock_admin using (true)",
        ),
        (
            // Looking for people to erase forgets the walls.
            &["LEAK    a walled-off administrator, by «POST /admin/api/erasures/find"],
            "create or replace function app.is_walled_off(s matterlock.sessions, of_case uuid) returns boolean language sql stable security definer
             set search_path = matterlock, pg_temp as $$ select false $$",
        ),
        (
            // The dashboard counts what is of all firms, and shows none of it; and the log says up to where it was archived, and takes the count of all
            // cases for that, in an answer that differs anyway by when it was read.
            &[
                "LEAK    another firm's attorney, by «POST /api/cases/dashboard»: it tells that Ana has one more case",
                "LEAK    an unassigned partner, by «POST /api/audit/log»: it tells that Ana has one more case",
            ],
            "create policy hole on matterlock.envelopes for select to matterlock_app using (true);
             create or replace function app.log_archived(out last bigint, out year smallint) language sql stable security definer
             set search_path = matterlock, pg_temp
             as $$ select count(*), 2020::smallint from cases where firm_id = app.current_firm() $$",
        ),
        (
            // A search finds what is one's own by her words too: that it finds something tells that they are there.
            &["LEAK    another firm's administrator, by «POST /api/cases/dashboard search="],
            "create function public.all_titles() returns text language sql stable security definer set search_path = matterlock, pg_temp
               as $$ select coalesce(string_agg(lower(title), ' '), '') from cases $$;
             create or replace function app.plain(value text) returns text language sql stable
               as $$ select lower(value) || public.all_titles() $$",
        ),
    ]);
}

/// Without a database there is no attack, and nothing is said of leaks.
#[test]
fn i6_an_attack_that_cannot_run_says_so() {
    let installation = Installation::new();
    let mut command = installation.command(&["attack"]);
    let output = command
        .env("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("did not come to its end"));
}
