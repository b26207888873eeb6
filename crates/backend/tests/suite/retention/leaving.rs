//! L4: a year leaves as signed files, and all else goes on.

use std::sync::Arc;

use backend::audit::{self, Archived, LogKind};
use backend::database::{Compared, compare};
use backend::{cases, console};
use domain::audit::{ArchivedUpTo, Event, ExportFormat, LogFilter};
use domain::ids::FirmId;
use tlog::archive::Statement;
use tlog::verify::Notice;

use super::{Years, contents};
use crate::support::changes::witness;
use crate::support::folder::Folder;
use crate::support::people::open_case;
use crate::support::words::{Plain, pack_words};
use crate::support::{all, visitor};

/// From the archive to the removal, and what works afterwards: hashing, signing, proving, exporting, reading, checking.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l4_a_year_leaves_as_signed_files_and_all_else_goes_on() {
    let years = Years::new().await;
    // So that the console's log has something of the year too.
    years.firms.world.console(&years.firms.ana).await;
    years.pass(8).await;
    let world = &years.firms.world;
    // The new year begins in one of the logs before the old one is archived, and in the other after.
    let ana = world.sign_in_again(&years.firms.ana).await;
    let case_page = cases::page(&ana.caller, years.firms.case).await;
    assert!(case_page.is_ok());
    let before = years.entries_of_the_year().await;
    let nothing_yet = audit::page(&ana.caller, LogFilter::default(), &all).await.unwrap();
    assert_eq!(nothing_yet.archived, None);
    let archived = years.archive().await;
    assert!(archived.len() >= 2, "{archived:?}");
    let held: u64 = archived.iter().map(|archive| archive.statement.entries()).sum();
    assert_eq!(i64::try_from(held).unwrap(), before);
    assert_eq!(
        years.entries_of_the_year().await,
        before,
        "nothing is removed by archiving"
    );
    for archive in &archived {
        let file = std::fs::read(&archive.file).unwrap();
        let report = years.verify(&file);
        assert!(
            report.is_clean() && report.proven == archive.statement.entries(),
            "{report:?}"
        );
        let note = std::fs::read_to_string(archive.file.with_extension("statement")).unwrap();
        let key = [audit::verifier_key(&world.backend).unwrap()];
        assert_eq!(Statement::open(&note, &key).as_ref(), Ok(&archive.statement));
        // What is personal stays sealed.
        let text = String::from_utf8(file).unwrap();
        for personal in ["Testigo", "ana@solano.example", "203.0.113.7", "Carmen"] {
            assert!(!text.contains(personal), "{personal} leaves in clear");
        }
    }
    let gaps = world.text("select (app.log_gaps())::text").await;
    let differ = async || {
        let mut tx = world.superuser.begin().await.unwrap();
        match compare(&mut tx).await.unwrap() {
            Compared::Differs(lines) => lines
                .into_iter()
                .filter(|line| line.contains(&format!("_{}", years.year)))
                .count(),
            Compared::Same(_) => 0,
            Compared::Not(why) => panic!("{why}"),
        }
    };
    assert_eq!(differ().await, 0);
    assert_eq!(years.remove().await, Ok(archived.len()));
    assert_eq!(years.entries_of_the_year().await, 0);
    assert_eq!(differ().await, 0, "the record knows that the partitions are gone");
    assert!(gaps.ends_with(",0)") && world.text("select (app.log_gaps())::text").await.ends_with(",0)"));

    // Each firm is told at its console.
    let told = format!(
        "select string_agg(details ->> 'entries', ' ' order by firm_id) from matterlock.console_entries where event = 'log_year_removed' and details ->> 'year' = '{}'",
        years.year
    );
    assert_eq!(world.text(&told).await.split(' ').count(), 2);
    let told = "select details from matterlock.console_entries where event = 'log_year_removed' limit 1";
    let event: Event = serde_json::from_str(&world.text(&format!("select ({told})::text")).await).unwrap();
    assert!(matches!(event, Event::LogYearRemoved { firms: None, .. }), "{event:?}");

    // The logs go on, and are proven, from their first entry of all.
    cases::save_party(&ana.caller, witness(&years.firms, "Después"))
        .await
        .unwrap();
    for (log, report) in years.reports().await {
        assert!(
            report.is_clean() && report.proven == report.entries,
            "{log:?}: {report:?}"
        );
        let archive = archived
            .iter()
            .find(|archive| archive.log == log && archive.firm.0 == ana.firm());
        let archived_notice = archive.map(|archive| Notice::Archived {
            last: archive.statement.last,
        });
        let told = report
            .notices
            .iter()
            .find(|notice| notice.code() == "archived")
            .cloned();
        assert_eq!(told, archived_notice, "{log:?}");
    }
    let mut export = Vec::new();
    let exported = audit::export(&world.backend, FirmId(ana.firm()), LogKind::Cases, |piece| {
        export.extend_from_slice(piece);
        Ok(())
    });
    let exported = exported.await.unwrap();
    let report = years.verify(&export);
    assert!(
        report.is_clean() && report.entries == exported && report.proven == exported,
        "{report:?}"
    );
    assert!(report.notices.iter().any(|notice| notice.code() == "begins_later"));
    // That both left stands at the firm's console.
    let taken = format!(
        "select string_agg(concat_ws(' ', details ->> 'log', details ->> 'year'), ', ' order by number)
         from matterlock.console_entries where event = 'log_taken_at_the_terminal' and firm_id = '{}'",
        ana.firm()
    );
    let taken = world.text(&taken).await;
    let year = archived[0].statement.year;
    assert!(
        taken.ends_with(", cases") && taken.contains(&format!("cases {year}")),
        "{taken}"
    );

    // What is read of it begins later, and everything is there.
    let page = audit::page(&ana.caller, LogFilter::default(), &all).await.unwrap();
    assert!(page.entries.iter().any(|entry| entry.event.name() == "party_added"));
    assert!(cases::page(&ana.caller, years.firms.case).await.is_ok());
    // And whoever reads is told so, with the number; of a case that came later there is nothing to tell.
    let gone = |of: FirmId, log| {
        let archive = archived.iter().find(|archive| archive.firm == of && archive.log == log);
        archive.map(|archive| ArchivedUpTo {
            number: i64::try_from(archive.statement.last).unwrap(),
            year: i32::from(years.year),
        })
    };
    let of_ana = gone(FirmId(ana.firm()), LogKind::Cases);
    assert!(of_ana.is_some());
    assert_eq!((page.next, page.archived), (None, of_ana));
    let readers = audit::case_readers(&ana.caller, years.firms.case, None).await.unwrap();
    assert_eq!(readers.archived, of_ana);
    let (later, _) = open_case(&ana, "Asunto posterior").await;
    let readers = audit::case_readers(&ana.caller, later, None).await.unwrap();
    assert_eq!(readers.archived, None);
    let eva = world.sign_in_again(&years.firms.eva).await;
    let of_eva = gone(FirmId(eva.firm()), LogKind::Cases);
    let page = audit::page(&eva.caller, LogFilter::default(), &all).await.unwrap();
    assert!(of_eva != of_ana && page.archived == of_eva, "{:?}", page.archived);
    let desk = world.console(&ana).await;
    let page = console::log(&desk.at, LogFilter::default(), &all).await.unwrap();
    let of_the_console = gone(FirmId(ana.firm()), LogKind::Console);
    assert!(
        of_the_console.is_some() && page.archived == of_the_console,
        "{:?}",
        page.archived
    );
    // So is whoever is handed a file of it.
    let again = world.sign_in_again(&ana).await;
    let filter = LogFilter::default();
    let words = Arc::new(Plain::of(&filter));
    let file = audit::take_out(&again.caller, filter, ExportFormat::Csv, words).await;
    let name = file.unwrap().file_name();
    assert!(name.starts_with(&format!("Log after {} ", years.year)), "{name}");
    let mut pack = audit::take_evidence(&again.caller, years.firms.case, pack_words()).await;
    if let Ok(pack) = &mut pack {
        let mut file = Vec::new();
        while let Some(piece) = pack.chunk().await {
            file.extend(piece.unwrap());
        }
        let report = years.verify(&file);
        assert!(report.is_clean() && report.proven > 0, "{report:?}");
        let said = of_ana.map(|gone| format!("Archived up to {} of {}.", gone.number, gone.year));
        let guide = String::from_utf8(file)
            .unwrap()
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned();
        assert!(said.is_some_and(|said| guide.contains(&said)), "{guide}");
    } else {
        panic!("no evidence: {:?}", pack.err());
    }
    // No mail leaves in this test, for years.
    world
        .alter("update matterlock.checkpoint_mails set goes_to = 'off', address = null")
        .await;
    // Of the checks, those that compare with the record see that this test has made partitions by hand.
    let red = years.red().await;
    assert!(red.iter().all(|red| red.starts_with("I1.catalogue")), "{red:?}");
    // There is nothing left to remove, and the year is not made again.
    let again = years.remove().await.unwrap_err();
    assert!(again.contains("there is none of it"), "{again}");
    world
        .alter(&format!(
            "begin; set local role matterlock_owner; select app.make_log_years({0}, {0}); commit",
            years.year
        ))
        .await;
    assert_eq!(
        world
            .count(&format!(
                "select count(*) from pg_class where relname = 'log_entries_{}'",
                years.year
            ))
            .await,
        0
    );
}

