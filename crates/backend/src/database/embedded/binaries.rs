//! Which PostgreSQL runs the private cluster: the one that made it, or the newest for a new one.

use std::fs;
use std::path::{Path, PathBuf};

use super::account::Account;
use super::{EmbeddedError, io};

/// The oldest version that will do.
const OLDEST: u32 = 15;

/// The version that made a cluster: no other can read its files.
pub(super) fn version_of(cluster: &Path) -> Result<u32, EmbeddedError> {
    let text = fs::read_to_string(cluster.join("PG_VERSION"))
        .map_err(|source| io("can't read the private database's version", source))?;
    let wrong = || std::io::Error::new(std::io::ErrorKind::InvalidData, "PG_VERSION is not a number");
    text.trim()
        .parse()
        .map_err(|_| io("can't read the private database's version", wrong()))
}

/// The folder of the programs: the named one, or Debian's place, or the PATH. `made_by` is the version that a cluster needs.
pub(super) async fn find(made_by: Option<u32>, account: &Account) -> Result<PathBuf, EmbeddedError> {
    let found = if let Some(named) = std::env::var_os("MATTERLOCK_POSTGRES_BIN") {
        let named = PathBuf::from(named);
        match asked(named.clone(), account).await {
            Some(found) => vec![found],
            None => return Err(EmbeddedError::NotThere(named)),
        }
    } else {
        let mut found = debians(Path::new("/usr/lib/postgresql"));
        for folder in std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()) {
            if folder.join("initdb").exists() {
                found.extend(asked(folder, account).await);
            }
        }
        found
    };
    choose(found, made_by)
}

/// Of the needed version, or the newest.
fn choose(found: Vec<(u32, PathBuf)>, made_by: Option<u32>) -> Result<PathBuf, EmbeddedError> {
    found
        .into_iter()
        .filter(|(version, _)| made_by.map_or(*version >= OLDEST, |needed| *version == needed))
        // The first of the newest: what is named earlier is preferred.
        .rev()
        .max_by_key(|(version, _)| *version)
        .map(|(_, folder)| folder)
        .ok_or(made_by.map_or(EmbeddedError::NotInstalled, EmbeddedError::OtherVersion))
}

/// Debian has a folder a version.
fn debians(root: &Path) -> Vec<(u32, PathBuf)> {
    fs::read_dir(root)
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let version = path.file_name()?.to_str()?.parse().ok()?;
            let programs = path.join("bin");
            programs.join("initdb").exists().then_some((version, programs))
        })
        .collect()
}

/// A folder whose name doesn't tell is asked: `postgres (PostgreSQL) 15.14 (Debian 15.14-1)`.
async fn asked(folder: PathBuf, account: &Account) -> Option<(u32, PathBuf)> {
    let output = account
        .command(&folder.join("postgres"))
        .arg("--version")
        .kill_on_drop(true)
        .output()
        .await
        .ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    let (_, version) = said.split_once("(PostgreSQL) ")?;
    let major = version.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()?;
    Some((major, folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(versions: &[u32]) -> Vec<(u32, PathBuf)> {
        versions
            .iter()
            .map(|version| (*version, PathBuf::from(format!("/{version}"))))
            .collect()
    }

    #[test]
    fn a_newer_version_beside_the_clusters_own_is_left_alone() {
        let chosen = |made_by| choose(found(&[17, 13, 15, 16]), made_by).map_err(|error| error.to_string());
        assert_eq!(chosen(Some(15)), Ok(PathBuf::from("/15")));
        assert_eq!(chosen(None), Ok(PathBuf::from("/17")));
        assert!(matches!(
            choose(found(&[15, 17]), Some(16)),
            Err(EmbeddedError::OtherVersion(16))
        ));
        assert!(matches!(choose(found(&[13]), None), Err(EmbeddedError::NotInstalled)));
    }
}
