//! I5: whoever operates the installation reads nothing of a firm, but one case that the firm lets them into, for a while, in the open.

use std::sync::Arc;
use std::time::Duration;

use backend::caller::{AtTheConsole, Caller, SessionProbe};
use backend::live::{Stream, run_switchboard};
use backend::support::{self, Terms};
use backend::{access, audit, cases, console, documents, jobs, people};
use domain::access::{EndReason, SessionState};
use domain::audit::{EventGroup, LogFilter};
use domain::erasure::{KeptBy, SubjectKind};
use domain::error::Conflict;
use domain::ids::SupportId;
use domain::live::LiveEvent;
use domain::support::{SupportEnd, SupportRow, SupportStage};
use domain::{Error, Permission, Problem, Role};
use vault::Token;

use crate::operators::operator;
use crate::support::administration::Signed;
use crate::support::changes::{change, number};
use crate::support::log::{everything, told};
use crate::support::people::{Firms, Person, open_case};
use crate::support::races::at_once;
use crate::support::{World, all, conflict, jwt, refusal};

const WHY: &str = "Las firmas de este expediente no se sellan";

/// Two firms with Ana's case and a document in it, an operator at their console, and Ana at hers.
struct Scene {
    firms: Firms,
    olga: Person,
    desk: Signed,
    ana: Signed,
    number: String,
}

impl Scene {
    async fn new() -> Self {
        let firms = Firms::new().await;
        let olga = operator(&firms.world, "olga@operacion.example").await;
        let number = number(&firms, firms.case).await;
        let desk = firms.world.console(&olga).await;
        let ana = firms.world.console(&firms.ana).await;
        while jobs::run_due(&firms.world.backend).await.unwrap() > 0 {}
        Self {
            firms,
            olga,
            desk,
            ana,
            number,
        }
    }

    fn world(&self) -> &World {
        &self.firms.world
    }

    fn terms(&self, changing: bool) -> Terms {
        Terms {
            number: self.number.clone(),
            hours: 2,
            changing,
        }
    }

    /// Olga asks Ana's firm.
    async fn asked(&self) -> SupportId {
        self.asked_with("").await
    }

    /// The same, with the number of a case that somebody told her.
    async fn asked_with(&self, told: &str) -> SupportId {
        support::ask(&self.desk.at, self.firms.ana.caller.me().firm, WHY, told)
            .await
            .unwrap();
        self.row().await.id
    }

    /// The latest request of Ana's firm, as Ana reads it.
    async fn row(&self) -> SupportRow {
        support::of_the_firm(&self.ana.at).await.unwrap().remove(0)
    }

    async fn granted(&self, changing: bool) -> SupportId {
        let asked = self.asked().await;
        support::grant(&self.ana.at, asked, self.terms(changing)).await.unwrap();
        asked
    }

    async fn inside(&self, granted: SupportId) -> Inside {
        Inside::of(
            self.world(),
            support::enter(&self.desk.at, granted).await.unwrap().cookie,
        )
        .await
    }
}

/// Somebody who is in by a grant. What their cookie says is kept for when it is over.
struct Inside {
    caller: Caller,
    probe: SessionProbe,
    secret: Token,
}

impl Inside {
    async fn of(world: &World, cookie: String) -> Self {
        let probe = SessionProbe::from_cookie(&world.visitor(), &cookie).unwrap();
        let caller = access::identify(&probe, false).await.unwrap().unwrap();
        let now = crate::support::people::now(&world.backend);
        let secret = jwt().read(&cookie, vault::Audience::Office, now).unwrap().token;
        Self { caller, probe, secret }
    }

    /// That nothing is theirs any more: by use cases, by the session, and by SQL with its secret.
    async fn is_out(&self, scene: &Scene, document: domain::ids::DocumentId) {
        let world = scene.world();
        assert!(access::identify(&self.probe, false).await.unwrap().is_none());
        assert_eq!(
            refusal(cases::page(&self.caller, scene.firms.case).await),
            Error::NotFound
        );
        assert_eq!(
            refusal(documents::download(&self.caller, document).await),
            Error::NotFound
        );
        let mut raw = world.as_role("matterlock_app", Some(&self.secret)).await;
        for table in raw.readable_tables().await {
            assert_eq!(raw.count(&format!("select count(*) from {table}")).await, 0, "{table}");
        }
    }
}

