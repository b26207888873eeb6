//! The log: typed events, and the entries that people read.

mod archived;
mod entry;
mod export;
mod filter;
#[cfg(test)]
mod in_clear;
mod naming;
mod personal;
mod readers;
mod saved;
#[cfg(not(target_arch = "wasm32"))]
mod words;

pub use archived::ArchivedUpTo;
pub use entry::{ActorKind, LogEntry};
pub use export::ExportFormat;
pub use filter::{EventGroup, LogFilter, LogPage};
pub use personal::{BLACKENED, Personal, own_words};
pub use readers::{Reader, ReadersPage};
pub use saved::SavedFilter;
#[cfg(not(target_arch = "wasm32"))]
pub use words::Words;

use serde::{Deserialize, Serialize};

use crate::Timestamp;
use crate::console::CheckpointMail;
use crate::factors::FactorKind;
use crate::ids::{CaseId, DocumentId, EnvelopeId, ErasureId, PartyId, SignerId, SubjectId, UserId};
use crate::installation::AlertKind;
use crate::signing::{Channel, DeclineKind};

/// A named field, before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The field's name.
    pub field: String,
    /// Its value before.
    pub before: String,
    /// Its value after.
    pub after: String,
}

/// Why a sign-in was refused, as the log keeps it; the person who tried learns less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The password was wrong.
    Password,
    /// The code was wrong.
    Code,
    /// The code was right and had been used.
    CodeUsedBefore,
    /// The recovery code was wrong or used.
    RecoveryCode,
    /// The passkey's answer was wrong, too late, or given without asking its owner.
    Passkey,
    /// The passkey has been used fewer times than before: there may be a copy of it.
    PasskeyCounter,
    /// The password was right, and the console is for administrators.
    Role,
    /// The password was right, and there is no second factor yet.
    NoSecondFactor,
    /// The password was right, and the console does not open from that address.
    Address,
}

