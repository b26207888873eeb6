//! A case with something in it, made over HTTP as its attorney would.

use matterlock_server::attack::Targets;
use matterlock_server::attack::cases::signature_form;
use serde_json::{Value, json};

use crate::installation::Installation;
use crate::person::Person;

/// Words that stand nowhere but in what is Ana's.
pub(crate) const MARKS: [&str; 5] = [
    "Quetzalcoatlus",
    "Zapodidae",
    "zapodidae@client.example",
    "Xiphosura",
    "Ornithorhynchus",
];

/// Makes what Ana has: a case with a client, a document of fifty pages, and a signature that was asked for.
pub(crate) async fn make_anas(ana: &Person) -> Targets {
    let form = [
        ("form[title]", MARKS[0]),
        ("form[kind]", "civil"),
        ("form[summary]", MARKS[3]),
        ("form[client_name]", MARKS[1]),
        ("form[client_email]", MARKS[2]),
    ];
    let answer = ana.post("cases/open", &form).await;
    assert_eq!(answer.status(), 200);
    let case: String = answer.json().await.unwrap();
    let pdf = include_bytes!("../../../end2end/fixtures/filesystem-hierarchy-standard-3.0.pdf").to_vec();
    let answer = ana.upload(&case, &format!("{}.pdf", MARKS[4]), pdf).await;
    assert_eq!(answer.status(), 201, "{}", answer.text().await.unwrap());
    let document: Value = answer.json().await.unwrap();
    let page: Value = ana.post("cases/page", &[("case", &case)]).await.json().await.unwrap();
    let party = page["parties"][0]["id"].as_str().unwrap().to_owned();
    let document_id = document["id"].as_str().unwrap().to_owned();
    let factors: Value = ana.post("account/second-factors", &[]).await.json().await.unwrap();
    let sessions: Value = ana.post("sessions/page", &[]).await.json().await.unwrap();
    let kept = ana
        .post("audit/save-filter", &[("name", MARKS[0]), ("filter[case]", &case)])
        .await;
    let kept: Value = kept.json().await.unwrap();
    let id = |of: &Value| of["id"].as_str().unwrap().to_owned();
    Targets {
        session: id(&sessions["sessions"][0]),
        app: id(&factors["apps"][0]),
        filter: id(&kept[0]),
        // What an administration has begun, the attack makes: here nobody has these.
        passkey: case.clone(),
        recovery: case.clone(),
        erasure: case.clone(),
        glass: case.clone(),
        walled: case.clone(),
        envelope: ask_signature(ana, &document_id, &party).await,
        user: page["colleagues"][0]["id"].as_str().unwrap().to_owned(),
        part: MARKS[0][..7].to_owned(),
        client: MARKS[1].to_owned(),
        hidden_client: MARKS[1].to_owned(),
        mailbox: MARKS[2].to_owned(),
        sha256: document["sha256"].as_str().unwrap().to_owned(),
        document: document_id,
        // With the case's own number an administrator of the firm gets in, which is what breaking glass is for: `broken_glass.rs` of the
        // backend's tests tries that.
        number: "1999-0001".to_owned(),
        party,
        case,
    }
}

/// Ana, at the console too, with what she has; and her client, who has opened the link and consented.
pub(crate) async fn ana_and_client(installation: &Installation) -> (Person, Targets, Person) {
    let ana = Person::register(installation, &installation.setup_token, "Firm A", "ana@firm-a.example").await;
    let anas = make_anas(&ana).await;
    let client = Person::stranger(installation);
    open_and_consent(&client, &link_token(&ana, &anas.envelope).await).await;
    let [_, code] = ana.sign_in_at_the_console("ana@firm-a.example").await;
    assert_eq!(code.status(), 200);
    (ana, anas, client)
}

/// Asks for a signature on a document's first page: the envelope's id.
pub(crate) async fn ask_signature(ana: &Person, document: &str, party: &str) -> String {
    let answer = ana.post("signing/request", &signature_form(document, party)).await;
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    answer.json().await.unwrap()
}

/// The secret of the link that the attorney copies.
pub(crate) async fn link_token(ana: &Person, envelope: &str) -> String {
    let handed = ana
        .post(
            "signing/hand-over-link",
            &[("envelope", envelope), ("channel", "copied")],
        )
        .await;
    let handed: Value = handed.json().await.unwrap();
    handed["url"].as_str().unwrap().split_once('#').unwrap().1.to_owned()
}

/// Opens a link on a device of one's own and consents.
pub(crate) async fn open_and_consent(client: &Person, token: &str) {
    assert_eq!(client.post("visit/open-link", &[("token", token)]).await.status(), 200);
    let view: Value = client.post_json("visit/view", &json!({})).await.json().await.unwrap();
    let consent = view["consent"]["sha256"].as_str().unwrap();
    assert_eq!(
        client.post("visit/give-consent", &[("sha256", consent)]).await.status(),
        200
    );
}