/// Asks, is let in, reads the one case, and stands in the firm's log with every look; the firm is told at each step.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i5_an_operator_reads_the_one_case_that_the_firm_lets_them_into() {
    let scene = Scene::new().await;
    let (firms, world) = (&scene.firms, scene.world());
    let document = firms.upload().await;
    let (other, _) = open_case(&firms.ana, "Otro asunto de Ana").await;
    let asked = scene.asked().await;
    while jobs::run_due(&world.backend).await.unwrap() > 0 {}
    for told in [&firms.ana.email, &firms.bruno.email] {
        assert!(
            world
                .mails()
                .iter()
                .any(|mail| mail.contains(told.as_str()) && mail.contains("soporte a un expediente")),
            "{told}"
        );
    }
    assert!(
        !world
            .mails()
            .iter()
            .any(|mail| mail.contains(&firms.rosa.email) && mail.contains("soporte"))
    );
    let row = scene.row().await;
    assert_eq!(
        (row.operator.as_str(), row.reason.as_str(), row.stage.clone()),
        ("Olga", WHY, SupportStage::Asked)
    );
    assert!(support::now(&firms.ana.caller).await.unwrap().is_empty());
    assert_eq!(refusal(support::enter(&scene.desk.at, asked).await), Error::NotFound);

    support::grant(&scene.ana.at, asked, scene.terms(false)).await.unwrap();
    while jobs::run_due(&world.backend).await.unwrap() > 0 {}
    let to_ana = |mail: &&String| mail.contains(&firms.ana.email) && mail.contains(&scene.number);
    assert_eq!(
        world.mails().iter().filter(to_ana).count(),
        1,
        "whoever answers for the case"
    );

    let inside = scene.inside(asked).await;
    let me = inside.caller.me();
    assert_eq!((me.name.as_str(), me.role), ("Soporte: Olga", Role::Support));
    assert_eq!(me.firm, firms.ana.caller.me().firm);
    let page = cases::page(&inside.caller, firms.case).await.unwrap();
    assert_eq!(page.title, "Compraventa en Heredia");
    let (mine, theirs) = (
        documents::download(&inside.caller, document).await.unwrap(),
        documents::download(&firms.ana.caller, document).await.unwrap(),
    );
    assert_eq!(mine.bytes, theirs.bytes);
    assert_eq!(refusal(cases::page(&inside.caller, other).await), Error::NotFound);
    assert_eq!(
        refusal(cases::page(&inside.caller, firms.evas_case).await),
        Error::NotFound
    );
    let seen = cases::dashboard(&inside.caller, "", None).await.unwrap();
    assert_eq!((seen.total, seen.cases.len()), (1, 1));

    let entries = everything(&firms.ana).await;
    let looks: Vec<&str> = entries
        .iter()
        .rev()
        .filter(|entry| entry.actor == "Soporte: Olga")
        .map(|entry| entry.event.name())
        .collect();
    assert_eq!(looks, ["support_entered", "case_read", "document_downloaded"]);
    assert_eq!(
        told(
            &firms.rosa,
            "support_granted",
            &["actor", "operator", "reason", "changing"]
        )
        .await,
        format!("ana Olga {WHY} false"),
        "everybody on the case reads it"
    );
    let readers = audit::case_readers(&firms.ana.caller, firms.case, None).await.unwrap();
    assert!(format!("{readers:?}").contains("Soporte: Olga"));
}

/// Whoever is on the case reads which, an administrator who is not that there is one, and nobody else anything.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i5_the_pages_say_it_to_whoever_may_know() {
    let scene = Scene::new().await;
    let firms = &scene.firms;
    let paula = scene
        .world()
        .add_colleague(&firms.ana, "paula@solano.example", Role::Partner)
        .await;
    let inside = scene.inside(scene.granted(false).await).await;
    for (caller, knows) in [
        (&firms.ana.caller, Some(true)),
        (&firms.rosa.caller, Some(true)),
        (&firms.bruno.caller, Some(false)),
        (&paula.caller, None),
        (&firms.eva.caller, None),
    ] {
        let said = support::now(caller).await.unwrap();
        assert_eq!(
            said.first().map(|now| now.case.is_some()),
            knows,
            "{}",
            caller.me().name
        );
        assert!(said.iter().all(|now| !now.own && now.operator == "Olga"));
        // Nor are they among the people whom somebody else can filter the log by.
        let page = audit::page(caller, LogFilter::default(), &all).await.unwrap();
        let listed = page.people.iter().any(|(_, name)| name.contains("Olga"));
        assert_eq!(listed, knows.is_some(), "{}", caller.me().name);
    }
    // Nor is it pushed off the list that the console's banner and the button to take it back come from, by requests that come and go.
    scene
        .world()
        .alter(
            "insert into matterlock.support
             select (jsonb_populate_record(g, jsonb_build_object('id', gen_random_uuid(), 'case_id', null, 'role', null, 'until', null,
               'decided_at', null, 'decided_by', null, 'asked_at', app.now() + interval '1 minute', 'ended_at', app.now(), 'end_why', 'withdrawn'))).*
             from matterlock.support g, generate_series(1, 201)",
        )
        .await;
    let desk = support::of_operators(&scene.desk.at).await.unwrap();
    for rows in [support::of_the_firm(&scene.ana.at).await.unwrap(), desk.rows] {
        assert_eq!(rows.len(), 200);
        assert!(matches!(rows[0].stage, SupportStage::Live(_)), "{:?}", rows[0]);
    }
    let said = support::now(&inside.caller).await.unwrap();
    assert!(said.len() == 1 && said[0].own && said[0].case.as_ref().unwrap().1 == scene.number);
    scene.world().pass(2 * 3600 + 1).await;
    let rosa = scene.world().sign_in_again(&firms.rosa).await;
    assert!(support::now(&rosa.caller).await.unwrap().is_empty(), "after its end");
}

