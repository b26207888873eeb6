//! D2: what the signed copy says is what happened, and it is of what was sent.

use backend::{documents, jobs, signing};
use domain::error::Conflict;
use domain::ids::EnvelopeId;
use domain::signing::{EnvelopeState, SignerState};

use crate::support::papers::{real_document, shop};
use crate::support::people::Firms;
use crate::support::signer::typed;
use crate::support::{conflict, refusal};

/// The certificate's text, on one line: what stands behind the document's own pages.
async fn certificate(firms: &Firms, envelope: EnvelopeId) -> String {
    let page = signing::page(&firms.ana.caller, envelope).await.unwrap();
    let copy = documents::download(&firms.ana.caller, page.summary.signed_document.unwrap())
        .await
        .unwrap();
    let pages = shop().inspect(&copy.bytes).await.unwrap().pages;
    let words = pages[page.pages as usize..]
        .iter()
        .flat_map(|page| page.text.split_whitespace());
    words.collect::<Vec<_>>().join(" ")
}

async fn entries(firms: &Firms, event: &str) -> i64 {
    firms
        .world
        .count(&format!(
            "select count(*) from matterlock.log_entries where event = '{event}'"
        ))
        .await
}

/// The last error of the job that makes the signed copy, and whether it waits to be tried again.
async fn refused_by_the_job(firms: &Firms) -> String {
    assert_eq!(jobs::run_due(&firms.world.backend).await.unwrap(), 1);
    firms
        .world
        .text("select last_error from matterlock.jobs where kind = 'make_signed_copy' and finished_at is null")
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d2_each_page_that_was_shown_is_recorded_once() {
    let firms = Firms::new().await;
    let uploaded = documents::upload(&firms.ana.caller, firms.case, "x.pdf", &real_document())
        .await
        .unwrap();
    let envelope = signing::request(&firms.ana.caller, firms.request_for(uploaded.id))
        .await
        .unwrap();
    let link = signing::hand_over(&firms.ana.caller, envelope, domain::signing::Channel::Copied)
        .await
        .unwrap();
    let signer = firms.open(link.url.split_once('#').unwrap().1).await;
    let kept = async || {
        firms
            .world
            .text("select concat(pages_shown, ' ', furthest_page, ' ', xmin) from matterlock.signers")
            .await
    };
    // Consent comes before reading.
    assert_eq!(
        refusal(signing::pages_shown(&signer, &[1]).await),
        conflict(Conflict::ConsentMissing)
    );
    let consent = signing::view(&signer).await.unwrap().consent;
    signing::give_consent(&signer, &consent.sha256).await.unwrap();
    let nothing = kept().await;
    signing::pages_shown(&signer, &[]).await.unwrap();
    for none_of_it in [&[1, 51][..], &[0], &[u32::MAX, 2]] {
        assert_eq!(
            refusal(signing::pages_shown(&signer, none_of_it).await),
            domain::Error::NotFound
        );
    }
    assert_eq!(kept().await, nothing);
    for (pages, recorded, logged) in [
        // The way to the field leads past 35 pages that were not shown.
        (&[36, 37][..], "{36,37} 37 ", 1),
        (&[1, 37, 1], "{1,36,37} 37 ", 1),
        (&[2], "{1,2,36,37} 37 ", 1),
        (&[50, 49], "{1,2,36,37,49,50} 50 ", 2),
    ] {
        signing::pages_shown(&signer, pages).await.unwrap();
        let now = kept().await;
        assert!(now.starts_with(recorded), "{now}");
        assert_eq!(entries(&firms, "page_reached").await, logged);
        signing::pages_shown(&signer, pages).await.unwrap();
        assert_eq!(kept().await, now, "what is recorded is not written again");
    }
    let page = signing::page(&firms.ana.caller, envelope).await.unwrap();
    assert_eq!((page.pages_shown, page.pages, page.furthest_page), (6, 50, 50));
    let named = "select string_agg(details ->> 'page', ' ' order by number) from matterlock.log_entries where event = 'page_reached'";
    assert_eq!(firms.world.text(named).await, "36 50");

    let view = signing::view(&signer).await.unwrap();
    signing::give_consent(&signer, &view.consent.sha256).await.unwrap();
    signing::sign(&signer, typed(), "k").await.unwrap();
    let signed = "select concat(details ->> 'pages_shown', ' ', details ->> 'furthest_page') from matterlock.log_entries where event = 'signed'";
    assert_eq!(firms.world.text(signed).await, "6 50");
    assert_eq!(
        refusal(signing::pages_shown(&signer, &[3]).await),
        conflict(Conflict::AlreadySigned)
    );
    jobs::run_due(&firms.world.backend).await.unwrap();
    let certificate = certificate(&firms, envelope).await;
    let says = "Se mostraron 6 de 50 páginas; la primera, la 1; la más avanzada, la 50.";
    assert!(certificate.contains(says), "{certificate}");
}

/// Two devices that report at once: nothing of either is lost, and one was first.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d2_reports_of_two_devices_add_up() {
    let firms = Firms::new().await;
    let uploaded = documents::upload(&firms.ana.caller, firms.case, "x.pdf", &real_document())
        .await
        .unwrap();
    let (_, signers) = crate::support::races::visits(&firms, uploaded.id.0, 16).await;
    let consent = signing::view(&signers[0]).await.unwrap().consent;
    signing::give_consent(&signers[0], &consent.sha256).await.unwrap();
    let reports = signers.into_iter().zip(1_u32..).map(|(signer, device)| {
        tokio::spawn(async move {
            signing::pages_shown(&signer, &[device, device + 1, device + 34])
                .await
                .unwrap();
        })
    });
    for done in futures::future::join_all(reports).await {
        done.unwrap();
    }
    let kept = "select concat(cardinality(pages_shown), ' ', furthest_page) from matterlock.signers";
    assert_eq!(firms.world.text(kept).await, "33 50");
    assert_eq!(entries(&firms, "page_reached").await, 2);
}

