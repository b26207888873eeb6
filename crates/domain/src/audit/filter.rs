//! What of the log to show, and the page that comes of it.

use serde::{Deserialize, Serialize};

use super::LogEntry;
use crate::ids::{CaseId, UserId};

/// What of the log to show. Everything is optional and narrows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogFilter {
    /// Only of this case.
    #[serde(default)]
    pub case: Option<CaseId>,
    /// Only by this person.
    #[serde(default)]
    pub user: Option<UserId>,
    /// Only events of this group.
    #[serde(default)]
    pub group: Option<EventGroup>,
    /// Only on or after this day, `2026-11-22`, in UTC.
    #[serde(default)]
    pub from: Option<String>,
    /// Only on or before this day, in UTC.
    #[serde(default)]
    pub to: Option<String>,
    /// Only entries numbered lower: where the page before ended.
    #[serde(default)]
    pub before: Option<i64>,
}

/// A page of the log, newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LogPage {
    /// The entries, at most [`LogPage::SIZE`].
    pub entries: Vec<LogEntry>,
    /// Where the next page starts, if there is one.
    pub next: Option<i64>,
    /// Who can be filtered by: the firm's people.
    pub people: Vec<(UserId, String)>,
    /// Which cases can be filtered by: the caller's.
    pub cases: Vec<(CaseId, String)>,
}

impl LogPage {
    /// Entries on a page.
    pub const SIZE: i64 = 50;
}

/// Events that people look for together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventGroup {
    /// Signing in and out.
    Access,
    /// Cases, their people and parties.
    Cases,
    /// Documents.
    Documents,
    /// Signatures.
    Signatures,
    /// The installation: firm, log, checks.
    Firm,
}

impl EventGroup {
    /// Every group.
    pub const ALL: [Self; 5] = [Self::Access, Self::Cases, Self::Documents, Self::Signatures, Self::Firm];

    /// As sent in a form.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Cases => "cases",
            Self::Documents => "documents",
            Self::Signatures => "signatures",
            Self::Firm => "firm",
        }
    }

    /// Reads what [`EventGroup::name`] wrote.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.name() == name)
    }

    /// The names of its events.
    pub const fn events(self) -> &'static [&'static str] {
        match self {
            Self::Access => &[
                "authenticator_set_up",
                "password_accepted",
                "device_recognised",
                "signed_in",
                "signed_in_with_passkey",
                "signed_in_with_recovery_code",
                "factor_added",
                "factor_renamed",
                "factor_removed",
                "recovery_codes_made",
                "sign_in_refused",
                "stepped_up",
                "step_up_refused",
                "signed_out",
                "session_ended",
                "device_trusted",
                "sessions_ended",
                "devices_forgotten",
                "language_chosen",
                "account_locked",
                "new_password_asked",
                "new_password_refused",
                "password_changed",
                "password_change_refused",
                "recovery_asked",
                "recovery_approved",
                "recovery_cancelled",
                "recovery_used",
            ],
            Self::Cases => &[
                "case_opened",
                "case_read",
                "case_changed",
                "person_assigned",
                "person_unassigned",
                "responsible_changed",
                "wall_raised",
                "wall_lifted",
                "glass_broken",
                "glass_refused",
                "glass_ended",
                "party_added",
                "party_changed",
                "party_removed",
            ],
            Self::Documents => &["document_uploaded", "document_read", "document_downloaded"],
            Self::Signatures => &[
                "envelope_sent",
                "link_handed_over",
                "invitation_mailed",
                "invitation_not_mailed",
                "signed_copy_delayed",
                "envelope_voided",
                "envelope_expired",
                "new_link_asked",
                "link_opened",
                "consent_given",
                "page_reached",
                "signed",
                "declined",
                "signed_copy_made",
                "signed_copy_downloaded",
            ],
            Self::Firm => &[
                "firm_registered",
                "person_added",
                "person_invited",
                "invitation_withdrawn",
                "person_joined",
                "people_imported",
                "log_read",
                "checks_run",
                "role_changed",
                "account_closed",
                "account_reopened",
                "sessions_read",
                "policies_changed",
                "colleagues_sessions_ended",
                "colleagues_devices_forgotten",
                "firms_read",
                "health_read",
                "setup_link_made",
                "setup_link_withdrawn",
                "alert_acknowledged",
            ],
        }
    }
}
