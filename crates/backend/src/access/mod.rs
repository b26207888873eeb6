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
pub(crate) mod password;
pub(crate) mod rate;
mod register;
mod session;
mod setup_link;
mod step_up;
mod trust;
mod unlock;

pub use add_person::{NewColleague, add_person_by_operator, firm_of};
pub use challenge::{Begun, enrolment};
pub use code::enter_code;
pub use device::Device;
pub use language::choose as choose_language;
pub use password::check as check_password;
pub use rate::take_turn;
pub use register::register_firm;
pub use session::{SignedIn, identify, session_state, sign_out, stay_signed_in};
pub use setup_link::{SetupLink, make_setup_link, needs_setup};
pub use step_up::step_up;
pub use trust::{Trust, wish_trust};
pub use unlock::{unlock, unlock_offer};

pub(crate) use challenge::{begin as begin_challenge, totp_binding};
pub(crate) use code::claim_step;
pub(crate) use register::{hash_password, register};
pub(crate) use session::{Beginning, begin, place, state_of, timestamp};
pub(crate) use trust::{Standing, give as give_trust, may_unlock, unlockable};
