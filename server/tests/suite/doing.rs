//! Whatever can be changed, changed over HTTP by whoever may: each function is done, and the database saw it change something.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::captcha::Captcha;
use matterlock_server::attack::Targets;
use matterlock_server::attack::cases::{Ask, signature_form};
use serde_json::{Value, json};

use crate::anas::{ana_and_client, ask_signature, link_token, open_and_consent};
use crate::entries::operator;
use crate::installation::Installation;
use crate::person::{PASSWORD, Person};

const REASON: &str = "so that it is seen";
const LUIS: &str = "luis@firm-a.example";
const BEA: &str = "bea@firm-a.example";

/// What a function writes where it does anything, be it the entry alone; neither that somebody asked, nor what goes on besides.
const CHANGED: &str = "from public.touched
    where role not in ('none', 'matterlock_worker', 'matterlock_sealer')
      and part not in ('log_heads', 'log_keys', 'console_heads', 'rate_counts', 'check_results', 'attack_runs', 'proof_run')
      and (firm is null or firm in (select id::text from matterlock.firms where name = 'Firm A' or kind = 'installation'))
      and columns is distinct from ' (last_seen_at)'";

/// Done by whoever makes the firm, its case and its people, and answered as it has to be there.
pub(crate) const BY_MAKING_IT: [&str; 12] = [
    "/admin/api/access/enter-code",
    "/admin/api/access/sign-in",
    "access/enrolment",
    "access/enter-code",
    "access/join",
    "access/prove-mail",
    "access/register-firm",
    "access/sign-in",
    "cases/open",
    "signing/request",
    "visit/give-consent",
    "visit/open-link",
];

/// The functions that were done.
struct Doing<'a> {
    installation: &'a Installation,
    done: BTreeSet<&'static str>,
}

impl Doing<'_> {
    /// Asks, and expects that it is answered and that something changed: what was answered.
    async fn ask(&mut self, person: &Person, function: &'static str, ask: &Ask) -> Value {
        let last = self
            .installation
            .sql("select coalesce(max(number), 0) from public.touched");
        let answer = person.ask(function, ask).await;
        let (status, said) = (answer.status(), answer.text().await.unwrap());
        assert_eq!(status, 200, "{function}: {said}");
        let changed = self
            .installation
            .sql(&format!("select count(*) {CHANGED} and number > {last}"));
        assert_ne!(changed, "0", "{function} changed nothing: {said}");
        self.done.insert(function);
        serde_json::from_str(&said).unwrap_or_default()
    }

    /// The same with a form.
    async fn does(&mut self, person: &Person, function: &'static str, fields: &[(&'static str, &str)]) -> Value {
        let fields = fields.iter().map(|(name, value)| (*name, (*value).to_owned()));
        self.ask(person, function, &Ask::Form(fields.collect())).await
    }
}

/// Who there is.
pub(crate) struct Everybody {
    pub(crate) ana: Person,
    bea: Person,
    luis: Person,
    olga: Person,
    pub(crate) client: Person,
    pub(crate) anas: Targets,
    luis_id: String,
    ana_id: String,
}

impl Everybody {
    async fn arrive(installation: &Installation) -> Self {
        let (ana, anas, client) = ana_and_client(installation).await;
        installation.add_colleague("ana@firm-a.example", LUIS, "Luis", "attorney");
        installation.add_colleague("ana@firm-a.example", BEA, "Bea", "administrator");
        let luis = Person::first_sign_in(installation, LUIS).await;
        let bea = Person::first_sign_in(installation, BEA).await;
        let [_, code] = bea.sign_in_at_the_console(BEA).await;
        assert_eq!(code.status(), 200);
        let olga = operator(installation, "olga@operators.example").await;
        Self {
            luis_id: user_called("Luis", &ana).await,
            ana_id: user_called("ana", &ana).await,
            ana,
            bea,
            luis,
            olga,
            client,
            anas,
        }
    }
}

async fn read(person: &Person, function: &str, fields: &[(&str, &str)]) -> Value {
    let answer = person.post(function, fields).await;
    assert_eq!(answer.status(), 200, "{function}");
    answer.json().await.unwrap()
}

/// Whose name this is, as somebody at the console reads it.
async fn user_called(name: &str, at_the_console: &Person) -> String {
    let people = read(at_the_console, "/admin/api/people/list", &[]).await;
    let row = people.as_array().unwrap().iter().find(|row| row["name"] == name);
    row.unwrap()["user"].as_str().unwrap().to_owned()
}

