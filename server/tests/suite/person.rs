//! Somebody with a browser: cookies and an origin, nothing else.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};

use domain::captcha::Captcha;
use matterlock_server::attack::cases::Ask;
use reqwest::header::{ACCEPT, COOKIE, IF_NONE_MATCH, ORIGIN, SET_COOKIE, USER_AGENT};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::Value;
use vault::TotpSecret;

use crate::installation::Installation;

pub(crate) const PASSWORD: &str = "tres tucanes sobre el guanacaste";

/// A browser.
pub(crate) struct Person {
    client: Client,
    url: String,
    cookies: Mutex<BTreeMap<String, String>>,
    totp: Mutex<Option<TotpSecret>>,
}

impl Person {
    /// A browser without cookies.
    pub(crate) fn stranger(installation: &Installation) -> Self {
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        Self {
            client,
            url: installation.url.clone(),
            cookies: Mutex::default(),
            totp: Mutex::default(),
        }
    }

    /// Registers a firm with a set-up link's token, sets up the authenticator and is signed in.
    pub(crate) async fn register(installation: &Installation, token: &str, firm: &str, email: &str) -> Self {
        let person = Self::stranger(installation);
        let puzzle = person.post("access/captcha", &[("form", "register")]).await;
        let captcha = match puzzle.json().await.unwrap() {
            Captcha::Puzzle(puzzle) => puzzle.solve(),
            Captcha::Turnstile { .. } => panic!("no browser works that out"),
        };
        let prove = [("captcha", captcha.as_str()), ("token", token), ("email", email)];
        let answer = person.post("access/prove-mail", &prove).await;
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
        let mailed = installation.mailed_link(email, "setup/firm").await;
        let form = [
            ("form[token]", mailed.as_str()),
            ("form[firm_name]", firm),
            ("form[name]", email.split('@').next().unwrap()),
            ("form[password]", PASSWORD),
            ("form[language]", "en"),
        ];
        let answer = person.post("access/register-firm", &form).await;
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
        person.enrol().await;
        person
    }

    /// Signs in for the first time.
    pub(crate) async fn first_sign_in(installation: &Installation, email: &str) -> Self {
        let person = Self::stranger(installation);
        let answer = person
            .post("access/sign-in", &[("email", email), ("password", PASSWORD)])
            .await;
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
        person.enrol().await;
        person
    }

    /// Takes up an account by the token of a link, sets up the authenticator and is signed in.
    pub(crate) async fn join(installation: &Installation, token: &str, name: &str) -> Self {
        let person = Self::stranger(installation);
        let form = [
            ("token", token),
            ("name", name),
            ("password", PASSWORD),
            ("language", "en"),
        ];
        let answer = person.post("access/join", &form).await;
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
        person.enrol().await;
        person
    }

    async fn enrol(&self) {
        let enrolment: Value = self.post("access/enrolment", &[]).await.json().await.unwrap();
        let secret = TotpSecret::from_bytes(&base32(enrolment["secret"].as_str().unwrap())).unwrap();
        let answer = self
            .post("access/enter-code", &[("code", &secret.code_at(now()))])
            .await;
        *self.totp.lock().unwrap() = Some(secret);
        assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
    }

    /// Where a server function is: by its name within `/api`, or by its whole path.
    fn address(&self, function: &str) -> String {
        if function.starts_with('/') {
            format!("{}{function}", self.url)
        } else {
            format!("{}/api/{function}", self.url)
        }
    }

    /// Signs in to the console, with the code after the one that was used at the office.
    pub(crate) async fn sign_in_at_the_console(&self, email: &str) -> [Response; 2] {
        let password = self
            .post("/admin/api/access/sign-in", &[("email", email), ("password", PASSWORD)])
            .await;
        [password, self.give_next_code("/admin/api/access/enter-code").await]
    }

    /// Gives the code after the one that was used when the app was set up.
    pub(crate) async fn give_next_code(&self, function: &str) -> Response {
        self.post(function, &[("code", &self.next_code())]).await
    }

    /// The code after the present one.
    pub(crate) fn next_code(&self) -> String {
        self.totp.lock().unwrap().as_ref().unwrap().code_at(now() + 30)
    }

    /// The present code of an app with this secret, in base 32.
    pub(crate) fn code_of(secret: &str) -> String {
        TotpSecret::from_bytes(&base32(secret)).unwrap().code_at(now())
    }

