//! Somebody's own sessions and trusted devices: seen, ended, forgotten. Administrators do the same for colleagues in
//! [`crate::people`].

mod end;
mod forget;
mod list;

pub use end::{end_others, end_session};
pub use forget::{forget_device, forget_devices};
pub(crate) use list::read;
pub use list::sessions;