/// Something that happened. Every action commits with exactly one.
#[expect(missing_docs, reason = "the fields are named after what they hold")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A firm registered with its first administrator.
    FirmRegistered { firm_name: String, administrator: Personal },
    /// A colleague's account was made by the operator's command.
    PersonAdded { user: UserId, name: Personal, role: String },
    /// An authenticator app was confirmed; the person is signed in.
    AuthenticatorSetUp { ended_sessions: u32 },
    /// The password was right; the code is asked.
    PasswordAccepted,
    /// A trusted device stood in for the password; the code is asked.
    DeviceRecognised,
    /// Signed in with password and code.
    SignedIn { ended_sessions: u32 },
    /// Signed in with a passkey: after the password, or `alone`.
    SignedInWithPasskey { ended_sessions: u32, alone: bool },
    /// Signed in with password and a recovery code, which leaves so many.
    SignedInWithRecoveryCode { ended_sessions: u32, left: u32 },
    /// Another second factor was added.
    FactorAdded { kind: FactorKind, name: Personal },
    /// A second factor was given another name.
    FactorRenamed {
        kind: FactorKind,
        before: Personal,
        after: Personal,
    },
    /// A second factor was removed.
    FactorRemoved { kind: FactorKind, name: Personal },
    /// Recovery codes were made; those from before no longer work.
    RecoveryCodesMade { codes: u32 },
    /// A sign-in was refused.
    SignInRefused { why: Refusal },
    /// The second factor was given again during a session, as sensitive acts ask.
    SteppedUp,
    /// The second factor given again was refused.
    StepUpRefused { why: Refusal },
    /// Signed out.
    SignedOut,
    /// A session ended by itself: `idle` or `too_old`.
    SessionEnded { why: String },
    /// The person chose to trust the device on which they sign in.
    DeviceTrusted { until: Timestamp },
    /// The person ended sessions of their own from another one.
    SessionsEnded { ended: u32 },
    /// The person no longer trusts devices of their own.
    DevicesForgotten { devices: u32 },
    /// The person chose a language; entries of before this was kept don't say which it was until then.
    LanguageChosen {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<String>,
        language: String,
    },
    /// Five sign-ins failed: for a while none is taken, from anywhere but devices that the person signed in from before;
    /// or, where `known_device` says so, from that one device.
    AccountLocked { until: Timestamp, known_device: bool },

    /// A link for a new password was asked for, by whoever knows the address.
    NewPasswordAsked,
    /// The link was used with a second factor that was refused.
    NewPasswordRefused { why: Refusal },
    /// The password was changed: `known`, with the old one; or `by_link`, with a link by mail and the second factor.
    PasswordChanged { how: String, ended_sessions: u32 },
    /// Changing the password was refused: the old one was wrong.
    PasswordChangeRefused,

    /// A case was opened.
    CaseOpened {
        case: CaseId,
        number: String,
        title: Personal,
    },
    /// A case's page was read.
    CaseRead { case: CaseId },
    /// A case was changed.
    CaseChanged {
        case: CaseId,
        changes: Personal<Vec<Change>>,
    },
    /// A colleague was assigned.
    PersonAssigned { case: CaseId, user: UserId, name: Personal },
    /// A colleague was taken off.
    PersonUnassigned { case: CaseId, user: UserId, name: Personal },
    /// Another of those assigned answers for the case: who did, and who does.
    ResponsibleChanged {
        case: CaseId,
        user: UserId,
        before: Personal,
        after: Personal,
    },
    /// A colleague was walled off; `ended_glass` where that ended what they saw by break-glass.
    WallRaised {
        case: CaseId,
        user: UserId,
        name: Personal,
        reason: Personal,
        ended_glass: bool,
    },
    /// A wall was lifted.
    WallLifted {
        case: CaseId,
        user: UserId,
        name: Personal,
        reason: Personal,
    },
    /// A legal hold was placed on a case.
    HoldPlaced { case: CaseId, reason: Personal },
    /// It was lifted.
    HoldLifted { case: CaseId, reason: Personal },
    /// Somebody who is not assigned opened the case to themselves.
    GlassBroken {
        case: CaseId,
        reason: Personal,
        until: Timestamp,
    },
    /// Somebody tried to, with a number that opens no case this way. Of no case: what it is or is not, nobody is told.
    GlassRefused { number: Personal, reason: Personal },
    /// Such access ended before its time.
    GlassEnded { case: CaseId, user: UserId, name: Personal },
    /// A party was added.
    PartyAdded {
        case: CaseId,
        party: PartyId,
        name: Personal,
    },
    /// A party was changed.
    PartyChanged {
        case: CaseId,
        party: PartyId,
        changes: Personal<Vec<Change>>,
    },
    /// A party was removed. Its last name and address are kept, so that whoever is to be erased is found by them.
    PartyRemoved {
        case: CaseId,
        party: PartyId,
        name: Personal,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        email: Option<Personal>,
    },

    /// A document was uploaded.
    DocumentUploaded {
        case: CaseId,
        document: DocumentId,
        file_name: Personal,
        size: u64,
        pages: u32,
        sha256: String,
    },
    /// A document's page was read.
    DocumentRead {
        case: CaseId,
        document: DocumentId,
        file_name: Personal,
    },
    /// A document was downloaded.
    DocumentDownloaded {
        case: CaseId,
        document: DocumentId,
        file_name: Personal,
    },

    /// A signature was asked for.
    EnvelopeSent {
        case: CaseId,
        envelope: EnvelopeId,
        document: DocumentId,
        document_name: Personal,
        document_sha256: String,
        signer: SignerId,
        signer_name: Personal,
        expires_at: Timestamp,
    },
    /// The page of a request for a signature was read.
    EnvelopeRead {
        case: CaseId,
        envelope: EnvelopeId,
        document_name: Personal,
    },
    /// A link was handed over by somebody of the firm, or its mailing asked for.
    LinkHandedOver {
        case: CaseId,
        envelope: EnvelopeId,
        channel: Channel,
    },
    /// The mail with the link was given to the mail server.
    InvitationMailed { case: CaseId, envelope: EnvelopeId },
    /// The mail with the link could not be handed to the mail server, more than once; it is tried on.
    InvitationNotMailed { case: CaseId, envelope: EnvelopeId },
    /// The signed copy could not be made, more than once; it is tried on.
    SignedCopyDelayed { case: CaseId, envelope: EnvelopeId },
    /// The envelope was taken back.
    EnvelopeVoided {
        case: CaseId,
        envelope: EnvelopeId,
        reason: Personal,
    },
    /// The link's time ran out.
    EnvelopeExpired { case: CaseId, envelope: EnvelopeId },
    /// Whoever has the link asked the firm for a new one.
    NewLinkAsked { case: CaseId, envelope: EnvelopeId },
    /// A person opened the link on a device.
    LinkOpened { case: CaseId, envelope: EnvelopeId },
    /// Consent to electronic records was given.
    ConsentGiven {
        case: CaseId,
        envelope: EnvelopeId,
        version: String,
        sha256: String,
        language: String,
    },
    /// A page was shown to the signer: the first that was recorded, or the document's last.
    PageReached {
        case: CaseId,
        envelope: EnvelopeId,
        page: u32,
    },
    /// Signed.
    Signed {
        case: CaseId,
        envelope: EnvelopeId,
        method: String,
        /// How many pages were recorded as shown; 0 where the browser ran no script.
        #[serde(default)]
        pages_shown: u32,
        furthest_page: u32,
        document_sha256: String,
    },
    /// Declined.
    Declined {
        case: CaseId,
        envelope: EnvelopeId,
        kind: DeclineKind,
        reason: Personal,
    },
    /// The signed copy was made and put into the case.
    SignedCopyMade {
        case: CaseId,
        envelope: EnvelopeId,
        document: DocumentId,
        sha256: String,
    },
    /// The signer downloaded the signed copy.
    SignedCopyDownloaded { case: CaseId, envelope: EnvelopeId },

    /// The log was read: all that the person may see of it, or a case's.
    LogRead {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        case: Option<CaseId>,
        filter: String,
    },
    /// The log was searched for words.
    LogSearched {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        case: Option<CaseId>,
        filter: String,
        text: Personal,
    },
    /// Somebody looked who has opened a case, or one of its documents.
    ReadersRead { case: CaseId, document: Option<DocumentId> },
    /// Entries of the log, up to this number, were taken out as a file: of one case, or of all that the person may read.
    LogExported {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        case: Option<CaseId>,
        filter: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<Personal>,
        format: ExportFormat,
        up_to: i64,
    },
    /// An evidence pack of a case was taken out: its entries up to this number, with their proofs.
    EvidenceTaken { case: CaseId, up_to: i64 },
    /// The person kept a filter of the log under a name.
    FilterSaved { name: Personal },
    /// The person removed such a filter.
    FilterRemoved { name: Personal },
    /// The promise checks were run on demand.
    ChecksRun { held: u32, broken: u32 },
    /// An administrator said that a colleague's second factor is lost.
    RecoveryAsked { user: UserId, name: Personal },
    /// Another administrator agreed; it can be used from then on.
    RecoveryApproved {
        user: UserId,
        name: Personal,
        ready_at: Timestamp,
    },
    /// A recovery was said no to: by an administrator, or by its owner with the link in the mail.
    RecoveryCancelled { user: UserId, name: Personal },
    /// A recovery was used: a new second factor was set up and the old ones are gone; the person is signed in.
    RecoveryUsed { ended_sessions: u32 },
    /// Somebody was invited to the firm.
    PersonInvited {
        name: Personal,
        email: Personal,
        role: String,
    },
    /// An invitation was taken back.
    InvitationWithdrawn { name: Personal, email: Personal },
    /// Somebody who was invited made their account.
    PersonJoined { user: UserId, name: Personal, role: String },
    /// Accounts were brought from another system, by the operator's command.
    PeopleImported { people: u32 },
    /// A colleague was given another role.
    RoleChanged {
        user: UserId,
        name: Personal,
        before: String,
        after: String,
    },
    /// A colleague's account was closed.
    AccountClosed { user: UserId, name: Personal },
    /// A closed account was opened again.
    AccountReopened { user: UserId, name: Personal },
    /// An administrator looked at somebody's sessions.
    SessionsRead { user: UserId, name: Personal },
    /// The rules that the firm works by were changed.
    PoliciesChanged { changes: Vec<Change> },
    /// Checkpoints are mailed to somewhere else. An address is whose it is at the firm, or else of whoever wrote it down.
    CheckpointMailChanged {
        before: CheckpointMail,
        after: CheckpointMail,
        address_before: Option<Personal>,
        address_after: Option<Personal>,
    },
    /// From where the console opens was changed. A network may be somebody's home.
    NetworksChanged { before: Personal, after: Personal },
    /// An administrator ended a colleague's sessions.
    ColleaguesSessionsEnded { user: UserId, name: Personal, ended: u32 },
    /// An administrator took back the trust in a colleague's devices.
    ColleaguesDevicesForgotten { user: UserId, name: Personal, devices: u32 },

    /// An administrator looked somebody up, to erase them: whom they found, by id. The words they looked for would be what is to be erased.
    ErasureSought { found: Vec<SubjectId> },
    /// People were erased: which, by id, and how many of each kind; `kept` are signers whose signature is evidence, `filters` what other people
    /// kept to find them by. The ground names nobody, as its form says: it stays, here and on the receipt.
    PersonErased {
        erasure: ErasureId,
        subjects: Vec<SubjectId>,
        colleagues: u32,
        parties: u32,
        signers: u32,
        invitations: u32,
        kept: u32,
        #[serde(default)]
        filters: u32,
        ground: String,
    },
    /// An administrator looked at the receipt of an erasure.
    ErasureReceiptRead { erasure: ErasureId },

    /// A log goes on from its own end after a backup was restored: which of the firm's, how many entries were signed, how many of them it holds,
    /// and why.
    LogResumed {
        log: String,
        signed: u64,
        held: u64,
        reason: Personal,
    },
    /// Whoever runs the installation wrote a log into a file that can be verified: which of the firm's, and of which year where it was an archive.
    LogTakenAtTheTerminal { log: String, year: Option<u16> },
    /// A year of the log was removed seven years after its end, after it was archived: how many entries of this house, or, for the operators of the
    /// installation, of so many firms together.
    LogYearRemoved {
        year: u16,
        entries: u64,
        firms: Option<u32>,
    },

    /// An operator looked at which firms there are.
    FirmsRead,
    /// An operator looked at how the installation does.
    HealthRead,
    /// An operator made a link with which a firm registers.
    SetupLinkMade { until: Timestamp },
    /// An operator took such a link back.
    SetupLinkWithdrawn,
    /// An operator said that they have seen an alert.
    AlertAcknowledged { kind: AlertKind, subject: String },

    /// An operator asked a firm for access to a case.
    SupportAsked { firm_name: String, reason: Personal },
    /// The operator took that back, or gave back what was granted.
    SupportWithdrawn { firm_name: String },
    /// An administrator let an operator into a case: in that case's log, and without the case at the console.
    SupportGranted {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        case: Option<CaseId>,
        operator: Personal,
        reason: Personal,
        changing: bool,
        until: Timestamp,
    },
    /// An administrator said no.
    SupportDeclined { operator: Personal, reason: Personal },
    /// An administrator took it back: in that case's log, and without the case at the console.
    SupportRevoked {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        case: Option<CaseId>,
        operator: Personal,
    },
    /// It ended without an administrator: `given_back` or `operator_closed`.
    SupportEnded { case: CaseId, why: String },
    /// An operator came in by such access: in the firm's log and in that of the operators' console.
    SupportEntered,
}