fn id(of: &Value) -> String {
    of["id"].as_str().unwrap().to_owned()
}

/// Does everything: what was done, and who there is.
pub(crate) async fn do_everything(installation: &Installation) -> (BTreeSet<&'static str>, Everybody) {
    let all = Everybody::arrive(installation).await;
    let mut doing = Doing {
        installation,
        done: BTreeSet::new(),
    };
    on_the_case(&mut doing, &all).await;
    with_signatures(&mut doing, &all).await;
    at_the_console(&mut doing, &all).await;
    with_support(&mut doing, &all).await;
    on_ones_own_account(&mut doing, &all).await;
    (doing.done, all)
}

async fn on_the_case(doing: &mut Doing<'_>, all: &Everybody) {
    let Everybody {
        ana,
        bea,
        luis_id,
        ana_id,
        ..
    } = all;
    let case = all.anas.case.as_str();
    let page = read(ana, "cases/page", &[("case", case)]).await;
    let luis = [("case", case), ("user", luis_id)];
    let why = [("case", case), ("reason", REASON)];
    let luis_why = [("case", case), ("user", luis_id), ("reason", REASON)];
    doing.does(ana, "cases/assign", &luis).await;
    doing.does(ana, "cases/name-responsible", &luis).await;
    doing
        .does(ana, "cases/name-responsible", &[("case", case), ("user", ana_id)])
        .await;
    doing.does(ana, "cases/unassign", &luis).await;
    doing.does(ana, "cases/raise-wall", &luis_why).await;
    doing.does(ana, "cases/lift-wall", &luis_why).await;
    doing.does(ana, "cases/place-hold", &why).await;
    doing.does(ana, "cases/lift-hold", &why).await;
    let party = add_witness(doing, ana, case).await;
    doing
        .does(ana, "cases/remove-party", &[("case", case), ("party", &party)])
        .await;
    let change = [
        ("form[id]", case),
        ("form[version]", "1"),
        ("form[title]", "Otro nombre"),
        ("form[kind]", "civil"),
        ("form[stage]", "active"),
    ];
    doing.does(ana, "cases/change", &change).await;
    let number = page["number"].as_str().unwrap();
    doing
        .does(bea, "cases/break-glass", &[("number", number), ("reason", REASON)])
        .await;
    let page = read(ana, "cases/page", &[("case", case)]).await;
    let glass = id(&page["broken_glass"][0]);
    doing.does(ana, "cases/end-glass", &[("glass", &glass)]).await;
    let kept = doing.does(ana, "audit/save-filter", &[("name", "Mine")]).await;
    let kept = id(kept.as_array().unwrap().last().unwrap());
    doing.does(ana, "audit/remove-filter", &[("id", &kept)]).await;
}

/// Adds a witness to a case: the party.
async fn add_witness(doing: &mut Doing<'_>, ana: &Person, case: &str) -> String {
    let witness = [
        ("form[case]", case),
        ("form[role]", "witness"),
        ("form[name]", "Carmen"),
    ];
    let party = doing.does(ana, "cases/save-party", &witness).await;
    party.as_str().unwrap().to_owned()
}

async fn with_signatures(doing: &mut Doing<'_>, all: &Everybody) {
    let Everybody { ana, client, anas, .. } = all;
    let shown = Ask::Json(json!({ "pages": (1..=50).collect::<Vec<u32>>() }));
    let mark = json!({ "typed": "Zapodidae" });
    doing.ask(client, "visit/pages-shown", &shown).await;
    doing
        .ask(client, "visit/save-draft", &Ask::Json(json!({ "mark": mark })))
        .await;
    doing
        .ask(client, "visit/sign", &Ask::Json(json!({ "mark": mark, "key": "k" })))
        .await;
    // A document holds one signature that is asked for at a time: each is over before the next.
    for ends in ["visit/sign-typed", "visit/decline"] {
        let envelope = ask_signature(ana, &anas.document, &anas.party).await;
        doing.does(ana, "signing/mail-link", &[("envelope", &envelope)]).await;
        doing
            .does(
                ana,
                "signing/hand-over-link",
                &[("envelope", &envelope), ("channel", "copied")],
            )
            .await;
        let signer = Person::stranger(doing.installation);
        open_and_consent(&signer, &link_token(ana, &envelope).await).await;
        signer.ask("visit/pages-shown", &shown).await;
        let how = match ends {
            "visit/decline" => [("kind", "declined"), ("reason", "no")],
            _ => [("name", "Zapodidae"), ("key", "k")],
        };
        doing.does(&signer, ends, &how).await;
    }
    let envelope = doing
        .does(ana, "signing/request", &signature_form(&anas.document, &anas.party))
        .await;
    let envelope = envelope.as_str().unwrap();
    doing
        .does(ana, "signing/void", &[("envelope", envelope), ("reason", REASON)])
        .await;
}

