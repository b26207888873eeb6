//! Landlock (`landlock(7)`): no path, no TCP port, no abstract socket, no signal to others.

use landlock::{
    ABI, Access, AccessFs, AccessNet, RestrictionStatus, Ruleset, RulesetAttr, RulesetError, RulesetStatus, Scope,
};

use super::missing;
use crate::types::Layer;

/// The newest interface whose rights are asked for; older kernels give what they know.
const ABI_ASKED: ABI = ABI::V6;

pub(super) fn restrict() -> Layer {
    match apply() {
        Ok(status) => match status.ruleset {
            RulesetStatus::FullyEnforced => Layer::InForce {
                detail: "no files, no TCP, no signals outwards".into(),
            },
            RulesetStatus::PartiallyEnforced => Layer::Partial {
                detail: format!("{:?}", status.landlock),
            },
            RulesetStatus::NotEnforced => missing(&format!("{:?}", status.landlock)),
        },
        Err(error) => missing(&error),
    }
}

/// A rule set that handles every right and then allows none.
fn apply() -> Result<RestrictionStatus, RulesetError> {
    Ruleset::default()
        .handle_access(AccessFs::from_all(ABI_ASKED))?
        .handle_access(AccessNet::from_all(ABI_ASKED))?
        .scope(Scope::from_all(ABI_ASKED))?
        .create()?
        .restrict_self()
}
