//! D1 over HTTP: a document that can be read but not signed says so wherever its signature would be asked for.

use matterlock_server::attack::cases::signature_form;
use serde_json::Value;

use crate::anas::make_anas;
use crate::installation::Installation;
use crate::person::Person;

#[tokio::test(flavor = "multi_thread")]
async fn d1_a_protected_document_is_taken_and_says_that_it_cannot_be_sent_for_signature() {
    let installation = Installation::start();
    let ana = Person::register(&installation, &installation.setup_token, "Firm A", "ana@firm-a.example").await;
    let anas = make_anas(&ana).await;
    let protected = include_bytes!("../../../crates/paper/tests/fixtures/encrypted-owner-password.pdf").to_vec();
    let taken = ana.upload(&anas.case, "protected.pdf", protected).await;
    assert_eq!(taken.status(), 201);
    let taken: Value = taken.json().await.unwrap();
    assert_eq!(taken["obstacle"], "protected");
    let id = taken["id"].as_str().unwrap();

    let says = |page: &str| {
        ["protected against changes", "protegido contra cambios"]
            .iter()
            .any(|words| page.contains(words))
    };
    let ask = |document: &str| format!("href=\"/documents/{document}/sign\"");
    let case = ana.get(&format!("/cases/{}", anas.case)).await.text().await.unwrap();
    assert!(says(&case) && !case.contains(&ask(id)), "{case}");
    assert!(
        case.contains(&ask(&anas.document)),
        "the sound document can be sent: {case}"
    );
    let page = ana.get(&format!("/documents/{id}")).await.text().await.unwrap();
    assert!(says(&page) && !page.contains(&ask(id)), "{page}");
    let form = ana.get(&format!("/documents/{id}/sign")).await.text().await.unwrap();
    assert!(says(&form) && !form.contains("form[document]"), "{form}");
    let sound = ana.get(&format!("/documents/{}/sign", anas.document)).await;
    assert!(sound.text().await.unwrap().contains("form[document]"));

    let refused = ana.post("signing/request", &signature_form(id, &anas.party)).await;
    assert_eq!(refused.status(), 422);
    let refused = refused.text().await.unwrap();
    assert!(
        refused.contains("not_signable") && refused.contains("protected"),
        "{refused}"
    );
}
