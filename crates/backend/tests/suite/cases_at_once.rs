//! C1: cases that several people work on at the same time.

use std::sync::Arc;

use backend::cases;
use domain::Error;
use domain::cases::{CaseChange, CaseKind, NewCase, Stage};
use domain::error::Conflict;

use crate::support::people::Firms;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_numbers_of_cases_have_no_gap() {
    let firms = Arc::new(Firms::new().await);
    let opened = (0..48).map(|number| {
        let firms = Arc::clone(&firms);
        tokio::spawn(async move {
            let person = if number % 3 == 0 { &firms.bruno } else { &firms.ana };
            let form = NewCase {
                title: format!("Asunto {number}"),
                ..NewCase::default()
            };
            cases::open(&person.caller, form).await.unwrap();
            // What is refused takes no number.
            let without_client = NewCase {
                client_email: "a@b.example".to_owned(),
                title: "x".to_owned(),
                ..NewCase::default()
            };
            cases::open(&person.caller, without_client).await.unwrap_err();
        })
    });
    for done in futures::future::join_all(opened).await {
        done.unwrap();
    }
    let numbers = firms
        .world
        .text(&format!(
            "select string_agg(right(number, 4)::int::text, ' ' order by number) from matterlock.cases where firm_id = '{}'",
            firms.ana.firm()
        ))
        .await;
    let expected: Vec<String> = (1..=49).map(|number| number.to_string()).collect();
    assert_eq!(numbers, expected.join(" "));
    assert!(
        firms
            .world
            .text("select min(number) from matterlock.cases")
            .await
            .starts_with("20")
    );
    let evas = firms
        .world
        .text(&format!(
            "select number from matterlock.cases where firm_id = '{}'",
            firms.eva.firm()
        ))
        .await;
    assert!(evas.ends_with("-0001"), "each firm counts for itself: {evas}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_of_two_changes_to_the_same_version_none_is_lost() {
    let firms = Firms::new().await;
    cases::assign(&firms.ana.caller, firms.case, firms.bruno.caller.me().user)
        .await
        .unwrap();
    for version in 1..=30 {
        let form = |title: &str| CaseChange {
            id: firms.case,
            version,
            title: format!("{title} {version}"),
            kind: CaseKind::Civil,
            stage: Stage::Active,
            summary: String::new(),
        };
        let (ana, bruno) = tokio::join!(
            cases::change(&firms.ana.caller, form("Ana")),
            cases::change(&firms.bruno.caller, form("Bruno"))
        );
        let title = cases::page(&firms.ana.caller, firms.case).await.unwrap().title;
        let lost = match (ana, bruno) {
            (Ok(()), Err(lost)) => {
                assert_eq!(title, format!("Ana {version}"));
                lost
            }
            (Err(lost), Ok(())) => {
                assert_eq!(title, format!("Bruno {version}"));
                lost
            }
            both => panic!("{both:?}"),
        };
        assert_eq!(lost.tell("r"), Error::Conflict(Conflict::ChangedMeanwhile));
    }
}
