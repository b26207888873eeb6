//! I5: what whoever is in by support access reaches, and nothing else.

use backend::support::{self, Terms};
use backend::{audit, cases, console, documents, jobs, people};
use domain::audit::LogFilter;
use domain::support::SupportStage;
use domain::{Error, Permission, Role};

use super::{Scene, WHY};
use crate::support::changes::{change, number};
use crate::support::log::{everything, told};
use crate::support::people::open_case;
use crate::support::{all, refusal};

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

/// Without a grant, with a grant of another case and in every other way an operator's session reads no row of a firm.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i5_without_a_grant_no_row_key_or_byte_is_reached() {
    let scene = Scene::new().await;
    let (firms, world) = (&scene.firms, scene.world());
    let document = firms.upload().await;
    let (other, _) = open_case(&firms.ana, "Otro asunto de Ana").await;
    let mut raw = world
        .as_role("matterlock_operator", Some(&scene.desk.secret(world)))
        .await;
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
        let mut raw = world.as_role(role, Some(&scene.desk.secret(world))).await;
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
