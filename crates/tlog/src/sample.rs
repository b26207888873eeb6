//! What several tests make use of.

use uuid::Uuid;

use crate::{Entry, Log, Sealed, SignerKey};

/// An entry with every field.
pub(crate) fn full() -> Entry {
    Entry {
        log: "log.example/1/cases".parse().unwrap(),
        firm: Uuid::from_u128(1),
        number: 7,
        at: 1_764_000_000_123_456,
        actor_kind: "user".into(),
        actor_id: Some(Uuid::from_u128(2)),
        event: "case_opened".into(),
        case_id: Some(Uuid::from_u128(3)),
        details: "{\"title\":\"Señora\"}".into(),
        sealed_origin: Some(Sealed(vec![1, 2, 255])),
        address_source: "direct".into(),
        session_id: Some(Uuid::from_u128(4)),
        request: "req-1".into(),
    }
}

/// An entry with no field that can be left out.
pub(crate) fn bare() -> Entry {
    Entry {
        number: 8,
        at: -1,
        actor_kind: "server".into(),
        actor_id: None,
        event: "checks_run".into(),
        case_id: None,
        details: "{}".into(),
        sealed_origin: None,
        address_source: "server".into(),
        session_id: None,
        request: String::new(),
        ..full()
    }
}

/// The first entries of the log, a second apart, no two alike.
pub(crate) fn entries(count: u64) -> Vec<Entry> {
    (1..=count)
        .map(|number| Entry {
            number,
            at: 1_764_000_000_000_000 + i64::try_from(number).unwrap() * 1_000_000,
            details: format!("{{\"n\":{number}}}"),
            ..if number % 3 == 0 { bare() } else { full() }
        })
        .collect()
}

/// The log's own key.
pub(crate) fn signer() -> SignerKey {
    SignerKey::from_seed(
        "log.example/key".parse().unwrap(),
        &std::array::from_fn(|i| u8::try_from(i).unwrap()),
    )
}

/// The log of [`entries`], as a verifier knows it.
pub(crate) fn log() -> Log {
    Log {
        name: full().log,
        firm: full().firm,
        keys: vec![signer().verifier().clone()],
    }
}
