//! The stamps that were kept, in the database and in the data folder, judged again.

use domain::ids::FirmId;
use time::{Duration, OffsetDateTime};
use tlog::SignedCheckpoint;
use uuid::Uuid;

use super::authority::Vouchers;
use super::reply::read;
use crate::Backend;
use crate::audit::{LogKind, begin_as_sealer, verifier_key};
use crate::database::SealerTx;
use crate::failure::Done;

/// How far the authority's clock may be behind the installation's.
const BEHIND: Duration = Duration::minutes(1);

/// A checkpoint and what an authority answered about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stamped {
    pub(crate) size: i64,
    pub(crate) note: String,
    pub(crate) answer: Vec<u8>,
}

/// What was found of one log's stamps.
#[derive(Debug)]
pub struct KeptStamps {
    /// Whose log.
    pub firm: FirmId,
    /// Which of theirs.
    pub log: LogKind,
    /// How many hold.
    pub held: u64,
    /// The newest that holds: of how many entries, and when the authority saw it.
    pub newest: Option<(i64, OffsetDateTime)>,
    /// What is wrong with others, in words.
    pub wrong: Vec<String>,
    /// How many can't be judged, because it is not known who vouches for the authority.
    pub unjudged: u64,
}

/// Verifies every stamp of the installation, or those of one firm: that the checkpoint was signed here and agrees with its log's name and length, that
/// the stamp is of it, that whoever is trusted vouches for it, and that it is not older than the newest entry. Permission: the terminal, and the
/// checks.
pub async fn verify_stamps(backend: &Backend, only: Option<FirmId>) -> Done<Vec<KeptStamps>> {
    let mut all = Vec::new();
    let mut tx = begin_as_sealer(backend).await?;
    let firms: Vec<Uuid> = sqlx::query_scalar("select distinct firm_id from log_trees order by 1")
        .fetch_all(tx.conn())
        .await?;
    for firm in firms
        .into_iter()
        .map(FirmId)
        .filter(|firm| only.is_none_or(|only| only == *firm))
    {
        for log in LogKind::ALL {
            let found = verify(backend, &mut tx, firm, log).await?;
            if found.held + found.unjudged > 0 || !found.wrong.is_empty() {
                all.push(found);
            }
        }
    }
    Ok(all)
}

/// What is wrong with the first stamp with which something is.
pub(crate) async fn first_unfit(backend: &Backend) -> Done<Option<String>> {
    let stamps = verify_stamps(backend, None).await?;
    Ok(stamps.into_iter().find_map(|of_log| {
        let what = of_log.wrong.first()?;
        Some(format!("the log {} of {}: {what}", of_log.log.name(), of_log.firm))
    }))
}

/// The checkpoints that were stamped, to be compared with the log: an authority has seen them.
pub(crate) async fn stamped_notes(
    backend: &Backend,
    tx: &mut SealerTx,
    firm: FirmId,
    log: LogKind,
) -> Done<Vec<String>> {
    let stamped = all(backend, tx, firm, log).await?;
    Ok(stamped.into_iter().map(|stamped| stamped.note).collect())
}

async fn verify(backend: &Backend, tx: &mut SealerTx, firm: FirmId, log: LogKind) -> Done<KeptStamps> {
    let mut found = KeptStamps {
        firm,
        log,
        held: 0,
        newest: None,
        wrong: Vec::new(),
        unjudged: 0,
    };
    for stamped in all(backend, tx, firm, log).await? {
        let Some(authority) = &backend.settings.stamps else {
            found.unjudged += 1;
            continue;
        };
        match judge(backend, tx, firm, log, &stamped, &authority.vouchers).await? {
            Ok(at) => {
                found.held += 1;
                found.newest = found.newest.max(Some((stamped.size, at)));
            }
            Err(what) => found
                .wrong
                .push(format!("the stamp of {} entries: {what}", stamped.size)),
        }
    }
    Ok(found)
}

async fn judge(
    backend: &Backend,
    tx: &mut SealerTx,
    firm: FirmId,
    log: LogKind,
    stamped: &Stamped,
    vouchers: &Vouchers,
) -> Done<Result<OffsetDateTime, String>> {
    let at = match read(&stamped.answer, &stamped.note, None, vouchers) {
        Ok(stamp) => stamp.at,
        Err(error) => return Ok(Err(error.to_string())),
    };
    Ok(check(backend, tx, firm, log, stamped, at).await?.map(|()| at))
}

/// That what was stamped is a checkpoint of this log, signed here, and not stamped before its newest entry was written.
pub(super) async fn check(
    backend: &Backend,
    tx: &mut SealerTx,
    firm: FirmId,
    log: LogKind,
    stamped: &Stamped,
    at: OffsetDateTime,
) -> Done<Result<(), String>> {
    let name = log.of(firm)?;
    let Ok(signed) = SignedCheckpoint::open(&stamped.note, &name, &[verifier_key(backend)?]) else {
        return Ok(Err("what it stamps was not signed here".to_owned()));
    };
    if i64::try_from(signed.checkpoint().size()) != Ok(stamped.size) {
        return Ok(Err("what it stamps has another length".to_owned()));
    }
    let written: Option<OffsetDateTime> = sqlx::query_scalar(match log {
        LogKind::Cases => "select at from log_entries where firm_id = $1 and number = $2",
        LogKind::Console => "select at from console_entries where firm_id = $1 and number = $2",
    })
    .bind(firm.0)
    .bind(stamped.size)
    .fetch_optional(tx.conn())
    .await?;
    // An entry that is not there, the log's own proof tells.
    Ok(match written {
        Some(written) if at + BEHIND < written => Err("it is older than the newest entry that it stamps".to_owned()),
        _ => Ok(()),
    })
}

/// Those of the database and those of the folder, each once.
async fn all(backend: &Backend, tx: &mut SealerTx, firm: FirmId, log: LogKind) -> Done<Vec<Stamped>> {
    let rows: Vec<(i64, String, Vec<u8>)> = sqlx::query_as(
        "select size, note, answer from checkpoint_stamps where firm_id = $1 and log = $2 order by size",
    )
    .bind(firm.0)
    .bind(log.name())
    .fetch_all(tx.conn())
    .await?;
    let mut all: Vec<Stamped> = rows
        .into_iter()
        .map(|(size, note, answer)| Stamped { size, note, answer })
        .collect();
    for stamped in backend.outside.stamps(firm, log).await? {
        if !all.contains(&stamped) {
            all.push(stamped);
        }
    }
    Ok(all)
}
