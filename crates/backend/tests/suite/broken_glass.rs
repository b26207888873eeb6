//! I2: break-glass access. It opens one case, for a reason, for four hours; the responsible attorney is told, the log has it, and nobody comes in
//! that way whom a wall keeps out.

use std::time::Duration;

use backend::live::{Stream, run_switchboard};
use backend::{audit, cases, documents, jobs, people};
use domain::audit::{Event, LogFilter};
use domain::ids::{GlassId, UserId};
use domain::live::LiveEvent;
use domain::rules::REASON_MIN;
use domain::{Error, Problem, Role};

use crate::support::all;
use crate::support::changes::{REASON, change, number, somebody, witness};
use crate::support::log::told;
use crate::support::people::{Firms, Person, open_case};
use crate::support::races::at_once;
use crate::support::refusal;

fn user(person: &Person) -> UserId {
    person.caller.me().user
}

async fn colleague(firms: &Firms, name: &str, role: Role) -> Person {
    firms
        .world
        .add_colleague(&firms.ana, &format!("{name}@solano.example"), role)
        .await
}

/// What a page is told next.
async fn soon(stream: &mut Stream) -> Option<LiveEvent> {
    tokio::time::timeout(Duration::from_secs(30), stream.next())
        .await
        .unwrap()
}

/// Paula, a partner who is not assigned, opens Ana's case.
async fn paula_is_in(firms: &Firms) -> (Person, GlassId) {
    let paula = colleague(firms, "paula", Role::Partner).await;
    let wanted = number(firms, firms.case).await;
    assert_eq!(
        cases::break_glass(&paula.caller, &wanted, REASON).await.unwrap(),
        firms.case
    );
    let glass = cases::page(&firms.ana.caller, firms.case).await.unwrap().broken_glass;
    let [glass] = glass.as_slice() else { panic!("{glass:?}") };
    assert_eq!((glass.user, glass.reason.as_str()), (user(&paula), REASON));
    (paula, glass.id)
}

fn no_such_case() -> Error {
    Error::invalid("number", Problem::NoSuchCase)
}

