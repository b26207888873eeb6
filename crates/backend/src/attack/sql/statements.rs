//! Statements of every kind, over whatever the catalogue lists.

mod writing;

use domain::audit::EventGroup;

use super::catalogue::{Catalogue, Column, Function, Table};
use crate::attack::{Dice, Side};

/// What a statement is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Read rows.
    Reads,
    /// Change rows of hers, which it names: none may change.
    Changes,
    /// What is refused to everybody, whatever is there: it must not succeed.
    Forbidden,
    /// Anything else: what it says must not depend on what she has.
    Acts,
}

impl Kind {
    pub(super) const fn reads(self) -> bool {
        matches!(self, Self::Reads)
    }
}

/// A statement with names in place of ids.
#[derive(Clone, Debug)]
pub(super) struct Pair {
    pub(super) template: String,
    pub(super) kind: Kind,
    /// Whether it takes on another role of the application first.
    pub(super) changes_role: bool,
}

impl Pair {
    pub(super) fn new(kind: Kind, template: impl Into<String>) -> Self {
        Self {
            template: template.into(),
            kind,
            changes_role: false,
        }
    }
}

/// Ids of a case.
const OF_A_CASE: [&str; 6] = ["{case}", "{party}", "{document}", "{envelope}", "{signer}", "{glass}"];
/// Ids of a firm.
const OF_A_FIRM: [&str; 6] = ["{firm}", "{user}", "{session}", "{passkey}", "{recovery}", "{erasure}"];

/// Makes them for one of those who try.
pub(super) struct Statements<'a> {
    catalogue: &'a Catalogue,
    /// Names that stand for what must not be theirs.
    names: Vec<&'static str>,
    /// Entries that somebody might want to write.
    events: Vec<&'static str>,
}

impl<'a> Statements<'a> {
    pub(super) fn new(catalogue: &'a Catalogue, side: Side) -> Self {
        let mut names = OF_A_CASE.to_vec();
        if side == Side::Outsider {
            names.extend(OF_A_FIRM);
        }
        Self {
            catalogue,
            names,
            events: EventGroup::ALL
                .iter()
                .flat_map(|group| group.events())
                .copied()
                .collect(),
        }
    }

    /// One more.
    pub(super) fn make(&self, dice: &mut Dice) -> Pair {
        let Some(table) = dice.pick(&self.catalogue.tables) else {
            return Pair::new(Kind::Reads, "select 1");
        };
        match dice.below(20) {
            0..=4 => self.select(dice, table),
            5 | 6 => self.join(dice, table),
            7..=9 => self.by_error(dice, table),
            10 | 11 => self.after_settings(dice, table),
            12 => self.update(dice, table),
            13 => self.delete(dice, table),
            14 | 15 => self.insert(dice, table),
            16 => self.merge(dice, table),
            17 | 18 => self.call(dice),
            _ => self.by_another_way(dice, table),
        }
    }