/// A crash anywhere between writing and removing: the same command again writes the same files, letter by letter, and goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l4_archiving_again_writes_the_same() {
    let years = Years::new().await;
    let world = &years.firms.world;
    years.pass(8).await;
    // Cut off before anything was signed of it: what is there is none of ours, and is written anew.
    let name = format!("{}.{}.cases", years.year, years.firms.ana.firm());
    for end in ["part", "jsonl"] {
        let half = years.folder.path().join(format!("{name}.{end}"));
        std::fs::write(half, b"half").unwrap();
    }
    years.archive().await;
    let first = contents(years.folder.path());
    assert!(
        first
            .iter()
            .all(|(name, _)| name.extension().is_some_and(|end| end != "part"))
    );
    // Cut off after it was signed and before the database kept that, or the database is from a backup: the same is signed again.
    world
        .alter(
            "begin; alter table matterlock.log_archives disable trigger all; delete from matterlock.log_archives;
             alter table matterlock.log_archives enable trigger all;
             alter table matterlock.log_archives enable always trigger append_only, enable always trigger append_only_statement,
               enable always trigger guard_log_archive; commit",
        )
        .await;
    world.pass(100).await;
    years.archive().await;
    assert_eq!(contents(years.folder.path()), first);
    // Later, elsewhere, by another server, and after the log has grown and was signed on.
    let ana = world.sign_in_again(&years.firms.ana).await;
    cases::save_party(&ana.caller, witness(&years.firms, "Después"))
        .await
        .unwrap();
    world.pass(90_000).await;
    let elsewhere = Folder::new();
    audit::archive_year(&world.replica(0), years.year, elsewhere.path())
        .await
        .unwrap();
    assert_eq!(contents(elsewhere.path()), first);
    // Into the same folder, beside what is there; but not in the place of another file.
    years.archive().await;
    assert_eq!(contents(years.folder.path()), first);
    let (name, _) = &first[0];
    std::fs::write(years.folder.path().join(name), b"another").unwrap();
    let refused = audit::archive_year(&world.backend, years.year, years.folder.path())
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("another file has this name"), "{refused}");
    assert_eq!(std::fs::read(years.folder.path().join(name)).unwrap(), b"another");
    // One statement a log, however often.
    let statements = world.count("select count(*) from matterlock.log_archives").await;
    assert_eq!(usize::try_from(statements).unwrap() * 2, first.len());
    // From the folder in which all is as it was.
    audit::remove_year(&world.backend, &years.owner(), years.year, elsewhere.path())
        .await
        .unwrap();
}

