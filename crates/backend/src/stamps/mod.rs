//! Time stamps of checkpoints (RFC 3161): an authority outside of the installation says that a checkpoint was there, and when.

mod authority;
mod kept;
mod query;
mod reply;
mod run;

pub use authority::{StampAuthority, Vouchers};
pub use kept::{KeptStamps, verify_stamps};
pub use run::{run_stamper, stamp_due};

pub(crate) use kept::{Stamped, first_unfit, stamped_notes};
