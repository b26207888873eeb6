//! The object store: ciphertext only, under names that say nothing.

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Name;
use object_store::{ObjectStore, ObjectStoreExt as _, PutPayload};

use crate::failure::Done;

/// Where ciphertexts stand.
#[derive(Clone, Debug)]
pub struct Store {
    inner: Arc<dyn ObjectStore>,
}

impl Store {
    /// A folder on this machine, made if it isn't there. Files are flushed to the disk before they are named in a row.
    ///
    /// # Errors
    /// When the folder can't be made.
    pub fn local(folder: &Path) -> Result<Self, std::io::Error> {
        std::fs::create_dir_all(folder)?;
        let store = LocalFileSystem::new_with_prefix(folder)
            .map_err(std::io::Error::other)?
            .with_fsync(true);
        Ok(Self { inner: Arc::new(store) })
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

    /// Some objects with their bytes, for the check that looks whether they are sealed.
    pub(crate) async fn sample(&self, most: usize) -> Done<Vec<(String, Bytes)>> {
        use futures::StreamExt as _;
        let names: Vec<_> = self.inner.list(None).take(most).collect().await;
        let mut sample = Vec::new();
        for name in names {
            let name = name?.location;
            if let Some(bytes) = self.find(name.as_ref()).await? {
                sample.push((name.to_string(), bytes));
            }
        }
        Ok(sample)
    }

    /// Answers when the store does.
    pub(crate) async fn ping(&self) -> Done<()> {
        let _nothing = self.find("ready").await?;
        Ok(())
    }
}
