//! Work that follows an action: queued in the action's own transaction, claimed one by one, done at least once.

mod expire;
mod mail_invitation;
mod mail_letter;
mod queue;
mod signed_copy;
mod signed_copy_events;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use domain::audit::Event;
use domain::ids::{CaseId, EnvelopeId, FirmId, LetterId};
use domain::installation::GIVEN_TROUBLE;
use domain::origin::Origin;
use tokio::sync::watch;
use tokio::time::MissedTickBehavior;
use vault::Token;

use crate::Backend;
use crate::database::{Unlogged, WorkerTx};
use crate::documents;
use crate::failure::{Done, Failure};
use crate::installation;

pub(crate) use queue::{queue_mail, queue_signed_copy};

/// A claimed job. Its secret is what lets a transaction see the one thing that the job is about.
pub(crate) struct Job {
    pub(crate) firm: FirmId,
    task: Task,
    attempts: i32,
    secret: Token,
    origin: Arc<Origin>,
}

/// What is to be done, and about what.
#[derive(Clone, Copy, Debug)]
enum Task {
    MailInvitation(Sent),
    MakeSignedCopy(Sent),
    ExpireEnvelope(Sent),
    MailLetter(LetterId),
}

/// An envelope and its case.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sent {
    pub(crate) case: CaseId,
    pub(crate) envelope: EnvelopeId,
}

impl Job {
    pub(crate) async fn begin(&self, backend: &Backend) -> Done<WorkerTx> {
        backend.begin(Some(&self.secret), &self.origin).await
    }

    /// Marks the job as done within the transaction that did it.
    pub(crate) async fn finish(&self, tx: &mut WorkerTx) -> Done<()> {
        let finished = sqlx::query(
            "update jobs set finished_at = app.now(), last_error = null where firm_id = $1 and claim_hash = $2",
        )
        .bind(self.firm.0)
        .bind(self.secret.sha256().as_slice())
        .execute(tx.conn())
        .await?
        .rows_affected();
        // Somebody else has claimed it since: what they do counts, and this transaction rolls back.
        if finished == 1 {
            Ok(())
        } else {
            Err(Failure::broken("the claim was lost"))
        }
    }
}

/// Works until told to stop: at once when something commits, and every few seconds for what became due.
pub async fn run_worker(backend: Arc<Backend>, mut stop: watch::Receiver<bool>) {
    let mut notices = backend.switchboard.listen();
    let mut rounds = tokio::time::interval(Duration::from_secs(5));
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut minutes = tokio::time::interval(Duration::from_mins(1));
    minutes.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut days = tokio::time::interval(Duration::from_hours(24));
    while !*stop.borrow() {
        // Housekeeping looks at every live session: by the clock, and not at each thing that commits.
        tokio::select! {
            _ = stop.changed() => {}
            _ = notices.recv() => {}
            _ = rounds.tick() => {
                if let Err(error) = housekeeping(&backend).await {
                    tracing::warn!(%error, "housekeeping");
                }
            }
            _ = minutes.tick() => {
                if let Err(error) = installation::watch(&backend).await {
                    tracing::warn!(%error, "watching the installation");
                }
            }
            _ = days.tick() => {
                if let Err(error) = documents::sweep(&backend).await {
                    tracing::warn!(%error, "sweeping the store");
                }
            }
        }
        while !*stop.borrow() {
            match run_one(&backend).await {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    tracing::warn!(%error, "the queue can't be asked");
                    break;
                }
            }
        }
    }
}

/// Does every job that is due now. For tests and commands that want to see the end.
pub async fn run_due(backend: &Backend) -> Done<u32> {
    let mut done = 0;
    housekeeping(backend).await?;
    installation::watch(backend).await?;
    while run_one(backend).await? {
        done += 1;
    }
    Ok(done)
}

/// Ends sessions whose time is over, tells of sign-ins that stopped half way, queues the end of envelopes whose time is over and the
/// day's mail with checkpoints, and removes counts that are over.
async fn housekeeping(backend: &Backend) -> Done<()> {
    let origin = Arc::new(Origin::server("housekeeping"));
    let mut tx: WorkerTx = backend.begin(None, &origin).await?;
    sqlx::query(
        "select app.end_stale_sessions(), app.queue_expiries(), app.sweep_limits(), app.tell_half_logins(), app.queue_checkpoint_mails()",
    )
    .execute(tx.conn())
    .await?;
    tx.commit_unlogged(Unlogged::JobHousekeeping).await
}

async fn run_one(backend: &Backend) -> Done<bool> {
    let Some(job) = claim(backend).await? else {
        return Ok(false);
    };
    let result = tokio::select! {
        result = work(backend, &job) => result,
        never = keep_claim(backend, &job) => match never {},
    };
    if let Err(error) = result {
        tracing::warn!(task = ?job.task, attempts = job.attempts, %error, "a job failed and is tried again");
        put_back(backend, &job, &error).await?;
    }
    Ok(true)
}

