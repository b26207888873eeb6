//! That a log leaves for a file at the terminal stands in its firm's console log, as what an administrator takes out stands there.

use std::sync::Arc;

use domain::audit::Event;
use domain::ids::FirmId;
use domain::origin::Origin;

use super::LogKind;
use crate::Backend;
use crate::database::AuthTx;
use crate::failure::Done;

/// Says so, before the first byte: of a year where it is an archive.
pub(super) async fn say_taken(backend: &Backend, firm: FirmId, log: LogKind, year: Option<u16>) -> Done<()> {
    let tx: AuthTx = backend.begin(None, &Arc::new(Origin::server("audit"))).await?;
    let event = Event::LogTakenAtTheTerminal {
        log: log.name().to_owned(),
        year,
    };
    tx.commit_at_the_console(firm, event).await?;
    Ok(())
}
