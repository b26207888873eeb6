//! Checkpoints outside the database: whoever has all rights over it has none over these.

use std::io::{ErrorKind, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::Timestamp;
use domain::ids::FirmId;
use tlog::{SignedCheckpoint, TreeHash, VerifierKey};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncSeekExt, AsyncWriteExt, BufReader};
use uuid::Uuid;

use super::verify::HASHES;
use super::{LogKind, Proven, begin, tiles, verifier_key};
use crate::Backend;
use crate::failure::{Done, Failure};
use crate::stamps::Stamped;

/// As often as that a log's checkpoint is written, at most: each proves all that came before it.
const EVERY: Duration = Duration::from_mins(1);

/// Bytes of one hash.
const HASH: u64 = TreeHash::LENGTH as u64;

/// Bytes at the end of a file in which the newest checkpoint stands: it has a few hundred.
const END: u64 = 1 << 14;

/// Checkpoints of one log that are compared with it. A busy log has half a million a year: of those from earlier every second is left out, and
/// again, until they fit. The newest proves all that came before it; the others only tell nearer to which entry it was changed.
const COMPARED: usize = 16_384;

/// A folder with two files a log: one to which signed checkpoints are appended, a JSON string a line, and one to which the hash of every entry
/// is, so that an entry can be named that was changed together with its hash in the database. It can be copied, mailed or mirrored to a place
/// that this machine can't change.
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

    /// Appends what was signed, unless this log's last was written within a minute: then [`settle`] does.
    pub(super) async fn keep(&self, proven: &Proven) -> Done<()> {
        let lately = tokio::fs::metadata(self.file(proven.firm, proven.log))
            .await
            .and_then(|about| about.modified())
            .ok()
            .and_then(|at| at.elapsed().ok())
            .is_some_and(|ago| ago < EVERY);
        if lately {
            return Ok(());
        }
        self.append(proven.firm, proven.log, &proven.note).await
    }

    async fn append(&self, firm: FirmId, log: LogKind, note: &str) -> Done<()> {
        let path = self.file(firm, log);
        let write = async {
            tokio::fs::create_dir_all(&self.0).await?;
            let mut file = tokio::fs::OpenOptions::new()
                .read(true)
                .append(true)
                .create(true)
                .open(&path)
                .await?;
            let mut line = serde_json::to_string(note)?;
            line.push('\n');
            // After a line that a power cut halved, this one begins anew: together, both would be lost.
            if file.metadata().await?.len() > 0 {
                file.seek(SeekFrom::End(-1)).await?;
                if file.read_u8().await? != b'\n' {
                    line.insert(0, '\n');
                }
            }
            file.write_all(line.as_bytes()).await?;
            file.sync_data().await
        };
        write.await.map_err(|error| kept(&path, &error))
    }

    /// The checkpoints of a log that were kept, the oldest first: [`COMPARED`] at most, the newest always among them. A line that is none, such as
    /// one that a power cut halved, is left out: it proves nothing.
    pub(super) async fn all(&self, firm: FirmId, log: LogKind) -> Done<Vec<String>> {
        let path = self.file(firm, log);
        let read = async {
            let mut lines = BufReader::new(tokio::fs::File::open(&path).await?).split(b'\n');
            let mut notes = Vec::new();
            while let Some(line) = lines.next_segment().await? {
                notes.extend(serde_json::from_slice::<String>(&line).ok());
                if notes.len() > COMPARED {
                    thin(&mut notes);
                }
            }
            std::io::Result::Ok(notes)
        };
        none_yet(read.await, &path)
    }

    /// One after the other, 32 bytes each: hashes of leaves (RFC 6962, section 2.1).
    fn hashes_file(&self, firm: FirmId, log: LogKind) -> PathBuf {
        self.0.join(format!("{firm}.{}.hashes", log.name()))
    }

    /// How many hashes of a log's entries are kept.
    async fn hashes(&self, firm: FirmId, log: LogKind) -> Done<u64> {
        let path = self.hashes_file(firm, log);
        let about = tokio::fs::metadata(&path).await.map(|about| about.len());
        Ok(none_yet(about, &path)? / HASH)
    }

    /// Keeps the hashes that come after the first so many.
    async fn append_hashes(&self, firm: FirmId, log: LogKind, after: u64, hashes: &[TreeHash]) -> Done<()> {
        let path = self.hashes_file(firm, log);
        let write = async {
            let mut file = tokio::fs::OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(false)
                .open(&path)
                .await?;
            // What a power cut halved ends there.
            file.set_len(after * HASH).await?;
            file.seek(SeekFrom::End(0)).await?;
            let bytes: Vec<u8> = hashes.iter().flat_map(|hash| *hash.as_bytes()).collect();
            file.write_all(&bytes).await?;
            file.sync_data().await
        };
        write.await.map_err(|error| kept(&path, &error))
    }

    /// The hashes of the entries after a number, up to another; as many as are kept.
    pub(super) async fn hashes_between(
        &self,
        firm: FirmId,
        log: LogKind,
        after: u64,
        upto: u64,
    ) -> Done<Vec<TreeHash>> {
        let path = self.hashes_file(firm, log);
        let read = async {
            let mut file = tokio::fs::File::open(&path).await?;
            file.seek(SeekFrom::Start(after * HASH)).await?;
            let mut bytes = Vec::new();
            file.take(upto.saturating_sub(after) * HASH)
                .read_to_end(&mut bytes)
                .await?;
            std::io::Result::Ok(bytes)
        };
        let bytes = none_yet(read.await, &path)?;
        let (hashes, _) = bytes.as_chunks::<{ TreeHash::LENGTH }>();
        Ok(hashes.iter().copied().map(TreeHash::from_bytes).collect())
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
        let path = self.file(firm, log);
        let read = async {
            let mut file = tokio::fs::File::open(&path).await?;
            let length = file.metadata().await?.len();
            file.seek(SeekFrom::Start(length.saturating_sub(END))).await?;
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).await?;
            // Where the end begins within a line, that one is left out as any halved one is.
            let mut lines = bytes.split(|byte| *byte == b'\n').rev();
            std::io::Result::Ok(lines.find_map(|line| serde_json::from_slice(line).ok()))
        };
        none_yet(read.await, &path)
    }

    /// Moves what was kept of a log aside, where it contradicts nothing any more and nobody loses it; where its checkpoints are now.
    pub(super) async fn set_aside(&self, firm: FirmId, log: LogKind, now: Timestamp) -> Done<PathBuf> {
        // The checkpoints last: while they stand there, the log is held against them.
        let mut moved = PathBuf::new();
        for path in [self.hashes_file(firm, log), self.file(firm, log)] {
            moved.clone_from(&path);
            moved.as_mut_os_string().push(format!(".set-aside-{}", now.0));
            none_yet(tokio::fs::rename(&path, &moved).await, &path)?;
        }
        Ok(moved)
    }

    /// The logs of which something was kept, whether or not the database knows them.
    pub(super) async fn logs(&self) -> Done<Vec<(FirmId, LogKind)>> {
        let list = async {
            let mut found = Vec::new();
            let mut folder = tokio::fs::read_dir(&self.0).await?;
            while let Some(file) = folder.next_entry().await? {
                let name = file.file_name();
                let parts = name.to_str().and_then(|name| name.split_once('.'));
                found.extend(
                    parts.and_then(|(firm, log)| Some((FirmId(Uuid::parse_str(firm).ok()?), LogKind::from_name(log)?))),
                );
            }
            std::io::Result::Ok(found)
        };
        none_yet(list.await, &self.0)
    }
}

