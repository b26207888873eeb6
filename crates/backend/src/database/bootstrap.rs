//! Before serving: the master key, roles, schemas, migrations, the table of permissions and the record of what keeps firms apart, as the
//! owner.

use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor};
use vault::MasterKey;

use super::logins::{Logins, set_passwords};
use super::{catalogue, permissions};

static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations");

const ROLES: &str = include_str!("roles.sql");
const GUARDS: &str = include_str!("guards.sql");
const AS_THE_OWNER: &str = "set role matterlock_owner; set search_path = matterlock; set timezone = 'UTC'";

/// Why the database could not be prepared.
#[derive(Debug, thiserror::Error)]
pub enum BootstrapError {
    /// Can't connect.
    #[error("can't connect to the database at {at}: {why}; check DATABASE_URL and that the server runs")]
    Unreachable {
        /// Host and port, or the socket.
        at: String,
        /// Why not.
        why: sqlx::Error,
    },
    /// Something listens and says nothing.
    #[error(
        "the database at {at} does not answer: {} seconds were waited for it; check host and port in DATABASE_URL and that the server runs",
        LONGEST_SILENCE.as_secs()
    )]
    Silent {
        /// Host and port, or the socket.
        at: String,
    },
    /// A login that serves has a password, and it is not this master key's.
    #[error(
        "another installation of Matterlock works on the database server at {at}, with another master key: taking its role {login} over would lock it out; give this installation a PostgreSQL server of its own in DATABASE_URL, or, where the other one is gone or this one's key was changed, set MATTERLOCK_TAKE_ROLES=yes for one start"
    )]
    OthersRoles {
        /// Host and port, or the socket.
        at: String,
        /// The first of the logins.
        login: &'static str,
    },
    /// The firms' keys are wrapped by another master key: nothing of theirs would open.
    #[error(
        "the firms in this database work with the master key {kept}, and this one is {given}: name the file of theirs in MATTERLOCK_MASTER_KEY_FILE, or give it itself in MATTERLOCK_MASTER_KEY"
    )]
    OtherKey {
        /// The public name of the key that was given.
        given: String,
        /// The public name of the key that is needed.
        kept: String,
    },
    /// The login may not make roles or schemas.
    #[error("the login in DATABASE_URL may not prepare the database: {0}; it needs CREATEROLE and to own the database")]
    NotAllowed(sqlx::Error),
    /// Somebody has changed what keeps firms apart, and this start would record that as if it had made it.
    #[error(
        "nothing was upgraded: what keeps firms apart in the database is not as it was recorded ({0}); somebody has changed it by hand: undo that, or see docs/operations/catalogue.md"
    )]
    ChangedByHand(String),
    /// A migration failed; nothing of it stays.
    #[error("a migration failed: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
}

impl BootstrapError {
    /// Whether the server answered and refused the login's password.
    pub fn is_wrong_password(&self) -> bool {
        matches!(self, Self::Unreachable { why, .. } if super::embedded::is_wrong_password(why))
    }
}

/// How long a database server may be silent when it is called.
const LONGEST_SILENCE: Duration = Duration::from_secs(10);

/// What may be done with the logins that serve, where the database server has them already. Roles belong to all its databases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Roles {
    /// They are used where their passwords derive from this master key; otherwise another installation works with them.
    Share,
    /// They are given this master key's passwords: the server is private, or its operator has said so.
    Take,
}

/// Makes roles and schemas, applies migrations, writes who may do what, records what keeps firms apart, and answers with how the restricted
/// logins connect.
///
/// Run at every start; says the same thing every time. Several servers that start at once queue at an advisory lock.
/// With another master key than the firms' it changes nothing: the restricted logins' passwords would become others, and the
/// server that works with them could not connect any more. So it would where another installation works on the same database server,
/// which `roles` is about.
pub async fn prepare(owner: &PgConnectOptions, master: &MasterKey, roles: Roles) -> Result<Logins, BootstrapError> {
    let mut connection = connect(owner).await?;
    let given = master.id();
    let kept = master_keys(&mut connection).await?;
    if let Some(kept) = kept.into_iter().find(|kept| *kept != given) {
        return Err(BootstrapError::OtherKey { given, kept });
    }
    let logins = Logins::at(owner, master);
    if roles == Roles::Share {
        for (login, options) in logins.each() {
            if is_anothers(&mut connection, login, options).await? {
                let at = place(owner);
                return Err(BootstrapError::OthersRoles { at, login });
            }
        }
    }
    make(&mut connection, master).await?;
    connection.close().await.map_err(|why| unreachable(owner, why))?;
    Ok(logins)
}

/// Whether a login is there and does not open with the password of this master key.
async fn is_anothers(
    connection: &mut PgConnection,
    name: &str,
    login: &PgConnectOptions,
) -> Result<bool, BootstrapError> {
    let there: bool = sqlx::query_scalar("select exists (select from pg_roles where rolname = $1)")
        .bind(name)
        .fetch_one(connection)
        .await
        .map_err(BootstrapError::NotAllowed)?;
    if !there {
        return Ok(false);
    }
    match connect(login).await {
        Ok(opened) => opened
            .close()
            .await
            .map_err(|why| unreachable(login, why))
            .map(|()| false),
        Err(error) if error.is_wrong_password() => Ok(true),
        // Let in and turned away for another reason: the password is right.
        Err(BootstrapError::Unreachable {
            why: sqlx::Error::Database(_),
            ..
        }) => Ok(false),
        Err(error) => Err(error),
    }
}

