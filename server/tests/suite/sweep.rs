//! I1 and I2 over HTTP: another firm, an unassigned colleague and a stranger ask every server function and every route for
//! what is Ana's. The functions and routes list themselves; one that has no case in the product fails the sweep.

use matterlock_server::attack::Targets;
use matterlock_server::attack::cases::{Ask, asks, functions, paths, routes};
use serde_json::Value;

use crate::anas::{MARKS, make_anas};
use crate::installation::Installation;
use crate::person::Person;

/// Whoever of these tests asked it would be nobody for what comes after.
const ENDS_THE_SESSION: &str = "access/sign-out";

fn refuse_marks(who: &str, what: &str, body: &[u8], anas: &Targets) {
    let text = String::from_utf8_lossy(body);
    for mark in MARKS.iter().copied().chain([anas.sha256.as_str()]) {
        assert!(!text.contains(mark), "{who} learned «{mark}» from {what}");
    }
    assert!(
        !body.starts_with(b"%PDF-") && !body.starts_with(b"\x89PNG"),
        "{who} got a file from {what}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn i1_i2_nobody_else_gets_anything_of_anas_over_http() {
    let installation = Installation::start();
    let ana = Person::register(&installation, &installation.setup_token, "Firm A", "ana@firm-a.example").await;
    installation.add_colleague("ana@firm-a.example", "bruno@firm-a.example", "Bruno", "administrator");
    let token = installation.another_setup_token();
    let eva = Person::register(&installation, &token, "Firm B", "eva@firm-b.example").await;
    let bruno = Person::first_sign_in(&installation, "bruno@firm-a.example").await;
    let stranger = Person::stranger(&installation);
    let anas = make_anas(&ana).await;
    let before: Value = ana
        .post("cases/page", &[("case", &anas.case)])
        .await
        .json()
        .await
        .unwrap();
    let envelope_before: Value = ana
        .post("signing/page", &[("envelope", &anas.envelope)])
        .await
        .json()
        .await
        .unwrap();

    let mut attempts = 0;
    for (who, person) in [
        ("another firm", &eva),
        ("an unassigned colleague", &bruno),
        ("a stranger", &stranger),
    ] {
        for function in functions().into_iter().filter(|function| function != ENDS_THE_SESSION) {
            let asks = asks(&function, &anas)
                .unwrap_or_else(|| panic!("the sweep has no case for the server function {function}"));
            for ask in asks {
                let answer = person.ask(&function, &ask).await;
                assert!(
                    answer.status().as_u16() < 500,
                    "{function} answered {} to {who}",
                    answer.status()
                );
                refuse_marks(who, &function, &answer.bytes().await.unwrap(), &anas);
                attempts += 1;
            }
        }
        for route in routes() {
            for path in paths(&route, &anas).unwrap_or_else(|| panic!("the sweep has no case for the route {route}")) {
                let answer = person.get(&path).await;
                assert!(
                    answer.status().as_u16() < 500,
                    "{path} answered {} to {who}",
                    answer.status()
                );
                refuse_marks(who, &path, &answer.bytes().await.unwrap(), &anas);
                attempts += 1;
            }
        }
        let pdf = include_bytes!("../../../end2end/fixtures/filesystem-hierarchy-standard-3.0.pdf").to_vec();
        let answer = person.upload(&anas.case, "intruder.pdf", pdf).await;
        assert!(
            matches!(answer.status().as_u16(), 401 | 404),
            "{who} uploaded: {}",
            answer.status()
        );
        attempts += 1;
    }
    assert!(attempts > 150, "only {attempts} attempts");

    // What is Ana's is as it was, and she still sees it: a sweep of an empty house would prove nothing.
    let after: Value = ana
        .post("cases/page", &[("case", &anas.case)])
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(before, after);
    assert!(after.to_string().contains(MARKS[0]));
    let envelope_after: Value = ana
        .post("signing/page", &[("envelope", &anas.envelope)])
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(envelope_before, envelope_after);
}

/// What a function does for somebody whose role lets them change nothing.
enum Binding {
    /// It changes something of the firm's: refused.
    Permission,
    /// It reads, or is about the asker's own account.
    Own,
    /// It is for those who are not of the firm, or not yet signed in.
    Outside,
    /// It is the console's: an office session is nobody there, whatever its role.
    Console,
}

/// `None` for a function that nobody has thought about.
fn binding(function: &str) -> Option<Binding> {
    Some(match function {
        "cases/open"
        | "cases/change"
        | "cases/save-party"
        | "cases/remove-party"
        | "cases/assign"
        | "cases/unassign"
        | "cases/name-responsible"
        | "cases/raise-wall"
        | "cases/lift-wall"
        | "cases/place-hold"
        | "cases/lift-hold"
        | "cases/break-glass"
        | "signing/request"
        | "signing/mail-link"
        | "signing/hand-over-link"
        | "signing/void"
        | "checks/run" => Binding::Permission,
        "access/me"
        | "access/session-state"
        | "access/stay-signed-in"
        | "access/choose-language"
        | "access/sign-out"
        | "access/step-up"
        | "access/offered"
        | "access/begin-step-up"
        | "access/step-up-with-passkey"
        | "access/change-password"
        | "access/password-strength"
        | "cases/dashboard"
        | "cases/page"
        | "cases/timeline"
        | "documents/page"
        | "drafts/key"
        | "signing/page"
        | "support/now"
        | "audit/log"
        | "audit/own"
        | "audit/case-readers"
        | "audit/document-readers"
        | "audit/ready-export"
        | "audit/save-filter"
        | "audit/remove-filter"
        | "checks/page"
        | "audit/key"
        | "sessions/page"
        | "sessions/end"
        // What somebody has by break-glass they end by themselves.
        | "cases/end-glass" => Binding::Own,
        "access/register-firm"
        | "access/prove-mail"
        | "access/registration-link"
        | "access/enrolment"
        | "access/sign-in"
        | "access/enter-code"
        | "access/enter-recovery-code"
        | "access/begin-passkey"
        | "access/enter-passkey"
        | "access/begin-passkey-sign-in"
        | "access/sign-in-with-passkey"
        | "access/captcha"
        | "access/unlock"
        | "access/unlock-offer"
        | "access/ask-new-password"
        | "access/new-password-link"
        | "access/set-new-password"
        | "access/recovery-link"
        | "access/cancel-recovery"
        | "access/invitation"
        | "access/join" => Binding::Outside,
        "/admin/api/access/sign-in"
        | "/admin/api/access/enter-code"
        | "/admin/api/access/me"
        | "/admin/api/access/session-state" => Binding::Outside,
        _ if function.starts_with("/admin/api/") => Binding::Console,
        _ if function.starts_with("visit/") => Binding::Outside,
        _ if function.starts_with("account/") => Binding::Own,
        _ => return None,
    })
}

/// Somebody who only reads, assigned to Ana's case, asks every server function: what changes something says that the role
/// does not include it, and what reads answers.
#[tokio::test(flavor = "multi_thread")]
async fn i3_read_only_is_refused_by_every_function_that_changes_something() {
    let installation = Installation::start();
    let ana = Person::register(&installation, &installation.setup_token, "Firm A", "ana@firm-a.example").await;
    installation.add_colleague("ana@firm-a.example", "rosa@firm-a.example", "Rosa", "read_only");
    let rosa = Person::first_sign_in(&installation, "rosa@firm-a.example").await;
    let anas = make_anas(&ana).await;
    let case = || async {
        ana.post("cases/page", &[("case", &anas.case)])
            .await
            .json::<Value>()
            .await
            .unwrap()
    };
    let colleagues = case().await["colleagues"].clone();
    let rosas_id = colleagues
        .as_array()
        .unwrap()
        .iter()
        .find(|colleague| colleague["name"] == "Rosa")
        .unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let assigned = ana
        .post("cases/assign", &[("case", &anas.case), ("user", &rosas_id)])
        .await;
    assert_eq!(assigned.status(), 200);
    let before = case().await;

    let (mut refused, mut answered) = (0, 0);
    for function in functions().into_iter().filter(|function| function != ENDS_THE_SESSION) {
        let expected = match binding(&function)
            .unwrap_or_else(|| panic!("is the server function {function} bound to a permission?"))
        {
            Binding::Permission => true,
            Binding::Own => false,
            Binding::Outside | Binding::Console => continue,
        };
        for ask in asks(&function, &anas).unwrap() {
            let Ask::Form(fields) = ask else {
                panic!("{function} takes JSON")
            };
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let answer = rosa.post(&function, &fields).await;
            let (status, said) = (answer.status().as_u16(), answer.text().await.unwrap());
            if expected {
                assert_eq!(status, 403, "{function}: {said}");
                assert!(said.contains("forbidden"), "{function}: {said}");
                refused += 1;
            } else {
                assert_ne!(status, 403, "{function}: {said}");
                answered += 1;
            }
        }
    }
    let pdf = include_bytes!("../../../end2end/fixtures/filesystem-hierarchy-standard-3.0.pdf").to_vec();
    let answer = rosa.upload(&anas.case, "read-only.pdf", pdf).await;
    assert_eq!(answer.status(), 403);
    assert!(refused > 10 && answered > 10, "{refused} refused, {answered} answered");
    assert_eq!(case().await, before);
}

/// An office session, an administrator's too, opens no page of the console and no function of it: whoever asks is a stranger there.
#[tokio::test(flavor = "multi_thread")]
async fn i4_an_office_session_is_nobody_at_the_console() {
    let installation = Installation::start();
    let ana = Person::register(&installation, &installation.setup_token, "Firm A", "ana@firm-a.example").await;
    installation.add_colleague("ana@firm-a.example", "bruno@firm-a.example", "Bruno", "administrator");
    let bruno = Person::first_sign_in(&installation, "bruno@firm-a.example").await;
    let anas = make_anas(&ana).await;
    // The office's cookie under the console's name, and both of the console's.
    let forged = Person::stranger(&installation);
    for name in ["__Secure-matterlock-admin", "__Secure-matterlock-admin-challenge"] {
        forged.keep(name, bruno.cookie("__Host-matterlock"));
    }
    let (mut functions_asked, mut pages_asked) = (0, 0);
    for (who, person) in [("an administrator", &bruno), ("a forged cookie", &forged)] {
        for function in functions() {
            if !matches!(binding(&function), Some(Binding::Console)) {
                continue;
            }
            for ask in asks(&function, &anas).unwrap() {
                let Ask::Form(fields) = ask else {
                    panic!("{function} takes JSON")
                };
                let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                let answer = person.post(&function, &fields).await;
                assert_eq!(answer.status(), 401, "{function} to {who}");
                functions_asked += 1;
            }
        }
        let me = person.post("/admin/api/access/me", &[]).await;
        assert_eq!(me.text().await.unwrap(), "null", "{who}");
        for route in routes().into_iter().filter(|route| route.starts_with("/admin")) {
            for path in paths(&route, &anas).unwrap() {
                let answer = person.get(&path).await;
                let status = answer.status().as_u16();
                let to = answer.headers().get("location").and_then(|to| to.to_str().ok());
                match path.as_str() {
                    "/admin/sign-in" | "/admin/sign-in/code" => assert_eq!(status, 200, "{path} to {who}"),
                    "/admin/events" => assert_eq!(status, 401, "{path} to {who}"),
                    _ => {
                        assert_eq!(status, 303, "{path} to {who}");
                        assert!(to.unwrap().starts_with("/admin/sign-in?"), "{path} to {who}: {to:?}");
                    }
                }
                pages_asked += 1;
            }
        }
    }
    assert!(
        functions_asked >= 40 && pages_asked >= 24,
        "{functions_asked}, {pages_asked}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn i2_an_event_stream_tells_strangers_nothing_of_a_case() {
    let installation = Installation::start();
    let ana = Person::register(&installation, &installation.setup_token, "Firm A", "ana@firm-a.example").await;
    installation.add_colleague("ana@firm-a.example", "bruno@firm-a.example", "Bruno", "partner");
    let bruno = Person::first_sign_in(&installation, "bruno@firm-a.example").await;
    let token = installation.another_setup_token();
    let eva = Person::register(&installation, &token, "Firm B", "eva@firm-b.example").await;
    let (mut anas_stream, mut brunos_stream, mut evas_stream) = (
        ana.get("/events").await,
        bruno.get("/events").await,
        eva.get("/events").await,
    );
    assert_eq!(
        (anas_stream.status().as_u16(), brunos_stream.status().as_u16()),
        (200, 200)
    );
    let answer = ana
        .post("cases/open", &[("form[title]", "Live"), ("form[kind]", "civil")])
        .await;
    let case: String = answer.json().await.unwrap();

    let heard = tokio::time::timeout(std::time::Duration::from_secs(10), async {
        loop {
            let chunk = anas_stream.chunk().await.unwrap().unwrap();
            if String::from_utf8_lossy(&chunk).contains(&case) {
                return true;
            }
        }
    });
    assert!(heard.await.unwrap_or(false), "Ana did not hear of her own case");
    // Something that each of the two may hear comes after it: a stream that is silent altogether proves nothing.
    let listening = [(&bruno, &mut brunos_stream, "Bruno"), (&eva, &mut evas_stream, "Eva")];
    for (stranger, stream, who) in listening {
        for language in ["en", "es"] {
            stranger
                .post("access/choose-language", &[("language", language), ("back", "/cases")])
                .await;
        }
        let hears = tokio::time::timeout(std::time::Duration::from_secs(10), async {
            let mut heard = String::new();
            while !heard.contains("\"firm\"") {
                let chunk = stream.chunk().await.unwrap().unwrap();
                heard.push_str(&String::from_utf8_lossy(&chunk));
                assert!(!heard.contains(&case), "{who} heard of Ana's case");
            }
        });
        assert!(hears.await.is_ok(), "{who} heard nothing at all");
    }
}
