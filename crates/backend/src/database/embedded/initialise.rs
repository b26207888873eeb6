//! Making the private cluster, once.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;
use std::process::Stdio;

use super::account::Account;
use super::{EmbeddedError, SUPERUSER, io, last_lines};

/// Makes it under `home`, with the superuser's password.
pub(super) async fn initialise(
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
