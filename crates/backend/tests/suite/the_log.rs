//! L1, L2 and I3: an action and its entry are one commit, and what stands in the log stays.

use std::sync::Arc;

use backend::caller::Signer;
use backend::{access, audit, cases, checks, documents, jobs, signing};
use domain::audit::{EventGroup, LogFilter};
use domain::cases::{CaseChange, CaseKind, NewCase, Stage};
use domain::ids::{DocumentId, EnvelopeId, PartyId};
use domain::parties::{PartyForm, PartyRole};
use domain::signing::{Channel, DeclineKind};
use domain::{Error, Language, Role};

use crate::support::papers::small_document;
use crate::support::people::{Firms, Person, open_case};
use crate::support::refusal;
use crate::support::signer::typed;

fn change(firms: &Firms, title: &str) -> CaseChange {
    CaseChange {
        id: firms.case,
        version: 1,
        title: title.to_owned(),
        kind: CaseKind::Civil,
        stage: Stage::Active,
        summary: String::new(),
    }
}

fn witness(firms: &Firms, name: &str) -> PartyForm {
    PartyForm {
        case: firms.case,
        id: None,
        role: PartyRole::Witness,
        name: name.to_owned(),
        email: String::new(),
        phone: String::new(),
    }
}

/// Everything in every table, as one digest; the files of the store by number.
async fn fingerprint(firms: &Firms, but: &[&str]) -> String {
    let tables: String = firms
        .world
        .text("select string_agg(relname, ' ' order by relname) from pg_class where relnamespace = 'matterlock'::regnamespace and relkind in ('r', 'p')")
        .await;
    let mut prints = vec![format!("{} files", firms.world.folder.files().len())];
    for table in tables.split(' ').filter(|table| !but.contains(table)) {
        let print = firms
            .world
            .text(&format!(
                "select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from matterlock.{table} t"
            ))
            .await;
        prints.push(format!("{table} {print}"));
    }
    prints.join("\n")
}

/// What there is to be changed.
struct Things {
    envelope: EnvelopeId,
    document: DocumentId,
    /// A party that signs nothing.
    spare: PartyId,
}

async fn things(firms: &Firms, envelope: EnvelopeId) -> Things {
    let spare = cases::save_party(&firms.ana.caller, witness(firms, "De sobra"))
        .await
        .unwrap();
    Things {
        envelope,
        document: firms.upload().await,
        spare,
    }
}

/// Everything that somebody of the firm can change, and whether it was done.
async fn change_everything(firms: &Firms, person: &Person, things: Things) -> Vec<(&'static str, Result<(), Error>)> {
    let Things {
        envelope,
        document,
        spare,
    } = things;
    let caller = &person.caller;
    let told = |failure: backend::Failure| failure.tell("r");
    let new = NewCase {
        title: "Nuevo".to_owned(),
        ..NewCase::default()
    };
    let bruno = firms.bruno.caller.me().user;
    vec![
        ("open", cases::open(caller, new).await.map(drop).map_err(told)),
        (
            "change",
            cases::change(caller, change(firms, "Otro nombre")).await.map_err(told),
        ),
        (
            "save_party",
            cases::save_party(caller, witness(firms, "Testigo"))
                .await
                .map(drop)
                .map_err(told),
        ),
        (
            "save_party again",
            cases::save_party(
                caller,
                PartyForm {
                    id: Some(firms.party),
                    email: "carmen@otra.example".to_owned(),
                    ..witness(firms, "Carmen R.")
                },
            )
            .await
            .map(drop)
            .map_err(told),
        ),
        ("assign", cases::assign(caller, firms.case, bruno).await.map_err(told)),
        (
            "unassign",
            cases::unassign(caller, firms.case, firms.rosa.caller.me().user)
                .await
                .map_err(told),
        ),
        (
            "upload",
            documents::upload(caller, firms.case, "x.pdf", &small_document("x"))
                .await
                .map(drop)
                .map_err(told),
        ),
        (
            "request",
            signing::request(caller, firms.request_for(document))
                .await
                .map(drop)
                .map_err(told),
        ),
        (
            "hand_over",
            signing::hand_over(caller, envelope, Channel::Qr)
                .await
                .map(drop)
                .map_err(told),
        ),
        ("mail_link", signing::mail_link(caller, envelope).await.map_err(told)),
        ("void", signing::void(caller, envelope, "").await.map_err(told)),
        (
            "remove_party",
            cases::remove_party(caller, firms.case, spare).await.map_err(told),
        ),
        ("run_checks", checks::run_by(caller).await.map(drop).map_err(told)),
    ]
}

