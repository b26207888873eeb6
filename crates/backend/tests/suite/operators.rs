//! I4: whoever operates the installation. How they become it, what they see of firms, what they are told, and that it ends there.

use std::sync::Arc;

use backend::access::{self};
use backend::caller::Challenged;
use backend::installation::{self, NewOperator};
use backend::{console, jobs, people};
use domain::audit::LogFilter;
use domain::error::Conflict;
use domain::ids::UserId;
use domain::installation::AlertKind;
use domain::{Error, Language, Permission, Problem, Role};
use secrecy::SecretString;

use crate::support::all;
use crate::support::people::{Firms, PASSWORD, Person, base32, prove_mail};
use crate::support::{World, conflict, refusal};

const OLGA: &str = "olga@operacion.example";

/// The secret of a link that the command at the terminal prints.
async fn invited(world: &World, email: &str) -> String {
    let operator = NewOperator {
        name: "Olga".to_owned(),
        email: email.to_owned(),
        language: Language::En,
    };
    let link = installation::invite_operator(&world.backend, operator).await.unwrap();
    link.url.split_once("/join#").unwrap().1.to_owned()
}

/// Somebody who has become an operator and is signed in to their account.
pub(crate) async fn operator(world: &World, email: &str) -> Person {
    let token = invited(world, email).await;
    join(world, &token, email).await
}

async fn join(world: &World, token: &str, email: &str) -> Person {
    let password = SecretString::from(PASSWORD);
    let begun = access::join(&world.visitor(), token, "Olga", password, Language::En)
        .await
        .unwrap();
    world.set_up(begun, email).await
}

/// Work that fails: a letter to somebody that does not leave.
fn failing_letter(to: &Person) -> String {
    format!(
        "insert into matterlock.letters (firm_id, id, user_id, notice, address_source, device)
           values ('{firm}', '{id}', '{user}', '{{\"notice\": \"new_device\"}}', 'server', '');
         update matterlock.jobs set attempts = 6, run_at = app.now() + interval '1 hour' where letter_id = '{id}'",
        firm = to.firm(),
        user = to.id(),
        id = uuid::Uuid::from_u128(7),
    )
}

fn user(person: &Person) -> UserId {
    person.caller.me().user
}

const STALE: &str =
    "update matterlock.sessions set factor_at = app.now() - interval '5 minutes 1 second' where kind = 'admin'";

/// With a link that works once; a second command for the same address takes the first one's link back, and there is one house.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i4_the_command_makes_an_operator_by_a_link() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let first = invited(world, OLGA).await;
    let second = invited(world, OLGA).await;
    let password = || SecretString::from(PASSWORD);
    assert_eq!(
        refusal(access::join(&world.visitor(), &first, "Olga", password(), Language::En).await),
        Error::LinkNotValid
    );
    let olga = join(world, &second, OLGA).await;
    assert_eq!(
        refusal(access::join(&world.visitor(), &second, "Olga", password(), Language::En).await),
        Error::LinkNotValid
    );
    let me = olga.caller.me();
    assert_eq!((me.role, me.firm_name.as_str()), (Role::Operator, "Matterlock"));
    for permission in Permission::ALL
        .into_iter()
        .filter(|permission| permission.is_about_cases())
    {
        assert!(!me.may(permission), "{permission:?}");
    }
    let taken = NewOperator {
        name: "Ana".to_owned(),
        email: firms.ana.email.to_uppercase(),
        language: Language::Es,
    };
    assert_eq!(
        refusal(installation::invite_operator(&world.backend, taken).await),
        Error::invalid("email", Problem::Taken)
    );
    let other = operator(world, "omar@operacion.example").await;
    assert_eq!(other.firm(), olga.firm());
    assert_eq!(
        world
            .count("select count(*) from matterlock.firms where kind = 'installation'")
            .await,
        1
    );
    let entries = world
        .text("select string_agg(event || ' by ' || actor_kind, ', ' order by number) from matterlock.console_entries where event = 'person_invited'")
        .await;
    assert_eq!(entries, ["person_invited by server"; 3].join(", "));
}

/// Of commands at once each gives its link, and together they make one house.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i4_two_commands_at_once_make_one_house() {
    let world = Arc::new(World::new().await);
    let both = (0..8).map(|number| {
        let world = Arc::clone(&world);
        tokio::spawn(async move { invited(&world, &format!("o{number}@operacion.example")).await })
    });
    for one in both {
        one.await.unwrap();
    }
    assert_eq!(world.count("select count(*) from matterlock.firms").await, 1);
    assert!(
        access::needs_setup(&world.backend).await.unwrap(),
        "the operators' house is no firm"
    );
}

