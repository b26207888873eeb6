//! Files of archived years, as they stand in a folder.

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use tlog::archive::{Fingerprint, Fingerprinter, Statement};
use tlog::verify::{ArchiveVerifier, Trust};
use tlog::{Name, VerifierKey};

use crate::failure::{Done, Failure};

/// Bytes that are written or read at once.
const PIECE: usize = 1 << 16;

/// Reads a file back and verifies it, as `matterlock-verify` does, against the statement on it.
///
/// # Errors
/// `Broken` with what is different.
pub(super) fn check(path: &Path, statement: &Statement, key: &VerifierKey) -> Done<()> {
    let trust = Trust {
        keys: vec![key.clone()],
        checkpoints: Vec::new(),
    };
    let mut verifier = ArchiveVerifier::new(statement.clone(), trust);
    pieces(path, |piece| verifier.bytes(piece)).map_err(|error| cannot(path, &error))?;
    let findings = verifier.finish().findings;
    // The last one is of the file as a whole.
    findings.last().map_or(Ok(()), |finding| {
        let first = findings.first().filter(|first| *first != finding);
        let first = first.map(|first| format!(" {first}")).unwrap_or_default();
        Err(Failure::broken(format!("{}: {finding}{first}", path.display())))
    })
}

/// The statement in a file, if the key has signed it, of this year of this log.
pub(super) fn signed_before(path: &Path, log: &Name, year: u16, key: &VerifierKey) -> Option<Statement> {
    let note = std::fs::read_to_string(path).ok()?;
    let statement = Statement::open(&note, std::slice::from_ref(key)).ok()?;
    (statement.log == *log && statement.year == year).then_some(statement)
}

/// A file that has its name once it is whole.
pub(super) struct Out {
    path: PathBuf,
    passing: PathBuf,
    file: File,
    fingerprinter: Fingerprinter,
    replaces: bool,
    /// What is not written yet.
    pub(super) piece: Vec<u8>,
}

impl Out {
    /// Begins one under a passing name. Whether another file that has its name goes; otherwise that has to be the same.
    pub(super) fn begin(path: &Path, replaces: bool) -> Done<Self> {
        let passing = path.with_extension("part");
        Ok(Self {
            path: path.to_owned(),
            file: File::create(&passing).map_err(|error| cannot(path, &error))?,
            passing,
            fingerprinter: Fingerprinter::default(),
            replaces,
            piece: Vec::with_capacity(2 * PIECE),
        })
    }

    /// Writes what has gathered, if it is enough.
    pub(super) fn flush(&mut self) -> Done<()> {
        if self.piece.len() < PIECE {
            return Ok(());
        }
        self.write().map_err(|error| cannot(&self.path, &error))
    }

    /// Gives it its name.
    pub(super) fn finish(mut self) -> Done<Fingerprint> {
        let finished = self.write().and_then(|()| self.file.sync_all());
        let written = self.fingerprinter.finish();
        let named = finished.and_then(|()| match fingerprint(&self.path) {
            Ok(there) if there != written && !self.replaces => Err(std::io::Error::new(
                ErrorKind::AlreadyExists,
                "another file has this name",
            )),
            Ok(_) => std::fs::rename(&self.passing, &self.path),
            Err(error) if error.kind() == ErrorKind::NotFound => std::fs::rename(&self.passing, &self.path),
            Err(error) => Err(error),
        });
        if named.is_err() {
            let _there = std::fs::remove_file(&self.passing);
        }
        named
            .and_then(|()| sync_folder(&self.path))
            .map_err(|error| cannot(&self.path, &error))?;
        Ok(written)
    }

    fn write(&mut self) -> std::io::Result<()> {
        self.fingerprinter.bytes(&self.piece);
        self.file.write_all(&self.piece)?;
        self.piece.clear();
        Ok(())
    }
}

/// Writes a small file, whole or not at all.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Done<()> {
    let passing = path.with_extension("part");
    let write = || {
        let mut file = File::create(&passing)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&passing, path)?;
        sync_folder(path)
    };
    write().map_err(|error| cannot(path, &error))
}

fn fingerprint(path: &Path) -> std::io::Result<Fingerprint> {
    let mut fingerprinter = Fingerprinter::default();
    pieces(path, |piece| fingerprinter.bytes(piece))?;
    Ok(fingerprinter.finish())
}

/// A file's bytes, in pieces.
fn pieces(path: &Path, mut take: impl FnMut(&[u8])) -> std::io::Result<()> {
    let (mut file, mut piece) = (File::open(path)?, vec![0; PIECE]);
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            return Ok(());
        }
        take(piece.get(..read).unwrap_or_default());
    }
}

/// So that a name outlasts a power cut.
fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

fn cannot(path: &Path, error: &std::io::Error) -> Failure {
    Failure::broken(format!("{} can't be used: {error}", path.display()))
}
