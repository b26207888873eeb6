//! The log's proof (promise L6): hashes of its entries in a Merkle tree, and signed checkpoints over them. See the crate `tlog`.

mod archive;
mod archive_file;
mod drill;
mod earlier;
mod entries;
mod export;
mod grow;
mod keys;
mod mailed;
mod outside;
mod pack;
mod prover;
mod receipt;
mod remove;
mod resume;
mod statements;
mod taken;
mod tiles;
mod verify;

pub use archive::{Archived, archive_year};
pub(crate) use drill::{every_change_is_found, hashed, is_as_signed};
pub use export::export;
pub use grow::{Proven, grow_all, late};
pub use keys::key_amiss;
pub(crate) use mailed::firms_not_mailed;
pub use outside::Outside;
pub(crate) use outside::settle;
pub use pack::{EvidencePack, PackWords, take_evidence};
pub use prover::run_prover;
pub(crate) use receipt::{ToSign, erasure_receipt};
pub use remove::remove_year;
pub use resume::{Resumed, resume_restored};
pub(crate) use statements::where_logs_begin;
pub use verify::{VerifiedLog, verify_all};

use std::sync::Arc;

use domain::ids::FirmId;
use domain::origin::Origin;
use tlog::{Name, SignerKey, VerifierKey};
use vault::Purpose;

use crate::Backend;
use crate::caller::Visitor;
use crate::database::SealerTx;
use crate::failure::{Done, Failure};

/// Which of a house's two logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LogKind {
    /// The firm's, in which its cases are.
    Cases,
    /// The console's.
    Console,
}

impl LogKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Cases, Self::Console];

    /// As stored, and as the last part of the log's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cases => "cases",
            Self::Console => "console",
        }
    }

    /// Reads what [`LogKind::name`] wrote.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The log's name for ever: the origin line of its checkpoints, and part of what is hashed. So it holds no address of the installation, which
    /// may change.
    pub(crate) fn of(self, firm: FirmId) -> Done<Name> {
        format!("matterlock/{firm}/{}", self.name())
            .parse()
            .map_err(|error: tlog::NotAName| Failure::broken(error.to_string()))
    }
}

/// A transaction as the role that hashes, signs and has stamped.
pub(crate) async fn begin(backend: &Backend) -> Done<SealerTx> {
    backend.begin(None, &Arc::new(Origin::server("log proof"))).await
}

/// How many entries of a log are hashed and signed, as the database has it.
async fn tree_size(tx: &mut SealerTx, firm: FirmId, log: LogKind) -> Done<u64> {
    let size: Option<i64> = sqlx::query_scalar("select size from log_trees where firm_id = $1 and log = $2")
        .bind(firm.0)
        .bind(log.name())
        .fetch_optional(tx.conn())
        .await?;
    u64::try_from(size.unwrap_or_default()).map_err(|_| Failure::broken("a log has a negative size"))
}

/// The newest checkpoint of a log that the database holds.
async fn newest_note(tx: &mut SealerTx, firm: FirmId, log: LogKind) -> Done<Option<String>> {
    Ok(sqlx::query_scalar(
        "select note from log_checkpoints where firm_id = $1 and log = $2 order by size desc limit 1",
    )
    .bind(firm.0)
    .bind(log.name())
    .fetch_optional(tx.conn())
    .await?)
}

/// What the installation signs checkpoints with. It grows out of the master key, so it is not in the database.
fn signer_key(backend: &Backend) -> Done<SignerKey> {
    let name = "matterlock-log"
        .parse()
        .map_err(|error: tlog::NotAName| Failure::broken(error.to_string()))?;
    Ok(SignerKey::from_seed(
        name,
        backend.master.derive(Purpose::AuditCheckpoint).expose(),
    ))
}

/// The same as signed notes write it, for pages. Public.
pub fn published_key(visitor: &Visitor) -> Done<String> {
    Ok(verifier_key(&visitor.backend)?.to_string())
}

/// What the installation's checkpoints are verified with: to be handed out, and kept where the installation can't change it.
pub fn verifier_key(backend: &Backend) -> Done<VerifierKey> {
    Ok(signer_key(backend)?.verifier().clone())
}
