//! C1: cases that several people work on at the same time.

use std::sync::Arc;

use backend::cases;
use domain::Error;
use domain::cases::{CaseChange, CaseKind, NewCase, Stage};
use domain::error::Conflict;

use crate::support::people::Firms;

/// Whatever a firm has opened in a year, the next case has a number of its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_numbers_go_on_past_four_digits() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let number = async |last: u32| {
        let set = format!(
            "update matterlock.case_counters set last = {last} where firm_id = '{}'",
            firms.ana.firm()
        );
        world.alter(&set).await;
        let form = NewCase {
            title: "Uno más".to_owned(),
            ..NewCase::default()
        };
        let case = cases::open(&firms.ana.caller, form).await.unwrap();
        let number = cases::page(&firms.ana.caller, case).await.unwrap().number;
        number.split_once('-').unwrap().1.to_owned()
    };
    assert_eq!(number(998).await, "0999");
    assert_eq!(number(999).await, "1000");
    assert_eq!(number(9_998).await, "9999");
    assert_eq!(number(9_999).await, "10000");
    assert_eq!(number(10_000).await, "10001");
}

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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c1_who_changes_a_case_and_who_writes_in_it_never_wait_for_each_other() {
    let firms = Firms::new().await;
    let bruno = firms.bruno.caller.me().user;
    cases::assign(&firms.ana.caller, firms.case, bruno).await.unwrap();
    for version in 1..=40 {
        let form = CaseChange {
            id: firms.case,
            version,
            title: format!("Asunto {version}"),
            kind: CaseKind::Civil,
            stage: Stage::Active,
            summary: String::new(),
        };
        let witness = |name: &str| crate::support::changes::witness(&firms, name);
        let (changed, one, other) = tokio::join!(
            cases::change(&firms.ana.caller, form),
            cases::save_party(&firms.bruno.caller, witness("Una")),
            cases::save_party(&firms.ana.caller, witness("Otra")),
        );
        changed.unwrap();
        one.unwrap();
        other.unwrap();
    }
}

#[tokio::test]
async fn c1_of_two_changes_to_one_party_the_second_is_told() {
    let firms = Firms::new().await;
    let party = cases::save_party(&firms.ana.caller, crate::support::changes::witness(&firms, "Testigo"))
        .await
        .unwrap();
    let form = |version: i32, phone: &str| domain::parties::PartyForm {
        id: Some(party),
        version,
        phone: phone.to_owned(),
        ..crate::support::changes::witness(&firms, "Testigo")
    };
    cases::save_party(&firms.ana.caller, form(1, "2222-0000"))
        .await
        .unwrap();
    let refused = cases::save_party(&firms.ana.caller, form(1, "")).await.unwrap_err();
    assert_eq!(refused.tell("r"), Error::Conflict(Conflict::ChangedMeanwhile));
    cases::save_party(&firms.ana.caller, form(2, "")).await.unwrap();
}
