//! What operators of the installation look after, beside what every console has.

mod alerts;
mod firms;
mod health;
mod setup_links;

pub use alerts::Alerts;
pub use firms::Firms;
pub use health::Health;
