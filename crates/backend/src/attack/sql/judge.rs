//! What is a leak.

use super::block::Outcome;
use super::names::Names;
use super::statements::{Kind, Pair};
use crate::attack::{Ground, Secret, Side};

/// Knows what somebody must not be told.
pub(super) struct Judge {
    /// All of it.
    secrets: Vec<Secret>,
    /// Of cases only, for statements that take on another role first: see docs/decisions/0002-session-bound-policies.md.
    of_the_case: Vec<Secret>,
}

impl Judge {
    pub(super) fn new(ground: &Ground, side: Side) -> Self {
        // Whoever has that has everything else.
        let session = ground.anas_secret.expose().to_lowercase();
        let with = |side| {
            let mut all = vec![Secret {
                what: "the secret of her session",
                value: session.clone(),
            }];
            all.extend(ground.secrets(side));
            all
        };
        Self {
            secrets: with(side),
            of_the_case: with(Side::Colleague),
        }
    }

    /// What came back that was not sent.
    pub(super) fn told(&self, sent: &str, said: &str) -> Option<String> {
        tells(&self.secrets, sent, said)
    }

    /// What came back, or changed, that is hers.
    pub(super) fn hers(&self, pair: &Pair, sent: &str, outcome: &Outcome) -> Option<String> {
        if pair.kind == Kind::Changes && outcome.rows > 0 {
            return Some(format!("{} rows of hers changed", outcome.rows));
        }
        if pair.kind == Kind::Forbidden && outcome.state.is_empty() {
            return Some("it was not refused".to_owned());
        }
        let secrets = if pair.changes_role {
            &self.of_the_case
        } else {
            &self.secrets
        };
        tells(secrets, sent, outcome.said.as_deref()?)
    }
}

/// Whether the two are answered differently. Within a firm keys answer whether an id is taken, to whoever knows the id and writes a row with it:
/// between firms they do not.
pub(super) fn differ(side: Side, names: &Names, real: &Outcome, twin: &Outcome) -> bool {
    const UNIQUE_VIOLATION: &str = "23505";
    let key = side == Side::Colleague && real.state == UNIQUE_VIOLATION;
    !key && names.plain(real) != names.plain(twin)
}

fn tells(secrets: &[Secret], sent: &str, said: &str) -> Option<String> {
    let (sent, said) = (sent.to_lowercase(), said.to_lowercase());
    secrets
        .iter()
        .find(|secret| said.contains(&secret.value) && !sent.contains(&secret.value))
        .map(|secret| format!("it tells {}", secret.what))
}
