//! I1 and I2 through every use case: what is Ana's is nobody's for Eva and Bruno.

use std::sync::Arc;
use std::time::Duration;

use backend::access;
use backend::caller::Caller;
use backend::live::{Stream, drawn_now, run_switchboard};
use backend::{Failure, audit, cases, documents, signing};
use domain::audit::{ExportFormat, LogFilter};
use domain::cases::{CaseChange, CaseKind, Stage};
use domain::documents::PICTURE_WIDTHS;
use domain::ids::{CaseId, DocumentId, EnvelopeId, GlassId, PartyId, UserId};
use domain::live::{Drawn, LiveEvent};
use domain::parties::{PartyForm, PartyRole};
use domain::signing::{Channel, SignatureRequest};
use domain::{Error, Language, Problem};
use uuid::Uuid;

use crate::support::all;
use crate::support::papers::{asked, small_document};
use crate::support::people::{Firms, Person, open_case};
use crate::support::refusal;
use crate::support::signer::AREA;
use crate::support::words::Plain;

/// The ids that somebody tries.
#[derive(Clone, Copy)]
struct Ids {
    case: CaseId,
    party: PartyId,
    user: UserId,
    document: DocumentId,
    envelope: EnvelopeId,
}

fn made_up() -> Uuid {
    vault::random::uuid_v7(1_800_000_000_000)
}

fn change(case: CaseId) -> CaseChange {
    CaseChange {
        id: case,
        version: 1,
        title: "X".to_owned(),
        kind: CaseKind::Civil,
        stage: Stage::Closed,
        summary: String::new(),
    }
}

fn party(case: CaseId, id: Option<PartyId>) -> PartyForm {
    PartyForm {
        case,
        id,
        version: 1,
        role: PartyRole::Other,
        name: "X".to_owned(),
        email: String::new(),
        phone: String::new(),
    }
}

fn request(document: DocumentId, party: PartyId) -> SignatureRequest {
    SignatureRequest {
        document,
        party,
        area: AREA,
        language: Language::En,
        message: String::new(),
        expires_in_days: 3,
        send_mail: true,
    }
}

fn log_of(case: CaseId) -> LogFilter {
    LogFilter {
        case: Some(case),
        ..LogFilter::default()
    }
}

fn said<T: core::fmt::Debug>(done: Result<T, Failure>) -> Error {
    refusal(done)
}

const REASON: &str = "Es parte de otro asunto";

