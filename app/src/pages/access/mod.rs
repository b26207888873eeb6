//! The ways in: setting up the firm, signing in, the authenticator app.

mod authenticator;
mod cancel_recovery;
mod captcha;
mod code;
pub(in crate::pages) mod ended;
mod forgot;
pub(in crate::pages) mod frame;
mod guarded_submit;
mod join;
mod link_token;
mod new_password;
mod recovery;
mod register;
mod set_up;
mod sign_in;
pub(in crate::pages) mod sign_in_fields;
mod turnstile;
mod unlock;

pub use authenticator::Authenticator;
pub use cancel_recovery::CancelRecovery;
pub use code::Code;
pub use forgot::Forgot;
pub use join::Join;
pub use new_password::NewPassword;
pub use recovery::Recovery;
pub use register::Register;
pub use set_up::SetUp;
pub use sign_in::SignIn;
