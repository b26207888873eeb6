//! Signing in: what travels between the pages and the server.

use serde::{Deserialize, Serialize};

use crate::error::Problem;
use crate::ids::{AccountLinkId, FirmId, RecoveryId, UserId};
use crate::sessions::Place;
use crate::{Language, Permission, Role, Timestamp};

/// The person who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// The person.
    pub user: UserId,
    /// Their firm.
    pub firm: FirmId,
    /// The firm's name.
    pub firm_name: String,
    /// The person's name.
    pub name: String,
    /// The person's mail address.
    pub email: String,
    /// The person's role now.
    pub role: Role,
    /// The language the person chose.
    pub language: Language,
    /// Whether the firm asks for a passkey that the person has yet to add: until then they reach no case.
    pub needs_passkey: bool,
}

impl Me {
    /// Whether the role carries a permission; pages hide what it doesn't, the server refuses it.
    pub const fn may(&self, permission: Permission) -> bool {
        self.role.may(permission)
    }
}

/// What comes after a right password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NextStep {
    /// The code of the authenticator app.
    Code,
    /// An authenticator app has to be set up first.
    SetUpAuthenticator,
}

/// Which second factors somebody has to choose from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// The code of an authenticator app.
    pub app: bool,
    /// A passkey.
    pub passkey: bool,
    /// A recovery code.
    pub recovery_code: bool,
}

/// What an authenticator app needs, for the one who just proved the password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// The mail address, as the app shows it.
    pub email: String,
    /// The secret in base32, for typing.
    pub secret: String,
    /// The `otpauth://` address, for apps on the same device.
    pub uri: String,
    /// The same as a QR code: an SVG of our own making.
    pub qr_svg: String,
}

/// What the server says about the session; asking does not count as activity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionState {
    /// Signed in.
    Live {
        /// Seconds until inactivity ends the session.
        seconds_left: u32,
    },
    /// Ended, or never there.
    Ended(EndReason),
}

/// Why a session ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// There is no session with this cookie.
    NeverSignedIn,
    /// Nothing was done for as long as the firm allows.
    Idle,
    /// The longest time a session may last is over.
    TooOld,
    /// The person signed out.
    SignedOut,
    /// The person signed in elsewhere.
    SignedInElsewhere {
        /// When.
        at: Timestamp,
        /// From where: for whoever holds the session that was lost.
        place: Option<Place>,
    },
    /// An administrator gave the person another role.
    RoleChanged,
    /// An administrator closed the account.
    AccountClosed,
    /// The person ended it from another session.
    EndedByOwner,
    /// An administrator ended it.
    EndedByAdministrator,
    /// The password was changed, in another browser or by a link.
    PasswordChanged,
    /// The support access by which the person was in is over.
    SupportOver,
}

impl EndReason {
    /// As stored, for the reasons that are stored.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NeverSignedIn => "never",
            Self::Idle => "idle",
            Self::TooOld => "too_old",
            Self::SignedOut => "signed_out",
            Self::SignedInElsewhere { .. } => "elsewhere",
            Self::RoleChanged => "role_changed",
            Self::AccountClosed => "account_closed",
            Self::EndedByOwner => "ended_by_owner",
            Self::EndedByAdministrator => "ended_by_administrator",
            Self::PasswordChanged => "password_changed",
            Self::SupportOver => "support_over",
        }
    }
}

/// What a link for registering a firm leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationLink {
    /// The address that it was mailed to.
    pub email: String,
}

/// A firm's registration, as typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    /// The secret of the link that was mailed to the first administrator.
    pub token: String,
    /// The firm's name.
    pub firm_name: String,
    /// The first administrator's name.
    pub name: String,
    /// Their password.
    pub password: String,
    /// The language of the firm.
    pub language: Language,
}

/// What a link by mail leads to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "leads_to", rename_all = "snake_case")]
pub enum AccountLink {
    /// A new password for somebody's account.
    NewPassword {
        /// Their firm.
        firm_name: String,
        /// Their name.
        name: String,
        /// Their mail address.
        email: String,
        /// Whether the second factor is asked with it: always, once one is set up.
        needs_factor: bool,
    },
    /// An account at a firm.
    Invitation {
        /// The firm.
        firm_name: String,
        /// Who invites.
        invited_by: String,
        /// The name that the firm knows the person by.
        name: String,
        /// The mail address that the invitation went to, which becomes the account's.
        email: String,
        /// What the person will be.
        role: Role,
        /// When the link stops working.
        expires_at: Timestamp,
    },
    /// Saying no to the giving up of somebody's second factor.
    CancelRecovery {
        /// Their firm.
        firm_name: String,
        /// Their name.
        name: String,
    },
}

/// How good a new password is, while it is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strength {
    /// How hard it is to guess: 0 to 4, of which 3 is taken.
    pub score: u8,
    /// Why it would not be taken.
    pub problem: Option<Problem>,
}

/// An invitation, as administrators see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    /// Its row.
    pub id: AccountLinkId,
    /// Whom.
    pub name: String,
    /// Where it went.
    pub email: String,
    /// As what.
    pub role: Role,
    /// Who invited.
    pub invited_by: String,
    /// When.
    pub made_at: Timestamp,
    /// When the link stops working, or has stopped.
    pub expires_at: Timestamp,
    /// Whether it has.
    pub over: bool,
}

/// The giving up of a lost second factor, under way, as administrators see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recovery {
    /// Its row.
    pub id: RecoveryId,
    /// Whose factor is lost.
    pub user: UserId,
    /// Their name.
    pub name: String,
    /// The administrator who asked.
    pub first_by: String,
    /// When.
    pub first_at: Timestamp,
    /// How far it is.
    pub stage: RecoveryStage,
}

/// How far a recovery is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum RecoveryStage {
    /// Another administrator has to agree.
    NeedsSecond {
        /// Whether the reader is one who can.
        may_approve: bool,
    },
    /// Agreed; the owner has a day to say no.
    Waiting {
        /// Who agreed.
        second_by: String,
        /// When it can be used.
        ready_at: Timestamp,
    },
    /// Whoever gives the password next sets up a new factor.
    Ready {
        /// Who agreed.
        second_by: String,
    },
}
