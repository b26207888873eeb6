//! L1 over HTTP: whatever changes a row writes its entry in the same transaction, or it is said here why it does not. The database notes it, so
//! that nothing depends on what the program says of itself.

use matterlock_server::attack::cases::{asks, functions};

use crate::anas::ana_and_client;
use crate::entries::changes;
use crate::installation::Installation;

const TOUCHED: &str = include_str!("../../../crates/backend/tests/suite/support/touched.sql");

/// What ends what somebody asks by: it comes last.
const ENDS: [&str; 5] = [
    "/admin/api/access/sign-out",
    "/admin/api/people/end-sessions",
    "access/sign-out",
    "sessions/end",
    "visit/decline",
];

/// What begins so is changed without an entry, and why.
const UNLOGGED: [(&str, &str); 20] = [
    (
        "matterlock_app: insert authenticators",
        "an app that is shown and not confirmed yet",
    ),
    ("matterlock_app: delete authenticators", "one that never was"),
    ("matterlock_auth: insert rate_counts", "how often somebody asks"),
    ("matterlock_auth: update rate_counts", "how often somebody asks"),
    ("matterlock_worker: delete rate_counts", "how often somebody asked"),
    (
        "matterlock_auth: insert sign_in_failures",
        "of an address that is nobody's",
    ),
    (
        "matterlock_auth: update sign_in_failures",
        "of an address that is nobody's",
    ),
    (
        "matterlock_auth: insert solved_captchas",
        "a proof is used up before anything is done with it",
    ),
    (
        "matterlock_auth: update sessions (last_seen_at)",
        "that somebody is there",
    ),
    (
        "matterlock_auth: update setup_links (email, proof_expires_at, proof_hash)",
        "there is no firm yet",
    ),
    ("matterlock_operator: insert", "what checks came to"),
    ("matterlock_operator: update check_results", "what checks came to"),
    ("matterlock_operator: update proof_run", "what checks came to"),
    ("matterlock_sealer: insert log_", "what proves the entries"),
    ("matterlock_sealer: update log_", "what proves the entries"),
    ("matterlock_signer: update signers (draft)", "a signature on its way"),
    ("matterlock_worker: insert alerts", "what goes wrong is no one's doing"),
    ("matterlock_worker: insert letters", "of that somebody is written to"),
    ("matterlock_worker: insert jobs", "of that somebody is written to"),
    (
        "matterlock_worker: update jobs",
        "that a job was taken on, or is done: what it did has its entry",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn l1_what_changes_anything_has_its_entry_in_the_same_commit() {
    let installation = Installation::start();
    installation.sql(TOUCHED);
    let (ana, anas, client) = ana_and_client(&installation).await;
    let (last, first): (Vec<String>, Vec<String>) = functions()
        .into_iter()
        // The attack works on firms of its own, for a minute: that it ran is asked in `attack.rs`.
        .filter(|function| changes(function) && function != "/admin/api/checks/attack")
        .partition(|function| ENDS.contains(&function.as_str()));
    let mut asked = 0;
    for function in first.iter().chain(&last) {
        let person = if function.starts_with("visit/") { &client } else { &ana };
        for ask in asks(function, &anas).unwrap() {
            person.ask(function, &ask).await;
            asked += 1;
        }
    }
    assert!(asked > 80, "{asked}");
    let unlogged = installation.sql(
        "select string_agg(distinct said, E'\\n' order by said) from public.unlogged
         where firm is null or firm = (select id::text from matterlock.firms where name = 'Firm A')",
    );
    let unlogged: Vec<&str> = unlogged.lines().collect();
    let left: Vec<&&str> = unlogged
        .iter()
        .filter(|said| !UNLOGGED.iter().any(|(begins, _)| said.starts_with(begins)))
        .collect();
    assert!(left.is_empty(), "without an entry: {left:#?}");
    // And it can be seen.
    installation.sql("update matterlock.firms set name = 'Firm B' where name = 'Firm A'");
    let seen = installation.sql("select count(*) from public.unlogged where said = 'none: update firms (name)'");
    assert_eq!(seen, "1");
}
