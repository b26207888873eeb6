//! L1, L2 and I3: an action and its entry are one commit, and what stands in the log stays.

use std::sync::Arc;

use backend::{access, audit, cases, jobs, signing};
use domain::Role;
use domain::audit::{EventGroup, LogFilter};
use domain::ids::PartyId;
use domain::parties::PartyForm;

use crate::support::all;
use crate::support::changes::witness;
use crate::support::log::everything;
use crate::support::people::{Firms, open_case};
use crate::support::refusal;
use crate::support::signer::typed;

/// Who acted is what the database found, for every kind of actor.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l1_every_kind_of_actor_is_named_right() {
    let firms = Firms::new().await;
    let (_, link) = firms.ask().await;
    let signer = firms.consented(&link).await;
    signing::sign(&signer, typed(), "k").await.unwrap();
    jobs::run_due(&firms.world.backend).await.unwrap();
    let wrong = secrecy::SecretString::from("wrong password");
    refusal(access::check_password(&firms.world.visitor(), "ana@solano.example", wrong, "").await);
    let entries = everything(&firms.ana).await;
    for (event, actor) in [
        ("firm_registered", "user ana 203.0.113.7 trusted_proxy Test browser"),
        ("person_added", "server rosa server"),
        (
            "authenticator_set_up",
            "user rosa 203.0.113.7 trusted_proxy Test browser",
        ),
        ("sign_in_refused", "stranger ana 203.0.113.7 trusted_proxy Test browser"),
        (
            "link_opened",
            "signer Carmen Rojas 203.0.113.7 trusted_proxy Test browser",
        ),
        ("signed", "signer Carmen Rojas 203.0.113.7 trusted_proxy Test browser"),
        ("signed_copy_made", "server server"),
    ] {
        let entry = entries.iter().find(|entry| entry.event.name() == event).unwrap();
        let told = [
            format!("{:?}", entry.actor_kind).to_lowercase(),
            entry.actor.clone(),
            entry.address.clone().unwrap_or_default(),
            entry.address_source.name().to_owned(),
            entry.device.clone(),
        ];
        let told: Vec<String> = told.into_iter().filter(|part| !part.is_empty()).collect();
        assert_eq!(told.join(" "), actor, "{event}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l1_numbers_have_no_gap_under_many_writers() {
    let firms = Arc::new(Firms::new().await);
    let writers = (0..32).map(|writer| {
        let firms = Arc::clone(&firms);
        tokio::spawn(async move {
            for number in 0..10 {
                let person = if writer % 4 == 0 { &firms.eva } else { &firms.ana };
                let case = if writer % 4 == 0 { firms.evas_case } else { firms.case };
                let party = PartyForm {
                    case,
                    ..witness(&firms, &format!("Testigo {writer} {number}"))
                };
                cases::save_party(&person.caller, party).await.unwrap();
                // What rolls back takes no number.
                refusal(
                    cases::save_party(
                        &person.caller,
                        PartyForm {
                            id: Some(PartyId(uuid::Uuid::nil())),
                            version: 1,
                            case,
                            ..witness(&firms, "x")
                        },
                    )
                    .await,
                );
            }
        })
    });
    for writer in futures::future::join_all(writers).await {
        writer.unwrap();
    }
    let gaps = "select count(*) from (select firm_id, max(number) - count(*) as missing from matterlock.log_entries group by firm_id) g where missing <> 0";
    assert_eq!(firms.world.count(gaps).await, 0);
    assert_eq!(
        firms
            .world
            .count("select count(*) from matterlock.log_entries where event = 'party_added'")
            .await,
        320 + 2
    );
    // The order of numbers is the order of commits: no entry is older than the one before it by more than its transaction.
    assert_eq!(firms.world.count("select count(*) from matterlock.log_heads h where last <> (select max(number) from matterlock.log_entries l where l.firm_id = h.firm_id)").await, 0);
}

/// Neither the firm's log nor its console's, nor a partition of either by its own name, whoever asks, in whatever mode.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l2_nobody_changes_the_log() {
    let firms = Firms::new().await;
    firms.world.console(&firms.ana).await;
    let whole = "select md5(string_agg(t, '|' order by t)) from (
        select l::text as t from matterlock.log_entries l union all select e::text from matterlock.console_entries e) both_logs";
    let before = firms.world.text(whole).await;
    let this_year = "select extract(year from app.now() at time zone 'UTC')::bigint";
    let year = firms.world.count(this_year).await;
    let tables = ["log_entries", "console_entries"].map(|log| [log.to_owned(), format!("{log}_{year}")]);
    let mut changes = vec![
        "truncate matterlock.firms cascade".to_owned(),
        "truncate matterlock.cases cascade".to_owned(),
    ];
    for table in tables.iter().flatten() {
        let held = format!("select count(*) from matterlock.{table}");
        assert!(firms.world.count(&held).await > 0, "{table} has nothing to change");
        changes.extend([
            format!("update matterlock.{table} set event = 'x'"),
            format!("update matterlock.{table} set number = number where false"),
            format!("delete from matterlock.{table}"),
            format!("delete from matterlock.{table} where false"),
            format!("truncate matterlock.{table}"),
            format!(
                "insert into matterlock.{table} select * from matterlock.{table} on conflict (firm_id, year, number) do update set event = 'x'"
            ),
        ]);
    }
    let mut superuser = firms.world.superuser.acquire().await.unwrap();
    let roles = [
        "postgres",
        "matterlock_owner",
        "matterlock_definer",
        "matterlock_app",
        "matterlock_admin",
        "matterlock_auth",
        "matterlock_signer",
        "matterlock_worker",
        "matterlock_operator",
        "matterlock_sealer",
        "matterlock_login",
        "matterlock_door",
        "matterlock_works",
        "matterlock_checks",
    ];
    for role in roles {
        for setting in ["origin", "replica"] {
            for statement in &changes {
                let attempt = format!(
                    "begin; set local session_replication_role = {setting}; set local role {role}; {statement}"
                );
                let done = sqlx::raw_sql(sqlx::AssertSqlSafe(attempt))
                    .execute(&mut *superuser)
                    .await;
                sqlx::raw_sql("rollback").execute(&mut *superuser).await.unwrap();
                // In replica mode only row triggers that are always on fire for a superuser; an empty change changes nothing.
                let empty = statement.contains("where false") || role == "matterlock_owner";
                let message = done.as_ref().err().map(ToString::to_string).unwrap_or_default();
                assert!(
                    message.contains("append-only")
                        || message.contains("permission denied")
                        || (done.is_ok() && setting == "replica" && empty),
                    "{role} ({setting}): {statement}: {message}"
                );
            }
        }
    }
    // Nobody is left out who has come since.
    let others = "select count(*) from pg_roles where rolname like 'matterlock\\_%'";
    let known = i64::try_from(roles.len() - 1).unwrap();
    assert_eq!(firms.world.count(others).await, known);
    drop(superuser);
    assert_eq!(firms.world.text(whole).await, before);
}

