//! D1 and D2: a link signs once, and every end that is not a signature.

use std::sync::Arc;

use backend::{jobs, signing};
use domain::error::Conflict;
use domain::signing::{Channel, DeclineKind, EnvelopeState, Mark};
use domain::{Error, Problem};

use crate::support::papers::{asked, small_document};
use crate::support::people::Firms;
use crate::support::signer::{drawn, typed};
use crate::support::{conflict, refusal};

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
    for name in ["李小龙", "محمد", "Carmen 李"] {
        let unprintable = Mark::Typed(name.to_owned());
        for refused in [
            signing::sign(&signer, unprintable.clone(), "k").await,
            signing::save_draft(&signer, unprintable).await,
        ] {
            assert_eq!(
                refusal(refused).problem_of("mark"),
                Some(Problem::NoSuchLetters),
                "{name}"
            );
        }
    }
    // As some keyboards send it: letter and accent apart.
    signing::save_draft(&signer, Mark::Typed("Jose\u{301}".to_owned()))
        .await
        .unwrap();
    assert_eq!(
        signing::view(&signer).await.unwrap().draft,
        Some(Mark::Typed("José".to_owned()))
    );
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
    // Nothing is read before consent, whichever way it is asked for.
    let missing = conflict(Conflict::ConsentMissing);
    assert_eq!(refusal(signing::picture(&signer, asked(1, 720)).await), missing);
    assert_eq!(refusal(signing::page_text(&signer, 1).await), missing);
    assert_eq!(refusal(signing::original(&signer).await), missing);
    assert_eq!(refusal(signing::pages_shown(&signer, &[1]).await), missing);
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
        assert_eq!(
            refusal(signing::pages_shown(&signer, &[1, page]).await),
            Error::NotFound
        );
        assert_eq!(refusal(signing::page_text(&signer, page).await), Error::NotFound);
        assert_eq!(
            refusal(signing::picture(&signer, asked(page, 720)).await),
            Error::NotFound
        );
    }
    assert_eq!(refusal(signing::picture(&signer, asked(1, 721)).await), Error::NotFound);
    signing::sign(&signer, typed(), "k").await.unwrap();
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
    let secret = firms.world.secret_in(&visit.cookie, vault::Audience::Signing);
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
}
