//! Who you are: registering, signing in and out, the session.

pub(crate) mod account_link;
mod add_person;
pub(crate) mod alike;
pub mod captcha;
mod challenge;
mod change_password;
mod code;
mod device;
mod finish;
mod import_people;
mod join;
mod language;
pub(crate) mod lockout;
mod new_password;
pub(crate) mod password;
mod password_strength;
mod prove_mail;
pub(crate) mod rate;
mod register;
mod session;
mod setup_link;
mod step_up;

pub use account_link::{read_invitation, read_new_password};
pub use add_person::{NewColleague, add_person_by_operator, firm_of};
pub use challenge::{Begun, enrolment};
pub use change_password::change_password;
pub use code::enter_code;
pub use device::Device;
pub use import_people::{Import, ImportError, import_people};
pub use join::join;
pub use language::choose as choose_language;
pub use new_password::{ask as ask_new_password, set as set_new_password};
pub use password::check as check_password;
pub use password_strength::password_strength;
pub use prove_mail::{prove_mail, read_registration};
pub use rate::take_turn;
pub use register::register_firm;
pub use session::{SignedIn, identify, session_state, sign_out, stay_signed_in};
pub use setup_link::{SetupLink, make_setup_link, needs_setup};
pub use step_up::step_up;

pub(crate) use challenge::totp_binding;
pub(crate) use code::claim_step;
pub(crate) use prove_mail::note as note_address;
pub(crate) use register::hash_password;
pub(crate) use session::timestamp;
