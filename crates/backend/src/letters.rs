//! Letters: what somebody is told by mail of their own account, or of a case that they answer for. Written in the transaction of what happened,
//! mailed by a job.

use domain::Role;
use domain::factors::FactorKind;
use domain::ids::{AccountLinkId, CaseId, FirmId, LetterId, UserId};
use domain::installation::AlertKind;
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use sqlx::types::ipnetwork::IpNetwork;

use crate::Backend;
use crate::database::Tx;
use crate::failure::Done;

/// What a letter tells. Its words stand in [`crate::mail`], in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "notice", rename_all = "snake_case")]
pub(crate) enum Notice {
    /// Somebody signed in with a browser that this account had not been used in before.
    NewDevice,
    /// Five sign-ins failed: for 15 minutes none is taken, but from devices that the account was used on before; or, where
    /// `known_device` says so, from that one.
    Locked { known_device: bool },
    /// An administrator gave the person another role.
    RoleChanged {
        /// What they were.
        before: Role,
        /// What they are now.
        after: Role,
    },
    /// An administrator closed the account.
    AccountClosed,
    /// An administrator opened the account again.
    AccountReopened,
    /// An administrator ended the person's sessions.
    SessionsEnded,
    /// An administrator took back the trust in the person's devices.
    DevicesForgotten,
    /// Somebody gave the right password and then no second factor.
    HalfLogin,
    /// Somebody said no to the recovery of the second factor.
    RecoveryCancelled,
    /// The second factors were replaced by a new one, by a recovery.
    RecoveryUsed,
    /// The password was changed.
    PasswordChanged,
    /// Another authenticator app or passkey can be used to sign in.
    FactorAdded {
        /// What it is.
        kind: FactorKind,
        /// What its owner calls it.
        name: String,
    },
    /// An authenticator app or passkey no longer can.
    FactorRemoved {
        /// What it was.
        kind: FactorKind,
        /// What its owner called it.
        name: String,
    },
    /// Recovery codes were made; those from before no longer work.
    RecoveryCodesMade,
    /// Somebody signed in with a recovery code.
    RecoveryCodeUsed {
        /// How many can still be used.
        left: u32,
    },
}

/// What a letter that carries no link tells.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(crate) enum Tells {
    /// Something of the reader's own account.
    Account(Notice),
    /// Something of the installation. The database writes these by itself: see `app.watch_installation`.
    Installation(AlertNotice),
    /// Something for the firm's administrators. The database writes these by itself: see `app.ask_support`.
    Firm(FirmNotice),
    /// Something of a case. The database writes these by itself: see `app.break_glass`.
    Case(CaseNotice),
}

/// What whoever answers for a case is told of it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "notice", rename_all = "snake_case")]
pub(crate) enum CaseNotice {
    /// Somebody who is not assigned opened it to themselves. Until when, the job reads by the firm's clocks.
    GlassBroken {
        /// The case.
        case: CaseId,
        /// The firm's own number of it.
        number: String,
        /// Who.
        by: String,
        /// Why.
        reason: String,
    },
    /// An administrator let an operator of the installation into it. Until when, the job reads by the firm's clocks.
    SupportGranted {
        /// The case.
        case: CaseId,
        /// The firm's own number of it.
        number: String,
        /// Who granted it.
        by: String,
        /// Who was let in.
        operator: String,
        /// Why they asked.
        reason: String,
        /// Whether they may change the case.
        changing: bool,
    },
}

/// What a firm's administrators are told.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "notice", rename_all = "snake_case")]
pub(crate) enum FirmNotice {
    /// An operator of the installation asks for access to a case.
    SupportAsked {
        /// Who.
        by: String,
        /// Why.
        reason: String,
    },
    /// The newest checkpoints of the firm's logs: see `app.queue_checkpoint_mails`.
    Checkpoints,
}

/// What operators are told of the installation; or, where there are none, whoever may run the checks at a firm.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "notice", rename_all = "snake_case")]
pub(crate) enum AlertNotice {
    /// Something asks for attention.
    Alert {
        /// What it is about.
        kind: AlertKind,
        /// About which of them; empty where there is only one.
        subject: String,
        /// Whether the reader is told instead of an operator.
        #[serde(default)]
        instead: bool,
    },
}

/// Writes a letter; it is mailed once the transaction has committed. Permission: an account of the own firm, or any while
/// nobody is signed in: the database's policies hold both.
pub(crate) async fn write<R>(backend: &Backend, tx: &mut Tx<R>, firm: FirmId, to: UserId, notice: &Notice) -> Done<()> {
    insert(backend, tx, firm, Some(to), What::Tells(notice)).await
}

/// Writes a letter that carries a link: to its person, or to whom it invites.
pub(crate) async fn write_link<R>(
    backend: &Backend,
    tx: &mut Tx<R>,
    firm: FirmId,
    to: Option<UserId>,
    link: AccountLinkId,
) -> Done<()> {
    insert(backend, tx, firm, to, What::Carries(link)).await
}

enum What<'a> {
    Tells(&'a Notice),
    Carries(AccountLinkId),
}

async fn insert<R>(backend: &Backend, tx: &mut Tx<R>, firm: FirmId, to: Option<UserId>, what: What<'_>) -> Done<()> {
    let (notice, link) = match what {
        What::Tells(notice) => (Some(Json(notice)), None),
        What::Carries(link) => (None, Some(link.0)),
    };
    let id: LetterId = backend.new_id();
    let origin = tx.origin();
    sqlx::query(
        "insert into letters (firm_id, id, user_id, account_link_id, notice, address, address_source, device)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(firm.0)
    .bind(id.0)
    .bind(to.map(|to| to.0))
    .bind(link)
    .bind(notice)
    .bind(origin.address.map(IpNetwork::from))
    .bind(origin.source.name())
    .bind(&origin.device)
    .execute(tx.conn())
    .await?;
    Ok(())
}
