//! Who may do what: one table, asked by pages and by server functions, and written into the database at start-up, where
//! the policies ask it.

use serde::{Deserialize, Serialize};

use crate::Language;

/// What somebody is at their firm, or at the installation.
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
    /// Looks after the installation: firms, health, alerts, and who else does so. Of no firm, and without any case.
    Operator,
    /// An operator whom the firm let into one case for a while, to look: by a grant, and by nothing else.
    Support,
    /// The same, and the grant lets them change the case.
    SupportChanging,
}

/// Something that not everybody may do. Which case it is done in is asked apart: by assignment, in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Open a new case.
    OpenCase,
    /// Change a case's name, stage or summary, and its parties.
    ChangeCase,
    /// Assign a colleague to a case, take one off, or name who is responsible for it.
    AssignPeople,
    /// Wall a colleague off from a case, or lift that.
    ManageWalls,
    /// Place a legal hold on a case, or lift it.
    HoldCase,
    /// Add a document to a case.
    UploadDocument,
    /// Send a document for signature, hand over its link, void it.
    SendForSignature,
    /// See a case without being assigned to it, for a while, for a reason, and told to the responsible attorney.
    BreakGlass,
    /// Read the entries of the firm's log that belong to no case, of everybody.
    ReadFirmLog,
    /// Run the promise checks and see their detail.
    RunChecks,
    /// Invite somebody, change a colleague's role, close an account or open it again.
    ManagePeople,
    /// Set the rules that the firm signs in by.
    ManagePolicies,
    /// End a colleague's sessions and the trust in their devices.
    EndSessions,
    /// Let somebody back in who lost their second factor.
    ApproveRecoveries,
    /// Erase people who have no account at the firm any more, or never had one.
    ErasePeople,
    /// Let an operator into one case for a while, say no to it, and take it back.
    GrantSupport,
    /// See which firms there are and how the installation does, and let a firm register.
    OperateInstallation,
}

impl Role {
    /// The roles of a firm's people, the widest first.
    pub const OF_A_FIRM: [Self; 5] = [
        Self::Administrator,
        Self::Partner,
        Self::Attorney,
        Self::Assistant,
        Self::ReadOnly,
    ];
    /// The roles of the installation's people.
    pub const OF_THE_INSTALLATION: [Self; 1] = [Self::Operator];
    /// Every role.
    pub const ALL: [Self; 8] = [
        Self::Administrator,
        Self::Partner,
        Self::Attorney,
        Self::Assistant,
        Self::ReadOnly,
        Self::Operator,
        Self::Support,
        Self::SupportChanging,
    ];

