//! D1 and D2: a link signs once, and every end that is not a signature.

use std::sync::Arc;

use backend::{jobs, signing};
use domain::error::Conflict;
use domain::signing::{Channel, DeclineKind, EnvelopeState, Mark, SignerState};
use domain::{Error, Problem};

use crate::support::papers::small_document;
use crate::support::people::Firms;
use crate::support::races::visits;
use crate::support::refusal;
use crate::support::signer::{AREA, drawn, open, typed};

const DAYS: i64 = 24 * 3600;

fn conflict(what: Conflict) -> Error {
    Error::Conflict(what)
}

/// 300 rounds of 16 devices that sign one envelope at the same time: one signature.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d1_of_many_who_sign_one_link_at_once_one_succeeds() {
    let firms = Firms::new().await;
    let document = firms.upload().await;
    for round in 0..300 {
        let (envelope, signers) = visits(&firms, document.0, 16).await;
        let tries = signers.into_iter().enumerate().map(|(number, signer)| {
            tokio::spawn(async move {
                signing::sign(&signer, typed(), &format!("key-{number}"))
                    .await
                    .map_err(|failure| failure.tell("r"))
            })
        });
        let mut signed = 0;
        for done in futures::future::join_all(tries).await {
            match done.unwrap() {
                Ok(()) => signed += 1,
                Err(error) => assert_eq!(error, conflict(Conflict::AlreadySigned)),
            }
        }
        assert_eq!(signed, 1, "round {round}");
        let entries = format!(
            "select count(*) from matterlock.log_entries where event = 'signed' and details ->> 'envelope' = '{envelope}'"
        );
        assert_eq!(firms.world.count(&entries).await, 1);
    }
    assert_eq!(
        firms
            .world
            .count("select count(*) from matterlock.jobs where kind = 'make_signed_copy'")
            .await,
        300
    );
}

/// 100 rounds of signing and voiding at the same time: one of them wins, and the other hears of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d1_signed_or_voided_never_both() {
    let firms = Firms::new().await;
    let document = firms.upload().await;
    let (mut signed, mut voided) = (0, 0);
    for round in 0..100 {
        let (envelope, mut signers) = visits(&firms, document.0, 1).await;
        let signer = signers.remove(0);
        let caller = firms.ana.caller.clone();
        let id = domain::ids::EnvelopeId(envelope);
        let sign = tokio::spawn(async move {
            signing::sign(&signer, typed(), "key")
                .await
                .map_err(|failure| failure.tell("r"))
        });
        let void = tokio::spawn(async move {
            signing::void(&caller, id, "")
                .await
                .map_err(|failure| failure.tell("r"))
        });
        let (sign, void) = (sign.await.unwrap(), void.await.unwrap());
        let state = firms
            .world
            .text(&format!(
                "select state from matterlock.envelopes where id = '{envelope}'"
            ))
            .await;
        match (sign, void) {
            (Ok(()), Err(error)) => {
                assert_eq!((error, state.as_str()), (conflict(Conflict::AlreadySigned), "signed"));
                signed += 1;
            }
            (Err(error), Ok(())) => {
                assert_eq!((error, state.as_str()), (conflict(Conflict::EnvelopeClosed), "voided"));
                voided += 1;
            }
            both => panic!("round {round}: {both:?}"),
        }
    }
    assert!(signed > 0 && voided > 0, "{signed} signed, {voided} voided: no race");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d1_the_same_key_gets_the_same_answer() {
    let firms = Firms::new().await;
    let (_, link) = firms.ask().await;
    let signer = firms.consented(&link).await;
    let other_device = firms.open(&link).await;
    for refused in ["", &"k".repeat(65)] {
        assert_eq!(
            refusal(signing::sign(&signer, typed(), refused).await).problem_of("key"),
            Some(Problem::OutOfRange)
        );
    }
    for nothing in [
        Mark::Typed("  ".to_owned()),
        Mark::Drawn(vec![vec![(0.1, 0.1)]]),
        Mark::Drawn(vec![vec![(0.1, 7.0), (0.2, 0.2)]]),
    ] {
        assert_eq!(
            refusal(signing::sign(&signer, nothing.clone(), "k").await).problem_of("mark"),
            Some(Problem::EmptySignature)
        );
        assert_eq!(
            refusal(signing::save_draft(&signer, nothing).await).problem_of("mark"),
            Some(Problem::EmptySignature)
        );
    }
    signing::sign(&signer, typed(), "k").await.unwrap();
    signing::sign(&signer, typed(), "k").await.unwrap();
    signing::sign(&signer, drawn(), "k").await.unwrap();
    assert_eq!(
        refusal(signing::sign(&signer, typed(), "other").await),
        conflict(Conflict::AlreadySigned)
    );
    assert_eq!(
        refusal(signing::sign(&other_device, typed(), "third").await),
        conflict(Conflict::AlreadySigned)
    );
    assert_eq!(
        refusal(signing::decline(&other_device, DeclineKind::NotMe, "").await),
        conflict(Conflict::AlreadySigned)
    );
    assert_eq!(
        refusal(signing::save_draft(&other_device, typed()).await),
        conflict(Conflict::AlreadySigned)
    );
    assert_eq!(firms.world.text("select method from matterlock.signers").await, "typed");
    // The link is dead; the visit that signed still shows the copy.
    assert_eq!(
        refusal(signing::open_link(&firms.world.visitor(), &link).await),
        Error::LinkNotValid
    );
    assert_eq!(refusal(signing::copy(&signer).await), Error::NotFound);
    jobs::run_due(&firms.world.backend).await.unwrap();
    assert!(signing::view(&signer).await.unwrap().copy_ready);
    assert!(signing::copy(&signer).await.is_ok());
    assert_eq!(
        refusal(signing::open_link(&firms.world.visitor(), &link).await),
        Error::LinkNotValid
    );
}

