//! L5: the log taken out as files.

use std::sync::Arc;

use backend::audit::{self, InWords as _};
use backend::{access, cases, console};
use domain::Error;
use domain::audit::{EventGroup, ExportFormat, LogFilter};
use domain::ids::{CaseId, UserId};

use super::{export, looking_for, names, rows, whole};
use crate::support::changes::{REASON, number, witness};
use crate::support::people::{Firms, open_case};
use crate::support::words::Plain;
use crate::support::{all, refusal};

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
