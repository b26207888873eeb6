//! Closing an envelope whose time is over.

use domain::audit::Event;

use super::{Job, Sent};
use crate::Backend;
use crate::database::Unlogged;
use crate::failure::Done;

/// Closes it if it is still open; somebody may have signed in the last moment.
pub(super) async fn run(backend: &Backend, job: &Job, sent: Sent) -> Done<()> {
    let mut tx = job.begin(backend).await?;
    let expired = sqlx::query("update envelopes set state = 'expired', closed_at = app.now() where firm_id = $1 and id = $2 and state = 'sent'")
        .bind(job.firm.0)
        .bind(sent.envelope.0)
        .execute(tx.conn())
        .await?
        .rows_affected();
    if expired == 1 {
        tx.append(&Event::EnvelopeExpired {
            case: sent.case,
            envelope: sent.envelope,
        })
        .await?;
    }
    job.finish(&mut tx).await?;
    tx.commit_unlogged(Unlogged::JobHousekeeping).await
}
