//! What of the log to show, and the page that comes of it.

use serde::{Deserialize, Serialize};

use super::{ArchivedUpTo, LogEntry, SavedFilter};
use crate::Timestamp;
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
    /// Only on or after this day, `2026-11-22`, in the firm's time zone.
    #[serde(default)]
    pub from: Option<String>,
    /// Only on or before this day, in the firm's time zone.
    #[serde(default)]
    pub to: Option<String>,
    /// Only entries that these words are found in: in what happened, who did it, from where, with what, and the case's number.
    #[serde(default)]
    pub text: Option<String>,
    /// Only entries numbered lower: where the page before ended.
    #[serde(default)]
    pub before: Option<i64>,
    /// Only entries numbered higher: those that have come since.
    #[serde(default)]
    pub after: Option<i64>,
}

impl LogFilter {
    /// The longest text that is looked for, in characters.
    pub const TEXT_MAX: u32 = 200;

    /// The filter that an address names, by its parameters; what can't be read narrows nothing, and of words as many count as fit.
    pub fn named(named: impl Fn(&str) -> Option<String>) -> Self {
        let filled = |name| named(name).filter(|value| !value.trim().is_empty());
        Self {
            case: filled("case").and_then(|id| id.parse().ok()),
            user: filled("user").and_then(|id| id.parse().ok()),
            group: filled("group").and_then(|name| EventGroup::from_name(&name)),
            from: filled("from"),
            to: filled("to"),
            text: filled("text").map(|text| text.chars().take(Self::TEXT_MAX as usize).collect()),
            before: filled("before").and_then(|number| number.parse().ok()),
            after: None,
        }
    }

    /// What it narrows by as parameters, for addresses and forms; not where a page begins.
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        let parameters = [
            ("text", self.words().map(str::to_owned)),
            ("case", self.case.map(|id| id.to_string())),
            ("user", self.user.map(|id| id.to_string())),
            ("group", self.group.map(|group| group.name().to_owned())),
            ("from", self.from.clone()),
            ("to", self.to.clone()),
        ];
        parameters
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }

    /// The same as the query of an address, ready for one more parameter: `group=cases&`.
    pub fn query(&self) -> String {
        self.parameters()
            .iter()
            .fold(String::new(), |mut query, (name, value)| {
                let value = escaped(value);
                query.extend([*name, "=", &value, "&"]);
                query
            })
    }

    /// What is looked for, if anything is.
    pub fn words(&self) -> Option<&str> {
        self.text.as_deref().map(str::trim).filter(|text| !text.is_empty())
    }

    /// What it narrows by, wherever a page begins.
    #[must_use]
    pub fn lasting(self) -> Self {
        Self {
            text: self.words().map(str::to_owned),
            before: None,
            after: None,
            ..self
        }
    }
}

/// Percent-encoded (RFC 3986, section 2.1).
fn escaped(value: &str) -> String {
    value.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for half in [byte >> 4, byte & 15] {
                out.push(char::from(b"0123456789ABCDEF"[usize::from(half)]));
            }
        }
        out
    })
}

/// A page of the log, newest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LogPage {
    /// The entries, at most [`LogPage::SIZE`].
    pub entries: Vec<LogEntry>,
    /// Where the next page starts, if there is one.
    pub next: Option<i64>,
    /// How far back was searched, where that was not to the end: the next page goes on from there.
    pub searched_to: Option<Timestamp>,
    /// Up to where the log was archived and removed, told where nothing older follows: what is listed is then not all that ever was.
    pub archived: Option<ArchivedUpTo>,
    /// When it was read.
    pub read_at: Timestamp,
    /// The number of the newest entry when it was read: what comes later is numbered higher.
    pub newest: i64,
    /// Who can be filtered by: the firm's people.
    pub people: Vec<(UserId, String)>,
    /// Which cases can be filtered by: the caller's.
    pub cases: Vec<(CaseId, String)>,
    /// Whether there are more of them than are listed.
    pub more_cases: bool,
    /// The filters that the caller keeps.
    pub saved: Vec<SavedFilter>,
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
    /// Access to a case that the firm lends to whoever operates the installation.
    Support,
    /// The installation: firm, log, checks.
    Firm,
}

impl EventGroup {
    /// Every group.
    pub const ALL: [Self; 6] = [
        Self::Access,
        Self::Cases,
        Self::Documents,
        Self::Signatures,
        Self::Support,
        Self::Firm,
    ];
    /// Those of which events stand in a console's log: the rest is done at the office only.
    pub const AT_THE_CONSOLE: [Self; 3] = [Self::Access, Self::Support, Self::Firm];

    /// As sent in a form.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Cases => "cases",
            Self::Documents => "documents",
            Self::Signatures => "signatures",
            Self::Support => "support",
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
                "hold_placed",
                "hold_lifted",
                "glass_broken",
                "glass_refused",
                "glass_ended",
                "party_added",
                "party_changed",
                "party_removed",
                "readers_read",
            ],
            Self::Documents => &["document_uploaded", "document_read", "document_downloaded"],
            Self::Signatures => &[
                "envelope_sent",
                "envelope_read",
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
            Self::Support => &[
                "support_asked",
                "support_withdrawn",
                "support_granted",
                "support_declined",
                "support_revoked",
                "support_ended",
                "support_entered",
            ],
            Self::Firm => &[
                "firm_registered",
                "person_added",
                "person_invited",
                "invitation_withdrawn",
                "person_joined",
                "people_imported",
                "log_read",
                "log_searched",
                "log_exported",
                "evidence_taken",
                "filter_saved",
                "filter_removed",
                "checks_run",
                "role_changed",
                "account_closed",
                "account_reopened",
                "sessions_read",
                "policies_changed",
                "checkpoint_mail_changed",
                "networks_changed",
                "colleagues_sessions_ended",
                "colleagues_devices_forgotten",
                "erasure_sought",
                "person_erased",
                "erasure_receipt_read",
                "log_resumed",
                "log_taken_at_the_terminal",
                "log_year_removed",
                "firms_read",
                "health_read",
                "setup_link_made",
                "setup_link_withdrawn",
                "alert_acknowledged",
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(query: &[(&str, &str)]) -> LogFilter {
        LogFilter::named(|name| {
            let found = query.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn l5_an_address_reads_back_as_the_same_filter() {
        let filter = of(&[
            ("group", "cases"),
            ("from", "2026-11-01"),
            ("to", ""),
            ("text", " Núñez & co "),
            ("user", "nobody"),
        ]);
        assert_eq!((filter.group, filter.user), (Some(EventGroup::Cases), None));
        assert_eq!(
            filter.query(),
            "text=N%C3%BA%C3%B1ez%20%26%20co&group=cases&from=2026-11-01&"
        );
        let parameters = filter.parameters();
        let again: Vec<(&str, &str)> = parameters.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(of(&again), filter.lasting());
    }

    #[test]
    fn l5_of_words_as_many_count_as_fit() {
        let filter = of(&[("text", &"ñ".repeat(201))]);
        assert_eq!(filter.words(), Some("ñ".repeat(200).as_str()));
    }

    #[test]
    fn l5_nothing_slips_into_the_address() {
        let filter = of(&[("from", "2026\"&x=<")]);
        assert_eq!(filter.query(), "from=2026%22%26x%3D%3C&");
    }

    #[test]
    fn l5_where_a_page_begins_is_no_part_of_what_is_kept() {
        let filter = LogFilter {
            text: Some("  ".to_owned()),
            before: Some(7),
            after: Some(3),
            ..LogFilter::default()
        };
        assert_eq!(filter.lasting(), LogFilter::default());
    }
}
