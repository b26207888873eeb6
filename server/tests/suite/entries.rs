//! L1 over HTTP: what a function or a route answers somebody stands in the log, or it is said here why it does not. The endpoints list
//! themselves; one that answers and leaves no entry fails, as long as nobody has said why.
//!
//! What changes something is asked in `one_commit.rs`.

use matterlock_server::attack::Targets;
use matterlock_server::attack::cases::{asks, functions, paths, routes};
use serde_json::Value;

use crate::anas::{ana_and_client, make_anas};
use crate::installation::Installation;
use crate::person::Person;

/// What becomes of a request by whoever may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comes {
    /// It is answered, each time with an entry.
    Entry,
    /// It is answered without one.
    Silent,
    /// It is refused as it is asked here, so that nothing is learned.
    Refused,
    /// It is not asked.
    Unasked,
}

/// Asked in `one_commit.rs`.
const CHANGES: (Comes, &str) = (Comes::Unasked, "it changes something");
/// No page, and nothing that is read.
const NO_READING: (Comes, &str) = (Comes::Unasked, "nothing is read by it but that something happened");
const OPERATORS: (Comes, &str) = (Comes::Unasked, "the installation's operators', who are no firm's");
const OWN: (Comes, &str) = (Comes::Silent, "the asker's own account and session");
const PUBLIC: (Comes, &str) = (Comes::Silent, "everybody may read it");
const EMPTY: (Comes, &str) = (Comes::Silent, "a page to fill in");
const CONSOLE: (Comes, &str) = (
    Comes::Silent,
    "how the firm itself stands, nothing of a case and no look at one person",
);
const SIGNER: (Comes, &str) = (
    Comes::Silent,
    "what the signer was sent: the document itself is another request",
);
const LIST: (Comes, &str) = (Comes::Silent, "a list: opening one of it stands in the log");
const BEFORE_IT: (Comes, &str) = (
    Comes::Silent,
    "says whether a file may be taken, which stands in the log when it is",
);
const LEADS_ON: (Comes, &str) = (Comes::Refused, "leads whoever is signed in to where they belong");
const NOTHING_THERE: (Comes, &str) = (Comes::Refused, "what it shows is not there yet");

