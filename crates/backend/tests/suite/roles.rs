//! I3: roles change by an administrator's explicit, logged action, at once, and never so that a firm has no administrator.

use backend::caller::{Administrator, SessionProbe};
use backend::database::{Database, LoginError};
use backend::{access, cases, people};
use domain::access::{EndReason, SessionState};
use domain::cases::NewCase;
use domain::error::Conflict;
use domain::ids::UserId;
use domain::{Error, Permission, Role};
use proptest::collection::vec;
use proptest::prelude::any;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;

use crate::support::changes::{change, change_everything, things};
use crate::support::people::{Firms, Person};
use crate::support::{World, conflict, refusal};

fn user(person: &Person) -> UserId {
    person.caller.me().user
}

async fn role_of(world: &World, person: &Person) -> String {
    world
        .text(&format!(
            "select role || case when active then '' else ' closed' end from matterlock.users where id = '{}'",
            person.id()
        ))
        .await
}

async fn state(world: &World, person: &Person) -> SessionState {
    access::session_state(&person.probe(world)).await.unwrap()
}

/// The next request has the new role; the session of the old one is over and says why; the log and a letter tell of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i3_a_change_of_role_counts_from_the_next_request() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let desk = world.administration(&firms.ana).await.administrator;
    let before = firms.rosa.caller.clone();
    people::change_role(&desk, user(&firms.rosa), Role::Attorney)
        .await
        .unwrap();

    // With the cookie of before, and with a caller that was identified before.
    assert!(
        access::identify(&firms.rosa.probe(world), true)
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(
        state(world, &firms.rosa).await,
        SessionState::Ended(EndReason::RoleChanged)
    );
    assert_eq!(refusal(cases::page(&before, firms.case).await), Error::NotFound);
    let again = world.sign_in_again(&firms.rosa).await;
    assert_eq!(again.caller.me().role, Role::Attorney);
    cases::change(&again.caller, change(&firms, "Por Rosa")).await.unwrap();

    let desk = world.administration(&firms.ana).await.administrator;
    people::change_role(&desk, user(&firms.rosa), Role::ReadOnly)
        .await
        .unwrap();
    let again = world.sign_in_again(&again).await;
    assert_eq!(
        refusal(cases::change(&again.caller, change(&firms, "Otra vez")).await),
        Error::Forbidden
    );
    let told = world
        .text("select string_agg((select name from matterlock.users u where u.id = actor_id) || ': ' || (select name from matterlock.users u where u.id::text = details #>> '{name,of}') || ' ' || (details ->> 'before') || ' ' || (details ->> 'after'), ', ' order by number) from matterlock.console_entries where event = 'role_changed'")
        .await;
    assert_eq!(told, "ana: rosa read_only attorney, ana: rosa attorney read_only");
    let letters = world
        .text("select string_agg(notice ->> 'after', ' ' order by written_at) from matterlock.letters where notice ->> 'notice' = 'role_changed'")
        .await;
    assert_eq!(letters, "attorney read_only");
    // The same role again is no change: nobody is signed out, nothing is said.
    people::change_role(&desk, user(&firms.rosa), Role::ReadOnly)
        .await
        .unwrap();
    assert!(matches!(state(world, &again).await, SessionState::Live { .. }));
    assert_eq!(
        world
            .count("select count(*) from matterlock.console_entries where event = 'role_changed'")
            .await,
        2
    );
}

