//! L1 and L5: the log as people read, search, follow and take it out.

use std::sync::Arc;

use backend::audit::{self, Export, InWords as _};
use backend::{Failure, access, cases, console, documents, jobs, signing};
use domain::audit::{ActorKind, BLACKENED, Event, EventGroup, ExportFormat, LogFilter, LogPage, SavedFilter};
use domain::ids::{CaseId, SavedFilterId, UserId};
use domain::parties::PartyForm;
use domain::{Error, Language, Problem};

use crate::support::all;
use crate::support::changes::{REASON, number, witness};
use crate::support::log::told;
use crate::support::papers::blank_pages;
use crate::support::people::{Firms, Person, open_case};
use crate::support::refusal;
use crate::support::signer::typed;
use crate::support::words::{Plain, pack_words};

fn looking_for(text: &str) -> LogFilter {
    LogFilter {
        text: Some(text.to_owned()),
        ..LogFilter::default()
    }
}

async fn search(person: &Person, filter: LogFilter) -> LogPage {
    let plain = Plain::of(&filter);
    audit::page(&person.caller, filter, &|entry| plain.fits(entry))
        .await
        .unwrap()
}

fn names(page: &LogPage) -> Vec<&'static str> {
    page.entries.iter().map(|entry| entry.event.name()).collect()
}

/// How many entries of a kind somebody made, past all rules.
async fn made(firms: &Firms, person: &Person, event: &str) -> i64 {
    let count = format!(
        "select count(*) from matterlock.log_entries where event = '{event}' and actor_id = '{}'",
        person.id()
    );
    firms.world.count(&count).await
}

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l5_sealed_values_are_found_by_words() {
    let firms = Firms::new().await;
    cases::save_party(&firms.ana.caller, witness(&firms, "Núñez Peña"))
        .await
        .unwrap();
    for text in ["nunez", "PENA núñez", "  Peña "] {
        let page = search(&firms.ana, looking_for(text)).await;
        assert_eq!(names(&page)[..1], ["party_added"], "{text}");
        assert!(page.entries.len() <= 2, "{text}: {:?}", names(&page));
    }
    // By who did it and with what, and together with what else narrows.
    assert!(
        search(&firms.ana, looking_for("rosa"))
            .await
            .entries
            .iter()
            .all(|entry| entry.actor == "rosa")
    );
    assert!(search(&firms.ana, looking_for("test browser")).await.entries.len() > 3);
    let of_access = LogFilter {
        group: Some(EventGroup::Access),
        ..looking_for("nunez")
    };
    let page = search(&firms.ana, of_access).await;
    assert_eq!((page.entries.len(), page.next, page.searched_to), (0, None, None));
    // Nobody finds what they may not read.
    for stranger in [&firms.bruno, &firms.eva] {
        assert!(search(stranger, looking_for("heredia")).await.entries.is_empty());
    }
    assert_eq!(
        refusal(audit::page(&firms.ana.caller, looking_for(&"x".repeat(201)), &all).await),
        Error::invalid("text", Problem::TooLong { max: 200 })
    );
}

/// A search stands in the log with its words, which stand there as nobody else's and not in clear; once in ten minutes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l1_a_search_stands_in_the_log_once() {
    let firms = Firms::new().await;
    for text in ["zanzibar", "zanzibar", " zanzibar ", "quito", "zanzibar"] {
        search(&firms.ana, looking_for(text)).await;
    }
    assert_eq!(made(&firms, &firms.ana, "log_searched").await, 2);
    assert_eq!(made(&firms, &firms.ana, "log_read").await, 0);
    let clear = firms
        .world
        .count("select count(*) from matterlock.log_entries l where l::text ilike '%zanzibar%'")
        .await;
    assert_eq!(clear, 0);
    let page = search(&firms.ana, LogFilter::default()).await;
    let searched = page
        .entries
        .iter()
        .find(|entry| entry.event.name() == "log_searched")
        .unwrap();
    let Event::LogSearched { text, filter, .. } = &searched.event else {
        panic!("{searched:?}")
    };
    assert_eq!(
        (text.shown(), text.whose(), filter.as_str()),
        ("quito", firms.ana.id(), "")
    );
    firms.world.pass(601).await;
    search(&firms.ana, looking_for("zanzibar")).await;
    assert_eq!(made(&firms, &firms.ana, "log_searched").await, 3);
}

