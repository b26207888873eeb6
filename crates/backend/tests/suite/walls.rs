//! I2: ethical walls. Whoever is walled off from a case is kept from it whatever their role, and learns nothing by trying.

use backend::live::{Stream, run_switchboard};
use backend::{audit, cases, documents, signing};
use domain::audit::{Event, LogFilter};
use domain::error::Conflict;
use domain::ids::{CaseId, DocumentId, EnvelopeId, UserId};
use domain::live::LiveEvent;
use domain::rules::REASON_MIN;
use domain::{Error, Problem, Role};
use std::time::Duration;
use uuid::Uuid;

use crate::support::all;
use crate::support::changes::{REASON, number, somebody, witness};
use crate::support::log::told;
use crate::support::papers::{asked, small_document};
use crate::support::people::{Firms, Person, open_case};
use crate::support::{conflict, refusal};

fn user(person: &Person) -> UserId {
    person.caller.me().user
}

async fn partner(firms: &Firms) -> Person {
    firms
        .world
        .add_colleague(&firms.ana, "paula@solano.example", Role::Partner)
        .await
}

fn made_up() -> Uuid {
    vault::random::uuid_v7(1_800_000_000_000)
}

/// What somebody is shown who looks for a case, and what they are told who ask for it.
async fn learns(firms: &Firms, person: &Person, document: DocumentId, envelope: EnvelopeId) -> Vec<String> {
    let (caller, case) = (&person.caller, firms.case);
    let mut learnt = Vec::new();
    for search in ["", "Compraventa", "Carmen", &number(firms, case).await] {
        learnt.push(format!("{:?}", cases::dashboard(caller, search, None).await.unwrap()));
    }
    let of_case = LogFilter {
        case: Some(case),
        ..LogFilter::default()
    };
    for filter in [LogFilter::default(), of_case] {
        let log = audit::page(caller, filter, &all).await.unwrap();
        let entries: Vec<&Event> = log.entries.iter().map(|entry| &entry.event).collect();
        let others = entries
            .iter()
            .filter(|event| !matches!(event, Event::LogRead { .. }))
            .collect::<Vec<_>>();
        learnt.push(format!("{others:?} {:?}", log.cases));
    }
    learnt.push(format!("{:?}", refusal(cases::page(caller, case).await)));
    learnt.push(format!("{:?}", refusal(audit::timeline(caller, case, None).await)));
    learnt.push(format!("{:?}", refusal(audit::case_readers(caller, case, None).await)));
    learnt.push(format!(
        "{:?}",
        refusal(audit::document_readers(caller, document, None).await)
    ));
    let of_case = LogFilter {
        case: Some(case),
        ..LogFilter::default()
    };
    learnt.push(format!("{:?}", refusal(audit::may_take_out(caller, of_case).await)));
    let upload = documents::upload(caller, case, "x.pdf", &small_document("x")).await;
    learnt.push(format!("{:?}", refusal(upload)));
    learnt.push(format!("{:?}", refusal(documents::page(caller, document).await)));
    learnt.push(format!("{:?}", refusal(documents::download(caller, document).await)));
    learnt.push(format!(
        "{:?}",
        refusal(documents::picture(caller, document, asked(1, 200)).await)
    ));
    learnt.push(format!("{:?}", refusal(signing::page(caller, envelope).await)));
    learnt.push(format!(
        "{:?}",
        refusal(cases::raise_wall(caller, case, user(person), REASON).await)
    ));
    learnt.push(format!(
        "{:?}",
        refusal(cases::lift_wall(caller, case, user(person), REASON).await)
    ));
    learnt.push(format!(
        "{:?}",
        refusal(cases::assign(caller, case, user(person)).await)
    ));
    learnt
}

