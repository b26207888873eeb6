//! What a compromised child would try, tried on purpose, so that the promise of confinement is checked by doing.

use std::fs::{File, OpenOptions};
use std::io;
use std::net::TcpStream;
use std::process::Command;

use crate::types::Attempt;

/// Tries it. `Ok` means that a wall has a hole; with all walls up most attempts never return.
pub(crate) fn attempt(attempt: Attempt) -> io::Result<()> {
    match attempt {
        Attempt::ReadFile => File::open("/etc/passwd").map(drop),
        // Only opened, never written: where the wall is missing, an empty file is all that stays.
        Attempt::WriteFile => OpenOptions::new()
            .create(true)
            .append(true)
            .open("/tmp/matterlock-confinement-probe")
            .map(drop),
        // Port 9 (discard) need not answer: reaching the network at all is the hole.
        Attempt::Connect => match TcpStream::connect(("127.0.0.1", 9)) {
            Err(error) if error.kind() != io::ErrorKind::ConnectionRefused => Err(error),
            _ => Ok(()),
        },
        Attempt::StartProcess => Command::new("/bin/true")
            .spawn()
            .and_then(|mut child| child.wait())
            .map(drop),
    }
}