/// Leaves out every second of the earlier half.
fn thin(notes: &mut Vec<String>) {
    let half = notes.len() / 2;
    let mut at = 0;
    notes.retain(|_| {
        at += 1;
        at > half || at % 2 == 0
    });
}

/// Sees to it that the newest checkpoint of every log stands outside: what was signed within a minute of another, by another server, by
/// whoever took evidence out, or while the folder could not be written. Goes on past one that can't be kept.
///
/// # Errors
/// The first that could not be kept.
pub(crate) async fn settle(backend: &Backend) -> Done<()> {
    let mut tx = begin(backend).await?;
    let newest: Vec<(Uuid, String, String)> = sqlx::query_as(
        "select t.firm_id, t.log, c.note from log_trees t
         cross join lateral (
           select c.note from log_checkpoints c where c.firm_id = t.firm_id and c.log = t.log order by c.day desc limit 1) c",
    )
    .fetch_all(tx.conn())
    .await?;
    drop(tx);
    let (keys, mut failed) = ([verifier_key(backend)?], None);
    for (firm, log, note) in newest {
        let Some(log) = LogKind::from_name(&log) else {
            continue;
        };
        if let Err(failure) = settle_one(backend, &keys, FirmId(firm), log, &note).await {
            failed.get_or_insert(failure);
        }
    }
    failed.map_or(Ok(()), Err)
}

