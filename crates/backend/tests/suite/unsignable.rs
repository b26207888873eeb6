//! What can be read but not signed says so when it comes in, and nobody is asked to sign it.

use backend::{cases, documents, jobs, signing};
use domain::Problem;
use domain::documents::{DocumentSummary, SigningObstacle};

use crate::support::papers::{blank_pages, protected, signed_before, unsound};
use crate::support::people::Firms;
use crate::support::refusal;
use crate::support::signer::drawn;

impl Firms {
    async fn take(&self, bytes: &[u8]) -> DocumentSummary {
        documents::upload(&self.ana.caller, self.case, "prueba.pdf", bytes)
            .await
            .unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d1_what_cannot_be_signed_says_so_at_once_and_is_not_sent() {
    let firms = Firms::new().await;
    for (bytes, obstacle) in [
        (protected(), SigningObstacle::Protected),
        (signed_before(), SigningObstacle::SignedBefore),
        (unsound(), SigningObstacle::Unsound),
    ] {
        let taken = firms.take(&bytes).await;
        assert_eq!(taken.obstacle, Some(obstacle));
        let page = documents::page(&firms.ana.caller, taken.id).await.unwrap();
        assert_eq!(page.document.obstacle, Some(obstacle));
        // Also where it was not seen at the upload, as in documents from before.
        firms
            .world
            .alter(&format!(
                "alter table matterlock.documents no force row level security;
                 update matterlock.documents set signing_obstacle = null where id = '{}';
                 alter table matterlock.documents force row level security",
                taken.id
            ))
            .await;
        let refused = refusal(signing::request(&firms.ana.caller, firms.request_for(taken.id)).await);
        assert_eq!(refused.problem_of("document"), Some(Problem::NotSignable { obstacle }));
    }
    assert_eq!(firms.world.count("select count(*) from matterlock.envelopes").await, 0);
    let sound = firms.upload().await;
    let page = documents::page(&firms.ana.caller, sound).await.unwrap();
    assert_eq!(page.document.obstacle, None);
}

/// The longest document leaves room for its certificate: whoever signs it gets the signed copy.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn d1_the_longest_document_is_signed_and_its_copy_made() {
    let firms = Firms::new().await;
    let refused = refusal(documents::upload(&firms.ana.caller, firms.case, "larga.pdf", &blank_pages(2001)).await);
    assert_eq!(refused.problem_of("file"), Some(Problem::TooManyPages { max: 2000 }));

    let longest = firms.take(&blank_pages(2000)).await;
    assert_eq!(longest.obstacle, None);
    let (_, link) = firms.ask_on(longest.id).await;
    let signer = firms.consented(&link).await;
    signing::sign(&signer, drawn(), "k").await.unwrap();
    jobs::run_due(&firms.world.backend).await.unwrap();
    let page = cases::page(&firms.ana.caller, firms.case).await.unwrap();
    let copy = page
        .documents
        .iter()
        .find(|document| document.id != longest.id)
        .unwrap();
    assert!(copy.pages >= 2002, "{}", copy.pages);
}
