//! Support access (promise I5): an operator asks, the firm's administrator grants it for one case, and whoever comes in by it is a person of the firm
//! for as long as that lasts.
//!
//! What is decided the database decides, each in a function of its own that asks who calls: see `app.ask_support`, `app.grant_support` and their
//! neighbours. No role that serves reaches the table.

mod answer;
mod ask;
mod enter;
mod now;
mod row;

pub use answer::{Terms, decline, grant, of_the_firm, revoke};
pub use ask::{ask, end_own, of_operators};
pub use enter::{Entered, enter};
pub use now::now;