async fn live_glass(firms: &Firms) -> i64 {
    firms
        .world
        .count("select count(*) from matterlock.broken_glass g where app.glass_lasts(g)")
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_glass_opens_one_case_and_the_responsible_attorney_is_told() {
    let firms = Firms::new().await;
    let document = firms.upload().await;
    open_case(&firms.ana, "Otro asunto de Ana").await;
    let paula = colleague(&firms, "paula", Role::Partner).await;
    let caller = &paula.caller;
    assert_eq!(cases::dashboard(caller, "", None).await.unwrap().total, 0);
    assert_eq!(refusal(documents::download(caller, document).await), Error::NotFound);
    while jobs::run_due(&firms.world.backend).await.unwrap() > 0 {}

    let wanted = number(&firms, firms.case).await;
    let case = cases::break_glass(caller, &format!("  {wanted} "), REASON)
        .await
        .unwrap();
    assert_eq!(case, firms.case);
    assert_eq!(cases::page(caller, case).await.unwrap().title, "Compraventa en Heredia");
    assert!(documents::download(caller, document).await.is_ok());
    let seen = cases::dashboard(caller, "", None).await.unwrap();
    assert_eq!((seen.total, seen.cases.len()), (1, 1));
    assert_eq!(seen.cases[0].id, case);
    // As by assignment.
    cases::save_party(caller, witness(&firms, "Testigo de Paula"))
        .await
        .unwrap();
    cases::change(caller, change(&firms, "Compraventa en Heredia, urgente"))
        .await
        .unwrap();

    let timeline = audit::timeline(&firms.rosa.caller, case, None).await.unwrap();
    let broken: Vec<_> = timeline
        .entries
        .iter()
        .filter(|entry| matches!(&entry.event, Event::GlassBroken { reason, .. } if reason.shown() == REASON))
        .collect();
    let [broken] = broken.as_slice() else {
        panic!("{broken:?}")
    };
    assert_eq!(
        (broken.actor.as_str(), broken.address.as_deref()),
        ("paula", Some("203.0.113.7"))
    );
    // Bruno administers the firm and reads its log, but not that of the case.
    let of_bruno = audit::page(&firms.bruno.caller, LogFilter::default(), &all)
        .await
        .unwrap();
    assert!(of_bruno.entries.iter().all(|entry| entry.event.case().is_none()));

    assert_eq!(jobs::run_due(&firms.world.backend).await.unwrap(), 1, "one letter");
    let mails = firms.world.mails();
    let about: Vec<&String> = mails.iter().filter(|mail| mail.contains(REASON)).collect();
    let [mail] = about.as_slice() else {
        panic!("{} mails", about.len())
    };
    for said in [
        "ana@solano.example",
        "paula",
        &wanted,
        &format!("https://matterlock.example/cases/{case}"),
    ] {
        assert!(mail.contains(said), "{said}: {mail}");
    }
    assert!(
        !mail.contains("Compraventa"),
        "what the case is called stands in no mail"
    );
}

/// A letter may wait for a mail server for hours: who is walled off by then, or no longer on the case, is not told of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_nobody_is_written_to_about_a_case_that_they_no_longer_see() {
    let firms = Firms::new().await;
    let (case, ana) = (firms.case, user(&firms.ana));
    let berta = colleague(&firms, "berta", Role::Attorney).await;
    cases::assign(&firms.ana.caller, case, user(&berta)).await.unwrap();
    while jobs::run_due(&firms.world.backend).await.unwrap() > 0 {}
    paula_is_in(&firms).await;
    cases::name_responsible(&firms.ana.caller, case, user(&berta))
        .await
        .unwrap();
    cases::unassign(&berta.caller, case, ana).await.unwrap();
    let begun = firms.world.mails().len();
    while jobs::run_due(&firms.world.backend).await.unwrap() > 0 {}
    let mails = firms.world.mails();
    let told: Vec<&String> = mails.iter().filter(|mail| mail.contains(REASON)).collect();
    // Whoever answers for the case by now is told in their place.
    let [told] = told.as_slice() else { panic!("{mails:?}") };
    assert!(
        told.contains("berta@solano.example") && !told.contains("ana@solano.example"),
        "{told}"
    );
    assert_eq!(mails.len(), begun + 1);
    let waiting = firms
        .world
        .count("select count(*) from matterlock.jobs where kind = 'mail_letter' and finished_at is null");
    assert_eq!(waiting.await, 0);
}

/// The same where a wall was raised past the application, and where the account was closed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_a_wall_and_a_closed_account_keep_letters_from_leaving() {
    for closed in [false, true] {
        let firms = Firms::new().await;
        while jobs::run_due(&firms.world.backend).await.unwrap() > 0 {}
        paula_is_in(&firms).await;
        let (firm, case, ana) = (firms.ana.firm(), firms.case, user(&firms.ana));
        let change = if closed {
            format!("update matterlock.users set active = false where id = '{ana}'")
        } else {
            format!(
                "insert into matterlock.case_walls (firm_id, case_id, user_id, raised_by, reason)
                 values ('{firm}', '{case}', '{ana}', '{ana}', 'a reason to keep out')"
            )
        };
        let past_all_rules = format!("begin; set local session_replication_role = replica; {change}; commit");
        firms.world.alter(&past_all_rules).await;
        while jobs::run_due(&firms.world.backend).await.unwrap() > 0 {}
        let mails = firms.world.mails();
        let told = mails
            .iter()
            .any(|mail| mail.contains(REASON) && mail.contains("ana@solano.example"));
        assert!(!told, "{change}: {mails:?}");
    }
}

