//! Declining, and "this is not me".

use domain::audit::{Event, Personal};
use domain::rules::{Form, REASON_MAX};
use domain::signing::DeclineKind;

use super::reading::About;
use crate::caller::Signer;
use crate::database::Conn;
use crate::failure::{Done, conflict};

/// Declines the envelope: compare-and-set, so that it is either signed or declined. The link is dead at once.
///
/// # Errors
/// `Conflict` when it is no longer open.
pub async fn decline(signer: &Signer, kind: DeclineKind, reason: &str) -> Done<()> {
    let mut check = Form::new();
    let reason = check.text("reason", reason, REASON_MAX);
    check.finish()?;
    let mut tx = signer.begin().await?;
    let event = turn_down(tx.conn(), kind, reason).await?;
    tx.commit(event).await?;
    Ok(())
}

/// All of declining but its entry.
pub(crate) async fn turn_down(conn: &mut Conn, kind: DeclineKind, reason: String) -> Done<Event> {
    let about = About::find(&mut *conn).await?;
    let declined = sqlx::query(
        "update envelopes set state = 'declined', closed_at = app.now(), close_reason = $2 where id = $1 and state = 'sent'",
    )
    .bind(about.envelope().0)
    .bind(&reason)
    .execute(&mut *conn)
    .await?
    .rows_affected();
    if declined != 1 {
        return Err(conflict(About::find(conn).await?.closed()));
    }
    sqlx::query("update signers set state = 'declined', token_used_at = app.now(), draft = null where id = $1")
        .bind(about.signer().0)
        .execute(conn)
        .await?;
    Ok(Event::Declined {
        case: about.case(),
        envelope: about.envelope(),
        kind,
        reason: Personal::of(about.signer(), reason),
    })
}
