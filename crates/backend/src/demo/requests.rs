//! Signatures of the demonstration, each taken as far as its story goes by those whose story it is.

use std::sync::Arc;

use domain::cases::CasePage;
use domain::ids::EnvelopeId;
use domain::signing::{
    Area, Channel, DeclineKind, EnvelopeState, EnvelopeSummary, Mark, SignatureRequest, SignerState,
};

use super::papers::Paper;
use super::people;
use crate::Backend;
use crate::caller::{Caller, Signer};
use crate::failure::{Done, Failure};
use crate::signing;

/// A signature that is asked for.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) paper: &'static Paper,
    /// The name of the party who is to sign.
    pub(super) party: &'static str,
    pub(super) area: Area,
    pub(super) message: &'static str,
    pub(super) send_mail: bool,
    pub(super) outcome: Outcome,
}

/// How far the signer gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Has not opened the link.
    Waiting,
    /// Has opened it and read the first page.
    Opened,
    /// Has signed with the typed name.
    Signed,
    /// Has declined, for this reason.
    Declined(&'static str),
}

impl Outcome {
    fn reached_by(self, envelope: &EnvelopeSummary) -> bool {
        match self {
            Self::Waiting => true,
            Self::Opened => envelope.signer_state >= SignerState::Opened,
            Self::Signed | Self::Declined(_) => envelope.state != EnvelopeState::Sent,
        }
    }
}

/// Brings a request to its outcome, from wherever it is.
pub(super) async fn bring_about(
    backend: &Arc<Backend>,
    caller: &Caller,
    page: &CasePage,
    request: &Request,
) -> Done<()> {
    let there = page
        .envelopes
        .iter()
        .find(|envelope| envelope.document_name == request.paper.file_name);
    let envelope = match there {
        Some(envelope) if request.outcome.reached_by(envelope) => return Ok(()),
        Some(envelope) => envelope.id,
        None => ask(caller, page, request).await?,
    };
    if request.outcome != Outcome::Waiting {
        let signer = open(backend, caller, envelope).await?;
        act(&signer, envelope, request).await?;
    }
    Ok(())
}

async fn ask(caller: &Caller, page: &CasePage, request: &Request) -> Done<EnvelopeId> {
    let missing = || Failure::broken("a party or paper of the demonstration is missing");
    let document = page
        .documents
        .iter()
        .find(|document| document.file_name == request.paper.file_name)
        .ok_or_else(missing)?;
    let party = page
        .parties
        .iter()
        .find(|party| party.name == request.party)
        .ok_or_else(missing)?;
    let form = SignatureRequest {
        document: document.id,
        party: party.id,
        area: request.area,
        language: caller.me().language,
        message: request.message.to_owned(),
        expires_in_days: 30,
        send_mail: request.send_mail,
    };
    signing::request(caller, form).await
}

async fn open(backend: &Arc<Backend>, caller: &Caller, envelope: EnvelopeId) -> Done<Signer> {
    let link = signing::hand_over(caller, envelope, Channel::Copied).await?;
    let token = link.url.split_once('#').map(|(_, token)| token).unwrap_or_default();
    let visitor = people::client(backend, caller.me().language);
    let visit = signing::open_link(&visitor, token).await?;
    Signer::from_cookie(&visitor, &visit.cookie).ok_or_else(|| Failure::broken("a cookie of our own was not read"))
}

async fn act(signer: &Signer, envelope: EnvelopeId, request: &Request) -> Done<()> {
    match request.outcome {
        Outcome::Waiting | Outcome::Opened => Ok(()),
        Outcome::Declined(reason) => signing::decline(signer, DeclineKind::Declined, reason).await,
        Outcome::Signed => {
            let view = signing::view(signer).await?;
            signing::give_consent(signer, &view.consent.sha256).await?;
            let pages: Vec<u32> = (1..=u32::try_from(view.sizes.len()).unwrap_or(1)).collect();
            signing::pages_shown(signer, &pages).await?;
            signing::sign(
                signer,
                Mark::Typed(request.party.to_owned()),
                &format!("demonstration {envelope}"),
            )
            .await
        }
    }
}
