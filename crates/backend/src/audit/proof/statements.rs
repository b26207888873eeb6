//! Statements on archived years, as the database keeps them, and how far the years that were removed are covered by them.

use domain::ids::FirmId;
use tlog::Name;
use tlog::archive::Statement;
use uuid::Uuid;

use super::{LogKind, begin, tiles, verifier_key};
use crate::Backend;
use crate::database::SealerTx;
use crate::failure::{Done, Failure};

/// The statement on a year of a log, if there is one. One that the installation's key has not signed is none, and a fault.
pub(super) async fn kept(
    backend: &Backend,
    tx: &mut SealerTx,
    firm: FirmId,
    log: LogKind,
    year: u16,
) -> Done<Option<Statement>> {
    let note: Option<String> =
        sqlx::query_scalar("select note from log_archives where firm_id = $1 and log = $2 and year = $3")
            .bind(firm.0)
            .bind(log.name())
            .bind(i32::from(year))
            .fetch_optional(tx.conn())
            .await?;
    let name = log.of(firm)?;
    let key = [verifier_key(backend)?];
    note.map(|note| {
        let statement = Statement::open(&note, &key).map_err(|error| Failure::broken(error.to_string()))?;
        if statement.log == name && statement.year == year {
            Ok(statement)
        } else {
            Err(Failure::broken("the statement of an archive is of another log"))
        }
    })
    .transpose()
}

/// Up to which entry a log was archived and removed, as far as signed statements say so that follow one another and agree with the hashes that
/// stay. What is missing beyond is cut off.
pub(super) async fn removed_upto(
    backend: &Backend,
    tx: &mut SealerTx,
    firm: FirmId,
    log: LogKind,
    name: &Name,
) -> Done<u64> {
    let notes: Vec<String> = sqlx::query_scalar(
        "select a.note from log_archives a join log_drops d on d.year = a.year where a.firm_id = $1 and a.log = $2 order by a.first",
    )
    .bind(firm.0)
    .bind(log.name())
    .fetch_all(tx.conn())
    .await?;
    let key = [verifier_key(backend)?];
    let mut upto = 0;
    for note in notes {
        let Ok(statement) = Statement::open(&note, &key) else {
            break;
        };
        if statement.log != *name || statement.first != upto + 1 {
            break;
        }
        match tiles::frontier(tx.conn(), firm, log, statement.last).await {
            Ok(tree) if tree.root() == statement.root => upto = statement.last,
            // Hashes that are not there are no proof. Where the database does not answer, nothing is said.
            Ok(_) | Err(Failure::Broken(_)) => break,
            Err(failure) => return Err(failure),
        }
    }
    Ok(upto)
}

/// Where a log begins.
pub(crate) struct Beginning {
    /// Whose.
    pub(crate) firm: FirmId,
    /// Which of theirs.
    pub(crate) log: LogKind,
    /// The first entry that is there, or the one that comes next where there is none.
    pub(crate) first_kept: u64,
    /// Up to which entry signed statements say that it was archived and removed.
    pub(crate) covered: u64,
}

/// Where every log of the installation begins.
pub(crate) async fn where_logs_begin(backend: &Backend) -> Done<Vec<Beginning>> {
    let mut tx = begin(backend).await?;
    sqlx::query("set transaction isolation level repeatable read, read only")
        .execute(tx.conn())
        .await?;
    let mut beginnings = Vec::new();
    for log in LogKind::ALL {
        let rows: Vec<(Uuid, i64)> = sqlx::query_as(match log {
            LogKind::Cases => {
                "select h.firm_id, coalesce((select min(number) from log_entries e where e.firm_id = h.firm_id), h.last + 1)
                 from log_heads h order by 1"
            }
            LogKind::Console => {
                "select h.firm_id, coalesce((select min(number) from console_entries e where e.firm_id = h.firm_id), h.last + 1)
                 from console_heads h order by 1"
            }
        })
        .fetch_all(tx.conn())
        .await?;
        for (firm, first_kept) in rows {
            let firm = FirmId(firm);
            let name = log.of(firm)?;
            beginnings.push(Beginning {
                firm,
                log,
                first_kept: u64::try_from(first_kept).map_err(|_| Failure::broken("a log has a negative number"))?,
                covered: removed_upto(backend, &mut tx, firm, log, &name).await?,
            });
        }
    }
    Ok(beginnings)
}