/// Without the permission, a reason and a fresh factor nothing opens, by the use case and by any statement; nothing is kept, logged or mailed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_no_glass_breaks_without_permission_reason_and_fresh_factor() {
    let firms = Firms::new().await;
    let wanted = number(&firms, firms.case).await;
    let paula = colleague(&firms, "paula", Role::Partner).await;
    for role in [Role::Attorney, Role::Assistant, Role::ReadOnly] {
        let person = colleague(&firms, role.name(), role).await;
        assert_eq!(
            refusal(cases::break_glass(&person.caller, &wanted, REASON).await),
            Error::Forbidden
        );
        let mut raw = firms
            .world
            .as_role("matterlock_app", Some(&person.secret(&firms.world)))
            .await;
        let refused = raw
            .attempt(&format!("select app.break_glass('{wanted}', '{REASON}')"))
            .await
            .unwrap_err();
        assert!(refused.contains("breaks no glass"), "{refused}");
    }
    for (typed, problem) in [
        ("", Problem::Required),
        ("urgente", Problem::TooShort { min: REASON_MIN }),
        ("x".repeat(501).as_str(), Problem::TooLong { max: 500 }),
    ] {
        let refused = refusal(cases::break_glass(&paula.caller, &wanted, typed).await);
        assert_eq!(refused.problem_of("reason"), Some(problem));
    }
    let mut raw = firms
        .world
        .as_role("matterlock_app", Some(&paula.secret(&firms.world)))
        .await;
    for statement in [
        format!("select app.break_glass('{wanted}', 'urgente')"),
        format!(
            "insert into broken_glass (firm_id, id, case_id, user_id, reason, until) values ('{}', gen_random_uuid(), '{}', '{}', '{REASON}', now() + interval '1 hour')",
            firms.ana.firm(),
            firms.case,
            paula.id()
        ),
        "update broken_glass set until = until + interval '1 day'".to_owned(),
        "delete from broken_glass".to_owned(),
    ] {
        assert!(raw.attempt(&statement).await.is_err(), "{statement}");
    }
    drop(raw);
    firms.world.pass(301).await;
    assert_eq!(
        refusal(cases::break_glass(&paula.caller, &wanted, REASON).await),
        Error::StepUpNeeded
    );
    let mut raw = firms
        .world
        .as_role("matterlock_app", Some(&paula.secret(&firms.world)))
        .await;
    assert!(
        raw.attempt(&format!("select app.break_glass('{wanted}', '{REASON}')"))
            .await
            .is_err()
    );
    // As the console, and as nobody.
    for role in [
        "matterlock_admin",
        "matterlock_auth",
        "matterlock_worker",
        "matterlock_operator",
    ] {
        let mut raw = firms.world.as_role(role, Some(&paula.secret(&firms.world))).await;
        let broken = raw
            .attempt(&format!("select app.break_glass('{wanted}', '{REASON}')"))
            .await;
        assert!(broken.is_err(), "{role}");
    }
    for nothing in [
        "select count(*) from matterlock.broken_glass",
        "select count(*) from matterlock.log_entries where event like 'glass\\_%'",
        "select count(*) from matterlock.letters where notice ->> 'notice' = 'glass_broken'",
    ] {
        assert_eq!(firms.world.count(nothing).await, 0, "{nothing}");
    }
}

/// A number of nobody's, of another firm's case, and of one behind a wall: one answer, and one kind of entry, which belongs to no case.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_what_opens_no_case_answers_alike() {
    let firms = Firms::new().await;
    let paula = colleague(&firms, "paula", Role::Partner).await;
    cases::raise_wall(&firms.ana.caller, firms.case, user(&paula), REASON)
        .await
        .unwrap();
    open_case(&firms.eva, "Segundo de Eva").await;
    let (third, _) = open_case(&firms.eva, "Tercero de Eva").await;
    let numbers = [
        number(&firms, firms.case).await,
        number(&firms, third).await,
        "1999-0001".to_owned(),
        "'; select 1".to_owned(),
    ];
    for wanted in &numbers {
        assert_eq!(
            refusal(cases::break_glass(&paula.caller, wanted, REASON).await),
            no_such_case(),
            "{wanted}"
        );
    }
    // The reason, which tells of a case, is only hers to read.
    for (reader, reason) in [(&paula, REASON), (&firms.ana, "")] {
        let refusals = told(reader, "glass_refused", &["actor", "reason"]).await;
        assert!(
            refusals.split(", ").all(|one| one == format!("paula {reason}")),
            "{refusals}"
        );
    }
    for person in [&paula, &firms.bruno] {
        let log = audit::page(&person.caller, LogFilter::default(), &all).await.unwrap();
        let refused: Vec<_> = log
            .entries
            .iter()
            .filter_map(|entry| match &entry.event {
                Event::GlassRefused { number, .. } => number.value(),
                _ => None,
            })
            .collect();
        assert_eq!(refused, numbers.iter().rev().collect::<Vec<_>>(), "{}", person.email);
    }
    // Whatever was typed in place of a number may be somebody's: it does not stand there in clear.
    for wanted in &numbers {
        let typed = wanted.replace('\'', "''");
        let clear = format!(
            "select count(*) from matterlock.log_entries where event = 'glass_refused' and position('{typed}' in details::text) > 0"
        );
        assert_eq!(firms.world.count(&clear).await, 0, "{wanted}");
    }
    assert_eq!(
        firms.world.count("select count(*) from matterlock.broken_glass").await,
        0
    );
    assert_eq!(
        firms
            .world
            .count("select count(*) from matterlock.letters where notice ->> 'notice' = 'glass_broken'")
            .await,
        0
    );
}

