//! Objects that no row names: of uploads that were broken off, and of commits that failed. Looked for once a day.

use std::sync::Arc;

use domain::Timestamp;
use domain::origin::Origin;

use crate::Backend;
use crate::database::WorkerTx;
use crate::failure::Done;

/// Younger objects may belong to an action that is under way.
const AGE_MS: i64 = 24 * 3_600_000;
/// Folders whose objects are named after their document: `documents/FIRM/DOCUMENT`.
const FOLDERS: [&str; 2] = ["documents", "texts"];

/// Removes what no row names: how many objects.
pub async fn sweep(backend: &Backend) -> Done<usize> {
    let before = Timestamp(backend.now().0 - AGE_MS);
    let mut removed = 0;
    for folder in FOLDERS {
        let names = backend.store.older(folder, before).await?;
        for some in names.chunks(500) {
            let origin = Arc::new(Origin::server("sweep"));
            let mut tx: WorkerTx = backend.begin(None, &origin).await?;
            let unnamed: Vec<String> = sqlx::query_scalar("select app.unnamed_objects($1)")
                .bind(some)
                .fetch_all(tx.conn())
                .await?;
            for name in &unnamed {
                backend.store.remove(name).await;
            }
            removed += unnamed.len();
        }
    }
    if removed > 0 {
        tracing::info!(removed, "objects that no row named");
    }
    Ok(removed)
}
