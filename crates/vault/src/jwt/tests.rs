use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

const NOW: i64 = 1_800_000_000;
const AUDIENCES: [Audience; 5] = [
    Audience::Office,
    Audience::Signing,
    Audience::Challenge,
    Audience::Admin,
    Audience::AdminChallenge,
];

fn key() -> JwtKey {
    JwtKey::new(&MasterKey::from_bytes([5; 32]))
}

fn claims() -> SessionClaims {
    SessionClaims {
        session: Uuid::from_u128(7),
        token: Token::generate(),
        issued_at: NOW,
        expires_at: NOW + 1800,
    }
}

/// Signed with the right key, whatever it says.
fn signed(header: &Header, claims: &Value) -> String {
    encode(header, claims, &key().signing).unwrap()
}

fn good() -> Value {
    json!({ "iss": "matterlock", "aud": "office", "sid": Uuid::nil(), "tok": "A".repeat(43), "iat": NOW, "exp": NOW + 60 })
}

fn with(field: &str, value: Value) -> Value {
    let mut claims = good();
    claims[field] = value;
    claims
}

fn without(field: &str) -> Value {
    let mut claims = good();
    claims.as_object_mut().unwrap().remove(field);
    claims
}

#[test]
fn a_cookie_of_one_audience_never_passes_for_another() {
    for signed_for in AUDIENCES {
        let claims = claims();
        let jwt = key().sign(&claims, signed_for);
        for read_as in AUDIENCES {
            let read = key().read(&jwt, read_as, NOW);
            assert_eq!(read, (signed_for == read_as).then(|| claims.clone()));
        }
    }
}

#[test]
fn it_ends_at_its_second() {
    let jwt = key().sign(&claims(), Audience::Office);
    assert!(key().read(&jwt, Audience::Office, NOW + 1799).is_some());
    assert!(key().read(&jwt, Audience::Office, NOW + 1800).is_none());
    assert!(key().read(&jwt, Audience::Office, NOW + 1801).is_none());
}

#[test]
fn another_installation_refuses_it() {
    let jwt = key().sign(&claims(), Audience::Office);
    let other = JwtKey::new(&MasterKey::from_bytes([6; 32]));
    assert!(other.read(&jwt, Audience::Office, NOW).is_none());
}

#[test]
fn no_signature_and_other_algorithms_are_refused() {
    let body = BASE64.encode(good().to_string());
    for algorithm in ["none", "None", "NONE", "HS384", "RS256", ""] {
        let head = BASE64.encode(json!({ "alg": algorithm, "typ": "JWT" }).to_string());
        for signature in ["", "AAAA"] {
            let jwt = format!("{head}.{body}.{signature}");
            assert!(key().read(&jwt, Audience::Office, NOW).is_none(), "{algorithm}");
        }
    }
    for algorithm in [Algorithm::HS384, Algorithm::HS512] {
        let jwt = signed(&Header::new(algorithm), &good());
        assert!(key().read(&jwt, Audience::Office, NOW).is_none(), "{algorithm:?}");
    }
    assert!(
        key()
            .read(&signed(&Header::default(), &good()), Audience::Office, NOW)
            .is_some()
    );
}

#[test]
fn missing_and_odd_claims_are_refused() {
    for field in ["iss", "aud", "sid", "tok", "iat", "exp"] {
        let jwt = signed(&Header::default(), &without(field));
        assert!(key().read(&jwt, Audience::Office, NOW).is_none(), "without {field}");
    }
    for (field, value) in [
        ("iss", json!("somebody")),
        ("iss", json!(["matterlock"])),
        ("aud", json!(["office", "admin"])),
        ("aud", json!("Office")),
        ("aud", json!("")),
        ("tok", json!("short")),
        ("tok", json!(null)),
        ("exp", json!("9999999999")),
        ("exp", json!(-1)),
        ("sid", json!("not an id")),
        ("role", json!("administrator")),
    ] {
        let jwt = signed(&Header::default(), &with(field, value.clone()));
        assert!(key().read(&jwt, Audience::Office, NOW).is_none(), "{field}: {value}");
    }
}

/// A signed text of every length around the longest that is read.
#[test]
fn what_is_longer_than_a_cookie_is_not_read() {
    let mut read = (0, 0);
    for kid in 0..LONGEST {
        for issued_at in [NOW, NOW * 10] {
            let header = Header {
                kid: Some("k".repeat(kid)),
                ..Header::default()
            };
            let jwt = signed(&header, &with("iat", json!(issued_at)));
            if jwt.len().abs_diff(LONGEST) > 3 {
                continue;
            }
            let fits = jwt.len() <= LONGEST;
            assert_eq!(key().read(&jwt, Audience::Office, NOW).is_some(), fits, "{}", jwt.len());
            read.0 += usize::from(jwt.len() == LONGEST);
            read.1 += usize::from(jwt.len() == LONGEST + 1);
        }
    }
    assert!(read.0 > 0 && read.1 > 0, "{read:?}");
}

#[test]
fn rubbish_is_refused() {
    let long = "a".repeat(2_000_000);
    for jwt in ["", ".", "..", "...", "a.b.c", "é.é.é", long.as_str()] {
        assert!(key().read(jwt, Audience::Office, NOW).is_none());
    }
}

proptest! {
    #[test]
    fn any_changed_character_is_refused(at in any::<prop::sample::Index>(), other in "[A-Za-z0-9_.-]") {
        let jwt = key().sign(&claims(), Audience::Office);
        let at = at.index(jwt.len());
        let changed = format!("{}{other}{}", &jwt[..at], &jwt[at + 1..]);
        prop_assume!(changed != jwt);
        prop_assert!(key().read(&changed, Audience::Office, NOW).is_none());
    }
}