/// After four hours it is over by itself, in every place at once; and the glass can be broken anew, with a reason and an entry of its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_broken_glass_is_over_after_four_hours() {
    let firms = Firms::new().await;
    let document = firms.upload().await;
    let (paula, _) = paula_is_in(&firms).await;
    firms.world.pass(4 * 3600 - 120).await;
    let paula = firms.world.sign_in_again(&paula).await;
    assert!(cases::page(&paula.caller, firms.case).await.is_ok());
    assert!(documents::download(&paula.caller, document).await.is_ok());
    firms.world.pass(120).await;
    assert_eq!(refusal(cases::page(&paula.caller, firms.case).await), Error::NotFound);
    assert_eq!(
        refusal(documents::download(&paula.caller, document).await),
        Error::NotFound
    );
    assert_eq!(cases::dashboard(&paula.caller, "", None).await.unwrap().total, 0);
    let ana = firms.world.sign_in_again(&firms.ana).await;
    assert!(
        cases::page(&ana.caller, firms.case)
            .await
            .unwrap()
            .broken_glass
            .is_empty()
    );

    let wanted = number(&firms, firms.case).await;
    cases::break_glass(&paula.caller, &wanted, "Otra vez hace falta")
        .await
        .unwrap();
    assert!(cases::page(&paula.caller, firms.case).await.is_ok());
    let reasons = told(&ana, "glass_broken", &["reason"]).await;
    assert_eq!(reasons, format!("{REASON}, Otra vez hace falta"));
}

/// Whoever came in that way says nothing about the team, the responsible attorney or the walls.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_by_broken_glass_nobody_changes_the_team_or_the_walls() {
    let firms = Firms::new().await;
    let tomas = somebody(&firms, "tomas").await;
    cases::raise_wall(&firms.ana.caller, firms.case, tomas, REASON)
        .await
        .unwrap();
    let (paula, _) = paula_is_in(&firms).await;
    let (caller, case, me) = (&paula.caller, firms.case, user(&paula));
    let ulises = somebody(&firms, "ulises").await;
    for refused in [
        cases::assign(caller, case, me).await,
        cases::assign(caller, case, ulises).await,
        cases::unassign(caller, case, user(&firms.rosa)).await,
        cases::name_responsible(caller, case, user(&firms.rosa)).await,
        cases::raise_wall(caller, case, ulises, REASON).await,
        cases::lift_wall(caller, case, tomas, REASON).await,
    ] {
        assert_eq!(refusal(refused), Error::Forbidden);
    }
    let (firm, id) = (firms.ana.firm(), paula.id());
    let mut raw = firms
        .world
        .as_role("matterlock_app", Some(&paula.secret(&firms.world)))
        .await;
    for statement in [
        format!(
            "insert into case_assignments (firm_id, case_id, user_id, assigned_by) values ('{firm}', '{case}', '{id}', '{id}')"
        ),
        format!("delete from case_assignments where case_id = '{case}'"),
        format!(
            "update cases set responsible_id = '{}' where id = '{case}'",
            firms.rosa.id()
        ),
        format!(
            "insert into case_walls (firm_id, case_id, user_id, raised_by, reason) values ('{firm}', '{case}', '{ulises}', '{id}', '{REASON}')"
        ),
        "delete from case_walls".to_owned(),
        "update broken_glass set ended_by = user_id".to_owned(),
        "update broken_glass set ended_at = now() + interval '1 minute', ended_by = user_id".to_owned(),
    ] {
        let done = raw.attempt(&statement).await;
        assert!(matches!(done, Ok(0) | Err(_)), "{done:?}: {statement}");
    }
    // What the case says of its walls is read as by assignment.
    assert_eq!(cases::page(caller, case).await.unwrap().walls.len(), 1);
}