    /// An id of hers; of the column's own kind more often than not.
    fn id(&self, dice: &mut Dice, table: &Table, column: &str) -> &'static str {
        let fits = match (Self::fitting(table, column), column) {
            ("", "signed_document_id") => "{document}",
            ("", "signed_from") => "{envelope}",
            ("", "session_id") => "{session}",
            (
                "",
                "opened_by" | "responsible_id" | "assigned_by" | "raised_by" | "ended_by" | "uploaded_by" | "sent_by"
                | "actor_id" | "invited_by" | "first_by" | "second_by",
            ) => "{user}",
            (fits, _) => fits,
        };
        if self.names.contains(&fits) && !dice.once_in(4) {
            return fits;
        }
        dice.pick(&self.names).copied().unwrap_or("{case}")
    }

    /// A condition that holds for something of hers.
    fn condition(&self, dice: &mut Dice, table: &Table, alias: &str) -> String {
        let Some(column) = dice.pick(&table.columns) else {
            return "true".to_owned();
        };
        let (name, kind) = (&column.name, column.kind.as_str());
        match kind {
            "uuid" => {
                let id = self.id(dice, table, name);
                match dice.below(5) {
                    0 => format!("{alias}{name}::text = '{id}'"),
                    1 => format!("{alias}{name} in ('{id}', '{{fresh}}')"),
                    2 => format!("{alias}{name} = any (array['{id}']::uuid[])"),
                    3 => format!("{alias}{name} >= '{id}' and {alias}{name} <= '{id}'"),
                    _ => format!("{alias}{name} = '{id}'"),
                }
            }
            "text" => match dice.below(6) {
                0 => format!("{alias}{name} ilike '%{{part}}%'"),
                1 => format!("{alias}{name} ~* '{{part}}'"),
                2 => format!("position('{{part}}' in lower({alias}{name})) > 0"),
                3 => format!("app.plain({alias}{name}) like '%{{part}}%'"),
                4 => format!("to_tsvector('simple', {alias}{name}) @@ to_tsquery('simple', '{{part}}:*')"),
                _ => format!("lower({alias}{name}) like '%{{part}}%'"),
            },
            "bytea" => format!("encode({alias}{name}, 'hex') = '{{sha}}'"),
            "jsonb" => {
                let id = self.id(dice, table, "");
                // What somebody tried with stands in entries and filters of their own: those are not meant.
                let hers = ["actor_id", "user_id"]
                    .into_iter()
                    .find(|owner| table.columns.iter().any(|column| column.name == *owner))
                    .map(|owner| format!(" and {alias}{owner} = '{{user}}'"));
                format!("{alias}{name}::text like '%{id}%'{}", hers.unwrap_or_default())
            }
            _ => {
                // Nothing of hers is known of a number or a time: by one of her ids all the same.
                let by = table.columns.iter().find(|column| column.kind == "uuid");
                match by {
                    Some(by) => format!("{alias}{} = '{}'", by.name, self.id(dice, table, &by.name)),
                    None => format!("{alias}{name} is not null and '{{case}}' <> ''"),
                }
            }
        }
    }

    /// A condition by an id of hers alone: what it changes is hers.
    fn naming(&self, dice: &mut Dice, table: &Table) -> Option<String> {
        let ids: Vec<&Column> = table
            .columns
            .iter()
            .filter(|column| column.kind == "uuid" && self.names.contains(&Self::fitting(table, &column.name)))
            .collect();
        let column = dice.pick(&ids)?;
        Some(format!("{} = '{}'", column.name, Self::fitting(table, &column.name)))
    }

    fn fitting(table: &Table, column: &str) -> &'static str {
        match (column, table.name.as_str()) {
            ("id", "cases") | ("case_id", _) => "{case}",
            ("id", "parties") | ("party_id", _) => "{party}",
            ("id", "documents") | ("document_id", _) => "{document}",
            ("id", "envelopes") | ("envelope_id", _) => "{envelope}",
            ("id", "signers") | ("signer_id", _) => "{signer}",
            ("id", "firms") | ("firm_id", _) => "{firm}",
            ("id", "users") | ("user_id", _) => "{user}",
            ("id", "sessions") => "{session}",
            ("id", "passkeys") => "{passkey}",
            ("id", "recoveries") | ("recovery_id", _) => "{recovery}",
            ("id", "erasures") | ("erasure_id", _) => "{erasure}",
            ("id", "broken_glass") => "{glass}",
            _ => "",
        }
    }

    fn column<'t>(dice: &mut Dice, table: &'t Table) -> &'t str {
        dice.pick(&table.columns).map_or("*", |column| column.name.as_str())
    }

    fn select(&self, dice: &mut Dice, table: &Table) -> Pair {
        let (name, column) = (&table.name, Self::column(dice, table));
        let condition = self.condition(dice, table, "");
        Pair::new(
            Kind::Reads,
            match dice.below(10) {
                0 => format!("select * from matterlock.{name} where {condition}"),
                1 => format!("select count(*) from matterlock.{name} where {condition}"),
                2 => format!("select exists (select from matterlock.{name} where {condition})"),
                3 => format!("select (select max({column}::text) from matterlock.{name} where {condition})"),
                4 => format!(
                    "select {column} from only matterlock.{name} where {condition} order by {column} nulls last limit 3"
                ),
                5 => format!(
                    "select {column}, row_number() over (order by {column}) from matterlock.{name} where {condition}"
                ),
                6 => format!(
                    "with x as materialized (select {column} from matterlock.{name} where {condition}) select * from x"
                ),
                7 => format!(
                    "select {column} from matterlock.{name} where {condition} union all select {column} from matterlock.{name} where false"
                ),
                8 => format!("select json_agg(t)::text from matterlock.{name} t where {condition}"),
                _ => format!("select {column} from matterlock.{name} where {condition}"),
            },
        )
    }

    fn join(&self, dice: &mut Dice, table: &Table) -> Pair {
        let Some(other) = dice.pick(&self.catalogue.tables) else {
            return self.select(dice, table);
        };
        let (name, second) = (&table.name, &other.name);
        let condition = self.condition(dice, table, "a.");
        let shared = table.columns.iter().find(|column| {
            other
                .columns
                .iter()
                .any(|one| one.name == column.name && one.kind == column.kind)
        });
        let on = shared.map_or_else(|| "true".to_owned(), |column| format!("a.{0} = b.{0}", column.name));
        Pair::new(
            Kind::Reads,
            match dice.below(4) {
                0 => format!(
                    "select a.*, b.* from matterlock.{name} a join matterlock.{second} b on {on} where {condition} limit 5"
                ),
                1 => format!(
                    "select count(*) from matterlock.{name} a left join matterlock.{second} b on {on} where {condition}"
                ),
                2 => format!(
                    "select a.{} from matterlock.{name} a where exists (select from matterlock.{second} b where {on}) and {condition}",
                    Self::column(dice, table)
                ),
                _ => format!(
                    "select x.n from matterlock.{name} a cross join lateral (select count(*) as n from matterlock.{second} b where {on}) x where {condition}"
                ),
            },
        )
    }

    /// What could be told by whether, and with which words, a statement fails.
    fn by_error(&self, dice: &mut Dice, table: &Table) -> Pair {
        let (name, column) = (&table.name, Self::column(dice, table));
        let condition = self.condition(dice, table, "");
        let template = match dice.below(9) {
            0 => format!(
                "select 1 / (case when exists (select from matterlock.{name} where {condition}) then 0 else 1 end)"
            ),
            1 => format!("select {column}::text::int from matterlock.{name} where {condition}"),
            2 => format!("select 1 from matterlock.{name} order by (case when {condition} then 1 / 0 else 1 end)"),
            3 => format!("select 1 from matterlock.{name} where {condition} and {column}::text::xml is not null"),
            4 => format!("select 1 from matterlock.{name} where 1 / (case when {condition} then 0 else 1 end) = 1"),
            5 => format!("select 1 from matterlock.{name} where {condition} and ({column}::text)::date > '2000-01-01'"),
            6 => format!(
                "select (select {column} from matterlock.{name} where {condition} or '{{case}}' = '' )::text::int"
            ),
            7 => format!(
                "select sum(1 / (length({column}::text) - length({column}::text))) from matterlock.{name} where {condition}"
            ),
            _ => {
                return Pair::new(
                    Kind::Acts,
                    format!(
                        "do $told$ declare said text; begin select string_agg({column}::text, ',') into said from matterlock.{name} where {condition};
                         raise exception 'saw %', said; end $told$"
                    ),
                );
            }
        };
        Pair::new(Kind::Reads, template)
    }

    /// What could be seen by whoever says that they are somebody else.
    fn after_settings(&self, dice: &mut Dice, table: &Table) -> Pair {
        const SETTINGS: [(&str, bool); 22] = [
            ("perform set_config('matterlock.secret', '{session}', true)", false),
            ("perform set_config('matterlock.secret', '', true)", false),
            ("perform set_config('matterlock.firm', '{firm}', true)", false),
            ("perform set_config('matterlock.firm_id', '{firm}', true)", false),
            ("perform set_config('matterlock.user', '{user}', true)", false),
            ("perform set_config('app.current_firm', '{firm}', true)", false),
            ("perform set_config('row_security', 'off', true)", false),
            ("perform set_config('search_path', 'pg_temp, matterlock', true)", false),
            ("perform set_config('role', 'matterlock_owner', true)", false),
            ("perform set_config('session_replication_role', 'replica', true)", false),
            (
                "perform set_config('transaction_isolation', 'serializable', true)",
                false,
            ),
            ("execute 'set local role matterlock_owner'", false),
            ("execute 'set local role matterlock_definer'", false),
            ("execute 'set local session authorization postgres'", false),
            ("execute 'set local role matterlock_auth'", false),
            ("execute 'set local role matterlock_worker'", false),
            ("execute 'set local role matterlock_sealer'", false),
            ("execute 'set local role matterlock_operator'", false),
            ("execute 'reset role'", true),
            ("execute 'set local role matterlock_signer'", true),
            ("execute 'set local role matterlock_admin'", true),
            ("execute 'set local role matterlock_app'", true),
        ];
        let (name, column) = (&table.name, Self::column(dice, table));
        let condition = self.condition(dice, table, "");
        let (setting, changes_role) = dice.pick(&SETTINGS).copied().unwrap_or_default();
        Pair {
            template: format!(
                "do $told$ declare said text; begin {setting}; select string_agg({column}::text, ',') into said from matterlock.{name} where {condition};
                 raise exception 'saw %', said; end $told$"
            ),
            kind: Kind::Acts,
            changes_role,
        }
    }

    /// A function with whatever it takes.
    fn call(&self, dice: &mut Dice) -> Pair {
        let Some(function) = dice.pick(&self.catalogue.functions) else {
            return Pair::new(Kind::Reads, "select 1");
        };
        let Function { name, arguments } = function;
        let table = Table {
            name: String::new(),
            columns: Vec::new(),
        };
        let given: Vec<String> = arguments
            .iter()
            .map(|argument| match argument.kind.as_str() {
                "uuid" => match argument.name.as_str() {
                    "firm" | "for_firm" => "'{firm}'".to_owned(),
                    "for_case" => "'{case}'".to_owned(),
                    "account" | "person" | "for_user" | "who_id" if !dice.once_in(3) => "'{user}'".to_owned(),
                    "signer" => "'{signer}'".to_owned(),
                    _ => format!("'{}'", self.id(dice, &table, "")),
                },
                "text" if argument.name.contains("event") => {
                    format!("'{}'", dice.pick(&self.events).copied().unwrap_or("case_read"))
                }
                "text" if argument.name == "address_source" => "'server'".to_owned(),
                "text" if argument.name == "wanted" => "'{number}'".to_owned(),
                "text" if argument.name == "why" => "'taken over from here'".to_owned(),
                "text" => "'{part}'".to_owned(),
                "_text" => "array['documents/{firm}/{document}']".to_owned(),
                "jsonb" => {
                    ["'{}'", "'{\"user\": \"{my_user}\"}'", "'{\"user\": \"{user}\"}'"][dice.below(3)].to_owned()
                }
                "_uuid" => "array['{user}', '{case}', '{party}']::uuid[]".to_owned(),
                "_bytea" => "array[decode('{sha}', 'hex')]".to_owned(),
                "bytea" => "decode('{sha}', 'hex')".to_owned(),
                "bool" => "true".to_owned(),
                "timestamptz" => "app.now()".to_owned(),
                "interval" => "interval '1 minute'".to_owned(),
                "inet" => ["null", "'192.0.2.9'", "'198.51.100.7'"][dice.below(3)].to_owned(),
                "int4" | "int8" => "1".to_owned(),
                other => format!("null::matterlock.{other}"),
            })
            .collect();
        Pair::new(Kind::Reads, format!("select * from app.{name}({})", given.join(", ")))
    }

    /// Past the tables: cursors, prepared statements, exports, large objects, statistics.
    fn by_another_way(&self, dice: &mut Dice, table: &Table) -> Pair {
        let name = &table.name;
        let condition = self.condition(dice, table, "");
        let quoted = condition.replace('\'', "''");
        let template = match dice.below(9) {
            0 => {
                format!("select query_to_xml('select * from matterlock.{name} where {quoted}', true, false, '')::text")
            }
            1 => format!("select table_to_xml('matterlock.{name}', true, false, '')::text where '{{case}}' <> ''"),
            2 => format!(
                "select most_common_vals::text, histogram_bounds::text from pg_stats where tablename = '{name}' and '{{case}}' <> ''"
            ),
            3 => format!(
                "select cursor_to_xml('c', 5, true, false, '')::text from (select '{{case}}') x, matterlock.{name}"
            ),
            4 => format!("select lo_from_bytea(0, decode('{{sha}}', 'hex')) from matterlock.{name} where {condition}"),
            5 => {
                return Pair::new(
                    Kind::Acts,
                    format!(
                        "do $told$ declare c refcursor; said text; row record; begin
                         open c for execute $q$select * from matterlock.{name} where {condition}$q$; fetch c into row; said := row::text;
                         raise exception 'saw %', said; end $told$"
                    ),
                );
            }
            6 => {
                return Pair::new(
                    Kind::Acts,
                    format!(
                        "do $told$ declare n int; begin execute $q$explain (analyze, format text) select * from matterlock.{name} where {condition}$q$;
                         get diagnostics n = row_count; raise exception 'saw %', n > 0; end $told$"
                    ),
                );
            }
            7 => format!(
                "select pg_try_advisory_xact_lock_shared(hashtextextended('people of {{firm}}', 0)) from matterlock.{name} where {condition}"
            ),
            _ => format!("select pg_export_snapshot() is null from matterlock.{name} where {condition}"),
        };
        Pair::new(Kind::Reads, template)
    }
}
