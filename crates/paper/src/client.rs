//! The parent's side: starts a confined child for each request and waits for it no longer than it must.

use std::ffi::OsString;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;
use tokio::sync::Semaphore;

use crate::error::{PaperError, Refusal};
use crate::types::{
    Area, Attempt, AttemptOutcome, Confinement, Inspection, MAX_FILE_BYTES, MAX_IMAGE_WIDTH, PageImage, StampJob,
    StampObstacle, StampedField,
};
use crate::wire::{self, Answer, Request};
use crate::worker::EXIT_UNCONFINED;

/// How much time, room and company a child gets.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Longest wall-clock time of one request; then the child is killed. Waiting for a free place does not count.
    pub wall_clock: Duration,
    /// Longest answer, in bytes.
    pub answer_bytes: usize,
    /// Children at the same time.
    pub at_once: usize,
}

impl Default for Limits {
    /// 20 seconds, 64 MiB, two at once.
    fn default() -> Self {
        Self {
            wall_clock: Duration::from_secs(20),
            answer_bytes: 64 * 1024 * 1024,
            at_once: 2,
        }
    }
}

/// Where PDF work is handed in. Cheap to clone; clones share the places.
#[derive(Debug, Clone)]
pub struct PaperShop {
    program: PathBuf,
    args: Vec<OsString>,
    limits: Limits,
    places: Arc<Semaphore>,
}

impl PaperShop {
    /// A shop whose children are `program first_arg` (`program` an absolute path), which must call [`crate::run_worker`] first thing in `main`.
    pub fn new(program: PathBuf, first_arg: impl Into<OsString>) -> Self {
        Self::with_limits(program, vec![first_arg.into()], Limits::default())
    }

    /// The same with any arguments and limits.
    pub fn with_limits(program: PathBuf, args: Vec<OsString>, limits: Limits) -> Self {
        Self {
            program,
            args,
            limits,
            places: Arc::new(Semaphore::new(limits.at_once)),
        }
    }

    /// Recognises a PDF by its content and reads its pages.
    pub async fn inspect(&self, pdf: &[u8]) -> Result<Inspection, PaperError> {
        match self.ask(&Request::Inspect, pdf).await? {
            (Answer::Inspected { inspection }, _) => Ok(inspection),
            _ => Err(PaperError::Crashed),
        }
    }

    /// Draws page `page` (from 1), `width_px` pixels wide (1 to [`MAX_IMAGE_WIDTH`], else the nearer of both).
    pub async fn render_page(&self, pdf: &[u8], page: u32, width_px: u32) -> Result<PageImage, PaperError> {
        let width = width_px.clamp(1, MAX_IMAGE_WIDTH);
        match self.ask(&Request::RenderPage { page, width }, pdf).await? {
            (Answer::Rendered { width, height }, png) => Ok(PageImage { png, width, height }),
            _ => Err(PaperError::Crashed),
        }
    }

    /// Appends the filled fields and the certificate of completion as an incremental update: the result begins with
    /// exactly the bytes of `pdf`. Refuses when the certificate's SHA-256 is not that of `pdf`.
    pub async fn stamp(&self, pdf: &[u8], job: StampJob) -> Result<Vec<u8>, PaperError> {
        // Checked here as well as in the child: numbers that are none cannot travel as JSON.
        if !job.fields.iter().all(StampedField::is_sound) {
            return Err(PaperError::InvalidJob("a field lies outside its page".into()));
        }
        match self.ask(&Request::Stamp { job: Box::new(job) }, pdf).await? {
            (Answer::Stamped, file) if file.starts_with(pdf) => Ok(file),
            _ => Err(PaperError::Crashed),
        }
    }