/// A closed account has no session and gets none; opened again, it signs in as before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i3_a_closed_account_is_shut_at_once() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let at_bruno = world.administration(&firms.bruno).await.administrator;
    let desk = world.administration(&firms.ana).await.administrator;
    people::close_account(&desk, user(&firms.bruno)).await.unwrap();
    people::close_account(&desk, user(&firms.bruno)).await.unwrap();
    assert_eq!(
        state(world, &firms.bruno).await,
        SessionState::Ended(EndReason::AccountClosed)
    );
    assert_eq!(
        refusal(people::change_role(&at_bruno, user(&firms.rosa), Role::Partner).await),
        Error::NotSignedIn
    );
    let password = secrecy::SecretString::from(crate::support::people::PASSWORD);
    assert!(
        access::check_password(&world.visitor(), &firms.bruno.email, password, "")
            .await
            .is_err()
    );
    people::reopen_account(&desk, user(&firms.bruno)).await.unwrap();
    people::reopen_account(&desk, user(&firms.bruno)).await.unwrap();
    assert_eq!(
        state(world, &firms.bruno).await,
        SessionState::Ended(EndReason::AccountClosed)
    );
    world.sign_in_again(&firms.bruno).await;
    let told = world
        .text(
            "select string_agg(event, ' ' order by number) from matterlock.console_entries where event like 'account\\_%'",
        )
        .await;
    assert_eq!(told, "account_closed account_reopened");
    let letters = world
        .text("select string_agg(notice ->> 'notice', ' ' order by written_at) from matterlock.letters where notice ->> 'notice' like 'account\\_%'")
        .await;
    assert_eq!(letters, "account_closed account_reopened");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i3_the_last_administrator_stays_and_nobody_changes_themselves() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let desk = world.administration(&firms.ana).await;
    let ana = &desk.administrator;
    for role in Role::ALL {
        assert_eq!(
            refusal(people::change_role(ana, user(&firms.ana), role).await),
            conflict(Conflict::OwnAccount)
        );
    }
    assert_eq!(
        refusal(people::close_account(ana, user(&firms.ana)).await),
        conflict(Conflict::OwnAccount)
    );
    assert_eq!(
        refusal(people::change_role(ana, user(&firms.eva), Role::Partner).await),
        Error::NotFound
    );
    people::close_account(ana, user(&firms.bruno)).await.unwrap();
    // By any SQL, past the use case and past the administration.
    let mut raw = world.as_role("matterlock_admin", Some(&desk.secret)).await;
    for statement in ["update users set role = 'partner'", "update users set active = false"] {
        let own = format!("{statement} where id = '{}'", firms.ana.id());
        assert!(raw.attempt(&own).await.unwrap_err().contains("own account"), "{own}");
    }
    drop(raw);
    for statement in ["role = 'partner'", "active = false", "role = 'partner', active = false"] {
        let past = sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
            "update matterlock.users set {statement} where id = '{}'",
            firms.ana.id()
        )))
        .execute(&world.superuser)
        .await;
        assert!(
            past.unwrap_err().to_string().contains("needs an administrator"),
            "{statement}"
        );
    }
    // A closed administrator is none: the other one's going is refused in the words of the use case.
    world.alter(&format!("alter table matterlock.users disable trigger guard_people; update matterlock.users set role = 'partner' where id = '{}'; alter table matterlock.users enable trigger guard_people", firms.bruno.id())).await;
    people::reopen_account(ana, user(&firms.bruno)).await.unwrap();
    world.alter(&format!("alter table matterlock.users disable trigger guard_people; update matterlock.users set role = 'administrator' where id = '{}'; update matterlock.users set role = 'partner' where id = '{}'; update matterlock.users set role = 'administrator' where id = '{0}'; alter table matterlock.users enable trigger guard_people", firms.bruno.id(), firms.rosa.id())).await;
    let bruno = world.administration(&firms.bruno).await.administrator;
    people::close_account(&bruno, user(&firms.ana)).await.unwrap();
    assert_eq!(role_of(world, &firms.bruno).await, "administrator");
    assert_eq!(role_of(world, &firms.ana).await, "administrator closed");
}

