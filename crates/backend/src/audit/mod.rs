//! Reading the log.

mod book;
mod cells;
mod erasures;
mod opening;
mod page;
mod proof;
mod readers;
mod readings;
mod saved;
mod sealing;
mod search;
mod take_out;

pub use erasures::{Erased, all_erased};
pub use page::{page, timeline};
pub use proof::{
    EvidencePack, LogKind, Outside, PackWords, Proven, VerifiedLog, export, grow_all, published_key, run_prover,
    take_evidence, verifier_key, verify_all,
};
pub use readers::{case_readers, document_readers};
pub use saved::{remove_filter, save_filter};
pub use search::Fits;
pub use take_out::{COLUMNS, Export, InWords, Told, may_take_out, take_out};

pub(crate) use book::{Book, Wanted};
pub(crate) use opening::{Kept, Opened};
pub(crate) use page::people;
pub(crate) use proof::{ToSign, erasure_receipt, every_change_is_found, hashed, is_as_signed};
pub(crate) use readings::{Reading, checked};
pub(crate) use saved::{Owner, list as saved_filters};
pub(crate) use sealing::{Actor, Made, Sealed, Sealing, Speaker, bare};
pub(crate) use take_out::{Order, Taker, taken_out};