/// Before and after a wall is raised a partner is shown and told the same, and hears nothing of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_whoever_is_walled_off_learns_nothing() {
    let firms = Firms::new().await;
    let paula = partner(&firms).await;
    let (envelope, _) = firms.ask().await;
    let document = firms.upload().await;
    // A case of her own, so that there is something to be seen.
    open_case(&paula, "Asunto de Paula").await;
    let before = learns(&firms, &paula, document, envelope).await;

    let mut streams =
        [&paula, &firms.ana].map(|person| Stream::open(person.caller.clone(), person.probe(&firms.world)));
    let listening = tokio::spawn(run_switchboard(firms.world.backend.clone()));
    for stream in &mut streams {
        let heard = tokio::time::timeout(Duration::from_secs(30), stream.next()).await;
        assert_eq!(heard.unwrap(), Some(LiveEvent::Again));
    }
    cases::raise_wall(&firms.ana.caller, firms.case, user(&paula), REASON)
        .await
        .unwrap();
    let heard = tokio::time::timeout(Duration::from_secs(30), streams[1].next()).await;
    assert_eq!(heard.unwrap(), Some(LiveEvent::Case { case: firms.case }));
    let silent = tokio::time::timeout(Duration::from_millis(500), streams[0].next()).await;
    assert!(silent.is_err(), "{silent:?}");
    listening.abort();

    assert_eq!(learns(&firms, &paula, document, envelope).await, before);
    let letters = format!(
        "select count(*) from matterlock.letters where user_id = '{}'",
        paula.id()
    );
    assert_eq!(firms.world.count(&letters).await, 0);
}

/// Of a case that one is walled off from the database says what it says of one that is not there, whatever statement asks.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_a_wall_answers_any_statement_as_if_nothing_were_there() {
    let firms = Firms::new().await;
    let paula = partner(&firms).await;
    firms.ask().await;
    cases::raise_wall(&firms.ana.caller, firms.case, user(&paula), REASON)
        .await
        .unwrap();
    let (firm, me, ana) = (firms.ana.firm(), paula.id(), firms.ana.id());
    let year_and_number = number(&firms, firms.case).await;
    let mut raw = firms
        .world
        .as_role("matterlock_app", Some(&paula.secret(&firms.world)))
        .await;
    for table in raw.readable_tables().await {
        let column = match table.as_str() {
            "cases" => "id",
            _ if firms
                .world
                .count(&format!(
                    "select count(*) from pg_attribute where attrelid = 'matterlock.{table}'::regclass and attname = 'case_id'"
                ))
                .await
                == 1 =>
            {
                "case_id"
            }
            _ => continue,
        };
        let rows = format!(
            "select count(*) from matterlock.{table} where {column} = '{}'",
            firms.case
        );
        assert_eq!(raw.count(&rows).await, 0, "{table}");
    }
    let tried = |case: Uuid, number: &str| {
        [
            format!(
                "insert into case_assignments (firm_id, case_id, user_id, assigned_by) values ('{firm}', '{case}', '{me}', '{me}')"
            ),
            format!(
                "insert into case_walls (firm_id, case_id, user_id, raised_by, reason) values ('{firm}', '{case}', '{ana}', '{me}', '{REASON}')"
            ),
            format!(
                "insert into case_walls (firm_id, case_id, user_id, raised_by, reason) values ('{firm}', '{case}', '{me}', '{me}', '{REASON}')"
            ),
            format!("delete from case_walls where case_id = '{case}'"),
            format!("update cases set responsible_id = '{me}' where id = '{case}'"),
            format!("update broken_glass set ended_at = now(), ended_by = '{me}' where case_id = '{case}'"),
            format!(
                "insert into parties (firm_id, case_id, id, role, name) values ('{firm}', '{case}', gen_random_uuid(), 'client', 'x')"
            ),
            format!(
                "select from app.break_glass('{number}', '{REASON}') where opened is not null or good_until is not null"
            ),
            format!("select app.append_entry('case_read', '{case}', '{{}}', null, 'server', '')"),
            format!("select app.append_entry('glass_ended', '{case}', '{{}}', null, 'server', '')"),
            format!("select from cases where id = '{case}' for update"),
        ]
    };
    for (there, nowhere) in tried(firms.case.0, &year_and_number)
        .into_iter()
        .zip(tried(made_up(), "1999-0001"))
    {
        let answer = raw.attempt(&there).await;
        assert_eq!(answer, raw.attempt(&nowhere).await, "{there}");
        assert!(matches!(answer, Ok(0) | Err(_)), "{there}: {answer:?}");
    }
}

