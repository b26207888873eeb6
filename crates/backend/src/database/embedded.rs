//! The embedded default: a private PostgreSQL cluster under the data folder, on a unix socket only.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _};
use tokio::process::{Child, Command};
use vault::Derived32;

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
    /// Started as root, and the database's own user can't enter the folder.
    #[error(
        "the database runs as an unprivileged user, who can't enter {0}; choose a folder that others may pass through with MATTERLOCK_DATA, such as /var/lib/matterlock"
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
        let home = data.join("postgres");
        let cluster = home.join("cluster");
        let socket = home.join("socket");
        make_dir(data, 0o711)?;
        make_dir(&home, 0o711)?;
        let lock = lock(&home)?;
        let binaries = binaries()?;
        let account = Account::unprivileged();
        account.reaches(&home)?;
        let password = vault::digest::hex(superuser_password.expose());

        make_dir(&socket, 0o700)?;
        account.own(&socket)?;
        if !cluster.join("PG_VERSION").exists() || home.join("initialising").exists() {
            initialise(&home, &cluster, &binaries, &account, &password).await?;
        }
        stop_leftover(&cluster, &binaries, &account).await?;
        let log = home.join("postgres.log");
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
            .socket(data.join("postgres").join("socket"))
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

/// Whom the cluster runs as.
struct Account(Option<(u32, u32)>);

impl Account {
    fn unprivileged() -> Self {
        if !rustix::process::geteuid().is_root() {
            return Self(None);
        }
        let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let find = |name: &str| {
            users.lines().find_map(|line| {
                let mut parts = line.split(':');
                (parts.next() == Some(name)).then_some(())?;
                let user = parts.nth(1)?.parse().ok()?;
                Some((user, parts.next()?.parse().ok()?))
            })
        };
        Self(find("postgres").or_else(|| find("nobody")).or(Some((65_534, 65_534))))
    }

    /// Whether every folder on the way lets others pass.
    fn reaches(&self, folder: &Path) -> Result<(), EmbeddedError> {
        if self.0.is_none() {
            return Ok(());
        }
        for above in folder.ancestors().skip(1) {
            let Ok(metadata) = fs::metadata(above) else { continue };
            if metadata.permissions().mode() & 0o001 == 0 {
                return Err(EmbeddedError::Closed(above.to_owned()));
            }
        }
        Ok(())
    }

    fn own(&self, path: &Path) -> Result<(), EmbeddedError> {
        let Some((user, group)) = self.0 else { return Ok(()) };
        std::os::unix::fs::chown(path, Some(user), Some(group))
            .map_err(|source| io("can't hand a folder to the database's user", source))
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC")
            .current_dir("/");
        if let Some((user, group)) = self.0 {
            command.uid(user).gid(group);
        }
        command
    }
}

fn io(what: impl Into<String>, source: std::io::Error) -> EmbeddedError {
    EmbeddedError::Io {
        what: what.into(),
        source,
    }
}

fn make_dir(path: &Path, mode: u32) -> Result<(), EmbeddedError> {
    fs::create_dir_all(path).map_err(|source| io(format!("can't make the folder {}", path.display()), source))?;
    let metadata = fs::metadata(path).map_err(|source| io("can't look at the data folder", source))?;
    if metadata.uid() == rustix::process::geteuid().as_raw() && metadata.permissions().mode() & 0o777 != mode {
        fs::set_permissions(path, fs::Permissions::from_mode(mode))
            .map_err(|source| io("can't protect the data folder", source))?;
    }
    Ok(())
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

async fn initialise(
    home: &Path,
    cluster: &Path,
    binaries: &Path,
    account: &Account,
    password: &str,
) -> Result<(), EmbeddedError> {
    // A first run that was killed leaves the mark, and is begun anew: nothing was ever committed there.
    let mark = home.join("initialising");
    fs::write(&mark, b"").map_err(|source| io("can't write to the data folder", source))?;
    if cluster.exists() {
        fs::remove_dir_all(cluster).map_err(|source| io("can't clear a half-made cluster", source))?;
    }
    fs::create_dir(cluster).map_err(|source| io("can't make the cluster's folder", source))?;
    fs::set_permissions(cluster, fs::Permissions::from_mode(0o700))
        .map_err(|source| io("can't protect the cluster's folder", source))?;
    account.own(cluster)?;

    // A file and not a pipe: initdb opens it by name, and another user may not open our pipe.
    let password_file = home.join("password-for-initdb");
    let _left_behind = fs::remove_file(&password_file);
    fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&password_file)
        .and_then(|mut file| file.write_all(format!("{password}\n").as_bytes()))
        .map_err(|source| io("can't write to the data folder", source))?;
    account.own(&password_file)?;
    let output = account
        .command(&binaries.join("initdb"))
        .args([
            "--pgdata",
            &cluster.to_string_lossy(),
            "--username",
            SUPERUSER,
            "--pwfile",
            &password_file.to_string_lossy(),
        ])
        .args([
            "--auth",
            "scram-sha-256",
            "--encoding",
            "UTF8",
            "--locale",
            "C.UTF-8",
            "--data-checksums",
        ])
        .stdin(Stdio::null())
        .output()
        .await;
    fs::remove_file(&password_file).map_err(|source| io("can't remove initdb's password file", source))?;
    let output = output.map_err(|source| io("can't run initdb", source))?;
    if !output.status.success() {
        return Err(EmbeddedError::Tool {
            what: "initdb failed",
            last: last_lines(&String::from_utf8_lossy(&output.stderr)),
        });
    }
    let mut settings = fs::OpenOptions::new()
        .append(true)
        .open(cluster.join("postgresql.conf"))
        .map_err(|source| io("can't set up the cluster", source))?;
    settings
        .write_all(b"\n# Matterlock: private, on a unix socket only.\nlisten_addresses = ''\nunix_socket_permissions = 0700\nmax_connections = 60\nlog_statement = 'none'\nlog_min_error_statement = panic\npassword_encryption = 'scram-sha-256'\n")
        .and_then(|()| settings.sync_all())
        .map_err(|source| io("can't set up the cluster", source))?;
    fs::remove_file(&mark).map_err(|source| io("can't finish the cluster", source))
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
