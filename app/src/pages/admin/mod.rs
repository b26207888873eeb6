//! The console, of a firm's administrators and of the installation's operators.

mod checks;
mod door;
mod erasures;
mod home;
mod installation;
mod invitations;
mod live;
mod people;
mod person;
mod policies;
mod recoveries;
mod role_options;
mod support;

pub use super::log::ConsoleLog as Log;
pub use checks::Checks;
pub use door::{Code, SignIn};
pub use erasures::{Erasures, Receipt};
pub use home::Home;
pub use installation::{Alerts, Firms, Health, Requests};
pub use invitations::Invitations;
pub use people::People;
pub use person::Person;
pub use policies::Policies;
pub use recoveries::Recoveries;
pub use support::Support;