/// It is ended by whoever has it, and by somebody on the case who assigns people; by nobody else.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_broken_glass_is_ended_by_its_holder_or_by_the_team() {
    let firms = Firms::new().await;
    let (paula, glass) = paula_is_in(&firms).await;
    let pedro = colleague(&firms, "pedro", Role::Partner).await;
    let wanted = number(&firms, firms.case).await;
    assert_eq!(refusal(cases::end_glass(&pedro.caller, glass).await), Error::NotFound);
    cases::break_glass(&pedro.caller, &wanted, REASON).await.unwrap();
    for (person, error) in [
        (&firms.bruno, Error::NotFound),
        (&firms.eva, Error::NotFound),
        (&firms.rosa, Error::Forbidden),
        (&pedro, Error::Forbidden),
    ] {
        assert_eq!(
            refusal(cases::end_glass(&person.caller, glass).await),
            error,
            "{}",
            person.email
        );
        let mut raw = firms
            .world
            .as_role("matterlock_app", Some(&person.secret(&firms.world)))
            .await;
        let end = format!(
            "update broken_glass set ended_at = app.now(), ended_by = '{}' where id = '{glass}'",
            person.id()
        );
        assert_eq!(raw.attempt(&end).await, Ok(0), "{}", person.email);
    }
    assert_eq!(live_glass(&firms).await, 2);

    cases::end_glass(&paula.caller, glass).await.unwrap();
    assert_eq!(refusal(cases::page(&paula.caller, firms.case).await), Error::NotFound);
    assert_eq!(refusal(cases::end_glass(&paula.caller, glass).await), Error::NotFound);
    let pedros = cases::page(&firms.ana.caller, firms.case).await.unwrap().broken_glass;
    let [pedros] = pedros.as_slice() else {
        panic!("{pedros:?}")
    };
    cases::end_glass(&firms.ana.caller, pedros.id).await.unwrap();
    assert_eq!(refusal(cases::page(&pedro.caller, firms.case).await), Error::NotFound);
    let ended = told(&firms.ana, "glass_ended", &["actor", "name"]).await;
    assert_eq!(ended, "paula paula, ana pedro");
    // What has just been ended lets nobody write into the case a moment later.
    let mut raw = firms
        .world
        .as_role("matterlock_app", Some(&paula.secret(&firms.world)))
        .await;
    let again = format!(
        "select app.append_entry('glass_ended', '{}', '{{}}', null, 'server', '')",
        firms.case
    );
    assert!(raw.attempt(&again).await.is_err());
}