/// Whoever is assigned is taken off first, whoever is walled off is not assigned, and lifting a wall lets them be.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_nobody_is_on_a_case_and_walled_off_from_it() {
    let firms = Firms::new().await;
    let (ana, rosa) = (&firms.ana.caller, user(&firms.rosa));
    let case = firms.case;
    assert_eq!(
        refusal(cases::raise_wall(ana, case, rosa, REASON).await),
        conflict(Conflict::AssignedNotWalledOff)
    );
    assert_eq!(
        refusal(cases::raise_wall(ana, case, user(&firms.ana), REASON).await),
        conflict(Conflict::ResponsibleNotWalledOff)
    );
    assert_eq!(
        refusal(cases::raise_wall(ana, case, user(&firms.eva), REASON).await),
        Error::NotFound
    );
    for (typed, problem) in [
        ("", Problem::Required),
        ("porque sí", Problem::TooShort { min: REASON_MIN }),
    ] {
        let refused = refusal(cases::raise_wall(ana, case, rosa, typed).await);
        assert_eq!(refused.problem_of("reason"), Some(problem));
        let refused = refusal(cases::lift_wall(ana, case, rosa, typed).await);
        assert_eq!(refused.problem_of("reason"), Some(problem));
    }
    assert_eq!(
        refusal(cases::lift_wall(ana, case, rosa, REASON).await),
        Error::NotFound
    );

    cases::unassign(ana, case, rosa).await.unwrap();
    cases::raise_wall(ana, case, rosa, REASON).await.unwrap();
    // A wall that stands already stays as it is.
    cases::raise_wall(ana, case, rosa, "Otro motivo cualquiera")
        .await
        .unwrap();
    assert_eq!(
        refusal(cases::assign(ana, case, rosa).await),
        conflict(Conflict::WalledOff)
    );
    let walls = cases::page(ana, case).await.unwrap().walls;
    let [wall] = walls.as_slice() else { panic!("{walls:?}") };
    assert_eq!(
        (
            wall.user,
            wall.name.as_str(),
            wall.raised_by.as_str(),
            wall.reason.as_str()
        ),
        (rosa, "rosa", "ana", REASON)
    );

    firms.world.pass(301).await;
    assert_eq!(
        refusal(cases::lift_wall(ana, case, rosa, REASON).await),
        Error::StepUpNeeded
    );
    let fresh = firms.world.step_up(&firms.ana, &firms.ana.totp).await;
    cases::lift_wall(&fresh.caller, case, rosa, "Ya no hay conflicto")
        .await
        .unwrap();
    assert!(cases::page(&fresh.caller, case).await.unwrap().walls.is_empty());
    assert_eq!(
        refusal(cases::page(&firms.rosa.caller, case).await),
        Error::NotFound,
        "lifting assigns nobody"
    );
    cases::assign(&fresh.caller, case, rosa).await.unwrap();
    let raised = told(&firms.ana, "wall_raised", &["name", "reason", "ended_glass"]).await;
    assert_eq!(raised, format!("rosa {REASON} false"));
    let lifted = told(&firms.ana, "wall_lifted", &["name", "reason"]).await;
    assert_eq!(lifted, "rosa Ya no hay conflicto");
}

/// A wall is stronger than an assignment and than broken glass, wherever those came from.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_what_slipped_past_a_wall_opens_nothing() {
    let firms = Firms::new().await;
    let paula = partner(&firms).await;
    let (envelope, _) = firms.ask().await;
    let document = firms.upload().await;
    let before = learns(&firms, &paula, document, envelope).await;
    cases::raise_wall(&firms.ana.caller, firms.case, user(&paula), REASON)
        .await
        .unwrap();
    let (firm, case, me, ana) = (firms.ana.firm(), firms.case, paula.id(), firms.ana.id());
    for slipped_in in [
        format!(
            "insert into matterlock.case_assignments (firm_id, case_id, user_id, assigned_by) values ('{firm}', '{case}', '{me}', '{ana}')"
        ),
        format!(
            "insert into matterlock.broken_glass (firm_id, id, case_id, user_id, reason, until)
             values ('{firm}', '{me}', '{case}', '{me}', '{REASON}', app.now() + interval '1 hour')"
        ),
    ] {
        firms
            .world
            .alter(&format!(
                "begin; set local session_replication_role = replica; {slipped_in}; commit"
            ))
            .await;
        assert_eq!(learns(&firms, &paula, document, envelope).await, before, "{slipped_in}");
    }
}

