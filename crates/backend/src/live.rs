//! What commits is told at once: Postgres notifies, one connection listens, every open page hears. Ids only.

use std::sync::Arc;
use std::time::Duration;

use domain::ids::{CaseId, FirmId, SessionId, UserId};
use domain::live::LiveEvent;
use serde::Deserialize;
use tokio::sync::broadcast;
use tokio::time::Instant;
use uuid::Uuid;

use crate::Backend;
use crate::access;
use crate::caller::{AtTheConsole, Caller, SessionProbe};
use crate::database::Conn;
use crate::failure::Done;
use crate::place::Place;

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

/// Passes notices on to everybody in this process who listens.
#[derive(Clone, Debug)]
pub(crate) struct Switchboard {
    sender: broadcast::Sender<Heard>,
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
    /// A notice about a case, as the database tells it.
    pub(crate) fn of_case(firm: FirmId, case: CaseId) -> Self {
        Self {
            firm,
            case: Some(case),
            session: None,
            user: None,
            renewed: false,
            console: false,
            erased: None,
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

impl Switchboard {
    pub(crate) fn new() -> Self {
        Self {
            sender: broadcast::Sender::new(1024),
        }
    }

    pub(crate) fn listen(&self) -> broadcast::Receiver<Heard> {
        self.sender.subscribe()
    }
}

/// Listens for as long as the server runs; after a lost connection it connects again.
pub async fn run_switchboard(backend: Arc<Backend>) {
    loop {
        match backend.database.listener().await {
            Ok(mut listener) => {
                // Whatever committed while nobody listened was missed.
                backend.sealing.forget_all();
                drop(backend.switchboard.sender.send(Heard::Gap));
                hear(&backend, &mut listener).await;
            }
            Err(error) => tracing::warn!(%error, "can't listen for what commits"),
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
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
                    drop(backend.switchboard.sender.send(Heard::Notice(notice)));
                }
                Err(error) => tracing::error!(%error, "a notice that can't be read"),
            },
            Ok(None) => {
                backend.sealing.forget_all();
                drop(backend.switchboard.sender.send(Heard::Gap));
            }
            Err(error) => {
                tracing::warn!(%error, "the listening connection was lost");
                backend.sealing.forget_all();
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
            receiver,
            asked: Instant::now(),
            ended: false,
        }
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
                    let (me, session) = (self.caller.me(), self.caller.session());
                    let means = match self.caller.visitor.place {
                        Place::Office => notice.means(me.firm, session, me.user),
                        Place::Console => notice.means_at_the_console(me.firm, session),
                    };
                    match means {
                        Means::Nothing => {}
                        Means::TheEnd => return Some(self.end()),
                        Means::Renewed => return None,
                        Means::Firm => return Some(LiveEvent::Firm),
                        Means::LessToSee => return Some(LiveEvent::Again),
                        Means::Case(case) => match self.sees(case).await {
                            Ok(true) => return Some(LiveEvent::Case { case }),
                            Ok(false) => {}
                            Err(error) => {
                                tracing::warn!(%error, "can't filter an event");
                                return Some(LiveEvent::Again);
                            }
                        },
                    }
                }
            }
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
