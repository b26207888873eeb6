//! In which tables there is nothing of a firm: whoever could read those was not seen to.

use std::collections::BTreeMap;

use domain::ids::FirmId;
use sqlx::AssertSqlSafe;

use crate::database::Conn;
use crate::failure::Done;

/// Tables in which a proving firm has nothing, with the reason. What is in them has tests of its own.
const EMPTY: [(&str, &str); 1] = [(
    "trusted_devices",
    "nobody signs in at a proving firm, so no device is trusted there",
)];

/// Tables of firms that may be read on a connection, and whether something of this firm's is seen in each.
pub(super) async fn of(conn: &mut Conn, firm: FirmId) -> Done<Vec<(String, bool)>> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select c.relname::text from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'firm_id'
         where c.relnamespace = 'matterlock'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
           and has_column_privilege(c.oid, a.attnum, 'select')
         order by 1",
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut seen = Vec::with_capacity(tables.len());
    for table in tables {
        let there = sqlx::query_scalar(AssertSqlSafe(format!(
            "select exists (select from {table} where firm_id = $1)"
        )))
        .bind(firm.0)
        .fetch_one(&mut *conn)
        .await?;
        seen.push((table, there));
    }
    Ok(seen)
}

/// Those of some tables in which nothing was seen by anybody, and should have been.
pub(super) fn unexpected(tables: Vec<(String, bool)>) -> Vec<String> {
    let mut seen: BTreeMap<String, bool> = BTreeMap::new();
    for (table, there) in tables {
        *seen.entry(table).or_default() |= there;
    }
    seen.into_iter()
        .filter(|(table, there)| !there && EMPTY.iter().all(|(empty, _)| *empty != table.as_str()))
        .map(|(table, _)| table)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i6_what_one_of_two_sees_is_there() {
        let told = |tables: &[(&str, bool)]| {
            let tables = tables.iter().map(|(table, there)| ((*table).to_owned(), *there));
            unexpected(tables.collect())
        };
        assert_eq!(told(&[("cases", true), ("cases", false)]), Vec::<String>::new());
        assert_eq!(told(&[("cases", true), ("case_holds", false)]), ["case_holds"]);
    }
}
