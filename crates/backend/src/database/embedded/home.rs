//! Where the private cluster stands: under the data folder, or, where it can't, in a folder that the data folder names.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

use super::account::Account;
use super::{EmbeddedError, io};

/// The longest path of a socket's folder: the address of a unix socket has 107 bytes, and the file's name takes some.
const SOCKET_FOLDER_MAX: usize = 107 - "/.s.PGSQL.5432".len();

/// The folder of the private cluster.
#[derive(Debug)]
pub(super) struct Home(PathBuf);

impl Home {
    /// Makes the folder, or finds it.
    ///
    /// Where root was started in a folder that others may not pass through, such as its own home, the database's user
    /// could not come in; and where the path is long, no socket can be named there. Then the cluster stands in a folder of
    /// its own, and the data folder has a link to it: a new data folder never finds an old one's cluster.
    pub(super) fn make(data: &Path, account: &Account) -> Result<Self, EmbeddedError> {
        make_dir(data, 0o711)?;
        let here = data.join("postgres");
        let home = Self::of(data);
        if home.0 != here || (account.reaches(&home.0) && home.fits()) {
            return home.protect();
        }
        if home.cluster().exists() {
            // It was moved here with its data, and no copy of it is made behind anybody's back.
            return Err(EmbeddedError::Closed(data.to_owned()));
        }
        let elsewhere = Self(elsewhere()?.join(vault::digest::hex(&vault::random::bytes::<8>())));
        if !account.reaches(&elsewhere.0) || !elsewhere.fits() {
            return Err(EmbeddedError::Closed(data.to_owned()));
        }
        let made = elsewhere.protect()?;
        if here.exists() {
            fs::remove_dir_all(&here).map_err(|source| io("can't clear a folder without a cluster", source))?;
        }
        symlink(&made.0, here).map_err(|source| io("can't write to the data folder", source))?;
        Ok(made)
    }

    /// The folder of a cluster that another process runs.
    pub(super) fn of(data: &Path) -> Self {
        let home = data.join("postgres");
        // A link leads to where the cluster is; without one it is here.
        Self(fs::read_link(&home).unwrap_or(home))
    }

    /// Whether a cluster stands here that was made to its end.
    pub(super) fn is_made(&self) -> bool {
        self.cluster().join("PG_VERSION").exists() && !self.initialising().exists()
    }

    /// The mark of a first run, until the cluster is made.
    pub(super) fn initialising(&self) -> PathBuf {
        self.0.join("initialising")
    }

    fn fits(&self) -> bool {
        self.socket().as_os_str().len() <= SOCKET_FOLDER_MAX
    }

    fn protect(self) -> Result<Self, EmbeddedError> {
        make_dir(&self.0, 0o711)?;
        Ok(self)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// What `initdb` makes.
    pub(super) fn cluster(&self) -> PathBuf {
        self.0.join("cluster")
    }

    /// The folder of the socket, the only way in.
    pub(super) fn socket(&self) -> PathBuf {
        self.0.join("socket")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.0.join("postgres.log")
    }
}

/// The system's place for what programs keep, or the user's own.
fn elsewhere() -> Result<PathBuf, EmbeddedError> {
    if rustix::process::geteuid().is_root() {
        return Ok(PathBuf::from("/var/lib/matterlock"));
    }
    std::env::var_os("XDG_STATE_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".local/state")))
        .map(|folder| folder.join("matterlock"))
        .ok_or_else(|| io("HOME is not set", std::io::ErrorKind::NotFound.into()))
}

/// Makes a folder with these permissions, or gives them to it where it is ours.
pub(super) fn make_dir(path: &Path, mode: u32) -> Result<(), EmbeddedError> {
    fs::create_dir_all(path).map_err(|source| io(format!("can't make the folder {}", path.display()), source))?;
    let metadata = fs::metadata(path).map_err(|source| io("can't look at the data folder", source))?;
    if metadata.uid() == rustix::process::geteuid().as_raw() && metadata.permissions().mode() & 0o777 != mode {
        fs::set_permissions(path, fs::Permissions::from_mode(mode))
            .map_err(|source| io("can't protect the data folder", source))?;
    }
    Ok(())
}