/// Names and figures of every firm, their own house not among them; and no administrator of a firm sees any of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i4_operators_see_firms_from_outside_and_nobody_else_does() {
    let firms = Firms::new().await;
    let world = &firms.world;
    firms.upload().await;
    let olga = operator(world, OLGA).await;
    let desk = world.console(&olga).await;
    let page = installation::firms(&desk.at).await.unwrap();
    assert_eq!(page.firms.len(), 2);
    let solano = page
        .firms
        .iter()
        .find(|row| row.firm == firms.ana.caller.me().firm)
        .unwrap();
    assert_eq!((solano.people, solano.signed_in), (3, 3));
    assert!(solano.document_bytes > 0 && solano.last_sign_in.is_some());
    assert!(page.links.is_empty());
    assert_eq!(
        world
            .count("select count(*) from matterlock.console_entries where event = 'firms_read'")
            .await,
        1
    );
    installation::firms(&desk.at).await.unwrap();
    assert_eq!(
        world
            .count("select count(*) from matterlock.console_entries where event = 'firms_read'")
            .await,
        1,
        "read again within ten minutes"
    );

    let ana = world.console(&firms.ana).await;
    assert_eq!(refusal(installation::firms(&ana.at).await), Error::Forbidden);
    assert_eq!(refusal(installation::health(&ana.at).await), Error::Forbidden);
    assert_eq!(refusal(installation::alerts(&ana.at).await), Error::Forbidden);
    assert_eq!(refusal(installation::make_setup_link(&ana.at).await), Error::Forbidden);
    // Past the use cases too.
    let mut raw = world.as_role("matterlock_operator", Some(&ana.secret(world))).await;
    for question in [
        "select count(*) from app.firms_of_the_installation()",
        "select count(*) from app.queue_of_the_installation(0)",
        "select app.locked_accounts()",
        "select count(*) from setup_links",
        "select count(*) from alerts",
    ] {
        assert_eq!(raw.count(question).await, 0, "{question}");
    }
}

/// The office of the installation is empty and stays so: no case is opened there, by no SQL either.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i4_operators_have_no_cases() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let olga = operator(world, OLGA).await;
    let found = backend::cases::dashboard(&olga.caller, "", None).await.unwrap();
    assert_eq!((found.total, found.cases.len()), (0, 0));
    let mut raw = world.as_role("matterlock_app", Some(&olga.secret(world))).await;
    let (house, me) = (olga.firm(), olga.id());
    for statement in [
        format!(
            "insert into cases (firm_id, id, title, kind, opened_by) values ('{house}', '{me}', 'Mine', 'civil', '{me}')"
        ),
        format!(
            "insert into case_assignments (firm_id, case_id, user_id, assigned_by) select '{house}', id, '{me}', '{me}' from cases"
        ),
    ] {
        let tried = raw.attempt(&statement).await;
        assert!(tried.as_ref().map_or(true, |rows| *rows == 0), "{statement}: {tried:?}");
    }
    assert_eq!(raw.count("select count(*) from cases").await, 0);
    assert_eq!(raw.count("select count(*) from parties").await, 0);
}

/// By keys: no use case and no SQL of the console makes an operator of a firm's person, or the other way round.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i4_nobody_crosses_between_a_firm_and_the_installation() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let ana = world.administration(&firms.ana).await;
    assert_eq!(
        refusal(people::change_role(&ana.administrator, user(&firms.rosa), Role::Operator).await),
        Error::Forbidden
    );
    let sara = |role| people::Invitee {
        name: "Sara".to_owned(),
        email: "sara@example.org".to_owned(),
        role,
        language: Language::Es,
    };
    assert_eq!(
        refusal(people::invite(&ana.administrator, sara(Role::Operator)).await),
        Error::Forbidden
    );
    let (olga, omar) = (
        operator(world, OLGA).await,
        operator(world, "omar@operacion.example").await,
    );
    let desk = world.administration(&olga).await;
    assert_eq!(
        refusal(people::change_role(&desk.administrator, user(&omar), Role::Administrator).await),
        Error::Forbidden
    );
    assert_eq!(
        refusal(people::invite(&desk.administrator, sara(Role::Administrator)).await),
        Error::Forbidden
    );
    people::invite(&desk.administrator, sara(Role::Operator)).await.unwrap();
    // A firm's people are nobody's to operators.
    assert_eq!(
        refusal(people::close_account(&desk.administrator, user(&firms.rosa)).await),
        Error::NotFound
    );
    people::close_account(&desk.administrator, user(&omar)).await.unwrap();
    assert_eq!(
        refusal(people::close_account(&desk.administrator, user(&olga)).await),
        conflict(Conflict::OwnAccount)
    );
    let mut raw = world.as_role("matterlock_admin", Some(&desk.secret)).await;
    let last = format!("update users set active = false where id = '{}'", olga.id());
    assert!(raw.attempt(&last).await.is_err(), "the last operator stays");
}