    /// A cookie that the browser keeps.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    /// Puts a cookie there, or takes it away.
    pub(crate) fn keep(&self, name: &str, value: Option<String>) {
        let mut cookies = self.cookies.lock().unwrap();
        match value {
            Some(value) => cookies.insert(name.to_owned(), value),
            None => cookies.remove(name),
        };
    }

    /// Calls a server function with a form.
    pub(crate) async fn post(&self, function: &str, form: &[(&str, &str)]) -> Response {
        self.send(self.client.post(self.address(function)).form(form)).await
    }

    /// Calls a server function as a case of the attack does.
    pub(crate) async fn ask(&self, function: &str, ask: &Ask) -> Response {
        match ask {
            Ask::Form(fields) => {
                let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                self.post(function, &fields).await
            }
            Ask::Json(body) => self.post_json(function, body).await,
        }
    }

    /// Calls a server function while the server may be killed: its answer, or that none came.
    pub(crate) async fn try_post_json(&self, function: &str, body: &Value) -> Option<Response> {
        let request = self.client.post(self.address(function)).json(body);
        self.try_send(request).await.ok()
    }

    /// The same with a form.
    pub(crate) async fn try_post(&self, function: &str, form: &[(&str, &str)]) -> Option<Response> {
        let request = self.client.post(self.address(function)).form(form);
        self.try_send(request).await.ok()
    }

    /// Calls a server function with JSON.
    pub(crate) async fn post_json(&self, function: &str, body: &Value) -> Response {
        self.send(self.client.post(self.address(function)).json(body)).await
    }

    /// Fetches a path.
    pub(crate) async fn get(&self, path: &str) -> Response {
        self.send(self.client.get(format!("{}{path}", self.url))).await
    }

    /// Goes to a path as a browser does that shows what it gets as a page.
    pub(crate) async fn go(&self, path: &str) -> Response {
        let request = self.client.get(format!("{}{path}", self.url));
        self.send_as("text/html", request).await.unwrap()
    }

    /// Fetches a path that the browser holds a version of.
    pub(crate) async fn get_if_changed(&self, path: &str, tag: &str) -> Response {
        self.send(
            self.client
                .get(format!("{}{path}", self.url))
                .header(IF_NONE_MATCH, tag),
        )
        .await
    }

    /// Fetches a path as some program does that names itself: by `GET`, or by `HEAD`.
    pub(crate) async fn fetch_as(&self, agent: &str, head: bool, path: &str) -> Response {
        let method = if head { Method::HEAD } else { Method::GET };
        self.send(
            self.client
                .request(method, format!("{}{path}", self.url))
                .header(USER_AGENT, agent),
        )
        .await
    }

    /// Uploads a file to a case.
    pub(crate) async fn upload(&self, case: &str, name: &str, bytes: Vec<u8>) -> Response {
        let part = reqwest::multipart::Part::bytes(bytes).file_name(name.to_owned());
        let form = reqwest::multipart::Form::new().part("file", part);
        self.send(
            self.client
                .post(format!("{}/files/cases/{case}/documents", self.url))
                .multipart(form),
        )
        .await
    }

    async fn send(&self, request: RequestBuilder) -> Response {
        self.try_send(request).await.unwrap()
    }

    async fn try_send(&self, request: RequestBuilder) -> Result<Response, reqwest::Error> {
        self.send_as("application/json", request).await
    }

    async fn send_as(&self, accept: &str, request: RequestBuilder) -> Result<Response, reqwest::Error> {
        let cookies = self
            .cookies
            .lock()
            .unwrap()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join("; ");
        let response = request
            .header(ORIGIN, &self.url)
            .header(COOKIE, cookies)
            .header(ACCEPT, accept)
            .send()
            .await?;
        for cookie in response.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
        }
        Ok(response)
    }
}

/// Seconds since 1970.
#[expect(
    clippy::disallowed_methods,
    reason = "the server under test reads the machine's clock"
)]
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// RFC 4648, section 6.
fn base32(text: &str) -> Vec<u8> {
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0_u32);
    for letter in text.bytes().filter(|letter| *letter != b'=') {
        held = held << 5
            | u32::try_from(
                b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
                    .iter()
                    .position(|known| *known == letter)
                    .unwrap(),
            )
            .unwrap();
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).unwrap());
        }
    }
    bytes
}