/// Once no grant of theirs lasts, the firm erases an operator from its books and its log, and every look stays as an entry of nobody's name.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l7_i5_whoever_was_let_in_is_erased_when_it_is_over() {
    let scene = Scene::new().await;
    let (firms, world) = (&scene.firms, scene.world());
    let inside = scene.inside(scene.granted(false).await).await;
    cases::page(&inside.caller, firms.case).await.unwrap();
    while jobs::run_due(&world.backend).await.unwrap() > 0 {}
    let found = || async { console::find_to_erase(&scene.ana.at, "olga").await.unwrap().subjects };
    let [person] = found().await.try_into().unwrap();
    assert_eq!((person.kind, person.kept), (SubjectKind::Colleague, Some(KeptBy::Live)));
    let erase = || {
        console::erase(
            &scene.ana.at,
            std::slice::from_ref(&person.id),
            "Ley 8968, por escrito",
            true,
        )
    };
    assert_eq!(refusal(erase().await), conflict(Conflict::LiveNotErased));

    support::revoke(&scene.ana.at, scene.row().await.id).await.unwrap();
    while jobs::run_due(&world.backend).await.unwrap() > 0 {}
    erase().await.unwrap();
    assert!(found().await.is_empty());
    assert_eq!(scene.row().await.operator, "█████");
    let firm = firms.ana.firm();
    for table in ["users", "support", "letters", "jobs"] {
        let named =
            format!("select count(*) from matterlock.{table} t where t.firm_id = '{firm}' and t::text ilike '%olga%'");
        assert_eq!(world.count(&named).await, 0, "{table}");
    }
    for entry in everything(&firms.ana).await {
        assert!(!format!("{entry:?}").contains("Olga"), "{entry:?}");
    }
    assert!(told(&firms.ana, "case_read", &["actor"]).await.contains("█████"));
    audit::grow_all(&world.backend).await.unwrap();
    let verified = audit::verify_all(&world.backend, Some(firms.ana.caller.me().firm))
        .await
        .unwrap();
    assert!(
        !verified.is_empty() && verified.iter().all(|log| log.report.is_clean()),
        "{verified:?}"
    );
}

/// Without a grant, with a grant of another case and in every other way an operator's session reads no row of a firm.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i5_without_a_grant_no_row_key_or_byte_is_reached() {
    let scene = Scene::new().await;
    let (firms, world) = (&scene.firms, scene.world());
    let document = firms.upload().await;
    let (other, _) = open_case(&firms.ana, "Otro asunto de Ana").await;
    let secret = || {
        let now = crate::support::people::now(&world.backend);
        jwt()
            .read(&scene.desk.cookie, vault::Audience::Admin, now)
            .unwrap()
            .token
    };
    let mut raw = world.as_role("matterlock_operator", Some(&secret())).await;
    for table in ["support", "documents", "firm_keys", "cases", "users", "log_entries"] {
        assert!(raw.attempt(&format!("select from {table}")).await.is_err(), "{table}");
    }
    let case = firms.case;
    for tried in [
        format!("select app.grant_support('{case}', '{}', 1, false)", scene.number),
        "select app.support_of_the_firm()".to_owned(),
        "select app.support_now()".to_owned(),
        "select app.my_cases()".to_owned(),
    ] {
        assert!(raw.attempt(&tried).await.is_err(), "{tried}");
    }
    for (role, question) in [
        ("matterlock_app", "select cardinality(app.my_cases())::bigint"),
        ("matterlock_app", "select count(*) from app.support_now()"),
        ("matterlock_admin", "select count(*) from app.support_of_the_firm()"),
    ] {
        let mut raw = world.as_role(role, Some(&secret())).await;
        assert_eq!(raw.count(question).await, 0, "{question}");
    }
    // Nobody makes themselves the person of a grant: not without one, and not a second of the same.
    let mut door = world.as_role("matterlock_auth", None).await;
    let (firm, id) = (firms.ana.firm(), uuid::Uuid::from_u128(7));
    for (role, support) in [
        ("support", "null"),
        ("support", "gen_random_uuid()"),
        ("attorney", "null"),
    ] {
        let made = format!(
            "insert into users (firm_id, id, email, name, role, language, password_hash, support_id)
             values ('{firm}', '{id}', 'x@x.invalid', 'x', '{role}', 'es', '', {support})"
        );
        let made = door.attempt(&made).await;
        assert_eq!(made.is_ok(), role == "attorney", "{role} {support}: {made:?}");
    }
    // By a grant of another case.
    let asked = scene.asked().await;
    let terms = Terms {
        number: number(firms, other).await,
        hours: 72,
        changing: true,
    };
    support::grant(&scene.ana.at, asked, terms).await.unwrap();
    let inside = scene.inside(asked).await;
    assert!(cases::page(&inside.caller, other).await.is_ok());
    assert_eq!(refusal(cases::page(&inside.caller, case).await), Error::NotFound);
    assert_eq!(
        refusal(documents::download(&inside.caller, document).await),
        Error::NotFound
    );
    let mut raw = world.as_role("matterlock_app", Some(&inside.secret)).await;
    for table in ["documents", "parties", "log_entries", "case_assignments", "envelopes"] {
        let rows = raw
            .count(&format!("select count(*) from {table} where case_id = '{case}'"))
            .await;
        assert_eq!(rows, 0, "{table}");
    }
    let names = raw
        .count("select count(*) from users where name in ('bruno', 'rosa')")
        .await;
    assert_eq!(names, 0, "people who are not of that case");
}