/// What has come since is asked for by number; that stands in the log once a session, and never again while it goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l5_following_tells_what_is_new_and_does_not_fill_the_log() {
    let firms = Firms::new().await;
    let of_cases = LogFilter {
        group: Some(EventGroup::Cases),
        ..LogFilter::default()
    };
    let page = search(&firms.ana, of_cases.clone()).await;
    let heads = format!(
        "select last from matterlock.log_heads where firm_id = '{}'",
        firms.ana.firm()
    );
    assert_eq!(
        page.newest + 1,
        firms.world.count(&heads).await,
        "its own entry came after"
    );
    let mut newest = page.newest;
    for round in 0..5 {
        cases::save_party(&firms.ana.caller, witness(&firms, &format!("Testigo {round}")))
            .await
            .unwrap();
        firms.world.pass(300).await;
        let since = LogFilter {
            after: Some(newest),
            ..of_cases.clone()
        };
        let new = search(&firms.ana, since).await;
        assert_eq!(names(&new), ["party_added"], "{round}");
        assert!(new.people.is_empty() && new.cases.is_empty());
        assert!(new.newest > newest);
        newest = new.newest;
    }
    assert_eq!(
        made(&firms, &firms.ana, "log_read").await,
        2,
        "the reading, and the following"
    );
    let followed = "select count(*) from matterlock.log_entries where details ->> 'filter' = 'group=cases follow'";
    assert_eq!(firms.world.count(followed).await, 1);
    // Nothing new, and nothing of others.
    let since = LogFilter {
        after: Some(newest),
        ..of_cases.clone()
    };
    assert!(search(&firms.ana, since).await.entries.is_empty());
    let from_the_start = LogFilter {
        after: Some(0),
        ..of_cases
    };
    assert!(search(&firms.bruno, from_the_start).await.entries.is_empty());
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

