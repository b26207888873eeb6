//! L1: who has opened this, on every case and document.

use backend::{audit, cases, documents, jobs, signing};
use domain::audit::{ActorKind, ExportFormat, LogFilter};

use super::{export, looking_for, made, names, search, whole};
use crate::support::papers::blank_pages;
use crate::support::people::Firms;
use crate::support::signer::typed;
use crate::support::words::pack_words;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l1_whoever_has_opened_a_case_is_listed_and_signers_are_told_apart() {
    let firms = Firms::new().await;
    let (rosa, ana) = (&firms.rosa.caller, &firms.ana.caller);
    let two_pages = documents::upload(ana, firms.case, "Poder especial.pdf", &blank_pages(2)).await;
    let document = two_pages.unwrap().id;
    let (_, link) = firms.ask_on(document).await;
    cases::page(ana, firms.case).await.unwrap();
    documents::page(rosa, document).await.unwrap();
    documents::download(rosa, document).await.unwrap();
    documents::download(rosa, document).await.unwrap();
    let signer = firms.consented(&link).await;
    // One reading, whatever their browser says of it.
    signing::page_text(&signer, 1).await.unwrap();
    signing::page_text(&signer, 2).await.unwrap();
    signing::pages_shown(&signer, &[2]).await.unwrap();
    signing::original(&signer).await.unwrap();
    signing::sign(&signer, typed(), "k").await.unwrap();
    jobs::run_due(&firms.world.backend).await.unwrap();
    signing::copy(&signer).await.unwrap();

    let page = audit::case_readers(rosa, firms.case, None).await.unwrap();
    let told: Vec<(ActorKind, &str, u32, u32)> = page
        .readers
        .iter()
        .map(|reader| (reader.kind, reader.name.as_str(), reader.times, reader.downloads))
        .collect();
    assert_eq!(
        told,
        [
            (ActorKind::Signer, "Carmen Rojas", 3, 2),
            (ActorKind::User, "rosa", 3, 2),
            (ActorKind::User, "ana", 1, 0),
        ]
    );
    assert!(page.readers.iter().all(|reader| reader.first <= reader.last));
    assert_eq!(page.entries.len(), 7);
    assert!(page.entries.windows(2).all(|pair| pair[0].number > pair[1].number));
    assert_eq!(page.case_title, "Compraventa en Heredia");
    let below = audit::case_readers(rosa, firms.case, Some(page.entries[0].number))
        .await
        .unwrap();
    assert_eq!(below.entries, page.entries[1..]);

    // Of the document that was sent, and of its signed copy.
    let of = audit::document_readers(rosa, document, None).await.unwrap();
    let told: Vec<(&str, u32)> = of
        .readers
        .iter()
        .map(|reader| (reader.name.as_str(), reader.times))
        .collect();
    assert_eq!(told, [("Carmen Rojas", 2), ("rosa", 3)]);
    assert_eq!(of.document, Some((document, "Poder especial.pdf".to_owned())));
    let copies = cases::page(ana, firms.case).await.unwrap().documents;
    let copy = copies.iter().find(|other| other.id != document).unwrap().id;
    let of = audit::document_readers(ana, copy, None).await.unwrap();
    let told: Vec<(&str, u32, u32)> = of
        .readers
        .iter()
        .map(|reader| (reader.name.as_str(), reader.times, reader.downloads))
        .collect();
    assert_eq!(told, [("Carmen Rojas", 1, 1)]);

    // Looking stands in the case's log, once in ten minutes for each thing that was looked at.
    audit::case_readers(rosa, firms.case, None).await.unwrap();
    assert_eq!(made(&firms, &firms.rosa, "readers_read").await, 2);
    firms.world.pass(601).await;
    audit::document_readers(rosa, document, None).await.unwrap();
    assert_eq!(made(&firms, &firms.rosa, "readers_read").await, 3);
    let timeline = audit::timeline(ana, firms.case, None).await.unwrap();
    assert!(names(&timeline).contains(&"readers_read"));
}