/// Of assigning somebody and walling them off at the same time one is done, and the other is told which.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn i2_of_assigning_and_walling_off_at_once_one_is_done() {
    let firms = Firms::new().await;
    let (ana, bruno) = (&firms.ana.caller, user(&firms.bruno));
    let mut walls = 0;
    for round in 0..40 {
        let (case, _) = open_case(&firms.ana, &format!("Asunto {round}")).await;
        let (assigned, raised) = tokio::join!(
            cases::assign(ana, case, bruno),
            cases::raise_wall(ana, case, bruno, REASON)
        );
        match (assigned, raised) {
            (Ok(()), Err(late)) => assert_eq!(late.tell("r"), conflict(Conflict::AssignedNotWalledOff)),
            (Err(late), Ok(())) => {
                assert_eq!(late.tell("r"), conflict(Conflict::WalledOff));
                walls += 1;
            }
            both => panic!("round {round}: {both:?}"),
        }
        let both = format!(
            "select (select count(*) from matterlock.case_assignments where case_id = '{case}' and user_id = '{bruno}')
               + (select count(*) from matterlock.case_walls where case_id = '{case}')"
        );
        assert_eq!(firms.world.count(&both).await, 1);
    }
    eprintln!("{walls} of 40 rounds were won by the wall");
}

/// The database holds to it by itself: whichever statement comes second waits for the first, and is refused.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_assigning_and_walling_off_wait_for_each_other_in_any_sql() {
    let firms = Firms::new().await;
    let (firm, case, ana, bruno) = (firms.ana.firm(), firms.case, firms.ana.id(), firms.bruno.id());
    let secret = firms.ana.secret(&firms.world);
    let assign = format!(
        "insert into case_assignments (firm_id, case_id, user_id, assigned_by) values ('{firm}', '{case}', '{bruno}', '{ana}')"
    );
    let wall = format!(
        "insert into case_walls (firm_id, case_id, user_id, raised_by, reason) values ('{firm}', '{case}', '{bruno}', '{ana}', '{REASON}')"
    );
    for (first, second, said, undo) in [
        (
            &assign,
            &wall,
            "assigned to this case",
            "delete from matterlock.case_assignments where user_id =",
        ),
        (
            &wall,
            &assign,
            "walled off from this case",
            "delete from matterlock.case_walls where user_id =",
        ),
    ] {
        let mut one = firms.world.as_role("matterlock_app", Some(&secret)).await;
        let mut other = firms.world.as_role("matterlock_app", Some(&secret)).await;
        assert_eq!(one.attempt(first).await, Ok(1));
        let second = second.clone();
        let waiting = tokio::spawn(async move { other.attempt(&second).await });
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert!(!waiting.is_finished(), "it did not wait");
        one.commit().await;
        let refused = waiting.await.unwrap().unwrap_err();
        assert!(refused.contains(said), "{refused}");
        firms.world.alter(&format!("{undo} '{bruno}'")).await;
    }
}