/// Words may name a case that not everybody who reads the log may know of. The entries are there for all; what was typed, for who typed it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_what_somebody_looked_for_and_calls_a_filter_is_shown_to_nobody_else() {
    const WORDS: &str = "Quetzalcoatlus";
    let firms = Firms::new().await;
    let ana = &firms.ana.caller;
    let desk = firms.world.console(&firms.ana).await;
    let in_the_case = LogFilter {
        case: Some(firms.case),
        ..looking_for(WORDS)
    };
    for filter in [looking_for(WORDS), in_the_case.clone()] {
        search(&firms.ana, filter.clone()).await;
        whole(export(&firms.ana, filter, ExportFormat::Csv).await.unwrap()).await;
    }
    console::log(&desk.at, looking_for(WORDS), &all).await.unwrap();
    let saved = audit::save_filter(ana, WORDS, LogFilter::default()).await.unwrap();
    audit::remove_filter(ana, saved[0].id).await.unwrap();
    let saved = console::save_log_filter(&desk.at, WORDS, LogFilter::default())
        .await
        .unwrap();
    console::remove_log_filter(&desk.at, saved[0].id).await.unwrap();

    let told = |page: &LogPage| {
        let own = ["log_searched", "log_exported", "filter_saved", "filter_removed"];
        let told = page.entries.iter().filter(|entry| own.contains(&entry.event.name()));
        let events: Vec<String> = told.map(|entry| serde_json::to_string(&entry.event).unwrap()).collect();
        let with_words = events.iter().filter(|event| event.contains(WORDS)).count();
        (events.len(), with_words)
    };
    let of_the_case = LogFilter {
        case: Some(firms.case),
        ..LogFilter::default()
    };
    let others_desk = firms.world.console(&firms.bruno).await;
    let hers = search(&firms.ana, LogFilter::default()).await;
    assert_eq!(told(&hers), (6, 6), "her own log: {hers:?}");
    let bruno = search(&firms.bruno, LogFilter::default()).await;
    assert_eq!(told(&bruno), (4, 0), "an administrator's: {bruno:?}");
    let rosa = search(&firms.rosa, of_the_case.clone()).await;
    assert_eq!(told(&rosa), (2, 0), "of somebody on the same case: {rosa:?}");
    let at_hers = console::log(&desk.at, LogFilter::default(), &all).await.unwrap();
    assert_eq!(told(&at_hers), (3, 3), "her console: {at_hers:?}");
    let at_his = console::log(&others_desk.at, LogFilter::default(), &all).await.unwrap();
    assert_eq!(told(&at_his), (3, 0), "another's console: {at_his:?}");

    // Nor can they be taken out, or guessed by looking for them.
    for format in ExportFormat::ALL {
        let (file, _) = whole(export(&firms.bruno, LogFilter::default(), format).await.unwrap()).await;
        assert!(file.contains("filter_saved") && !file.contains(WORDS), "{file}");
        let (file, _) = whole(export(&firms.rosa, of_the_case.clone(), format).await.unwrap()).await;
        assert!(file.contains("log_searched") && !file.contains(WORDS), "{file}");
    }
    let (file, _) = whole(
        export(&firms.ana, LogFilter::default(), ExportFormat::JsonLines)
            .await
            .unwrap(),
    )
    .await;
    assert_eq!(file.lines().filter(|line| line.contains(WORDS)).count(), 6);
    let guessed = audit::page(&firms.bruno.caller, looking_for(WORDS), &|entry| {
        serde_json::to_string(&entry.event).unwrap().contains(WORDS)
    });
    assert_eq!(told(&guessed.await.unwrap()), (0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l5_filters_are_kept_by_their_owner() {
    let firms = Firms::new().await;
    let (ana, bruno) = (&firms.ana.caller, &firms.bruno.caller);
    let filter = LogFilter {
        group: Some(EventGroup::Signatures),
        before: Some(7),
        ..looking_for(" Núñez ")
    };
    let saved = audit::save_filter(ana, " Firmas de Núñez ", filter.clone())
        .await
        .unwrap();
    let lasting = LogFilter {
        text: Some("Núñez".to_owned()),
        before: None,
        ..filter.clone()
    };
    assert_eq!(
        (saved[0].name.as_str(), &saved[0].filter),
        ("Firmas de Núñez", &lasting)
    );
    assert_eq!(search(&firms.ana, LogFilter::default()).await.saved, saved);
    for name in ["", "Firmas de Núñez", &"x".repeat(61)] {
        let problem = match name {
            "" => Problem::Required,
            "Firmas de Núñez" => Problem::Taken,
            _ => Problem::TooLong { max: 60 },
        };
        let refused = audit::save_filter(ana, name, filter.clone()).await;
        assert_eq!(refusal(refused), Error::invalid("name", problem), "{name}");
    }

    // Nobody else's, not even at the console.
    let desk = firms.world.console(&firms.ana).await;
    assert!(search(&firms.bruno, LogFilter::default()).await.saved.is_empty());
    assert!(
        console::log(&desk.at, LogFilter::default(), &all)
            .await
            .unwrap()
            .saved
            .is_empty()
    );
    assert_eq!(refusal(audit::remove_filter(bruno, saved[0].id).await), Error::NotFound);
    assert_eq!(
        refusal(console::remove_log_filter(&desk.at, saved[0].id).await),
        Error::NotFound
    );
    assert_eq!(
        refusal(audit::remove_filter(ana, SavedFilterId(ana.me().user.0)).await),
        Error::NotFound
    );
    let there = console::save_log_filter(&desk.at, "Ingresos", filter.clone())
        .await
        .unwrap();
    assert_eq!(there.len(), 1);
    let mut raw = firms
        .world
        .as_role("matterlock_app", Some(&firms.bruno.secret(&firms.world)))
        .await;
    assert_eq!(raw.count("select count(*) from saved_log_filters").await, 0);
    assert_eq!(raw.attempt("delete from saved_log_filters").await, Ok(0));
    let forged = format!(
        "insert into saved_log_filters (firm_id, id, user_id, place, slot, name, filter)
         values ('{}', gen_random_uuid(), '{}', 'office', 2, 'x', '{{}}')",
        firms.ana.firm(),
        firms.ana.id()
    );
    assert!(raw.attempt(&forged).await.is_err());
    assert!(raw.attempt("update saved_log_filters set name = 'x'").await.is_err());
    drop(raw);

    // Twenty fit, whoever saves at once.
    let at_once = (0..30).map(|number| {
        let (caller, filter) = (ana.clone(), filter.clone());
        tokio::spawn(async move { audit::save_filter(&caller, &format!("Filtro {number}"), filter).await })
    });
    for done in futures::future::join_all(at_once).await {
        let _some_came_second = done.unwrap();
    }
    for number in 30.. {
        match audit::save_filter(ana, &format!("Filtro {number}"), filter.clone()).await {
            Ok(all) => assert!(all.len() <= 20),
            Err(full) => {
                let max = SavedFilter::MOST;
                assert_eq!(
                    refusal::<()>(Err(full)),
                    Error::invalid("name", Problem::TooMany { max })
                );
                break;
            }
        }
    }
    let mine = search(&firms.ana, LogFilter::default()).await.saved;
    assert_eq!(mine.len(), 20);
    let left = audit::remove_filter(ana, mine[3].id).await.unwrap();
    assert_eq!(left.len(), 19);
    assert_eq!(audit::save_filter(ana, "Otro", filter).await.unwrap().len(), 20);
    assert_eq!(made(&firms, &firms.ana, "filter_saved").await, 21);
    assert_eq!(made(&firms, &firms.ana, "filter_removed").await, 1);
    let at_the_console = "select count(*) from matterlock.console_entries where event = 'filter_saved'";
    assert_eq!(firms.world.count(at_the_console).await, 1);
}

/// One value that cannot be opened takes nothing else from whoever reads; and nothing is written that could not be opened again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l5_a_key_that_does_not_open_blackens_its_values_and_refuses_new_ones() {
    let firms = Firms::new().await;
    let party = cases::save_party(&firms.ana.caller, witness(&firms, "Quirina Zumbado"))
        .await
        .unwrap();
    let garble = format!(
        "begin; alter table matterlock.log_keys disable trigger guard_log_key;
         update matterlock.log_keys set wrapped = '\\x00' where subject_id = '{}';
         alter table matterlock.log_keys enable always trigger guard_log_key; commit",
        party.0
    );
    firms.world.alter(&garble).await;
    let page = search(&firms.ana, LogFilter::default()).await;
    let names = page.entries.iter().filter_map(|entry| match &entry.event {
        Event::PartyAdded { name, .. } => Some((entry.actor.as_str(), name.shown())),
        Event::CaseOpened { title, .. } => Some((entry.actor.as_str(), title.shown())),
        _ => None,
    });
    assert_eq!(
        names.collect::<Vec<_>>(),
        [
            ("ana", BLACKENED),
            ("ana", "Carmen Rojas"),
            ("ana", "Compraventa en Heredia")
        ]
    );
    let parties = "select count(*) from matterlock.parties where name = 'Otra'";
    let change = PartyForm {
        id: Some(party),
        ..witness(&firms, "Otra")
    };
    let refused = cases::save_party(&firms.ana.caller, change).await;
    assert!(matches!(refused, Err(Failure::Sealed("log key"))), "{refused:?}");
    assert_eq!(firms.world.count(parties).await, 0);
}

/// Of more cases than can be chosen from the latest are there, and the one that is filtered by; and it is said.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l5_a_list_of_cases_that_is_cut_says_so() {
    let firms = Firms::new().await;
    let page = search(&firms.ana, LogFilter::default()).await;
    assert!(!page.more_cases);
    firms
        .world
        .alter(&format!(
            "insert into matterlock.cases (firm_id, id, title, kind, opened_by)
               select '{}', gen_random_uuid(), 'Asunto', 'civil', '{}' from generate_series(1, 500)",
            firms.ana.firm(),
            firms.ana.id()
        ))
        .await;
    let page = search(&firms.ana, LogFilter::default()).await;
    assert_eq!((page.cases.len(), page.more_cases), (500, true));
    let of_the_oldest = LogFilter {
        case: Some(firms.case),
        ..LogFilter::default()
    };
    assert!(page.cases.iter().all(|(case, _)| *case != firms.case));
    let page = search(&firms.ana, of_the_oldest).await;
    assert_eq!((page.cases.len(), page.more_cases), (500, true));
    assert!(page.cases.iter().any(|(case, _)| *case == firms.case));
}