async fn settle_one(backend: &Backend, keys: &[VerifierKey], firm: FirmId, log: LogKind, note: &str) -> Done<()> {
    let outside = &backend.outside;
    let name = log.of(firm)?;
    let size = |note: &str| {
        SignedCheckpoint::open(note, &name, keys)
            .map(|signed| signed.checkpoint().size())
            .map_err(|error| Failure::broken(format!("the newest checkpoint of the log {name}: {error}")))
    };
    // Only what proves more than stands there. A log that was cut off and has an older checkpoint again must not bury the one that tells.
    let signed = size(note)?;
    match outside.newest(firm, log).await? {
        Some(kept) if size(&kept)? >= signed => {}
        _ => outside.append(firm, log, note).await?,
    }
    keep_hashes(backend, firm, log, signed).await
}

/// Keeps the hashes of the entries up to the newest that is signed. What is wrong with them the signed checkpoints tell, whenever they are read.
async fn keep_hashes(backend: &Backend, firm: FirmId, log: LogKind, signed: u64) -> Done<()> {
    let mut kept = backend.outside.hashes(firm, log).await?;
    while kept < signed {
        let upto = signed.min(kept + HASHES);
        let mut tx = begin(backend).await?;
        let hashes = tiles::leaves(tx.conn(), firm, log, kept, upto).await?;
        drop(tx);
        if hashes.is_empty() {
            return Err(Failure::broken(format!(
                "the hashes of the log {} after entry {kept} are gone",
                log.of(firm)?
            )));
        }
        backend.outside.append_hashes(firm, log, kept, &hashes).await?;
        kept += hashes.len() as u64;
    }
    Ok(())
}

fn none_yet<T: Default>(read: std::io::Result<T>, path: &Path) -> Done<T> {
    match read {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(T::default()),
        read => read.map_err(|error| kept(path, &error)),
    }
}

fn kept(path: &Path, error: &std::io::Error) -> Failure {
    Failure::broken(format!("the checkpoints in {} can't be used: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here() -> (tempfile::TempDir, Outside, FirmId) {
        let folder = tempfile::tempdir().unwrap();
        let outside = Outside::folder(&folder.path().join("checkpoints"));
        (folder, outside, FirmId(Uuid::from_u128(7)))
    }

    #[tokio::test]
    async fn l6_a_halved_line_takes_no_other_with_it() {
        let (_folder, outside, firm) = here();
        let log = LogKind::Cases;
        assert_eq!(outside.newest(firm, log).await.unwrap(), None);
        outside.append(firm, log, "one\n").await.unwrap();
        let mut file = std::fs::OpenOptions::new()
            .append(true)
            .open(outside.file(firm, log))
            .unwrap();
        std::io::Write::write_all(&mut file, b"\"tw").unwrap();
        outside.append(firm, log, "three\n").await.unwrap();
        assert_eq!(outside.all(firm, log).await.unwrap(), ["one\n", "three\n"]);
        assert_eq!(outside.newest(firm, log).await.unwrap().as_deref(), Some("three\n"));
        std::fs::write(outside.0.join("readme.txt"), "nothing").unwrap();
        assert_eq!(outside.logs().await.unwrap(), [(firm, log)]);
    }

    #[tokio::test]
    async fn l6_the_newest_is_always_compared() {
        let (_folder, outside, firm) = here();
        let log = LogKind::Console;
        std::fs::create_dir_all(&outside.0).unwrap();
        let lines: Vec<String> = (0..3 * COMPARED).map(|number| format!("\"{number}\"")).collect();
        std::fs::write(outside.file(firm, log), lines.join("\n") + "\n").unwrap();
        let all = outside.all(firm, log).await.unwrap();
        assert!(all.len() <= COMPARED && all.len() > COMPARED / 2);
        let numbers: Vec<usize> = all.iter().map(|note| note.parse().unwrap()).collect();
        assert!(numbers.is_sorted() && numbers.last() == Some(&(3 * COMPARED - 1)));
        let newest = &numbers[numbers.len() - COMPARED / 4..];
        assert!(newest.windows(2).all(|pair| pair[1] == pair[0] + 1));
    }
}