/// Made with a fresh second factor, shown once, used once; taken back, neither it nor what it has mailed works.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i4_operators_let_firms_register() {
    let world = World::new().await;
    let olga = operator(&world, OLGA).await;
    let desk = world.console(&olga).await;
    world.alter(STALE).await;
    assert_eq!(
        refusal(installation::make_setup_link(&desk.at).await),
        Error::StepUpNeeded
    );
    world.pass(31).await;
    let at = world.step_up_at_the_console(&desk, &olga).await;

    let made = installation::make_setup_link(&at).await.unwrap();
    let secret = made.url.split_once("/setup#").unwrap().1.to_owned();
    let proof = world.proven(&secret, "nuria@nueva.example").await;
    let open = installation::firms(&at).await.unwrap().links;
    assert!(open.len() == 1 && open[0].asked);
    installation::withdraw_setup_link(&at, open[0].id).await.unwrap();
    assert_eq!(
        refusal(installation::withdraw_setup_link(&at, open[0].id).await),
        Error::NotFound
    );
    assert!(installation::firms(&at).await.unwrap().links.is_empty());
    assert_eq!(
        refusal(access::read_registration(&world.visitor(), &proof).await),
        Error::LinkNotValid,
        "what the link had mailed"
    );

    // One that nobody has asked with yet.
    let made = installation::make_setup_link(&at).await.unwrap();
    let secret = made.url.split_once("/setup#").unwrap().1.to_owned();
    let open = installation::firms(&at).await.unwrap().links;
    assert!(open.len() == 1 && !open[0].asked);
    installation::withdraw_setup_link(&at, open[0].id).await.unwrap();
    assert_eq!(
        refusal(prove_mail(&world.visitor(), &secret, "nuria@nueva.example").await),
        Error::LinkNotValid
    );

    let made = installation::make_setup_link(&at).await.unwrap();
    let secret = made.url.split_once("/setup#").unwrap().1.to_owned();
    let token = world.proven(&secret, "nuria@nueva.example").await;
    let form = domain::access::Registration {
        token,
        firm_name: "Nueva".to_owned(),
        name: "Nuria".to_owned(),
        password: PASSWORD.to_owned(),
        language: Language::Es,
    };
    access::register_firm(&world.visitor(), form).await.unwrap();
    let page = installation::firms(&at).await.unwrap();
    assert!(page.links.is_empty() && page.firms.len() == 1 && page.firms[0].name == "Nueva");
    let log = console::log(&at, LogFilter::default(), &all).await.unwrap();
    let told: Vec<&str> = log.entries.iter().map(|entry| entry.event.name()).collect();
    for event in ["setup_link_made", "setup_link_withdrawn", "firms_read"] {
        assert!(told.contains(&event), "{event}: {told:?}");
    }
}

/// What goes wrong opens one alert and one letter an operator, however often it is looked at; right again, it is over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i4_alerts_open_once_tell_operators_and_close() {
    let world = World::new().await;
    world
        .alter(
            "insert into matterlock.check_results (check_id, promise, outcome, at, took_ms, attempts, detail)
               values ('X0.none', 'X0', 'broken', app.now(), 1, 0, 'seen')",
        )
        .await;
    jobs::run_due(&world.backend).await.unwrap();
    assert_eq!(
        world.count("select count(*) from matterlock.alerts").await,
        0,
        "no firm either: nobody to tell"
    );
    let (olga, _omar) = (
        operator(&world, OLGA).await,
        operator(&world, "omar@operacion.example").await,
    );
    for _ in 0..3 {
        jobs::run_due(&world.backend).await.unwrap();
    }
    let letters = "select count(*) from matterlock.letters where notice ->> 'notice' = 'alert'";
    assert_eq!(world.count(letters).await, 2);
    let mails = world.mails();
    let told = mails
        .iter()
        .find(|mail| mail.contains(OLGA) && mail.contains("/admin/alerts"))
        .unwrap();
    assert!(told.contains("Alert: a promise does not hold"), "{told}");

    let desk = world.console(&olga).await;
    let open = installation::alerts(&desk.at).await.unwrap().open;
    assert_eq!(
        open.iter()
            .map(|alert| (alert.kind, alert.subject.as_str()))
            .collect::<Vec<_>>(),
        [(AlertKind::CheckBroken, "X0.none")]
    );
    world.alter(STALE).await;
    assert_eq!(
        refusal(installation::acknowledge(&desk.at, open[0].id).await),
        Error::StepUpNeeded
    );
    world.pass(31).await;
    let at = world.step_up_at_the_console(&desk, &olga).await;
    installation::acknowledge(&at, open[0].id).await.unwrap();
    assert_eq!(
        refusal(installation::acknowledge(&at, open[0].id).await),
        Error::NotFound,
        "once"
    );
    let open = installation::alerts(&at).await.unwrap().open;
    assert_eq!(open[0].acknowledged.as_ref().unwrap().0, "Olga");

    world
        .alter("delete from matterlock.check_results where check_id = 'X0.none'")
        .await;
    jobs::run_due(&world.backend).await.unwrap();
    let page = installation::alerts(&at).await.unwrap();
    assert!(page.open.is_empty() && page.closed.len() == 1);
    assert_eq!(world.count(letters).await, 2);
}

