//! Checkpoints outside the database: whoever has all rights over it has none over these.

use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::ids::FirmId;
use tokio::io::AsyncWriteExt;

use super::{LogKind, Proven};
use crate::failure::{Done, Failure};

/// As often as that a log's checkpoint is written, at most: each proves all that came before it.
const EVERY: Duration = Duration::from_mins(1);

/// A folder with one file a log, to which signed checkpoints are appended: a JSON string a line. It can be copied, mailed or mirrored to a
/// place that this machine can't change.
#[derive(Clone, Debug)]
pub struct Outside(PathBuf);

impl Outside {
    /// The folder; it is made when there is something to keep.
    pub fn folder(path: &Path) -> Self {
        Self(path.to_owned())
    }

    fn file(&self, firm: FirmId, log: LogKind) -> PathBuf {
        self.0.join(format!("{firm}.{}", log.name()))
    }

    /// Appends what was signed, unless this log's last was written within a minute.
    pub(super) async fn keep(&self, proven: &Proven) -> Done<()> {
        let path = self.file(proven.firm, proven.log);
        let lately = tokio::fs::metadata(&path)
            .await
            .and_then(|about| about.modified())
            .ok()
            .and_then(|at| at.elapsed().ok())
            .is_some_and(|ago| ago < EVERY);
        if lately {
            return Ok(());
        }
        self.append(&path, &proven.note)
            .await
            .map_err(|error| kept(&path, &error))
    }

    async fn append(&self, path: &Path, note: &str) -> std::io::Result<()> {
        tokio::fs::create_dir_all(&self.0).await?;
        let mut file = tokio::fs::OpenOptions::new()
            .append(true)
            .create(true)
            .open(path)
            .await?;
        let mut line = serde_json::to_string(note)?;
        line.push('\n');
        file.write_all(line.as_bytes()).await?;
        file.sync_data().await
    }

    /// The checkpoints of a log that were kept, the oldest first. A line that is none, such as one that a power cut halved, is left out: it proves
    /// nothing.
    pub(super) async fn all(&self, firm: FirmId, log: LogKind) -> Done<Vec<String>> {
        let path = self.file(firm, log);
        match tokio::fs::read_to_string(&path).await {
            Ok(text) => Ok(text
                .lines()
                .filter_map(|line| serde_json::from_str(line).ok())
                .collect()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(kept(&path, &error)),
        }
    }

    /// The newest of them.
    pub(super) async fn newest(&self, firm: FirmId, log: LogKind) -> Done<Option<String>> {
        Ok(self.all(firm, log).await?.pop())
    }
}

fn kept(path: &Path, error: &std::io::Error) -> Failure {
    Failure::broken(format!("the checkpoints in {} can't be used: {error}", path.display()))
}
