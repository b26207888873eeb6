//! The mark on an installation that says: this is a demonstration, and it is complete.

use std::sync::Arc;

use domain::origin::Origin;

use super::people::{Account, HOUSES};
use crate::Backend;
use crate::access;
use crate::database::{OperatorTx, Unlogged};
use crate::failure::Done;

/// What an installation is to the demonstration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// No firm is there.
    Empty,
    /// Filling began and was interrupted.
    Begun,
    /// Filled.
    Complete,
    /// A firm works here.
    Foreign,
}

impl State {
    /// Looks.
    pub(super) async fn of(backend: &Backend) -> Done<Self> {
        if is_marked(backend).await? {
            return Ok(Self::Complete);
        }
        if access::needs_setup(backend).await? {
            return Ok(Self::Empty);
        }
        // The mark comes last. Until then the first person's address, which nobody can own, tells a beginning from a real firm.
        let [first, ..] = &HOUSES;
        let begun = match first.people.first() {
            Some(person) => Account::find(backend, person).await?.is_some(),
            None => false,
        };
        Ok(if begun { Self::Begun } else { Self::Foreign })
    }
}

/// Whether the installation carries the mark.
pub(super) async fn is_marked(backend: &Backend) -> Done<bool> {
    let mut tx = begin(backend).await?;
    Ok(sqlx::query_scalar("select demonstration from installation")
        .fetch_one(tx.conn())
        .await?)
}

/// Sets the mark.
pub(super) async fn set(backend: &Backend) -> Done<()> {
    let mut tx = begin(backend).await?;
    sqlx::query("update installation set demonstration = true where only_row")
        .execute(tx.conn())
        .await?;
    tx.commit_unlogged(Unlogged::BeforeAnyFirm).await
}

async fn begin(backend: &Backend) -> Done<OperatorTx> {
    backend.begin(None, &Arc::new(Origin::server("demonstration"))).await
}
