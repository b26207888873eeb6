//! L1, L5: searching and following the log.

use backend::{Failure, access, audit, cases};
use domain::audit::{BLACKENED, Event, EventGroup, LogFilter};
use domain::parties::PartyForm;
use domain::{Error, Language, Problem};

use super::{looking_for, made, names, search};
use crate::support::changes::witness;
use crate::support::log::told;
use crate::support::people::Firms;
use crate::support::{all, refusal};

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
