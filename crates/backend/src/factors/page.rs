//! What a person's own page shows of their second factors. No secret, no code.

use domain::factors::{Factor, RecoveryCodes, SecondFactors};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::access::timestamp;
use crate::caller::Caller;
use crate::database::TenantTx;
use crate::failure::Done;

/// Apps, passkeys and how many recovery codes are left. Permission: their owner.
pub async fn second_factors(caller: &Caller) -> Done<SecondFactors> {
    let mut tx = caller.begin().await?;
    Ok(SecondFactors {
        apps: list(
            &mut tx,
            "select id, name, confirmed_at, last_used_at from authenticators where confirmed_at is not null order by confirmed_at, id",
        )
        .await?,
        passkeys: list(
            &mut tx,
            "select id, name, created_at, last_used_at from passkeys order by created_at, id",
        )
        .await?,
        recovery_codes: codes(&mut tx).await?,
        passkeys_possible: caller.backend().passkeys.is_possible(),
    })
}

/// How many recovery codes are left, for the warning. Permission: their owner.
pub async fn recovery_codes(caller: &Caller) -> Done<RecoveryCodes> {
    codes(&mut caller.begin().await?).await
}

async fn list<Id: From<Uuid>>(tx: &mut TenantTx, query: &'static str) -> Done<Vec<Factor<Id>>> {
    let rows: Vec<(Uuid, String, OffsetDateTime, Option<OffsetDateTime>)> =
        sqlx::query_as(query).fetch_all(tx.conn()).await?;
    Ok(rows
        .into_iter()
        .map(|(id, name, added_at, last_used_at)| Factor {
            id: Id::from(id),
            name,
            added_at: timestamp(added_at),
            last_used_at: last_used_at.map(timestamp),
        })
        .collect())
}

async fn codes(tx: &mut TenantTx) -> Done<RecoveryCodes> {
    let (left, made_at): (i64, Option<OffsetDateTime>) =
        sqlx::query_as("select count(*) filter (where used_at is null), max(made_at) from recovery_codes")
            .fetch_one(tx.conn())
            .await?;
    Ok(RecoveryCodes {
        left: u32::try_from(left).unwrap_or_default(),
        made_at: made_at.map(timestamp),
    })
}
