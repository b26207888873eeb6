//! L1 over HTTP: whatever changes a row writes its entry in the same transaction, or it is said here why it does not. The database notes it, so
//! that nothing depends on what the program says of itself.

use matterlock_server::attack::cases::{asks, functions};
use serde_json::Value;

use crate::attack::alter;
use crate::doing::{BY_MAKING_IT, do_everything};
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
const UNLOGGED: [(&str, &str); 25] = [
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
    (
        "matterlock_owner: insert catalogue",
        "the tests’ own triggers, at the start",
    ),
    ("matterlock_operator: insert check_results", "what checks came to"),
    ("matterlock_operator: delete check_results", "what checks came to"),
    ("matterlock_operator: insert attack_runs", "what checks came to"),
    ("matterlock_operator: insert proof_run", "what checks came to"),
    ("matterlock_operator: update check_results", "what checks came to"),
    ("matterlock_operator: update proof_run", "what checks came to"),
    ("matterlock_sealer: insert log_", "what proves the entries"),
    ("matterlock_sealer: update log_", "what proves the entries"),
    ("matterlock_signer: update signers (draft)", "a signature on its way"),
    ("matterlock_worker: insert alerts", "what goes wrong is no one's doing"),
    ("matterlock_worker: update alerts", "that it goes on, or is right again"),
    ("matterlock_worker: insert letters", "of that somebody is written to"),
    ("matterlock_worker: insert jobs", "of that somebody is written to"),
    (
        "matterlock_worker: update jobs",
        "that a job was taken on, or is done: what it did has its entry",
    ),
];

/// What can't be done here, and what does it instead.
const NOT_DONE: [(&str, &str); 17] = [
    (
        "/admin/api/access/stay-signed-in",
        "that somebody is there, and no more",
    ),
    ("access/stay-signed-in", "that somebody is there, and no more"),
    (
        "access/begin-passkey",
        "with a passkey: `passkeys.rs` of the backend’s tests",
    ),
    ("access/begin-passkey-sign-in", "with a passkey"),
    ("access/begin-step-up", "with a passkey"),
    ("access/enter-passkey", "with a passkey"),
    ("access/sign-in-with-passkey", "with a passkey"),
    ("access/step-up-with-passkey", "with a passkey"),
    ("account/add-passkey", "with a passkey"),
    ("account/begin-passkey", "with a passkey"),
    ("account/remove-passkey", "with a passkey"),
    ("account/rename-passkey", "with a passkey"),
    (
        "access/unlock",
        "of an account that is locked: `lockout.rs` of the backend’s tests",
    ),
    (
        "visit/ask-new-link",
        "once a link has expired: `signature_ends.rs` of the backend’s tests",
    ),
    (
        "/admin/api/people/forget-devices",
        "trusted devices: `trusted_devices.rs` of the backend’s tests",
    ),
    (
        "/admin/api/checks/attack",
        "on firms of its own, for a minute: `attack.rs`",
    ),
    (
        "checks/run",
        "asked below, because it does everything in firms of its own",
    ),
];

#[tokio::test(flavor = "multi_thread")]
async fn l1_what_changes_anything_has_its_entry_in_the_same_commit() {
    let installation = Installation::start();
    alter(&installation, TOUCHED);
    let (done, all) = do_everything(&installation).await;
    let missing: Vec<String> = functions()
        .into_iter()
        .filter(|function| changes(function))
        .filter(|function| !done.contains(function.as_str()) && !BY_MAKING_IT.contains(&function.as_str()))
        .filter(|function| !NOT_DONE.iter().any(|(not, _)| not == function))
        .collect();
    assert!(missing.is_empty(), "nobody has done {missing:#?}");
    // After all of it every promise is still found to hold.
    let page: Value = all.ana.post("checks/run", &[]).await.json().await.unwrap();
    let reports = page["reports"].as_array().unwrap();
    let broken: Vec<&Value> = reports.iter().filter(|report| report["outcome"] != "held").collect();
    assert!(reports.len() > 50 && broken.is_empty(), "{broken:#?}");
    // And as the attack asks: what is refused may change something as well. By somebody who still gets as far.
    for function in ["access/me", "/admin/api/access/me"] {
        let me: Value = all.ana.post(function, &[]).await.json().await.unwrap();
        assert_eq!(me["name"], "ana", "{function}");
    }
    let (last, first): (Vec<String>, Vec<String>) = functions()
        .into_iter()
        // The attack works on firms of its own, for a minute: that it ran is asked in `attack.rs`.
        .filter(|function| {
            changes(function) && !["/admin/api/checks/attack", "checks/run"].contains(&function.as_str())
        })
        .partition(|function| ENDS.contains(&function.as_str()));
    for function in first.iter().chain(&last) {
        let person = if function.starts_with("visit/") {
            &all.client
        } else {
            &all.ana
        };
        for ask in asks(function, &all.anas).unwrap() {
            person.ask(function, &ask).await;
        }
    }
    let unlogged = installation.sql(
        "select string_agg(distinct said, E'\\n' order by said) from public.unlogged
         where (firm is null or firm in (select id::text from matterlock.firms where name = 'Firm A' or kind = 'installation'))
           -- Not what is done here by hand.
           and said not like 'none: %'",
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
