//! Who has opened a case, or one of its documents.

use domain::audit::{ActorKind, Event, LogFilter, Reader, ReadersPage};
use domain::ids::{CaseId, DocumentId};
use time::OffsetDateTime;
use uuid::Uuid;

use super::book::of_document;
use super::{Book, Kept, Wanted, archived};
use crate::access::timestamp;
use crate::caller::Caller;
use crate::cases::log_reading;
use crate::database::{Conn, TenantTx};
use crate::failure::{Done, not_found};

/// The most people that are listed. The entries below tell of everybody.
const MOST: usize = 500;

/// Who has opened a case and its documents, people of the firm and signers. Permission: assignment. Looking stands in the log, once in ten
/// minutes a session.
///
/// # Errors
/// `NotFound` for a case that is not there or not the caller's: both alike.
pub async fn case_readers(caller: &Caller, case: CaseId, before: Option<i64>) -> Done<ReadersPage> {
    let mut tx = caller.begin().await?;
    let found: Option<(String, String, i32)> = sqlx::query_as(
        "select number, title, extract(year from opened_at at time zone 'UTC')::int from cases where firm_id = $1 and id = $2",
    )
    .bind(caller.me.firm.0)
    .bind(case.0)
    .fetch_optional(tx.conn())
    .await?;
    let (case_number, case_title, since) = found.ok_or_else(not_found)?;
    let about = About {
        case,
        case_number,
        case_title,
        document: None,
        since,
    };
    look(caller, tx, about, before).await
}

/// The same of one document.
///
/// # Errors
/// As [`case_readers`].
pub async fn document_readers(caller: &Caller, document: DocumentId, before: Option<i64>) -> Done<ReadersPage> {
    let mut tx = caller.begin().await?;
    let found: Option<(Uuid, String, String, String, i32)> = sqlx::query_as(
        "select c.id, c.number, c.title, d.file_name, extract(year from d.uploaded_at at time zone 'UTC')::int
         from documents d join cases c on c.firm_id = d.firm_id and c.id = d.case_id
         where d.firm_id = $1 and d.id = $2",
    )
    .bind(caller.me.firm.0)
    .bind(document.0)
    .fetch_optional(tx.conn())
    .await?;
    let (case, case_number, case_title, file_name, since) = found.ok_or_else(not_found)?;
    let about = About {
        case: CaseId(case),
        case_number,
        case_title,
        document: Some((document, file_name)),
        since,
    };
    look(caller, tx, about, before).await
}

async fn look(caller: &Caller, mut tx: TenantTx, about: About, before: Option<i64>) -> Done<ReadersPage> {
    let event = Event::ReadersRead {
        case: about.case,
        document: about.document.as_ref().map(|(id, _)| *id),
    };
    let book = Book::of_the_firm(caller.backend(), caller.me.firm, caller.me.user);
    let mut page = about.read(book, tx.conn(), before).await?;
    page.read_at = caller.backend().now();
    log_reading(tx, caller, event).await?;
    Ok(page)
}

/// What is looked at.
struct About {
    case: CaseId,
    case_number: String,
    case_title: String,
    document: Option<(DocumentId, String)>,
    /// The year in which it came, as the log counts years.
    since: i32,
}

#[derive(sqlx::FromRow)]
struct Row {
    actor_kind: String,
    first_at: OffsetDateTime,
    last_at: OffsetDateTime,
    times: i64,
    downloads: i64,
    #[sqlx(flatten)]
    kept: Kept,
}

impl About {
    async fn read(self, book: Book<'_>, conn: &mut Conn, before: Option<i64>) -> Done<ReadersPage> {
        let filter = LogFilter {
            case: Some(self.case),
            before,
            ..LogFilter::default()
        };
        let wanted = Wanted {
            filter: &filter,
            events: Some(ReadersPage::EVENTS),
            document: self.document.as_ref().map(|(id, _)| *id),
        };
        let mut readers = self.people(book, conn).await?;
        let more = readers.len() > MOST;
        readers.truncate(MOST);
        let page = book.page(conn, &wanted, &|_| true).await?;
        let archived = archived(conn).await?.filter(|archived| archived.year >= self.since);
        Ok(ReadersPage {
            case: self.case,
            case_number: self.case_number,
            case_title: self.case_title,
            document: self.document,
            readers,
            more,
            entries: page.entries,
            next: page.next,
            archived,
            read_at: page.read_at,
        })
    }

    /// Each person's entries summed up, and the newest of them, in which stands what they are called. One more than are listed, if there are more.
    async fn people(&self, book: Book<'_>, conn: &mut Conn) -> Done<Vec<Reader>> {
        let rows: Vec<Row> = sqlx::query_as(concat!(
            "with each as (
               select actor_kind, actor_id, min(at) as first_at, max(at) as last_at,
                 count(*) as times,
                 count(*) filter (where event = any ($4)) as downloads, max(number) as newest
               from log_entries
               where firm_id = $1 and case_id = $2 and event = any ($3) and ",
            of_document!("$5"),
            " group by actor_kind, actor_id)
             select e.actor_kind, e.actor_id, e.first_at, e.last_at, e.times, e.downloads, l.details, l.origin
             from each e join log_entries l on l.firm_id = $1 and l.number = e.newest
             order by e.last_at desc, e.newest desc limit $6"
        ))
        .bind(book.firm.0)
        .bind(self.case.0)
        .bind(ReadersPage::EVENTS)
        .bind(ReadersPage::DOWNLOADS)
        .bind(self.document.as_ref().map(|(id, _)| id.0))
        .bind(i64::try_from(MOST + 1).unwrap_or(i64::MAX))
        .fetch_all(&mut *conn)
        .await?;
        let mut readers = Vec::with_capacity(rows.len());
        let mut kept = Vec::with_capacity(rows.len());
        for row in rows {
            readers.push(Reader {
                kind: ActorKind::from_name(&row.actor_kind).unwrap_or(ActorKind::Stranger),
                name: String::new(),
                first: timestamp(row.first_at),
                last: timestamp(row.last_at),
                times: u32::try_from(row.times).unwrap_or(u32::MAX),
                downloads: u32::try_from(row.downloads).unwrap_or(u32::MAX),
            });
            kept.push(row.kept);
        }
        let opened = book.sealing.open(conn, book.firm, Some(book.reader), kept).await?;
        for (reader, opened) in readers.iter_mut().zip(opened) {
            reader.name = opened.actor;
        }
        Ok(readers)
    }
}
