//! What an attack is after.

use backend::attack::{Ground, Things};

/// The ids of what is Ana's, as they are written in requests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Targets {
    /// Her case.
    pub case: String,
    /// Its client.
    pub party: String,
    /// Ana herself.
    pub user: String,
    /// Her session at the office.
    pub session: String,
    /// Her authenticator app.
    pub app: String,
    /// A filter of the log that she keeps.
    pub filter: String,
    /// Her passkey.
    pub passkey: String,
    /// The recovery of a colleague's factor that was asked for there.
    pub recovery: String,
    /// An erasure that was done there.
    pub erasure: String,
    /// The access of a colleague who has broken the case's glass.
    pub glass: String,
    /// Whoever is walled off from the case.
    pub walled: String,
    /// The document in the case.
    pub document: String,
    /// The signature that was asked for on it.
    pub envelope: String,
    /// A part of the case's title, as somebody looks for it. The whole is what must not come back.
    pub part: String,
    /// The client's name.
    pub client: String,
    /// The client's address.
    pub mailbox: String,
    /// The name of the client of a case whose ids nobody sends: whoever finds them by it is told one.
    pub hidden_client: String,
    /// SHA-256 of the document, in hex.
    pub sha256: String,
    /// The number of a case whose glass none of those who try may break.
    pub number: String,
}

impl Targets {
    /// What is hers by itself: something of nobody's is put in its place. Words are found in a request as they are written there.
    pub(super) fn things(&self) -> [&String; 14] {
        [
            &self.case,
            &self.party,
            &self.user,
            &self.session,
            &self.app,
            &self.filter,
            &self.passkey,
            &self.recovery,
            &self.erasure,
            &self.glass,
            &self.walled,
            &self.document,
            &self.envelope,
            &self.sha256,
        ]
    }

    /// As requests write what somebody has.
    pub(super) fn of(things: &Things, ground: &Ground) -> Self {
        Self {
            case: things.case.to_string(),
            party: things.party.to_string(),
            user: things.user.to_string(),
            session: things.session.to_string(),
            app: things.app.to_string(),
            filter: things.filter.to_string(),
            passkey: ground.belongings.passkey.to_string(),
            recovery: ground.belongings.recovery.to_string(),
            erasure: ground.belongings.erasure.to_string(),
            glass: ground.glass.to_string(),
            walled: ground.walled.to_string(),
            document: things.document.to_string(),
            envelope: things.envelope.to_string(),
            part: ground.marks.title.chars().take(8).collect(),
            client: ground.marks.client.clone(),
            mailbox: format!("{}@proving.invalid", ground.marks.mailbox.to_lowercase()),
            hidden_client: ground.hidden.marks.client.clone(),
            sha256: ground.sha256.clone(),
            number: ground.hidden.number.clone(),
        }
    }
}