/// What has to come of an endpoint, with the reason where that is no entry.
fn expected(endpoint: &str) -> (Comes, &'static str) {
    match endpoint {
        "/admin/api/access/enter-code"
        | "/admin/api/access/sign-in"
        | "/admin/api/access/sign-out"
        | "/admin/api/access/stay-signed-in"
        | "/admin/api/access/step-up"
        | "/admin/api/checks/attack"
        | "/admin/api/erasures/erase"
        | "/admin/api/installation/acknowledge"
        | "/admin/api/installation/ask-support"
        | "/admin/api/installation/end-support"
        | "/admin/api/installation/enter-support"
        | "/admin/api/installation/make-setup-link"
        | "/admin/api/installation/withdraw-setup-link"
        | "/admin/api/log/remove-filter"
        | "/admin/api/log/save-filter"
        | "/admin/api/people/change-role"
        | "/admin/api/people/close"
        | "/admin/api/people/end-sessions"
        | "/admin/api/people/forget-devices"
        | "/admin/api/people/invite"
        | "/admin/api/people/reopen"
        | "/admin/api/people/withdraw-invitation"
        | "/admin/api/policies/save"
        | "/admin/api/policies/save-networks"
        | "/admin/api/recoveries/approve"
        | "/admin/api/recoveries/ask"
        | "/admin/api/recoveries/cancel"
        | "/admin/api/support/decline"
        | "/admin/api/support/grant"
        | "/admin/api/support/revoke"
        | "access/ask-new-password"
        | "access/begin-passkey"
        | "access/begin-passkey-sign-in"
        | "access/begin-step-up"
        | "access/cancel-recovery"
        | "access/change-password"
        | "access/choose-language"
        | "access/enrolment"
        | "access/enter-code"
        | "access/enter-passkey"
        | "access/enter-recovery-code"
        | "access/join"
        | "access/prove-mail"
        | "access/register-firm"
        | "access/set-new-password"
        | "access/sign-in"
        | "access/sign-in-with-passkey"
        | "access/sign-out"
        | "access/stay-signed-in"
        | "access/step-up"
        | "access/step-up-with-passkey"
        | "access/unlock"
        | "account/add-app"
        | "account/add-passkey"
        | "account/begin-passkey"
        | "account/confirm-app"
        | "account/make-recovery-codes"
        | "account/remove-app"
        | "account/remove-passkey"
        | "account/rename-app"
        | "account/rename-passkey"
        | "audit/remove-filter"
        | "audit/save-filter"
        | "cases/assign"
        | "cases/break-glass"
        | "cases/change"
        | "cases/end-glass"
        | "cases/lift-hold"
        | "cases/lift-wall"
        | "cases/name-responsible"
        | "cases/open"
        | "cases/place-hold"
        | "cases/raise-wall"
        | "cases/remove-party"
        | "cases/save-party"
        | "cases/unassign"
        | "checks/run"
        | "sessions/end"
        | "signing/hand-over-link"
        | "signing/mail-link"
        | "signing/request"
        | "signing/void"
        | "visit/ask-new-link"
        | "visit/decline"
        | "visit/give-consent"
        | "visit/open-link"
        | "visit/pages-shown"
        | "visit/save-draft"
        | "visit/sign"
        | "visit/sign-typed"
        | "/files/cases/{case}/documents" => CHANGES,
        "/admin/events" | "/events" | "/healthz" | "/readyz" => NO_READING,
        "/admin/api/installation/alerts"
        | "/admin/api/installation/firms"
        | "/admin/api/installation/health"
        | "/admin/api/installation/support"
        | "/admin/alerts"
        | "/admin/firms"
        | "/admin/health"
        | "/admin/requests" => OPERATORS,
        "/admin/api/access/me"
        | "/admin/api/access/session-state"
        | "access/me"
        | "access/session-state"
        | "access/unlock-offer"
        | "account/recovery-codes"
        | "account/second-factors"
        | "drafts/key"
        | "sessions/page"
        | "support/now"
        | "/account"
        | "/account/password"
        | "/account/recovery-codes"
        | "/account/sessions" => OWN,
        "access/captcha"
        | "access/password-strength"
        | "audit/key"
        | "checks/page"
        | "/roles"
        | "/security"
        | "/verify" => PUBLIC,
        "/admin/sign-in"
        | "/admin/sign-in/code"
        | "/cases/break-glass"
        | "/cases/new"
        | "/join"
        | "/recovery"
        | "/setup"
        | "/setup/firm"
        | "/sign"
        | "/sign-in"
        | "/sign-in/forgot"
        | "/sign-in/new-password"
        | "/sign-in/recovery" => EMPTY,
        "/admin/api/checks/page"
        | "/admin/api/erasures/list"
        | "/admin/api/people/invitations"
        | "/admin/api/people/list"
        | "/admin/api/policies/page"
        | "/admin/api/recoveries/list"
        | "/admin/api/support/list"
        | "/admin/checks"
        | "/admin/erasures"
        | "/admin/invitations"
        | "/admin/people"
        | "/admin/policies"
        | "/admin/recoveries"
        | "/admin/support" => CONSOLE,
        "visit/view" | "/sign/document" => SIGNER,
        "cases/dashboard" | "/cases" => LIST,
        "audit/ready-export" | "/admin/api/log/ready-export" => BEFORE_IT,
        "/" | "/admin" | "/sign-in/authenticator" | "/sign-in/code" => LEADS_ON,
        "access/invitation"
        | "access/offered"
        | "access/new-password-link"
        | "access/recovery-link"
        | "access/registration-link"
        | "/admin/api/erasures/receipt"
        | "/admin/erasures/{erasure}"
        | "/admin/files/erasures/{erasure}"
        | "/files/signing/copy" => NOTHING_THERE,
        _ => (Comes::Entry, ""),
    }
}

/// Whether an endpoint changes something.
pub(crate) fn changes(endpoint: &str) -> bool {
    expected(endpoint) == CHANGES
}

