//! A postmaster that a killed server left behind, told from whoever has its number now.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use super::{EmbeddedError, io};

/// Stops a postmaster of this cluster, which would hold the folder.
///
/// After a restart of the machine or the container its number may be another program's. That one is left alone, and so that
/// PostgreSQL does not take it for a postmaster the file is removed. Sessions that outlive their postmaster are found by
/// PostgreSQL itself: they hold the shared memory that belongs to the folder.
pub(super) async fn stop(cluster: &Path) -> Result<(), EmbeddedError> {
    let file = cluster.join("postmaster.pid");
    let Some(process) = named_in(&file) else { return Ok(()) };
    let Ok(command) = fs::read(format!("/proc/{process}/cmdline")) else {
        // Nobody has the number: the start that follows repairs the files.
        return Ok(());
    };
    if !runs(&command, cluster) {
        tracing::info!(
            process,
            "postmaster.pid is of an earlier run, and its number another program's"
        );
        return fs::remove_file(&file).map_err(|source| io("can't remove an old postmaster.pid", source));
    }
    tracing::info!(process, "a database process of an earlier run was left behind");
    let Some(pid) = Pid::from_raw(process) else {
        return Ok(());
    };
    // Fast, then immediate shutdown, after which the write-ahead log repairs everything.
    for (signal, tenths) in [(Signal::INT, 200), (Signal::QUIT, 100)] {
        let _gone = kill_process(pid, signal);
        for _ in 0..tenths {
            if !fs::read(format!("/proc/{process}/cmdline")).is_ok_and(|command| runs(&command, cluster)) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
    // PostgreSQL will refuse in its own words.
    Ok(())
}

/// A number below zero is of a single-user session, which is not to be stopped.
fn named_in(file: &Path) -> Option<i32> {
    let text = fs::read_to_string(file).ok()?;
    text.lines().next()?.trim().parse().ok().filter(|process| *process > 0)
}

/// Whether a command line is a postmaster's of this very folder: sessions have titles instead, and others another folder.
fn runs(command: &[u8], cluster: &Path) -> bool {
    let mut words = command.split(|byte| *byte == 0).map(OsStr::from_bytes);
    let program = words.next().and_then(|program| Path::new(program).file_name());
    let folder = words.skip_while(|word| *word != "-D").nth(1);
    let (Some(folder), true) = (folder, program == Some(OsStr::new("postgres"))) else {
        return false;
    };
    let which = |folder: &Path| fs::metadata(folder).map(|found| (found.dev(), found.ino())).ok();
    which(cluster).is_some_and(|cluster| which(Path::new(folder)) == Some(cluster))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_postmaster_of_the_very_folder_is_one() {
        for (command, is) in [
            ("/usr/lib/postgresql/15/bin/postgres\0-D\0/usr/lib\0-k\0/x\0", true),
            ("/usr/lib/postgresql/15/bin/postgres\0-D\0/usr/bin\0-k\0/x\0", false),
            ("postgres: checkpointer \0", false),
            ("/usr/bin/vi\0-D\0/usr/lib\0", false),
            ("", false),
        ] {
            assert_eq!(runs(command.as_bytes(), Path::new("/usr/../usr/lib")), is, "{command}");
        }
    }
}
