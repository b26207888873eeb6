//! L5: kept filters are their owner's.

use backend::{audit, console};
use domain::audit::{EventGroup, ExportFormat, LogFilter, LogPage, SavedFilter};
use domain::ids::SavedFilterId;
use domain::{Error, Problem};

use super::{export, looking_for, made, search, whole};
use crate::support::people::Firms;
use crate::support::{all, refusal};

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
