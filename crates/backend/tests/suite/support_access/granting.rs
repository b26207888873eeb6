//! I5: who asks for support access and who grants it, each as one commit with its entries.

use backend::caller::AtTheConsole;
use backend::support::{self, Terms};
use backend::{access, cases, console, people};
use domain::audit::{EventGroup, LogFilter};
use domain::error::Conflict;
use domain::ids::SupportId;
use domain::support::{SupportEnd, SupportStage};
use domain::{Error, Problem, Role};

use super::{Scene, WHY};
use crate::support::changes::{change, number};
use crate::support::people::Firms;
use crate::support::races::at_once;
use crate::support::{all, conflict, refusal};

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
    let mut raw = world.as_role("matterlock_admin", Some(&scene.ana.secret(world))).await;
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
    let mut raw = world.as_role("matterlock_admin", Some(&scene.ana.secret(world))).await;
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
