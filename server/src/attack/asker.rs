//! Somebody who asks the router, from an address of their own.

use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use app::api::guard::{CONSOLE_COOKIE, SESSION_COOKIE, VISIT_COOKIE};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use backend::attack::{Asks, Attacker, Dice, Ground, Hindrance, Side, Tally};
use domain::audit::LogPage;
use http::Response;
use tower::ServiceExt as _;
use uuid::Uuid;

use super::answer::{Answer, Judge};
use super::call::{Call, Swap};
use super::cases::Ask;
use super::words;

/// How long an answer may take, on a machine that has much else to do.
const LATEST: Duration = Duration::from_secs(20);
/// How often something is asked that is not answered: a page's rendering gets stuck once in some thousand times on a machine that is full, and a
/// disk that is busy for seconds keeps every connection to the database.
const PATIENCE: u32 = 5;
/// How long an installation that could not answer is left alone.
const RESPITE: Duration = Duration::from_secs(1);
/// How often two answers are compared before they are told apart. What a page is made of comes in one order or another by chance.
const COMPARED: u32 = 8;

/// Somebody with their cookies.
#[derive(Clone)]
pub(super) struct Asker {
    app: Router,
    pub(super) who: &'static str,
    pub(super) office: Option<String>,
    pub(super) console: Option<String>,
    pub(super) visit: Option<String>,
    pub(super) asks: Asks,
    /// Whether how long they are answered is measured.
    pub(super) measured: bool,
    /// Whether whatever is hers is put in another's place in what they ask again.
    pub(super) outsider: bool,
    address: IpAddr,
    judge: Judge,
    /// What is hers and not theirs, by which an answer may not differ.
    ids: Vec<Uuid>,
    sha256: String,
    /// Words of her cases.
    words: Arc<Vec<String>>,
    /// A number that is nobody's to open, where it is of their firm: others have cases of their own by it.
    number: Option<String>,
    /// The names under which what is hers is told.
    names: Arc<Vec<(String, &'static str)>>,
    pub(super) tally: Arc<Tally>,
}

impl Asker {
    /// Ana, who may see everything. What she asks is no attempt, and counted apart.
    pub(super) fn ana(app: &Router, ground: &Ground) -> Self {
        Self {
            app: app.clone(),
            who: "Ana",
            office: Some(ground.anas_cookie.clone()),
            console: None,
            visit: None,
            asks: Asks::Everything,
            measured: false,
            outsider: false,
            address: address(1),
            judge: Judge::new(Vec::new(), HashSet::new()),
            ids: Vec::new(),
            sha256: ground.sha256.clone(),
            words: Arc::default(),
            number: None,
            names: Arc::new(ground.written()),
            tally: Arc::default(),
        }
    }

    /// One of those who must not. `files` are digests of what Ana got.
    pub(super) fn attacker(
        app: &Router,
        ground: &Ground,
        number: u8,
        attacker: &Attacker,
        files: &HashSet<[u8; 32]>,
        tally: &Arc<Tally>,
    ) -> Self {
        let theirs = ground.theirs;
        let mut ids = vec![
            theirs.case.0,
            theirs.party.0,
            theirs.document.0,
            theirs.envelope.0,
            theirs.signer.0,
            theirs.filter.0,
            theirs.app.0,
            ground.belongings.passkey.0,
            ground.glass.0,
        ];
        if attacker.side == Side::Outsider {
            ids.extend([
                theirs.firm.0,
                theirs.user.0,
                theirs.session.0,
                ground.belongings.recovery.0,
                ground.belongings.erasure.0,
                ground.walled.0,
            ]);
        }
        Self {
            who: attacker.who,
            office: attacker.office.clone(),
            console: attacker.console.clone(),
            visit: attacker.visit.clone(),
            asks: attacker.asks,
            measured: attacker.measured,
            outsider: attacker.side == Side::Outsider,
            address: address(number),
            judge: Judge::new(ground.secrets(attacker.side), files.clone()),
            ids,
            words: Arc::new(
                ground
                    .marks
                    .of_the_case()
                    .chain(ground.hidden.marks.of_the_case())
                    .map(str::to_lowercase)
                    .collect(),
            ),
            number: (attacker.side == Side::Colleague).then(|| ground.hidden.number.clone()),
            tally: Arc::clone(tally),
            ..Self::ana(app, ground)
        }
    }