async fn export(person: &Person, filter: LogFilter, format: ExportFormat) -> Result<Export, Failure> {
    let words = Arc::new(Plain::of(&filter));
    audit::take_out(&person.caller, filter, format, words).await
}

/// The whole file, and in how many pieces it came.
async fn whole(mut export: Export) -> (String, usize) {
    let (mut file, mut pieces) = (Vec::new(), 0);
    while let Some(piece) = export.chunk().await {
        file.extend(piece.unwrap());
        pieces += 1;
    }
    (String::from_utf8(file).unwrap(), pieces)
}

fn rows(file: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(file.strip_prefix('\u{feff}').unwrap().as_bytes());
    let records = reader.records().map(|record| record.unwrap());
    records
        .map(|record| record.iter().map(str::to_owned).collect())
        .collect()
}

/// The file holds exactly what its reader may read, newest first, up to the moment in which it was asked for; and says so first.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l5_i2_a_file_holds_what_its_reader_may_read() {
    let firms = Firms::new().await;
    let mut raw = firms
        .world
        .as_role("matterlock_app", Some(&firms.ana.secret(&firms.world)))
        .await;
    let many = "select app.append_entry('log_read', null, '{\"event\":\"log_read\",\"filter\":\"\"}', null, 'server', 'r') from generate_series(1, 4400)";
    assert_eq!(raw.attempt(many).await, Ok(4400));
    raw.commit().await;
    cases::save_party(&firms.ana.caller, witness(&firms, "=cmd|' /C calc'!A0"))
        .await
        .unwrap();

    let ours = format!(
        "select count(*) from matterlock.log_entries where firm_id = '{}'",
        firms.ana.firm()
    );
    let before = firms.world.count(&ours).await;
    let export_of_ana = export(&firms.ana, LogFilter::default(), ExportFormat::Csv)
        .await
        .unwrap();
    let exported = "select count(*) from matterlock.log_entries where event = 'log_exported'";
    assert_eq!(
        firms.world.count(exported).await,
        1,
        "the entry stands before a byte leaves"
    );
    let today = &firms.world.backend.now().rfc3339()[..10];
    assert_eq!(export_of_ana.file_name(), format!("Log {today}.csv"));
    // What comes while the file is on its way is not in it.
    cases::save_party(&firms.ana.caller, witness(&firms, "Zacarías"))
        .await
        .unwrap();
    let (file, pieces) = whole(export_of_ana).await;
    assert!(pieces >= 4, "{pieces} pieces");
    let all_of_it = rows(&file);
    assert_eq!(i64::try_from(all_of_it.len()).unwrap(), before);
    let numbers: Vec<i64> = all_of_it.iter().map(|row| row[0].parse().unwrap()).collect();
    assert_eq!(numbers, (1..=before).rev().collect::<Vec<_>>());
    assert!(!file.contains("Zacarías"));
    let hostile = all_of_it.iter().find(|row| row[6] == "party_added").unwrap();
    assert_eq!(hostile[5], "'=cmd|' /C calc'!A0");
    assert!(
        hostile[1].ends_with('Z') && hostile[2].ends_with("-06:00"),
        "{hostile:?}"
    );
    assert_eq!(
        (hostile[3].as_str(), hostile[8].as_str(), hostile[10].as_str()),
        ("ana", "203.0.113.7", "Test browser")
    );

    // The colleague who is not assigned takes out what belongs to no case; the one who is, the case alone.
    let bruno = export(&firms.bruno, LogFilter::default(), ExportFormat::JsonLines)
        .await
        .unwrap();
    let (file, _) = whole(bruno).await;
    let lines: Vec<serde_json::Value> = file.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.len() > 1100);
    assert!(
        lines
            .iter()
            .all(|line| line["details"].get("case").is_none() && line["case_number"].is_null())
    );
    assert!(!file.contains("Carmen"));
    let of_case = |case: CaseId| LogFilter {
        case: Some(case),
        ..LogFilter::default()
    };
    let rosa = export(&firms.rosa, of_case(firms.case), ExportFormat::JsonLines)
        .await
        .unwrap();
    let (file, _) = whole(rosa).await;
    let case = firms.case.to_string();
    let of_the_case = firms
        .world
        .count(&format!(
            "select count(*) from matterlock.log_entries where case_id = '{case}' and event <> 'log_exported'"
        ))
        .await;
    assert_eq!(i64::try_from(file.lines().count()).unwrap(), of_the_case);
    assert!(file.lines().all(|line| line.contains(&case)));
    assert!(file.contains("\"name\":\"Carmen Rojas\"") && !file.contains("\"sealed\""));

    // With a filter and words.
    let filter = LogFilter {
        group: Some(EventGroup::Cases),
        ..looking_for("zacarias")
    };
    let (file, _) = whole(export(&firms.ana, filter, ExportFormat::Csv).await.unwrap()).await;
    assert_eq!(rows(&file).len(), 1);
    let (nothing, _) = whole(
        export(&firms.ana, looking_for("nobody at all"), ExportFormat::JsonLines)
            .await
            .unwrap(),
    )
    .await;
    assert_eq!(nothing, "");
}