/// Two administrators who demote each other at once: exactly one wins, a hundred times, with and without a third one.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn i3_of_two_who_demote_each_other_one_wins() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let (ana, bruno) = (user(&firms.ana), user(&firms.bruno));
    let mut won_by_ana = 0;
    for round in 0..100 {
        let third = if round % 2 == 0 { "administrator" } else { "read_only" };
        world
            .alter(&format!(
                "update matterlock.users set role = 'administrator' where id in ('{ana}', '{bruno}');
                 update matterlock.users set role = '{third}' where id = '{}'",
                firms.rosa.id()
            ))
            .await;
        let (at_ana, at_bruno) = (
            world.administration(&firms.ana).await.administrator,
            world.administration(&firms.bruno).await.administrator,
        );
        let (one, other) = if round % 4 < 2 {
            tokio::join!(
                people::change_role(&at_ana, bruno, Role::Partner),
                people::change_role(&at_bruno, ana, Role::Partner)
            )
        } else {
            tokio::join!(
                people::close_account(&at_ana, bruno),
                people::change_role(&at_bruno, ana, Role::ReadOnly)
            )
        };
        assert!(one.is_ok() != other.is_ok(), "round {round}: {one:?} {other:?}");
        won_by_ana += i32::from(one.is_ok());
        let lost = refusal(if one.is_ok() { other } else { one });
        assert_eq!(lost, Error::NotSignedIn, "round {round}");
        let left = "select count(*) from matterlock.users where role = 'administrator' and active and email like '%@solano.example'";
        assert_eq!(world.count(left).await, if round % 2 == 0 { 2 } else { 1 });
        world
            .alter(&format!(
                "update matterlock.users set active = true where id = '{bruno}'"
            ))
            .await;
    }
    eprintln!("{won_by_ana} of 100 rounds were won by the first");
}

/// A session of the office is none at the administration, nor the other way round; a stale factor changes nobody.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i3_the_administration_is_a_place_of_its_own() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let desk = world.administration(&firms.ana).await;
    // Both live at once, and signing in at the office ends only that of the office.
    let ana = world.sign_in_again(&firms.ana).await;
    people::change_role(&desk.administrator, user(&firms.rosa), Role::Assistant)
        .await
        .unwrap();
    let office = ana.secret(world);
    let mut raw = world.as_role("matterlock_admin", Some(&office)).await;
    assert_eq!(raw.count("select count(*) from users").await, 0);
    assert_eq!(raw.attempt("update users set role = 'partner'").await, Ok(0));
    assert!(
        raw.attempt("select app.append_entry('log_read', null, '{}', null, 'direct', '')")
            .await
            .is_err()
    );
    let mut raw = world.as_role("matterlock_app", Some(&desk.secret)).await;
    for table in raw.readable_tables().await {
        assert_eq!(
            raw.count(&format!("select count(*) from matterlock.{table}")).await,
            0,
            "{table}"
        );
    }
    let mut raw = world.as_role("matterlock_admin", Some(&desk.secret)).await;
    assert_eq!(raw.count("select count(*) from users").await, 3);
    let case = firms.case;
    assert!(
        raw.attempt(&format!(
            "select app.append_entry('case_read', '{case}', '{{}}', null, 'direct', '')"
        ))
        .await
        .is_err()
    );
    for table in [
        "cases",
        "documents",
        "envelopes",
        "log_entries",
        "parties",
        "signers",
        "firm_keys",
        "challenges",
    ] {
        assert!(raw.attempt(&format!("select 1 from {table}")).await.is_err(), "{table}");
    }
    drop(raw);
    // The cookie of one place is no cookie of the other.
    assert!(Administrator::from_cookie(&world.visitor(), &ana.cookie).is_none());
    assert!(SessionProbe::from_cookie(&world.visitor(), &ana.cookie).is_some());

    world
        .alter(
            "update matterlock.sessions set factor_at = app.now() - interval '5 minutes 1 second' where kind = 'admin'",
        )
        .await;
    for refused in [
        people::change_role(&desk.administrator, user(&firms.rosa), Role::Partner).await,
        people::close_account(&desk.administrator, user(&firms.rosa)).await,
        people::reopen_account(&desk.administrator, user(&firms.rosa)).await,
    ] {
        assert_eq!(refusal(refused), Error::StepUpNeeded);
    }
    let mut raw = world.as_role("matterlock_admin", Some(&desk.secret)).await;
    let rosa = format!("update users set role = 'partner' where id = '{}'", firms.rosa.id());
    assert_eq!(raw.attempt(&rosa).await, Ok(0));
}

