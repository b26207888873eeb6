//! Second factors: what travels between a person's own page and the server.

use serde::{Deserialize, Serialize};

use crate::access::Enrolment;
use crate::ids::{AuthenticatorId, PasskeyId};
use crate::{Language, Timestamp};

/// The longest name of an app or a passkey, in characters.
pub const NAME_MAX: u32 = 60;
/// The most apps, and the most passkeys, that one person has.
pub const MOST: u32 = 10;
/// How many recovery codes are made at once.
pub const RECOVERY_CODES: u32 = 10;
/// With so many recovery codes left, or fewer, the person is told to make new ones.
pub const FEW_RECOVERY_CODES: u32 = 3;

/// What kind of second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorKind {
    /// An authenticator app (TOTP).
    Authenticator,
    /// A passkey (`WebAuthn`).
    Passkey,
}

/// What the first app is called, until its owner calls it otherwise.
pub const fn first_app(language: Language) -> &'static str {
    match language {
        Language::En => "Authenticator app",
        Language::Es => "Aplicación autenticadora",
    }
}

/// An authenticator app or a passkey, as its owner's page lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factor<Id> {
    /// Which.
    pub id: Id,
    /// What its owner calls it.
    pub name: String,
    /// Since when.
    pub added_at: Timestamp,
    /// When it was last used, if it was.
    pub last_used_at: Option<Timestamp>,
}

/// The recovery codes of a person; never the codes themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryCodes {
    /// How many are left.
    pub left: u32,
    /// When they were made, if any ever were.
    pub made_at: Option<Timestamp>,
}

impl RecoveryCodes {
    /// Whether it is time for new ones.
    pub const fn few(&self) -> bool {
        self.left <= FEW_RECOVERY_CODES
    }
}

/// The second factors of whoever is signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactors {
    /// The apps that are set up.
    pub apps: Vec<Factor<AuthenticatorId>>,
    /// The passkeys.
    pub passkeys: Vec<Factor<PasskeyId>>,
    /// The recovery codes.
    pub recovery_codes: RecoveryCodes,
    /// Whether passkeys can be used at this installation's address: they are bound to a domain name.
    pub passkeys_possible: bool,
}

impl SecondFactors {
    /// Whether one of the apps and passkeys may be removed: the last one stays.
    pub fn one_may_go(&self) -> bool {
        self.apps.len() + self.passkeys.len() > 1
    }
}

/// An app that is being added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewApp {
    /// Which.
    pub id: AuthenticatorId,
    /// What it needs.
    pub enrolment: Enrolment,
}

/// A passkey's ceremony, as the server begins it and a browser goes on with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ceremony {
    /// Names it, once.
    pub name: String,
    /// What the browser is asked, as JSON (`WebAuthn` Level 3, section 5.1.8).
    pub options: String,
}

/// What a browser answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CeremonyAnswer {
    /// The ceremony's name.
    pub name: String,
    /// The credential, as JSON (`WebAuthn` Level 3, section 5.1).
    pub credential: String,
}
