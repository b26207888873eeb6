//! That whatever the log holds sealed opens, unless an erasure that the log tells of has destroyed its key. No hash of an entry says that: a key is
//! not part of one.

use std::collections::HashMap;

use uuid::Uuid;
use vault::{FirmKey, LogKey};

use super::begin;
use crate::Backend;
use crate::failure::Done;

/// Keys that are read at once.
const AT_ONCE: i32 = 5_000;

type Row = (Uuid, Uuid, Vec<u8>, i32, Vec<u8>);

/// The first key that is gone, was destroyed by no erasure, or does not open, in words. Permission: the terminal, and the checks.
pub async fn key_amiss(backend: &Backend) -> Done<Option<String>> {
    let mut tx = begin(backend).await?;
    let amiss: Option<(Uuid, Uuid, bool)> =
        sqlx::query_as("select firm, subject, missing from app.keys_amiss() order by firm, subject limit 1")
            .fetch_optional(tx.conn())
            .await?;
    if let Some((firm, subject, missing)) = amiss {
        let how = if missing {
            "is gone"
        } else {
            "was destroyed, and no erasure in the log says so"
        };
        return Ok(Some(format!("the key of {subject} in the logs of {firm} {how}")));
    }
    let (mut firm_keys, mut last) = (HashMap::new(), (Uuid::nil(), Uuid::nil()));
    loop {
        let rows: Vec<Row> = sqlx::query_as("select * from app.kept_keys($1, $2, $3)")
            .bind(last.0)
            .bind(last.1)
            .bind(AT_ONCE)
            .fetch_all(tx.conn())
            .await?;
        let Some((firm, subject, ..)) = rows.last() else {
            return Ok(None);
        };
        last = (*firm, *subject);
        for (firm, subject, wrapped, version, firm_key) in rows {
            let firm_key = firm_keys
                .entry((firm, version))
                .or_insert_with(|| FirmKey::unwrap(&firm_key, &backend.master, firm, version).ok());
            let opens = firm_key
                .as_ref()
                .is_some_and(|firm_key| LogKey::unwrap(&wrapped, firm_key, firm, subject).is_ok());
            if !opens {
                return Ok(Some(format!(
                    "the key of {subject} in the logs of {firm} does not open"
                )));
            }
        }
    }
}
