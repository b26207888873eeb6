//! One server a data folder, whichever database it works with.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

/// Held for as long as a server works with a data folder. The kernel lets go of it when the server dies, however it dies.
#[derive(Debug)]
pub(crate) struct DataLock {
    _file: File,
}

impl DataLock {
    /// Makes the folder and takes it.
    ///
    /// # Errors
    /// One clear sentence, also where another server has it.
    pub(crate) fn take(data: &Path) -> Result<Self, String> {
        let cannot = |error| format!("can't lock the data folder {}: {error}", data.display());
        std::fs::create_dir_all(data)
            .map_err(|error| format!("can't make the data folder {}: {error}", data.display()))?;
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(data.join("serving"))
            .map_err(cannot)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(format!(
                "another server is using {}; stop it, or choose another folder with MATTERLOCK_DATA",
                data.display()
            )),
            Err(TryLockError::Error(error)) => Err(cannot(error)),
        }
    }
}