/// Without an operator each firm's administrators are told, and of other firms nothing; with one, the operator alone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_without_operators_the_firms_administrators_are_told() {
    let firms = Firms::new().await;
    let world = &firms.world;
    assert!(!installation::has_operator(&world.backend).await.unwrap());
    let broken = "insert into matterlock.check_results (check_id, promise, outcome, at, took_ms, attempts, detail)
                    values ('X0.none', 'X0', 'broken', app.now(), 1, 0, 'seen')";
    // Work of Eva's firm fails, which is nothing to Ana's.
    world.alter(broken).await;
    world.alter(&failing_letter(&firms.eva)).await;
    for _ in 0..3 {
        jobs::run_due(&world.backend).await.unwrap();
    }
    let opened = |person: &Person| {
        format!(
            "select coalesce(string_agg(kind || subject, ' ' order by kind), '') from matterlock.alerts where firm_id = '{}' and closed_at is null",
            person.firm()
        )
    };
    assert_eq!(world.text(&opened(&firms.ana)).await, "check_brokenX0.none");
    assert_eq!(
        world.text(&opened(&firms.eva)).await,
        "check_brokenX0.none jobs_failingmail_letter"
    );
    let mails = world.mails();
    let alerts = |to: &str| {
        let alerts = mails.iter().filter(|mail| mail.contains("/admin/checks"));
        alerts.filter(|mail| mail.contains(to)).count()
    };
    let told = [&firms.ana, &firms.bruno, &firms.eva, &firms.rosa].map(|person| alerts(&person.email));
    // Her failing work is told of by a mail that leads to no page, because none shows it.
    assert_eq!(told, [1, 1, 1, 0], "Rosa administers nothing");
    let failing = format!(
        "select count(*) from matterlock.letters where user_id = '{}' and notice ->> 'kind' = 'jobs_failing'",
        firms.eva.id()
    );
    assert_eq!(world.count(&failing).await, 1);
    // Locked addresses are no firm's: all are told, or nobody would be.
    world
        .alter(
            "insert into matterlock.sign_in_failures (key, failures, locked_until, expires_at)
             select sha256(n::text::bytea), 5, app.now() + interval '15 minutes', app.now() + interval '1 day' from generate_series(1, 12) n",
        )
        .await;
    jobs::run_due(&world.backend).await.unwrap();
    for person in [&firms.ana, &firms.eva] {
        let told = world.text(&opened(person)).await;
        assert!(told.ends_with("sign_ins_attacked"), "{told}");
    }

    // An operator takes over, and nobody else is told any more.
    let olga = operator(world, OLGA).await;
    assert!(installation::has_operator(&world.backend).await.unwrap());
    jobs::run_due(&world.backend).await.unwrap();
    for person in [&firms.ana, &firms.eva] {
        assert_eq!(world.text(&opened(person)).await, "");
    }
    let desk = world.console(&olga).await;
    assert_eq!(installation::alerts(&desk.at).await.unwrap().open.len(), 3);
    world
        .alter(&format!(
            "alter table matterlock.users disable trigger all; update matterlock.users set active = false where id = '{}'",
            olga.id()
        ))
        .await;
    assert!(!installation::has_operator(&world.backend).await.unwrap());
}

