//! The database: connecting as the restricted role, and the transactions of each kind of caller.

mod administrator;
mod bootstrap;
mod conn;
mod embedded;
#[cfg(test)]
mod hygiene;
mod login;
mod permissions;
mod tx;

use std::time::Duration;

use sqlx::SqlSafeStr as _;
use sqlx::postgres::{PgConnectOptions, PgListener, PgPool, PgPoolOptions};

pub(crate) use administrator::Asking;
pub use bootstrap::{BootstrapError, Roles, has_firms, prepare};
pub(crate) use conn::Conn;
pub use embedded::{Embedded, EmbeddedError};
pub use login::{LoginError, Standing};
pub(crate) use permissions::difference;
pub use sqlx::postgres::PgConnectOptions as ConnectOptions;
pub(crate) use tx::{Account, AdminTx, AtConsole, AuthTx, OperatorTx, SignerTx, TenantTx, Tx, Unlogged, WorkerTx};

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
    /// Connects as the restricted login and looks at its standing, and at who may do what there.
    ///
    /// # Errors
    /// [`LoginError`] when the server can't be reached, when the role could bypass row-level security, or when the policies
    /// would ask another table of permissions than this program's: then nothing may be served.
    pub async fn connect(options: PgConnectOptions, connections: u32) -> Result<Self, LoginError> {
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            // One round trip less a transaction; a dead connection shows itself at `begin`.
            .test_before_acquire(false)
            .acquire_timeout(Duration::from_secs(5))
            .connect_with(options.options([
                ("search_path", "matterlock"),
                ("timezone", "UTC"),
                // A request that ends early closes its connection: what it had asked for ends soon after, with its locks.
                ("client_connection_check_interval", "1s"),
            ]))
            .await?;
        let database = Self { pool };
        let mut conn = database.look().await?;
        login::standing(&mut conn).await?.refuse_if_too_strong()?;
        permissions::refuse_others(&mut conn).await?;
        drop(conn);
        Ok(database)
    }

    /// How strong the serving role is, as the catalogue says now.
    pub async fn standing(&self) -> Result<Standing, LoginError> {
        login::standing(&mut self.look().await?).await
    }

    /// Answers when the database does.
    pub async fn ping(&self) -> Result<(), Failure> {
        self.look().await?;
        Ok(())
    }

    /// A transaction as the login itself, which may do nothing but look at the catalogue and become its roles.
    async fn look(&self) -> Result<Conn, sqlx::Error> {
        Conn::begin(&self.pool, "begin".into_sql_str()).await
    }

    /// A connection of its own that hears what commits. Of a pool of its own, so that no transaction meets its `LISTEN`.
    pub(crate) async fn listener(&self) -> Result<PgListener, sqlx::Error> {
        let options = PgConnectOptions::clone(&self.pool.connect_options());
        let alone = PgPoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options)
            .await?;
        let mut listener = PgListener::connect_with(&alone).await?;
        listener.listen("matterlock").await?;
        Ok(listener)
    }

    /// Closes every connection, after the transactions under way.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}
