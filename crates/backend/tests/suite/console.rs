//! I4, I3 and L3: what administrators do at the console, from where, and what its own log keeps.

use backend::console;
use backend::{audit, people};
use domain::access::{EndReason, SessionState};
use domain::audit::{Event, EventGroup, LogFilter};
use domain::console::PoliciesForm;
use domain::error::Conflict;
use domain::ids::UserId;
use domain::sessions::SessionKind;
use domain::{Error, Problem, Role};

use crate::support::administration::at_the_door;
use crate::support::all;
use crate::support::people::{Firms, Person};
use crate::support::{conflict, refusal};

fn user(person: &Person) -> UserId {
    person.caller.me().user
}

pub(crate) const STALE: &str =
    "update matterlock.sessions set factor_at = app.now() - interval '5 minutes 1 second' where kind = 'admin'";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i4_people_are_the_firms_own_with_how_they_stand() {
    let firms = Firms::new().await;
    let world = &firms.world;
    world.without_second_factor(&firms.rosa).await;
    let ana = world.console(&firms.ana).await;
    let people = console::people(&ana.at).await.unwrap();
    let names: Vec<&str> = people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(names, ["ana", "bruno", "rosa"]);
    assert!(people[0].myself && people[0].sessions == 2 && people[0].second_factor);
    assert!(!people[1].myself && people[1].sessions == 1 && people[1].last_sign_in.is_some());
    assert!(!people[2].second_factor && people[2].role == Role::ReadOnly && people[2].active);
    assert_eq!(
        refusal(console::person(&ana.at, user(&firms.eva)).await),
        Error::NotFound,
        "somebody of another firm"
    );
    let page = console::person(&ana.at, user(&firms.ana)).await.unwrap();
    let sessions = page.sessions.sessions.iter();
    assert_eq!(
        sessions.map(|session| (session.kind, session.mine)).collect::<Vec<_>>(),
        [(SessionKind::Admin, true), (SessionKind::Office, false)]
    );
}

/// The browser that had it is out at once and told why; the console's log says who did it; another firm's person is not there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i4_an_administrator_ends_a_colleagues_session() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let ana = world.console(&firms.ana).await;
    let bruno = world.console(&firms.bruno).await;
    let (desk, rosas) = (ana.at.administrator(), firms.rosa.caller.session());
    world.alter(STALE).await;
    assert_eq!(
        refusal(people::end_colleagues_sessions(&desk, user(&firms.rosa), Some(rosas)).await),
        Error::StepUpNeeded
    );
    world.pass(31).await;
    let at = world.step_up_at_the_console(&ana, &firms.ana).await;
    let desk = at.administrator();
    assert_eq!(
        people::end_colleagues_sessions(&desk, user(&firms.rosa), Some(rosas))
            .await
            .unwrap(),
        1
    );
    let probe = firms.rosa.probe(world);
    assert!(backend::access::identify(&probe, true).await.unwrap().is_none());
    assert_eq!(
        backend::access::session_state(&probe).await.unwrap(),
        SessionState::Ended(EndReason::EndedByAdministrator)
    );
    assert_eq!(
        refusal(people::end_colleagues_sessions(&desk, user(&firms.ana), None).await),
        conflict(Conflict::OwnAccount)
    );
    assert_eq!(
        refusal(people::end_colleagues_sessions(&desk, user(&firms.eva), None).await),
        Error::NotFound
    );
    // All of Bruno's: that of the office, and the one at the console.
    assert_eq!(
        people::end_colleagues_sessions(&desk, user(&firms.bruno), None)
            .await
            .unwrap(),
        2
    );
    assert_eq!(refusal(console::people(&bruno.at).await), Error::NotSignedIn);
    let told = world
        .text("select string_agg((select name from matterlock.users u where u.id = actor_id) || ' ' || (select name from matterlock.users u where u.id::text = details #>> '{name,of}') || ' ' || (details ->> 'ended'), ', ' order by number) from matterlock.console_entries where event = 'colleagues_sessions_ended'")
        .await;
    assert_eq!(told, "ana rosa 1, ana bruno 2");
    assert_eq!(
        world
            .count("select count(*) from matterlock.log_entries where event = 'colleagues_sessions_ended'")
            .await,
        0
    );
}

