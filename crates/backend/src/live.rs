//! What commits is told within a moment to every open page, by ids only. Postgres notifies a connection that listens of what is rare; what the logs have
//! grown by is looked for.

mod switchboard;

use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use domain::ids::{CaseId, FirmId, SessionId, UserId};
use domain::live::{Drawn, LiveEvent};
use serde::Deserialize;
use tokio::sync::broadcast;
use tokio::time::Instant;
use uuid::Uuid;

use crate::Backend;
use crate::access;
use crate::audit::begin_as_sealer;
use crate::caller::{AtTheConsole, Caller, SessionProbe};
use crate::database::Conn;
use crate::failure::Done;
use crate::place::Place;

pub(crate) use self::switchboard::Switchboard;
pub use self::switchboard::drawn_now;

/// How often the heads of the logs are looked at.
const LOOK: Duration = Duration::from_millis(200);

/// How far every log was when it was looked at last: of which firm, and whether it is that of its console.
type Heads = HashMap<(FirmId, bool), i64>;

/// What the database says when something commits.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct Notice {
    firm: FirmId,
    #[serde(default)]
    case: Option<CaseId>,
    #[serde(default)]
    session: Option<SessionId>,
    #[serde(default)]
    user: Option<UserId>,
    /// Whether the session goes on under another secret.
    #[serde(default)]
    renewed: bool,
    /// Whether it happened at the firm's console, of which the office hears nothing.
    #[serde(default)]
    console: bool,
    /// Who was erased: what was shown of them is to be blackened, and what is held of them dropped.
    #[serde(default)]
    erased: Option<Uuid>,
}

/// What comes over the listening connection.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Heard {
    /// Something committed.
    Notice(Notice),
    /// The connection was lost for a while: anything may have.
    Gap,
}

/// What a notice is to one page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Means {
    /// Of another firm, or the end of somebody else's session.
    Nothing,
    /// The page's own session is over.
    TheEnd,
    /// It goes on under another secret, which the browser has by now: the stream is opened anew.
    Renewed,
    /// Something of the firm that belongs to no case.
    Firm,
    /// The page's reader sees less than before: what it shows may be gone.
    LessToSee,
    /// Something of a case: to be told only to who sees it, as [`sees`] says.
    Case(CaseId),
}

impl Notice {
    /// A notice that a firm's log has grown by an entry, which may be about a case.
    fn of_entry(firm: FirmId, case: Option<CaseId>) -> Self {
        Self {
            firm,
            case,
            session: None,
            user: None,
            renewed: false,
            console: false,
            erased: None,
        }
    }

    /// A notice that something happened at a firm's console.
    fn of_the_console(firm: FirmId) -> Self {
        Self {
            console: true,
            ..Self::of_entry(firm, None)
        }
    }

    /// What it is to a page of the console: the same but for cases, of which nothing is told there, and what happens at the console.
    pub(crate) fn means_at_the_console(self, firm: FirmId, session: SessionId) -> Means {
        match self {
            Self {
                session: Some(of),
                renewed,
                ..
            } => {
                if of == session {
                    Self::of_its_session(renewed)
                } else {
                    Means::Nothing
                }
            }
            Self {
                firm: of,
                case: None,
                user: None,
                ..
            } if of == firm => Means::Firm,
            _ => Means::Nothing,
        }
    }

    const fn of_its_session(renewed: bool) -> Means {
        if renewed { Means::Renewed } else { Means::TheEnd }
    }

    /// What it is to a page of the office, of a firm, session and person.
    pub(crate) fn means(self, firm: FirmId, session: SessionId, reader: UserId) -> Means {
        match self {
            Self { console: true, .. } => Means::Nothing,
            Self {
                firm: of,
                erased: Some(_),
                ..
            } => {
                if of == firm {
                    Means::LessToSee
                } else {
                    Means::Nothing
                }
            }
            Self {
                session: Some(of),
                renewed,
                ..
            } if of == session => Self::of_its_session(renewed),
            Self { user: Some(user), .. } if user == reader => Means::LessToSee,
            Self {
                firm: of,
                session: None,
                user: None,
                case,
                renewed: false,
                console: false,
                erased: None,
            } if of == firm => case.map_or(Means::Firm, Means::Case),
            _ => Means::Nothing,
        }
    }
}

/// Whether a case may be seen on a connection.
pub(crate) async fn sees(conn: &mut Conn, firm: FirmId, case: CaseId) -> Done<bool> {
    Ok(
        sqlx::query_scalar("select exists (select from cases where firm_id = $1 and id = $2)")
            .bind(firm.0)
            .bind(case.0)
            .fetch_one(conn)
            .await?,
    )
}

