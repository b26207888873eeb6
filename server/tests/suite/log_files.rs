//! L5 over HTTP: the log as a file, with its headers, for those who may.

use reqwest::Response;
use serde_json::{Value, json};

use crate::anas::{MARKS, make_anas};
use crate::installation::Installation;
use crate::person::Person;

fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers()[name].to_str().unwrap()
}

async fn events(answer: Response) -> Vec<String> {
    let text = answer.text().await.unwrap();
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.map(|line| line["event"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn l5_the_log_is_taken_out_as_a_file() {
    let installation = Installation::start();
    let ana = Person::register(&installation, &installation.setup_token, "Firm A", "ana@firm-a.example").await;
    let anas = make_anas(&ana).await;
    ana.keep("language", Some("es".to_owned()));

    let answer = ana.get("/files/log.csv").await;
    assert_eq!(answer.status(), 200);
    assert_eq!(header(&answer, "content-type"), "text/csv; charset=utf-8");
    assert_eq!(header(&answer, "cache-control"), "no-store");
    assert_eq!(header(&answer, "x-content-type-options"), "nosniff");
    let disposition = header(&answer, "content-disposition");
    assert!(
        disposition.starts_with("attachment; filename=\"Bit_cora 20")
            && disposition.contains("filename*=UTF-8''Bit%C3%A1cora%2020")
            && disposition.rsplit('.').next() == Some("csv"),
        "{disposition}"
    );
    // Written while it is read: nobody knows its length before.
    assert!(!answer.headers().contains_key("content-length"));
    let file = answer.bytes().await.unwrap();
    assert!(file.starts_with("\u{feff}Número,Hora (UTC),Hora del despacho,Quién,".as_bytes()));
    let file = String::from_utf8(file.to_vec()).unwrap();
    assert!(file.ends_with("\r\n") && file.lines().count() > 5);
    for mark in [MARKS[0], MARKS[1], MARKS[4], "Abrió el expediente", ",case_opened,"] {
        assert!(file.contains(mark), "{mark}: {file}");
    }

    let answer = ana
        .get(&format!("/files/log.jsonl?case={}&group=documents", anas.case))
        .await;
    assert_eq!(header(&answer, "content-type"), "application/jsonl; charset=utf-8");
    assert_eq!(header(&answer, "content-disposition").rsplit('.').next(), Some("jsonl"));
    assert_eq!(events(answer).await, ["document_uploaded"]);
    // In the language that the sentence is read in.
    for (text, found) in [("subio ornitho", 1), ("uploaded", 0)] {
        let answer = ana
            .get(&format!("/files/log.jsonl?text={}", text.replace(' ', "+")))
            .await;
        assert_eq!(events(answer).await.len(), found, "{text}");
    }

    let log: Value = ana
        .post("audit/log", &[("filter[group]", "firm")])
        .await
        .json()
        .await
        .unwrap();
    let exported: Vec<&Value> = log["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| &entry["event"])
        .filter(|event| event["event"] == "log_exported")
        .collect();
    assert_eq!(exported.len(), 4);
    assert_eq!(exported[3]["format"], "csv");
    assert_eq!(exported[2]["case"], anas.case.as_str());
    assert_eq!(exported[0]["text"]["value"], "uploaded");
}

#[tokio::test(flavor = "multi_thread")]
async fn l5_i2_nobody_else_gets_the_file() {
    let installation = Installation::start();
    let ana = Person::register(&installation, &installation.setup_token, "Firm A", "ana@firm-a.example").await;
    installation.add_colleague("ana@firm-a.example", "rosa@firm-a.example", "Rosa", "read_only");
    let rosa = Person::first_sign_in(&installation, "rosa@firm-a.example").await;
    let anas = make_anas(&ana).await;
    let of_case = format!("/files/log.csv?case={}", anas.case);

    let stranger = Person::stranger(&installation);
    assert_eq!(stranger.get("/files/log.csv").await.status(), 401);
    assert_eq!(rosa.get("/files/log.csv").await.status(), 403);
    assert_eq!(rosa.get(&of_case).await.status(), 404);
    assert_eq!(rosa.post("audit/ready-export", &[]).await.status(), 403);
    // Who came by a link is sent back to the page, which says why, with what was looked for.
    let answer = rosa.go("/files/log.csv?text=a+b").await;
    assert_eq!(answer.status(), 303);
    assert_eq!(
        header(&answer, "location"),
        "/log?text=a%20b&export_refused=%22forbidden%22"
    );
    let page = rosa
        .go("/log?text=a%20b&export_refused=%22forbidden%22")
        .await
        .text()
        .await
        .unwrap();
    assert!(page.contains("Su rol no incluye esta acción."), "{page}");
    assert!(!page.contains("Exportar"), "the page offers what it would refuse");
    let page = ana
        .go("/log?export_refused=%22step_up_needed%22")
        .await
        .text()
        .await
        .unwrap();
    assert!(page.contains("This needs your second factor once more"), "{page}");

    // The console's files are for its own session.
    for path in ["/admin/files/log.csv", "/admin/files/log.jsonl"] {
        let answer = ana.get(path).await;
        assert_eq!(answer.status(), 303, "{path}");
        assert!(header(&answer, "location").starts_with("/admin/sign-in?"));
    }
    let [_, code] = ana.sign_in_at_the_console("ana@firm-a.example").await;
    assert_eq!(code.status(), 200);
    let answer = ana.get("/admin/files/log.jsonl").await;
    assert_eq!(answer.status(), 200);
    assert_eq!(events(answer).await, ["signed_in", "password_accepted"]);
    let answer = ana.get("/admin/files/log.csv").await;
    let file = answer.text().await.unwrap();
    assert!(file.contains(",log_exported,") && !file.contains(MARKS[0]));
    assert_eq!(ana.post("/admin/api/log/ready-export", &[]).await.status(), 200);
}

/// L6: a case's evidence over HTTP, for those who may, and `matterlock-verify`'s verifier agrees.
#[tokio::test(flavor = "multi_thread")]
async fn l6_a_case_leaves_as_an_evidence_pack() {
    let installation = Installation::start();
    let ana = Person::register(&installation, &installation.setup_token, "Firm A", "ana@firm-a.example").await;
    installation.add_colleague("ana@firm-a.example", "rosa@firm-a.example", "Rosa", "read_only");
    let rosa = Person::first_sign_in(&installation, "rosa@firm-a.example").await;
    let anas = make_anas(&ana).await;
    ana.keep("language", Some("es".to_owned()));
    let pack = format!("/files/cases/{}/evidence.jsonl", anas.case);

    let key: String = Person::stranger(&installation)
        .post("audit/key", &[])
        .await
        .json()
        .await
        .unwrap();
    let answer = ana.get(&pack).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(header(&answer, "content-type"), "application/jsonl; charset=utf-8");
    assert_eq!(header(&answer, "cache-control"), "no-store");
    assert!(header(&answer, "content-disposition").starts_with("attachment; filename=\"Prueba 20"));
    let file = answer.text().await.unwrap();
    // In the reader's language first, and in the other for whoever it is handed to.
    assert!(file.starts_with("{\"guide\":[\"PAQUETE DE PRUEBA") && file.contains("\"EVIDENCE PACK"));
    assert!(file.contains(MARKS[0]), "{file}");
    let mut verifier = tlog::verify::FileVerifier::new(tlog::verify::Trust {
        keys: vec![key.parse().unwrap()],
        checkpoints: Vec::new(),
    });
    verifier.bytes(file.as_bytes());
    let report = verifier.finish();
    assert!(report.is_clean() && report.proven > 2, "{report:?}");
    assert_eq!(report.case.unwrap().to_string(), anas.case);

    assert_eq!(Person::stranger(&installation).get(&pack).await.status(), 401);
    assert_eq!(rosa.get(&pack).await.status(), 404);
    let sent_back = rosa.go(&pack).await;
    assert_eq!(sent_back.status(), 303);
    assert_eq!(
        header(&sent_back, "location"),
        format!("/log?case={}&export_refused=%22not_found%22", anas.case)
    );
    let page = Person::stranger(&installation)
        .go("/verify")
        .await
        .text()
        .await
        .unwrap();
    assert!(page.contains(&key) && page.contains("matterlock-verify"));
}

/// Who has opened a case is told to its people, over pages and functions alike.
#[tokio::test(flavor = "multi_thread")]
async fn l1_who_has_opened_a_case_is_told() {
    let installation = Installation::start();
    let ana = Person::register(&installation, &installation.setup_token, "Firm A", "ana@firm-a.example").await;
    let anas = make_anas(&ana).await;
    ana.get(&format!("/files/documents/{}", anas.document)).await;
    let told: Value = ana
        .post("audit/document-readers", &[("document", &anas.document)])
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(told["readers"][0]["name"], "ana");
    assert_eq!(told["readers"][0]["downloads"], json!(1));
    for path in [
        format!("/cases/{}/readers", anas.case),
        format!("/documents/{}/readers", anas.document),
    ] {
        let page = ana.go(&path).await.text().await.unwrap();
        for words in ["Who has opened this", "Each time", MARKS[0]] {
            assert!(page.contains(words), "{path}: {words}");
        }
    }
    let page = ana.go(&format!("/cases/{}", anas.case)).await.text().await.unwrap();
    assert!(page.contains(&format!("/cases/{}/readers", anas.case)));
    let page = ana.go("/account/log?text=quetzal").await.text().await.unwrap();
    assert!(page.contains("What you did") && page.contains(MARKS[0]));
}
