//! Who may do what: one table, asked by pages, by server functions and by the tests of the database's policies.

use serde::{Deserialize, Serialize};

/// What somebody is at their firm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Keeps the installation of the firm: people, policies, log.
    Administrator,
    /// Owns the firm's work.
    Partner,
    /// Works on cases.
    Attorney,
    /// Supports the work on cases.
    Assistant,
    /// Reads, changes nothing.
    ReadOnly,
}

/// Something that not everybody may do. Which case it is done in is asked apart: by assignment, in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Open a new case.
    OpenCase,
    /// Change a case's name, stage or summary, and its parties.
    ChangeCase,
    /// Assign a colleague to a case, or take one off.
    AssignPeople,
    /// Add a document to a case.
    UploadDocument,
    /// Send a document for signature, hand over its link, void it.
    SendForSignature,
    /// Read the entries of the firm's log that belong to no case, of everybody.
    ReadFirmLog,
    /// Run the promise checks and see their detail.
    RunChecks,
}

impl Role {
    /// Every role, the widest first.
    pub const ALL: [Self; 5] = [
        Self::Administrator,
        Self::Partner,
        Self::Attorney,
        Self::Assistant,
        Self::ReadOnly,
    ];

    /// As stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Partner => "partner",
            Self::Attorney => "attorney",
            Self::Assistant => "assistant",
            Self::ReadOnly => "read_only",
        }
    }

    /// Reads what [`Role::name`] wrote.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Whether this role carries a permission.
    pub const fn may(self, permission: Permission) -> bool {
        use Permission as P;
        match self {
            Self::Administrator => true,
            Self::Partner | Self::Attorney => !matches!(permission, P::ReadFirmLog | P::RunChecks),
            Self::Assistant => matches!(permission, P::ChangeCase | P::UploadDocument),
            Self::ReadOnly => false,
        }
    }
}

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 7] = [
        Self::OpenCase,
        Self::ChangeCase,
        Self::AssignPeople,
        Self::UploadDocument,
        Self::SendForSignature,
        Self::ReadFirmLog,
        Self::RunChecks,
    ];
}

#[cfg(test)]
mod tests {
    use super::{Permission, Role};

    #[test]
    fn names_round_trip() {
        for role in Role::ALL {
            assert_eq!(Role::from_name(role.name()), Some(role));
        }
        assert_eq!(Role::from_name("owner"), None);
    }

    #[test]
    fn i3_no_narrower_role_has_more_than_a_wider_one() {
        for pair in Role::ALL.windows(2) {
            for permission in Permission::ALL {
                assert!(
                    pair[0].may(permission) || !pair[1].may(permission),
                    "{pair:?} {permission:?}"
                );
            }
        }
    }

    #[test]
    fn i3_read_only_may_do_nothing() {
        assert!(
            Permission::ALL
                .into_iter()
                .all(|permission| !Role::ReadOnly.may(permission))
        );
    }
}
