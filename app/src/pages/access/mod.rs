//! The ways in: setting up the firm, signing in, the authenticator app.

mod authenticator;
pub(in crate::pages) mod captcha;
mod code;
pub(in crate::pages) mod ended;
pub(in crate::pages) mod frame;
mod set_up;
mod sign_in;
mod turnstile;

pub use authenticator::Authenticator;
pub use code::Code;
pub use set_up::SetUp;
pub use sign_in::SignIn;