    /// The cookies that a browser of theirs would send everywhere.
    pub(super) fn cookies(&self) -> String {
        [
            (SESSION_COOKIE, &self.office),
            (CONSOLE_COOKIE, &self.console),
            (VISIT_COOKIE, &self.visit),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name}={}", value.as_ref()?)))
        .collect::<Vec<_>>()
        .join("; ")
    }

    /// What is hers in a request, and in its place what nobody has.
    pub(super) fn swap(&self, call: &Call, dice: &mut Dice) -> Swap {
        let mut swap: Swap = self
            .ids
            .iter()
            .map(|id| (id.to_string(), dice.like(*id).to_string()))
            .collect();
        swap.push((self.sha256.clone(), dice.digest()));
        if let Some(number) = &self.number {
            swap.push((number.clone(), like_number(number, dice)));
        }
        if !call.searches_a_log() {
            swap.extend(words::twins(&self.words, &call.written(), dice));
        }
        swap
    }

    /// Asks, and answers with whatever begins to come back.
    pub(super) async fn begin(&self, call: &Call) -> Result<Response<Body>, Hindrance> {
        let failed = |error: String| Hindrance::Failed(backend::Failure::broken(error));
        let mut request = call
            .request(&self.cookies())
            .map_err(|error| failed(format!("{}: {error}", call.told())))?;
        request
            .extensions_mut()
            .insert(ConnectInfo(SocketAddr::new(self.address, 9)));
        self.app
            .clone()
            .oneshot(request)
            .await
            .map_err(|error| failed(error.to_string()))
    }

    /// Asks, and reads the answer to its end.
    pub(super) async fn ask(&self, call: &Call) -> Result<Answer, Hindrance> {
        let failed = |error: String| Hindrance::Failed(backend::Failure::broken(error));
        for _ in 0..PATIENCE {
            let answered = async { Answer::read(self.begin(call).await?).await.map_err(failed) };
            let Ok(answer) = tokio::time::timeout(LATEST, answered).await else {
                tracing::warn!(call = self.hidden(&call.told()), who = self.who, "no end of an answer");
                continue;
            };
            let answer = answer?;
            // Nothing was tried. Where it is always so, the run has failed.
            if answer.status == 503 {
                tracing::warn!(call = self.hidden(&call.told()), who = self.who, "no answer now");
                tokio::time::sleep(RESPITE).await;
                continue;
            }
            if answer.status == 429 {
                self.tally.held_back();
            } else {
                self.tally.asked();
            }
            if answer.status < 400 && call.path.contains("/save-filter") {
                self.forget_filters(call).await?;
            }
            return Ok(answer);
        }
        let call = self.hidden(&call.told());
        Err(failed(format!("{call} is not answered, for {}", self.who)))
    }

    /// Takes away again what they have kept under one of her ids: by that their own pages would tell it from another.
    async fn forget_filters(&self, call: &Call) -> Result<(), Hindrance> {
        let failed = |error: String| Hindrance::Failed(backend::Failure::broken(error));
        let (list, remove) = if call.path.starts_with("/admin") {
            ("/admin/api/log/page", "/admin/api/log/remove-filter")
        } else {
            ("/api/audit/log", "/api/audit/remove-filter")
        };
        let page = self.begin(&Call::function(list, &Ask::Form(Vec::new()))).await?;
        let page: LogPage = serde_json::from_slice(&Answer::read(page).await.map_err(failed)?.body).unwrap_or_default();
        for filter in page.saved {
            let which = Ask::Form(vec![("id", filter.id.to_string())]);
            self.begin(&Call::function(remove, &which)).await?;
        }
        Ok(())
    }