/// Whoever can run any SQL under any role but the administration's changes no role, no account and no permission.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i3_no_other_role_of_the_database_raises_anybody() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let (_, link) = firms.ask().await;
    firms.consented(&link).await;
    let table = "select md5(string_agg(p::text, '|' order by p::text)) from matterlock.role_permissions p";
    let roles = "select string_agg(role || active, ' ' order by id) from matterlock.users";
    let (permissions_before, roles_before) = (world.text(table).await, world.text(roles).await);
    for person in [&firms.ana, &firms.rosa] {
        let secret = person.secret(world);
        for role in [
            "matterlock_app",
            "matterlock_admin",
            "matterlock_auth",
            "matterlock_signer",
            "matterlock_worker",
            "matterlock_operator",
            "matterlock_login",
            "matterlock_door",
            "matterlock_works",
        ] {
            let mut raw = world.as_role(role, Some(&secret)).await;
            for statement in [
                "update users set role = 'administrator'",
                "update users set role = 'partner', active = true",
                "update users set active = false",
                "update users set active = true",
                "insert into role_permissions values ('read_only', 'manage_people')",
                "insert into role_permissions values ('read_only', 'open_case') on conflict do nothing",
                "update role_permissions set role = 'read_only'",
                "delete from role_permissions",
                "truncate role_permissions",
                "alter table users disable trigger guard_people",
                "create or replace function app.may(wanted text) returns boolean language sql as $$ select true $$",
                "drop policy app_opens on cases",
                "set role matterlock_owner",
                "set role matterlock_definer",
            ] {
                let done = raw.attempt(statement).await;
                assert!(matches!(done, Ok(0) | Err(_)), "{role}: {statement}: {done:?}");
                let must_fail = ["set role", "create", "alter", "drop"]
                    .iter()
                    .any(|word| statement.starts_with(word));
                assert!(!must_fail || done.is_err(), "{role}: {statement}");
            }
            raw.commit().await;
        }
    }
    assert_eq!(world.text(table).await, permissions_before);
    assert_eq!(world.text(roles).await, roles_before);
}

/// What a page, a use case and a policy say is one table: each role tries everything that can be changed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i3_use_cases_and_policies_say_what_the_table_says() {
    for role in Role::OF_A_FIRM {
        let firms = Firms::new().await;
        let world = &firms.world;
        let person = world.add_colleague(&firms.ana, "pia@solano.example", role).await;
        cases::assign(&firms.ana.caller, firms.case, user(&person))
            .await
            .unwrap();
        let (envelope, _) = firms.ask().await;
        let things = things(&firms, envelope).await;
        cases::assign(&firms.ana.caller, things.unheld, user(&person))
            .await
            .unwrap();
        for (act, done) in change_everything(&firms, &person, things).await {
            let permission = match act {
                "open" => Permission::OpenCase,
                "change" | "save_party" | "save_party again" | "remove_party" => Permission::ChangeCase,
                "assign" | "unassign" | "name_responsible" | "end_glass" => Permission::AssignPeople,
                "raise_wall" | "lift_wall" => Permission::ManageWalls,
                "place_hold" | "lift_hold" => Permission::HoldCase,
                "break_glass" => Permission::BreakGlass,
                "upload" => Permission::UploadDocument,
                "request" | "hand_over" | "mail_link" | "void" => Permission::SendForSignature,
                "run_checks" => Permission::RunChecks,
                other => panic!("which permission is {other} bound to?"),
            };
            let expected = if role.may(permission) {
                Ok(())
            } else {
                Err(Error::Forbidden)
            };
            assert_eq!(done, expected, "{role:?}: {act}");
        }
    }
}

