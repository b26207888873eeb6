//! An evidence pack: the entries of one case, each with the proof that it is in the signed log, and what of it its reader may see, so that somebody
//! without the installation can check all of it, by a checkpoint of an earlier day too that they kept. A file as [`tlog::export`] describes, read in parts as [`crate::audit::take_out`] is.

use std::time::Duration;

use domain::Language;
use domain::audit::{ArchivedUpTo, Event};
use domain::ids::CaseId;
use tlog::export::{Earlier, SelectionWriter};
use tlog::{Log, SignedCheckpoint};

use super::earlier::earlier;
use super::grow::grow_log;
use super::{LogKind, begin, entries, newest_note, tiles, verifier_key};
use crate::audit::take_out::{allowed, still_allowed};
use crate::audit::{Book, archived};
use crate::caller::Caller;
use crate::failure::{Done, Failure};

/// Entries that are read at once.
const AT_ONCE: i64 = 256;

/// How often it is looked whether the newest entries are signed, where another server is at it, and how long between.
const LOOKS: u32 = 50;
const BETWEEN: Duration = Duration::from_millis(100);

/// What stands in a pack for people. Only pages know the words.
#[derive(Clone, Copy, Debug)]
pub struct PackWords {
    /// Whose language comes first.
    pub language: Language,
    /// What the file is called, before the case's number.
    pub title: fn(Language) -> &'static str,
    /// How to verify it, line by line; and up to where the log was archived, where the case was there by then.
    pub guide: fn(Language, Option<ArchivedUpTo>) -> Vec<String>,
}

/// A pack on its way out.
pub struct EvidencePack {
    caller: Caller,
    case: CaseId,
    log: Log,
    checkpoint: SignedCheckpoint,
    earlier: Vec<Earlier>,
    up_to: u64,
    name: String,
    next: Next,
}

/// Where it goes on.
enum Next {
    Head(Vec<String>),
    After(SelectionWriter, u64),
    Nothing,
}

/// Takes an evidence pack of a case out: its entries up to the newest of now, which are signed first. Stands in the case's log before a byte
/// leaves. Permission: assignment to the case; with a fresh second factor.
///
/// # Errors
/// `NotFound` for a case that is not there or not the caller's: both alike; `StepUpNeeded`; `Broken` for a log that can't be signed, because it
/// is no longer what was signed before.
pub async fn take_evidence(caller: &Caller, case: CaseId, words: PackWords) -> Done<EvidencePack> {
    let firm = caller.me.firm;
    let mut tx = caller.begin().await?;
    allowed(caller, &mut tx, Some(case)).await?;
    let (number, since): (String, i32) = sqlx::query_as(
        "select number, extract(year from opened_at at time zone 'UTC')::int from cases where firm_id = $1 and id = $2",
    )
    .bind(firm.0)
    .bind(case.0)
    .fetch_one(tx.conn())
    .await?;
    let archived = archived(tx.conn()).await?.filter(|archived| archived.year >= since);
    let newest = Book::of_the_firm(caller.backend(), firm, caller.me.user)
        .newest(tx.conn())
        .await?;
    tx.commit(Event::EvidenceTaken { case, up_to: newest }).await?;

    let up_to = u64::try_from(newest).map_err(|_| Failure::broken("a log has a negative size"))?;
    let keys = vec![verifier_key(caller.backend())?];
    let log = Log {
        name: LogKind::Cases.of(firm)?,
        firm: firm.0,
        keys,
    };
    let checkpoint = signed_over(caller, &log, up_to).await?;
    let mut tx = begin(caller.backend()).await?;
    let earlier = earlier(tx.conn(), &log, LogKind::Cases, &checkpoint).await?;
    drop(tx);
    let day: String = caller.backend().now().rfc3339().chars().take(10).collect();
    Ok(EvidencePack {
        caller: caller.clone(),
        case,
        log,
        checkpoint,
        earlier,
        up_to,
        name: format!("{} {number} {day}.jsonl", (words.title)(words.language)),
        next: Next::Head((words.guide)(words.language, archived)),
    })
}

/// A checkpoint over at least so many entries.
async fn signed_over(caller: &Caller, log: &Log, size: u64) -> Done<SignedCheckpoint> {
    let (backend, firm) = (caller.backend(), caller.me.firm);
    for _ in 0..LOOKS {
        for proven in grow_log(backend, firm, LogKind::Cases).await? {
            backend.outside.keep(&proven).await?;
        }
        let mut tx = begin(backend).await?;
        let note = newest_note(&mut tx, firm, LogKind::Cases).await?;
        drop(tx);
        let signed = note.and_then(|note| SignedCheckpoint::open(&note, &log.name, &log.keys).ok());
        if let Some(signed) = signed.filter(|signed| signed.checkpoint().size() >= size) {
            return Ok(signed);
        }
        tokio::time::sleep(BETWEEN).await;
    }
    Err(Failure::broken(format!(
        "the log of {firm} is not signed up to entry {size}"
    )))
}

impl EvidencePack {
    /// What the file is called.
    pub fn file_name(&self) -> String {
        self.name.clone()
    }

    /// The next bytes; `None` after the last. After a failure there are none, as with [`crate::audit::Export::chunk`].
    pub async fn chunk(&mut self) -> Option<Done<Vec<u8>>> {
        let mut out = Vec::new();
        match std::mem::replace(&mut self.next, Next::Nothing) {
            Next::Nothing => return None,
            Next::Head(guide) => {
                let writer = SelectionWriter::begin(&guide, &self.log, &self.checkpoint, &mut out);
                for earlier in std::mem::take(&mut self.earlier) {
                    writer.earlier(&earlier, &mut out);
                }
                self.next = Next::After(writer, 0);
            }
            Next::After(mut writer, after) => match self.part(&mut writer, after, &mut out).await {
                Ok(Some(last)) => self.next = Next::After(writer, last),
                Ok(None) => writer.end(&mut out),
                Err(failure) => return Some(Err(failure)),
            },
        }
        Some(Ok(out))
    }

    /// Writes the next entries after a number; the last of them, or `None` after all.
    async fn part(&self, writer: &mut SelectionWriter, after: u64, out: &mut Vec<u8>) -> Done<Option<u64>> {
        let firm = self.caller.me.firm;
        let mut tx = self.caller.begin().await?;
        still_allowed(&mut tx, &[self.case]).await?;
        let (name, between) = (&self.log.name, (after, self.up_to));
        let entries = entries::of_case(tx.conn(), firm, self.case, name, between, AT_ONCE).await?;
        let sealing = &self.caller.backend().sealing;
        let opened = sealing.disclose(tx.conn(), firm, &entries).await?;
        drop(tx);

        let numbers: Vec<u64> = entries.iter().map(|entry| entry.number).collect();
        let size = self.checkpoint.checkpoint().size();
        let mut tx = begin(self.caller.backend()).await?;
        let proofs = tiles::prove(tx.conn(), firm, LogKind::Cases, &numbers, size).await?;
        for ((entry, proof), opened) in entries.iter().zip(&proofs).zip(&opened) {
            writer.entry(entry, proof, opened, out);
        }
        Ok(numbers.last().copied())
    }
}
