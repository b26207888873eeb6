//! A year of the logs as files that anybody can verify (promise L4), and the signed statement on each: see [`tlog::archive`].

use std::path::{Path, PathBuf};

use domain::ids::FirmId;
use futures::TryStreamExt;
use tlog::archive::Statement;
use tlog::export::RangeWriter;
use tlog::tiles::WIDTH;
use tlog::{Checkpoint, Log, SignedCheckpoint};
use uuid::Uuid;

use super::archive_file::{Out, check, signed_before, write_whole};
use super::statements::kept;
use super::taken::say_taken;
use super::{LogKind, begin, entries, signer_key, tiles, verifier_key, verify};
use crate::Backend;
use crate::database::{SealerTx, Unlogged};
use crate::failure::{Done, Failure};

/// A year of a log in a file.
#[derive(Clone, Debug)]
pub struct Archived {
    /// Whose.
    pub firm: FirmId,
    /// Which of theirs.
    pub log: LogKind,
    /// What was signed of it.
    pub statement: Statement,
    /// The file; its statement lies beside it.
    pub file: PathBuf,
}

/// Writes a year of every log into a folder: a file a log, verified as it stands there, and beside it the signed statement, which the database
/// keeps too. Done again, it writes the same files letter by letter. Nothing is removed. Permission: the terminal.
///
/// # Errors
/// `Broken` for a year that is not over, for a log that is not what was signed, and for a folder that can't be written or holds other files under
/// these names.
pub async fn archive_year(backend: &Backend, year: u16, folder: &Path) -> Done<Vec<Archived>> {
    let mut tx = begin(backend).await?;
    let over: bool = sqlx::query_scalar("select app.log_year_is_over($1)")
        .bind(i32::from(year))
        .fetch_one(tx.conn())
        .await?;
    drop(tx);
    if !over {
        return Err(Failure::broken(format!("the year {year} is not over")));
    }
    super::grow_all(backend).await?;
    let mut archived = Vec::new();
    for run in runs(backend, year).await? {
        archived.push(archive(backend, year, &run, folder).await?);
    }
    Ok(archived)
}

/// Verifies the files of a year once more, as they stand in the folder, against the statements that are kept; how many there are.
pub(super) async fn check_archives(backend: &Backend, year: u16, folder: &Path) -> Done<Vec<Archived>> {
    let mut checked = Vec::new();
    for run in runs(backend, year).await? {
        let mut tx = begin(backend).await?;
        // What has none, the database refuses to remove.
        if let Some(statement) = kept(backend, &mut tx, run.firm, run.log, year).await? {
            drop(tx);
            let file = folder.join(name(year, run.firm, run.log));
            check(&file, &statement, &verifier_key(backend)?)?;
            checked.push(Archived {
                firm: run.firm,
                log: run.log,
                statement,
                file,
            });
        }
    }
    Ok(checked)
}

/// The entries of a log in a year.
struct Run {
    firm: FirmId,
    log: LogKind,
    first: u64,
    last: u64,
}

async fn runs(backend: &Backend, year: u16) -> Done<Vec<Run>> {
    let mut tx = begin(backend).await?;
    let rows: Vec<(Uuid, String, i64, i64)> =
        sqlx::query_as("select firm_id, log, first, last from app.log_runs($1) order by firm_id, log")
            .bind(i32::from(year))
            .fetch_all(tx.conn())
            .await?;
    let negative = |_| Failure::broken("a log has a negative number");
    rows.into_iter()
        .map(|(firm, log, first, last)| {
            let log = LogKind::from_name(&log);
            Ok(Run {
                firm: FirmId(firm),
                log: log.ok_or_else(|| Failure::broken("there is no such log"))?,
                first: u64::try_from(first).map_err(negative)?,
                last: u64::try_from(last).map_err(negative)?,
            })
        })
        .collect()
}

fn name(year: u16, firm: FirmId, log: LogKind) -> String {
    format!("{year}.{firm}.{}.jsonl", log.name())
}

