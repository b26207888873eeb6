//! The console of a firm's administrators.

mod checks;
mod door;
mod home;
mod people;
mod person;
mod policies;

pub use super::log::ConsoleLog as Log;
pub use checks::Checks;
pub use door::{Code, SignIn};
pub use home::Home;
pub use people::People;
pub use person::Person;
pub use policies::Policies;
