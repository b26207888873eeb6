//! Making the private cluster, once.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};

use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, Command};

use super::account::Account;
use super::home::Home;
use super::{EmbeddedError, SUPERUSER, io, last_lines};

/// Makes it under `home`, with the superuser's password.
pub(super) async fn initialise(
    home: &Home,
    binaries: &Path,
    account: &Account,
    password: &str,
) -> Result<(), EmbeddedError> {
    // A first run that was killed leaves the mark, and is begun anew: nothing was ever committed there.
    let (mark, cluster) = (home.initialising(), home.cluster());
    fs::write(&mark, b"").map_err(|source| io("can't write to the data folder", source))?;
    if cluster.exists() {
        fs::remove_dir_all(&cluster).map_err(|source| io("can't clear a half-made cluster", source))?;
    }
    fs::create_dir(&cluster).map_err(|source| io("can't make the cluster's folder", source))?;
    fs::set_permissions(&cluster, fs::Permissions::from_mode(0o700))
        .map_err(|source| io("can't protect the cluster's folder", source))?;
    account.own(&cluster)?;

    let password_file = PasswordFile::write(home.path().join("password-for-initdb"), password)?;
    account.own(&password_file.0)?;
    let mut initdb = account.command(&binaries.join("initdb"));
    initdb
        .arg("--pgdata")
        .arg(&cluster)
        .args(["--username", SUPERUSER])
        .arg("--pwfile")
        .arg(&password_file.0)
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
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let output = whole_group(initdb).await;
    password_file.remove()?;
    let (status, errors) = output.map_err(|source| io("can't run initdb", source))?;
    if !status.success() {
        return Err(EmbeddedError::Tool {
            what: "initdb failed",
            last: last_lines(&String::from_utf8_lossy(&errors)),
        });
    }
    let mut settings = fs::OpenOptions::new()
        .append(true)
        .open(cluster.join("postgresql.conf"))
        .map_err(|source| io("can't set up the cluster", source))?;
    settings
        .write_all(b"\n# Matterlock: private, on a unix socket only.\nlisten_addresses = ''\nunix_socket_permissions = 0700\nlog_statement = 'none'\nlog_min_error_statement = panic\npassword_encryption = 'scram-sha-256'\n")
        .and_then(|()| settings.sync_all())
        .map_err(|source| io("can't set up the cluster", source))?;
    fs::remove_file(&mark).map_err(|source| io("can't finish the cluster", source))
}

/// The superuser's password, for as long as `initdb` takes. A file and not a pipe: it is opened by name, and another user may
/// not open our pipe.
struct PasswordFile(PathBuf);

impl PasswordFile {
    fn write(path: PathBuf, password: &str) -> Result<Self, EmbeddedError> {
        let _left_behind = fs::remove_file(&path);
        fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
            .and_then(|mut file| file.write_all(format!("{password}\n").as_bytes()))
            .map_err(|source| io("can't write to the data folder", source))?;
        Ok(Self(path))
    }

    fn remove(self) -> Result<(), EmbeddedError> {
        fs::remove_file(&self.0).map_err(|source| io("can't remove initdb's password file", source))
    }
}

impl Drop for PasswordFile {
    fn drop(&mut self) {
        let _removed_already = fs::remove_file(&self.0);
    }
}

/// Runs a program to its end, with what it said on standard error. Whoever drops the future kills it and all that it started.
async fn whole_group(mut command: Command) -> std::io::Result<(ExitStatus, Vec<u8>)> {
    let mut group = Group(command.process_group(0).spawn()?);
    let mut errors = Vec::new();
    if let Some(mut pipe) = group.0.stderr.take() {
        pipe.read_to_end(&mut errors).await?;
    }
    Ok((group.0.wait().await?, errors))
}

/// A process that leads a group.
struct Group(Child);

impl Drop for Group {
    fn drop(&mut self) {
        // No number once it has ended.
        let leader = self.0.id().and_then(|id| i32::try_from(id).ok());
        if let Some(leader) = leader.and_then(rustix::process::Pid::from_raw) {
            let _gone = rustix::process::kill_process_group(leader, rustix::process::Signal::KILL);
        }
    }
}