async fn archive(backend: &Backend, year: u16, run: &Run, folder: &Path) -> Done<Archived> {
    let &Run { firm, log, last, .. } = run;
    let fault = |what: &str| Failure::broken(format!("the log {} of {firm} is not archived: {what}", log.name()));
    // What is taken out is what was signed, all of it.
    let report = verify::verify(backend, firm, log).await?;
    if let Some(finding) = report.findings.first() {
        return Err(fault(&finding.to_string()));
    }
    if report.checkpoint.is_none_or(|newest| newest.size() < last) {
        return Err(fault("it is not signed"));
    }
    let mut tx = begin(backend).await?;
    // One at a time: of two, the second finds the first one's statement, and writes the same.
    sqlx::query("select pg_advisory_xact_lock(hashtextextended('archives of the log', 0))")
        .execute(tx.conn())
        .await?;
    let kept = kept(backend, &mut tx, firm, log, year).await?;
    let (key, file) = (verifier_key(backend)?, folder.join(name(year, firm, log)));
    let beside = file.with_extension("statement");
    // What was signed and is not kept was cut off, or the database is from a backup: the same is signed again.
    let known = match &kept {
        Some(kept) => Some(kept.clone()),
        None => signed_before(&beside, &log.of(firm)?, year, &key),
    };
    let at = known
        .as_ref()
        .map_or(backend.now().0.saturating_mul(1000), |known| known.at);
    say_taken(backend, firm, log, Some(year)).await?;
    // What was never signed is no archive, whatever it is called.
    let out = Out::begin(&file, known.is_none())?;
    let statement = write(backend, &mut tx, (year, at), run, out).await?;
    check(&file, &statement, &key)?;
    match kept {
        Some(kept) if kept == statement => {}
        Some(_) => return Err(fault("it is no longer what its statement says")),
        None => keep(backend, &mut tx, firm, log, &statement).await?,
    }
    write_whole(&beside, statement.sign(&signer_key(backend)?).as_bytes())?;
    tx.commit_unlogged(Unlogged::LogProven).await?;
    Ok(Archived {
        firm,
        log,
        statement,
        file,
    })
}

/// Keeps a statement in the database, which looks whether it is of all that is there.
async fn keep(backend: &Backend, tx: &mut SealerTx, firm: FirmId, log: LogKind, statement: &Statement) -> Done<()> {
    let number = |number| i64::try_from(number).map_err(|_| Failure::broken("a log is too long"));
    sqlx::query(
        "insert into log_archives (firm_id, log, year, first, last, sha256, note) values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(firm.0)
    .bind(log.name())
    .bind(i16::try_from(statement.year).map_err(|_| Failure::broken("there is no such year"))?)
    .bind(number(statement.first)?)
    .bind(number(statement.last)?)
    .bind(statement.file.sha256.as_slice())
    .bind(statement.sign(&signer_key(backend)?))
    .execute(tx.conn())
    .await
    .map_err(|error| match &error {
        sqlx::Error::Database(refused) if refused.constraint().is_some_and(|name| name.starts_with("archive_of_")) => {
            Failure::broken(refused.message().to_owned())
        }
        _ => error.into(),
    })?;
    Ok(())
}

/// Writes a run of entries, with the checkpoints that were signed along it and one at its end, under a passing name; and then under its own.
async fn write(
    backend: &Backend,
    tx: &mut SealerTx,
    (year, at): (u16, i64),
    run: &Run,
    mut out: Out,
) -> Done<Statement> {
    let &Run { firm, log, first, last } = run;
    let name = log.of(firm)?;
    let key = verifier_key(backend)?;
    let log_of = Log {
        name: name.clone(),
        firm: firm.0,
        keys: vec![key.clone()],
    };
    let end = tiles::frontier(tx.conn(), firm, log, last).await?;
    let signed_now = Checkpoint::new(name.clone(), &end, at).sign(&signer_key(backend)?);
    let start = tiles::frontier(tx.conn(), firm, log, first - 1).await?;
    let mut writer = RangeWriter::begin(&log_of, start, &mut out.piece);
    for note in along(tx, run, at).await? {
        if let Ok(signed) = SignedCheckpoint::open(&note, &name, &log_of.keys) {
            writer.checkpoint(&signed, &mut out.piece);
        }
    }
    writer.checkpoint(&signed_now, &mut out.piece);
    let mut from = first - 1;
    while from < last {
        // To the end of a tile, so that each is read once.
        let upto = last.min((from / WIDTH + 1) * WIDTH);
        writer.leaves(&tiles::leaves(tx.conn(), firm, log, from, upto).await?, &mut out.piece);
        let rows = entries::read(tx.conn(), firm, log, &name, from, upto);
        let mut rows = std::pin::pin!(rows);
        while let Some(entry) = rows.try_next().await? {
            writer.entry(&entry, &mut out.piece);
            out.flush()?;
        }
        from = upto;
    }
    writer.end(&mut out.piece);
    Ok(Statement {
        log: name,
        year,
        first,
        last,
        at,
        root: end.root(),
        file: out.finish()?,
        key,
    })
}

/// The checkpoints that were signed along a run, up to the day before it is archived: later ones come and go, and the file is to be the same again.
async fn along(tx: &mut SealerTx, run: &Run, at: i64) -> Done<Vec<String>> {
    let number = |number| i64::try_from(number).map_err(|_| Failure::broken("a log is too long"));
    Ok(sqlx::query_scalar(
        "select note from log_checkpoints where firm_id = $1 and log = $2 and size between $3 and $4
           and day < (to_timestamp($5::double precision / 1000000) at time zone 'UTC')::date order by size",
    )
    .bind(run.firm.0)
    .bind(run.log.name())
    .bind(number(run.first)?)
    .bind(number(run.last)?)
    .bind(at)
    .fetch_all(tx.conn())
    .await?)
}
