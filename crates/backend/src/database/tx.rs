//! Transactions: one type a kind of caller, one database role each.

use core::marker::PhantomData;
use std::sync::Arc;

use domain::Error;
use domain::audit::Event;
use domain::ids::{FirmId, SessionId, SignerId, UserId};
use domain::origin::Origin;
use sqlx::Executor as _;
use uuid::Uuid;
use vault::Token;

use super::logins::{Admin, AuthTx, Login as _, Office, Operator, Role, Visit, Work};
use super::turns::{Turn, Turns};
use super::{Conn, Database};
use crate::audit::{Actor, Made, Sealed, Sealing, Speaker};
use crate::failure::Done;
use crate::place::Place;

/// A transaction that speaks for one caller. Dropping it rolls back.
#[derive(Debug)]
pub(crate) struct Tx<R> {
    conn: Conn,
    sealing: Arc<Sealing>,
    /// Keys of the log that it has made.
    made: Made,
    turns: Turns,
    /// While it writes into a log: the first, where there are several.
    turn: Option<Turn>,
    /// Whom it speaks for, where that is known without asking the database.
    speaker: Option<Speaker>,
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
    /// Hashes and signatures over the log: they follow from its entries.
    LogProven,
    /// The results of checks, kept as results.
    CheckResults,
    /// Read again within ten minutes: its entry is there.
    ReadAgain,
    /// What was asked for was so before.
    NothingChanged,
    /// Set-up links and the demonstration mark: no firm exists yet.
    BeforeAnyFirm,
    /// Its entry was written before, in the same transaction: afterwards its author may write none.
    SaidBefore,
    /// The firms that the attack works on are made, opened and closed; what comes of a run is kept as its run.
    Proving,
}

impl Database {
    /// Begins under a role, by the login whose role it is.
    pub(crate) async fn begin<R: Role>(
        &self,
        sealing: &Arc<Sealing>,
        secret: Option<&Token>,
        origin: &Arc<Origin>,
    ) -> Done<Tx<R>> {
        Ok(Tx {
            conn: R::Login::pool(self).begin::<R>(secret, origin.address).await?,
            sealing: Arc::clone(sealing),
            made: Made::default(),
            turns: self.turns.clone(),
            turn: None,
            speaker: None,
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
        match self.turn {
            Some(turn) if !turn.alone => self.conn.commit_early(turn).await,
            _ => self.conn.commit().await,
        }
    }

    /// From where the request came.
    pub(crate) fn origin(&self) -> Arc<Origin> {
        Arc::clone(&self.origin)
    }

    /// Seals an entry for the log of whoever it is by, which it is about to be written into.
    async fn seal(&mut self, speaker: &Speaker, event: &Event) -> Done<Sealed> {
        if self.turn.is_none() {
            let turn = self.turns.take(speaker.firm);
            if !turn.alone {
                self.conn.execute("set local synchronous_commit = off").await?;
            }
            self.turn = Some(turn);
        }
        let sealing = Arc::clone(&self.sealing);
        sealing
            .seal(&mut self.conn, &mut self.made, speaker, &self.origin, event)
            .await
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
        let speaker = match &self.speaker {
            Some(speaker) => speaker.clone(),
            None => speaker(&mut self.conn).await?,
        };
        let sealed = self.seal(&speaker, event).await?;
        append_entry(&mut self.conn, event, &sealed, &self.origin).await
    }

    /// The same, where it is known already whom it speaks for. What the database knows decides whose entries these are.
    pub(crate) fn spoken_by(mut self, firm: FirmId, actor: Actor) -> Self {
        let actor = Some(actor);
        self.speaker = Some(Speaker { firm, actor });
        self
    }
}

/// Whom a connection speaks for, as the database knows.
pub(crate) async fn speaker(conn: &mut Conn) -> Done<Speaker> {
    let (firm, id, name): (Option<Uuid>, Option<Uuid>, Option<String>) =
        sqlx::query_as("select firm, id, name from app.log_speaker()")
            .fetch_one(conn)
            .await?;
    Ok(Speaker {
        firm: FirmId(firm.ok_or(Error::NotSignedIn)?),
        actor: id.zip(name).map(|(id, name)| Actor { id, name }),
    })
}

/// Appends a sealed entry for whoever a connection speaks for; its number.
pub(crate) async fn append_entry(conn: &mut Conn, event: &Event, sealed: &Sealed, origin: &Origin) -> Done<i64> {
    Ok(sqlx::query_scalar("select app.append_entry($1, $2, $3, $4, $5, $6)")
        .bind(event.name())
        .bind(event.case().map(|case| case.0))
        .bind(&sealed.details)
        .bind(&sealed.origin)
        .bind(origin.source.name())
        .bind(&origin.request)
        .fetch_one(conn)
        .await?)
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
        let speaker = Speaker {
            firm: house,
            actor: None,
        };
        let sealed = self.seal(&speaker, &event).await?;
        let number = sqlx::query_scalar("select app.append_server_entry($1, $2, $3, $4)")
            .bind(house.0)
            .bind(event.name())
            .bind(&sealed.details)
            .bind(&self.origin.request)
            .fetch_one(&mut self.conn)
            .await?;
        self.end().await?;
        Ok(number)
    }

    /// Writes one of several entries of one action.
    pub(crate) async fn append(&mut self, account: Account, event: &Event) -> Done<i64> {
        let speaker = self.named(account.firm, account.user.0).await?;
        let sealed = self.seal(&speaker, event).await?;
        let append = match self.place {
            Place::Office => "select app.append_account_entry($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            Place::Console => "select app.append_console_entry($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        };
        Ok(sqlx::query_scalar(append)
            .bind(account.firm.0)
            .bind(account.user.0)
            .bind(account.proven)
            .bind(account.session.map(|session| session.0))
            .bind(event.name())
            .bind(&sealed.details)
            .bind(&sealed.origin)
            .bind(self.origin.source.name())
            .bind(&self.origin.request)
            .fetch_one(&mut self.conn)
            .await?)
    }

    /// Somebody of a firm, as whom an entry names its actor at the door.
    async fn named(&mut self, firm: FirmId, id: Uuid) -> Done<Speaker> {
        let name: Option<String> = sqlx::query_scalar("select app.log_name($1, $2)")
            .bind(firm.0)
            .bind(id)
            .fetch_one(&mut self.conn)
            .await?;
        let actor = name.map(|name| Actor { id, name });
        Ok(Speaker { firm, actor })
    }

    /// Writes an entry about a signature link and commits both, or neither.
    pub(crate) async fn commit_link(mut self, firm: FirmId, signer: SignerId, proven: bool, event: Event) -> Done<i64> {
        let speaker = self.named(firm, signer.0).await?;
        let sealed = self.seal(&speaker, &event).await?;
        let number = sqlx::query_scalar("select app.append_link_entry($1, $2, $3, $4, $5, $6, $7, $8)")
            .bind(firm.0)
            .bind(signer.0)
            .bind(proven)
            .bind(event.name())
            .bind(&sealed.details)
            .bind(&sealed.origin)
            .bind(self.origin.source.name())
            .bind(&self.origin.request)
            .fetch_one(&mut self.conn)
            .await?;
        self.end().await?;
        Ok(number)
    }
}
