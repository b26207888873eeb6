//! The main job from end to end: a case, a real document, a signature, the signed copy.

use backend::{cases, checks, documents, jobs, signing};
use domain::audit::Event;
use domain::documents::DocumentSource;
use domain::signing::{Channel, EnvelopeState, SignerState};

use crate::support::papers::{asked, real_document};
use crate::support::people::Firms;
use crate::support::signer::{drawn, typed};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d2_from_a_real_document_to_its_signed_copy() {
    let firms = Firms::new().await;
    let (ana, world) = (&firms.ana.caller, &firms.world);
    let original = real_document();

    let uploaded = documents::upload(ana, firms.case, "Estándar.pdf", &original)
        .await
        .unwrap();
    assert_eq!(uploaded.pages, 50);
    let page = documents::page(ana, uploaded.id).await.unwrap();
    assert_eq!(page.sizes.len(), 50);
    assert!(page.texts[0].contains("Filesystem Hierarchy Standard"));
    assert_eq!(
        &documents::picture(ana, uploaded.id, asked(50, 200))
            .await
            .unwrap()
            .png
            .unwrap()[..4],
        b"\x89PNG"
    );

    let mut request = firms.request_for(uploaded.id);
    request.area.page = 37;
    request.send_mail = true;
    let envelope = signing::request(ana, request).await.unwrap();
    let link = signing::hand_over(ana, envelope, Channel::Qr).await.unwrap();
    assert_eq!(jobs::run_due(&world.backend).await.unwrap(), 1, "the mail");
    let mail = world
        .folder
        .files()
        .into_iter()
        .find(|file| file.to_string_lossy().contains("outbox"))
        .unwrap();
    assert!(std::fs::read_to_string(mail).unwrap().contains("Subject:"));

    let token = link.url.strip_prefix("https://matterlock.example/sign#").unwrap();
    let signer = firms.open(token).await;
    let view = signing::view(&signer).await.unwrap();
    assert_eq!(
        (view.state, view.signer_state),
        (EnvelopeState::Sent, SignerState::Opened)
    );
    assert_eq!(view.document_sha256, uploaded.sha256);
    signing::give_consent(&signer, &view.consent.sha256).await.unwrap();
    signing::give_consent(&signer, &view.consent.sha256).await.unwrap();
    for number in [1, 25, 50, 3] {
        assert_eq!(
            &signing::picture(&signer, asked(number, 720))
                .await
                .unwrap()
                .png
                .unwrap()[..4],
            b"\x89PNG"
        );
        assert_eq!(signing::page_text(&signer, number).await.unwrap().page, number);
        signing::pages_shown(&signer, &[number]).await.unwrap();
    }
    signing::save_draft(&signer, typed()).await.unwrap();
    assert_eq!(signing::view(&signer).await.unwrap().draft, Some(typed()));
    assert_eq!(signing::original(&signer).await.unwrap().bytes, original);

    signing::sign(&signer, drawn(), "key-1").await.unwrap();
    assert_eq!(signing::view(&signer).await.unwrap().state, EnvelopeState::Signed);
    assert_eq!(jobs::run_due(&world.backend).await.unwrap(), 1, "the signed copy");
    assert_eq!(jobs::run_due(&world.backend).await.unwrap(), 0);

    let page = signing::page(ana, envelope).await.unwrap();
    assert_eq!(page.summary.state, EnvelopeState::Completed);
    assert_eq!((page.pages_shown, page.pages, page.furthest_page), (4, 50, 50));
    let signed = page.summary.signed_document.unwrap();
    let copy = documents::download(ana, signed).await.unwrap();
    assert!(copy.bytes.starts_with(&original) && copy.bytes.len() > original.len());
    assert_eq!(copy.file_name, "Estándar (firmado).pdf");
    assert_eq!(signing::copy(&signer).await.unwrap().bytes, copy.bytes);
    let listed = cases::page(ana, firms.case).await.unwrap().documents;
    assert!(
        listed
            .iter()
            .any(|document| document.id == signed && document.source == DocumentSource::Signed(envelope))
    );

    let timeline = backend::audit::timeline(ana, firms.case, None).await.unwrap();
    let mut names: Vec<&str> = timeline.entries.iter().map(|entry| entry.event.name()).collect();
    names.reverse();
    assert_eq!(
        names,
        [
            "case_opened",
            "party_added",
            "case_read",
            "person_assigned",
            "document_uploaded",
            "document_read",
            "envelope_sent",
            "link_handed_over",
            "link_handed_over",
            "invitation_mailed",
            "link_opened",
            "consent_given",
            "document_read",
            "page_reached",
            "page_reached",
            "document_downloaded",
            "signed",
            "signed_copy_made",
            "envelope_read",
            "document_downloaded",
            "signed_copy_downloaded",
        ]
    );
    let signed = timeline
        .entries
        .iter()
        .find(|entry| matches!(entry.event, Event::Signed { .. }))
        .unwrap();
    assert_eq!(
        (signed.actor.as_str(), signed.address.as_deref()),
        ("Carmen Rojas", Some("203.0.113.7"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r5_every_check_holds() {
    let firms = Firms::new().await;
    firms.upload().await;
    let reports = checks::run_all(&firms.world.backend).await.unwrap();
    for report in &reports {
        assert_eq!(
            report.outcome,
            domain::checks::Outcome::Held,
            "{}: {}",
            report.check,
            report.detail
        );
        assert!(report.attempts > 0, "{} tried nothing", report.check);
    }
    assert_eq!(reports.len(), 51);
    // What the proof of the logs came to, everybody is shown.
    let proof = checks::page(&firms.world.visitor(), None).await.unwrap().proof.unwrap();
    let entries: i64 = firms.world.count("select count(*) from matterlock.log_entries").await;
    assert!(
        proof.entries > 0 && i64::try_from(proof.entries).unwrap() <= entries,
        "{proof:?}"
    );
    assert!(proof.logs >= 2 && proof.drilled > 0 && proof.wrong == 0, "{proof:?}");
}
