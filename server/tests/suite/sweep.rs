//! I1 and I2 over HTTP: another firm, an unassigned colleague and a stranger ask every server function and every route for
//! what is Ana's. The functions and routes list themselves; one that has no case here fails the sweep.

use std::collections::BTreeSet;

use app::page_paths;
use matterlock_server::router::PLAIN_ROUTES;
use serde_json::{Value, json};

use crate::anas::{Anas, MARKS, make_anas, signature_form};
use crate::installation::Installation;
use crate::person::Person;

/// How to ask for something of Ana's: form fields, or JSON where a function takes it.
enum Ask {
    Form(Vec<(&'static str, String)>),
    Json(Value),
}

/// Every way in which a function could be asked for what is Ana's. `None` for a function that nobody has thought about.
fn asks(function: &str, anas: &Anas) -> Option<Vec<Ask>> {
    let Anas {
        case,
        party,
        user,
        document,
        envelope,
        sha256,
    } = anas;
    let form = |pairs: &[(&'static str, &str)]| {
        Ask::Form(pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect())
    };
    let mark = json!({ "typed": "Eva" });
    Some(match function {
        // These name nothing of anybody: they are asked as they are.
        "access/register-firm"
        | "access/prove-mail"
        | "access/registration-link"
        | "access/ask-new-password"
        | "access/new-password-link"
        | "access/set-new-password"
        | "access/recovery-link"
        | "access/cancel-recovery"
        | "access/invitation"
        | "access/join"
        | "access/password-strength"
        | "access/enrolment"
        | "access/me"
        | "access/session-state"
        | "access/stay-signed-in"
        | "access/offered"
        | "access/begin-passkey"
        | "access/begin-passkey-sign-in"
        | "access/begin-step-up"
        | "account/second-factors"
        | "account/recovery-codes"
        | "account/make-recovery-codes"
        | "access/unlock"
        | "access/unlock-offer"
        | "sessions/page"
        | "drafts/key" => vec![form(&[])],
        "account/add-app" | "account/begin-passkey" => vec![form(&[("name", "Ana")])],
        // Of a person, not of a case: nobody else's id is known to anybody, so the case's stands for one.
        "account/confirm-app" => vec![form(&[("app", case), ("code", "000000")])],
        "account/rename-app" | "account/rename-passkey" => vec![form(&[("id", case), ("name", "taken")])],
        "account/remove-app" | "account/remove-passkey" => vec![form(&[("id", case)])],
        "account/add-passkey" => vec![form(&[
            ("name", "Ana"),
            ("answer[name]", case),
            ("answer[credential]", "{}"),
        ])],
        "access/enter-passkey" | "access/sign-in-with-passkey" | "access/step-up-with-passkey" => {
            vec![form(&[("answer[name]", case), ("answer[credential]", "{}")])]
        }
        // Not those of the asker's own: the sweep goes on with them.
        "sessions/end" => vec![
            form(&[("what", "session"), ("session", user)]),
            form(&[("what", "device"), ("device", user)]),
        ],
        "access/sign-in" => vec![form(&[
            ("email", "ana@firm-a.example"),
            ("password", "wrong wrong wrong"),
        ])],
        "access/change-password" => vec![form(&[
            ("old_password", "wrong wrong wrong"),
            ("password", "lantern ginger gondola 71"),
        ])],
        "access/captcha" => vec![form(&[("form", "register")])],
        "access/enter-code" | "access/enter-recovery-code" | "access/step-up" => vec![form(&[("code", "000000")])],
        "access/choose-language" => vec![form(&[("language", "en"), ("back", &format!("/cases/{case}"))])],
        // Asked last, by `sign_out_last`: it ends the asker's session.
        "access/sign-out" => vec![],
        "cases/dashboard" => vec![
            form(&[]),
            form(&[("search", "Quetzal")]),
            form(&[("search", "Zapod"), ("stage", "intake")]),
        ],
        "cases/open" => vec![form(&[("form[title]", ""), ("form[kind]", "civil")])],
        "cases/page" | "cases/timeline" => vec![form(&[("case", case)])],
        "cases/change" => vec![form(&[
            ("form[id]", case),
            ("form[version]", "1"),
            ("form[title]", "taken"),
            ("form[kind]", "civil"),
            ("form[stage]", "closed"),
        ])],
        "cases/save-party" => vec![
            form(&[("form[case]", case), ("form[role]", "client"), ("form[name]", "Eva")]),
            form(&[
                ("form[case]", case),
                ("form[id]", party),
                ("form[role]", "client"),
                ("form[name]", "Eva"),
            ]),
        ],
        "cases/remove-party" => vec![form(&[("case", case), ("party", party)])],
        "cases/assign" | "cases/unassign" | "cases/name-responsible" => vec![form(&[("case", case), ("user", user)])],
        "cases/raise-wall" | "cases/lift-wall" => {
            vec![form(&[
                ("case", case),
                ("user", user),
                ("reason", "taken over from here"),
            ])]
        }
        // With the case's own number an administrator of the firm gets in, which is what break-glass is for: `broken_glass.rs` of the
        // backend's tests tries that. Here nobody has it.
        "cases/break-glass" => vec![form(&[("number", "1999-0001"), ("reason", "taken over from here")])],
        "cases/end-glass" => vec![form(&[("glass", case)])],
        "documents/page" => vec![form(&[("document", document)])],
        "signing/request" => vec![form(&signature_form(document, party))],
        "signing/page" | "signing/mail-link" => vec![form(&[("envelope", envelope)])],
        "signing/hand-over-link" => vec![form(&[("envelope", envelope), ("channel", "copied")])],
        "signing/void" => vec![form(&[("envelope", envelope), ("reason", "taken")])],
        "visit/open-link" | "visit/ask-new-link" => vec![form(&[("token", envelope)])],
        "visit/view" => vec![Ask::Json(json!({}))],
        "visit/page-text" => vec![Ask::Json(json!({ "page": 1 }))],
        "visit/pages-shown" => vec![Ask::Json(json!({ "pages": [1] }))],
        "visit/give-consent" => vec![form(&[("sha256", sha256)])],
        "visit/save-draft" => vec![Ask::Json(json!({ "mark": mark }))],
        "visit/sign" => vec![Ask::Json(json!({ "mark": mark, "key": "k" }))],
        "visit/sign-typed" => vec![form(&[("name", "Eva"), ("key", "k")])],
        "visit/decline" => vec![form(&[("kind", "declined"), ("reason", "")])],
        "audit/log" | "audit/own" => vec![
            form(&[]),
            form(&[("filter[case]", case)]),
            form(&[("filter[user]", user)]),
            form(&[("filter[text]", "Quetzal")]),
            form(&[("filter[after]", "0")]),
        ],
        "audit/case-readers" => vec![form(&[("case", case)])],
        "audit/document-readers" => vec![form(&[("document", document)])],
        "audit/ready-export" => vec![form(&[("filter[case]", case)])],
        "audit/save-filter" => vec![form(&[("name", "Ana"), ("filter[case]", case)])],
        "audit/remove-filter" => vec![form(&[("id", case)])],
        "checks/page" | "checks/run" => vec![form(&[])],
        "/admin/api/access/sign-in" => vec![form(&[
            ("email", "ana@firm-a.example"),
            ("password", "wrong wrong wrong"),
        ])],
        "/admin/api/access/enter-code" | "/admin/api/access/step-up" => vec![form(&[("code", "000000")])],
        "/admin/api/access/me"
        | "/admin/api/access/session-state"
        | "/admin/api/access/stay-signed-in"
        | "/admin/api/access/sign-out"
        | "/admin/api/checks/page"
        | "/admin/api/people/list"
        | "/admin/api/people/invitations"
        | "/admin/api/recoveries/list"
        | "/admin/api/policies/page"
        | "/admin/api/installation/firms"
        | "/admin/api/installation/health"
        | "/admin/api/installation/alerts"
        | "/admin/api/installation/make-setup-link" => vec![form(&[])],
        "/admin/api/installation/withdraw-setup-link" => vec![form(&[("link", user)])],
        "/admin/api/installation/acknowledge" => vec![form(&[("alert", user)])],
        "/admin/api/people/page"
        | "/admin/api/people/close"
        | "/admin/api/people/reopen"
        | "/admin/api/people/end-sessions"
        | "/admin/api/recoveries/ask"
        | "/admin/api/people/forget-devices" => vec![form(&[("user", user)])],
        "/admin/api/people/withdraw-invitation" => vec![form(&[("invitation", user)])],
        "/admin/api/recoveries/approve" | "/admin/api/recoveries/cancel" => vec![form(&[("recovery", user)])],
        "/admin/api/people/invite" => vec![form(&[
            ("name", "Eva"),
            ("email", "eva.two@firm-b.example"),
            ("role", "read_only"),
            ("language", "en"),
        ])],
        "/admin/api/people/change-role" => vec![form(&[("user", user), ("role", "read_only")])],
        "/admin/api/policies/save" => vec![form(&[
            ("form[untrusted_hours]", "1"),
            ("form[trusted_days]", "1"),
            ("form[time_zone]", "UTC"),
        ])],
        "/admin/api/policies/save-networks" => vec![form(&[("networks", "10.0.0.0/8")])],
        "/admin/api/log/page" => vec![
            form(&[]),
            form(&[("filter[user]", user)]),
            form(&[("filter[text]", "Quetzal")]),
        ],
        "/admin/api/log/ready-export" => vec![form(&[])],
        "/admin/api/log/save-filter" => vec![form(&[("name", "Ana")])],
        "/admin/api/log/remove-filter" => vec![form(&[("id", user)])],
        _ => return None,
    })
}

/// The paths behind a route. `None` for a route that nobody has thought about.
fn paths(route: &str, anas: &Anas) -> Option<Vec<String>> {
    let Anas {
        case,
        document,
        envelope,
        ..
    } = anas;
    Some(match route {
        "/healthz" | "/readyz" | "/events" => vec![],
        "/admin"
        | "/admin/sign-in"
        | "/admin/sign-in/code"
        | "/admin/people"
        | "/admin/policies"
        | "/admin/invitations"
        | "/admin/recoveries"
        | "/admin/log"
        | "/admin/checks"
        | "/admin/alerts"
        | "/admin/health"
        | "/admin/firms"
        | "/admin/files/log.csv"
        | "/admin/files/log.jsonl"
        | "/admin/events" => vec![route.to_owned()],
        "/files/log.csv" | "/files/log.jsonl" => vec![
            route.to_owned(),
            format!("{route}?case={case}"),
            format!("{route}?text=Quetzal"),
            format!("{route}?user={}", anas.user),
        ],
        "/admin/people/{user}" => vec![format!("/admin/people/{}", anas.user)],
        "/files/cases/{case}/documents" => vec![],
        "/files/documents/{document}" => vec![format!("/files/documents/{document}")],
        "/files/documents/{document}/pages/{page}" => vec![format!("/files/documents/{document}/pages/1?width=720")],
        "/files/signing/pages/{page}" => vec!["/files/signing/pages/1".to_owned()],
        "/files/signing/original" | "/files/signing/copy" => vec![route.to_owned()],
        "/"
        | "/setup"
        | "/sign-in"
        | "/sign-in/code"
        | "/sign-in/authenticator"
        | "/sign-in/recovery"
        | "/account"
        | "/account/recovery-codes"
        | "/security"
        | "/sign"
        | "/sign/document"
        | "/log"
        | "/roles"
        | "/account/sessions"
        | "/account/log"
        | "/account/password"
        | "/setup/firm"
        | "/join"
        | "/recovery"
        | "/sign-in/forgot"
        | "/sign-in/new-password"
        | "/cases/break-glass"
        | "/cases/new" => vec![route.to_owned()],
        "/cases" => vec!["/cases".to_owned(), "/cases?search=Quetzal".to_owned()],
        "/cases/{case}" => vec![format!("/cases/{case}")],
        "/cases/{case}/readers" => vec![format!("/cases/{case}/readers")],
        "/documents/{document}/readers" => vec![format!("/documents/{document}/readers")],
        "/documents/{document}" => vec![format!("/documents/{document}")],
        "/documents/{document}/sign" => vec![format!("/documents/{document}/sign")],
        "/envelopes/{envelope}" => vec![format!("/envelopes/{envelope}")],
        _ => return None,
    })
}

fn functions() -> BTreeSet<String> {
    server_fn::axum::server_fn_paths()
        .map(|(path, _)| path.trim_start_matches("/api/").to_owned())
        .collect()
}

fn routes() -> BTreeSet<String> {
    page_paths()
        .into_iter()
        .chain(PLAIN_ROUTES.iter().map(|plain| plain.path.to_owned()))
        .collect()
}

fn refuse_marks(who: &str, what: &str, body: &[u8], anas: &Anas) {
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
        for function in functions() {
            let asks = asks(&function, &anas)
                .unwrap_or_else(|| panic!("the sweep has no case for the server function {function}"));
            for ask in asks {
                let answer = match &ask {
                    Ask::Form(fields) => {
                        let fields: Vec<(&str, &str)> =
                            fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                        person.post(&function, &fields).await
                    }
                    Ask::Json(body) => person.post_json(&function, body).await,
                };
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
        | "audit/log"
        | "audit/own"
        | "audit/case-readers"
        | "audit/document-readers"
        | "audit/ready-export"
        | "audit/save-filter"
        | "audit/remove-filter"
        | "checks/page"
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
    for function in functions() {
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
        functions_asked >= 38 && pages_asked >= 24,
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