/// Read-only changes nothing, with changes only the case; and beyond the case neither does anything, by use cases or by SQL.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i5_whoever_is_in_does_what_was_granted_and_nothing_else() {
    for changing in [false, true] {
        let scene = Scene::new().await;
        let (firms, world) = (&scene.firms, scene.world());
        let inside = scene.inside(scene.granted(changing).await).await;
        let caller = &inside.caller;
        for permission in Permission::ALL {
            let granted = matches!(permission, Permission::ChangeCase | Permission::UploadDocument);
            assert_eq!(caller.me().may(permission), changing && granted, "{permission:?}");
        }
        let done = cases::change(caller, change(firms, "Cambiado por soporte")).await;
        if changing {
            done.unwrap();
        } else {
            assert_eq!(refusal(done), Error::Forbidden);
        }
        let me = caller.me().user;
        for refused in [
            refusal(cases::assign(caller, firms.case, firms.bruno.caller.me().user).await),
            refusal(cases::raise_wall(caller, firms.case, firms.bruno.caller.me().user, WHY).await),
            refusal(cases::break_glass(caller, &scene.number, WHY).await.map(drop)),
        ] {
            assert_eq!(refused, Error::Forbidden);
        }
        let mut raw = world.as_role("matterlock_app", Some(&inside.secret)).await;
        let (firm, case) = (firms.ana.firm(), firms.case);
        for (tried, lets) in [
            (format!("update cases set title = 'x' where id = '{case}'"), changing),
            ("delete from parties".to_owned(), changing),
            (
                format!("update cases set responsible_id = '{me}' where id = '{case}'"),
                false,
            ),
            (
                format!(
                    "insert into case_assignments (firm_id, case_id, user_id, assigned_by) values ('{firm}', '{case}', '{me}', '{me}')"
                ),
                false,
            ),
            ("delete from case_assignments".to_owned(), false),
            (
                format!(
                    "insert into cases (firm_id, id, title, kind, opened_by) values ('{firm}', '{me}', 'x', 'civil', '{me}')"
                ),
                false,
            ),
            (
                format!(
                    "insert into case_walls (firm_id, case_id, user_id, raised_by, reason) values ('{firm}', '{case}', '{me}', '{me}', '{WHY}')"
                ),
                false,
            ),
            ("update users set language = 'en'".to_owned(), false),
            (
                format!(
                    "insert into saved_log_filters (firm_id, id, user_id, place, slot, name, filter) values ('{firm}', '{me}', '{me}', 'office', 1, 'x', '{{}}')"
                ),
                false,
            ),
            (
                "update sessions set ended_at = app.now(), end_reason = 'ended_by_owner'".to_owned(),
                false,
            ),
            (
                format!(
                    "insert into letters (firm_id, id, user_id, notice, address_source, device) values ('{firm}', '{me}', '{}', '{{\"notice\": \"new_device\"}}', 'direct', '')",
                    firms.ana.id()
                ),
                false,
            ),
            (
                format!(
                    "insert into authenticators (firm_id, id, user_id, name, secret) values ('{firm}', '{me}', '{me}', 'x', 'x')"
                ),
                false,
            ),
            (
                format!(
                    "select from app.break_glass('{}', '{WHY}') where opened is not null",
                    scene.number
                ),
                false,
            ),
        ] {
            let done = raw.attempt(&tried).await;
            assert_eq!(matches!(done, Ok(1..)), lets, "changing {changing}: {tried}: {done:?}");
        }
        assert!(
            !raw.attempt("select from app.factor_is_fresh() f where f")
                .await
                .is_ok_and(|rows| rows > 0)
        );
        drop(raw);
        // Nobody takes them for a colleague, and nobody manages them.
        let ana = &firms.ana.caller;
        assert_eq!(refusal(cases::assign(ana, case, me).await), Error::NotFound);
        assert_eq!(refusal(cases::raise_wall(ana, case, me, WHY).await), Error::NotFound);
        let page = cases::page(ana, case).await.unwrap();
        assert!(page.colleagues.iter().all(|colleague| colleague.id != me));
        let mut raw = world.as_role("matterlock_app", Some(&firms.ana.secret(world))).await;
        let assigned = format!(
            "insert into case_assignments (firm_id, case_id, user_id, assigned_by) values ('{firm}', '{case}', '{me}', '{}')",
            firms.ana.id()
        );
        assert!(
            raw.attempt(&assigned)
                .await
                .unwrap_err()
                .contains("support is not assigned")
        );
        assert!(
            console::people(&scene.ana.at)
                .await
                .unwrap()
                .iter()
                .all(|person| person.user != me)
        );
        assert_eq!(
            refusal(people::close_account(&scene.ana.at.administrator(), me).await),
            Error::NotFound
        );
        assert_eq!(
            refusal(people::change_role(&scene.ana.at.administrator(), me, Role::Partner).await),
            Error::NotFound
        );
    }
}