    /// The roles that somebody with this one may give: those of the same house. Those that follow from a grant nobody gives.
    pub const fn of_the_same_house(self) -> &'static [Self] {
        match self {
            Self::Operator => &Self::OF_THE_INSTALLATION,
            Self::Support | Self::SupportChanging => &[],
            _ => &Self::OF_A_FIRM,
        }
    }

    /// Whether somebody with this role is in by a grant of support access.
    pub const fn is_support(self) -> bool {
        matches!(self, Self::Support | Self::SupportChanging)
    }

    /// As stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Partner => "partner",
            Self::Attorney => "attorney",
            Self::Assistant => "assistant",
            Self::ReadOnly => "read_only",
            Self::Operator => "operator",
            Self::Support => "support",
            Self::SupportChanging => "support_changing",
        }
    }

    /// Its name in the reader's words.
    pub const fn title(self, language: Language) -> &'static str {
        match (language, self) {
            (Language::En, Self::Administrator) => "Administrator",
            (Language::Es, Self::Administrator) => "Administración",
            (Language::En, Self::Partner) => "Partner",
            (Language::Es, Self::Partner) => "Socio o socia",
            (Language::En, Self::Attorney) => "Attorney",
            (Language::Es, Self::Attorney) => "Abogado o abogada",
            (Language::En, Self::Assistant) => "Assistant",
            (Language::Es, Self::Assistant) => "Asistente",
            (Language::En, Self::ReadOnly) => "Read-only",
            (Language::Es, Self::ReadOnly) => "Solo lectura",
            (Language::En, Self::Operator) => "Operator",
            (Language::Es, Self::Operator) => "Operador u operadora",
            (Language::En, Self::Support) => "Support, read-only",
            (Language::Es, Self::Support) => "Soporte, solo lectura",
            (Language::En, Self::SupportChanging) => "Support, with changes",
            (Language::Es, Self::SupportChanging) => "Soporte, con cambios",
        }
    }

    /// Reads what [`Role::name`] wrote.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Reads the name of a role that somebody at a firm can have.
    pub fn of_a_firm_from_name(name: &str) -> Option<Self> {
        Self::OF_A_FIRM.into_iter().find(|role| role.name() == name)
    }

    /// Whether this role carries a permission.
    pub const fn may(self, permission: Permission) -> bool {
        use Permission as P;
        match self {
            Self::Administrator => !matches!(permission, P::OperateInstallation),
            Self::Partner => Self::Attorney.may(permission) || matches!(permission, P::BreakGlass),
            Self::Attorney => matches!(
                permission,
                P::OpenCase
                    | P::ChangeCase
                    | P::AssignPeople
                    | P::ManageWalls
                    | P::HoldCase
                    | P::UploadDocument
                    | P::SendForSignature
            ),
            Self::Assistant | Self::SupportChanging => matches!(permission, P::ChangeCase | P::UploadDocument),
            Self::ReadOnly | Self::Support => false,
            // The same console, for a house without cases: nobody is let into any there.
            Self::Operator => {
                permission.is_about_the_firm() && !matches!(permission, P::GrantSupport)
                    || matches!(permission, P::OperateInstallation)
            }
        }
    }
}

impl Permission {
    /// Every permission: those on cases first, then those on the firm, then that on the installation.
    pub const ALL: [Self; 17] = [
        Self::OpenCase,
        Self::ChangeCase,
        Self::AssignPeople,
        Self::ManageWalls,
        Self::HoldCase,
        Self::UploadDocument,
        Self::SendForSignature,
        Self::BreakGlass,
        Self::ReadFirmLog,
        Self::RunChecks,
        Self::ManagePeople,
        Self::ManagePolicies,
        Self::EndSessions,
        Self::ApproveRecoveries,
        Self::ErasePeople,
        Self::GrantSupport,
        Self::OperateInstallation,
    ];

    /// As the database's table and its policies write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OpenCase => "open_case",
            Self::ChangeCase => "change_case",
            Self::AssignPeople => "assign_people",
            Self::ManageWalls => "manage_walls",
            Self::HoldCase => "hold_case",
            Self::UploadDocument => "upload_document",
            Self::SendForSignature => "send_for_signature",
            Self::BreakGlass => "break_glass",
            Self::ReadFirmLog => "read_firm_log",
            Self::RunChecks => "run_checks",
            Self::ManagePeople => "manage_people",
            Self::ManagePolicies => "manage_policies",
            Self::EndSessions => "end_sessions",
            Self::ApproveRecoveries => "approve_recoveries",
            Self::ErasePeople => "erase_people",
            Self::GrantSupport => "grant_support",
            Self::OperateInstallation => "operate_installation",
        }
    }

    /// Whether it is about cases.
    pub const fn is_about_cases(self) -> bool {
        !self.is_about_the_firm() && !matches!(self, Self::OperateInstallation)
    }

    /// Whether it is about the firm itself.
    pub const fn is_about_the_firm(self) -> bool {
        matches!(
            self,
            Self::ReadFirmLog
                | Self::RunChecks
                | Self::ManagePeople
                | Self::ManagePolicies
                | Self::EndSessions
                | Self::ApproveRecoveries
                | Self::ErasePeople
                | Self::GrantSupport
        )
    }
}

/// The table: every role with each permission that it carries, by their stored names.
pub fn table() -> impl Iterator<Item = (&'static str, &'static str)> {
    Role::ALL.into_iter().flat_map(|role| {
        Permission::ALL
            .into_iter()
            .filter(move |permission| role.may(*permission))
            .map(move |permission| (role.name(), permission.name()))
    })
}