/// Past the use case: the database lets a session be ended only as an administrator's doing, and never be begun or prolonged.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i4_the_consoles_role_does_nothing_else_to_sessions() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let desk = world.administration(&firms.ana).await;
    let mut raw = world.as_role("matterlock_admin", Some(&desk.secret)).await;
    let rosa = firms.rosa.id();
    for statement in [
        format!("update sessions set ended_at = app.now(), end_reason = 'idle' where user_id = '{rosa}'"),
        format!("update sessions set last_seen_at = app.now() where user_id = '{rosa}'"),
        format!("update sessions set expires_at = app.now() + interval '1 year' where user_id = '{rosa}'"),
        format!(
            "update sessions set user_id = '{}' where user_id = '{rosa}'",
            firms.ana.id()
        ),
        "select secret_hash from sessions".to_owned(),
        "delete from sessions".to_owned(),
    ] {
        assert!(raw.attempt(&statement).await.is_err(), "{statement}");
    }
    let ends = format!(
        "update sessions set ended_at = app.now(), end_reason = 'ended_by_administrator' where user_id = '{rosa}'"
    );
    assert_eq!(raw.attempt(&ends).await, Ok(1));
    drop(raw);
    world.alter(STALE).await;
    let mut raw = world.as_role("matterlock_admin", Some(&desk.secret)).await;
    assert_eq!(raw.attempt(&ends).await, Ok(0));
}

