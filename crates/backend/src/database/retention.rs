//! Removing a year of the log, as the owner: nobody who serves may.

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{Connection, Executor};

use super::bootstrap::{BootstrapError, connect};
use super::catalogue;

/// Why a year of the log was not removed. Nothing was, then.
#[derive(Debug, thiserror::Error)]
pub enum NotRemoved {
    /// The database keeps it, for this reason.
    #[error("nothing was removed: {0}")]
    Kept(String),
    /// What is archived of it is not as it was signed.
    #[error("nothing was removed: {0}")]
    Archive(crate::Failure),
    /// The owner's login does not connect.
    #[error("nothing was removed: {0}")]
    Owner(#[from] BootstrapError),
    /// Something else went wrong in the database.
    #[error("nothing was removed: {0}")]
    Database(sqlx::Error),
}

impl From<sqlx::Error> for NotRemoved {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            // What was not to be had, and what the triggers refuse.
            sqlx::Error::Database(refused)
                if refused.constraint() == Some("log_is_kept") || refused.code().as_deref() == Some("55P03") =>
            {
                Self::Kept(refused.message().to_owned())
            }
            _ => Self::Database(error),
        }
    }
}

/// Removes the partitions of a year: with an entry for each firm, and taken into the record of what keeps firms apart, or not at all. Several that
/// are asked for at once, and starts of servers, queue.
pub(crate) async fn remove_log_year(owner: &PgConnectOptions, year: u16) -> Result<(), NotRemoved> {
    let mut connection = connect(owner).await?;
    let removed = remove(&mut connection, year).await;
    connection.close().await?;
    removed
}

async fn remove(connection: &mut PgConnection, year: u16) -> Result<(), NotRemoved> {
    let mut tx = connection.begin().await?;
    tx.execute("select pg_advisory_xact_lock(7203911); set local role matterlock_owner; set local search_path = matterlock; set local timezone = 'UTC'")
        .await?;
    let before = catalogue::lines(&mut tx).await?;
    sqlx::query("select app.drop_log_year($1, 'remove a year of the log')")
        .bind(i32::from(year))
        .execute(&mut *tx)
        .await?;
    catalogue::record_since(&mut tx, &before).await?;
    tx.commit().await?;
    Ok(())
}