#[cfg(test)]
mod tests {
    use super::{Permission, Role, table};

    #[test]
    fn i3_the_table_says_what_the_roles_do() {
        let table: Vec<_> = table().collect();
        for role in Role::ALL {
            for permission in Permission::ALL {
                let row = (role.name(), permission.name());
                assert_eq!(table.contains(&row), role.may(permission), "{row:?}");
            }
        }
        let mut names: Vec<_> = table.clone();
        names.dedup();
        assert_eq!(names, table);
    }

    #[test]
    fn i3_only_administrators_do_what_is_about_the_firm() {
        for permission in Permission::ALL.into_iter().filter(|it| it.is_about_the_firm()) {
            for role in Role::OF_A_FIRM {
                assert_eq!(
                    role.may(permission),
                    role == Role::Administrator,
                    "{role:?} {permission:?}"
                );
            }
        }
    }

    /// A case is opened with its first party, and a document is sent to one that was uploaded. Whoever changes a case's team or walls
    /// holds its row as for a change, and whoever is walled off may have to be taken off first.
    #[test]
    fn i3_whoever_opens_or_sends_can_do_what_belongs_to_it() {
        for role in Role::ALL {
            for (act, needs) in [
                (Permission::OpenCase, Permission::ChangeCase),
                (Permission::SendForSignature, Permission::UploadDocument),
                (Permission::AssignPeople, Permission::ChangeCase),
                (Permission::ManageWalls, Permission::AssignPeople),
                (Permission::HoldCase, Permission::ChangeCase),
                (Permission::BreakGlass, Permission::ChangeCase),
            ] {
                assert!(!role.may(act) || role.may(needs), "{role:?} {act:?}");
            }
        }
    }

    /// As they travel, so as they are stored.
    #[test]
    fn names_of_permissions_are_those_that_travel() {
        for permission in Permission::ALL {
            assert_eq!(format!("{permission:?}"), camel(permission.name()));
        }
    }

    fn camel(name: &str) -> String {
        name.split('_')
            .map(|word| word[..1].to_uppercase() + &word[1..])
            .collect()
    }

    #[test]
    fn names_round_trip() {
        for role in Role::ALL {
            assert_eq!(Role::from_name(role.name()), Some(role));
        }
        assert_eq!(Role::from_name("owner"), None);
    }

    #[test]
    fn i3_no_narrower_role_has_more_than_a_wider_one() {
        for pair in Role::OF_A_FIRM.windows(2) {
            for permission in Permission::ALL {
                assert!(
                    pair[0].may(permission) || !pair[1].may(permission),
                    "{pair:?} {permission:?}"
                );
            }
        }
    }

    #[test]
    fn i4_operators_do_nothing_on_cases_and_nobody_else_does_what_they_do() {
        for permission in Permission::ALL {
            assert_eq!(
                Role::Operator.may(permission),
                !permission.is_about_cases() && permission != Permission::GrantSupport,
                "{permission:?}"
            );
        }
        for role in Role::OF_A_FIRM {
            assert!(!role.may(Permission::OperateInstallation), "{role:?}");
            assert!(!role.of_the_same_house().contains(&Role::Operator));
        }
        assert_eq!(Role::Operator.of_the_same_house(), [Role::Operator]);
    }

    #[test]
    fn i5_support_changes_a_case_at_most_and_nobody_gives_that_role() {
        for permission in Permission::ALL {
            let changes = matches!(permission, Permission::ChangeCase | Permission::UploadDocument);
            assert_eq!(Role::SupportChanging.may(permission), changes, "{permission:?}");
            assert!(!Role::Support.may(permission), "{permission:?}");
        }
        for role in Role::ALL {
            assert!(
                role.of_the_same_house().iter().all(|given| !given.is_support()),
                "{role:?}"
            );
            assert_eq!(role.is_support(), role.of_the_same_house().is_empty(), "{role:?}");
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
