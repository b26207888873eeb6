//! A firm's people, as its administrators manage them: roles, and accounts that are open or closed.
//!
//! What must never happen — a firm without an administrator, somebody who changes their own role, a session that outlives
//! the role it was given to — the database refuses or ends by itself: see `app.guard_people` and `app.after_change`.

mod account;
mod change_role;
mod colleague;
mod invite;
mod recovery;
mod sessions;

pub use account::{close_account, reopen_account};
pub use change_role::change_role;
pub(crate) use invite::withdraw_open;
pub use invite::{Invitee, invitations, invite, withdraw_invitation};
pub use recovery::{approve_recovery, ask_recovery, cancel_recovery, recoveries};
pub use sessions::{colleagues_sessions, end_colleagues_sessions, forget_colleagues_devices};
