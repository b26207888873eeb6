//! The embedded default: a private PostgreSQL cluster under the data folder, on a unix socket only.

mod account;
mod home;
mod initialise;

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
    /// Started, but does not answer.
    #[error("the private PostgreSQL does not answer: {0}")]
    Silent(String),
}

/// A running private cluster. Stopped by [`Embedded::stop`]; killed with the server otherwise, which it survives.
#[derive(Debug)]
pub struct Embedded {
    child: Child,
    options: PgConnectOptions,
    // Held for as long as the cluster runs: one server a data folder.
    _lock: fs::File,
}

const SUPERUSER: &str = "matterlock_cluster";
const DATABASE: &str = "matterlock";

impl Embedded {
    /// Starts the cluster under `data/postgres`, making it on the first run.
    ///
    /// The superuser's password is derived from the master key and the only way in is the unix socket.
    /// As root the cluster runs as the unprivileged user `postgres`, or `nobody` where there is none, because it refuses root.
    pub async fn start(data: &Path, superuser_password: &Derived32) -> Result<Self, EmbeddedError> {
        let account = Account::unprivileged();
        let home = Home::make(data, &account)?;
        let (cluster, socket) = (home.cluster(), home.socket());
        let lock = lock(home.path())?;
        let binaries = binaries()?;
        let password = vault::digest::hex(superuser_password.expose());

        make_dir(&socket, 0o700)?;
        account.own(&socket)?;
        if !cluster.join("PG_VERSION").exists() || home.path().join("initialising").exists() {
            initialise(home.path(), &cluster, &binaries, &account, &password).await?;
        }
        stop_leftover(&cluster, &binaries, &account).await?;
        let log = home.log();
        let child = run(&cluster, &socket, &log, &binaries, &account)?;
        let options = PgConnectOptions::new_without_pgpass()
            .socket(socket)
            .username(SUPERUSER)
            .password(&password)
            .database("postgres");
        let mut embedded = Self {
            child,
            options,
            _lock: lock,
        };
        embedded.wait(&log).await?;
        Ok(embedded)
    }

    /// How the owner's login connects to a cluster under `data` that another process runs.
    pub fn running(data: &Path, superuser_password: &Derived32) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(home::socket(&Home::of(data)))
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

    async fn wait(&mut self, log: &Path) -> Result<(), EmbeddedError> {
        let mut last = String::new();
        for _ in 0..600 {
            if let Ok(Some(_)) = self.child.try_wait() {
                return Err(EmbeddedError::Tool {
                    what: "the private PostgreSQL stopped at its start",
                    last: tail(log),
                });
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
                Err(error) => last = error.to_string(),
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err(EmbeddedError::Silent(last))
    }
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

/// The newest PostgreSQL of at least version 15: a named folder, the PATH, or Debian's place.
fn binaries() -> Result<PathBuf, EmbeddedError> {
    if let Some(named) = std::env::var_os("MATTERLOCK_POSTGRES_BIN") {
        return Ok(PathBuf::from(named));
    }
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let version: u32 = path.file_name()?.to_str()?.parse().ok()?;
            (version >= 15 && path.join("bin/initdb").exists()).then(|| (version, path.join("bin")))
        })
        .collect();
    found.sort();
    if let Some((_, path)) = found.pop() {
        return Ok(path);
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .find(|folder| folder.join("initdb").exists() && folder.join("postgres").exists())
        .ok_or(EmbeddedError::NotInstalled)
}

/// A server that was killed leaves its postmaster behind, which would hold the folder: stop it first.
async fn stop_leftover(cluster: &Path, binaries: &Path, account: &Account) -> Result<(), EmbeddedError> {
    if !cluster.join("postmaster.pid").exists() {
        return Ok(());
    }
    let status = account
        .command(&binaries.join("pg_ctl"))
        .args([
            "stop",
            "--wait",
            "--timeout",
            "30",
            "--mode",
            "fast",
            "--pgdata",
            &cluster.to_string_lossy(),
        ])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .await
        .map_err(|source| io("can't run pg_ctl", source))?;
    // Failure means that nothing ran: the start that follows repairs the files.
    tracing::info!(
        stopped = status.success(),
        "a database process of an earlier run was left behind"
    );
    Ok(())
}

fn run(cluster: &Path, socket: &Path, log: &Path, binaries: &Path, account: &Account) -> Result<Child, EmbeddedError> {
    let output = fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(log)
        .map_err(|source| io("can't write the database's log", source))?;
    let errors = output
        .try_clone()
        .map_err(|source| io("can't write the database's log", source))?;
    account
        .command(&binaries.join("postgres"))
        .args(["-D", &cluster.to_string_lossy(), "-k", &socket.to_string_lossy()])
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
