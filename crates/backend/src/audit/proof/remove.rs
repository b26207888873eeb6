//! Removing a year of the logs that is archived (promise L4).

use std::path::Path;

use super::archive::{Archived, check_archives};
use crate::Backend;
use crate::database::{ConnectOptions, NotRemoved, remove_log_year};

/// Removes a year of every log, as the owner of the database: what the folder holds of it is verified once more before. The database looks at the
/// rest: that seven years have passed since the year's end, that every log's entries are archived, that no legal hold is on a case of theirs. It
/// stands in the console's log of every firm whose entries these were. Permission: the terminal.
///
/// # Errors
/// Why nothing was removed.
pub async fn remove_year(
    backend: &Backend,
    owner: &ConnectOptions,
    year: u16,
    folder: &Path,
) -> Result<Vec<Archived>, NotRemoved> {
    let archived = check_archives(backend, year, folder)
        .await
        .map_err(NotRemoved::Archive)?;
    remove_log_year(owner, year).await?;
    Ok(archived)
}
