//! Whom the private cluster runs as.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use tokio::process::Command;

use super::{EmbeddedError, io};

/// Whom the cluster runs as.
#[derive(Debug)]
pub(super) struct Account(Option<(u32, u32)>);

impl Account {
    /// The account of this process; in root's place `postgres`, or `nobody` where there is none.
    pub(super) fn unprivileged() -> Self {
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

    /// Whether it can pass through every folder on the way to one.
    pub(super) fn reaches(&self, folder: &Path) -> bool {
        self.0.is_none()
            || folder
                .ancestors()
                .skip(1)
                .all(|above| fs::metadata(above).map_or(true, |metadata| metadata.permissions().mode() & 0o001 != 0))
    }

    /// Makes it the owner of a file or folder.
    pub(super) fn own(&self, path: &Path) -> Result<(), EmbeddedError> {
        let Some((user, group)) = self.0 else { return Ok(()) };
        std::os::unix::fs::chown(path, Some(user), Some(group))
            .map_err(|source| io("can't hand a folder to the database's user", source))
    }

    /// A program that will run as it, with nothing of this process's environment.
    pub(super) fn command(&self, program: &Path) -> Command {
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
