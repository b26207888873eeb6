//! How a change of somebody's second factors ends.

use domain::audit::Event;

use crate::caller::Caller;
use crate::database::TenantTx;
use crate::failure::Done;
use crate::letters::{self, Notice};

/// Tells the person by mail, writes the entry, and commits. Their sessions stay: it was they, with a fresh factor, who changed it.
pub(super) async fn tell(caller: &Caller, mut tx: TenantTx, notice: &Notice, event: Event) -> Done<()> {
    letters::write(caller.backend(), &mut tx, caller.me.firm, caller.me.user, notice).await?;
    tx.commit(event).await?;
    Ok(())
}