fn unreachable(options: &PgConnectOptions, why: sqlx::Error) -> BootstrapError {
    BootstrapError::Unreachable {
        at: place(options),
        why,
    }
}

/// Where a database server is: host and port, or its socket.
fn place(options: &PgConnectOptions) -> String {
    match options.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    }
}

/// Roles, the migrations that are missing, the table of permissions and the record, all of it or nothing. Several starts queue until it
/// is committed.
async fn make(connection: &mut PgConnection, master: &MasterKey) -> Result<(), BootstrapError> {
    let mut tx = connection.begin().await.map_err(BootstrapError::NotAllowed)?;
    tx.execute("select pg_advisory_xact_lock(7203911)")
        .await
        .map_err(BootstrapError::NotAllowed)?;
    let (year, superuser): (i32, bool) = sqlx::query_as(
        "select extract(year from now() at time zone 'UTC')::int, rolsuper from pg_roles where rolname = current_user",
    )
    .fetch_one(&mut *tx)
    .await
    .map_err(BootstrapError::NotAllowed)?;
    let made_of = made_of(year, superuser);
    let changed = catalogue::changed_by_hand(&mut tx, &made_of).await;
    if let Some(what) = changed.map_err(BootstrapError::NotAllowed)? {
        return Err(BootstrapError::ChangedByHand(what));
    }
    tx.execute(ROLES).await.map_err(BootstrapError::NotAllowed)?;
    tx.execute(AssertSqlSafe(set_passwords(master)))
        .await
        .map_err(BootstrapError::NotAllowed)?;
    tx.execute(AS_THE_OWNER).await.map_err(BootstrapError::NotAllowed)?;
    MIGRATIONS.run(&mut *tx).await?;
    // Five years ahead: a server that is never started again has its partitions, and a check that says when they end.
    sqlx::query("select app.make_log_years($1, $1 + 5)")
        .bind(year)
        .execute(&mut *tx)
        .await
        .map_err(BootstrapError::NotAllowed)?;
    permissions::write(&mut tx).await.map_err(BootstrapError::NotAllowed)?;
    for statements in ["reset role", GUARDS, AS_THE_OWNER] {
        tx.execute(statements).await.map_err(BootstrapError::NotAllowed)?;
    }
    catalogue::record(&mut tx, &made_of)
        .await
        .map_err(BootstrapError::NotAllowed)?;
    tx.commit().await.map_err(BootstrapError::NotAllowed)
}

/// What this program makes of a database in a year, in short: its migrations, its roles, the year's partitions of the log, and what only a superuser
/// makes. The table of permissions is compared by itself.
fn made_of(year: i32, superuser: bool) -> String {
    let mut parts: Vec<u8> = [ROLES, GUARDS].concat().into_bytes();
    parts.extend_from_slice(&year.to_be_bytes());
    parts.push(superuser.into());
    for migration in MIGRATIONS.iter() {
        parts.extend_from_slice(&migration.version.to_be_bytes());
        parts.extend_from_slice(&migration.checksum);
    }
    vault::digest::hex(&vault::digest::sha256(&parts))
}

/// Whether firms work in the database, whose data opens with their master key only.
pub async fn has_firms(owner: &PgConnectOptions) -> Result<bool, BootstrapError> {
    let mut connection = connect(owner).await?;
    let keys = master_keys(&mut connection).await?;
    connection.close().await.map_err(|why| unreachable(owner, why))?;
    Ok(!keys.is_empty())
}

pub(super) async fn connect(options: &PgConnectOptions) -> Result<PgConnection, BootstrapError> {
    let quiet = options.clone().disable_statement_logging();
    match tokio::time::timeout(LONGEST_SILENCE, quiet.connect()).await {
        Ok(connected) => connected.map_err(|why| unreachable(options, why)),
        Err(_) => Err(BootstrapError::Silent { at: place(options) }),
    }
}

/// The public names of the master keys that firms' keys are wrapped by. None where nothing was ever made.
async fn master_keys(connection: &mut PgConnection) -> Result<Vec<String>, BootstrapError> {
    // An owner that is no superuser sees no rows, because row-level security is forced; the definer sees this column's.
    let askable: Option<bool> = sqlx::query_scalar(
        "select has_column_privilege(oid, to_regclass('matterlock.firm_keys')::oid, 'master_key_id', 'select')
         from pg_roles where rolname = 'matterlock_definer'",
    )
    .fetch_optional(&mut *connection)
    .await
    .map_err(BootstrapError::NotAllowed)?
    .flatten();
    if askable != Some(true) {
        return Ok(Vec::new());
    }
    connection
        .execute("set role matterlock_definer")
        .await
        .map_err(BootstrapError::NotAllowed)?;
    let keys = sqlx::query_scalar("select distinct master_key_id from matterlock.firm_keys order by 1")
        .fetch_all(&mut *connection)
        .await
        .map_err(BootstrapError::NotAllowed)?;
    connection
        .execute("reset role")
        .await
        .map_err(BootstrapError::NotAllowed)?;
    Ok(keys)
}
