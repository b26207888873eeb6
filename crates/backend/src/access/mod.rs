//! Who you are: registering, signing in and out, the session.

mod add_person;
pub(crate) mod alike;
pub mod captcha;
mod challenge;
mod code;
mod device;
mod finish;
mod language;
pub(crate) mod lockout;
mod offered;
mod passkey;
pub(crate) mod password;
pub(crate) mod rate;
mod register;
mod session;
mod setup_link;
mod step_up;

pub use add_person::{NewColleague, add_person_by_operator, firm_of};
pub use challenge::{Begun, enrolment};
pub use code::{enter_code, enter_recovery_code};
pub use device::Device;
pub use language::choose as choose_language;
pub use offered::{offered, offered_again};
pub use passkey::{begin_passkey, begin_passkey_sign_in, enter_passkey, sign_in_with_passkey};
pub use password::check as check_password;
pub use rate::take_turn;
pub use register::register_firm;
pub use session::{AfterSignIn, SignedIn, identify, session_state, sign_out, stay_signed_in};
pub use setup_link::{SetupLink, make_setup_link, needs_setup};
pub use step_up::{begin_step_up, step_up, step_up_with_passkey};

pub(crate) use register::{hash_password, register};
pub(crate) use session::timestamp;
