//! The database: connecting as the restricted role, and the transactions of each kind of caller.

mod administrator;
mod bootstrap;
mod catalogue;
mod embedded;
mod login;
mod permissions;
mod tx;

use std::time::Duration;

use sqlx::Executor as _;
use sqlx::postgres::{PgConnectOptions, PgListener, PgPool, PgPoolOptions};

pub(crate) use administrator::Asking;
pub use bootstrap::{BootstrapError, Roles, has_firms, prepare};
pub use catalogue::{Compared, compare};
pub use embedded::{Embedded, EmbeddedError};
pub use login::{LoginError, Standing};
pub(crate) use permissions::difference;
pub use sqlx::postgres::PgConnectOptions as ConnectOptions;
pub(crate) use tx::{
    Account, AdminTx, AtConsole, Attributed, AuthTx, OperatorTx, Role, SealerTx, SignerTx, TenantTx, Tx, Unlogged,
    WorkerTx, append_entry, speaker,
};

use crate::Failure;

/// Reads a `postgres://` address.
///
/// # Errors
/// What is wrong with it, in words, without the password.
pub fn parse_url(url: &str) -> Result<ConnectOptions, String> {
    if !(url.starts_with("postgres://") || url.starts_with("postgresql://")) {
        return Err("it must begin with postgres://".to_owned());
    }
    url.parse()
        .map_err(|_| "it must look like postgres://user:password@host/database".to_owned())
}

/// The serving connection pool. Private: the only way to a query is a transaction of a caller's kind.
#[derive(Clone, Debug)]
pub struct Database {
    pool: PgPool,
}

impl Database {
    /// Connects as the restricted login and looks at its standing, at who may do what there, and at what keeps firms apart.
    ///
    /// # Errors
    /// [`LoginError`] when the server can't be reached, when the role could bypass row-level security, when the policies
    /// would ask another table of permissions than this program's, or when what keeps firms apart is not as it was recorded: then
    /// nothing may be served.
    pub async fn connect(options: PgConnectOptions, connections: u32) -> Result<Self, LoginError> {
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            // One round trip less a transaction; a dead connection shows itself at `begin`.
            .test_before_acquire(false)
            .acquire_timeout(Duration::from_secs(5))
            .connect_with(options.options([("search_path", "matterlock"), ("timezone", "UTC")]))
            .await?;
        let database = Self { pool };
        database.standing().await?.refuse_if_too_strong()?;
        permissions::refuse_others(&database.pool).await?;
        database.isolation().await?.held().map_err(LoginError::NotAsRecorded)?;
        Ok(database)
    }

    /// How what keeps firms apart compares now with what was recorded. Waits for a start that is under way.
    pub(crate) async fn isolation(&self) -> Result<Compared, sqlx::Error> {
        let mut tx = self.pool.begin().await?;
        tx.execute("set local role matterlock_operator; select pg_advisory_xact_lock_shared(7203911)")
            .await?;
        compare(&mut tx).await
    }

    /// How strong the serving role is, as the catalogue says now.
    pub async fn standing(&self) -> Result<Standing, LoginError> {
        login::standing(&self.pool).await
    }

    /// Answers when the database does.
    pub async fn ping(&self) -> Result<(), Failure> {
        sqlx::query("select 1").execute(&self.pool).await?;
        Ok(())
    }

    /// A connection of its own that hears what commits.
    pub(crate) async fn listener(&self) -> Result<PgListener, sqlx::Error> {
        let mut listener = PgListener::connect_with(&self.pool).await?;
        listener.listen("matterlock").await?;
        Ok(listener)
    }

    /// Closes every connection, after the transactions under way.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}
