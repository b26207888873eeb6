//! Requests beyond the cases, generated from a seed: ids of hers wherever an id stands, one's own among them, parts of her words, other methods
//! and encodings, and whatever else a request may be bent into.

use app::api::guard::{CHALLENGE_COOKIE, CONSOLE_COOKIE, SESSION_COOKIE, TRUST_COOKIE, VISIT_COOKIE};
use backend::attack::{Dice, Ground, Hindrance};
use http::Method;
use uuid::Uuid;

use super::Targets;
use super::asker::Asker;
use super::call::{Call, encoded};
use super::cases::{Ask, asks, functions, is_asked_by, paths, routes};
use crate::edge;

/// What requests are made of.
pub(super) struct Variety {
    hers: Targets,
    /// What the other firm has.
    others: Targets,
    /// More ids of hers: of her firm, her session, what is her own, her signer.
    more: Vec<Uuid>,
    ids: Vec<Uuid>,
    words: Vec<String>,
    /// By name, without what is counted ten a minute and what would take the means of those who try.
    functions: Vec<String>,
    files: Vec<String>,
    pages: Vec<String>,
}

impl Variety {
    pub(super) fn new(ground: &Ground, targets: &Targets) -> Self {
        let (theirs, others) = (&ground.theirs, &ground.others);
        let functions = functions()
            .into_iter()
            .filter(|name| {
                let path = if name.starts_with('/') {
                    name.clone()
                } else {
                    format!("/api/{name}")
                };
                !edge::is_limited(&path) && !LEFT_OUT.contains(&name.as_str())
            })
            .collect();
        let (files, pages) = routes()
            .into_iter()
            .filter(|route| !["/events", "/admin/events", "/healthz", "/readyz"].contains(&route.as_str()))
            .partition(|route| route.starts_with("/files/"));
        Self {
            hers: targets.clone(),
            others: Targets::of(others, ground),
            more: vec![
                theirs.firm.0,
                theirs.session.0,
                theirs.app.0,
                theirs.filter.0,
                theirs.signer.0,
                ground.belongings.passkey.0,
                ground.belongings.recovery.0,
                ground.belongings.erasure.0,
                ground.glass.0,
                ground.walled.0,
            ],
            ids: vec![
                theirs.case.0,
                theirs.party.0,
                theirs.document.0,
                theirs.envelope.0,
                theirs.user.0,
            ],
            words: ground.marks.of_the_case().map(str::to_lowercase).collect(),
            functions,
            files,
            pages,
        }
    }

    /// Asks until so many requests were answered, by everybody together.
    pub(super) async fn go_on(&self, asker: &Asker, mut dice: Dice, most: u32) -> Result<(), Hindrance> {
        while asker.tally.counts()[0] < most {
            let call = self.make(asker, &mut dice);
            if dice.once_in(4) {
                asker.attempt_both(&call, &mut dice).await?;
            } else {
                asker.attempt(&call).await?;
            }
        }
        Ok(())
    }

    /// One more.
    fn make(&self, asker: &Asker, dice: &mut Dice) -> Call {
        let targets = self.mixed(dice);
        let mut call = match dice.below(50) {
            0 => Call::upload(&targets.case),
            1 | 2 => self.page(&targets, dice),
            3..=9 => self.file(&targets, dice),
            _ => self.function(asker, &targets, dice),
        };
        for _ in 0..dice.below(3) {
            call = self.bent(call, asker, dice);
        }
        call
    }

    /// Ids in the places of others: hers, of another kind, one's own, nobody's. The case is hers more often than not.
    fn mixed(&self, dice: &mut Dice) -> Targets {
        let any = |dice: &mut Dice| {
            let all = if dice.once_in(4) { &self.more } else { &self.ids };
            dice.pick(all).map(Uuid::to_string).unwrap_or_default()
        };
        let of = |dice: &mut Dice, hers: &String, own: Option<&String>| match (dice.below(8), own) {
            (0, _) => any(dice),
            (1, Some(own)) => own.clone(),
            (2, _) => dice.like(self.ids.first().copied().unwrap_or_default()).to_string(),
            _ => hers.clone(),
        };
        Targets {
            case: of(dice, &self.hers.case, Some(&self.others.case)),
            party: of(dice, &self.hers.party, Some(&self.others.party)),
            // Not one's own: of their accounts and their envelope they live.
            user: of(dice, &self.hers.user, None),
            session: of(dice, &self.hers.session, None),
            app: of(dice, &self.hers.app, None),
            filter: of(dice, &self.hers.filter, Some(&self.others.filter)),
            passkey: of(dice, &self.hers.passkey, None),
            recovery: of(dice, &self.hers.recovery, None),
            erasure: of(dice, &self.hers.erasure, None),
            glass: of(dice, &self.hers.glass, None),
            walled: of(dice, &self.hers.walled, None),
            document: of(dice, &self.hers.document, Some(&self.others.document)),
            envelope: of(dice, &self.hers.envelope, None),
            part: self.part(dice),
            client: self.hers.client.clone(),
            mailbox: self.hers.mailbox.clone(),
            hidden_client: self.hers.hidden_client.clone(),
            sha256: self.hers.sha256.clone(),
            number: self.hers.number.clone(),
        }
    }

