//! What operators of the installation look after, beside what every console has.

mod alerts;
mod firms;
mod health;
mod setup_links;
mod support;

pub use alerts::Alerts;
pub use firms::Firms;
pub use health::Health;
pub use support::Requests;
