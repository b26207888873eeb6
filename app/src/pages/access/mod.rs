//! The ways in: setting up the firm, signing in, the authenticator app.

mod authenticator;
mod captcha;
mod code;
mod ended;
mod frame;
mod set_up;
mod sign_in;
mod turnstile;
mod unlock;

pub use authenticator::Authenticator;
pub use code::Code;
pub use set_up::SetUp;
pub use sign_in::SignIn;
