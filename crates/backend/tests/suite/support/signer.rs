//! A signature that was asked for, and the one who is to sign.

use backend::caller::Signer;
use backend::signing;
use domain::Language;
use domain::ids::{DocumentId, EnvelopeId};
use domain::signing::{Area, Channel, Mark, SignatureRequest};

use super::people::Firms;

pub(crate) const AREA: Area = Area {
    page: 1,
    x: 0.1,
    y: 0.8,
    width: 0.35,
    height: 0.08,
};

pub(crate) fn typed() -> Mark {
    Mark::Typed("Carmen Rojas".to_owned())
}

pub(crate) fn drawn() -> Mark {
    Mark::Drawn(vec![
        vec![(0.1, 0.5), (0.4, 0.2), (0.9, 0.7)],
        vec![(0.2, 0.8), (0.8, 0.8)],
    ])
}

impl Firms {
    pub(crate) fn request_for(&self, document: DocumentId) -> SignatureRequest {
        SignatureRequest {
            document,
            party: self.party,
            area: AREA,
            language: Language::Es,
            message: "Gracias.".to_owned(),
            expires_in_days: 14,
            send_mail: false,
        }
    }

    /// Uploads a small document and asks for a signature; the envelope and its link's secret.
    pub(crate) async fn ask(&self) -> (EnvelopeId, String) {
        let document = self.upload().await;
        self.ask_on(document).await
    }

    /// Asks for a signature on a document; the envelope and its link's secret.
    pub(crate) async fn ask_on(&self, document: DocumentId) -> (EnvelopeId, String) {
        let envelope = signing::request(&self.ana.caller, self.request_for(document))
            .await
            .unwrap();
        let link = signing::hand_over(&self.ana.caller, envelope, Channel::Copied)
            .await
            .unwrap();
        (envelope, link.url.split_once('#').unwrap().1.to_owned())
    }

    /// Opens a link on a device.
    pub(crate) async fn open(&self, token: &str) -> Signer {
        let visit = signing::open_link(&self.world.visitor(), token).await.unwrap();
        Signer::from_cookie(&self.world.visitor(), &visit.cookie).unwrap()
    }

    /// A signer who has opened the link and consented.
    pub(crate) async fn consented(&self, token: &str) -> Signer {
        let signer = self.open(token).await;
        let view = signing::view(&signer).await.unwrap();
        signing::give_consent(&signer, &view.consent.sha256).await.unwrap();
        signer
    }
}
