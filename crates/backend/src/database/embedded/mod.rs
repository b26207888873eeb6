//! The embedded default: a private PostgreSQL cluster under the data folder, on a unix socket only.

mod account;
mod binaries;
mod home;
mod initialise;
mod leftover;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _};
use tokio::process::Child;
use vault::Derived32;

use account::Account;
use home::{Home, make_dir};
use initialise::initialise;

/// Why the private cluster does not run.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// No server binaries.
    #[error("PostgreSQL is not installed: install the package «postgresql» (version 15 or newer), or set DATABASE_URL")]
    NotInstalled,
    /// The folder that was named holds none.
    #[error("MATTERLOCK_POSTGRES_BIN: there are no programs of PostgreSQL in «{0}»")]
    NotThere(PathBuf),
    /// The cluster was made by a version that is not there.
    #[error(
        "the private database was made by PostgreSQL {0}, which is not installed: install the package «postgresql-{0}», or name the folder of its programs with MATTERLOCK_POSTGRES_BIN"
    )]
    OtherVersion(u32),
    /// Files or processes.
    #[error("{what}: {source}")]
    Io {
        /// What was being done.
        what: String,
        /// Why it failed.
        source: std::io::Error,
    },
    /// A tool of PostgreSQL failed.
    #[error("{what}; its last words: {last}")]
    Tool {
        /// What was being done.
        what: &'static str,
        /// The end of its output.
        last: String,
    },
    /// Another server uses the same data folder.
    #[error("another server is using {0}; stop it, or choose another folder with MATTERLOCK_DATA")]
    InUse(PathBuf),
    /// Neither the data folder nor the place instead of it can hold a cluster.
    #[error(
        "the private database can't stand under {0}: the path is too long, or the database's unprivileged user can't enter it; choose another folder with MATTERLOCK_DATA"
    )]
    Closed(PathBuf),
    /// The superuser's password, which derives from the master key, is another.
    #[error(
        "the private database under {0} does not open with this master key: name the file of the one that it was made with in MATTERLOCK_MASTER_KEY_FILE, or give that key itself in MATTERLOCK_MASTER_KEY"
    )]
    OtherKey(PathBuf),
    /// Started, but does not answer.
    #[error("the private PostgreSQL does not answer: {0}")]
    Silent(String),
}

/// A private cluster that was started. Whoever holds it stops it, by [`Embedded::stop`]: dropped, it would run on.
#[derive(Debug)]
pub struct Embedded {
    child: Child,
    options: PgConnectOptions,
    home: Home,
    binaries: PathBuf,
    account: Account,
    connections: u32,
    // Held for as long as the cluster runs: one server a data folder.
    _lock: fs::File,
}

const SUPERUSER: &str = "matterlock_cluster";
const DATABASE: &str = "matterlock";
/// Connections that nobody counts: preparing, checking, listening, and those that PostgreSQL keeps for its superuser.
const ROOM: u32 = 28;

impl Embedded {
    /// Starts the cluster under `data/postgres`, making it on the first run; it answers after [`Embedded::ready`].
    ///
    /// The superuser's password is derived from the master key and the only way in is the unix socket.
    /// As root the cluster runs as the unprivileged user `postgres`, or `nobody` where there is none, because it refuses root.
    /// It has room for a server and a command beside it with `connections` each.
    ///
    /// Nothing is awaited once the cluster runs: who drops the future leaves nothing running, who gets the answer can stop it.
    pub async fn start(data: &Path, superuser_password: &Derived32, connections: u32) -> Result<Self, EmbeddedError> {
        let account = Account::unprivileged();
        let home = Home::make(data, &account)?;
        let (cluster, socket) = (home.cluster(), home.socket());
        let lock = lock(home.path())?;
        let made_by = home.is_made().then(|| binaries::version_of(&cluster)).transpose()?;
        let binaries = binaries::find(made_by, &account).await?;
        let password = vault::digest::hex(superuser_password.expose());

        make_dir(&socket, 0o700)?;
        account.own(&socket)?;
        leftover::stop(&cluster).await?;
        if made_by.is_none() {
            initialise(&home, &binaries, &account, &password).await?;
        }
        let child = run(&home, &binaries, &account, connections)?;
        let options = PgConnectOptions::new_without_pgpass()
            .socket(socket)
            .username(SUPERUSER)
            .password(&password)
            .database("postgres");
        Ok(Self {
            child,
            options,
            home,
            binaries,
            account,
            connections,
            _lock: lock,
        })
    }

    /// Whether a cluster was ever made for this data folder: its data opens with one master key only.
    pub fn is_made(data: &Path) -> bool {
        let home = Home::of(data);
        // A link to a folder that is gone is the trace of one.
        home.is_made() || (home.path() != data.join("postgres") && !home.path().exists())
    }

