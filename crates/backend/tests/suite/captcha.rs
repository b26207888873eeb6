//! S7: what proves a human counts once, for one form, for ten minutes; Turnstile is asked as Cloudflare documents it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use backend::access::captcha::TurnstileKeys;
use backend::access::{self, captcha};
use backend::caller::Visitor;
use domain::captcha::{Captcha, Form};
use domain::{Error, Problem};
use secrecy::SecretString;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::support::people::{proof, prove_mail};
use crate::support::{World, refusal, visitor};

fn needed() -> Error {
    Error::invalid("captcha", Problem::CaptchaNeeded)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s7_a_firm_registers_with_a_proof_of_its_own() {
    let world = World::new().await;
    let visitor = world.visitor();
    let setup = world.setup().await;
    let used = proof(&visitor, Form::Register);
    let prove = async |email: &str, proof: &str| access::prove_mail(&visitor, &setup, email, proof).await;
    // What can't be taken is said first, and uses nothing up.
    assert!(refusal(prove("nobody", &used).await).problem_of("email").is_some());
    for (what, given) in [
        ("nothing", String::new()),
        ("words", "I am no robot".to_owned()),
        ("another form's", proof(&visitor, Form::SignIn)),
        ("unsolved", format!("{}:0,0,0,0", used.split_once(':').unwrap().0)),
    ] {
        let told = refusal(prove("ana@bufete.example", &given).await);
        assert_eq!(told, needed(), "{what}");
    }
    let late = proof(&visitor, Form::Register);
    prove("ana@bufete.example", &used).await.unwrap();
    assert_eq!(refusal(prove("ana@bufete.example", &used).await), needed());
    world.pass(600).await;
    assert_eq!(refusal(prove("ana@bufete.example", &late).await), needed());
    assert!(prove_mail(&visitor, &setup, "ana@bufete.example").await.is_ok());
}

/// One solved puzzle, used by fifty at once on two replicas: it counts for one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s7_of_many_who_use_one_proof_one_is_let_in() {
    let world = World::new().await;
    let replicas = [world.replica(0), world.replica(0)];
    for round in 0..20 {
        let email = format!("nobody-{round}@bufete.example");
        for _ in 0..3 {
            refusal(access::check_password(&world.visitor(), &email, SecretString::from("wrong"), "").await);
        }
        let used = proof(&world.visitor(), Form::SignIn);
        let tries = (0..50).map(|number| {
            let (visitor, email, used) = (visitor(&replicas[number % 2]), email.clone(), used.clone());
            tokio::spawn(async move {
                refusal(access::check_password(&visitor, &email, SecretString::from("wrong"), &used).await)
            })
        });
        let told = futures::future::join_all(tries).await;
        let compared = told
            .iter()
            .filter(|told| told.as_ref().unwrap().problem_of("email").is_some())
            .count();
        assert_eq!(compared, 1, "round {round}");
    }
}

/// A double of Cloudflare's siteverify: what it answers to each token, and what it was asked.
struct Siteverify {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

/// Shapes as documented at developers.cloudflare.com/turnstile/get-started/server-side-validation.
fn answers() -> HashMap<&'static str, &'static str> {
    HashMap::from([
        (
            "good",
            r#"{"success":true,"challenge_ts":"2026-11-24T10:00:00.000Z","hostname":"matterlock.example","error-codes":[],"action":"register","cdata":""}"#,
        ),
        (
            "elsewhere",
            r#"{"success":true,"challenge_ts":"2026-11-24T10:00:00.000Z","hostname":"evil.example","error-codes":[],"action":"register","cdata":""}"#,
        ),
        (
            "subdomain",
            r#"{"success":true,"hostname":"matterlock.example.evil.example","error-codes":[],"action":"register"}"#,
        ),
        (
            "other-form",
            r#"{"success":true,"hostname":"matterlock.example","error-codes":[],"action":"sign_in"}"#,
        ),
        (
            "no-action",
            r#"{"success":true,"hostname":"matterlock.example","error-codes":[]}"#,
        ),
        (
            "invalid",
            r#"{"success":false,"error-codes":["invalid-input-response"]}"#,
        ),
        (
            "duplicate",
            r#"{"success":false,"error-codes":["timeout-or-duplicate"]}"#,
        ),
        (
            "missing",
            r#"{"success":false,"error-codes":["missing-input-response"]}"#,
        ),
        (
            "wrong-secret",
            r#"{"success":false,"error-codes":["invalid-input-secret"]}"#,
        ),
        (
            "no-secret",
            r#"{"success":false,"error-codes":["missing-input-secret"]}"#,
        ),
        ("bad-request", r#"{"success":false,"error-codes":["bad-request"]}"#),
        ("internal", r#"{"success":false,"error-codes":["internal-error"]}"#),
        ("silent", r#"{"success":false,"error-codes":[]}"#),
        ("page", "<html>Attention required!</html>"),
        ("nothing", ""),
    ])
}

impl Siteverify {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/turnstile/v0/siteverify", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&asked);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(answer(stream, Arc::clone(&notes)));
            }
        });
        Self { url, asked }
    }
}