/// A firm's new name and a new version of the text change nothing of what somebody consented to.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d2_the_certificate_prints_the_text_that_was_consented_to() {
    let firms = Firms::new().await;
    let (envelope, link) = firms.ask().await;
    let signer = firms.consented(&link).await;
    signing::sign(&signer, typed(), "k").await.unwrap();
    firms
        .world
        .alter("update matterlock.firms set name = 'Solano Vargas'")
        .await;
    // A text that isn't the one whose digest is kept can't come in; past all rules it is not printed.
    let kept = firms.world.text("select consent_text from matterlock.signers").await;
    firms
        .world
        .alter(
            "alter table matterlock.signers drop constraint signers_consent_text;
             update matterlock.signers set consent_text = replace(consent_text, 'Solano & Asociados', 'Solano Vargas')",
        )
        .await;
    assert!(refused_by_the_job(&firms).await.contains("consent"));
    assert_eq!(
        signing::page(&firms.ana.caller, envelope).await.unwrap().summary.state,
        EnvelopeState::Signed
    );
    sqlx::query("update matterlock.signers set consent_text = $1")
        .bind(&kept)
        .execute(&firms.world.superuser)
        .await
        .unwrap();
    firms.world.pass(60).await;
    assert_eq!(jobs::run_due(&firms.world.backend).await.unwrap(), 1);
    let certificate = certificate(&firms, envelope).await;
    let paragraph = "Solano & Asociados le solicita leer y firmar un documento por medios electrónicos.";
    assert!(certificate.contains(paragraph), "{certificate}");
    assert!(certificate.contains("No hay registro: el navegador no informó ninguna página"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d2_only_the_document_that_was_sent_is_signed_and_stamped() {
    let firms = Firms::new().await;
    let (envelope, link) = firms.ask().await;
    let signer = firms.consented(&link).await;
    let sent = firms
        .world
        .text("select encode(document_sha256, 'hex') from matterlock.envelopes")
        .await;
    let another = "update matterlock.envelopes set document_sha256 = sha256('x')";
    let as_sent = format!("update matterlock.envelopes set document_sha256 = decode('{sent}', 'hex')");

    firms.world.alter(another).await;
    assert_eq!(
        refusal(signing::sign(&signer, typed(), "k").await),
        conflict(Conflict::DocumentChanged)
    );
    let summary = signing::page(&firms.ana.caller, envelope).await.unwrap().summary;
    assert_eq!(
        (summary.state, summary.signer_state),
        (EnvelopeState::Sent, SignerState::Consented)
    );
    firms.world.alter(&as_sent).await;
    signing::sign(&signer, typed(), "k").await.unwrap();

    firms.world.alter(another).await;
    assert_eq!(
        refused_by_the_job(&firms).await,
        "the document is not the one that was sent"
    );
    firms.world.alter(&as_sent).await;
    firms.world.pass(60).await;
    assert_eq!(jobs::run_due(&firms.world.backend).await.unwrap(), 1);
    assert_eq!(
        signing::page(&firms.ana.caller, envelope).await.unwrap().summary.state,
        EnvelopeState::Completed
    );
}

/// A consent that comes while the envelope is being taken back waits for that, and is then refused; so is all else.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d1_nothing_is_recorded_of_an_envelope_that_is_being_voided() {
    let firms = Firms::new().await;
    let (envelope, link) = firms.ask().await;
    let signer = firms.open(&link).await;
    let (other, other_link) = firms.ask().await;
    let reader = firms.consented(&other_link).await;
    let consent = signing::view(&signer).await.unwrap().consent.sha256;
    let secret = firms.ana.secret(&firms.world);
    let mut voiding = firms.world.as_role("matterlock_app", Some(&secret)).await;
    let void =
        format!("update envelopes set state = 'voided', closed_at = app.now() where id in ('{envelope}', '{other}')");
    assert_eq!(voiding.attempt(&void).await, Ok(2));
    let acts = tokio::spawn(async move {
        let (consents, reads, drafts) = tokio::join!(
            signing::give_consent(&signer, &consent),
            signing::pages_shown(&reader, &[1]),
            signing::save_draft(&signer, typed()),
        );
        [consents, reads, drafts].map(refusal)
    });
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    assert!(!acts.is_finished());
    voiding.commit().await;
    assert_eq!(
        acts.await.unwrap(),
        [(); 3].map(|()| conflict(Conflict::EnvelopeClosed))
    );
    assert_eq!(
        signing::page(&firms.ana.caller, envelope)
            .await
            .unwrap()
            .summary
            .signer_state,
        SignerState::Opened
    );
    assert_eq!(
        entries(&firms, "consent_given").await + entries(&firms, "page_reached").await,
        1,
        "the consent to the other envelope, before"
    );
}

/// Openings use nothing up, so there may be any number of them: the certificate counts them and is made all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d2_ten_thousand_openings_do_not_keep_the_copy_from_being_made() {
    let firms = Firms::new().await;
    let (envelope, link) = firms.ask().await;
    let signer = firms.open(&link).await;
    firms
        .world
        .alter(&format!(
            "alter table matterlock.log_heads disable trigger head_moves_on;
             alter table matterlock.log_entries disable trigger number_is_the_heads;
             with head as (update matterlock.log_heads set last = last + 9999 where firm_id = '{}' returning firm_id, last - 9999 as last)
             insert into matterlock.log_entries (firm_id, year, number, at, actor_kind, actor_id, event, case_id, details, origin, address_source, session_id, request)
             select l.firm_id, l.year, head.last + n, l.at + make_interval(secs => n / 1000.0), l.actor_kind, l.actor_id, l.event, l.case_id, l.details,
               '\\x00'::bytea || convert_to('{{\"name\":\"Carmen Rojas\",\"address\":\"198.51.100.9\",\"device\":\"\"}}', 'UTF8'), l.address_source, l.session_id, l.request
             from matterlock.log_entries l join head on head.firm_id = l.firm_id cross join generate_series(1, 9999) n
             where l.event = 'link_opened';
             alter table matterlock.log_heads enable always trigger head_moves_on;
             alter table matterlock.log_entries enable always trigger number_is_the_heads",
            firms.ana.firm()
        ))
        .await;
    assert_eq!(entries(&firms, "link_opened").await, 10_000);
    let view = signing::view(&signer).await.unwrap();
    signing::give_consent(&signer, &view.consent.sha256).await.unwrap();
    signing::sign(&signer, typed(), "k").await.unwrap();
    assert_eq!(jobs::run_due(&firms.world.backend).await.unwrap(), 1);
    let certificate = certificate(&firms, envelope).await;
    for says in [
        "Abrió el enlace (la primera de 10000 veces) Carmen Rojas 203.0.113.7",
        "Abrió el enlace (la última de 10000 veces) Carmen Rojas 198.51.100.9",
    ] {
        assert!(certificate.contains(says), "«{says}» is not in {certificate}");
    }
    let last = firms
        .world
        .text("select max(number)::text from matterlock.log_entries where event = 'signed'")
        .await;
    assert!(certificate.contains(&format!(" a {last}.")), "{certificate}");
}
