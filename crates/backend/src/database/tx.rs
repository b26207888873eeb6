//! Transactions: one type a kind of caller, one database role each.

use core::marker::PhantomData;
use std::sync::Arc;

use domain::Error;
use domain::audit::Event;
use domain::ids::{FirmId, SessionId, SignerId, UserId};
use domain::origin::Origin;
use sqlx::types::Json;
use sqlx::types::ipnetwork::IpNetwork;
use vault::Token;

use super::logins::{Admin, AuthTx, Login as _, Office, Operator, Role, Visit, Work};
use super::{Conn, Database};
use crate::failure::Done;
use crate::place::Place;

/// A transaction that speaks for one caller. Dropping it rolls back.
#[derive(Debug)]
pub(crate) struct Tx<R> {
    conn: Conn,
    origin: Arc<Origin>,
    place: Place,
    role: PhantomData<R>,
}

/// Why a transaction that changed something has no entry in the log. The list is short and each has its reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unlogged {
    /// A half-drawn signature: the signature itself is logged.
    DraftSaved,
    /// Activity that keeps a session alive: the log would hold nothing else.
    SessionTouched,
    /// Somebody who owes the second factor wishes the device to be trusted: whether it is, the sign-in logs.
    TrustWished,
    /// A page between the first and the last was shown: the furthest is kept with the signer.
    PageShown,
    /// How often somebody asks and fails, and which puzzles were solved: what came of it is logged by what came of it.
    Counted,
    /// A second factor that is begun and opens nothing yet: what comes of it is logged.
    FactorBegun,
    /// No firm to log to: a sign-in for an unknown address, a link that never was.
    NobodyKnown,
    /// The queue's own housekeeping; what a job does is logged by the job.
    JobHousekeeping,
    /// The results of checks, kept as results.
    CheckResults,
    /// Read again within ten minutes: its entry is there.
    ReadAgain,
    /// What was asked for was so before.
    NothingChanged,
    /// Set-up links and the demonstration mark: no firm exists yet.
    BeforeAnyFirm,
}

impl Database {
    /// Begins under a role, by the login whose role it is.
    pub(crate) async fn begin<R: Role>(&self, secret: Option<&Token>, origin: &Arc<Origin>) -> Done<Tx<R>> {
        Ok(Tx {
            conn: R::Login::pool(self).begin::<R>(secret, origin.address).await?,
            origin: Arc::clone(origin),
            place: Place::Office,
            role: PhantomData,
        })
    }

    /// A transaction in which a promise check tries everything, under every role. Whoever gets it can't commit it.
    pub(crate) async fn begin_on_ground(&self) -> Result<Conn, sqlx::Error> {
        self.checks.look().await
    }
}

impl<R> Tx<R> {
    /// For queries.
    pub(crate) fn conn(&mut self) -> &mut Conn {
        &mut self.conn
    }

    /// Commits a change that has no entry, for a stated reason.
    pub(crate) async fn commit_unlogged(self, _why: Unlogged) -> Done<()> {
        self.end().await
    }

    async fn end(self) -> Done<()> {
        self.conn.commit().await
    }

    /// From where the request came.
    pub(crate) fn origin(&self) -> Arc<Origin> {
        Arc::clone(&self.origin)
    }

    fn address(&self) -> Option<IpNetwork> {
        self.origin.address.map(IpNetwork::from)
    }
}

/// Kinds of caller whose entries the database attributes by itself.
pub(crate) trait Attributed: Role {}
impl Attributed for Office {}
impl Attributed for Admin {}
impl Attributed for Visit {}
impl Attributed for Work {}
impl Attributed for Operator {}

/// Kinds of caller who are at a console.
pub(crate) trait AtConsole: Attributed {}
impl AtConsole for Admin {}
impl AtConsole for Operator {}

impl<R: Attributed> Tx<R> {
    /// Writes the entry and commits both, or neither. The entry is the last statement, because it locks the firm's log.
    pub(crate) async fn commit(mut self, event: Event) -> Done<i64> {
        let number = self.append(&event).await?;
        self.end().await?;
        Ok(number)
    }

    /// Writes one of several entries of one action.
    pub(crate) async fn append(&mut self, event: &Event) -> Done<i64> {
        let address = self.address();
        Ok(
            sqlx::query_scalar("select app.append_entry($1, $2, $3, $4, $5, $6, $7)")
                .bind(event.name())
                .bind(event.case().map(|case| case.0))
                .bind(Json(event))
                .bind(address)
                .bind(self.origin.source.name())
                .bind(&self.origin.device)
                .bind(&self.origin.request)
                .fetch_one(&mut self.conn)
                .await?,
        )
    }
}

impl Tx<Office> {
    /// Refuses where the second factor was last given more than five minutes ago. The policies of what is sensitive ask the same.
    pub(crate) async fn require_fresh_factor(&mut self) -> Done<()> {
        let fresh: bool = sqlx::query_scalar("select app.factor_is_fresh()")
            .fetch_one(&mut self.conn)
            .await?;
        if fresh { Ok(()) } else { Err(Error::StepUpNeeded.into()) }
    }
}

/// Whose account an entry is about, before or after there is a session.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Account {
    pub(crate) firm: FirmId,
    pub(crate) user: UserId,
    /// Whether the person has proven to be the account's owner.
    pub(crate) proven: bool,
    pub(crate) session: Option<SessionId>,
}

impl AuthTx {
    /// Whose log takes the entries: that of the place where somebody signs in.
    pub(crate) fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// Writes an entry about an account and commits both, or neither.
    pub(crate) async fn commit(mut self, account: Account, event: Event) -> Done<i64> {
        let number = self.append(account, &event).await?;
        self.end().await?;
        Ok(number)
    }

    /// Commits what the server did at a console by itself, with its entry there, or neither.
    pub(crate) async fn commit_at_the_console(mut self, house: FirmId, event: Event) -> Done<i64> {
        let number = sqlx::query_scalar("select app.append_server_entry($1, $2, $3, $4)")
            .bind(house.0)
            .bind(event.name())
            .bind(Json(&event))
            .bind(&self.origin.request)
            .fetch_one(&mut self.conn)
            .await?;
        self.end().await?;
        Ok(number)
    }

    /// Writes one of several entries of one action.
    pub(crate) async fn append(&mut self, account: Account, event: &Event) -> Done<i64> {
        let address = self.address();
        let append = match self.place {
            Place::Office => "select app.append_account_entry($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            Place::Console => "select app.append_console_entry($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        };
        Ok(sqlx::query_scalar(append)
            .bind(account.firm.0)
            .bind(account.user.0)
            .bind(account.proven)
            .bind(account.session.map(|session| session.0))
            .bind(event.name())
            .bind(Json(event))
            .bind(address)
            .bind(self.origin.source.name())
            .bind(&self.origin.device)
            .bind(&self.origin.request)
            .fetch_one(&mut self.conn)
            .await?)
    }

    /// Writes an entry about a signature link and commits both, or neither.
    pub(crate) async fn commit_link(mut self, firm: FirmId, signer: SignerId, proven: bool, event: Event) -> Done<i64> {
        let address = self.address();
        let number = sqlx::query_scalar("select app.append_link_entry($1, $2, $3, $4, $5, $6, $7, $8, $9)")
            .bind(firm.0)
            .bind(signer.0)
            .bind(proven)
            .bind(event.name())
            .bind(Json(&event))
            .bind(address)
            .bind(self.origin.source.name())
            .bind(&self.origin.device)
            .bind(&self.origin.request)
            .fetch_one(&mut self.conn)
            .await?;
        self.end().await?;
        Ok(number)
    }
}
