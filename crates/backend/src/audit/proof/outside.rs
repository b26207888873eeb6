//! Checkpoints outside the database: whoever has all rights over it has none over these.

use std::io::{ErrorKind, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::ids::FirmId;
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};

use super::{LogKind, Proven};
use crate::failure::{Done, Failure};
use crate::stamps::Stamped;

/// As often as that a log's checkpoint is written, at most: each proves all that came before it.
const EVERY: Duration = Duration::from_mins(1);

/// Bytes at the end of a file in which the newest checkpoint stands: it has a few hundred.
const END: u64 = 1 << 16;

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
        Ok(notes(&self.read(firm, log, u64::MAX).await?))
    }

    /// Keeps a stamped checkpoint and the authority's answer, each in a file of its own, in the form in which `openssl ts -verify` reads them. The
    /// answer comes last and at once: a pair that a power cut halved is none.
    pub(crate) async fn keep_stamp(&self, firm: FirmId, log: LogKind, stamped: &Stamped) -> Done<()> {
        let [note, answer] = ["note", "tsr"].map(|end| self.stamp_file(firm, log, stamped.size, end));
        let write = async {
            tokio::fs::create_dir_all(self.stamps_folder(firm, log)).await?;
            for (path, bytes) in [(&note, stamped.note.as_bytes()), (&answer, &stamped.answer)] {
                let begun = path.with_extension("part");
                let mut file = tokio::fs::File::create(&begun).await?;
                file.write_all(bytes).await?;
                file.sync_data().await?;
                tokio::fs::rename(&begun, path).await?;
            }
            std::io::Result::Ok(())
        };
        write.await.map_err(|error| kept(&answer, &error))
    }

    /// The stamps of a log that were kept.
    pub(crate) async fn stamps(&self, firm: FirmId, log: LogKind) -> Done<Vec<Stamped>> {
        let folder = self.stamps_folder(firm, log);
        let read = async {
            let mut found = Vec::new();
            let mut files = tokio::fs::read_dir(&folder).await?;
            while let Some(file) = files.next_entry().await? {
                let name = file.file_name().to_string_lossy().into_owned();
                let size = name.strip_suffix(".tsr").and_then(|size| size.parse().ok());
                let Some(size) = size else {
                    continue;
                };
                let answer = tokio::fs::read(file.path()).await?;
                let note = tokio::fs::read_to_string(self.stamp_file(firm, log, size, "note")).await?;
                found.push(Stamped { size, note, answer });
            }
            std::io::Result::Ok(found)
        };
        match read.await {
            Err(error) if error.kind() == ErrorKind::NotFound && !folder.exists() => Ok(Vec::new()),
            read => read.map_err(|error| kept(&folder, &error)),
        }
    }

    /// One a log: they grow by a stamp a day.
    fn stamps_folder(&self, firm: FirmId, log: LogKind) -> PathBuf {
        self.0.join(format!("{firm}.{}.stamps", log.name()))
    }

    fn stamp_file(&self, firm: FirmId, log: LogKind, size: i64, end: &str) -> PathBuf {
        self.stamps_folder(firm, log).join(format!("{size}.{end}"))
    }

    /// The newest of them, from the file's end: a log is signed every few seconds, and its file grows for years.
    pub(super) async fn newest(&self, firm: FirmId, log: LogKind) -> Done<Option<String>> {
        // Where the end begins within a line, that one is left out as any halved one is.
        Ok(notes(&self.read(firm, log, END).await?).pop())
    }

    /// The last bytes of a log's file, all of them at most; nothing where there is none yet.
    async fn read(&self, firm: FirmId, log: LogKind, last: u64) -> Done<Vec<u8>> {
        let path = self.file(firm, log);
        let read = async {
            let mut file = tokio::fs::File::open(&path).await?;
            let length = file.metadata().await?.len();
            file.seek(SeekFrom::Start(length.saturating_sub(last))).await?;
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).await?;
            std::io::Result::Ok(bytes)
        };
        match read.await {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
            read => read.map_err(|error| kept(&path, &error)),
        }
    }
}

fn notes(lines: &[u8]) -> Vec<String> {
    lines
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice(line).ok())
        .collect()
}

fn kept(path: &Path, error: &std::io::Error) -> Failure {
    Failure::broken(format!("the checkpoints in {} can't be used: {error}", path.display()))
}