/// Nobody writes an entry in another's name, into another's case or past the numbering.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l1_nobody_forges_an_entry() {
    let firms = Firms::new().await;
    let (firm, evas_firm) = (firms.ana.firm(), firms.eva.firm());
    let mut raw = firms
        .world
        .as_role("matterlock_app", Some(&firms.bruno.secret(&firms.world)))
        .await;
    for statement in [
        format!(
            "insert into log_entries values ('{firm}', extract(year from now()), 99, now(), 'user', null, 'x', null, '{{}}', null, 'server', null, '')"
        ),
        format!(
            "select app.append_entry('case_read', '{}', '{{}}', null, 'server', '')",
            firms.case
        ),
        format!(
            "select app.append_entry('person_unassigned', '{}', '{{\"user\":\"{}\"}}', null, 'server', '')",
            firms.case,
            firms.ana.id()
        ),
        format!(
            "select app.append_entry('person_unassigned', '{}', '{{\"user\":\"{}\"}}', null, 'server', '')",
            firms.case,
            firms.bruno.id()
        ),
        format!("select app.write_entry('{evas_firm}', 'server', null, null, 'x', null, '{{}}', null, 'server', '')"),
        format!(
            "select app.append_entry('glass_ended', '{}', '{{\"user\":\"{}\"}}', null, 'server', '')",
            firms.case,
            firms.bruno.id()
        ),
        format!(
            "select app.append_account_entry('{firm}', '{}', true, null, 'signed_out', '{{}}', null, 'server', '')",
            firms.ana.id()
        ),
        "insert into log_heads values (gen_random_uuid(), 1, 2026)".to_owned(),
        "update log_heads set last = 0".to_owned(),
        "alter table log_entries disable trigger all".to_owned(),
    ] {
        assert!(raw.attempt(&statement).await.is_err(), "{statement}");
    }
    // In one's own name and firm, as the application does.
    assert_eq!(
        raw.attempt("select app.append_entry('log_read', null, '{}', null, 'server', '')")
            .await,
        Ok(1)
    );
}

