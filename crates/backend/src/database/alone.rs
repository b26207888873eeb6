//! A connection of its own, for whoever tries what a role may not, or holds something for as long as a run lasts. What it leaves behind in
//! its session is gone with it, and meets nobody else in the pool.

use core::net::IpAddr;

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use vault::Token;

use super::Database;
use super::logins::{Login as _, Role};
use super::pool::opening;

/// A connection under one caller's role, in a transaction that never commits.
#[derive(Debug)]
pub(crate) struct Alone {
    conn: PgConnection,
    opening: String,
}

impl Database {
    /// A connection under a caller's role and secret, in a transaction.
    pub(crate) async fn alone<R: Role>(
        &self,
        secret: Option<&Token>,
        address: Option<IpAddr>,
    ) -> Result<Alone, sqlx::Error> {
        let mut alone = Alone {
            conn: PgConnection::connect_with(&R::Login::pool(self).options()).await?,
            opening: opening::<R>(secret, address),
        };
        // Whatever is tried comes to an end, and is not remarked upon in the server's own log.
        alone
            .run("set statement_timeout = '60s'; set client_min_messages = error")
            .await?;
        let opening = alone.opening.clone();
        alone.run(&opening).await?;
        Ok(alone)
    }

    /// A connection outside the pools, as a login that is nothing without a secret.
    pub(crate) async fn connection(&self) -> Result<PgConnection, sqlx::Error> {
        PgConnection::connect_with(&self.desk.options()).await
    }
}

impl Alone {
    /// For statements.
    pub(crate) fn conn(&mut self) -> &mut PgConnection {
        &mut self.conn
    }

    /// Undoes everything, and begins again as the same caller.
    pub(crate) async fn again(&mut self) -> Result<(), sqlx::Error> {
        self.run("rollback").await?;
        let opening = self.opening.clone();
        self.run(&opening).await
    }

    async fn run(&mut self, statement: &str) -> Result<(), sqlx::Error> {
        sqlx::raw_sql(AssertSqlSafe(statement.to_owned()))
            .execute(&mut self.conn)
            .await
            .map(drop)
    }
}
