//! My account.

mod password;

pub use password::ChangePassword;
