//! Statements that would change what is hers, or write something under her ids.

use super::{Kind, Pair, Statements};
use crate::attack::Dice;
use crate::attack::sql::catalogue::{Column, Table};

impl Statements<'_> {
    pub(super) fn update(&self, dice: &mut Dice, table: &Table) -> Pair {
        let Some(naming) = self.naming(dice, table) else {
            return self.select(dice, table);
        };
        let Some(column) = dice.pick(&table.columns) else {
            return self.select(dice, table);
        };
        let value = self.value(dice, table, column);
        Pair::new(
            Kind::Changes,
            format!(
                "update matterlock.{} set {} = {value} where {naming}",
                table.name, column.name
            ),
        )
    }

    pub(super) fn delete(&self, dice: &mut Dice, table: &Table) -> Pair {
        let Some(naming) = self.naming(dice, table) else {
            return self.select(dice, table);
        };
        let name = &table.name;
        match dice.below(8) {
            0 => Pair::new(
                Kind::Forbidden,
                format!("do $told$ begin truncate matterlock.{name}; perform '{{case}}'; end $told$"),
            ),
            1 => Pair::new(
                Kind::Reads,
                format!("select 1 from matterlock.{name} where {naming} for update"),
            ),
            2 => Pair::new(
                Kind::Reads,
                format!("select 1 from matterlock.{name} where {naming} for key share skip locked"),
            ),
            _ => Pair::new(Kind::Changes, format!("delete from matterlock.{name} where {naming}")),
        }
    }

    /// A value that the column takes, of hers or of one's own.
    fn value(&self, dice: &mut Dice, table: &Table, column: &Column) -> String {
        match column.kind.as_str() {
            "uuid" => match dice.below(4) {
                0 => "'{fresh}'".to_owned(),
                1 => match column.name.as_str() {
                    "firm_id" => "'{my_firm}'".to_owned(),
                    "case_id" => "'{my_case}'".to_owned(),
                    "document_id" => "'{my_document}'".to_owned(),
                    _ => "'{my_user}'".to_owned(),
                },
                _ => format!("'{}'", self.id(dice, table, &column.name)),
            },
            "text" => match column.name.as_str() {
                "role" => "'client'".to_owned(),
                "kind" => "'civil'".to_owned(),
                "state" => "'voided'".to_owned(),
                "language" => "'en'".to_owned(),
                "object_name" => "'documents/{firm}/{document}'".to_owned(),
                "address_source" => "'server'".to_owned(),
                _ => "'{part}'".to_owned(),
            },
            "bytea" => "decode('{sha}', 'hex')".to_owned(),
            "jsonb" => "'{\"notice\": \"half_login\", \"user\": \"{user}\"}'".to_owned(),
            "bool" => "true".to_owned(),
            "timestamptz" => "app.now() + interval '1 day'".to_owned(),
            "interval" => "interval '5 minutes'".to_owned(),
            "inet" | "cidr" => "'192.0.2.0/24'".to_owned(),
            "_int4" => "'{1}'".to_owned(),
            _ => "1".to_owned(),
        }
    }

    pub(super) fn insert(&self, dice: &mut Dice, table: &Table) -> Pair {
        let chosen: Vec<&Column> = table
            .columns
            .iter()
            .filter(|column| column.kind == "uuid" || !dice.once_in(3))
            .collect();
        let names: Vec<&str> = chosen.iter().map(|column| column.name.as_str()).collect();
        let values: Vec<String> = chosen.iter().map(|column| self.value(dice, table, column)).collect();
        let (name, names, values) = (&table.name, names.join(", "), values.join(", "));
        let insert = format!("insert into matterlock.{name} ({names}) values ({values})");
        Pair::new(
            Kind::Acts,
            match dice.below(4) {
                0 => format!("{insert} on conflict do nothing"),
                1 => {
                    let first = chosen.first().map_or("id", |column| column.name.as_str());
                    format!("{insert} on conflict (firm_id, id) do update set {first} = excluded.{first}")
                }
                _ => insert,
            },
        )
    }

    pub(super) fn merge(&self, dice: &mut Dice, table: &Table) -> Pair {
        let Some(naming) = self.naming(dice, table) else {
            return self.insert(dice, table);
        };
        let Some(column) = dice.pick(&table.columns) else {
            return self.insert(dice, table);
        };
        let value = self.value(dice, table, column);
        let then = if dice.once_in(2) {
            "delete".to_owned()
        } else {
            format!("update set {} = {value}", column.name)
        };
        Pair::new(
            Kind::Changes,
            format!(
                "merge into matterlock.{} t using (select 1 as one) s on t.{naming} when matched then {then}",
                table.name
            ),
        )
    }
}