fn rules(hours: u16, days: u16, zone: &str) -> PoliciesForm {
    PoliciesForm {
        untrusted_hours: hours,
        trusted_days: days,
        passkey_required: false,
        time_zone: zone.to_owned(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i4_rules_change_with_a_fresh_factor_and_an_entry() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let ana = world.console(&firms.ana).await;
    let page = console::policies(&ana.at).await.unwrap();
    assert_eq!(
        (page.untrusted_hours, page.trusted_days, page.time_zone.as_str()),
        (12, 7, "America/Costa_Rica")
    );
    assert_eq!(page.own_address.as_deref(), Some("203.0.113.7"));
    assert!(page.time_zones.contains(&"America/Costa_Rica".to_owned()) && page.time_zones.len() > 300);
    console::save_policies(&ana.at, rules(8, 7, "Europe/Madrid"))
        .await
        .unwrap();
    // The same again changes nothing and says nothing.
    console::save_policies(&ana.at, rules(8, 7, "Europe/Madrid"))
        .await
        .unwrap();
    let Error::Invalid(wrong) = refusal(console::save_policies(&ana.at, rules(13, 0, "Mars/Olympus")).await) else {
        panic!("taken")
    };
    let fields: Vec<&str> = wrong.iter().map(|wrong| wrong.field.as_str()).collect();
    assert_eq!(fields, ["untrusted_hours", "trusted_days", "time_zone"]);
    let told = world
        .text("select string_agg(details ->> 'changes', ' | ') from matterlock.console_entries where event = 'policies_changed'")
        .await;
    for part in ["untrusted_hours", "America/Costa_Rica", "Europe/Madrid"] {
        assert!(told.contains(part), "{told}");
    }
    assert!(!told.contains('|') && !told.contains("trusted_days"), "{told}");
    let kept = "select string_agg(untrusted_hours || ' ' || trusted_days || ' ' || time_zone, ', ' order by name)
        from matterlock.firms f join matterlock.firm_policies p on p.firm_id = f.id";
    assert_eq!(
        world.text(kept).await,
        "12 7 America/Costa_Rica, 8 7 Europe/Madrid",
        "another firm's are as they were"
    );
    world.alter(STALE).await;
    assert_eq!(
        refusal(console::save_policies(&ana.at, rules(1, 1, "UTC")).await),
        Error::StepUpNeeded
    );
    assert_eq!(refusal(console::save_networks(&ana.at, "").await), Error::StepUpNeeded);
}

/// From elsewhere nothing opens: not with the password, not with the code, not with a session that began before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i4_the_console_opens_from_the_firms_networks_only() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let here = world.console_from(&firms.ana, "203.0.113.7").await;
    let six = world.console_from(&firms.bruno, "2001:db8:1::7").await;
    // Whoever saves it must be within it, whatever the form of the address.
    for shut_out in ["198.51.100.0/24", "203.0.113.8", "2001:db8::/32", "0.0.0.0/32"] {
        assert_eq!(
            refusal(console::save_networks(&here.at, shut_out).await),
            Error::invalid("networks", Problem::ShutsYouOut),
            "{shut_out}"
        );
    }
    assert_eq!(world.count("select count(*) from matterlock.console_networks").await, 0);
    console::save_networks(&here.at, "203.0.113.0/24\n::ffff:198.51.100.7")
        .await
        .unwrap();
    assert_eq!(
        console::policies(&here.at).await.unwrap().networks,
        ["198.51.100.7/32", "203.0.113.0/24"]
    );
    // One of them may be somebody's home: in the log they are under a key, and told with it.
    let clear = "select count(*) from matterlock.console_entries where details::text like '%203.0.113.0%'";
    assert_eq!(world.count(clear).await, 0);
    let log = console::log(&here.at, LogFilter::default(), &all).await.unwrap();
    let told = format!("{:?}", log.entries[0].event);
    assert!(told.contains("198.51.100.7/32, 203.0.113.0/24"), "{told}");

    // Bruno's session was begun before, from a network that is not among them.
    let elsewhere = at_the_door(&world.backend, "2001:db8:1::7");
    assert!(console::identify(&six.probe(&elsewhere), true).await.unwrap().is_none());
    assert_eq!(refusal(console::people(&six.at).await), Error::NotSignedIn);
    assert_eq!(
        refusal(people::change_role(&six.at.administrator(), user(&firms.rosa), Role::Partner).await),
        Error::NotSignedIn
    );
    // Ana's cookie, carried elsewhere.
    let carried = at_the_door(&world.backend, "203.0.114.7");
    assert!(console::identify(&here.probe(&carried), true).await.unwrap().is_none());
    assert!(
        console::identify(&here.probe(&at_the_door(&world.backend, "203.0.113.200")), true)
            .await
            .unwrap()
            .is_some()
    );
    // The password, from elsewhere: as if it were wrong.
    let told = refusal(
        backend::access::check_password(
            &carried,
            "ana@solano.example",
            secrecy::SecretString::from(crate::support::people::PASSWORD),
            "",
        )
        .await,
    );
    assert_eq!(told, Error::invalid("email", Problem::WrongMailOrPassword));
    let why = world
        .text("select details ->> 'why' from matterlock.console_entries where event = 'sign_in_refused'")
        .await;
    assert_eq!(why, "address");
    // Another firm's console opens as before.
    world.console_from(&firms.eva, "192.0.2.1").await;

    // An address of IPv6 within one, and back to anywhere.
    console::save_networks(&here.at, "203.0.113.0/24, 2001:db8:1::/48")
        .await
        .unwrap();
    assert!(console::identify(&six.probe(&elsewhere), true).await.unwrap().is_some());
    console::save_networks(&here.at, "").await.unwrap();
    assert!(console::identify(&here.probe(&carried), true).await.unwrap().is_some());
}

/// Past the use case: a list that shuts out whoever writes it is not committed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i4_the_database_refuses_a_list_that_shuts_its_writer_out() {
    use sqlx::Connection as _;

    let firms = Firms::new().await;
    let world = &firms.world;
    let desk = world.administration(&firms.ana).await;
    let firm = firms.ana.firm();
    for (network, address, kept) in [
        ("10.0.0.0/8", "203.0.113.7", false),
        ("10.0.0.0/8", "", false),
        ("203.0.113.0/24", "203.0.113.7", true),
    ] {
        let mut raw = sqlx::PgConnection::connect_with(&world.login_of("matterlock_admin"))
            .await
            .unwrap();
        let done = sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
            "begin; set local role matterlock_admin; set local matterlock.secret = '{}'; set local matterlock.address = '{address}';
             insert into console_networks (firm_id, network) values ('{firm}', '{network}'); commit",
            desk.secret.expose()
        )))
        .execute(&mut raw)
        .await;
        assert_eq!(done.is_ok(), kept, "{network} from {address}: {done:?}");
    }
    assert_eq!(world.count("select count(*) from matterlock.console_networks").await, 1);
}

