//! My account.

mod password;
pub mod sessions;

pub use password::ChangePassword;
