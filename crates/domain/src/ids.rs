//! One type an id, so that a document's id never passes for a case's.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )+};
}

ids! {
    /// A tenant: one law firm.
    FirmId,
    /// A person who works at a firm and signs in.
    UserId,
    /// A signed-in session of a user.
    SessionId,
    /// A browser on which somebody's password is saved.
    TrustedDeviceId,
    /// The half of a sign-in between password and code.
    ChallengeId,
    /// A one-time link that lets a firm register.
    SetupLinkId,
    /// Something about the installation that asks for attention.
    AlertId,
    /// A matter that the firm works on.
    CaseId,
    /// Access to a case that somebody has by break-glass.
    GlassId,
    /// Somebody who takes part in a case.
    PartyId,
    /// A file in a case.
    DocumentId,
    /// A document on its way to be signed.
    EnvelopeId,
    /// The one who is asked to sign an envelope.
    SignerId,
    /// A place on a page that a signer fills.
    FieldId,
    /// A signer's visit from one device.
    SigningSessionId,
    /// A link by mail that leads to an account.
    AccountLinkId,
    /// The giving up of a lost second factor.
    RecoveryId,
    /// Work that is done after the action that asked for it has committed.
    JobId,
    /// A mail about a person's account.
    LetterId,
    /// An authenticator app of a person.
    AuthenticatorId,
    /// A passkey of a person.
    PasskeyId,
    /// An operator's request to see one case of a firm, and what came of it.
    SupportId,
    /// A way of looking at the log that somebody keeps.
    SavedFilterId,
    /// An erasure of people.
    ErasureId,
    /// Whoever a key of the log belongs to: a person, a party, a signer, an invitation, a case.
    SubjectId,
}