/// The console's role learns nothing of another firm, by the functions that answer about any.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i4_the_console_asks_about_its_own_firm_only() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let desk = world.administration(&firms.ana).await;
    let mut raw = world.as_role("matterlock_admin", Some(&desk.secret)).await;
    let has = |person: &Person| {
        format!(
            "select app.has_second_factor('{}', '{}')::int::bigint",
            person.firm(),
            person.id()
        )
    };
    assert_eq!(raw.count(&has(&firms.bruno)).await, 1, "of a colleague it may know");
    assert_eq!(raw.count(&has(&firms.eva)).await, 0, "Eva has one");
    let opens = format!("select app.console_opens_from('{}', '192.0.2.1')", firms.eva.firm());
    assert!(raw.attempt(&opens).await.is_err());
}

/// Two logs: what is done at the one place is not read at the other, each numbered without a gap.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l3_the_console_has_a_log_of_its_own() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let ana = world.console(&firms.ana).await;
    people::change_role(&ana.at.administrator(), user(&firms.rosa), Role::Assistant)
        .await
        .unwrap();
    people::close_account(&ana.at.administrator(), user(&firms.rosa))
        .await
        .unwrap();
    let page = console::log(&ana.at, LogFilter::default(), &all).await.unwrap();
    let names: Vec<&str> = page.entries.iter().map(|entry| entry.event.name()).collect();
    assert_eq!(
        names,
        ["account_closed", "role_changed", "signed_in", "password_accepted"]
    );
    assert_eq!(
        page.entries.iter().map(|entry| entry.number).collect::<Vec<_>>(),
        [4, 3, 2, 1]
    );
    assert_eq!(page.people.len(), 3);
    assert!(page.cases.is_empty());
    let firm = audit::page(&firms.ana.caller, LogFilter::default(), &all)
        .await
        .unwrap();
    assert!(
        firm.entries
            .iter()
            .all(|entry| !matches!(entry.event, Event::RoleChanged { .. } | Event::AccountClosed { .. }))
    );

    // The filter is the firm's log's, and reading stands in it once in ten minutes.
    let of = |group, user: Option<UserId>, case| {
        let filter = LogFilter {
            group,
            user,
            case,
            ..LogFilter::default()
        };
        let at = ana.at.clone();
        async move { console::log(&at, filter, &all).await.unwrap().entries.len() }
    };
    assert_eq!(of(Some(EventGroup::Access), None, None).await, 2);
    assert_eq!(of(None, Some(user(&firms.bruno)), None).await, 0);
    assert_eq!(of(Some(EventGroup::Cases), None, None).await, 0);
    console::log(&ana.at, LogFilter::default(), &all).await.unwrap();
    let reads = "select count(*) from matterlock.console_entries where event = 'log_read'";
    assert_eq!(world.count(reads).await, 4, "four filters, the first of them twice");
    // Another firm's console sees its own.
    let eva = world.console(&firms.eva).await;
    assert_eq!(
        console::log(&eva.at, LogFilter::default(), &all)
            .await
            .unwrap()
            .entries
            .len(),
        2
    );
    // A case that is named narrows nothing and is told nothing of.
    assert!(of(None, None, Some(firms.case)).await > 4);
}

/// With a console's log that takes no entry, nothing is done there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l1_l3_nothing_is_done_at_the_console_without_its_entry() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let ana = world.console(&firms.ana).await;
    let whole = "select md5(string_agg(t::text, '|' order by t::text)) from (
        select u::text as t from matterlock.users u union all select s::text from matterlock.sessions s
        union all select p::text from matterlock.firm_policies p union all select f::text from matterlock.firms f
        union all select n::text from matterlock.console_networks n) all_of_it (t)";
    let before = world.text(whole).await;
    world
        .alter("alter table matterlock.console_entries add constraint test_refuses check (false) not valid")
        .await;
    let internal = |error: Error| assert!(matches!(error, Error::Internal { .. }), "{error:?}");
    let desk = ana.at.administrator();
    internal(refusal(
        people::change_role(&desk, user(&firms.rosa), Role::Partner).await,
    ));
    internal(refusal(people::close_account(&desk, user(&firms.rosa)).await));
    internal(refusal(
        people::end_colleagues_sessions(&desk, user(&firms.rosa), None).await,
    ));
    internal(refusal(console::save_policies(&ana.at, rules(1, 1, "UTC")).await));
    internal(refusal(console::save_networks(&ana.at, "203.0.113.0/24").await));
    internal(refusal(console::person(&ana.at, user(&firms.rosa)).await));
    internal(refusal(console::log(&ana.at, LogFilter::default(), &all).await));
    internal(refusal(console::sign_out(&ana.at).await));
    assert_eq!(world.text(whole).await, before);
}

