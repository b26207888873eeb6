//! The connections of one login.

use core::marker::PhantomData;
use std::net::IpAddr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, SqlSafeStr as _};
use vault::Token;

use super::Conn;
use super::logins::{Login, Role};
use super::standing::{LoginError, Standing, standing};

/// The only way to a query is a transaction under one of the login's roles.
#[derive(Clone, Debug)]
pub(crate) struct Pool<L> {
    inner: PgPool,
    login: PhantomData<L>,
}

impl<L: Login> Pool<L> {
    /// Connects. What the login could do is looked at before anything is served.
    pub(super) async fn connect(options: PgConnectOptions, connections: u32) -> Result<Self, sqlx::Error> {
        let inner = PgPoolOptions::new()
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
        Ok(Self {
            inner,
            login: PhantomData,
        })
    }

    /// `BEGIN`, the role, the secret and the address in one round trip.
    pub(super) async fn begin<R: Role<Login = L>>(
        &self,
        secret: Option<&Token>,
        address: Option<IpAddr>,
    ) -> Result<Conn, sqlx::Error> {
        Conn::begin(&self.inner, AssertSqlSafe(opening::<R>(secret, address)).into_sql_str()).await
    }

    /// A transaction as the login itself, which may do nothing but look at the catalogue and become its roles.
    pub(super) async fn look(&self) -> Result<Conn, sqlx::Error> {
        Conn::begin(&self.inner, "begin".into_sql_str()).await
    }

    /// How strong the login is, as the catalogue says now.
    pub(super) async fn standing(&self) -> Result<Standing, LoginError> {
        standing(&mut self.look().await?, L::ROLES).await
    }

    /// How it connects.
    pub(super) fn options(&self) -> PgConnectOptions {
        PgConnectOptions::clone(&self.inner.connect_options())
    }

    /// Closes every connection, after the transactions under way.
    pub(super) async fn close(&self) {
        self.inner.close().await;
    }
}

/// `BEGIN`, the role, the secret and the address.
pub(super) fn opening<R: Role>(secret: Option<&Token>, address: Option<IpAddr>) -> String {
    // A token prints as 43 characters of base64url and nothing else, so it can't leave the quotes.
    let secret = secret.map_or("", Token::expose);
    // Figures, letters up to f, colons and points. Empty where it is not known: nothing from before stands in its place.
    let address = address.map(|address| address.to_string()).unwrap_or_default();
    let address = if R::TELLS_ADDRESS {
        format!("; set local matterlock.address = '{address}'")
    } else {
        String::new()
    };
    format!(
        "begin; set local role {}; set local matterlock.secret = '{secret}'{address}",
        R::NAME
    )
}