/// Taken back by the firm, given back by the operator, at its end, with the operator's account or their console: at once, in SQL too, and the open
/// stream ends.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i5_whatever_ends_it_ends_it_at_once() {
    let mut scene = Scene::new().await;
    let omar = operator(scene.world(), "omar@operacion.example").await;
    let document = scene.firms.upload().await;
    tokio::spawn(run_switchboard(Arc::clone(&scene.world().backend)));
    tokio::time::sleep(Duration::from_millis(300)).await;
    for end in ["revoked", "given_back", "over", "console", "operator_closed"] {
        scene.desk = scene.world().console(&scene.olga).await;
        scene.ana = scene.world().console(&scene.firms.ana).await;
        scene.firms.ana = scene.world().sign_in_again(&scene.firms.ana).await;
        let granted = scene.granted(false).await;
        let inside = scene.inside(granted).await;
        assert!(documents::download(&inside.caller, document).await.is_ok(), "{end}");
        let mut stream = Stream::open(inside.caller.clone(), inside.probe.clone());
        match end {
            "revoked" => support::revoke(&scene.ana.at, granted).await.unwrap(),
            "given_back" => support::end_own(&scene.desk.at, granted).await.unwrap(),
            "over" => {
                // They go on working: nobody is idle.
                for _ in 0..4 {
                    scene.world().pass(29 * 60).await;
                    assert!(access::identify(&inside.probe, true).await.unwrap().is_some());
                }
                scene.world().pass(4 * 60 + 1).await;
            }
            "console" => console::sign_out(&scene.desk.at).await.unwrap(),
            _ => {
                let omar = scene.world().administration(&omar).await;
                let user = scene.olga.caller.me().user;
                people::close_account(&omar.administrator, user).await.unwrap();
            }
        }
        inside.is_out(&scene, document).await;
        let told = tokio::time::timeout(Duration::from_secs(15), async {
            while let Some(event) = stream.next().await {
                if event == LiveEvent::SessionEnded {
                    return;
                }
            }
        });
        told.await.unwrap_or_else(|_| panic!("{end}: the stream goes on"));
        let state = access::session_state(&inside.probe).await.unwrap();
        let why = if end == "over" {
            EndReason::TooOld
        } else {
            EndReason::SupportOver
        };
        assert_eq!(state, SessionState::Ended(why), "{end}");
        if end == "console" {
            // The grant goes on, and is gone into again from the console.
            scene.desk = scene.world().console(&scene.olga).await;
            let again = scene.inside(granted).await;
            assert!(documents::download(&again.caller, document).await.is_ok());
            scene.ana = scene.world().console(&scene.firms.ana).await;
            support::revoke(&scene.ana.at, granted).await.unwrap();
            continue;
        }
        if end != "operator_closed" {
            scene.desk = scene.world().console(&scene.olga).await;
            assert_eq!(
                refusal(support::enter(&scene.desk.at, granted).await),
                Error::NotFound,
                "{end}"
            );
        }
        scene.ana = scene.world().console(&scene.firms.ana).await;
        let SupportStage::Ended { how, .. } = scene.row().await.stage else {
            panic!("{end}")
        };
        assert_eq!(how.name(), end);
        assert_eq!(
            refusal(support::revoke(&scene.ana.at, granted).await),
            conflict(Conflict::AnsweredMeanwhile),
            "{end}"
        );
    }
    let ana = scene.world().sign_in_again(&scene.firms.ana).await;
    assert_eq!(
        told(&ana, "support_revoked", &["actor", "operator"]).await,
        "ana Olga, ana Olga"
    );
    assert_eq!(
        told(&ana, "support_ended", &["why"]).await,
        "given_back, operator_closed"
    );
}

/// Something that is done at the same time as others.
type Act = std::pin::Pin<Box<dyn Future<Output = Result<(), backend::Failure>> + Send>>;

/// Of many answers at once one counts; a request that is taken back meanwhile is not granted.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i5_of_two_administrators_at_once_one_decides() {
    let scene = Scene::new().await;
    let firms = &scene.firms;
    let bruno = firms.world.console(&firms.bruno).await;
    for round in 0..12 {
        let asked = scene.asked().await;
        let (ana, bruno, olga): (AtTheConsole, AtTheConsole, AtTheConsole) =
            (scene.ana.at.clone(), bruno.at.clone(), scene.desk.at.clone());
        let terms = scene.terms(round % 2 == 0);
        let (one, two) = (terms.clone(), terms);
        let mut acts: Vec<Act> = vec![
            Box::pin(async move { support::grant(&ana, asked, one).await }),
            Box::pin(async move { support::grant(&bruno, asked, two).await }),
        ];
        match round % 3 {
            1 => {
                let ana = scene.ana.at.clone();
                acts.push(Box::pin(async move { support::decline(&ana, asked).await }));
            }
            2 => acts.push(Box::pin(async move { support::end_own(&olga, asked).await })),
            _ => {}
        }
        let (succeeded, refused) = at_once(acts).await;
        // What was granted can be given back by whoever comes after.
        let row = scene.row().await;
        let given_back = matches!(
            row.stage,
            SupportStage::Ended {
                how: SupportEnd::GivenBack,
                ..
            }
        );
        assert_eq!(succeeded, 1 + usize::from(given_back), "{refused:?}");
        assert!(
            refused
                .iter()
                .all(|error| *error == conflict(Conflict::AnsweredMeanwhile)),
            "{refused:?}"
        );
        let of_it = format!("select count(*) from matterlock.users where support_id = '{asked}'");
        let granted = !matches!(
            row.stage,
            SupportStage::Ended {
                how: SupportEnd::Declined | SupportEnd::Withdrawn,
                ..
            }
        );
        assert_eq!(firms.world.count(&of_it).await, i64::from(granted));
        if let SupportStage::Live(_) = row.stage {
            support::revoke(&scene.ana.at, asked).await.unwrap();
        }
    }
    assert_eq!(
        refusal(support::grant(&scene.ana.at, SupportId(uuid::Uuid::nil()), scene.terms(false)).await),
        conflict(Conflict::AnsweredMeanwhile)
    );
}