/// Of two administrators who take the role from each other at once, one remains; and nobody takes the last one's.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i3_i4_two_who_demote_each_other_at_the_console_leave_one() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let (ana, bruno) = (world.console(&firms.ana).await, world.console(&firms.bruno).await);
    let demote = |at: &backend::caller::AtTheConsole, whom| {
        let desk = at.administrator();
        tokio::spawn(async move { people::change_role(&desk, whom, Role::Partner).await })
    };
    let (one, other) = tokio::join!(demote(&ana.at, user(&firms.bruno)), demote(&bruno.at, user(&firms.ana)));
    let done = [one.unwrap(), other.unwrap()];
    assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1);
    assert_eq!(
        world
            .count(
                "select count(*) from matterlock.users where role = 'administrator' and email like '%solano.example'"
            )
            .await,
        1
    );
    let (last, at) = if done[0].is_ok() {
        (&firms.ana, &ana.at)
    } else {
        (&firms.bruno, &bruno.at)
    };
    for refused in [
        people::change_role(&at.administrator(), user(last), Role::Partner).await,
        people::close_account(&at.administrator(), user(last)).await,
    ] {
        assert_eq!(refusal(refused), conflict(Conflict::OwnAccount));
    }
}

/// Ids that are nobody's answer as those of another firm do.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i4_nothing_of_another_firm_is_reached() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let ana = world.console(&firms.ana).await;
    let desk = ana.at.administrator();
    let nobody = UserId(uuid::Uuid::nil());
    for whom in [user(&firms.eva), nobody] {
        assert_eq!(
            refusal(people::change_role(&desk, whom, Role::Partner).await),
            Error::NotFound
        );
        assert_eq!(refusal(people::close_account(&desk, whom).await), Error::NotFound);
        assert_eq!(refusal(console::person(&ana.at, whom).await), Error::NotFound);
    }
}

/// The role of the installation's operator reads no table that holds anything of a firm, a case's least of all; the console's role none
/// that holds what a case is about. Asked of every table that the catalogue knows.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i4_neither_operators_nor_administrators_have_a_way_to_a_case() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let desk = world.administration(&firms.ana).await;
    let of = "select string_agg(c.relname, ' ' order by c.relname) from pg_class c
        where c.relnamespace = 'matterlock'::regnamespace and c.relkind in ('r', 'p')
          and (c.relname = 'firms' or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = ";
    let of_a_firm = world.text(&format!("{of}'firm_id'))")).await;
    let of_a_case = world.text(&format!("{of}'case_id'))")).await;
    assert!(
        of_a_case.contains("documents") && of_a_firm.contains("parties"),
        "{of_a_case}"
    );
    let mut operator = world.as_role("matterlock_operator", Some(&desk.secret)).await;
    // Alerts are the installation's own; nobody of a firm sees one.
    for table in of_a_firm.split(' ').filter(|table| *table != "alerts") {
        let read = format!("select count(*) from matterlock.{table}");
        assert!(operator.attempt(&read).await.is_err(), "{table}");
    }
    let mut administrator = world.as_role("matterlock_admin", Some(&desk.secret)).await;
    for table in of_a_case
        .split(' ')
        .chain(["cases", "firm_keys"])
        .filter(|table| *table != "firms")
    {
        let read = format!("select 1 from matterlock.{table}");
        assert!(administrator.attempt(&read).await.is_err(), "{table}");
    }
}