/// What of a case can be asked for without its page stands in the log as well; once, though both are asked for at the same moment.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l1_the_timeline_and_a_signatures_page_stand_in_the_log() {
    let firms = Firms::new().await;
    let (envelope, _) = firms.ask().await;
    let rosa = &firms.rosa.caller;
    for _ in 0..2 {
        audit::timeline(rosa, firms.case, None).await.unwrap();
        signing::page(rosa, envelope).await.unwrap();
    }
    assert_eq!(made(&firms, &firms.rosa, "case_read").await, 1);
    assert_eq!(made(&firms, &firms.rosa, "envelope_read").await, 1);
    for round in 2..4 {
        firms.world.pass(601).await;
        let page = cases::page(rosa, firms.case);
        let timeline = || audit::timeline(rosa, firms.case, None);
        let (page, one, other, third) = tokio::join!(page, timeline(), timeline(), timeline());
        assert!(page.is_ok() && one.is_ok() && other.is_ok() && third.is_ok());
        assert_eq!(made(&firms, &firms.rosa, "case_read").await, round);
    }
    let page = audit::case_readers(&firms.ana.caller, firms.case, None).await.unwrap();
    let reader = page.readers.iter().find(|reader| reader.name == "rosa").unwrap();
    assert_eq!(reader.times, 4);
}

/// Whoever reads a case's entries, and whoever takes them along, has opened the case.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l1_whoever_took_the_log_or_the_evidence_is_listed() {
    let firms = Firms::new().await;
    let rosa = &firms.rosa;
    let of_case = LogFilter {
        case: Some(firms.case),
        ..LogFilter::default()
    };
    search(rosa, of_case.clone()).await;
    let words = LogFilter {
        case: Some(firms.case),
        ..looking_for("carmen")
    };
    search(rosa, words).await;
    whole(export(rosa, of_case, ExportFormat::Csv).await.unwrap()).await;
    audit::take_evidence(&rosa.caller, firms.case, pack_words())
        .await
        .unwrap();
    let page = audit::case_readers(&firms.ana.caller, firms.case, None).await.unwrap();
    let reader = page.readers.iter().find(|reader| reader.name == "rosa").unwrap();
    assert_eq!((reader.times, reader.downloads), (4, 2));
    let hers = page.entries.iter().filter(|entry| entry.actor == "rosa");
    let mut listed: Vec<&str> = hers.map(|entry| entry.event.name()).collect();
    listed.sort_unstable();
    assert_eq!(listed, ["evidence_taken", "log_exported", "log_read", "log_searched"]);
    assert!(!page.more);

    // More people than are listed: that is said.
    firms
        .world
        .alter(&format!(
            "do $$ begin for n in 1..500 loop
               update matterlock.log_heads set last = last + 1 where firm_id = '{firm}';
               insert into matterlock.log_entries (firm_id, year, number, at, actor_kind, actor_id, event, case_id, details, address_source, request)
                 select firm_id, year, last, app.now(), 'user', gen_random_uuid(), 'case_read', '{case}',
                   jsonb_build_object('event', 'case_read', 'case', '{case}'), 'server', 'r'
                 from matterlock.log_heads where firm_id = '{firm}';
             end loop; end $$",
            firm = firms.ana.firm(),
            case = firms.case
        ))
        .await;
    let page = audit::case_readers(&firms.ana.caller, firms.case, None).await.unwrap();
    assert_eq!((page.readers.len(), page.more), (500, true));
}

/// That somebody read a case's log stands in that case. Who is not on it, an administrator too, learns of no case by how others read.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l5_i2_a_reading_tells_nobody_else_which_case_it_was_of() {
    let firms = Firms::new().await;
    let of_case = |text: Option<&str>| LogFilter {
        case: Some(firms.case),
        text: text.map(str::to_owned),
        ..LogFilter::default()
    };
    for person in [&firms.ana, &firms.bruno, &firms.eva] {
        search(person, of_case(None)).await;
        search(person, of_case(Some("Carmen"))).await;
    }
    let read = "event in ('log_read', 'log_searched')";
    let of_it = format!("{read} and case_id = '{}'", firms.case);
    let all = |which: &str| format!("select count(*) from matterlock.log_entries where {which}");
    assert_eq!(firms.world.count(&all(&of_it)).await, 2, "Ana's two, in her case");
    let named = format!(
        "{read} and case_id is null and position('{}' in details::text) > 0",
        firms.case
    );
    assert_eq!(firms.world.count(&all(&named)).await, 0, "nowhere else");
    let secret = firms.bruno.secret(&firms.world);
    let mut raw = firms.world.as_role("matterlock_app", Some(&secret)).await;
    assert_eq!(raw.count(&all(read)).await, 2, "Bruno's own");
    // A case's own log shows it; read again, it stands there once.
    search(&firms.ana, of_case(None)).await;
    assert_eq!(firms.world.count(&all(&of_it)).await, 2);
}