/// Taken back while somebody goes in and reads: whoever is in after that is out, and no session outlives it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i5_revoked_while_they_go_in() {
    let scene = Scene::new().await;
    let document = scene.firms.upload().await;
    let mut came_in = 0;
    for round in 0..12_u64 {
        let granted = scene.granted(false).await;
        let (desk, ana) = (scene.desk.at.clone(), scene.ana.at.clone());
        let enter = tokio::spawn(async move { support::enter(&desk, granted).await });
        let revoke = tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(round * round * 2)).await;
            support::revoke(&ana, granted).await
        });
        revoke.await.unwrap().unwrap();
        match enter.await.unwrap() {
            Ok(entered) => {
                came_in += 1;
                let probe = SessionProbe::from_cookie(&scene.world().visitor(), &entered.cookie).unwrap();
                assert!(access::identify(&probe, false).await.unwrap().is_none());
            }
            Err(failure) => assert_eq!(failure.tell("r"), Error::NotFound),
        }
        let live = "select count(*) from matterlock.sessions s join matterlock.users u on u.id = s.user_id where u.support_id is not null and s.ended_at is null";
        assert_eq!(scene.world().count(live).await, 0, "round {round}");
    }
    assert!(came_in > 0, "nobody ever came in before it was taken back");
    // And reading: every document that comes was asked for before.
    let granted = scene.granted(false).await;
    let inside = scene.inside(granted).await;
    let reader = inside.caller.clone();
    let reads = tokio::spawn(async move {
        let mut read = 0;
        while documents::download(&reader, document).await.is_ok() {
            read += 1;
        }
        read
    });
    tokio::time::sleep(Duration::from_millis(200)).await;
    support::revoke(&scene.ana.at, granted).await.unwrap();
    inside.is_out(&scene, document).await;
    assert!(reads.await.unwrap() > 0);
}

/// Somebody who is walled off from a case grants nothing for it, and is told the same as for a number that nobody has.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i5_a_wall_is_told_by_no_answer() {
    let scene = Scene::new().await;
    let firms = &scene.firms;
    let bruno = firms.world.console(&firms.bruno).await;
    cases::raise_wall(&firms.ana.caller, firms.case, firms.bruno.caller.me().user, WHY)
        .await
        .unwrap();
    // The number that the operator was told is told to no walled-off administrator either.
    let asked = scene.asked_with(&scene.number).await;
    let told = async |at| support::of_the_firm(at).await.unwrap().remove(0).told;
    assert_eq!(
        (told(&scene.ana.at).await.as_str(), told(&bruno.at).await.as_str()),
        (scene.number.as_str(), "")
    );
    let mut answers = Vec::new();
    for number in [
        scene.number.as_str(),
        "2026-9999",
        &number(firms, firms.evas_case).await,
    ] {
        let terms = Terms {
            number: number.to_owned(),
            ..scene.terms(false)
        };
        answers.push(refusal(support::grant(&bruno.at, asked, terms).await));
    }
    // Eva's case bears the number of Ana's: each firm counts for itself.
    assert_eq!(answers, vec![Error::invalid("number", Problem::NoSuchCase); 3]);
    support::grant(&scene.ana.at, asked, scene.terms(false)).await.unwrap();
    let row = support::of_the_firm(&bruno.at).await.unwrap().remove(0);
    let SupportStage::Live(granted) = row.stage else {
        panic!("{row:?}")
    };
    assert_eq!(granted.number, None);
    assert_eq!(
        (told(&scene.ana.at).await.as_str(), row.told.as_str()),
        (scene.number.as_str(), "")
    );
    let SupportStage::Live(granted) = scene.row().await.stage else {
        panic!()
    };
    assert_eq!(granted.number.as_deref(), Some(scene.number.as_str()));
    assert!(
        support::now(&firms.bruno.caller)
            .await
            .unwrap()
            .iter()
            .all(|now| now.case.is_none())
    );
    // In their console's log neither; and they may take it back all the same.
    support::revoke(&bruno.at, asked).await.unwrap();
    let log = console::log(&bruno.at, LogFilter::default(), &all).await.unwrap();
    let told = format!("{:?}", log.entries);
    assert!(told.contains("SupportGranted") && told.contains("SupportRevoked"));
    assert!(!told.contains(&firms.case.to_string()) && !told.contains(&scene.number));
}