/// Entries of a case that is lost on the way would be missing from a file that ends well: it breaks off instead.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l5_i2_a_file_breaks_off_once_one_of_its_cases_is_lost() {
    let firms = Firms::new().await;
    let (ana, bruno) = (&firms.ana.caller, &firms.bruno);
    let (other, _) = open_case(&firms.ana, "Otro asunto").await;
    let many = "select app.append_entry('log_read', null, '{\"event\":\"log_read\",\"filter\":\"\"}', null, 'server', 'r') from generate_series(1, 4400)";
    let mut raw = firms
        .world
        .as_role("matterlock_app", Some(&firms.ana.secret(&firms.world)))
        .await;
    assert_eq!(raw.attempt(many).await, Ok(4400));
    raw.commit().await;
    for walled in [false, true] {
        if walled {
            let number = number(&firms, firms.case).await;
            cases::break_glass(&bruno.caller, &number, REASON).await.unwrap();
        } else {
            cases::assign(ana, firms.case, bruno.caller.me().user).await.unwrap();
        }
        let mut file = export(bruno, LogFilter::default(), ExportFormat::JsonLines)
            .await
            .unwrap();
        file.chunk().await.unwrap().unwrap();
        // One that comes meanwhile takes nothing away.
        cases::assign(ana, other, bruno.caller.me().user).await.unwrap();
        file.chunk().await.unwrap().unwrap();
        cases::unassign(ana, other, bruno.caller.me().user).await.unwrap();
        if walled {
            cases::raise_wall(ana, firms.case, bruno.caller.me().user, REASON)
                .await
                .unwrap();
        } else {
            cases::unassign(ana, firms.case, bruno.caller.me().user).await.unwrap();
        }
        let refused = file.chunk().await.unwrap();
        assert_eq!(refusal(refused), Error::NotFound, "walled: {walled}");
        assert!(file.chunk().await.is_none());
    }
}