/// Whoever opens a case answers for it, until somebody on it names another of those assigned.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_somebody_on_the_case_answers_for_it() {
    let firms = Firms::new().await;
    let (ana, rosa, case) = (&firms.ana.caller, user(&firms.rosa), firms.case);
    assert_eq!(cases::page(ana, case).await.unwrap().responsible, user(&firms.ana));
    for nobody in [user(&firms.bruno), user(&firms.eva), UserId(made_up())] {
        assert_eq!(
            refusal(cases::name_responsible(ana, case, nobody).await),
            Error::NotFound
        );
    }
    let assistant = firms
        .world
        .add_colleague(&firms.ana, "pia@solano.example", Role::Assistant)
        .await;
    cases::assign(ana, case, user(&assistant)).await.unwrap();
    assert_eq!(
        refusal(cases::name_responsible(&assistant.caller, case, rosa).await),
        Error::Forbidden
    );
    let mut raw = firms
        .world
        .as_role("matterlock_app", Some(&assistant.secret(&firms.world)))
        .await;
    let takes_over = format!(
        "update cases set responsible_id = '{}' where id = '{case}'",
        assistant.id()
    );
    let refused = raw.attempt(&takes_over).await.unwrap_err();
    assert!(refused.contains("not this person's to say"), "{refused}");
    drop(raw);

    cases::name_responsible(ana, case, user(&firms.ana)).await.unwrap();
    cases::name_responsible(ana, case, rosa).await.unwrap();
    assert_eq!(cases::page(ana, case).await.unwrap().responsible, rosa);
    assert_eq!(
        refusal(cases::unassign(ana, case, rosa).await),
        conflict(Conflict::ResponsibleStays)
    );
    let changed = told(&firms.ana, "responsible_changed", &["before", "after"]).await;
    assert_eq!(changed, "ana rosa");
    // Past the use case: nobody answers for a case who is not on it.
    let mut raw = firms
        .world
        .as_role("matterlock_app", Some(&firms.ana.secret(&firms.world)))
        .await;
    let bruno = format!(
        "update cases set responsible_id = '{}' where id = '{case}'",
        firms.bruno.id()
    );
    assert_eq!(raw.attempt(&bruno).await, Ok(1));
    let refused = raw.attempt("set constraints all immediate").await.unwrap_err();
    assert!(refused.contains("cases_responsible_is_assigned"), "{refused}");
}

/// Whoever is named responsible while they are taken off is the one or the other, and nobody waits for nobody.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn i2_naming_somebody_who_leaves_ends_one_way_or_the_other() {
    let firms = Firms::new().await;
    let (ana, bruno) = (&firms.ana.caller, user(&firms.bruno));
    for round in 0..40 {
        let (case, _) = open_case(&firms.ana, &format!("Asunto {round}")).await;
        cases::assign(ana, case, bruno).await.unwrap();
        let (named, left, added) = tokio::join!(
            cases::name_responsible(ana, case, bruno),
            cases::unassign(&firms.bruno.caller, case, bruno),
            add_party(&firms, case)
        );
        added.unwrap();
        match (named, left) {
            (Ok(()), Err(stays)) => assert_eq!(stays.tell("r"), conflict(Conflict::ResponsibleStays)),
            (Err(gone), Ok(())) => assert_eq!(gone.tell("r"), Error::NotFound),
            both => panic!("round {round}: {both:?}"),
        }
    }
    let orphans = "select count(*) from matterlock.cases c where not exists (
        select from matterlock.case_assignments a where a.firm_id = c.firm_id and a.case_id = c.id and a.user_id = c.responsible_id)";
    assert_eq!(firms.world.count(orphans).await, 0);
}

async fn add_party(firms: &Firms, case: CaseId) -> Result<(), backend::Failure> {
    let form = domain::parties::PartyForm {
        case,
        ..witness(firms, "Testigo")
    };
    cases::save_party(&firms.ana.caller, form).await.map(drop)
}

/// Nobody who is not on the case, and nobody whose role does not carry it, raises or lifts a wall.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_walls_are_for_those_on_the_case() {
    let firms = Firms::new().await;
    let case = firms.case;
    let tomas = somebody(&firms, "tomas").await;
    assert_eq!(
        refusal(cases::raise_wall(&firms.bruno.caller, case, tomas, REASON).await),
        Error::NotFound
    );
    assert_eq!(
        refusal(cases::raise_wall(&firms.rosa.caller, case, tomas, REASON).await),
        Error::Forbidden
    );
    cases::raise_wall(&firms.ana.caller, case, tomas, REASON).await.unwrap();
    assert_eq!(cases::page(&firms.rosa.caller, case).await.unwrap().walls.len(), 1);
    for (person, error) in [(&firms.bruno, Error::NotFound), (&firms.rosa, Error::Forbidden)] {
        assert_eq!(
            refusal(cases::lift_wall(&person.caller, case, tomas, REASON).await),
            error
        );
        let mut raw = firms
            .world
            .as_role("matterlock_app", Some(&person.secret(&firms.world)))
            .await;
        assert_eq!(raw.attempt("delete from case_walls").await, Ok(0));
        assert!(
            raw.attempt("update case_walls set reason = 'another reason'")
                .await
                .is_err()
        );
    }
}