/// A wall ends what somebody sees by broken glass at once, and their page hears of that and of nothing more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_a_wall_ends_broken_glass() {
    let firms = Firms::new().await;
    let (paula, glass) = paula_is_in(&firms).await;
    let mut stream = Stream::open(paula.caller.clone(), paula.probe(&firms.world));
    let listening = tokio::spawn(run_switchboard(firms.world.backend.clone()));
    let mut anas = Stream::open(firms.ana.caller.clone(), firms.ana.probe(&firms.world));
    for stream in [&mut stream, &mut anas] {
        assert_eq!(soon(stream).await, Some(LiveEvent::Again));
    }
    let changed = LiveEvent::Case { case: firms.case };
    cases::save_party(&firms.ana.caller, witness(&firms, "Testigo"))
        .await
        .unwrap();
    for stream in [&mut stream, &mut anas] {
        assert_eq!(soon(stream).await, Some(changed));
    }

    cases::raise_wall(&firms.ana.caller, firms.case, user(&paula), REASON)
        .await
        .unwrap();
    assert_eq!(soon(&mut stream).await, Some(LiveEvent::Again));
    // The wall, and then the change: who still sees the case is told of both.
    assert_eq!(soon(&mut anas).await, Some(changed));
    cases::save_party(&firms.ana.caller, witness(&firms, "Otro"))
        .await
        .unwrap();
    assert_eq!(soon(&mut anas).await, Some(changed));
    let silent = tokio::time::timeout(Duration::from_millis(500), stream.next()).await;
    assert!(silent.is_err(), "{silent:?}");
    listening.abort();

    assert_eq!(refusal(cases::page(&paula.caller, firms.case).await), Error::NotFound);
    assert_eq!(refusal(cases::end_glass(&paula.caller, glass).await), Error::NotFound);
    let wanted = number(&firms, firms.case).await;
    assert_eq!(
        refusal(cases::break_glass(&paula.caller, &wanted, REASON).await),
        no_such_case()
    );
    let told = firms
        .world
        .text("select details ->> 'ended_glass' from matterlock.log_entries where event = 'wall_raised'")
        .await;
    assert_eq!(told, "true");
}

/// Whichever comes first, once the wall stands nobody sees the case through it.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn i2_a_wall_that_is_raised_while_the_glass_breaks_holds() {
    let firms = Firms::new().await;
    let paula = colleague(&firms, "paula", Role::Partner).await;
    let mut broken_first = 0;
    for round in 0..40 {
        let (case, _) = open_case(&firms.ana, &format!("Asunto {round}")).await;
        let wanted = number(&firms, case).await;
        let (broken, raised) = tokio::join!(
            cases::break_glass(&paula.caller, &wanted, REASON),
            cases::raise_wall(&firms.ana.caller, case, user(&paula), REASON)
        );
        raised.unwrap();
        match broken {
            Ok(opened) => {
                assert_eq!(opened, case);
                broken_first += 1;
            }
            Err(failure) => assert_eq!(failure.tell("r"), no_such_case(), "round {round}"),
        }
        assert_eq!(live_glass(&firms).await, 0, "round {round}");
        assert_eq!(refusal(cases::page(&paula.caller, case).await), Error::NotFound);
    }
    eprintln!("in {broken_first} of 40 rounds the glass broke first");
}

/// Ended between the look at the case and the entry that says so: whoever looked is told what everybody is told who is not in, and no entry stands.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_glass_that_ends_under_a_reader_shows_nothing() {
    let firms = Firms::new().await;
    let (paula, _) = paula_is_in(&firms).await;
    // The case is read by now, and whether that stands in the log already is asked next.
    let mut elsewhere = firms.world.superuser.begin().await.unwrap();
    sqlx::query("lock table matterlock.log_entries in access exclusive mode")
        .execute(&mut *elsewhere)
        .await
        .unwrap();
    let (caller, case) = (paula.caller.clone(), firms.case);
    let look = tokio::spawn(async move { cases::page(&caller, case).await });
    let waits = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    while firms.world.count(waits).await == 0 {
        assert!(!look.is_finished(), "the page was shown without an entry");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    sqlx::query("update matterlock.broken_glass set ended_at = app.now() where firm_id = $1")
        .bind(firms.ana.firm())
        .execute(&firms.world.superuser)
        .await
        .unwrap();
    elsewhere.commit().await.unwrap();
    assert_eq!(refusal(look.await.unwrap()), Error::NotFound);
    let read = told(&firms.ana, "case_read", &["actor"]).await;
    assert!(!read.contains("paula"), "{read}");
}