    /// A part of one of her words: the whole is what must not come back.
    fn part(&self, dice: &mut Dice) -> String {
        let Some(word) = dice.pick(&self.words) else {
            return String::new();
        };
        let length = 2 + dice.below(8);
        let begin = dice.below(word.len().saturating_sub(length));
        word.get(begin..begin + length).unwrap_or_default().to_owned()
    }

    fn function(&self, asker: &Asker, targets: &Targets, dice: &mut Dice) -> Call {
        let name = loop {
            match dice.pick(&self.functions) {
                Some(name) if is_asked_by(name, asker) => break name,
                Some(_) => {}
                None => return Call::get("/"),
            }
        };
        let all = asks(name, targets).unwrap_or_default();
        let Some(ask) = dice.pick(&all) else {
            return Call::get("/");
        };
        let Ask::Form(fields) = ask else {
            return Call::function(name, ask);
        };
        let mut fields = fields.clone();
        self.more_fields(name, &mut fields, dice);
        if dice.once_in(6) && !fields.is_empty() {
            // The same field twice, with something else in it.
            let (field, _) = fields[dice.below(fields.len())];
            let other = dice.pick(&self.ids).map(Uuid::to_string).unwrap_or_default();
            let at = dice.below(fields.len());
            fields.insert(at, (field, other));
        }
        match dice.below(12) {
            0 => Call::function_in_json(name, &fields),
            1 => {
                let call = Call::function(name, &Ask::Form(Vec::new()));
                let path = format!("{}?{}", call.path, encoded(&fields));
                Call { path, ..call }
            }
            2 => {
                let call = Call::function(name, &Ask::Form(Vec::new()));
                Call::get(format!("{}?{}", call.path, encoded(&fields)))
            }
            _ => Call::function(name, &Ask::Form(fields)),
        }
    }