/// Both consoles' logs, that of the firm and that of the operators, are filtered by it and by nothing else to find it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l3_i5_support_is_a_kind_of_entries_at_the_console() {
    let scene = Scene::new().await;
    let asked = scene.asked().await;
    support::decline(&scene.ana.at, asked).await.unwrap();
    let granted = scene.granted(false).await;
    scene.inside(granted).await;
    support::revoke(&scene.ana.at, granted).await.unwrap();
    let of = async |at: &AtTheConsole, group| {
        let filter = LogFilter {
            group: Some(group),
            ..LogFilter::default()
        };
        let page = console::log(at, filter, &all).await.unwrap();
        page.entries.iter().map(|entry| entry.event.name()).collect::<Vec<_>>()
    };
    assert_eq!(
        of(&scene.ana.at, EventGroup::Support).await,
        ["support_revoked", "support_granted", "support_declined"]
    );
    assert_eq!(
        of(&scene.desk.at, EventGroup::Support).await,
        ["support_entered", "support_asked", "support_asked"]
    );
    // What a console offers leaves nothing out that stands in its log.
    let offered = EventGroup::AT_THE_CONSOLE.map(EventGroup::events).concat();
    let stands = "select string_agg(distinct event, ' ') from matterlock.console_entries";
    let stands = scene.world().text(stands).await;
    let missing: Vec<&str> = stands.split(' ').filter(|event| !offered.contains(event)).collect();
    assert_eq!(missing, [""; 0]);
}

/// Each asks for its permission and a fresh second factor, for a reason and for hours that there are; one request at a time.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i5_only_who_may_and_with_a_fresh_factor() {
    let scene = Scene::new().await;
    let (firms, world) = (&scene.firms, scene.world());
    let firm = firms.ana.caller.me().firm;
    let (olga, ana) = (&scene.desk.at, &scene.ana.at);
    assert_eq!(refusal(support::ask(ana, firm, WHY, "").await), Error::Forbidden);
    assert_eq!(refusal(support::of_operators(ana).await.map(drop)), Error::Forbidden);
    assert_eq!(refusal(support::of_the_firm(olga).await), Error::Forbidden);
    assert_eq!(
        refusal(support::ask(olga, firm, "corto", "").await),
        Error::invalid("reason", Problem::TooShort { min: 10 })
    );
    assert_eq!(
        refusal(support::ask(olga, olga.me().firm, WHY, "").await),
        Error::NotFound
    );
    let asked = scene.asked().await;
    assert_eq!(
        refusal(support::ask(olga, firm, WHY, "").await),
        conflict(Conflict::AskedBefore)
    );
    support::ask(olga, firms.eva.caller.me().firm, WHY, "2026-0001")
        .await
        .unwrap();
    for hours in [0, 73] {
        let terms = Terms {
            hours,
            ..scene.terms(false)
        };
        assert_eq!(
            refusal(support::grant(ana, asked, terms).await),
            Error::invalid("hours", Problem::OutOfRange)
        );
    }
    for refused in [
        refusal(support::grant(olga, asked, scene.terms(false)).await),
        refusal(support::decline(olga, asked).await),
        refusal(support::revoke(olga, asked).await),
        refusal(support::enter(ana, asked).await.map(drop)),
    ] {
        assert_eq!(refused, Error::Forbidden);
    }
    let eva = world.console(&firms.eva).await;
    for refused in [
        refusal(support::grant(&eva.at, asked, scene.terms(false)).await),
        refusal(support::decline(&eva.at, asked).await),
        refusal(support::revoke(&eva.at, asked).await),
    ] {
        assert_eq!(refused, conflict(Conflict::AnsweredMeanwhile), "another firm's");
    }
    world
        .alter("update matterlock.sessions set factor_at = app.now() - interval '5 minutes 1 second'")
        .await;
    for refused in [
        refusal(support::ask(olga, firm, WHY, "").await),
        refusal(support::end_own(olga, asked).await),
        refusal(support::grant(ana, asked, scene.terms(false)).await),
        refusal(support::decline(ana, asked).await),
        refusal(support::revoke(ana, asked).await),
        refusal(support::enter(olga, asked).await.map(drop)),
    ] {
        assert_eq!(refused, Error::StepUpNeeded);
    }
    // Past the use cases too.
    let now = crate::support::people::now(&world.backend);
    let secret = jwt()
        .read(&scene.ana.cookie, vault::Audience::Admin, now)
        .unwrap()
        .token;
    let mut raw = world.as_role("matterlock_admin", Some(&secret)).await;
    for tried in [
        format!("select app.grant_support('{asked}', '{}', 1, false)", scene.number),
        format!("select app.decline_support('{asked}')"),
        format!("select app.revoke_support('{asked}')"),
    ] {
        let said = raw.attempt(&tried).await.unwrap_err();
        assert!(said.contains("support"), "{tried}: {said}");
    }
    let desk = support::of_operators(olga).await.unwrap();
    assert_eq!((desk.rows.len(), desk.firms.len()), (2, 2));
}

/// Nobody is given such a role, and nobody invited to one: it follows from a grant.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i5_no_administrator_makes_support_of_anybody() {
    let firms = Firms::new().await;
    let ana = firms.world.administration(&firms.ana).await;
    for role in [Role::Support, Role::SupportChanging] {
        let rosa = firms.rosa.caller.me().user;
        assert_eq!(
            refusal(people::change_role(&ana.administrator, rosa, role).await),
            Error::Forbidden
        );
        let sara = people::Invitee {
            name: "Sara".to_owned(),
            email: "sara@example.org".to_owned(),
            role,
            language: domain::Language::Es,
        };
        assert_eq!(
            refusal(people::invite(&ana.administrator, sara).await),
            Error::Forbidden
        );
        let mut raw = firms.world.as_role("matterlock_admin", Some(&ana.secret)).await;
        let given = format!("update users set role = '{}' where id = '{rosa}'", role.name());
        assert!(raw.attempt(&given).await.is_err(), "{given}");
    }
}

