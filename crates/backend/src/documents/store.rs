//! The object store: ciphertext only, under names that say nothing.

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use domain::Timestamp;
use domain::installation::DiskSpace;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Name;
use object_store::{ObjectStore, ObjectStoreExt as _, PutPayload};

use crate::failure::Done;

/// An empty object that only says whether the store can be written to.
const PROBE: &str = "ready";

/// Makes a folder that only this process's user may look into.
pub(crate) fn private_folder(folder: &Path) -> Result<(), std::io::Error> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::create_dir_all(folder)?;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))
}

/// Bytes that show what an object is.
const HEAD: u64 = 64;

/// How an object begins.
#[derive(Debug)]
pub(crate) struct Beginning {
    pub(crate) name: String,
    /// Bytes of the whole object.
    pub(crate) size: u64,
    pub(crate) bytes: Bytes,
}

/// Where ciphertexts stand.
#[derive(Clone, Debug)]
pub struct Store {
    inner: Arc<dyn ObjectStore>,
    folder: Arc<Path>,
}

impl Store {
    /// A folder on this machine, made if it isn't there. Files are flushed to the disk before they are named in a row.
    ///
    /// # Errors
    /// When the folder can't be made.
    pub fn local(folder: &Path) -> Result<Self, std::io::Error> {
        private_folder(folder)?;
        let store = LocalFileSystem::new_with_prefix(folder)
            .map_err(std::io::Error::other)?
            .with_fsync(true);
        Ok(Self {
            inner: Arc::new(store),
            folder: folder.into(),
        })
    }

    /// Writes an object; nothing is overwritten, because names are never used again.
    pub(crate) async fn put(&self, name: &str, ciphertext: Vec<u8>) -> Done<()> {
        self.inner
            .put(&Name::from(name), PutPayload::from(Bytes::from(ciphertext)))
            .await?;
        Ok(())
    }

    /// Reads an object.
    pub(crate) async fn get(&self, name: &str) -> Done<Bytes> {
        Ok(self.inner.get(&Name::from(name)).await?.bytes().await?)
    }

    /// Reads an object that may not be there.
    pub(crate) async fn find(&self, name: &str) -> Done<Option<Bytes>> {
        match self.inner.get(&Name::from(name)).await {
            Ok(found) => Ok(Some(found.bytes().await?)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes an object that no row names.
    pub(crate) async fn remove(&self, name: &str) {
        if let Err(error) = self.inner.delete(&Name::from(name)).await {
            tracing::warn!(name, %error, "an object that no row names stays behind");
        }
    }

    /// How some objects begin, for the check that looks whether they are sealed.
    pub(crate) async fn sample(&self, most: usize) -> Done<Vec<Beginning>> {
        use futures::StreamExt as _;
        let found: Vec<_> = self
            .inner
            .list(None)
            .filter(|found| core::future::ready(!matches!(found, Ok(meta) if meta.location.as_ref() == PROBE)))
            .take(most)
            .collect()
            .await;
        let mut sample = Vec::new();
        for found in found {
            let found = found?;
            let bytes = match self.inner.get_range(&found.location, 0..found.size.min(HEAD)).await {
                Ok(bytes) => bytes,
                Err(_) if found.size == 0 => Bytes::new(),
                // Removed since it was listed.
                Err(object_store::Error::NotFound { .. }) => continue,
                Err(error) => return Err(error.into()),
            };
            sample.push(Beginning {
                name: found.location.to_string(),
                size: found.size,
                bytes,
            });
        }
        Ok(sample)
    }

    /// Names of objects under a prefix that were written before `before`.
    pub(crate) async fn older(&self, prefix: &str, before: Timestamp) -> Done<Vec<String>> {
        use futures::TryStreamExt as _;
        let found: Vec<_> = self.inner.list(Some(&Name::from(prefix))).try_collect().await?;
        Ok(found
            .into_iter()
            .filter(|meta| meta.last_modified.timestamp_millis() < before.0)
            .map(|meta| meta.location.to_string())
            .collect())
    }

    /// Room on the disk that the objects stand on, unless the system does not say.
    pub(crate) fn space(&self) -> Option<DiskSpace> {
        let disk = rustix::fs::statvfs(self.folder.as_ref()).ok()?;
        Some(DiskSpace {
            // What this process may write, and not what is kept for the system's own.
            free: disk.f_bavail.saturating_mul(disk.f_frsize),
            total: disk.f_blocks.saturating_mul(disk.f_frsize),
        })
    }

    /// Answers when the store takes an object and gives it back.
    pub(crate) async fn ping(&self) -> Done<()> {
        self.put(PROBE, Vec::new()).await?;
        self.get(PROBE).await.map(drop)
    }
}