/// With a log that takes no entry, nothing is done: by people, by signers, at the door or by the server.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l1_an_action_without_its_entry_is_not_done() {
    let firms = Firms::new().await;
    let (envelope, link) = firms.ask().await;
    let things = things(&firms, envelope).await;
    let document = things.document;
    let (_, other_link) = firms.ask().await;
    let signer = firms.consented(&link).await;
    let decliner = firms.open(&other_link).await;
    let unread = firms.open(&other_link).await;
    let consent = signing::view(&unread).await.unwrap().consent.sha256;
    let begun = firms.world.password("bruno@solano.example").await;
    let begun = backend::caller::Challenged::from_cookie(&firms.world.visitor(), &begun.cookie).unwrap();
    let form = firms.world.registration("Tercera", "t@tercera.example").await;
    firms
        .world
        .alter("alter table matterlock.log_entries add constraint test_refuses check (false) not valid")
        .await;
    // Results of checks are kept without an entry.
    let but = ["check_results"];
    let before = fingerprint(&firms, &but).await;
    for (what, done) in change_everything(&firms, &firms.ana, things).await {
        assert!(matches!(done, Err(Error::Internal { .. })), "{what}: {done:?}");
    }
    let internal = |error: Error| assert!(matches!(error, Error::Internal { .. }), "{error:?}");
    internal(refusal(signing::sign(&signer, typed(), "k").await));
    internal(refusal(signing::decline(&decliner, DeclineKind::Declined, "").await));
    internal(refusal(signing::give_consent(&unread, &consent).await));
    internal(refusal(signing::page_reached(&signer, 1).await));
    internal(refusal(signing::original(&signer).await));
    internal(refusal(signing::open_link(&firms.world.visitor(), &link).await));
    internal(refusal(signing::ask_new_link(&firms.world.visitor(), &link).await));
    internal(refusal(access::choose_language(&firms.ana.caller, Language::En).await));
    internal(refusal(access::sign_out(&firms.ana.caller).await));
    internal(refusal(access::enter_code(&begun, "000000").await));
    internal(refusal(access::register_firm(&firms.world.visitor(), form).await));
    internal(refusal(documents::download(&firms.ana.caller, document).await));
    internal(refusal(documents::page(&firms.ana.caller, document).await));
    internal(refusal(
        audit::page(
            &firms.ana.caller,
            LogFilter {
                from: Some("2026-01-01".to_owned()),
                ..LogFilter::default()
            },
        )
        .await,
    ));
    assert_eq!(fingerprint(&firms, &but).await, before);
    firms
        .world
        .alter("alter table matterlock.log_entries drop constraint test_refuses")
        .await;
    signing::sign(&signer, typed(), "k").await.unwrap();
}

/// Every change that is done has its entry, with who, from where and how that is known.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l1_every_action_has_one_entry() {
    let firms = Firms::new().await;
    let (envelope, _) = firms.ask().await;
    let things = things(&firms, envelope).await;
    let before = firms.world.count("select count(*) from matterlock.log_entries").await;
    let done = change_everything(&firms, &firms.ana, things).await;
    assert!(done.iter().all(|(_, done)| done.is_ok()), "{done:?}");
    let named = firms.world.text(&format!("select string_agg(event, ' ' order by number) from matterlock.log_entries where number > (select last from matterlock.log_heads where firm_id = '{}') - 13 and firm_id = '{0}'", firms.ana.firm())).await;
    assert_eq!(
        named,
        "case_opened case_changed party_added party_changed person_assigned person_unassigned document_uploaded envelope_sent \
         link_handed_over link_handed_over envelope_voided party_removed checks_run"
    );
    assert_eq!(
        firms.world.count("select count(*) from matterlock.log_entries").await - before,
        13
    );
    let who = format!(
        "select string_agg(distinct concat_ws(' ', actor_kind, actor, actor_id = '{}', host(address), address_source, device, session_id = '{}', request), '|')
         from matterlock.log_entries where event in ('case_changed', 'envelope_voided', 'party_removed')",
        firms.ana.id(),
        firms.ana.caller.session()
    );
    assert_eq!(
        firms.world.text(&who).await,
        "user ana t 203.0.113.7 trusted_proxy Test browser t request-1"
    );
    let changed = firms
        .world
        .text("select details #>> '{changes,0}' from matterlock.log_entries where event = 'case_changed'")
        .await;
    for part in ["Compraventa en Heredia", "Otro nombre", "title"] {
        assert!(changed.contains(part), "{changed}");
    }
    // Nothing done, nothing logged: an empty change, a colleague who is assigned already.
    let before = firms.world.count("select count(*) from matterlock.log_entries").await;
    let mut same = change(&firms, "Otro nombre");
    same.version = 2;
    cases::change(&firms.ana.caller, same.clone()).await.unwrap();
    same.version = 1;
    assert_eq!(
        refusal(cases::change(&firms.ana.caller, same).await),
        Error::Conflict(domain::error::Conflict::ChangedMeanwhile)
    );
    cases::assign(&firms.ana.caller, firms.case, firms.bruno.caller.me().user)
        .await
        .unwrap();
    cases::page(&firms.ana.caller, firms.case).await.unwrap();
    cases::page(&firms.ana.caller, firms.case).await.unwrap();
    assert_eq!(
        firms.world.count("select count(*) from matterlock.log_entries").await,
        before,
        "reading again within ten minutes"
    );
    firms.world.pass(601).await;
    cases::page(&firms.ana.caller, firms.case).await.unwrap();
    assert_eq!(
        firms.world.count("select count(*) from matterlock.log_entries").await,
        before + 1
    );
}