/// Whoever may not take entries out is refused, nothing of it stands in the log, and nothing leaves.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l5_taking_out_asks_for_the_permission_and_a_fresh_factor() {
    let firms = Firms::new().await;
    let of = |case| LogFilter {
        case: Some(case),
        ..LogFilter::default()
    };
    let csv = ExportFormat::Csv;
    for (person, filter, refused) in [
        (&firms.rosa, LogFilter::default(), Error::Forbidden),
        (&firms.bruno, of(firms.case), Error::NotFound),
        (&firms.eva, of(firms.case), Error::NotFound),
    ] {
        assert_eq!(
            refusal(audit::may_take_out(&person.caller, filter.clone()).await),
            refused
        );
        assert_eq!(refusal(export(person, filter, csv).await.map(drop)), refused);
    }
    audit::may_take_out(&firms.rosa.caller, of(firms.case)).await.unwrap();
    firms.world.pass(301).await;
    assert_eq!(
        refusal(audit::may_take_out(&firms.ana.caller, LogFilter::default()).await),
        Error::StepUpNeeded
    );
    assert_eq!(
        refusal(export(&firms.ana, LogFilter::default(), csv).await.map(drop)),
        Error::StepUpNeeded
    );
    let exported = "select count(*) from matterlock.log_entries where event = 'log_exported'";
    assert_eq!(firms.world.count(exported).await, 0);
    let ana = firms.world.step_up(&firms.ana, &firms.ana.totp).await;
    let (file, _) = whole(export(&ana, LogFilter::default(), csv).await.unwrap()).await;
    assert!(rows(&file).len() > 5);
}