/// What is granted, taken back or given back is one commit with its entries, in the case's log and at the console, or is not done.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i5_nothing_is_granted_or_ended_without_its_entry() {
    let scene = Scene::new().await;
    let world = scene.world();
    let asked = scene.asked().await;
    let support = "select string_agg(to_jsonb(s)::text, '') from matterlock.support s";
    let internal = |error: Error| assert!(matches!(error, Error::Internal { .. }), "{error:?}");
    for table in ["log_entries", "console_entries"] {
        let refuse = format!("alter table matterlock.{table} add constraint test_refuses check (false) not valid");
        let take = format!("alter table matterlock.{table} drop constraint test_refuses");
        let before = world.text(support).await;
        world.alter(&refuse).await;
        internal(refusal(support::grant(&scene.ana.at, asked, scene.terms(false)).await));
        world.alter(&take).await;
        assert_eq!(world.text(support).await, before, "{table}");
    }
    // A statement of an administrator's own, without the entry.
    let now = crate::support::people::now(&world.backend);
    let secret = jwt()
        .read(&scene.ana.cookie, vault::Audience::Admin, now)
        .unwrap()
        .token;
    let mut raw = world.as_role("matterlock_admin", Some(&secret)).await;
    let grant = format!("select app.grant_support('{asked}', '{}', 1, false)", scene.number);
    raw.attempt(&grant).await.unwrap();
    let kept = raw.attempt("set constraints all immediate").await.unwrap_err();
    assert!(kept.contains("support access stands in the log"), "{kept}");
    drop(raw);
    support::grant(&scene.ana.at, asked, scene.terms(false)).await.unwrap();
    let inside = scene.inside(asked).await;
    for table in ["log_entries", "console_entries"] {
        let refuse = format!("alter table matterlock.{table} add constraint test_refuses check (false) not valid");
        let take = format!("alter table matterlock.{table} drop constraint test_refuses");
        let before = world.text(support).await;
        world.alter(&refuse).await;
        internal(refusal(support::revoke(&scene.ana.at, asked).await));
        internal(refusal(support::end_own(&scene.desk.at, asked).await));
        internal(refusal(support::enter(&scene.desk.at, asked).await.map(drop)));
        world.alter(&take).await;
        assert_eq!(world.text(support).await, before, "{table}");
    }
    assert!(cases::page(&inside.caller, scene.firms.case).await.is_ok());
}

/// A firm that asks for passkeys lets support in all the same: whose second factor that is, its own house says. And there is no other door.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i5_support_has_no_door_of_its_own() {
    let scene = Scene::new().await;
    let (firms, world) = (&scene.firms, scene.world());
    world
        .alter("update matterlock.firm_policies set passkey_required = true")
        .await;
    let asked = scene.granted(true).await;
    let inside = scene.inside(asked).await;
    assert!(!inside.caller.me().needs_passkey);
    cases::change(&inside.caller, change(firms, "Cambiado")).await.unwrap();
    let (firm, me) = (firms.ana.firm(), inside.caller.me().user);
    let mut door = world.as_role("matterlock_auth", None).await;
    for tried in [
        format!(
            "insert into challenges (firm_id, id, user_id, secret_hash, expires_at) values ('{firm}', '{me}', '{me}', sha256('x'), app.now() + interval '1 minute')"
        ),
        format!(
            "insert into authenticators (firm_id, id, user_id, name, secret) values ('{firm}', '{me}', '{me}', 'x', 'x')"
        ),
        format!(
            "insert into account_links (firm_id, id, kind, user_id, token_hash, expires_at) values ('{firm}', '{me}', 'new_password', '{me}', sha256('x'), app.now() + interval '1 minute')"
        ),
    ] {
        let said = door.attempt(&tried).await.unwrap_err();
        assert!(said.contains("support comes in from its console"), "{tried}: {said}");
    }
    let session = |kind: &str| {
        format!(
            "insert into sessions (firm_id, id, user_id, kind, secret_hash, idle_after, expires_at, address_source, device)
             values ('{firm}', gen_random_uuid(), '{me}', '{kind}', sha256('{kind}'), interval '10 minutes', app.now() + interval '3 hours', 'direct', '')"
        )
    };
    assert!(
        door.attempt(&session("admin"))
            .await
            .unwrap_err()
            .contains("no grant lasts")
    );
    support::revoke(&scene.ana.at, asked).await.unwrap();
    assert!(
        door.attempt(&session("office"))
            .await
            .unwrap_err()
            .contains("no grant lasts")
    );
    let mail = inside.caller.me().email.clone();
    let tried = access::check_password(&world.visitor(), &mail, secrecy::SecretString::from(""), "").await;
    let nobody = access::check_password(
        &world.visitor(),
        "nobody@x.invalid",
        secrecy::SecretString::from(""),
        "",
    )
    .await;
    assert_eq!(refusal(tried), refusal(nobody));
}