    /// Tries a request: says where something of hers comes back.
    pub(super) async fn attempt(&self, call: &Call) -> Result<Answer, Hindrance> {
        let answer = self.ask(call).await?;
        if let Some(what) = self.judge.hers(call, &answer) {
            self.leaked(call, what);
        }
        Ok(answer)
    }

    /// Notes a leak: by a request with names in place of what is hers, which a page of checks must not tell either.
    pub(super) fn leaked(&self, call: &Call, what: String) {
        self.tally.leaked(self.who, &self.hidden(&call.told()), what);
    }

    /// With names in place of what is hers.
    pub(super) fn hidden(&self, text: &str) -> String {
        self.names.iter().fold(text.to_owned(), |text, (value, name)| {
            text.replace(value, name)
                .replace(&value.to_uppercase(), name)
                .replace(&value.replace('-', ""), name)
        })
    }

    /// What of a text is hers.
    pub(super) fn told(&self, text: &str) -> Option<String> {
        self.judge.told("", text)
    }

    /// Tries a request with what is hers and with what nobody has: says where the two are told apart. Whether it was let in to be answered.
    pub(super) async fn attempt_both(&self, call: &Call, dice: &mut Dice) -> Result<bool, Hindrance> {
        let first = self.swap(call, dice);
        let twin = call.swapped(&first);
        let real = self.attempt(call).await?;
        let let_in = real.status != 429;
        if twin == *call || !let_in {
            return Ok(let_in);
        }
        let other = self.ask(&twin).await?;
        if other.status != 429 && real.plain(&first) != other.plain(&first) {
            self.compare(call, dice).await?;
        }
        Ok(true)
    }

    /// Asks both again and again: only where each of the two is always answered alike, and not as the other, they are told apart.
    async fn compare(&self, call: &Call, dice: &mut Dice) -> Result<(), Hindrance> {
        let (mut reals, mut others) = (Vec::new(), Vec::new());
        for _ in 0..COMPARED {
            let swap = self.swap(call, dice);
            let (real, other) = (self.ask(call).await?, self.ask(&call.swapped(&swap)).await?);
            reals.push((real.status, real.plain(&swap)));
            others.push((other.status, other.plain(&swap)));
            if alike(&statuses(&reals)).is_none() || alike(&statuses(&others)).is_none() {
                return Ok(());
            }
        }
        let what = if let (Some(real), Some(other)) = (alike(&reals), alike(&others))
            && real != other
        {
            format!(
                "it tells what is there: {} with {} bytes, and {} with {} bytes for what is not",
                real.0,
                real.1.len(),
                other.0,
                other.1.len()
            )
        } else if let (Some(real), Some(other)) = (alike(&statuses(&reals)), alike(&statuses(&others)))
            && real != other
        {
            format!("it tells what is there: {real}, and {other} for what is not")
        } else {
            return Ok(());
        };
        if reals.iter().chain(&others).all(|(status, _)| *status != 429) {
            self.leaked(call, what);
        }
        Ok(())
    }
}

/// Of the same length, and of a year in which nobody had a case here.
fn like_number(number: &str, dice: &mut Dice) -> String {
    let (_, of_the_year) = number.split_once('-').unwrap_or_default();
    let other: String = of_the_year.chars().map(|_| dice.below(10).to_string()).collect();
    format!("1999-{other}")
}

fn statuses(answers: &[(u16, String)]) -> Vec<u16> {
    answers.iter().map(|(status, _)| *status).collect()
}

/// What all of them are, where they are alike.
fn alike<T: PartialEq>(all: &[T]) -> Option<&T> {
    let (first, rest) = all.split_first()?;
    rest.iter().all(|one| one == first).then_some(first)
}

/// Of a network that nobody has (RFC 5737): whoever is counted there takes no turn from anybody real.
fn address(number: u8) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(192, 0, 2, 10 + number))
}
