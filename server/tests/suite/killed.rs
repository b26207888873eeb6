//! R1 over HTTP: server and database are killed at any moment; what was acknowledged is there, and nothing is half signed.

use std::time::Duration;

use serde_json::{Value, json};

use crate::anas::{ask_signature, link_token, make_anas, open_and_consent};
use crate::installation::Installation;
use crate::person::Person;

const ROUNDS: u32 = 16;
/// How long after the signature was sent the killing comes: before, while and after it is committed.
const LATEST: u32 = 60;

async fn read(person: &Person, function: &str, form: &[(&str, &str)]) -> Value {
    person.post(function, form).await.json().await.unwrap()
}

/// Opens cases one after the other until no answer comes: those that were acknowledged.
async fn open_cases(ana: &Person, round: u32) -> Vec<String> {
    let mut acknowledged = Vec::new();
    for number in 0.. {
        let title = format!("Round {round}, number {number}");
        let form = [("form[title]", title.as_str()), ("form[kind]", "civil")];
        match ana.try_post("cases/open", &form).await {
            Some(answer) if answer.status() == 200 => {
                let Ok(case) = answer.json::<String>().await else { break };
                acknowledged.push(case);
            }
            _ => break,
        }
    }
    acknowledged
}

#[tokio::test(flavor = "multi_thread")]
async fn r1_killed_at_any_moment_nothing_acknowledged_is_lost_and_nothing_is_half_signed() {
    let mut installation = Installation::start();
    let ana = Person::register(&installation, &installation.setup_token, "Firm A", "ana@firm-a.example").await;
    let anas = make_anas(&ana).await;
    let (mut answered, mut unanswered) = (0, 0);
    let mut envelopes = Vec::new();
    for round in 0..ROUNDS {
        let envelope = ask_signature(&ana, &anas.document, &anas.party).await;
        let client = Person::stranger(&installation);
        open_and_consent(&client, &link_token(&ana, &envelope).await).await;
        let signature = json!({ "mark": { "typed": "Zapodidae" }, "key": format!("round-{round}") });

        let signing = client.try_post_json("visit/sign", &signature);
        let opening = open_cases(&ana, round);
        let wait = u64::from(round * LATEST / ROUNDS);
        let killing = async {
            tokio::time::sleep(Duration::from_millis(wait)).await;
            tokio::task::block_in_place(|| {
                if round % 2 == 0 {
                    installation.kill_server();
                } else {
                    installation.kill_database();
                }
            });
        };
        let (signed, cases, ()) = tokio::join!(signing, opening, killing);
        let acknowledged = signed.is_some_and(|answer| answer.status() == 200);
        tokio::task::block_in_place(|| installation.serve());

        for case in &cases {
            let page = ana.post("cases/page", &[("case", case)]).await;
            assert_eq!(page.status(), 200, "round {round}: an acknowledged case is gone");
        }
        let view = client.post_json("visit/view", &json!({})).await;
        let view: Value = view.json().await.unwrap();
        let state = view["signer_state"].as_str().unwrap().to_owned();
        if acknowledged {
            answered += 1;
            assert_eq!(state, "signed", "round {round}: an acknowledged signature is gone");
        } else {
            unanswered += 1;
        }
        // Signed or not, the same key ends signed, once.
        let again = client.post_json("visit/sign", &signature).await;
        assert_eq!(
            again.status(),
            200,
            "round {round}, {state}: {}",
            again.text().await.unwrap()
        );
        let other = json!({ "mark": { "typed": "Somebody else" }, "key": "other" });
        assert_eq!(client.post_json("visit/sign", &other).await.status(), 409);
        envelopes.push(envelope);
    }

    // A copy whose making was cut short is made by whoever comes next, once its claim is over; and each is made once.
    for envelope in &envelopes {
        let mut made = false;
        for _ in 0..900 {
            let page = read(&ana, "signing/page", &[("envelope", envelope)]).await;
            made = page["summary"]["state"] == "completed";
            if made {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert!(made, "no signed copy of {envelope} was made");
    }
    let page = read(&ana, "cases/page", &[("case", &anas.case)]).await;
    let copies = page["documents"].as_array().unwrap().len() - 1;
    assert_eq!(copies, ROUNDS as usize, "one signed copy a signature");
    assert!(
        answered >= 3 && unanswered >= 3,
        "the killing did not come at different moments: {answered} answered, {unanswered} not"
    );
}