    /// What narrows, searches and pages.
    fn more_fields(&self, name: &str, fields: &mut Vec<(&'static str, String)>, dice: &mut Dice) {
        let any = |dice: &mut Dice| dice.pick(&self.ids).map(Uuid::to_string).unwrap_or_default();
        match name {
            "cases/dashboard" => fields.push(("search", self.part(dice))),
            "cases/timeline" => fields.push(("before", dice.below(5_000).to_string())),
            "audit/log" | "audit/own" | "/admin/api/log/page" => {
                for _ in 0..dice.below(3) {
                    fields.push(match dice.below(6) {
                        0 => ("filter[before]", dice.below(5_000).to_string()),
                        1 => ("filter[from]", "2020-01-01".to_owned()),
                        2 => ("filter[group]", "documents".to_owned()),
                        3 => ("filter[user]", any(dice)),
                        4 => ("filter[text]", self.part(dice)),
                        _ => ("filter[case]", any(dice)),
                    });
                }
            }
            "people/end-sessions" | "/admin/api/people/end-sessions" => fields.push(("session", any(dice))),
            _ => {}
        }
    }

    fn file(&self, targets: &Targets, dice: &mut Dice) -> Call {
        let route = dice.pick(&self.files).cloned().unwrap_or_default();
        let all = paths(&route, targets).unwrap_or_default();
        let Some(path) = dice.pick(&all) else {
            return Call::get(format!("/files/documents/{}", targets.document));
        };
        let (page, width) = (dice.below(4), [1, 200, 720, 1080, 1600, 99_999][dice.below(6)]);
        let path = path
            .replace("/pages/1", &format!("/pages/{page}"))
            .replace("width=720", &format!("width={width}"));
        Call::get(path)
    }

    fn page(&self, targets: &Targets, dice: &mut Dice) -> Call {
        let route = dice.pick(&self.pages).cloned().unwrap_or_default();
        let all = paths(&route, targets).unwrap_or_default();
        let path = dice.pick(&all).cloned().unwrap_or_else(|| "/cases".to_owned());
        let path = match (dice.below(3), path.contains('?')) {
            (0, false) => format!("{path}?search={}&case={}", self.part(dice), targets.case),
            (1, false) => format!("{path}?user={}&next=/cases/{}", targets.user, targets.case),
            _ => path,
        };
        Call::get(path).with("accept", "text/html")
    }

    /// Bends a request in one of many ways.
    fn bent(&self, call: Call, asker: &Asker, dice: &mut Dice) -> Call {
        let id = dice.pick(&self.ids).copied().unwrap_or_default();
        match dice.below(16) {
            0 => Call {
                method: [
                    Method::PUT,
                    Method::DELETE,
                    Method::PATCH,
                    Method::HEAD,
                    Method::OPTIONS,
                    Method::GET,
                    Method::POST,
                ][dice.below(7)]
                .clone(),
                ..call
            },
            1 => call.with("range", "bytes=0-4000"),
            2 => call.with("if-none-match", &format!("\"{}\"", self.hers.sha256)),
            3 => call.with("if-none-match", "*"),
            4 => call
                .with("accept", "text/html")
                .with("referer", &format!("http://attack.invalid/cases/{id}")),
            5 => {
                let kind = [
                    "text/plain",
                    "application/json",
                    "application/cbor",
                    "multipart/form-data; boundary=x",
                    "application/octet-stream",
                ][dice.below(5)];
                call.with("content-type", kind)
            }
            6 => call.with("x-original-url", &format!("/files/documents/{}", self.hers.document)),
            7 => call.with("x-http-method-override", "GET"),
            8 => call
                .with("x-forwarded-for", "127.0.0.1")
                .with("forwarded", "for=127.0.0.1"),
            9 => call.with("accept-language", ["es", "en", "*"][dice.below(3)]),
            10 => Call {
                cookies: Some(Self::other_cookies(asker, dice)),
                ..call
            },
            // The same id, written otherwise.
            11 => call.swapped(&vec![(id.to_string(), id.to_string().to_uppercase())]),
            12 => call.swapped(&vec![(id.to_string(), id.simple().to_string())]),
            13 => call.swapped(&vec![(id.to_string(), format!("urn:uuid:{id}"))]),
            14 => {
                let padded = ["%20", "%00", "..", "/../"][dice.below(4)];
                call.swapped(&vec![(id.to_string(), format!("{id}{padded}"))])
            }
            _ if call.is_of_a_function() => {
                let path = call
                    .path
                    .replace("/api/", ["/api//", "/api/./", "/admin/api/", "/API/"][dice.below(4)]);
                Call { path, ..call }
            }
            _ => call,
        }
    }

    /// One's own cookies in other places, spoilt, or without a signature.
    fn other_cookies(asker: &Asker, dice: &mut Dice) -> String {
        const NAMES: [&str; 5] = [
            SESSION_COOKIE,
            CONSOLE_COOKIE,
            VISIT_COOKIE,
            CHALLENGE_COOKIE,
            TRUST_COOKIE,
        ];
        let own: Vec<&String> = [&asker.office, &asker.console, &asker.visit]
            .into_iter()
            .flatten()
            .collect();
        let name = NAMES[dice.below(NAMES.len())];
        let unsigned = || {
            // {"alg":"none"} and {"iss":"matterlock"}, as anybody can write them.
            "eyJhbGciOiJub25lIn0.eyJpc3MiOiJtYXR0ZXJsb2NrIn0.".to_owned()
        };
        let Some(value) = dice.pick(&own) else {
            return format!("{name}={}", unsigned());
        };
        match dice.below(5) {
            0 => format!("{name}={value}"),
            1 => format!(
                "{name}={}",
                value.get(..value.len().saturating_sub(3)).unwrap_or_default()
            ),
            2 => format!("{name}={}", unsigned()),
            3 => {
                // Another's session under one's own signature.
                let parts: Vec<&str> = value.split('.').collect();
                let [head, _, signature] = parts.as_slice() else {
                    return String::new();
                };
                format!("{name}={head}.eyJpc3MiOiJtYXR0ZXJsb2NrIiwiYXVkIjoib2ZmaWNlIn0.{signature}")
            }
            _ => NAMES.map(|name| format!("{name}={value}")).join("; "),
        }
    }
}

/// Functions that those who try would lose something of their own by, were their arguments bent.
const LEFT_OUT: [&str; 6] = [
    "access/sign-out",
    "/admin/api/access/sign-out",
    "visit/decline",
    "sessions/end",
    "checks/run",
    "/admin/api/checks/attack",
];
