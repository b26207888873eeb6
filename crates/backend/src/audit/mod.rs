//! Reading the log.

mod archived;
mod book;
mod cells;
mod erasures;
mod fields;
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
    Archived, EvidencePack, LogKind, Outside, PackWords, Proven, Resumed, VerifiedLog, archive_year, export, grow_all,
    key_amiss, late, published_key, remove_year, resume_restored, run_prover, take_evidence, verifier_key, verify_all,
};
pub use readers::{case_readers, document_readers};
pub use saved::{remove_filter, save_filter};
pub use search::Fits;
pub use take_out::{COLUMNS, Export, InWords, Told, may_take_out, take_out};

pub(crate) use archived::archived;
pub(crate) use book::{Book, Wanted};
pub(crate) use opening::{Kept, Opened};
pub(crate) use page::people;
pub(crate) use proof::begin as begin_as_sealer;
pub(crate) use proof::{
    ToSign, erasure_receipt, every_change_is_found, firms_not_mailed, hashed, is_as_signed, settle, where_logs_begin,
};
pub(crate) use readings::{Reading, checked};
pub(crate) use saved::{Owner, list as saved_filters};
pub(crate) use sealing::{Actor, Made, Sealed, Sealing, Speaker, bare};
pub(crate) use take_out::{Order, Taker, taken_out};