    /// Why [`PaperShop::stamp`] would refuse this file with a signature at `area` of `page` (from 1), or `None` when it can be
    /// signed. Found by stamping it with a made-up signature and certificate. Ask before a signature is requested, so that no
    /// signer ends at a file that cannot be finished.
    pub async fn rehearse(&self, pdf: &[u8], page: u32, area: Area) -> Result<Option<StampObstacle>, PaperError> {
        if !area.is_on_page() {
            return Err(PaperError::InvalidJob("a field lies outside its page".into()));
        }
        match self.ask(&Request::Rehearse { page, area }, pdf).await {
            Ok((Answer::Rehearsed, _)) => Ok(None),
            Err(PaperError::Encrypted) => Ok(Some(StampObstacle::Encrypted)),
            Err(PaperError::AlreadySigned) => Ok(Some(StampObstacle::AlreadySigned)),
            // The writer's parser is another one than the viewer's and may break on what the viewer shows.
            Err(PaperError::Damaged | PaperError::Crashed | PaperError::TooManyPages) => {
                Ok(Some(StampObstacle::Damaged))
            }
            Ok(_) => Err(PaperError::Crashed),
            Err(error) => Err(error),
        }
    }

    /// Asks a child which walls stand around it.
    pub async fn confinement(&self) -> Result<Confinement, PaperError> {
        match self.ask(&Request::Confinement, &[]).await? {
            (Answer::Confined { confinement }, _) => Ok(confinement),
            _ => Err(PaperError::Crashed),
        }
    }

    /// Lets one child a piece try what a compromised one would, and says how each attempt ended.
    pub async fn probe_confinement(&self) -> Result<Vec<(Attempt, AttemptOutcome)>, PaperError> {
        let mut outcomes = Vec::with_capacity(Attempt::ALL.len());
        for attempt in Attempt::ALL {
            let output = self.run(&wire::encode(&Request::Probe { attempt }, &[])?).await?;
            let outcome = match (output.status.signal(), read_answer(&output)) {
                (Some(signal), _) => AttemptOutcome::Killed { signal },
                (None, Ok((Answer::ProbeRefused { error }, _))) => AttemptOutcome::Refused { error },
                (None, Ok((Answer::ProbeSucceeded, _))) => AttemptOutcome::Succeeded,
                (None, Ok(_)) => return Err(PaperError::Crashed),
                (None, Err(error)) => return Err(error),
            };
            outcomes.push((attempt, outcome));
        }
        Ok(outcomes)
    }

    async fn ask(&self, request: &Request, pdf: &[u8]) -> Result<(Answer, Vec<u8>), PaperError> {
        if pdf.len() > MAX_FILE_BYTES {
            return Err(Refusal::TooLarge.into());
        }
        let output = self.run(&wire::encode(request, pdf)?).await?;
        match read_answer(&output)? {
            (Answer::Refused { why }, _) => Err(why.into()),
            answer => Ok(answer),
        }
    }

    /// One child from start to end. Dropping the future kills it.
    async fn run(&self, message: &[u8]) -> Result<Output, PaperError> {
        let _place = self.places.acquire().await.map_err(io::Error::other)?;
        let mut child = Command::new(&self.program)
            .args(&self.args)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let (mut stdin, stdout) = pipes.ok_or_else(|| io::Error::other("the child has no pipes"))?;
        let mut answer = Vec::new();
        let talk = async {
            // A child that dies or refuses while being written to says more by its end than this error does.
            let write = async {
                let _ = stdin.write_all(message).await;
                drop(stdin);
            };
            let limit = self.limits.answer_bytes as u64;
            let mut capped = stdout.take(limit);
            let ((), read) = tokio::join!(write, capped.read_to_end(&mut answer));
            read?;
            // Closed before waiting: a child that says more than allowed must not block on a full pipe.
            drop(capped);
            child.wait().await
        };
        let Ok(status) = tokio::time::timeout(self.limits.wall_clock, talk).await else {
            child.kill().await?;
            return Err(PaperError::TimedOut);
        };
        Ok(Output {
            status: status?,
            stdout: answer,
            stderr: Vec::new(),
        })
    }
}

/// What the child said, or what its end means.
fn read_answer(output: &Output) -> Result<(Answer, Vec<u8>), PaperError> {
    match output.status.code() {
        Some(0) => wire::decode(output.stdout.as_slice(), usize::MAX).map_err(|_| PaperError::Crashed),
        Some(code) if code == i32::from(EXIT_UNCONFINED) => {
            Err(io::Error::other("the child process could not confine itself").into())
        }
        // The soft limit on processor time ends the child with SIGXCPU, the hard one with SIGKILL.
        None if output.status.signal() == Some(libc::SIGXCPU) => Err(PaperError::TimedOut),
        _ => Err(PaperError::Crashed),
    }
}