/// The entries of a case are for its people, and the rest of the firm's log for administrators and oneself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l1_the_log_is_read_by_those_who_may() {
    let firms = Firms::new().await;
    let carla = firms
        .world
        .add_colleague(&firms.ana, "carla@solano.example", Role::Attorney)
        .await;
    open_case(&carla, "Asunto de Carla").await;
    let carlas = audit::page(&carla.caller, LogFilter::default(), &all).await.unwrap();
    assert!(
        carlas.entries.iter().all(|entry| entry.actor == "carla"),
        "{:?}",
        carlas.entries
    );
    let anas = audit::page(
        &firms.ana.caller,
        LogFilter {
            group: Some(EventGroup::Cases),
            ..LogFilter::default()
        },
        &all,
    )
    .await
    .unwrap();
    assert!(anas.entries.iter().all(|entry| entry.event.case() == Some(firms.case)));
    assert!(anas.entries.len() > 3);
    let access = audit::page(
        &firms.ana.caller,
        LogFilter {
            group: Some(EventGroup::Access),
            ..LogFilter::default()
        },
        &all,
    )
    .await
    .unwrap();
    assert!(
        access.entries.iter().any(|entry| entry.actor == "carla"),
        "an administrator sees sign-ins"
    );
    // By day, and page by page.
    // The firm's day: its clocks are six hours behind.
    let today = firms.world.backend.now().plus_seconds(-21_600).rfc3339()[..10].to_owned();
    let of_today = LogFilter {
        from: Some(today.clone()),
        to: Some(today),
        ..LogFilter::default()
    };
    assert!(
        !audit::page(&firms.ana.caller, of_today, &all)
            .await
            .unwrap()
            .entries
            .is_empty()
    );
    let of_the_past = LogFilter {
        to: Some("2020-01-01".to_owned()),
        ..LogFilter::default()
    };
    assert!(
        audit::page(&firms.ana.caller, of_the_past, &all)
            .await
            .unwrap()
            .entries
            .is_empty()
    );
    for number in 0..60 {
        cases::save_party(&firms.ana.caller, witness(&firms, &format!("Testigo {number}")))
            .await
            .unwrap();
    }
    let first = audit::timeline(&firms.ana.caller, firms.case, None).await.unwrap();
    assert_eq!(first.entries.len(), 50);
    let second = audit::timeline(&firms.ana.caller, firms.case, first.next)
        .await
        .unwrap();
    assert!(second.next.is_none() && second.entries[0].number < first.entries[49].number);
    let all: std::collections::BTreeSet<i64> = first
        .entries
        .iter()
        .chain(&second.entries)
        .map(|entry| entry.number)
        .collect();
    assert_eq!(all.len(), first.entries.len() + second.entries.len());
}