async fn at_the_console(doing: &mut Doing<'_>, all: &Everybody) {
    const NEW: &str = "nora@firm-a.example";
    let Everybody {
        ana,
        bea,
        luis_id,
        anas,
        ..
    } = all;
    let luis = [("user", luis_id.as_str())];
    let invitation = [
        ("name", "Nora"),
        ("email", NEW),
        ("role", "read_only"),
        ("language", "en"),
    ];
    // The first mail is there before it is asked again, so that the other one is the second.
    doing.does(ana, "/admin/api/people/invite", &invitation).await;
    let first = doing.installation.mailed_link(NEW, "join").await;
    let invited = id(&read(ana, "/admin/api/people/invitations", &[]).await[0]);
    doing
        .does(
            ana,
            "/admin/api/people/withdraw-invitation",
            &[("invitation", &invited)],
        )
        .await;
    doing.does(ana, "/admin/api/people/invite", &invitation).await;
    let token = doing.installation.mailed_after(&first, NEW, "join").await;
    Person::join(doing.installation, &token, "Nora").await;

    // Who lost a factor is helped by two; or stops it, by the link that tells them.
    doing.does(ana, "/admin/api/recoveries/ask", &luis).await;
    let token = doing.installation.mailed_link(LUIS, "recovery").await;
    let stranger = Person::stranger(doing.installation);
    doing
        .does(&stranger, "access/cancel-recovery", &[("token", &token)])
        .await;
    for (who, ends) in [
        (ana, "/admin/api/recoveries/cancel"),
        (bea, "/admin/api/recoveries/approve"),
    ] {
        doing.does(ana, "/admin/api/recoveries/ask", &luis).await;
        let recovery = id(&read(ana, "/admin/api/recoveries/list", &[]).await[0]);
        doing.does(who, ends, &[("recovery", &recovery)]).await;
    }

    let policies = [
        ("form[untrusted_hours]", "2"),
        ("form[trusted_days]", "3"),
        ("form[time_zone]", "UTC"),
    ];
    doing.does(ana, "/admin/api/policies/save", &policies).await;
    doing
        .does(ana, "/admin/api/policies/save-networks", &[("networks", "127.0.0.0/8")])
        .await;
    let kept = doing.does(ana, "/admin/api/log/save-filter", &[("name", "Mine")]).await;
    let kept = id(kept.as_array().unwrap().last().unwrap());
    doing.does(ana, "/admin/api/log/remove-filter", &[("id", &kept)]).await;

    let party = add_witness(doing, ana, &anas.case).await;
    let erased = [("subjects[0]", party.as_str()), ("ground", REASON), ("sure", "true")];
    doing.does(ana, "/admin/api/erasures/erase", &erased).await;
}

async fn with_support(doing: &mut Doing<'_>, all: &Everybody) {
    let Everybody { ana, olga, anas, .. } = all;
    let page = read(ana, "cases/page", &[("case", &anas.case)]).await;
    let number = page["number"].as_str().unwrap();
    let desk = read(olga, "/admin/api/installation/support", &[]).await;
    let firm = desk["firms"][0][0].as_str().unwrap();
    for ends in [
        "/admin/api/support/decline",
        "/admin/api/support/revoke",
        "/admin/api/installation/end-support",
    ] {
        doing
            .does(
                olga,
                "/admin/api/installation/ask-support",
                &[("firm", firm), ("reason", REASON)],
            )
            .await;
        let support = id(&read(ana, "/admin/api/support/list", &[]).await[0]);
        let which = [("support", support.as_str())];
        if ends != "/admin/api/support/decline" {
            let terms = [("support", support.as_str()), ("number", number), ("hours", "1")];
            doing.does(ana, "/admin/api/support/grant", &terms).await;
            doing.does(olga, "/admin/api/installation/enter-support", &which).await;
        }
        let who = if ends.contains("installation") { olga } else { ana };
        doing.does(who, ends, &which).await;
    }

    doing.does(olga, "/admin/api/installation/make-setup-link", &[]).await;
    let firms = read(olga, "/admin/api/installation/firms", &[]).await;
    let link = id(&firms["links"][0]);
    doing
        .does(olga, "/admin/api/installation/withdraw-setup-link", &[("link", &link)])
        .await;
    // With what it is about, or the next look closes it.
    let alert = doing.installation.sql(
        "insert into matterlock.check_results (check_id, promise, outcome, at, took_ms, attempts, detail)
           values ('X0.none', 'X0', 'broken', app.now(), 1, 0, 'seen');
         insert into matterlock.alerts (firm_id, id, kind, subject, figure)
           select id, gen_random_uuid(), 'check_broken', 'X0.none', 0 from matterlock.firms where kind = 'installation'
         returning id",
    );
    doing
        .does(olga, "/admin/api/installation/acknowledge", &[("alert", &alert)])
        .await;
}