async fn answer(mut stream: TcpStream, asked: Arc<Mutex<Vec<String>>>) {
    let mut request = String::new();
    let mut some = [0; 4096];
    let body = loop {
        let length = stream.read(&mut some).await.unwrap();
        request.push_str(core::str::from_utf8(&some[..length]).unwrap());
        let Some((head, body)) = request.split_once("\r\n\r\n") else {
            continue;
        };
        let wanted = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
        if Some(body.len()) >= wanted {
            break body.to_owned();
        }
    };
    asked.lock().unwrap().push(request.clone());
    let token = body
        .split('&')
        .find_map(|pair| pair.strip_prefix("response="))
        .unwrap_or_default();
    if token == "slow" {
        tokio::time::sleep(std::time::Duration::from_secs(20)).await;
    }
    let said = answers().get(token).copied().unwrap_or("{}");
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        said.len()
    );
    stream.write_all(format!("{head}{said}").as_bytes()).await.unwrap();
}

fn with_turnstile(world: &World, url: &str) -> Visitor {
    let keys = TurnstileKeys {
        site_key: "0x4AAAAAAA-site".to_owned(),
        secret: SecretString::from("0x4AAAAAAA-secret"),
        verify_url: url.to_owned(),
    };
    visitor(&world.choosing(|settings| settings.turnstile = Some(keys)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s7_turnstile_is_asked_from_the_server_and_believed_for_this_site_and_form_only() {
    let world = World::new().await;
    let cloudflare = Siteverify::start().await;
    let visitor = with_turnstile(&world, &cloudflare.url);
    assert_eq!(
        captcha::ask(&visitor, Form::Register),
        Captcha::Turnstile {
            site_key: "0x4AAAAAAA-site".to_owned()
        }
    );
    let setup = world.setup().await;
    let prove = async |token: &str| access::prove_mail(&visitor, &setup, "ana@bufete.example", token).await;
    let told = async |token: &str| refusal(prove(token).await);
    for token in [
        "elsewhere",
        "subdomain",
        "other-form",
        "no-action",
        "invalid",
        "duplicate",
        "missing",
    ] {
        assert_eq!(told(token).await, needed(), "{token}");
    }
    // Neither yes nor no: nobody is let in for it, and nobody is called a program.
    for token in [
        "wrong-secret",
        "no-secret",
        "bad-request",
        "internal",
        "silent",
        "page",
        "nothing",
        "slow",
    ] {
        assert_eq!(told(token).await, Error::Unavailable, "{token}");
    }
    let before = cloudflare.asked.lock().unwrap().len();
    assert_eq!(told("").await, needed());
    assert_eq!(told(&"x".repeat(2049)).await, needed());
    // A solved puzzle of ours is no token of theirs.
    assert_eq!(
        cloudflare.asked.lock().unwrap().len(),
        before,
        "what can't be a token was passed on"
    );

    prove("good").await.unwrap();
    // Used up here as well, whatever the other side says.
    assert_eq!(told("good").await, needed());

    let asked = cloudflare.asked.lock().unwrap().clone();
    let last = asked.last().unwrap();
    assert!(last.starts_with("POST /turnstile/v0/siteverify HTTP/1.1\r\n"), "{last}");
    assert!(
        last.ends_with("\r\n\r\nsecret=0x4AAAAAAA-secret&response=good"),
        "{last}"
    );
    assert!(
        asked.iter().all(|request| !request.contains("203.0.113.7")),
        "the reader's address went out"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s7_nobody_gets_in_while_turnstile_cannot_be_asked() {
    let world = World::new().await;
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/siteverify", gone.local_addr().unwrap());
    drop(gone);
    let setup = world.setup().await;
    for url in [url.as_str(), "https://siteverify.invalid/", "no address"] {
        let visitor = with_turnstile(&world, url);
        let told = refusal(access::prove_mail(&visitor, &setup, "ana@bufete.example", "good").await);
        assert_eq!(told, Error::Unavailable, "{url}");
    }
}