/// Opening uses nothing up, however often it is done by whom.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d1_a_thousand_openings_use_nothing_up() {
    let firms = Firms::new().await;
    let (envelope, link) = firms.ask().await;
    let link = Arc::new(link);
    for _ in 0..63 {
        let opens = (0..16).map(|_| {
            let (visitor, link) = (firms.world.visitor(), Arc::clone(&link));
            tokio::spawn(async move { signing::open_link(&visitor, &link).await.is_ok() })
        });
        assert!(futures::future::join_all(opens).await.into_iter().all(Result::unwrap));
    }
    assert_eq!(firms.world.count("select count(*) from matterlock.visits").await, 1008);
    let summary = signing::page(&firms.ana.caller, envelope).await.unwrap().summary;
    assert_eq!(
        (summary.state, summary.signer_state),
        (EnvelopeState::Sent, SignerState::Opened)
    );
    let signer = firms.consented(&link).await;
    signing::sign(&signer, typed(), "k").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d1_only_the_exact_secret_opens() {
    let firms = Firms::new().await;
    let (_, link) = firms.ask().await;
    let made_up = vault::Token::generate();
    for wrong in [
        "",
        "x",
        made_up.expose(),
        &link[1..],
        &format!("{link}="),
        &link.to_lowercase(),
        "' or true --",
    ] {
        assert_eq!(
            refusal(signing::open_link(&firms.world.visitor(), wrong).await),
            Error::LinkNotValid,
            "{wrong}"
        );
    }
    assert!(
        signing::open_link(&firms.world.visitor(), &format!(" {link}\n"))
            .await
            .is_ok()
    );
    // Handing it over twice gives the same link, and each time stands in the log.
    let envelope = domain::ids::EnvelopeId(
        firms
            .world
            .text("select id::text from matterlock.envelopes")
            .await
            .parse()
            .unwrap(),
    );
    let again = signing::hand_over(&firms.ana.caller, envelope, Channel::Qr)
        .await
        .unwrap();
    assert!(again.url.ends_with(&link) && again.qr_svg.starts_with("<svg"));
    assert_eq!(
        firms
            .world
            .count("select count(*) from matterlock.log_entries where event = 'link_handed_over'")
            .await,
        2
    );
    let by_mail = signing::hand_over(&firms.ana.caller, envelope, Channel::Mail).await;
    assert_eq!(refusal(by_mail).problem_of("channel"), Some(Problem::OutOfRange));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d2_consent_comes_first_and_to_todays_text() {
    let firms = Firms::new().await;
    let (_, link) = firms.ask().await;
    let signer = firms.open(&link).await;
    assert_eq!(
        refusal(signing::sign(&signer, typed(), "k").await),
        conflict(Conflict::ConsentMissing)
    );
    for stale in ["", &"0".repeat(64)] {
        assert_eq!(
            refusal(signing::give_consent(&signer, stale).await),
            conflict(Conflict::ChangedMeanwhile)
        );
    }
    assert_eq!(
        refusal(signing::sign(&signer, typed(), "k").await),
        conflict(Conflict::ConsentMissing)
    );
    let shown = signing::view(&signer).await.unwrap().consent;
    signing::give_consent(&signer, &shown.sha256).await.unwrap();
    let kept = firms.world.text("select consent_version || ' ' || encode(consent_sha256, 'hex') || ' ' || consent_language from matterlock.signers").await;
    assert_eq!(kept, format!("{} {} es", shown.version, shown.sha256));
    let logged = firms
        .world
        .text("select details ->> 'sha256' from matterlock.log_entries where event = 'consent_given'")
        .await;
    assert_eq!(logged, shown.sha256);
    for page in [0, 2, u32::MAX] {
        assert_eq!(refusal(signing::page_reached(&signer, page).await), Error::NotFound);
        assert_eq!(refusal(signing::page_text(&signer, page).await), Error::NotFound);
        assert_eq!(refusal(signing::picture(&signer, page, 720).await), Error::NotFound);
    }
    assert_eq!(refusal(signing::picture(&signer, 1, 721).await), Error::NotFound);
    signing::sign(&signer, typed(), "k").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d1_links_expire_and_readers_have_an_hour_of_grace() {
    let firms = Firms::new().await;
    let (in_time, first) = firms.ask().await;
    let (too_late, second) = firms.ask().await;
    firms.world.pass(14 * DAYS - 120).await;
    let quick = firms.consented(&first).await;
    let slow = firms.consented(&second).await;
    firms.world.pass(30 * 60).await;
    assert_eq!(
        refusal(signing::open_link(&firms.world.visitor(), &first).await),
        Error::LinkNotValid
    );
    let ana = firms.world.sign_in_again(&firms.ana).await;
    assert_eq!(
        refusal(signing::hand_over(&ana.caller, in_time, Channel::Copied).await),
        conflict(Conflict::EnvelopeClosed)
    );
    assert_eq!(signing::view(&quick).await.unwrap().state, EnvelopeState::Sent);
    signing::sign(&quick, typed(), "k").await.unwrap();
    firms.world.pass(32 * 60).await;
    assert_eq!(
        refusal(signing::sign(&slow, typed(), "k").await),
        conflict(Conflict::EnvelopeClosed)
    );
    assert_eq!(signing::view(&slow).await.unwrap().state, EnvelopeState::Expired);
    jobs::run_due(&firms.world.backend).await.unwrap();
    let ana = firms.world.sign_in_again(&firms.ana).await;
    assert_eq!(
        signing::page(&ana.caller, too_late).await.unwrap().summary.state,
        EnvelopeState::Expired
    );
    assert_eq!(
        signing::page(&ana.caller, in_time).await.unwrap().summary.state,
        EnvelopeState::Completed
    );
    assert_eq!(
        refusal(signing::void(&ana.caller, too_late, "").await),
        conflict(Conflict::EnvelopeClosed)
    );
    assert_eq!(
        refusal(signing::give_consent(&slow, "").await),
        conflict(Conflict::EnvelopeClosed)
    );
    assert_eq!(
        firms
            .world
            .count("select count(*) from matterlock.log_entries where event = 'envelope_expired'")
            .await,
        1
    );
    // A visit lasts a day.
    firms.world.pass(DAYS).await;
    assert!(backend::caller::Signer::from_cookie(&firms.world.visitor(), "").is_none());
    assert_eq!(refusal(signing::view(&slow).await), Error::LinkNotValid);
}

/// Somebody whose envelope was closed reads no byte of it, though the visit lasts for a day.
async fn nothing_to_read(signer: &backend::caller::Signer) {
    assert_eq!(
        refusal(signing::original(signer).await),
        conflict(Conflict::EnvelopeClosed)
    );
    assert_eq!(
        refusal(signing::picture(signer, 1, 720).await),
        conflict(Conflict::EnvelopeClosed)
    );
    assert_eq!(
        refusal(signing::page_text(signer, 1).await),
        conflict(Conflict::EnvelopeClosed)
    );
    assert_eq!(refusal(signing::copy(signer).await), Error::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d2_declining_closes_the_envelope() {
    let firms = Firms::new().await;
    for (kind, reason) in [
        (DeclineKind::Declined, "No estoy de acuerdo"),
        (DeclineKind::NotMe, ""),
        (DeclineKind::PaperInstead, ""),
    ] {
        let (envelope, link) = firms.ask().await;
        let signer = firms.open(&link).await;
        let long = signing::decline(&signer, kind, &"x".repeat(161)).await;
        assert_eq!(refusal(long).problem_of("reason"), Some(Problem::TooLong { max: 160 }));
        signing::decline(&signer, kind, reason).await.unwrap();
        assert_eq!(
            refusal(signing::decline(&signer, kind, reason).await),
            conflict(Conflict::EnvelopeClosed)
        );
        assert_eq!(
            refusal(signing::sign(&signer, typed(), "k").await),
            conflict(Conflict::EnvelopeClosed)
        );
        nothing_to_read(&signer).await;
        assert_eq!(
            refusal(signing::open_link(&firms.world.visitor(), &link).await),
            Error::LinkNotValid
        );
        assert_eq!(
            refusal(signing::hand_over(&firms.ana.caller, envelope, Channel::Copied).await),
            conflict(Conflict::EnvelopeClosed)
        );
        let page = signing::page(&firms.ana.caller, envelope).await.unwrap();
        assert_eq!(
            (page.summary.state, page.summary.signer_state),
            (EnvelopeState::Declined, SignerState::Declined)
        );
        assert_eq!(page.reason, reason);
    }
    assert_eq!(
        firms
            .world
            .count("select count(distinct details ->> 'kind') from matterlock.log_entries where event = 'declined'")
            .await,
        3
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d1_voided_while_it_is_being_read() {
    let firms = Firms::new().await;
    let (envelope, link) = firms.ask().await;
    let signer = firms.consented(&link).await;
    assert_eq!(
        refusal(backend::cases::remove_party(&firms.ana.caller, firms.case, firms.party).await),
        conflict(Conflict::PartyIsSigning)
    );
    signing::void(&firms.ana.caller, envelope, "Otra versión")
        .await
        .unwrap();
    assert_eq!(
        refusal(signing::void(&firms.ana.caller, envelope, "").await),
        conflict(Conflict::EnvelopeClosed)
    );
    assert_eq!(signing::view(&signer).await.unwrap().state, EnvelopeState::Voided);
    for answer in [
        refusal(signing::sign(&signer, typed(), "k").await),
        refusal(signing::save_draft(&signer, typed()).await),
        refusal(signing::page_reached(&signer, 1).await),
        refusal(signing::decline(&signer, DeclineKind::Declined, "").await),
    ] {
        assert_eq!(answer, conflict(Conflict::EnvelopeClosed));
    }
    nothing_to_read(&signer).await;
    assert_eq!(
        refusal(signing::open_link(&firms.world.visitor(), &link).await),
        Error::LinkNotValid
    );
    // What the signer was shown stays as it was sent when the party goes.
    backend::cases::remove_party(&firms.ana.caller, firms.case, firms.party)
        .await
        .unwrap();
    assert_eq!(
        signing::page(&firms.ana.caller, envelope)
            .await
            .unwrap()
            .summary
            .signer_name,
        "Carmen Rojas"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d1_a_new_link_goes_only_to_the_address_on_file() {
    let firms = Firms::new().await;
    let (envelope, link) = firms.ask().await;
    let mails = || {
        firms
            .world
            .folder
            .files()
            .into_iter()
            .filter(|file| file.to_string_lossy().contains("outbox"))
            .collect::<Vec<_>>()
    };
    let made_up = vault::Token::generate();
    for nobody in ["", "x", made_up.expose()] {
        signing::ask_new_link(&firms.world.visitor(), nobody).await.unwrap();
    }
    jobs::run_due(&firms.world.backend).await.unwrap();
    assert_eq!(mails().len(), 0);
    for _ in 0..5 {
        signing::ask_new_link(&firms.world.visitor(), &link).await.unwrap();
    }
    jobs::run_due(&firms.world.backend).await.unwrap();
    assert_eq!(mails().len(), 1);
    let mail = std::fs::read_to_string(&mails()[0]).unwrap();
    assert!(mail.contains("carmen@rojas.example"));
    firms.world.pass(601).await;
    signing::ask_new_link(&firms.world.visitor(), &link).await.unwrap();
    jobs::run_due(&firms.world.backend).await.unwrap();
    assert_eq!(mails().len(), 2);
    // Two who ask at once get one mail.
    firms.world.pass(601).await;
    let ask = || {
        let (visitor, link) = (firms.world.visitor(), link.clone());
        tokio::spawn(async move { signing::ask_new_link(&visitor, &link).await.unwrap() })
    };
    futures::future::join_all((0..8).map(|_| ask())).await;
    jobs::run_due(&firms.world.backend).await.unwrap();
    assert_eq!(mails().len(), 3);
    // Taken back: the same answer, and no mail.
    signing::void(&firms.ana.caller, envelope, "").await.unwrap();
    firms.world.pass(601).await;
    signing::ask_new_link(&firms.world.visitor(), &link).await.unwrap();
    jobs::run_due(&firms.world.backend).await.unwrap();
    assert_eq!(mails().len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d2_requests_are_checked_before_anybody_is_asked() {
    let firms = Firms::new().await;
    let document = firms.upload().await;
    let ana = &firms.ana.caller;
    let mut request = firms.request_for(document);
    request.expires_in_days = 0;
    request.area.page = 2;
    request.message = "\u{0}".to_owned();
    let answer = refusal(signing::request(ana, request).await);
    assert_eq!(answer.problem_of("expires_in_days"), Some(Problem::OutOfRange));
    assert_eq!(answer.problem_of("area"), Some(Problem::OutsideThePage));
    assert_eq!(answer.problem_of("message"), Some(Problem::NotPlainText));
    firms.world.alter("update matterlock.parties set email = ''").await;
    let answer = refusal(signing::request(ana, firms.request_for(document)).await);
    assert_eq!(answer.problem_of("party"), Some(Problem::NotAnEmail));
    assert_eq!(firms.world.count("select count(*) from matterlock.envelopes").await, 0);
    assert!(AREA.fits(1));
}

/// A job that fails stays in the queue with its reason, and is done later, once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d2_the_signed_copy_is_made_once_whatever_happens() {
    let firms = Firms::new().await;
    let (envelope, link) = firms.ask().await;
    let signer = firms.consented(&link).await;
    signing::sign(&signer, drawn(), "k").await.unwrap();
    // The original is out of reach for a while.
    let object = firms.world.text("select object_name from matterlock.documents").await;
    let file = firms.world.folder.path().join("objects").join(object);
    let bytes = std::fs::read(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    assert_eq!(jobs::run_due(&firms.world.backend).await.unwrap(), 1);
    assert_eq!(firms.world.count("select count(*) from matterlock.jobs where finished_at is null and last_error is not null and attempts = 1").await, 1);
    std::fs::write(&file, bytes).unwrap();
    firms.world.pass(60).await;
    // Four workers at once.
    let workers = (0..4).map(|_| {
        let backend = Arc::clone(&firms.world.backend);
        tokio::spawn(async move { jobs::run_due(&backend).await.unwrap() })
    });
    let done: u32 = futures::future::join_all(workers)
        .await
        .into_iter()
        .map(Result::unwrap)
        .sum();
    assert_eq!(done, 1);
    // A worker whose claim ran out lets another do it; what is done is not done again.
    firms
        .world
        .alter("update matterlock.jobs set finished_at = null, claimed_until = null where kind = 'make_signed_copy'")
        .await;
    assert_eq!(jobs::run_due(&firms.world.backend).await.unwrap(), 1);
    assert_eq!(
        firms
            .world
            .count("select count(*) from matterlock.documents where signed_from is not null")
            .await,
        1
    );
    assert_eq!(
        firms
            .world
            .count("select count(*) from matterlock.log_entries where event = 'signed_copy_made'")
            .await,
        1
    );
    assert_eq!(
        signing::page(&firms.ana.caller, envelope).await.unwrap().summary.state,
        EnvelopeState::Completed
    );
}

/// One signer's visit sees that envelope and nothing else of the firm.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn i2_a_visit_sees_one_envelope() {
    let firms = Firms::new().await;
    let (first, link) = firms.ask().await;
    firms.ask().await;
    backend::documents::upload(&firms.ana.caller, firms.case, "otro.pdf", &small_document("Otro"))
        .await
        .unwrap();
    let visit = signing::open_link(&firms.world.visitor(), &link).await.unwrap();
    let secret = firms
        .world
        .jwt()
        .read(
            &visit.cookie,
            vault::Audience::Signing,
            firms.world.backend.now().seconds(),
        )
        .unwrap()
        .token;
    let mut raw = firms.world.as_role("matterlock_signer", Some(&secret)).await;
    for table in raw.readable_tables().await {
        assert_eq!(raw.count(&format!("select count(*) from {table}")).await, 1, "{table}");
    }
    assert_eq!(
        raw.count(&format!("select count(*) from envelopes where id = '{first}'"))
            .await,
        1
    );
    for statement in [
        "update envelopes set state = 'completed'",
        "update envelopes set state = 'voided'",
        "update envelopes set document_sha256 = sha256('x')",
        "update signers set email = 'x'",
        "update documents set file_name = 'x'",
        "insert into jobs (firm_id, id, kind, case_id, envelope_id) select firm_id, gen_random_uuid(), 'mail_invitation', case_id, id from envelopes",
        "delete from signers",
    ] {
        let done = raw.attempt(statement).await;
        assert!(matches!(done, Ok(0) | Err(_)), "{statement}");
    }
    assert!(open(&firms.world, &link).await.visit() != domain::ids::SigningSessionId(uuid::Uuid::nil()));
}