/// Acts of somebody who is no administrator, with whatever they can forge, in any order.
#[derive(Clone, Copy, Debug)]
struct Act {
    what: u8,
    whom: u8,
    role: u8,
    desk: bool,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i3_no_sequence_of_a_non_administrator_changes_a_role() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let people_of_both = "select string_agg(email || role || active, ' ' order by id) from matterlock.users";
    let acts = vec(
        (any::<u8>(), any::<u8>(), any::<u8>(), any::<bool>()).prop_map(|(what, whom, role, desk)| Act {
            what,
            whom,
            role,
            desk,
        }),
        1..24,
    );
    let mut runner = TestRunner::default();
    for role in [Role::Partner, Role::Attorney, Role::Assistant, Role::ReadOnly] {
        let email = format!("{}@solano.example", role.name());
        let person = world.add_colleague(&firms.ana, &email, role).await;
        // Whoever came before may have taken Ana off the case.
        world
            .alter(&format!(
                "insert into matterlock.case_assignments (firm_id, case_id, user_id, assigned_by)
                 values ('{}', '{}', '{user}', '{user}') on conflict do nothing",
                firms.ana.firm(),
                firms.case,
                user = person.id()
            ))
            .await;
        let before = world.text(people_of_both).await;
        for _ in 0..12 {
            let sequence = acts.new_tree(&mut runner).unwrap().current();
            let forged = world.administration(&person).await.administrator;
            for act in &sequence {
                try_act(&firms, &person, &forged, *act).await;
            }
            assert_eq!(world.text(people_of_both).await, before, "{role:?}: {sequence:?}");
        }
    }
}

async fn try_act(firms: &Firms, person: &Person, forged: &Administrator, act: Act) {
    let whom = user([person, &firms.ana, &firms.bruno, &firms.rosa, &firms.eva][usize::from(act.whom) % 5]);
    let role = Role::OF_A_FIRM[usize::from(act.role) % 5];
    let stolen;
    let desk = if act.desk {
        forged
    } else {
        // The cookie of the office, signed as one of the administration: as if the key of cookies were known.
        stolen = forge(firms, person);
        &stolen
    };
    match act.what % 8 {
        0 => drop(cases::assign(&person.caller, firms.case, whom).await),
        1 => drop(cases::unassign(&person.caller, firms.case, whom).await),
        2 => drop(
            cases::open(
                &person.caller,
                NewCase {
                    title: "x".to_owned(),
                    ..NewCase::default()
                },
            )
            .await,
        ),
        3 => drop(cases::change(&person.caller, change(firms, "x")).await),
        4 => drop(access::choose_language(&person.caller, domain::Language::En).await),
        5 => assert_eq!(refusal(people::close_account(desk, whom).await), denied(act)),
        6 => assert_eq!(refusal(people::reopen_account(desk, whom).await), denied(act)),
        _ => assert_eq!(refusal(people::change_role(desk, whom, role).await), denied(act)),
    }
}

/// A session of the right kind is told that the role does not carry it, any other that it is none.
fn denied(act: Act) -> Error {
    if act.desk { Error::Forbidden } else { Error::NotSignedIn }
}

fn forge(firms: &Firms, person: &Person) -> Administrator {
    let world = &firms.world;
    let issued_at = crate::support::people::now(&world.backend);
    let claims = vault::SessionClaims {
        session: person.caller.session().0,
        token: person.secret(world),
        issued_at,
        expires_at: issued_at + 600,
    };
    let cookie = crate::support::jwt().sign(&claims, vault::Audience::Admin);
    Administrator::from_cookie(&world.visitor(), &cookie).unwrap()
}

/// The server serves with its own table or not at all; a start writes it, and takes out what is no longer in it.
#[tokio::test]
async fn i3_the_server_refuses_another_table() {
    let world = World::new().await;
    for breach in [
        "insert into matterlock.role_permissions values ('assistant', 'open_case')",
        "delete from matterlock.role_permissions where role = 'partner' and permission = 'open_case'",
        "insert into matterlock.role_permissions values ('administrator', 'of_an_older_version')",
        "delete from matterlock.role_permissions",
    ] {
        world.alter(breach).await;
        let refused = Database::connect(world.logins.clone(), 6).await;
        assert!(matches!(refused, Err(LoginError::OtherPermissions(_))), "{breach}");
        let alone = crate::support::database::cluster_alone().await;
        backend::database::prepare(
            &world.superuser.connect_options(),
            &crate::support::master(),
            backend::database::Roles::Share,
        )
        .await
        .unwrap();
        drop(alone);
        assert!(Database::connect(world.logins.clone(), 6).await.is_ok(), "{breach}");
    }
    let rows = world.count("select count(*) from matterlock.role_permissions").await;
    assert_eq!(usize::try_from(rows).unwrap(), domain::roles::table().count());
}