/// Listens for as long as the server runs; after a lost connection it connects again.
pub async fn run_switchboard(backend: Arc<Backend>) {
    loop {
        if let Err(error) = listen(&backend).await {
            tracing::warn!(%error, "can't listen for what commits");
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Listens until it no longer can.
async fn listen(backend: &Backend) -> Done<()> {
    let mut listener = backend.database.listener().await?;
    // Whatever committed while nobody listened was missed.
    backend.sealing.forget_all();
    tokio::select! {
        () = hear(backend, &mut listener) => {}
        never = follow(backend) => match never {},
    }
    backend.sealing.forget_all();
    Ok(())
}

/// Looks at the heads again and again, and passes on whose log has grown. A `NOTIFY` from each entry would be heard a moment sooner, and would make
/// every commit with one wait for every other until the disk has it: see docs/decisions/0026-what-a-transaction-costs.md.
async fn follow(backend: &Backend) -> Infallible {
    let mut seen = None;
    loop {
        match look(backend, seen.as_ref()).await {
            Ok((heads, heard)) => {
                for heard in heard {
                    backend.switchboard.say(heard);
                }
                seen = Some(heads);
            }
            // What is missed now, the next look finds.
            Err(error) => tracing::warn!(%error, "can't look at the heads of the logs"),
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// How far every log is, and what is to be told of what was `seen` before; nobody knows what was missed before a first look.
async fn look(backend: &Backend, seen: Option<&Heads>) -> Done<(Heads, Vec<Heard>)> {
    let mut tx = begin_as_sealer(backend).await?;
    let now = heads(tx.conn()).await?;
    let Some(seen) = seen else {
        return Ok((now, vec![Heard::Gap]));
    };
    let grown: Vec<_> = now
        .iter()
        .map(|(log, last)| (*log, seen.get(log).copied().unwrap_or_default(), *last))
        .filter(|(_, before, last)| before < last)
        .collect();
    let mut notices = about(tx.conn(), &grown).await?;
    let consoles = grown.iter().filter(|((_, console), ..)| *console);
    notices.extend(consoles.map(|((firm, _), ..)| Notice::of_the_console(*firm)));
    Ok((now, notices.into_iter().map(Heard::Notice).collect()))
}

/// How far every log is.
async fn heads(conn: &mut Conn) -> Done<Heads> {
    let heads: Vec<(Uuid, bool, i64)> = sqlx::query_as(
        "select firm_id, false, last from log_heads union all select firm_id, true, last from console_heads",
    )
    .fetch_all(conn)
    .await?;
    let heads = heads.into_iter();
    Ok(heads
        .map(|(firm, console, last)| ((FirmId(firm), console), last))
        .collect())
}

/// What pages are told of the log of a firm that has grown since its head was `seen`, on a connection of the sealer's: the product's own words, for
/// the check of promise I2.
pub(crate) async fn told_since(conn: &mut Conn, firm: FirmId, seen: i64) -> Done<Vec<Notice>> {
    let log = (firm, false);
    let last = heads(conn).await?.get(&log).copied().unwrap_or_default();
    about(conn, &[(log, seen, last)]).await
}

/// Which cases the entries between two looks are about, or that one is about none.
async fn about(conn: &mut Conn, grown: &[((FirmId, bool), i64, i64)]) -> Done<Vec<Notice>> {
    let mut columns = (Vec::new(), Vec::new(), Vec::new());
    for ((firm, _), before, last) in grown.iter().filter(|((_, console), ..)| !console) {
        columns.0.push(firm.0);
        columns.1.push(*before);
        columns.2.push(*last);
    }
    if columns.0.is_empty() {
        return Ok(Vec::new());
    }
    let cases: Vec<(Uuid, Option<Uuid>)> = sqlx::query_as(
        "select l.firm_id, l.case_id from unnest($1::uuid[], $2::bigint[], $3::bigint[]) as grown (firm, seen, last)
         cross join generate_series(grown.seen + 1, grown.last) as fresh (number)
         join log_entries l on l.firm_id = grown.firm and l.number = fresh.number
         group by l.firm_id, l.case_id order by min(l.number)",
    )
    .bind(columns.0)
    .bind(columns.1)
    .bind(columns.2)
    .fetch_all(conn)
    .await?;
    let cases = cases.into_iter();
    Ok(cases
        .map(|(firm, case)| Notice::of_entry(FirmId(firm), case.map(CaseId)))
        .collect())
}

/// Passes on what comes over the connection, until it is lost.
async fn hear(backend: &Backend, listener: &mut sqlx::postgres::PgListener) {
    loop {
        // Not `recv`, which connects again by itself and never says that something was missed.
        match listener.try_recv().await {
            Ok(Some(notification)) => match serde_json::from_str::<Notice>(notification.payload()) {
                Ok(notice) => {
                    if let Some(erased) = notice.erased {
                        backend.sealing.forget(notice.firm, erased);
                    }
                    backend.switchboard.say(Heard::Notice(notice));
                }
                Err(error) => tracing::error!(%error, "a notice that can't be read"),
            },
            Ok(None) => {
                backend.sealing.forget_all();
                backend.switchboard.say(Heard::Gap);
            }
            Err(error) => {
                tracing::warn!(%error, "the listening connection was lost");
                return;
            }
        }
    }
}

/// One page's stream: notices of its firm, filtered by the same policies as rows.
#[derive(Debug)]
pub struct Stream {
    caller: Caller,
    probe: SessionProbe,
    /// What was passed on before it was opened, and is its page's to hear.
    missed: VecDeque<Means>,
    receiver: broadcast::Receiver<Heard>,
    /// When it was last asked whether the session lives.
    asked: Instant,
    ended: bool,
}

impl Stream {
    /// Opens a stream for somebody who is signed in. Does not count as activity.
    pub fn open(caller: Caller, probe: SessionProbe) -> Self {
        let receiver = caller.backend().switchboard.listen();
        Self {
            caller,
            probe,
            missed: VecDeque::new(),
            receiver,
            asked: Instant::now(),
            ended: false,
        }
    }

    /// Tells first what happened since its page was drawn: what was drawn may be past by the time that the page is alive and asks. A page that was drawn so
    /// long ago that nobody knows is told to look at all of it again.
    #[must_use]
    pub fn of_a_page(mut self, drawn: Drawn) -> Self {
        let (missed, receiver) = self.caller.backend().switchboard.listen_since(drawn);
        let mut means = Vec::new();
        for heard in missed {
            let mean = match heard {
                Heard::Notice(notice) => self.means(notice),
                Heard::Gap => Means::LessToSee,
            };
            // The browser had its session's new secret when it asked for this stream, and the session lives. Each thing is told once: a case
            // costs a question to the database.
            if !matches!(mean, Means::Nothing | Means::Renewed | Means::TheEnd) && !means.contains(&mean) {
                means.push(mean);
            }
        }
        self.missed = means.into();
        self.receiver = receiver;
        self
    }

    /// The same at the console.
    pub fn at_the_console(at: AtTheConsole, probe: SessionProbe) -> Self {
        Self::open(at.caller, probe)
    }

    /// The next event that the caller may hear; `None` after the session has ended or goes on under another secret. Asks for the session every 10 seconds.
    pub async fn next(&mut self) -> Option<LiveEvent> {
        if self.ended {
            return None;
        }
        loop {
            if let Some(means) = self.missed.pop_front() {
                if let Some(told) = self.tell(means).await {
                    return told;
                }
                continue;
            }
            // Whatever is heard meanwhile puts the question off no longer.
            let heard = tokio::time::timeout_at(self.asked + Duration::from_secs(10), self.receiver.recv()).await;
            if heard.is_err() {
                self.asked = Instant::now();
            }
            match heard {
                // A quiet while, or something was missed: is the session still alive?
                Err(_) | Ok(Ok(Heard::Gap) | Err(broadcast::error::RecvError::Lagged(_))) => match self.alive().await {
                    // Where even that can't be asked, the page asks for itself, and says what it was told.
                    Ok(true) | Err(_) if heard.is_ok() => return Some(LiveEvent::Again),
                    Ok(true) | Err(_) => {}
                    Ok(false) => return Some(self.end()),
                },
                Ok(Err(broadcast::error::RecvError::Closed)) => return None,
                Ok(Ok(Heard::Notice(notice))) => {
                    let means = self.means(notice);
                    if let Some(told) = self.tell(means).await {
                        return told;
                    }
                }
            }
        }
    }

    /// What is told of it: `None` for nothing, and within that `None` for the end of the stream.
    async fn tell(&mut self, means: Means) -> Option<Option<LiveEvent>> {
        Some(match means {
            Means::Nothing => return None,
            Means::TheEnd => Some(self.end()),
            Means::Renewed => None,
            Means::Firm => Some(LiveEvent::Firm),
            Means::LessToSee => Some(LiveEvent::Again),
            Means::Case(case) => match self.sees(case).await {
                Ok(true) => Some(LiveEvent::Case { case }),
                Ok(false) => return None,
                Err(error) => {
                    tracing::warn!(%error, "can't filter an event");
                    Some(LiveEvent::Again)
                }
            },
        })
    }

    /// What a notice is to this page.
    fn means(&self, notice: Notice) -> Means {
        let (me, session) = (self.caller.me(), self.caller.session());
        match self.caller.visitor.place {
            Place::Office => notice.means(me.firm, session, me.user),
            Place::Console => notice.means_at_the_console(me.firm, session),
        }
    }

    fn end(&mut self) -> LiveEvent {
        self.ended = true;
        LiveEvent::SessionEnded
    }

    async fn alive(&self) -> Done<bool> {
        Ok(access::identify(&self.probe, false).await?.is_some())
    }

    async fn sees(&self, case: CaseId) -> Done<bool> {
        sees(self.caller.begin().await?.conn(), self.caller.me().firm, case).await
    }
}
