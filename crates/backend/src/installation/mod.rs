//! The installation: the house of its operators, which firms there are, how it does, and what asks for attention (promise I4).
//!
//! Operators work at the console as a firm's administrators do. What is theirs beyond it they read as a database role that reaches no table of
//! a firm: names and numbers come from functions that ask who calls.

mod alerts;
mod firms;
mod health;
mod operators;
mod watch;

pub use alerts::{acknowledge, alerts};
pub use firms::{firms, make_setup_link, withdraw_setup_link};
pub use health::health;
pub use operators::{NewOperator, has_operator, invite_operator};

pub(crate) use watch::watch;