    /// How the owner's login connects to a cluster under `data` that another process runs.
    pub fn running(data: &Path, superuser_password: &Derived32) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(Home::of(data).socket())
            .username(SUPERUSER)
            .password(&vault::digest::hex(superuser_password.expose()))
            .database(DATABASE)
    }

    /// How the owner's login connects.
    pub fn owner(&self) -> PgConnectOptions {
        self.options.clone().database(DATABASE)
    }

    /// The process number of the postmaster.
    pub fn process(&self) -> Option<u32> {
        self.child.id()
    }

    /// Waits until the cluster stops by itself, which it should not.
    pub async fn died(&mut self) {
        let _status = self.child.wait().await;
    }

    /// Stops the cluster: sessions are ended, everything committed is on disk.
    pub async fn stop(mut self) {
        let Some(process) = self.child.id() else { return };
        signal(process, rustix::process::Signal::INT);
        if tokio::time::timeout(Duration::from_secs(20), self.child.wait())
            .await
            .is_err()
        {
            // Immediate shutdown: the write-ahead log repairs it at the next start.
            signal(process, rustix::process::Signal::QUIT);
            let _status = self.child.wait().await;
        }
    }

    /// Waits until the cluster answers, and makes the database on the first run.
    pub async fn ready(&mut self) -> Result<(), EmbeddedError> {
        let mut last = String::new();
        for _ in 0..600 {
            if let Ok(Some(_)) = self.child.try_wait() {
                let log = tail(&self.home.log());
                // Those who were connected to a postmaster that was killed end a moment after it, and hold its memory until then.
                if !log.contains("pre-existing shared memory block") {
                    return Err(EmbeddedError::Tool {
                        what: "the private PostgreSQL stopped at its start",
                        last: log,
                    });
                }
                tokio::time::sleep(Duration::from_millis(400)).await;
                self.child = run(&self.home, &self.binaries, &self.account, self.connections)?;
            }
            match self.options.clone().disable_statement_logging().connect().await {
                Ok(mut connection) => {
                    let there: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
                        .bind(DATABASE)
                        .fetch_one(&mut connection)
                        .await
                        .map_err(|error| EmbeddedError::Silent(error.to_string()))?;
                    if !there {
                        let create = format!("create database {DATABASE} encoding 'UTF8' template template0");
                        connection
                            .execute(AssertSqlSafe(create))
                            .await
                            .map_err(|error| EmbeddedError::Silent(error.to_string()))?;
                    }
                    let _closed = connection.close().await;
                    return Ok(());
                }
                // It answers, and asking again would not change the password.
                Err(error) if is_wrong_password(&error) => {
                    return Err(EmbeddedError::OtherKey(self.home.path().to_owned()));
                }
                Err(error) => last = error.to_string(),
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err(EmbeddedError::Silent(last))
    }
}

/// SQLSTATE class 28, invalid authorization.
pub(super) fn is_wrong_password(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code)
        .is_some_and(|code| code.starts_with("28"))
}

fn io(what: impl Into<String>, source: std::io::Error) -> EmbeddedError {
    EmbeddedError::Io {
        what: what.into(),
        source,
    }
}

fn lock(home: &Path) -> Result<fs::File, EmbeddedError> {
    let path = home.join("in-use");
    let file = fs::OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .map_err(|source| io("can't lock the data folder", source))?;
    // The kernel lets go of it when the server dies, however it dies.
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(EmbeddedError::InUse(home.to_owned())),
        Err(fs::TryLockError::Error(source)) => Err(io("can't lock the data folder", source)),
    }
}

fn run(home: &Home, binaries: &Path, account: &Account, connections: u32) -> Result<Child, EmbeddedError> {
    let output = fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(home.log())
        .map_err(|source| io("can't write the database's log", source))?;
    let errors = output
        .try_clone()
        .map_err(|source| io("can't write the database's log", source))?;
    account
        .command(&binaries.join("postgres"))
        .arg("-D")
        .arg(home.cluster())
        .arg("-k")
        .arg(home.socket())
        .args(["-c", &format!("max_connections={}", connections * 2 + ROOM)])
        .stdin(Stdio::null())
        .stdout(output)
        .stderr(errors)
        // A group of its own: Ctrl-C in the terminal reaches the server, which stops the cluster after its last transaction.
        .process_group(0)
        .spawn()
        .map_err(|source| io("can't start PostgreSQL", source))
}

fn signal(process: u32, signal: rustix::process::Signal) {
    if let Some(process) = i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw) {
        let _gone = rustix::process::kill_process(process, signal);
    }
}

fn tail(log: &Path) -> String {
    last_lines(&fs::read_to_string(log).unwrap_or_default())
}

fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(4)..].join(" | ")
}