/// A log that somebody has changed is not archived: a statement is never signed over it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l4_a_changed_log_is_not_archived() {
    let years = Years::new().await;
    years.pass(8).await;
    let change = format!(
        "begin; set local session_replication_role = replica; alter table matterlock.log_entries disable trigger all;
         update matterlock.log_entries set request = 'x' where number = 7 and firm_id = '{}'; commit",
        years.firms.ana.firm()
    );
    years.firms.world.alter(&change).await;
    let refused = audit::archive_year(&years.firms.world.backend, years.year, years.folder.path())
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("Entry 7 was changed"), "{refused}");
}

/// An old year gets no more entries, whoever writes while it is archived.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn l4_archiving_while_people_write() {
    let years = Years::new().await;
    years.pass(2).await;
    let ana = years.firms.world.sign_in_again(&years.firms.ana).await;
    let visitor = visitor(&years.firms.world.backend);
    let works = async {
        for number in 0..30 {
            cases::save_party(&ana.caller, witness(&years.firms, &format!("Más {number}")))
                .await
                .unwrap();
            let wrong = secrecy::SecretString::from("wrong password");
            let _refused = backend::access::check_password(&visitor, "eva@mora.example", wrong, "").await;
        }
    };
    let ((), archived, again) = tokio::join!(
        works,
        years.archive(),
        audit::archive_year(&years.firms.world.backend, years.year, years.folder.path())
    );
    let again = again.unwrap();
    let said = |archived: &[Archived]| {
        archived
            .iter()
            .map(|archive| archive.statement.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(said(&archived), said(&again), "two at once sign the same");
    assert!(years.reports().await.iter().all(|(_, report)| report.is_clean()));
}
