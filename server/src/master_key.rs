//! The installation's master key: given, read, or made for an installation that holds nothing yet.

use std::path::{Path, PathBuf};

use backend::database::{ConnectOptions, Embedded, has_firms};
use secrecy::ExposeSecret as _;
use vault::MasterKey;

use crate::config::Config;
use crate::running::warn;

/// The key from the environment or its file. `data` is the data folder without links; `database` is how the owner connects
/// to a PostgreSQL that is not the private one.
///
/// A new key opens nothing that is there: where the private cluster or firms in the database were made with another, none is made.
pub(crate) async fn master_key(
    config: &Config,
    data: &Path,
    database: Option<&ConnectOptions>,
) -> Result<MasterKey, String> {
    if let Some(key) = &config.master_key {
        return MasterKey::parse(key.expose_secret()).map_err(|error| format!("MATTERLOCK_MASTER_KEY: {error}"));
    }
    let path = &config.master_key_file;
    if without_links(path)?.starts_with(data) {
        return Err(format!(
            "the master key's file {} lies in the data folder, whose backups may not hold the key to them: choose a place apart from it with MATTERLOCK_MASTER_KEY_FILE",
            path.display()
        ));
    }
    // Looked for before the key is read: another server that is just making both makes the key first.
    let made = Embedded::is_made(data);
    if let Some(key) = MasterKey::load(path).map_err(|error| error.to_string())? {
        return Ok(key);
    }
    let keeps = if made {
        Some(format!("the private database in {}", data.display()))
    } else if let Some(owner) = database
        && has_firms(owner).await.map_err(|error| error.to_string())?
    {
        Some("the database of DATABASE_URL".to_owned())
    } else {
        None
    };
    if let Some(keeps) = keeps {
        return Err(format!(
            "there is no master key in {}, and {keeps} opens with its own only: name that key's file in MATTERLOCK_MASTER_KEY_FILE, or give the key itself in MATTERLOCK_MASTER_KEY",
            path.display()
        ));
    }
    let (key, made) = MasterKey::load_or_create(path).map_err(|error| error.to_string())?;
    if made {
        warn(&format!(
            "Made the master key {}. Keep a copy in a safe place apart from the data: without it nobody can read the documents.",
            path.display()
        ));
    }
    Ok(key)
}

/// Where a path leads, as far as it is there already.
fn without_links(path: &Path) -> Result<PathBuf, String> {
    let whole = std::path::absolute(path).map_err(|error| format!("MATTERLOCK_MASTER_KEY_FILE: {error}"))?;
    let there = whole
        .ancestors()
        .find_map(|above| Some((above, above.canonicalize().ok()?)));
    Ok(match there {
        Some((above, found)) => whole.strip_prefix(above).map_or(found.clone(), |rest| {
            if rest.as_os_str().is_empty() {
                found
            } else {
                found.join(rest)
            }
        }),
        None => whole,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_steps_back_do_not_hide_where_a_file_lies() {
        let folder = std::env::temp_dir().join(format!("ml-{}", vault::digest::hex(&vault::random::bytes::<6>())));
        let data = folder.join("data");
        std::fs::create_dir_all(&data).unwrap();
        std::os::unix::fs::symlink(&data, folder.join("link")).unwrap();
        std::fs::write(folder.join("key"), "").unwrap();
        std::os::unix::fs::symlink(folder.join("key"), data.join("key")).unwrap();
        let data = data.canonicalize().unwrap();
        for (path, inside) in [
            ("data/master.key", true),
            ("data/keys/master.key", true),
            ("link/master.key", true),
            ("link/../data/master.key", true),
            // What lies in the folder is a link, and the key is not in its backups.
            ("data/key", false),
            ("data/../master.key", false),
            ("database/master.key", false),
            ("key", false),
        ] {
            let leads = without_links(&folder.join(path)).unwrap();
            assert_eq!(leads.starts_with(&data), inside, "{path}: {}", leads.display());
        }
        std::fs::remove_dir_all(folder).unwrap();
    }
}