/// Two who break the same glass at once are both in; one who does it in many tabs is in once, with one entry and one letter.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn i2_the_same_glass_breaks_once_a_person() {
    let firms = Firms::new().await;
    let (paula, pedro) = (
        colleague(&firms, "paula", Role::Partner).await,
        colleague(&firms, "pedro", Role::Partner).await,
    );
    let wanted = number(&firms, firms.case).await;
    let tabs = (0..16).map(|tab| {
        let caller = [&paula, &pedro][tab % 2].caller.clone();
        let wanted = wanted.clone();
        async move { cases::break_glass(&caller, &wanted, REASON).await }
    });
    assert_eq!(at_once(tabs).await, (16, Vec::new()));
    assert_eq!(live_glass(&firms).await, 2);
    for both in [
        "select count(*) from matterlock.broken_glass",
        "select count(*) from matterlock.log_entries where event = 'glass_broken'",
        "select count(*) from matterlock.letters where notice ->> 'notice' = 'glass_broken'",
    ] {
        assert_eq!(firms.world.count(both).await, 2, "{both}");
    }
    // Of a case that one is assigned to there is no glass to break.
    let found = cases::break_glass(&firms.ana.caller, &wanted, REASON).await.unwrap();
    assert_eq!(found, firms.case);
    assert_eq!(live_glass(&firms).await, 2);
}

/// Whoever is assigned needs it no more, and whoever loses the role has it no more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_broken_glass_goes_with_an_assignment_and_with_the_role() {
    let firms = Firms::new().await;
    let (paula, _) = paula_is_in(&firms).await;
    let desk = firms.world.administration(&firms.ana).await.administrator;
    people::change_role(&desk, user(&paula), Role::Attorney).await.unwrap();
    let paula = firms.world.sign_in_again(&paula).await;
    assert_eq!(refusal(cases::page(&paula.caller, firms.case).await), Error::NotFound);
    assert_eq!(cases::dashboard(&paula.caller, "", None).await.unwrap().total, 0);
    cases::assign(&firms.ana.caller, firms.case, user(&paula))
        .await
        .unwrap();
    let page = cases::page(&paula.caller, firms.case).await.unwrap();
    assert!(page.broken_glass.is_empty());
    cases::unassign(&firms.ana.caller, firms.case, user(&paula))
        .await
        .unwrap();
    assert_eq!(refusal(cases::page(&paula.caller, firms.case).await), Error::NotFound);
}

/// What is not in the log is not kept, whatever statement broke the glass.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_broken_glass_without_its_entry_is_not_kept() {
    let firms = Firms::new().await;
    let paula = colleague(&firms, "paula", Role::Partner).await;
    let wanted = number(&firms, firms.case).await;
    let mut raw = firms
        .world
        .as_role("matterlock_app", Some(&paula.secret(&firms.world)))
        .await;
    assert_eq!(
        raw.attempt(&format!("select app.break_glass('{wanted}', '{REASON}')"))
            .await,
        Ok(1)
    );
    let entry = |event: &str| {
        format!(
            "select app.append_entry('{event}', '{}', '{{}}', null, 'server', '')",
            firms.case
        )
    };
    raw.attempt(&entry("case_read")).await.unwrap();
    // As COMMIT asks it.
    let commit = "set constraints all immediate";
    let refused = raw.attempt(commit).await.unwrap_err();
    assert!(refused.contains("broken glass stands in the log"), "{refused}");
    raw.attempt(&entry("glass_broken")).await.unwrap();
    raw.attempt(commit).await.unwrap();
    raw.commit().await;
    assert_eq!(live_glass(&firms).await, 1);
}

/// Where whoever answers for the case works there no more, everybody on it is told.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_somebody_is_told_even_where_the_responsible_attorney_is_gone() {
    let firms = Firms::new().await;
    let paula = colleague(&firms, "paula", Role::Partner).await;
    let desk = firms.world.administration(&firms.bruno).await.administrator;
    people::close_account(&desk, user(&firms.ana)).await.unwrap();
    let wanted = number(&firms, firms.case).await;
    cases::break_glass(&paula.caller, &wanted, REASON).await.unwrap();
    let told = firms
        .world
        .text("select string_agg(u.name, ' ' order by u.name) from matterlock.letters l join matterlock.users u on u.id = l.user_id where l.notice ->> 'notice' = 'glass_broken'")
        .await;
    // In their place, and not beside them: mail to a closed account is mail to somebody outside.
    assert_eq!(told, "rosa");
}