/// Who acted is what the database found, for every kind of actor.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l1_every_kind_of_actor_is_named_right() {
    let firms = Firms::new().await;
    let (_, link) = firms.ask().await;
    let signer = firms.consented(&link).await;
    signing::sign(&signer, typed(), "k").await.unwrap();
    jobs::run_due(&firms.world.backend).await.unwrap();
    let wrong = secrecy::SecretString::from("wrong password");
    refusal(access::check_password(&firms.world.visitor(), "ana@solano.example", wrong).await);
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
        ("signed_copy_made", "server Matterlock server"),
    ] {
        let found = format!(
            "select concat_ws(' ', actor_kind, actor, host(address), address_source, nullif(device, '')) from matterlock.log_entries
             where event = '{event}' and firm_id = '{}' order by number desc limit 1",
            firms.ana.firm()
        );
        assert_eq!(firms.world.text(&found).await, actor, "{event}");
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l2_nobody_changes_the_log() {
    let firms = Firms::new().await;
    let before = firms
        .world
        .text("select md5(string_agg(l::text, '|' order by l::text)) from matterlock.log_entries l")
        .await;
    let changes = [
        "update matterlock.log_entries set actor = 'x'",
        "update matterlock.log_entries set number = number where false",
        "delete from matterlock.log_entries",
        "delete from matterlock.log_entries where false",
        "truncate matterlock.log_entries",
        "truncate matterlock.firms cascade",
        "truncate matterlock.cases cascade",
        "insert into matterlock.log_entries select * from matterlock.log_entries on conflict (firm_id, number) do update set actor = 'x'",
    ];
    let mut superuser = firms.world.superuser.acquire().await.unwrap();
    let roles = [
        "postgres",
        "matterlock_owner",
        "matterlock_definer",
        "matterlock_app",
        "matterlock_auth",
        "matterlock_signer",
        "matterlock_worker",
        "matterlock_operator",
        "matterlock_login",
    ];
    for role in roles {
        for setting in ["origin", "replica"] {
            for statement in changes {
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
    drop(superuser);
    assert_eq!(
        firms
            .world
            .text("select md5(string_agg(l::text, '|' order by l::text)) from matterlock.log_entries l")
            .await,
        before
    );
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
            "insert into log_entries values ('{firm}', 99, now(), 'user', null, 'ana', 'x', null, '{{}}', null, 'server', '', null, '')"
        ),
        format!(
            "select app.append_entry('case_read', '{}', '{{}}', null, 'server', '', '')",
            firms.case
        ),
        format!(
            "select app.append_entry('person_unassigned', '{}', '{{\"user\":\"{}\"}}', null, 'server', '', '')",
            firms.case,
            firms.ana.id()
        ),
        format!(
            "select app.write_entry('{evas_firm}', 'server', null, 'x', null, 'x', null, '{{}}', null, 'server', '', '')"
        ),
        format!(
            "select app.append_account_entry('{firm}', '{}', true, null, 'signed_out', '{{}}', null, 'server', '', '')",
            firms.ana.id()
        ),
        "insert into log_heads values (gen_random_uuid(), 7)".to_owned(),
        "update log_heads set last = 0".to_owned(),
        "alter table log_entries disable trigger all".to_owned(),
    ] {
        assert!(raw.attempt(&statement).await.is_err(), "{statement}");
    }
    // In one's own name and firm, as the application does.
    assert_eq!(
        raw.attempt("select app.append_entry('log_read', null, '{}', null, 'server', '', '')")
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
    let carlas = audit::page(&carla.caller, LogFilter::default()).await.unwrap();
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
    )
    .await
    .unwrap();
    assert!(
        access.entries.iter().any(|entry| entry.actor == "carla"),
        "an administrator sees sign-ins"
    );
    // By day, and page by page.
    let today = firms.world.backend.now().rfc3339()[..10].to_owned();
    let of_today = LogFilter {
        from: Some(today.clone()),
        to: Some(today),
        ..LogFilter::default()
    };
    assert!(
        !audit::page(&firms.ana.caller, of_today)
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
        audit::page(&firms.ana.caller, of_the_past)
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

/// Every use case that changes something refuses Read-only, who is assigned to the case.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i3_read_only_may_use_nothing_that_changes() {
    let firms = Firms::new().await;
    let (envelope, _) = firms.ask().await;
    let things = things(&firms, envelope).await;
    let document = things.document;
    let before = fingerprint(&firms, &[]).await;
    for (what, done) in change_everything(&firms, &firms.rosa, things).await {
        assert_eq!(done, Err(Error::Forbidden), "{what}");
    }
    assert_eq!(fingerprint(&firms, &[]).await, before);
    assert!(cases::page(&firms.rosa.caller, firms.case).await.is_ok());
    assert!(documents::download(&firms.rosa.caller, document).await.is_ok());
    assert!(Signer::from_cookie(&firms.world.visitor(), &firms.rosa.cookie).is_none());
}
