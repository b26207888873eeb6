//! Tables, columns and functions, as the database itself lists them: nothing new can be forgotten.

use sqlx::PgConnection;

use crate::failure::Done;

/// A column, with the name of its type.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) kind: String,
}

/// A table.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
}

/// A function, with its arguments.
#[derive(Clone, Debug)]
pub(super) struct Function {
    pub(super) name: String,
    pub(super) arguments: Vec<Column>,
}

/// All of them.
#[derive(Clone, Debug)]
pub(super) struct Catalogue {
    pub(super) tables: Vec<Table>,
    pub(super) functions: Vec<Function>,
}

impl Catalogue {
    pub(super) async fn read(conn: &mut PgConnection) -> Done<Self> {
        let tables: Vec<(String, Vec<String>, Vec<String>)> = sqlx::query_as(
            "select c.relname::text, array_agg(a.attname::text order by a.attnum), array_agg(t.typname::text order by a.attnum)
             from pg_catalog.pg_class c
             join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
             join pg_catalog.pg_type t on t.oid = a.atttypid
             join pg_catalog.pg_namespace n on n.oid = c.relnamespace
             where n.nspname = 'matterlock' and c.relkind in ('r', 'p', 'v', 'm', 'f') and c.relname <> '_sqlx_migrations'
             group by c.relname order by c.relname",
        )
        .fetch_all(&mut *conn)
        .await?;
        let functions: Vec<(String, Vec<String>, Vec<String>)> = sqlx::query_as(
            "select p.proname::text,
               coalesce((p.proargnames::text[])[1:p.pronargs], array_fill(''::text, array[p.pronargs::int])),
               array(select t.typname::text from unnest(p.proargtypes) with ordinality x (oid, at)
                 join pg_catalog.pg_type t on t.oid = x.oid order by x.at)
             from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
             where n.nspname = 'app' and p.prokind = 'f' and p.prorettype <> 'pg_catalog.trigger'::regtype
             order by p.proname, p.oid",
        )
        .fetch_all(conn)
        .await?;
        let columns = |names: Vec<String>, kinds: Vec<String>| {
            let mut names = names.into_iter();
            kinds
                .into_iter()
                .map(|kind| Column {
                    name: names.next().unwrap_or_default(),
                    kind,
                })
                .collect()
        };
        Ok(Self {
            tables: tables
                .into_iter()
                .map(|(name, names, kinds)| Table {
                    name,
                    columns: columns(names, kinds),
                })
                .collect(),
            functions: functions
                .into_iter()
                .map(|(name, names, kinds)| Function {
                    name,
                    arguments: columns(names, kinds),
                })
                .collect(),
        })
    }
}