async fn on_ones_own_account(doing: &mut Doing<'_>, all: &Everybody) {
    const NEW: &str = "lantern ginger gondola 71";
    let Everybody {
        ana,
        bea,
        olga,
        luis,
        luis_id,
        ..
    } = all;
    doing
        .does(ana, "access/choose-language", &[("language", "es"), ("back", "/cases")])
        .await;
    let app = doing.does(bea, "account/add-app", &[("name", "Other phone")]).await;
    let (app, secret) = (id(&app), app["enrolment"]["secret"].as_str().unwrap().to_owned());
    doing
        .does(
            bea,
            "account/confirm-app",
            &[("app", &app), ("code", &Person::code_of(&secret))],
        )
        .await;
    doing
        .does(bea, "account/rename-app", &[("id", &app), ("name", "Old phone")])
        .await;
    doing.does(bea, "account/remove-app", &[("id", &app)]).await;
    let codes = doing.does(bea, "account/make-recovery-codes", &[]).await;
    let elsewhere = Person::stranger(doing.installation);
    let given = [("email", BEA), ("password", PASSWORD)];
    assert_eq!(elsewhere.post("access/sign-in", &given).await.status(), 200);
    doing
        .does(
            &elsewhere,
            "access/enter-recovery-code",
            &[("code", codes[0].as_str().unwrap())],
        )
        .await;

    doing
        .does(
            luis,
            "access/change-password",
            &[("old_password", PASSWORD), ("password", NEW)],
        )
        .await;
    // Codes are used once: the next one is of the next half minute.
    tokio::time::sleep(Duration::from_secs(31)).await;
    let code = bea.next_code();
    doing.does(bea, "/admin/api/access/step-up", &[("code", &code)]).await;
    let code = ana.next_code();
    doing.does(ana, "access/step-up", &[("code", &code)]).await;
    let stranger = Person::stranger(doing.installation);
    let puzzle = stranger.post("access/captcha", &[("form", "recover")]).await;
    let Captcha::Puzzle(puzzle) = puzzle.json().await.unwrap() else {
        panic!("no puzzle")
    };
    let asked = [("email", LUIS), ("captcha", &puzzle.solve())];
    doing.does(&stranger, "access/ask-new-password", &asked).await;
    let token = doing.installation.mailed_link(LUIS, "sign-in/new-password").await;
    let code = luis.next_code();
    let new = [("token", token.as_str()), ("password", PASSWORD), ("code", &code)];
    doing.does(&stranger, "access/set-new-password", &new).await;

    let whom = [("user", luis_id.as_str())];
    doing
        .does(ana, "/admin/api/people/change-role", &[whom[0], ("role", "assistant")])
        .await;
    doing.does(ana, "/admin/api/people/close", &whom).await;
    doing.does(ana, "/admin/api/people/reopen", &whom).await;
    let nora = user_called("Nora", ana).await;
    doing
        .does(ana, "/admin/api/people/end-sessions", &[("user", &nora)])
        .await;
    doing.does(olga, "/admin/api/access/sign-out", &[]).await;
    // One session at the office and one at the console: this one ends the other.
    let sessions = read(&elsewhere, "sessions/page", &[]).await;
    let other = |session: &&Value| session["mine"] == false && session["ended"].is_null();
    let other = id(sessions["sessions"].as_array().unwrap().iter().find(other).unwrap());
    doing
        .does(&elsewhere, "sessions/end", &[("what", "session"), ("session", &other)])
        .await;
    doing.does(&elsewhere, "access/sign-out", &[]).await;
}
