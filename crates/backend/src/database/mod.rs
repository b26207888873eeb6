//! The database: connecting as its restricted logins, and the transactions of each kind of caller.

mod administrator;
mod alone;
mod bootstrap;
mod catalogue;
mod conn;
mod embedded;
#[cfg(test)]
mod hygiene;
mod logins;
mod permissions;
mod pool;
mod retention;
mod shares;
mod standing;
mod turns;
mod tx;

use sqlx::Executor as _;
use sqlx::postgres::{PgListener, PgPoolOptions};

pub(crate) use administrator::Asking;
pub(crate) use alone::Alone;
pub use bootstrap::{BootstrapError, Roles, has_firms, prepare};
pub use catalogue::{Compared, compare};
pub(crate) use conn::Conn;
pub use embedded::{Embedded, EmbeddedError};
pub use logins::Logins;
pub(crate) use logins::{
    Admin, AdminTx, AuthTx, Office, OperatorTx, ROLES, Role, SealerTx, SignerTx, TenantTx, Visit, WorkerTx,
};
pub(crate) use permissions::difference;
pub use retention::NotRemoved;
pub(crate) use retention::remove_log_year;
pub use sqlx::postgres::PgConnectOptions as ConnectOptions;
pub use standing::{LoginError, Standing};
pub(crate) use tx::{Account, AtConsole, Attributed, Tx, Unlogged, append_entry, speaker};

use logins::{Checks, Desk, Door, Operator, Works};
use pool::Pool;
use shares::Shares;
use turns::Turns;

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

/// The serving connections, apart by login. Private: the only way to a query is a transaction of a caller's kind.
#[derive(Clone, Debug)]
pub struct Database {
    desk: Pool<Desk>,
    door: Pool<Door>,
    works: Pool<Works>,
    checks: Pool<Checks>,
    turns: Turns,
}

impl Database {
    /// Connects as each login and looks at its standing, at who may do what there, and at what keeps firms apart. The connections are
    /// shared out among those that serve; the checks have one more, and so has whoever listens.
    ///
    /// # Errors
    /// [`LoginError`] when the server can't be reached, when a login could bypass row-level security or become what is another's, when
    /// the policies would ask another table of permissions than this program's, or when what keeps firms apart is not as it was recorded:
    /// then nothing may be served.
    pub async fn connect(logins: Logins, connections: u32) -> Result<Self, LoginError> {
        let database = Self::open(logins, connections).await?;
        database.is_fit_to_serve().await?;
        Ok(database)
    }

    /// Connects and looks at nothing: for whoever looks at what somebody has done to it. Nothing is served from it before
    /// [`Database::is_fit_to_serve`] says so.
    ///
    /// # Errors
    /// [`LoginError::Unreachable`].
    pub async fn open(logins: Logins, connections: u32) -> Result<Self, LoginError> {
        let shares = Shares::of(connections);
        Ok(Self {
            desk: Pool::connect(logins.desk, shares.desk).await?,
            door: Pool::connect(logins.door, shares.door).await?,
            works: Pool::connect(logins.works, shares.works).await?,
            checks: Pool::connect(logins.checks, 1).await?,
            turns: Turns::default(),
        })
    }

    /// Looks at all that [`Database::connect`] looks at.
    ///
    /// # Errors
    /// Its own, without which nothing may be served.
    pub async fn is_fit_to_serve(&self) -> Result<(), LoginError> {
        for standing in self.standing().await? {
            standing.refuse_if_too_strong()?;
        }
        // What early commits wait for: better not to serve than to say of each that it is not known whether it is done.
        self.desk.look().await?.execute(conn::FLUSH).await?;
        permissions::refuse_others(&mut self.works.begin::<Operator>(None, None).await?).await?;
        self.isolation()
            .await?
            .held()
            .map(drop)
            .map_err(LoginError::NotAsRecorded)
    }

    /// How what keeps firms apart compares now with what was recorded. Waits for a start that is under way.
    pub(crate) async fn isolation(&self) -> Result<Compared, sqlx::Error> {
        let mut conn = self.works.begin::<Operator>(None, None).await?;
        conn.execute("select pg_advisory_xact_lock_shared(7203911)").await?;
        compare(conn.bare()).await
    }

    /// How strong each login is, as the catalogue says now.
    pub async fn standing(&self) -> Result<[Standing; 4], LoginError> {
        Ok([
            self.desk.standing().await?,
            self.door.standing().await?,
            self.works.standing().await?,
            self.checks.standing().await?,
        ])
    }

    /// Answers when the database does, to everybody who serves.
    pub async fn ping(&self) -> Result<(), Failure> {
        self.desk.look().await?;
        self.door.look().await?;
        self.works.look().await?;
        Ok(())
    }

    /// Waits until the disk has whatever was committed by now.
    pub(crate) async fn settled(&self) {
        self.turns.settled().await;
    }

    /// A connection of its own that hears what commits. Of a pool of its own, so that no transaction meets its `LISTEN`.
    pub(crate) async fn listener(&self) -> Result<PgListener, sqlx::Error> {
        let alone = PgPoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(self.desk.options())
            .await?;
        let mut listener = PgListener::connect_with(&alone).await?;
        listener.listen("matterlock").await?;
        Ok(listener)
    }

    /// Closes every connection, after the transactions under way.
    pub async fn close(&self) {
        self.desk.close().await;
        self.door.close().await;
        self.works.close().await;
        self.checks.close().await;
    }
}
