//! Before serving: roles, schemas and migrations, as the owner.

use sqlx::migrate::Migrator;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};
use vault::Derived32;

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations");

/// Why the database could not be prepared.
#[derive(Debug, thiserror::Error)]
pub enum BootstrapError {
    /// Can't connect.
    #[error("can't connect to the database: {0}; check DATABASE_URL and that the server runs")]
    Unreachable(sqlx::Error),
    /// The login may not make roles or schemas.
    #[error("the login in DATABASE_URL may not prepare the database: {0}; it needs CREATEROLE and to own the database")]
    NotAllowed(sqlx::Error),
    /// A migration failed; nothing of it stays.
    #[error("a migration failed: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
}

/// Makes roles and schemas, applies migrations, and answers with how the restricted role connects.
///
/// Run at every start; says the same thing every time. Several servers that start at once queue at an advisory lock.
pub async fn prepare(owner: &PgConnectOptions, login_password: &Derived32) -> Result<PgConnectOptions, BootstrapError> {
    let mut connection = owner
        .clone()
        .disable_statement_logging()
        .connect()
        .await
        .map_err(BootstrapError::Unreachable)?;
    let password = vault::digest::hex(login_password.expose());
    connection.execute("begin").await.map_err(BootstrapError::NotAllowed)?;
    connection
        .execute(include_str!("roles.sql"))
        .await
        .map_err(BootstrapError::NotAllowed)?;
    // Hex digits: nothing that could leave the quotes.
    let set_password = format!("alter role matterlock_login password '{password}'");
    connection
        .execute(AssertSqlSafe(set_password))
        .await
        .map_err(BootstrapError::NotAllowed)?;
    connection.execute("commit").await.map_err(BootstrapError::NotAllowed)?;

    connection
        .execute("set role matterlock_owner; set search_path = matterlock; set timezone = 'UTC'")
        .await
        .map_err(BootstrapError::NotAllowed)?;
    MIGRATIONS.run(&mut connection).await?;
    connection.close().await.map_err(BootstrapError::Unreachable)?;
    Ok(owner.clone().username("matterlock_login").password(&password))
}
