//! L1 and I3 over everything that can be changed: with an entry or not at all, and not by Read-only.

use std::sync::Arc;

use backend::caller::Signer;
use backend::{access, audit, cases, documents, signing};
use domain::audit::{ExportFormat, LogFilter};
use domain::signing::DeclineKind;
use domain::{Error, Language};

use crate::support::all;
use crate::support::changes::{change, change_everything, fingerprint, things};
use crate::support::people::Firms;
use crate::support::refusal;
use crate::support::signer::typed;
use crate::support::words::{Plain, pack_words};

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
    // Results of checks and the proof of the log are kept without an entry, and a proof of a human is used up before anything is done with it.
    let but = [
        "check_results",
        "log_checkpoints",
        "log_tiles",
        "log_trees",
        "proof_run",
        "solved_captchas",
    ];
    let before = fingerprint(&firms, &but).await;
    for (what, done) in change_everything(&firms, &firms.ana, things).await {
        assert!(matches!(done, Err(Error::Internal { .. })), "{what}: {done:?}");
    }
    let internal = |error: Error| assert!(matches!(error, Error::Internal { .. }), "{error:?}");
    internal(refusal(signing::sign(&signer, typed(), "k").await));
    internal(refusal(signing::decline(&decliner, DeclineKind::Declined, "").await));
    internal(refusal(signing::give_consent(&unread, &consent).await));
    internal(refusal(signing::pages_shown(&signer, &[1]).await));
    internal(refusal(signing::original(&signer).await));
    internal(refusal(signing::open_link(&firms.world.visitor(), &link).await));
    internal(refusal(signing::ask_new_link(&firms.world.visitor(), &link).await));
    internal(refusal(access::choose_language(&firms.ana.caller, Language::En).await));
    internal(refusal(access::sign_out(&firms.ana.caller).await));
    internal(refusal(access::enter_code(&begun, "000000").await));
    internal(refusal(access::register_firm(&firms.world.visitor(), form).await));
    internal(refusal(documents::download(&firms.ana.caller, document).await));
    internal(refusal(documents::page(&firms.ana.caller, document).await));
    internal(refusal(audit::timeline(&firms.rosa.caller, firms.case, None).await));
    internal(refusal(signing::page(&firms.rosa.caller, envelope).await));
    internal(refusal(audit::case_readers(&firms.ana.caller, firms.case, None).await));
    internal(refusal(
        audit::take_evidence(&firms.ana.caller, firms.case, pack_words())
            .await
            .map(drop),
    ));
    internal(refusal(
        audit::save_filter(&firms.ana.caller, "x", LogFilter::default()).await,
    ));
    internal(refusal(
        audit::take_out(
            &firms.ana.caller,
            LogFilter::default(),
            ExportFormat::Csv,
            Arc::new(Plain::of(&LogFilter::default())),
        )
        .await
        .map(drop),
    ));
    internal(refusal(
        audit::page(
            &firms.ana.caller,
            LogFilter {
                from: Some("2026-01-01".to_owned()),
                ..LogFilter::default()
            },
            &all,
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

/// Notes what changes, and what of it in a transaction without an entry.
const TOUCHED: &str = include_str!("support/touched.sql");

/// Every change that is done has its entry, with who, from where and how that is known.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l1_every_action_has_one_entry() {
    let firms = Firms::new().await;
    let (envelope, _) = firms.ask().await;
    let things = things(&firms, envelope).await;
    let before = firms.world.count("select count(*) from matterlock.log_entries").await;
    firms.world.alter(TOUCHED).await;
    let done = change_everything(&firms, &firms.ana, things).await;
    assert!(done.iter().all(|(_, done)| done.is_ok()), "{done:?}");
    // Nothing of the firm's was changed in a transaction without an entry, but what proves the entries.
    let unlogged = "select coalesce(string_agg(said, ', ' order by said), '') from public.unlogged where firm is not null and said not like 'matterlock_sealer: % log_%'";
    assert_eq!(firms.world.text(unlogged).await, "");
    let named = firms.world.text(&format!("select string_agg(event, ' ' order by number) from matterlock.log_entries where number > (select last from matterlock.log_heads where firm_id = '{}') - 20 and firm_id = '{0}'", firms.ana.firm())).await;
    assert_eq!(
        named,
        "case_opened case_changed party_added party_changed glass_ended person_assigned person_unassigned responsible_changed \
         wall_raised wall_lifted hold_placed hold_lifted glass_broken document_uploaded envelope_sent \
         link_handed_over link_handed_over envelope_voided party_removed checks_run"
    );
    assert_eq!(
        firms.world.count("select count(*) from matterlock.log_entries").await - before,
        20
    );
    let who = format!(
        "select string_agg(distinct concat_ws(' ', actor_kind, actor_id = '{}', address_source, session_id = '{}', request), '|')
         from matterlock.log_entries where event in ('case_changed', 'envelope_voided', 'party_removed')",
        firms.ana.id(),
        firms.ana.caller.session()
    );
    assert_eq!(firms.world.text(&who).await, "user t trusted_proxy t request-1");
    let read = audit::timeline(&firms.ana.caller, firms.case, None)
        .await
        .unwrap()
        .entries;
    let changed = read.iter().find(|entry| entry.event.name() == "case_changed").unwrap();
    let from_where = (
        changed.actor.as_str(),
        changed.address.as_deref(),
        changed.device.as_str(),
    );
    assert_eq!(from_where, ("ana", Some("203.0.113.7"), "Test browser"));
    let changed = format!("{:?}", changed.event);
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
