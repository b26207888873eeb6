//! A private cluster of a test's own, which may be killed.

use std::path::Path;

use backend::database::{Embedded, EmbeddedError};
use rustix::process::{Pid, Signal, kill_process};
use vault::{MasterKey, Purpose};

use super::master;

pub(crate) async fn start(folder: &Path) -> Result<Embedded, EmbeddedError> {
    start_with(folder, &master(), 16).await
}

/// What does not become ready is stopped, as the server does.
pub(crate) async fn start_with(folder: &Path, master: &MasterKey, connections: u32) -> Result<Embedded, EmbeddedError> {
    let mut cluster = Embedded::start(folder, &master.derive(Purpose::DatabaseOwner), connections).await?;
    match cluster.ready().await {
        Ok(()) => Ok(cluster),
        Err(error) => {
            cluster.stop().await;
            Err(error)
        }
    }
}

pub(crate) fn kill(process: u32) {
    end(process, Signal::KILL);
}

/// Sends a signal to a process that is there.
pub(crate) fn end(process: u32, signal: Signal) {
    let process = Pid::from_raw(i32::try_from(process).unwrap()).unwrap();
    kill_process(process, signal).unwrap();
}
