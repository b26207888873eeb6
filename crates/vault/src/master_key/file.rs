//! The key file: made once, complete or not at all, readable by its owner alone.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::{KeyError, MasterKey};
use crate::random;

/// A key takes 64 bytes and a line end; anything longer is not a key file.
const LONGEST: u64 = 1024;

pub(super) fn load_or_create(path: &Path) -> Result<(MasterKey, bool), KeyError> {
    match load(path)? {
        Some(key) => Ok((key, false)),
        None => create(path),
    }
}

pub(super) fn load(path: &Path) -> Result<Option<MasterKey>, KeyError> {
    match File::open(path) {
        Ok(file) => read(file, path).map(Some),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(at(path)(source)),
    }
}

fn read(file: File, path: &Path) -> Result<MasterKey, KeyError> {
    // The open file's own permissions, so that nothing can be swapped between looking and reading.
    let metadata = file.metadata().map_err(at(path))?;
    if !metadata.is_file() {
        return Err(KeyError::NotAFile {
            path: path.display().to_string(),
        });
    }
    if metadata.mode() & 0o077 != 0 {
        let mode = metadata.mode() & 0o777;
        return Err(KeyError::Exposed {
            path: path.display().to_string(),
            mode,
        });
    }
    let mut text = Zeroizing::new(String::with_capacity(128));
    file.take(LONGEST).read_to_string(&mut text).map_err(at(path))?;
    MasterKey::parse(&text)
}

/// Writes beside the path, then links into place: a link fails if somebody else was faster, and nobody ever
/// sees half a key.
fn create(path: &Path) -> Result<(MasterKey, bool), KeyError> {
    let folder = folder_of(path);
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&folder)
        .map_err(at(path))?;

    let bytes = Zeroizing::new(random::bytes::<32>());
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{}", hex::encode(random::bytes::<8>())));
    let draft = PathBuf::from(draft);

    let linked = write_new(&draft, &bytes).and_then(|()| std::fs::hard_link(&draft, path));
    // Best effort: what could not be written need not be removed either.
    let _ = std::fs::remove_file(&draft);
    match linked {
        Ok(()) => {
            File::open(&folder)
                .and_then(|folder| folder.sync_all())
                .map_err(at(path))?;
            Ok((MasterKey::from_bytes(*bytes), true))
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            let file = File::open(path).map_err(at(path))?;
            read(file, path).map(|key| (key, false))
        }
        Err(source) => Err(at(path)(source)),
    }
}

fn write_new(path: &Path, key: &[u8; 32]) -> io::Result<()> {
    let mut text = Zeroizing::new([0_u8; 65]);
    text[64] = b'\n';
    hex::encode_to_slice(key, &mut text[..64]).map_err(io::Error::other)?;
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_ref())?;
    file.sync_all()
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn at(path: &Path) -> impl Fn(io::Error) -> KeyError + '_ {
    move |source| KeyError::Io {
        path: path.display().to_string(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_first_start_makes_a_private_file_and_the_second_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys/master.key");
        assert!(load(&path).unwrap().is_none());
        assert!(!path.exists(), "reading makes nothing");
        let (made, created) = load_or_create(&path).unwrap();
        assert!(created);
        assert_eq!(load(&path).unwrap().map(|key| key.id()), Some(made.id()));
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(folder.path().join("keys")).unwrap().mode() & 0o777, 0o700);
        assert_eq!(
            fs::read_dir(folder.path().join("keys")).unwrap().count(),
            1,
            "no draft stays"
        );

        let (read, created) = load_or_create(&path).unwrap();
        assert!(!created);
        assert_eq!(read.id(), made.id());
    }

    #[test]
    fn of_many_that_start_at_once_all_hold_the_same_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let ids: Vec<(String, bool)> = std::thread::scope(|scope| {
            let starts: Vec<_> = (0..8).map(|_| scope.spawn(|| load_or_create(&path).unwrap())).collect();
            starts
                .into_iter()
                .map(|s| s.join().unwrap())
                .map(|(k, new)| (k.id(), new))
                .collect()
        });
        assert!(ids.iter().all(|(id, _)| *id == ids[0].0));
        assert_eq!(ids.iter().filter(|(_, new)| *new).count(), 1);
    }

    #[test]
    fn a_file_that_others_can_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        load_or_create(&path).unwrap();
        for mode in [0o640, 0o604, 0o660, 0o601] {
            fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
            let error = load_or_create(&path).unwrap_err();
            assert!(matches!(error, KeyError::Exposed { .. }), "{mode:o}");
            assert!(error.to_string().contains("chmod 600"));
        }
    }

    #[test]
    fn an_empty_file_and_a_folder_are_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
            .unwrap();
        assert!(matches!(
            load_or_create(&path),
            Err(KeyError::NotAKey { characters: 0 })
        ));
        assert_eq!(fs::metadata(&path).unwrap().len(), 0);
        assert!(matches!(load_or_create(folder.path()), Err(KeyError::NotAFile { .. })));
    }
}