/// Every use case that takes an id, and what it answers. A number and a reason, which open a case by break-glass, are tried in `broken_glass`.
async fn try_everything(caller: &Caller, ids: Ids) -> Vec<(&'static str, Error)> {
    let Ids {
        case,
        party: party_id,
        user,
        document,
        envelope,
    } = ids;
    let mut answers = vec![
        ("cases::page", said(cases::page(caller, case).await)),
        ("cases::change", said(cases::change(caller, change(case)).await)),
        (
            "cases::assign",
            said(cases::assign(caller, case, caller.me().user).await),
        ),
        ("cases::unassign", said(cases::unassign(caller, case, user).await)),
        (
            "cases::name_responsible",
            said(cases::name_responsible(caller, case, caller.me().user).await),
        ),
        (
            "cases::raise_wall",
            said(cases::raise_wall(caller, case, user, REASON).await),
        ),
        (
            "cases::lift_wall",
            said(cases::lift_wall(caller, case, user, REASON).await),
        ),
        (
            "cases::end_glass",
            said(cases::end_glass(caller, GlassId(case.0)).await),
        ),
        (
            "cases::save_party new",
            said(cases::save_party(caller, party(case, None)).await),
        ),
        (
            "cases::save_party",
            said(cases::save_party(caller, party(case, Some(party_id))).await),
        ),
        (
            "cases::remove_party",
            said(cases::remove_party(caller, case, party_id).await),
        ),
        (
            "documents::upload",
            said(documents::upload(caller, case, "x.pdf", &small_document("x")).await),
        ),
        ("documents::page", said(documents::page(caller, document).await)),
        ("documents::download", said(documents::download(caller, document).await)),
        (
            "signing::request",
            said(signing::request(caller, request(document, party_id)).await),
        ),
        (
            "signing::hand_over",
            said(signing::hand_over(caller, envelope, Channel::Copied).await),
        ),
        ("signing::mail_link", said(signing::mail_link(caller, envelope).await)),
        ("signing::page", said(signing::page(caller, envelope).await)),
        ("signing::void", said(signing::void(caller, envelope, "").await)),
        ("audit::timeline", said(audit::timeline(caller, case, None).await)),
        (
            "audit::case_readers",
            said(audit::case_readers(caller, case, None).await),
        ),
        (
            "audit::document_readers",
            said(audit::document_readers(caller, document, None).await),
        ),
        (
            "audit::may_take_out",
            said(audit::may_take_out(caller, log_of(case)).await),
        ),
        (
            "audit::take_out",
            said(
                audit::take_out(
                    caller,
                    log_of(case),
                    ExportFormat::Csv,
                    Arc::new(Plain::of(&LogFilter::default())),
                )
                .await
                .map(drop),
            ),
        ),
    ];
    for width in PICTURE_WIDTHS {
        answers.push((
            "documents::picture",
            said(documents::picture(caller, document, asked(1, width)).await),
        ));
    }
    answers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_strangers_get_the_same_answer_as_for_what_is_not_there() {
    let firms = Firms::new().await;
    let (envelope, _) = firms.ask().await;
    let document = signing::page(&firms.ana.caller, envelope)
        .await
        .unwrap()
        .summary
        .document;
    documents::picture(&firms.ana.caller, document, asked(1, 200))
        .await
        .unwrap();
    let ids = Ids {
        case: firms.case,
        party: firms.party,
        user: firms.ana.caller.me().user,
        document,
        envelope,
    };
    let nowhere = Ids {
        case: CaseId(made_up()),
        party: PartyId(made_up()),
        user: UserId(made_up()),
        document: DocumentId(made_up()),
        envelope: EnvelopeId(made_up()),
    };
    let before = fingerprint(&firms).await;
    for person in [&firms.bruno, &firms.eva] {
        let of_anas = try_everything(&person.caller, ids).await;
        let of_nothing = try_everything(&person.caller, nowhere).await;
        assert_eq!(of_anas, of_nothing);
        for (what, answer) in of_anas {
            assert_eq!(answer, Error::NotFound, "{} {what}", person.email);
        }
    }
    assert_eq!(
        fingerprint(&firms).await,
        before,
        "a refused use case changed something"
    );
    // The other way round: what Ana may see, she sees.
    assert!(cases::page(&firms.ana.caller, firms.case).await.is_ok());
}

async fn fingerprint(firms: &Firms) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in [
        "cases",
        "parties",
        "case_assignments",
        "case_walls",
        "broken_glass",
        "documents",
        "envelopes",
        "signers",
        "jobs",
    ] {
        counts.push(
            firms
                .world
                .count(&format!("select count(*) from matterlock.{table}"))
                .await,
        );
    }
    counts.push(firms.world.count("select sum(version) from matterlock.cases").await);
    counts.push(i64::try_from(firms.world.folder.files().len()).unwrap());
    counts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_lists_counts_and_searches_hold_nothing_of_others() {
    let firms = Firms::new().await;
    firms.ask().await;
    for search in ["", "Compraventa", "carmen", "2026"] {
        let bruno = cases::dashboard(&firms.bruno.caller, search, None).await.unwrap();
        assert_eq!(
            (bruno.total, bruno.pending_signatures, bruno.cases.len(), bruno.more),
            (0, 0, 0, false)
        );
        assert!(bruno.stages.iter().all(|stage| stage.cases == 0));
        let eva = cases::dashboard(&firms.eva.caller, search, None).await.unwrap();
        assert_eq!((eva.total, eva.pending_signatures), (1, 0));
        assert!(eva.cases.iter().all(|case| case.id == firms.evas_case));
    }
    let ana = cases::dashboard(&firms.ana.caller, "compraventa EN heredia", Some(Stage::Intake))
        .await
        .unwrap();
    assert_eq!((ana.total, ana.pending_signatures, ana.cases.len()), (1, 1, 1));
    assert_eq!(
        (ana.cases[0].clients.as_str(), ana.cases[0].documents),
        ("Carmen Rojas", 1)
    );
    assert_eq!(
        cases::dashboard(&firms.ana.caller, "%", None)
            .await
            .unwrap()
            .cases
            .len(),
        0
    );

    for (person, people) in [(&firms.bruno, 3), (&firms.eva, 1)] {
        let log = audit::page(&person.caller, LogFilter::default(), &all).await.unwrap();
        assert_eq!(log.people.len(), people);
        assert!(log.cases.iter().all(|(case, _)| *case != firms.case));
        assert!(
            log.entries.iter().all(|entry| entry.event.case() != Some(firms.case)),
            "{}",
            person.email
        );
        let of_case = LogFilter {
            case: Some(firms.case),
            ..LogFilter::default()
        };
        assert!(
            audit::page(&person.caller, of_case, &all)
                .await
                .unwrap()
                .entries
                .is_empty()
        );
        let of_ana = LogFilter {
            user: Some(firms.ana.caller.me().user),
            ..LogFilter::default()
        };
        let entries = audit::page(&person.caller, of_ana, &all).await.unwrap().entries;
        assert!(entries.iter().all(|entry| entry.event.case().is_none()));
        assert_eq!(
            entries.is_empty(),
            person.email.starts_with("eva"),
            "an administrator sees colleagues' sign-ins"
        );
    }
    // Rosa is assigned, and no administrator: the case's entries, and of the others her own.
    let rosa = audit::page(&firms.rosa.caller, LogFilter::default(), &all)
        .await
        .unwrap();
    assert!(rosa.entries.iter().any(|entry| entry.event.case() == Some(firms.case)));
    assert!(
        rosa.entries
            .iter()
            .all(|entry| entry.event.case().is_some() || entry.actor == "rosa")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_ids_of_others_can_not_be_mixed_into_ones_own() {
    let firms = Firms::new().await;
    let document = firms.upload().await;
    let ana = &firms.ana.caller;
    let (other_case, other_party) = open_case(&firms.ana, "Otro asunto").await;
    let (_, evas_party) = open_case(&firms.eva, "Asunto de Eva").await;
    for party in [other_party, evas_party, PartyId(made_up())] {
        let answer = refusal(signing::request(ana, request(document, party)).await);
        assert_eq!(answer.problem_of("party"), Some(Problem::Required));
    }
    assert_eq!(
        refusal(cases::save_party(ana, party(other_case, Some(firms.party))).await),
        Error::NotFound
    );
    assert_eq!(
        refusal(cases::remove_party(ana, other_case, firms.party).await),
        Error::NotFound
    );
    assert_eq!(
        refusal(cases::assign(ana, firms.case, firms.eva.caller.me().user).await),
        Error::NotFound
    );
    assert_eq!(
        refusal(cases::unassign(ana, firms.case, firms.eva.caller.me().user).await),
        Error::NotFound
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_taken_off_a_case_one_sees_nothing_at_once() {
    let firms = Firms::new().await;
    let document = firms.upload().await;
    let rosa = &firms.rosa.caller;
    assert!(documents::download(rosa, document).await.is_ok());
    cases::unassign(&firms.ana.caller, firms.case, rosa.me().user)
        .await
        .unwrap();
    assert_eq!(refusal(documents::download(rosa, document).await), Error::NotFound);
    assert_eq!(refusal(cases::page(rosa, firms.case).await), Error::NotFound);
    let last = cases::unassign(&firms.ana.caller, firms.case, firms.ana.caller.me().user).await;
    assert_eq!(refusal(last), Error::Conflict(domain::error::Conflict::LastAssignee));
    let bruno = firms.bruno.caller.me().user;
    cases::assign(&firms.ana.caller, firms.case, bruno).await.unwrap();
    let responsible = cases::unassign(&firms.ana.caller, firms.case, firms.ana.caller.me().user).await;
    assert_eq!(
        refusal(responsible),
        Error::Conflict(domain::error::Conflict::ResponsibleStays)
    );
    cases::name_responsible(&firms.ana.caller, firms.case, bruno)
        .await
        .unwrap();
    cases::unassign(&firms.ana.caller, firms.case, firms.ana.caller.me().user)
        .await
        .unwrap();
    assert_eq!(
        refusal(cases::page(&firms.ana.caller, firms.case).await),
        Error::NotFound
    );
    assert!(cases::page(&firms.bruno.caller, firms.case).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_two_who_leave_a_case_at_once_leave_one_behind() {
    let firms = Firms::new().await;
    for round in 0..30 {
        let (case, _) = open_case(&firms.ana, &format!("Asunto {round}")).await;
        cases::assign(&firms.ana.caller, case, firms.bruno.caller.me().user)
            .await
            .unwrap();
        let (ana, bruno) = tokio::join!(
            cases::unassign(&firms.ana.caller, case, firms.ana.caller.me().user),
            cases::unassign(&firms.bruno.caller, case, firms.bruno.caller.me().user)
        );
        assert_eq!(
            u32::from(ana.is_ok()) + u32::from(bruno.is_ok()),
            1,
            "{ana:?} {bruno:?}"
        );
        let left = firms
            .world
            .count(&format!(
                "select count(*) from matterlock.case_assignments where case_id = '{case}'"
            ))
            .await;
        assert_eq!(left, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_live_events_reach_only_who_may_see_the_case() {
    let firms = Firms::new().await;
    let mut first = Stream::open(firms.ana.caller.clone(), firms.ana.probe(&firms.world));
    let listening = tokio::spawn(run_switchboard(firms.world.backend.clone()));
    // The first thing that is told is that something may have been missed: from then on nothing is.
    let begun = tokio::time::timeout(Duration::from_secs(30), first.next())
        .await
        .unwrap();
    assert_eq!(begun, Some(LiveEvent::Again));
    let mut streams = [&firms.ana, &firms.bruno, &firms.eva]
        .map(|person| Stream::open(person.caller.clone(), person.probe(&firms.world)));
    cases::save_party(&firms.ana.caller, party(firms.case, None))
        .await
        .unwrap();
    access::choose_language(&firms.ana.caller, Language::En).await.unwrap();
    access::choose_language(&firms.eva.caller, Language::En).await.unwrap();
    let case = LiveEvent::Case { case: firms.case };
    // Bruno's first event is the firm's second one: the case's passed him by. Eva hears of her own firm only.
    for (stream, heard) in streams.iter_mut().zip([
        vec![case, LiveEvent::Firm],
        vec![LiveEvent::Firm],
        vec![LiveEvent::Firm],
    ]) {
        for event in heard {
            assert_eq!(
                tokio::time::timeout(Duration::from_secs(8), stream.next())
                    .await
                    .unwrap(),
                Some(event)
            );
        }
    }
    // Eva heard one event in all, and Bruno no other.
    for stream in &mut streams[1..] {
        assert!(
            tokio::time::timeout(Duration::from_millis(300), stream.next())
                .await
                .is_err()
        );
    }
    access::sign_out(&firms.ana.caller).await.unwrap();
    assert_eq!(streams[0].next().await, Some(LiveEvent::SessionEnded));
    assert_eq!(streams[0].next().await, None);
    listening.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_what_commits_while_a_page_comes_alive_is_told_to_who_may_see_the_case() {
    let firms = Firms::new().await;
    let mut listener = Stream::open(firms.ana.caller.clone(), firms.ana.probe(&firms.world));
    let listening = tokio::spawn(run_switchboard(firms.world.backend.clone()));
    let soon = Duration::from_secs(30);
    let begun = tokio::time::timeout(soon, listener.next()).await.unwrap();
    assert_eq!(begun, Some(LiveEvent::Again));
    tokio::time::sleep(Duration::from_millis(5)).await;
    let drawn = drawn_now();
    cases::save_party(&firms.ana.caller, party(firms.case, None))
        .await
        .unwrap();
    let case = Some(LiveEvent::Case { case: firms.case });
    assert_eq!(tokio::time::timeout(soon, listener.next()).await.unwrap(), case);
    let open =
        |person: &Person, drawn| Stream::open(person.caller.clone(), person.probe(&firms.world)).of_a_page(drawn);
    let mut streams = [&firms.ana, &firms.bruno, &firms.eva].map(|person| open(person, drawn));
    assert_eq!(tokio::time::timeout(soon, streams[0].next()).await.unwrap(), case);
    // Told once, and to nobody else.
    for stream in &mut streams {
        let heard = tokio::time::timeout(Duration::from_millis(300), stream.next()).await;
        assert!(heard.is_err(), "{heard:?}");
    }
    // Of a page that was drawn before this server listened nobody knows what it missed.
    let mut old = open(&firms.bruno, Drawn(0));
    let heard = tokio::time::timeout(soon, old.next()).await.unwrap();
    assert_eq!(heard, Some(LiveEvent::Again));
    listening.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_whoever_is_taken_off_a_case_is_told_and_nobody_else_of_it() {
    let firms = Firms::new().await;
    let bruno = firms.bruno.caller.me().user;
    cases::assign(&firms.ana.caller, firms.case, bruno).await.unwrap();
    let mut streams = [&firms.bruno, &firms.ana, &firms.eva]
        .map(|person| Stream::open(person.caller.clone(), person.probe(&firms.world)));
    // Once somebody listens, open pages look again: whatever committed before was missed.
    let listening = tokio::spawn(run_switchboard(firms.world.backend.clone()));
    for stream in &mut streams {
        let heard = tokio::time::timeout(Duration::from_secs(30), stream.next()).await;
        assert_eq!(heard.unwrap(), Some(LiveEvent::Again));
    }
    cases::unassign(&firms.ana.caller, firms.case, bruno).await.unwrap();
    let case = LiveEvent::Case { case: firms.case };
    for (stream, expected) in streams.iter_mut().zip([LiveEvent::Again, case]) {
        let heard = tokio::time::timeout(Duration::from_secs(8), stream.next()).await;
        assert_eq!(heard.unwrap(), Some(expected));
    }
    for stream in &mut streams {
        assert!(
            tokio::time::timeout(Duration::from_millis(300), stream.next())
                .await
                .is_err()
        );
    }
    listening.abort();
}
