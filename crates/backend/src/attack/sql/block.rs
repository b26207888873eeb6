//! Many statements in one round trip, each undone, and what came of every one.

use core::fmt::Write as _;

use serde::Deserialize;
use sqlx::{AssertSqlSafe, PgConnection, Row as _};

use crate::failure::{Done, Failure};

/// What came of a statement.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Outcome {
    /// The refusal's SQLSTATE; empty where there was none.
    pub(super) state: String,
    /// Rows that were read or changed.
    pub(super) rows: i64,
    /// The rows that were read, or the refusal in all its words.
    pub(super) said: Option<String>,
}

/// Runs statements, each on its own and undone at once. What reads is asked for its rows; of the others it is counted what they changed.
pub(super) async fn run(conn: &mut PgConnection, statements: &[(String, bool)]) -> Done<Vec<Outcome>> {
    let block = block(statements);
    let rows = sqlx::raw_sql(AssertSqlSafe(block)).fetch_all(conn).await?;
    let last = rows
        .last()
        .ok_or_else(|| Failure::broken("a block that says nothing"))?;
    let said: String = last.try_get_unchecked(0)?;
    let outcomes: Vec<Outcome> = serde_json::from_str(&said).map_err(|error| Failure::broken(error.to_string()))?;
    if outcomes.len() == statements.len() {
        Ok(outcomes)
    } else {
        Err(Failure::broken("a block that says too little"))
    }
}

/// A statement's text is written between marks of our own, which no statement holds; it runs in a part of its own that ends in an error, so
/// that nothing of it stays, and the error's name tells that one from the statement's.
fn block(statements: &[(String, bool)]) -> String {
    let (mut texts, mut reads) = (String::new(), String::new());
    for (text, read) in statements {
        let _written = write!(texts, "$tried${text}$tried$,");
        let _written = write!(reads, "{read},");
    }
    let (texts, reads) = (texts.trim_end_matches(','), reads.trim_end_matches(','));
    format!(
        "do $attack$
declare
  tried constant text[] := array[{texts}]::text[];
  reads constant boolean[] := array[{reads}]::boolean[];
  outcomes text[] := '{{}}';
  n bigint; said text; state text; message text; detail text; hint text; place text;
begin
  for i in 1 .. cardinality(tried) loop
    n := 0; said := null; state := '';
    begin
      if reads[i] then
        execute 'select count(*), left(string_agg(q::text, chr(10)), 4000) from (' || tried[i] || ') q' into n, said;
      else
        execute tried[i];
        get diagnostics n = row_count;
      end if;
      raise exception using errcode = 'ZZATK';
    exception
      when sqlstate 'ZZATK' then null;
      when query_canceled or others then
        get stacked diagnostics state = returned_sqlstate, message = message_text, detail = pg_exception_detail,
          hint = pg_exception_hint, place = constraint_name;
        n := 0;
        said := concat_ws(' | ', message, nullif(detail, ''), nullif(hint, ''), nullif(place, ''));
    end;
    outcomes := outcomes || json_build_object('state', state, 'rows', n, 'said', said)::text;
  end loop;
  perform set_config('matterlock_attack.outcomes', '[' || array_to_string(outcomes, ',') || ']', true);
end
$attack$;
select current_setting('matterlock_attack.outcomes')"
    )
}