/// A check that is to be run here and has no result in its time is late, though no result is old.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_a_check_without_any_result_alerts() {
    let world = World::new().await;
    let _olga = operator(&world, OLGA).await;
    let late = async || {
        jobs::run_due(&world.backend).await.unwrap();
        world
            .count("select count(*) from matterlock.alerts where kind = 'checks_late' and closed_at is null")
            .await
    };
    world.pass(27 * 3_600).await;
    assert_eq!(late().await, 0, "nobody runs them here");
    world.backend.expect_checks();
    world.pass(25 * 3_600).await;
    assert_eq!(late().await, 0, "not yet");
    world.pass(3_600).await;
    assert_eq!(late().await, 1);
    // All but one.
    backend::checks::run_all(&world.backend).await.unwrap();
    assert_eq!(late().await, 0);
    world
        .alter("delete from matterlock.check_results where check_id = 'S4.one'")
        .await;
    assert_eq!(late().await, 1);
}

/// Each kind of trouble, by the rows that are behind it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i4_every_kind_of_trouble_is_seen() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let olga = operator(world, OLGA).await;
    let desk = world.console(&olga).await;
    let on = async |what: &str| {
        jobs::run_due(&world.backend).await.unwrap();
        let open = installation::alerts(&desk.at).await.unwrap().open;
        let kinds: Vec<AlertKind> = open.iter().map(|alert| alert.kind).collect();
        (what.to_owned(), kinds)
    };
    assert_eq!(on("nothing").await.1, []);
    let locked = |accounts: u32| {
        format!(
            "delete from matterlock.sign_in_failures;
             insert into matterlock.sign_in_failures (key, failures, locked_until, expires_at)
               select sha256(n::text::bytea), 5, app.now() + interval '15 minutes', app.now() + interval '1 day' from generate_series(1, {accounts}) n"
        )
    };
    world.alter(&locked(9)).await;
    assert_eq!(on("nine accounts").await.1, []);
    world.alter(&locked(10)).await;
    assert_eq!(on("ten accounts").await.1, [AlertKind::SignInsAttacked]);
    let health = installation::health(&desk.at).await.unwrap();
    assert_eq!(health.locked, 10);
    world.alter("delete from matterlock.sign_in_failures").await;
    world
        .alter(
            "insert into matterlock.check_results (check_id, promise, outcome, at, took_ms, attempts, detail)
               values ('X0.none', 'X0', 'held', app.now() - interval '26 hours', 1, 1, '')",
        )
        .await;
    assert_eq!(on("late").await.1, [AlertKind::ChecksLate]);
    world.alter("delete from matterlock.check_results").await;
    let stamping = |hours: u32| {
        format!(
            "delete from matterlock.stamping;
             insert into matterlock.stamping (next_at, failures, failing_since) values (app.now(), 4, app.now() - interval '{hours} hours')"
        )
    };
    world.alter(&stamping(23)).await;
    assert_eq!(on("no stamp for some hours").await.1, []);
    world.alter(&stamping(24)).await;
    assert_eq!(on("no stamp for a day").await.1, [AlertKind::StampsFailing]);
    world.alter("delete from matterlock.stamping").await;
    world.alter(&failing_letter(&firms.ana)).await;
    assert_eq!(on("a job").await.1, [AlertKind::JobsFailing]);
    let health = installation::health(&desk.at).await.unwrap();
    let row = health.queue.iter().find(|row| row.kind == "mail_letter").unwrap();
    assert_eq!((row.waiting, row.failing), (1, 1));
    assert!(health.store_answers && health.database_bytes > 0 && health.disk.unwrap().total > 0);
}

/// A lost factor of an operator's is recovered as everybody's is: two others, a day, and no way around.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i4_s11_operators_recover_each_other() {
    let world = World::new().await;
    let mut three = Vec::new();
    for name in ["olga", "omar", "odette"] {
        three.push(operator(&world, &format!("{name}@operacion.example")).await);
    }
    let (first, second) = (
        world.administration(&three[1]).await,
        world.administration(&three[2]).await,
    );
    people::ask_recovery(&first.administrator, user(&three[0]))
        .await
        .unwrap();
    let asked = people::recoveries(&second.administrator).await.unwrap();
    people::approve_recovery(&second.administrator, asked[0].id)
        .await
        .unwrap();
    world.pass(24 * 3600 + 1).await;
    let begun = world.password("olga@operacion.example").await;
    assert_eq!(begun.next, domain::access::NextStep::SetUpAuthenticator);
    let challenged = Challenged::from_cookie(&world.visitor(), &begun.cookie).unwrap();
    let new = access::enrolment(&challenged).await.unwrap();
    assert_ne!(base32(&new.secret), three[0].totp.bytes());
}
