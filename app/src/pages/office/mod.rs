//! The office: what people at a firm work with.

mod absent;
mod break_glass;
mod case;
mod case_table;
mod dashboard;
mod document;
mod envelope;
pub(crate) mod fresh;
mod live;
mod me;
mod new_case;
mod options;
pub(in crate::pages) mod outcome;
mod params;
mod prepare;
mod readers;
mod search;
mod stage_mark;
pub(in crate::pages) mod unfold;

pub(super) use outcome::on_success;

pub use break_glass::BreakGlassPage as BreakGlass;
pub use case::CasePage as Case;
pub use dashboard::DashboardPage as Dashboard;
pub use document::DocumentPage as Document;
pub use envelope::EnvelopePage as Envelope;
pub use new_case::NewCasePage as NewCase;
pub use prepare::PreparePage as PrepareSignature;
pub use readers::ReadersPage as Readers;
