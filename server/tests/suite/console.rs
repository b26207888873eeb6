//! I4 over HTTP: the console's own cookies and addresses.

use reqwest::header::SET_COOKIE;
use serde_json::{Value, json};

use crate::installation::Installation;
use crate::person::Person;

const SESSION: &str = "__Secure-matterlock-admin";
const CHALLENGE: &str = "__Secure-matterlock-admin-challenge";
const OFFICE: &str = "__Host-matterlock";

fn cookies(answer: &reqwest::Response) -> Vec<String> {
    let all = answer.headers().get_all(SET_COOKIE);
    all.iter().map(|cookie| cookie.to_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn i4_the_console_has_cookies_and_addresses_of_its_own() {
    let installation = Installation::start();
    let ana = Person::register(&installation, &installation.setup_token, "Firm A", "ana@firm-a.example").await;
    let office = ana.cookie(OFFICE).unwrap();
    let [password, code] = ana.sign_in_at_the_console("ana@firm-a.example").await;
    assert_eq!((password.status().as_u16(), code.status().as_u16()), (200, 200));
    for (answer, name) in [(&password, CHALLENGE), (&code, SESSION)] {
        let set = cookies(answer);
        let cookie = set
            .iter()
            .find(|cookie| cookie.starts_with(&format!("{name}=")))
            .unwrap();
        for attribute in ["; Path=/admin;", "; HttpOnly", "; Secure", "; SameSite=Strict"] {
            assert!(cookie.contains(attribute), "{cookie}");
        }
        assert!(
            !set.iter().any(|cookie| cookie.starts_with(&format!("{OFFICE}="))),
            "{set:?}"
        );
    }

    // Signed in at both places, each with its own.
    let people: Value = ana.post("/admin/api/people/list", &[]).await.json().await.unwrap();
    assert_eq!(people[0]["email"], "ana@firm-a.example");
    assert_eq!(ana.get("/admin/people").await.status(), 200);
    assert_eq!(ana.get("/cases").await.status(), 200);
    assert_eq!(ana.cookie(OFFICE).unwrap(), office);

    // With the console's cookies alone the office knows nobody, whatever they are called there.
    let console = ana.cookie(SESSION).unwrap();
    let carried = Person::stranger(&installation);
    for name in [
        SESSION,
        CHALLENGE,
        OFFICE,
        "__Host-matterlock-challenge",
        "__Host-matterlock-signing",
    ] {
        carried.keep(name, Some(console.clone()));
    }
    let me: Value = carried.post("access/me", &[]).await.json().await.unwrap();
    assert_eq!(me, Value::Null);
    for function in [
        "cases/dashboard",
        "audit/log",
        "access/stay-signed-in",
        "access/sign-out",
    ] {
        assert_eq!(carried.post(function, &[]).await.status(), 401, "{function}");
    }
    for path in ["/cases", "/log", "/roles"] {
        assert_eq!(carried.get(path).await.status(), 303, "{path}");
    }
    assert_eq!(carried.get("/events").await.status(), 401);
    // At the console they are Ana: she carried them there herself.
    assert_eq!(carried.post("/admin/api/people/list", &[]).await.status(), 200);

    // Out of the console, and still at the office.
    let out = ana.post("/admin/api/access/sign-out", &[]).await;
    assert!(
        cookies(&out)
            .iter()
            .any(|cookie| cookie.starts_with(&format!("{SESSION}=; Path=/admin")) && cookie.contains("Max-Age=0"))
    );
    assert_eq!(carried.post("/admin/api/people/list", &[]).await.status(), 401);
    let ended: Value = carried
        .post("/admin/api/access/session-state", &[])
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(ended, json!({ "ended": "signed_out" }));
    assert_eq!(ana.get("/cases").await.status(), 200);
}

/// A post from another site, or from nowhere, changes nothing there either; a plain form is sent back to its page.
#[tokio::test(flavor = "multi_thread")]
async fn i4_s9_the_console_takes_nothing_from_other_sites() {
    let installation = Installation::start();
    let client = reqwest::Client::new();
    for origin in [None, Some("https://elsewhere.invalid"), Some("null")] {
        let mut request = client
            .post(format!("{}/admin/api/access/sign-in", installation.url))
            .form(&[("email", "ana@firm-a.example"), ("password", "x")]);
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        assert_eq!(request.send().await.unwrap().status(), 403, "{origin:?}");
    }
}

/// A step-up gives the browser another cookie, and with a copy of the one before nothing sensitive is done from then on.
#[tokio::test(flavor = "multi_thread")]
async fn s4_a_step_up_gives_the_browser_another_cookie() {
    let installation = Installation::start();
    let ana = Person::register(&installation, &installation.setup_token, "Firm A", "ana@firm-a.example").await;
    let before = ana.cookie(OFFICE).unwrap();
    let answer = ana.give_next_code("access/step-up").await;
    assert_eq!(answer.status(), 200);
    let set = cookies(&answer);
    let cookie = set
        .iter()
        .find(|cookie| cookie.starts_with(&format!("{OFFICE}=")))
        .unwrap();
    for attribute in ["; Path=/;", "; HttpOnly", "; Secure", "; SameSite=Lax"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    assert_ne!(ana.cookie(OFFICE).unwrap(), before);
    let thief = Person::stranger(&installation);
    thief.keep(OFFICE, Some(before));
    // Read for a minute yet, for what is under way; and nothing more.
    assert_eq!(thief.post("cases/dashboard", &[]).await.status(), 200);
    let told = thief.post("account/make-recovery-codes", &[]).await;
    assert_eq!(told.status(), 401);
    assert!(told.text().await.unwrap().contains("step_up_needed"));
    assert_eq!(ana.post("account/make-recovery-codes", &[]).await.status(), 200);
}
