//! D1 over HTTP: mail scanners, previews and programs that press buttons use nothing of a link up.

use serde_json::json;

use crate::anas::{link_token, make_anas, open_and_consent};
use crate::installation::Installation;
use crate::person::Person;

/// What fetches links before people do.
const AGENTS: [&str; 5] = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36",
    "Microsoft Office Existence Discovery",
    "WhatsApp/2.24.20.86 A",
    "Mozilla/5.0 (compatible; Barracuda Sentinel)",
    "curl/8.10.1",
];

#[tokio::test(flavor = "multi_thread")]
async fn d1_a_thousand_fetches_of_a_link_use_nothing_up() {
    let installation = Installation::start();
    let ana = Person::register(&installation, &installation.setup_token, "Firm A", "ana@firm-a.example").await;
    let anas = make_anas(&ana).await;
    let token = link_token(&ana, &anas.envelope).await;

    // The secret is behind the `#`, so this is all of the link that a fetch asks for. Those that put it into the address learn
    // nothing, and neither do those that look at the document without a visit.
    let mut fetches = 0;
    for round in 0..100 {
        let scanner = Person::stranger(&installation);
        let agent = AGENTS[round % AGENTS.len()];
        for (head, path) in [
            (false, "/sign".to_owned()),
            (true, "/sign".to_owned()),
            (false, format!("/sign?{token}")),
            (true, format!("/sign?token={token}")),
            (false, "/sign/document".to_owned()),
            (false, "/files/signing/pages/1".to_owned()),
            (true, "/files/signing/original".to_owned()),
            (false, format!("/api/visit/open-link?token={token}")),
        ] {
            let answer = scanner.fetch_as(agent, head, &path).await;
            assert!(answer.headers().get("set-cookie").is_none(), "{path} began a visit");
            let body = answer.text().await.unwrap();
            assert!(
                !body.contains(&anas.sha256) && !body.contains("Zapodidae"),
                "{path} tells of the document"
            );
            fetches += 1;
        }
        // What runs the page's script and presses its button: it begins a visit of its own and reads the page.
        assert_eq!(
            scanner.post("visit/open-link", &[("token", &token)]).await.status(),
            200
        );
        assert_eq!(scanner.fetch_as(agent, false, "/sign/document").await.status(), 200);
        fetches += 2;
    }
    assert_eq!(fetches, 1000);

    // A person opens the same link, signs, and now it is used up.
    let client = Person::stranger(&installation);
    open_and_consent(&client, &token).await;
    let signature = json!({ "mark": { "typed": "Zapodidae" }, "key": "one" });
    assert_eq!(client.post_json("visit/sign", &signature).await.status(), 200);
    assert_eq!(
        client.post_json("visit/sign", &signature).await.status(),
        200,
        "the same key, the same answer"
    );
    let late = Person::stranger(&installation);
    assert_eq!(late.post("visit/open-link", &[("token", &token)]).await.status(), 401);
}