/// A session that ends, or an assignment that is taken back, breaks the file off: half of it must not pass for the whole.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l5_a_file_ends_with_the_right_to_it() {
    let firms = Firms::new().await;
    let of_case = LogFilter {
        case: Some(firms.case),
        ..LogFilter::default()
    };
    let mut rosas = export(&firms.rosa, of_case, ExportFormat::JsonLines).await.unwrap();
    cases::unassign(&firms.ana.caller, firms.case, UserId(firms.rosa.id()))
        .await
        .unwrap();
    assert_eq!(refusal(rosas.chunk().await.unwrap()), Error::NotFound);
    assert!(rosas.chunk().await.is_none());

    let mut anas = export(&firms.ana, LogFilter::default(), ExportFormat::Csv)
        .await
        .unwrap();
    let head = anas.chunk().await.unwrap().unwrap();
    assert!(head.starts_with("\u{feff}heading,".as_bytes()));
    access::sign_out(&firms.ana.caller).await.unwrap();
    assert_eq!(refusal(anas.chunk().await.unwrap()), Error::NotSignedIn);
    assert!(anas.chunk().await.is_none());
}

/// A language is told with the one it takes the place of, and choosing it again is none.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l1_a_language_is_told_with_the_one_before() {
    let firms = Firms::new().await;
    let was = firms.ana.caller.me().language;
    let other = if was == Language::Es {
        Language::En
    } else {
        Language::Es
    };
    for language in [was, other] {
        access::choose_language(&firms.ana.caller, language).await.unwrap();
    }
    assert_eq!(
        told(&firms.ana, "language_chosen", &["before", "language"]).await,
        format!("{} {}", was.tag(), other.tag())
    );
}

/// The console's log is searched, followed and taken out as the firm's is, by administrators with its own session.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l3_l5_the_consoles_log_is_searched_followed_and_taken_out() {
    let firms = Firms::new().await;
    let desk = firms.world.console(&firms.ana).await;
    let filter = looking_for("signed_in");
    let plain = Plain::of(&filter);
    let page = console::log(&desk.at, filter.clone(), &|entry| plain.fits(entry))
        .await
        .unwrap();
    assert_eq!(names(&page), ["signed_in"]);
    for _ in 0..2 {
        let since = LogFilter {
            after: Some(page.newest),
            ..LogFilter::default()
        };
        console::log(&desk.at, since, &all).await.unwrap();
    }
    let words = || Arc::new(Plain::of(&LogFilter::default()));
    let of_a_case = LogFilter {
        case: Some(firms.case),
        ..LogFilter::default()
    };
    console::may_take_out_log(&desk.at, of_a_case.clone()).await.unwrap();
    let taken = console::take_out_log(&desk.at, of_a_case, ExportFormat::JsonLines, words())
        .await
        .unwrap();
    let name = taken.file_name();
    assert!(
        name.starts_with("Log of the console "),
        "{name}: a file of the firm's log is called otherwise"
    );
    let (file, _) = whole(taken).await;
    let told: Vec<String> = file
        .lines()
        .map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            line["event"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(
        told,
        ["log_read", "log_searched", "signed_in", "password_accepted"],
        "its own entry came after, and a case that is named narrows nothing"
    );

    firms.world.pass(301).await;
    let refused = console::take_out_log(&desk.at, LogFilter::default(), ExportFormat::Csv, words()).await;
    assert_eq!(refusal(refused.map(drop)), Error::StepUpNeeded);
    assert_eq!(
        refusal(console::may_take_out_log(&desk.at, LogFilter::default()).await),
        Error::StepUpNeeded
    );
    let again = firms.world.step_up_at_the_console(&desk, &firms.ana).await;
    let (file, _) = whole(
        console::take_out_log(&again, LogFilter::default(), ExportFormat::Csv, words())
            .await
            .unwrap(),
    )
    .await;
    assert_eq!(rows(&file)[0][6], "stepped_up");
    let exported = "select count(*) from matterlock.console_entries where event = 'log_exported'";
    assert_eq!(firms.world.count(exported).await, 2);
}
