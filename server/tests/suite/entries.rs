//! L1 over HTTP: what a function or a route answers somebody stands in the log, or it is said here why it does not. The endpoints list
//! themselves; one that answers and leaves no entry fails, as long as nobody has said why.
//!
//! What changes something is asked in `one_commit.rs`.

use matterlock_server::attack::cases::{Ask, asks, functions, paths, routes};

use crate::anas::{link_token, make_anas, open_and_consent};
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
        "/admin/api/installation/acknowledge"
        | "/admin/api/installation/alerts"
        | "/admin/api/installation/ask-support"
        | "/admin/api/installation/end-support"
        | "/admin/api/installation/enter-support"
        | "/admin/api/installation/firms"
        | "/admin/api/installation/health"
        | "/admin/api/installation/make-setup-link"
        | "/admin/api/installation/support"
        | "/admin/api/installation/withdraw-setup-link"
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
    let ana = Person::register(&installation, &installation.setup_token, "Firm A", "ana@firm-a.example").await;
    let anas = make_anas(&ana).await;
    let client = Person::stranger(&installation);
    open_and_consent(&client, &link_token(&ana, &anas.envelope).await).await;
    let [_, code] = ana.sign_in_at_the_console("ana@firm-a.example").await;
    assert_eq!(code.status(), 200);
    // Past the rules of the log: its entries are made nobody's.
    installation.sql(
        "do $$ declare t record; begin
           for t in select tgrelid::regclass as part, tgname from pg_trigger where tgname like 'append\\_only%' loop
             execute format('alter table %s disable trigger %I', t.part, t.tgname);
           end loop; end $$",
    );
    let mut wrong = Vec::new();
    let mut before = entries(&installation);
    let signers = |endpoint: &str| {
        endpoint.starts_with("visit/") || endpoint.starts_with("/sign/") || endpoint.contains("/signing/")
    };
    for function in functions() {
        let (comes, why) = expected(&function);
        let mut came = Vec::new();
        let asked = asks(&function, &anas).unwrap();
        for ask in asked.into_iter().filter(|_| comes != Comes::Unasked) {
            let person = if signers(&function) { &client } else { &ana };
            let answer = match &ask {
                Ask::Form(fields) => {
                    let fields: Vec<(&str, &str)> =
                        fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                    person.post(&function, &fields).await
                }
                Ask::Json(body) => person.post_json(&function, body).await,
            };
            came.push(came_of(answer, &installation, &mut before).await);
        }
        judge(&function, (comes, why), &came, &mut wrong);
    }
    for route in routes() {
        let (comes, why) = expected(&route);
        let mut came = Vec::new();
        for path in paths(&route, &anas)
            .unwrap()
            .into_iter()
            .filter(|_| comes != Comes::Unasked)
        {
            let person = if signers(&route) { &client } else { &ana };
            came.push(came_of(person.go(&path).await, &installation, &mut before).await);
        }
        judge(&route, (comes, why), &came, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
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

/// Of several ways to ask, one that is answered without an entry tells; else one that is answered.
fn judge(endpoint: &str, (comes, why): (Comes, &'static str), came: &[Comes], wrong: &mut Vec<String>) {
    let told = [Comes::Silent, Comes::Entry, Comes::Refused];
    let came = told
        .into_iter()
        .find(|one| came.contains(one))
        .unwrap_or(Comes::Unasked);
    if came != comes || (comes == Comes::Entry) != why.is_empty() {
        wrong.push(format!("{endpoint}: {came:?}, and {comes:?} is expected: {why}"));
    }
}
