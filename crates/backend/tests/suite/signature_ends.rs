//! D1 and D2: every end that is not a signature, and links that are asked for again.

use backend::{jobs, signing};
use domain::error::Conflict;
use domain::signing::{Channel, DeclineKind, EnvelopeState, SignerState};
use domain::{Error, Problem};

use crate::support::papers::asked;
use crate::support::people::Firms;
use crate::support::signer::typed;
use crate::support::{conflict, refusal};

const DAYS: i64 = 24 * 3600;

/// Somebody whose envelope was closed reads no byte of it, though the visit lasts for a day.
async fn nothing_to_read(signer: &backend::caller::Signer) {
    assert_eq!(
        refusal(signing::original(signer).await),
        conflict(Conflict::EnvelopeClosed)
    );
    assert_eq!(
        refusal(signing::picture(signer, asked(1, 720)).await),
        conflict(Conflict::EnvelopeClosed)
    );
    assert_eq!(
        refusal(signing::page_text(signer, 1).await),
        conflict(Conflict::EnvelopeClosed)
    );
    assert_eq!(refusal(signing::copy(signer).await), Error::NotFound);
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
        let long = signing::decline(&signer, kind, &"x".repeat(501)).await;
        assert_eq!(refusal(long).problem_of("reason"), Some(Problem::TooLong { max: 500 }));
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
        refusal(signing::pages_shown(&signer, &[1]).await),
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

/// Whoever holds a link, dead or alive, can only have the firm told; and the answer is the same for one that never was.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d1_asking_for_a_new_link_tells_the_firm_and_mails_nothing() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let (envelope, link) = firms.ask().await;
    let told = || world.count("select count(*) from matterlock.log_entries where event = 'new_link_asked'");
    let mails = || {
        let files = world.folder.files();
        files
            .iter()
            .filter(|file| file.to_string_lossy().contains("outbox"))
            .count()
    };
    let made_up = vault::Token::generate();
    for nobody in ["", "x", made_up.expose()] {
        signing::ask_new_link(&world.visitor(), nobody).await.unwrap();
    }
    assert_eq!(told().await, 0);
    // Eight at once, and again: once in ten minutes.
    let ask = || {
        let (visitor, link) = (world.visitor(), link.clone());
        tokio::spawn(async move { signing::ask_new_link(&visitor, &link).await.unwrap() })
    };
    futures::future::join_all((0..8).map(|_| ask())).await;
    signing::ask_new_link(&world.visitor(), &link).await.unwrap();
    assert_eq!(told().await, 1);
    // Dead, which is when people ask.
    signing::void(&firms.ana.caller, envelope, "").await.unwrap();
    world.pass(601).await;
    signing::ask_new_link(&world.visitor(), &link).await.unwrap();
    assert_eq!(told().await, 2);
    jobs::run_due(&world.backend).await.unwrap();
    assert_eq!(mails(), 0);
}

/// The firm learns of a mail that can't be handed over, once, and it goes out when it can.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d2_a_mail_that_does_not_go_out_shows_in_the_case() {
    let firms = Firms::new().await;
    let world = &firms.world;
    let (envelope, _) = firms.ask().await;
    signing::mail_link(&firms.ana.caller, envelope).await.unwrap();
    let outbox = world.folder.path().join("outbox");
    std::fs::remove_dir_all(&outbox).unwrap();
    std::fs::write(&outbox, b"in the way").unwrap();
    for _ in 0..8 {
        jobs::run_due(&world.backend).await.unwrap();
        world.pass(1200).await;
    }
    let count = |event: &'static str| {
        let query = format!("select count(*) from matterlock.log_entries where event = '{event}'");
        async move { world.count(&query).await }
    };
    assert_eq!(count("invitation_not_mailed").await, 1);
    assert_eq!(count("invitation_mailed").await, 0);
    let kept = world
        .text("select last_error from matterlock.jobs where last_error is not null")
        .await;
    assert!(!kept.contains('@'), "{kept}");
    std::fs::remove_file(&outbox).unwrap();
    std::fs::create_dir(&outbox).unwrap();
    world.pass(3601).await;
    jobs::run_due(&world.backend).await.unwrap();
    assert_eq!(count("invitation_mailed").await, 1);
}
