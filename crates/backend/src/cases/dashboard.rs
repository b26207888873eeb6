//! The dashboard of the caller's cases.

use domain::audit::Event;
use domain::cases::{CaseKind, CaseSummary, Dashboard, Stage, StageCount};
use domain::ids::CaseId;
use time::OffsetDateTime;

use super::log_reading;
use crate::access::timestamp;
use crate::caller::Caller;
use crate::database::Conn;
use crate::failure::Done;

#[derive(sqlx::FromRow)]
struct Row {
    id: uuid::Uuid,
    number: String,
    title: String,
    kind: String,
    stage: String,
    clients: String,
    documents: i64,
    pending: i64,
    last_activity_at: OffsetDateTime,
}

/// The caller's cases, searched by number, name and parties without regard to case and accents, and filtered by stage. To whoever is in by support
/// access it is a look at their one case, whatever they search for, and stands in the log like one.
pub async fn dashboard(caller: &Caller, search: &str, stage: Option<Stage>) -> Done<Dashboard> {
    let mut tx = caller.begin().await?;
    let found = search_cases(tx.conn(), search, stage).await?;
    if caller.me.role.is_support() {
        let case: Option<uuid::Uuid> = sqlx::query_scalar("select id from cases")
            .fetch_optional(tx.conn())
            .await?;
        if let Some(case) = case.map(CaseId) {
            log_reading(tx, caller, Event::CaseRead { case }).await?;
        }
    }
    Ok(found)
}

/// Searches and counts what may be seen on a connection.
pub(crate) async fn search_cases(conn: &mut Conn, search: &str, stage: Option<Stage>) -> Done<Dashboard> {
    let pattern = like_pattern(search);
    let counts: Vec<(String, i64)> = sqlx::query_as(
        "select c.stage, count(*) from cases c
         where ($1 = '%%' or app.plain(c.number || ' ' || c.title) like $1 or exists (
           select from parties p where p.firm_id = c.firm_id and p.case_id = c.id and app.plain(p.name) like $1))
         group by c.stage",
    )
    .bind(&pattern)
    .fetch_all(&mut *conn)
    .await?;
    let rows: Vec<Row> = sqlx::query_as(
        "select c.id, c.number, c.title, c.kind, c.stage, c.last_activity_at,
           coalesce((select string_agg(p.name, ', ' order by p.created_at) from parties p
             where p.firm_id = c.firm_id and p.case_id = c.id and p.role = 'client'), '') as clients,
           (select count(*) from documents d where d.firm_id = c.firm_id and d.case_id = c.id) as documents,
           (select count(*) from envelopes e where e.firm_id = c.firm_id and e.case_id = c.id and e.state = 'sent') as pending
         from cases c
         where ($1 = '%%' or app.plain(c.number || ' ' || c.title) like $1 or exists (
           select from parties p where p.firm_id = c.firm_id and p.case_id = c.id and app.plain(p.name) like $1))
           and ($2::text is null or c.stage = $2)
         order by c.last_activity_at desc, c.id
         limit $3",
    )
    .bind(&pattern)
    .bind(stage.map(Stage::name))
    .bind(i64::from(Dashboard::LIMIT) + 1)
    .fetch_all(&mut *conn)
    .await?;
    let (total, pending): (i64, i64) =
        sqlx::query_as("select (select count(*) from cases), (select count(*) from envelopes where state = 'sent')")
            .fetch_one(conn)
            .await?;

    let limit = usize::try_from(Dashboard::LIMIT).unwrap_or(usize::MAX);
    Ok(Dashboard {
        more: rows.len() > limit,
        cases: rows.into_iter().take(limit).map(summary).collect(),
        stages: Stage::ALL
            .into_iter()
            .map(|stage| StageCount {
                stage,
                cases: counts
                    .iter()
                    .find(|(name, _)| name == stage.name())
                    .map_or(0, |(_, count)| whole(*count)),
            })
            .collect(),
        pending_signatures: whole(pending),
        total: whole(total),
    })
}

fn summary(row: Row) -> CaseSummary {
    CaseSummary {
        id: CaseId(row.id),
        number: row.number,
        title: row.title,
        kind: CaseKind::from_name(&row.kind).unwrap_or_default(),
        stage: Stage::from_name(&row.stage).unwrap_or_default(),
        clients: row.clients,
        documents: whole(row.documents),
        pending_signatures: whole(row.pending),
        last_activity: timestamp(row.last_activity_at),
    }
}

fn whole(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// A `LIKE` pattern in which what was typed stands for itself.
fn like_pattern(search: &str) -> String {
    let mut pattern = String::from("%");
    for letter in domain::rules::composed(search.trim())
        .chars()
        .take(80)
        .flat_map(char::to_lowercase)
    {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(without_accent(letter));
    }
    pattern.push('%');
    pattern
}

/// The same letters as `app.plain` in the database.
fn without_accent(letter: char) -> char {
    match letter {
        'á' | 'à' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::like_pattern;

    #[test]
    fn what_is_typed_stands_for_itself() {
        assert_eq!(like_pattern(" Peña "), "%pena%");
        assert_eq!(like_pattern("100%_\\"), "%100\\%\\_\\\\%");
        assert_eq!(like_pattern("  "), "%%");
        assert_eq!(like_pattern("Pen\u{303}a"), "%pena%");
    }
}
