//! S6 and S7 over HTTP: who asks too often waits, whoever they say that they are; and what pages may load.

use std::net::Ipv4Addr;
use std::time::Duration;

use domain::Error;
use reqwest::header::{ACCEPT, CONTENT_SECURITY_POLICY, LOCATION, ORIGIN, REFERER, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use tokio::time::Instant;

use crate::installation::Installation;

/// A program on an address of this machine.
struct Program {
    client: Client,
    url: String,
}

impl Program {
    fn at(installation: &Installation, address: [u8; 4]) -> Self {
        let client = Client::builder()
            .redirect(Policy::none())
            .local_address(Some(Ipv4Addr::from(address).into()))
            .build()
            .unwrap();
        Self {
            client,
            url: installation.url.clone(),
        }
    }

    async fn post(&self, function: &str, accept: &str, forwarded: &str) -> Response {
        self.client
            .post(format!("{}/api/access/{function}", self.url))
            .header(ORIGIN, &self.url)
            .header(REFERER, format!("{}/sign-in", self.url))
            .header(ACCEPT, accept)
            .header("x-forwarded-for", forwarded)
            .form(&[("code", "000000")])
            .send()
            .await
            .unwrap()
    }

    /// How many of so many requests were let in, and in how many minutes at most.
    async fn let_in(&self, asked: u32, forwarded: impl Fn(u32) -> String) -> (u32, u32) {
        let (began, mut let_in) = (Instant::now(), 0);
        for number in 0..asked {
            let answer = self.post("enter-code", "application/json", &forwarded(number)).await;
            match answer.status().as_u16() {
                401 => let_in += 1,
                status => assert_eq!(status, 429),
            }
        }
        let minutes = began.elapsed().as_secs() / 60 + 1;
        (let_in, u32::try_from(minutes).unwrap())
    }
}

async fn nobody_gets_an_eleventh(asked: u32) {
    let installation = Installation::choosing(&[
        ("MATTERLOCK_SIGN_IN_RATE", "10"),
        ("MATTERLOCK_TRUSTED_PROXIES", "127.0.0.2"),
    ]);
    // Not a proxy of ours: whatever it says, it is one address.
    let stranger = Program::at(&installation, [127, 0, 0, 1]);
    let (let_in, minutes) = stranger
        .let_in(asked, |n| format!("198.51.{}.{}, 2001:db8:{n:x}::1", n / 250, n % 250))
        .await;
    assert!(let_in <= 10 * minutes && let_in >= 10, "{let_in} in {minutes} minutes");
    // Our proxy, in front of somebody who has a network of IPv6 and invents what stands further left.
    let proxy = Program::at(&installation, [127, 0, 0, 2]);
    let (let_in, minutes) = proxy
        .let_in(asked, |n| {
            format!("198.51.{}.{}, 2001:db8:5:6:{n:x}::{n:x}", n / 250, n % 250)
        })
        .await;
    assert!(let_in <= 10 * minutes && let_in >= 10, "{let_in} in {minutes} minutes");
    // Somebody else behind the same proxy has turns of their own.
    let (let_in, _) = proxy.let_in(5, |_| "203.0.113.9".to_owned()).await;
    assert_eq!(let_in, 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s6_no_header_and_no_address_brings_an_eleventh_turn() {
    nobody_gets_an_eleventh(60).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "long: make figures"]
async fn figure_s6_1000_headers_and_1000_addresses_bring_no_eleventh_turn() {
    nobody_gets_an_eleventh(1_000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s6_a_refusal_says_when_to_come_back_in_the_readers_way() {
    let installation = Installation::choosing(&[("MATTERLOCK_SIGN_IN_RATE", "2")]);
    let program = Program::at(&installation, [127, 0, 0, 1]);
    for _ in 0..2 {
        program.post("sign-in", "application/json", "").await;
    }
    let answer = program.post("sign-in", "application/json", "").await;
    assert_eq!(answer.status(), 429);
    let seconds: u32 = answer.headers()[RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds));
    assert_eq!(
        answer.json::<Error>().await.unwrap(),
        Error::TooManyRequests { retry_after: seconds }
    );
    let answer = program.post("sign-in", "text/html", "").await;
    assert!(answer.status().is_redirection());
    let page = answer.headers()[LOCATION].to_str().unwrap().to_owned();
    assert!(
        page.starts_with(&format!("{}/sign-in?__path=", installation.url)),
        "{page}"
    );
    let shown = program.client.get(page).send().await.unwrap().text().await.unwrap();
    assert!(shown.contains("Too many attempts."), "the page does not say why");
    // What pages ask by themselves is not counted.
    for _ in 0..20 {
        let answer = program.post("session-state", "application/json", "").await;
        assert_eq!(answer.status(), 200);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s7_pages_load_cloudflares_script_only_where_it_was_asked_for() {
    let with = Installation::choosing(&[
        ("MATTERLOCK_TURNSTILE_SITE_KEY", "0x4AAAAAAA-site"),
        ("MATTERLOCK_TURNSTILE_SECRET", "0x4AAAAAAA-secret"),
        ("MATTERLOCK_TURNSTILE_URL", "http://127.0.0.1:9/siteverify"),
    ]);
    let without = Installation::start();
    for (installation, path, allowed) in [
        (&with, "/sign-in", true),
        (&with, "/setup", true),
        (&with, "/sign", false),
        (&without, "/sign-in", false),
        (&without, "/setup", false),
    ] {
        let program = Program::at(installation, [127, 0, 0, 1]);
        let page = program
            .client
            .get(format!("{}{path}", program.url))
            .send()
            .await
            .unwrap();
        let policy = page.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert_eq!(
            policy.contains("frame-src https://challenges.cloudflare.com"),
            allowed,
            "{path}: {policy}"
        );
        assert_eq!(policy.contains("cloudflare"), allowed, "{path}: {policy}");
    }
    let program = Program::at(&with, [127, 0, 0, 1]);
    let asked = program
        .client
        .post(format!("{}/api/access/captcha", program.url))
        .header(ORIGIN, &program.url)
        .form(&[("form", "register")])
        .timeout(Duration::from_secs(10))
        .send()
        .await
        .unwrap();
    assert_eq!(
        asked.text().await.unwrap(),
        r#"{"turnstile":{"site_key":"0x4AAAAAAA-site"}}"#
    );
}