/// Entries by people, in both logs. Each reading is the first from here on: within ten minutes a session's or a visit's readings stand there once.
fn entries(installation: &Installation) -> u32 {
    let count = installation.sql(
        "update matterlock.log_entries set session_id = null where session_id is not null;
         update matterlock.console_entries set session_id = null where session_id is not null;
         update matterlock.visits set read_at = null where read_at is not null;
         select (select count(*) from matterlock.log_entries where actor_kind <> 'server')
           + (select count(*) from matterlock.console_entries where actor_kind <> 'server')",
    );
    count.parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn l1_what_is_answered_stands_in_the_log_or_is_said_not_to() {
    let installation = Installation::start();
    let (ana, anas, client) = ana_and_client(&installation).await;
    make_entries_nobodys(&installation);
    let signers = |endpoint: &str| {
        endpoint.starts_with("visit/") || endpoint.starts_with("/sign/") || endpoint.contains("/signing/")
    };
    let asker = |endpoint: &str| Some(if signers(endpoint) { &client } else { &ana });
    let mut wrong = Vec::new();
    for (endpoint, came) in walk(&installation, &anas, asker).await {
        let (comes, why) = expected(&endpoint);
        if came != comes || (comes == Comes::Entry) != why.is_empty() {
            wrong.push(format!("{endpoint}: {came:?}, and {comes:?} is expected: {why}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What has to come of an endpoint where whoever asks is in by support access, if it is not refused: to them a list is a look, too.
fn expected_of_support(endpoint: &str) -> Comes {
    match expected(endpoint) {
        LIST => Comes::Entry,
        (comes, _) => comes,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn i5_every_look_of_support_stands_in_the_log() {
    let installation = Installation::start();
    let ana = Person::register(&installation, &installation.setup_token, "Firm A", "ana@firm-a.example").await;
    let anas = make_anas(&ana).await;
    let [_, code] = ana.sign_in_at_the_console("ana@firm-a.example").await;
    assert_eq!(code.status(), 200);
    let page: Value = ana
        .post("cases/page", &[("case", &anas.case)])
        .await
        .json()
        .await
        .unwrap();
    let olga = operator(&installation, "olga@operators.example").await;
    let desk: Value = olga
        .post("/admin/api/installation/support", &[])
        .await
        .json()
        .await
        .unwrap();
    let ask = [
        ("firm", desk["firms"][0][0].as_str().unwrap()),
        ("reason", "The copies are not made"),
    ];
    assert_eq!(
        olga.post("/admin/api/installation/ask-support", &ask).await.status(),
        200
    );
    let asked: Value = ana.post("/admin/api/support/list", &[]).await.json().await.unwrap();
    let support = asked[0]["id"].as_str().unwrap();
    let terms = [
        ("support", support),
        ("number", page["number"].as_str().unwrap()),
        ("hours", "1"),
    ];
    assert_eq!(ana.post("/admin/api/support/grant", &terms).await.status(), 200);
    let entered = olga
        .post("/admin/api/installation/enter-support", &[("support", support)])
        .await;
    assert_eq!(entered.status(), 200);
    make_entries_nobodys(&installation);
    // What she does at the operators' console is no look of support's.
    let asker = |endpoint: &str| (!endpoint.starts_with("/admin")).then_some(&olga);
    let (mut looks, mut wrong) = (Vec::new(), Vec::new());
    for (endpoint, came) in walk(&installation, &anas, asker).await {
        let comes = expected_of_support(&endpoint);
        if came == Comes::Entry {
            looks.push(endpoint.clone());
        }
        if came != comes && ![Comes::Refused, Comes::Unasked].contains(&came) {
            wrong.push(format!("{endpoint}: {came:?}, and {comes:?} is expected"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for look in [
        "/cases",
        "cases/dashboard",
        "cases/page",
        "documents/page",
        "/files/documents/{document}",
    ] {
        assert!(looks.iter().any(|one| one == look), "{look} was no look: {looks:?}");
    }
}

/// Somebody who operates the installation, signed in at its console.
pub(crate) async fn operator(installation: &Installation, mail: &str) -> Person {
    let (added, said) = installation.run(
        &["add-operator", "--mail", mail, "--name", "Olga", "--language", "en"],
        "",
    );
    let link = said.split_once("/join#").filter(|_| added);
    let token = link.and_then(|(_, rest)| rest.split_whitespace().next()).unwrap();
    let olga = Person::join(installation, token, "Olga").await;
    let [_, code] = olga.sign_in_at_the_console(mail).await;
    assert_eq!(code.status(), 200);
    olga
}

/// Past the rules of the log: its entries can be made nobody's, as [`entries`] does.
fn make_entries_nobodys(installation: &Installation) {
    installation.alter(
        "do $$ declare t record; begin
           for t in select tgrelid::regclass as part, tgname from pg_trigger where tgname like 'append\\_only%' loop
             execute format('alter table %s disable trigger %I', t.part, t.tgname);
           end loop; end $$",
    );
}

/// What comes of every function and route, asked by whomever `asker` names, if anybody. Of several ways to ask, one that is answered without an entry
/// tells; else one that is answered.
async fn walk<'a>(
    installation: &Installation,
    anas: &Targets,
    asker: impl Fn(&str) -> Option<&'a Person>,
) -> Vec<(String, Comes)> {
    let mut before = entries(installation);
    let mut walked = Vec::new();
    for function in functions() {
        let mut came = Vec::new();
        for ask in asks(&function, anas).unwrap() {
            let Some(person) = asker(&function).filter(|_| expected(&function).0 != Comes::Unasked) else {
                continue;
            };
            let answer = person.ask(&function, &ask).await;
            came.push(came_of(answer, installation, &mut before).await);
        }
        walked.push((function, worst(&came)));
    }
    for route in routes() {
        let mut came = Vec::new();
        for path in paths(&route, anas).unwrap() {
            if let Some(person) = asker(&route).filter(|_| expected(&route).0 != Comes::Unasked) {
                came.push(came_of(person.go(&path).await, installation, &mut before).await);
            }
        }
        walked.push((route, worst(&came)));
    }
    walked
}

fn worst(came: &[Comes]) -> Comes {
    let told = [Comes::Silent, Comes::Entry, Comes::Refused];
    told.into_iter()
        .find(|one| came.contains(one))
        .unwrap_or(Comes::Unasked)
}

async fn came_of(answer: reqwest::Response, installation: &Installation, before: &mut u32) -> Comes {
    let answered = answer.status().is_success();
    // To its end: what comes in pieces has its entry by then.
    answer.bytes().await.unwrap();
    let after = entries(installation);
    let more = after > std::mem::replace(before, after);
    match (answered, more) {
        (true, true) => Comes::Entry,
        (true, false) => Comes::Silent,
        (false, _) => Comes::Refused,
    }
}
