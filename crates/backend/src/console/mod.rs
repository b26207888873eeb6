//! The console of a firm's administrators (promise I4): people, sessions, rules, and its own log. Nothing of any case.
//!
//! Its sign-in is the office's, at another [`crate::place::Place`]: see [`crate::access`]. Whatever it changes asks for a second factor of
//! the last five minutes, without exception.

mod checkpoint_mail;
mod checks;
mod erasure;
mod log;
mod networks;
mod people;
mod policies;

pub use checkpoint_mail::save_checkpoint_mail;
pub use checks::checks;
pub use erasure::{erase, erasure_receipt, erasures, find_to_erase};
pub use log::{log, may_take_out_log, remove_log_filter, save_log_filter, take_out_log};
pub use networks::save_networks;
pub use people::{people, person};
pub use policies::{policies, save_policies};

pub(crate) use erasure::erase_by;

use domain::audit::Event;

use crate::access;
use crate::caller::{AtTheConsole, SessionProbe};
use crate::database::{AtConsole, Tx, Unlogged};
use crate::failure::Done;
use domain::access::SessionState;

/// Who is at the console with this cookie, if its session lives. `active` counts as activity.
pub async fn identify(probe: &SessionProbe, active: bool) -> Done<Option<AtTheConsole>> {
    let found = access::identify(probe, active).await?;
    Ok(found.map(|caller| AtTheConsole { caller }))
}

/// Takes the second factor again. As [`access::step_up`], at the console.
pub async fn step_up(at: &AtTheConsole, code: &str) -> Done<Option<access::Renewed>> {
    access::step_up(&at.caller, code).await
}

/// Counts as activity, at once.
pub async fn stay_signed_in(at: &AtTheConsole, probe: &SessionProbe) -> Done<SessionState> {
    access::stay_signed_in(&at.caller).await?;
    access::session_state(probe).await
}

/// Ends the session at the console; the office's goes on.
pub async fn sign_out(at: &AtTheConsole) -> Done<()> {
    access::sign_out(&at.caller).await
}

/// Ends a reading, with its entry once in ten minutes a session: pages read again by themselves.
pub(crate) async fn commit_reading<R: AtConsole>(mut tx: Tx<R>, event: Event) -> Done<()> {
    let again: bool = sqlx::query_scalar("select app.read_lately($1)")
        .bind(crate::audit::bare(&event)?)
        .fetch_one(tx.conn())
        .await?;
    if again {
        tx.commit_unlogged(Unlogged::ReadAgain).await
    } else {
        tx.commit(event).await.map(drop)
    }
}