async fn work(backend: &Backend, job: &Job) -> Done<()> {
    match job.task {
        Task::MailInvitation(sent) => mail_invitation::run(backend, job, sent).await,
        Task::MakeSignedCopy(sent) => signed_copy::run(backend, job, sent).await,
        Task::ExpireEnvelope(sent) => expire::run(backend, job, sent).await,
        Task::MailLetter(letter) => mail_letter::run(backend, job, letter).await,
    }
}

/// Holds the claim for as long as the work lasts, a little at a time: the job of a killed server is soon free for the next. Not at
/// once: the claim is new, and most work is done by then, which would cut this off in the middle and cost its connection.
async fn keep_claim(backend: &Backend, job: &Job) -> Infallible {
    loop {
        tokio::time::sleep(Duration::from_secs(5)).await;
        let renewed = async {
            let mut tx = job.begin(backend).await?;
            hold(&mut tx, job.firm, &job.secret).await?;
            tx.commit_unlogged(Unlogged::JobHousekeeping).await
        };
        if let Err(error) = renewed.await {
            tracing::warn!(task = ?job.task, %error, "the claim on a job can't be renewed");
        }
    }
}

/// A claim lasts 20 seconds from now.
async fn hold(tx: &mut WorkerTx, firm: FirmId, secret: &Token) -> Done<()> {
    sqlx::query(
        "update jobs set claimed_until = app.now() + interval '20 seconds' where firm_id = $1 and claim_hash = $2",
    )
    .bind(firm.0)
    .bind(secret.sha256().as_slice())
    .execute(tx.conn())
    .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Claimed {
    firm_id: uuid::Uuid,
    id: uuid::Uuid,
    kind: String,
    case_id: Option<uuid::Uuid>,
    envelope_id: Option<uuid::Uuid>,
    letter_id: Option<uuid::Uuid>,
    attempts: i32,
}

impl Claimed {
    fn task(&self) -> Done<Task> {
        let sent = self.case_id.zip(self.envelope_id).map(|(case, envelope)| Sent {
            case: CaseId(case),
            envelope: EnvelopeId(envelope),
        });
        match (self.kind.as_str(), sent, self.letter_id) {
            ("mail_invitation", Some(sent), None) => Ok(Task::MailInvitation(sent)),
            ("make_signed_copy", Some(sent), None) => Ok(Task::MakeSignedCopy(sent)),
            ("expire_envelope", Some(sent), None) => Ok(Task::ExpireEnvelope(sent)),
            ("mail_letter", None, Some(letter)) => Ok(Task::MailLetter(LetterId(letter))),
            (other, ..) => Err(Failure::broken(format!("unknown job {other}"))),
        }
    }
}

async fn claim(backend: &Backend) -> Done<Option<Job>> {
    let secret = Token::generate();
    let origin = Arc::new(Origin::server("job"));
    let mut tx: WorkerTx = backend.begin(Some(&secret), &origin).await?;
    let claimed: Option<Claimed> =
        sqlx::query_as("select firm_id, id, kind, case_id, envelope_id, letter_id, attempts from app.claim_job($1)")
            .bind(secret.sha256().as_slice())
            .fetch_optional(tx.conn())
            .await?;
    if let Some(claimed) = &claimed {
        hold(&mut tx, FirmId(claimed.firm_id), &secret).await?;
    }
    tx.commit_unlogged(Unlogged::JobHousekeeping).await?;
    let Some(claimed) = claimed else { return Ok(None) };
    Ok(Some(Job {
        firm: FirmId(claimed.firm_id),
        task: claimed.task()?,
        attempts: claimed.attempts,
        secret,
        origin: Arc::new(Origin::server(format!("job {}", claimed.id))),
    }))
}

/// What the firm learns of a job that goes on failing, some two minutes long, from the case's timeline. Once; it is tried on.
fn trouble(job: &Job) -> Option<Event> {
    match job.task {
        _ if job.attempts != GIVEN_TROUBLE => None,
        Task::MailInvitation(Sent { case, envelope }) => Some(Event::InvitationNotMailed { case, envelope }),
        Task::MakeSignedCopy(Sent { case, envelope }) => Some(Event::SignedCopyDelayed { case, envelope }),
        Task::ExpireEnvelope(_) | Task::MailLetter(_) => None,
    }
}

/// Waits twice as long after each failure, an hour at most.
async fn put_back(backend: &Backend, job: &Job, error: &Failure) -> Done<()> {
    let seconds = 2_f64.powi(job.attempts.clamp(1, 12)).min(3600.0);
    let mut tx = job.begin(backend).await?;
    if let Some(event) = trouble(job) {
        tx.append(&event).await?;
    }
    sqlx::query(
        "update jobs set claimed_until = null, run_at = app.now() + make_interval(secs => $3), last_error = left($4, 500)
         where firm_id = $1 and claim_hash = $2",
    )
    .bind(job.firm.0)
    .bind(job.secret.sha256().as_slice())
    .bind(seconds)
    .bind(error.to_string())
    .execute(tx.conn())
    .await?;
    tx.commit_unlogged(Unlogged::JobHousekeeping).await
}
