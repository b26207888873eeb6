//! `Debug` of a secret must never print it: not as text, hexadecimal, base64, or a list of numbers.

use std::fmt::Debug;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use secrecy::ExposeSecret;
use uuid::Uuid;

use crate::{Audience, Binding, FirmKey, JwtKey, MasterKey, Purpose, RecoveryCode, SessionClaims, Token, TotpSecret};

/// 0xA1 is 161, so that a list of numbers is found too.
const BYTES: [u8; 32] = [0xA1; 32];

fn assert_hides(value: &dyn Debug, secret: &[u8]) {
    let head = &secret[..secret.len().min(6)];
    let numbers = format!("{head:?}");
    for printed in [format!("{value:?}"), format!("{value:#?}")] {
        let printed: String = printed.split_whitespace().collect();
        for shown in [
            hex::encode(head),
            hex::encode_upper(head),
            STANDARD.encode(head),
            URL_SAFE_NO_PAD.encode(head),
            numbers.trim_matches(['[', ']']).replace(' ', ""),
            String::from_utf8_lossy(head).into_owned(),
        ] {
            assert!(!printed.contains(&shown), "{printed} shows {shown}");
        }
    }
}

#[test]
fn debug_prints_no_secret() {
    let master = MasterKey::from_bytes(BYTES);
    assert_hides(&master, &BYTES);

    let derived = master.derive(Purpose::TokenLookup);
    assert_hides(&derived, derived.expose());
    assert_hides(&derived.password(), derived.password().expose_secret().as_bytes());

    let firm = FirmKey::generate();
    assert_hides(&firm, firm.0.expose_secret());
    let binding = Binding {
        purpose: "p",
        firm: Uuid::nil(),
        row: Uuid::nil(),
        version: 1,
    };
    assert!(!format!("{binding:?}").is_empty());
    assert_eq!(format!("{:?}", crate::DocumentKey::generate()), "DocumentKey(…)");

    let token = Token::generate();
    assert_hides(&token, token.expose().as_bytes());
    let claims = SessionClaims {
        session: Uuid::nil(),
        token: token.clone(),
        issued_at: 0,
        expires_at: 1,
    };
    assert_hides(&claims, token.expose().as_bytes());
    let jwt = JwtKey::new(&master);
    assert_hides(&jwt, master.derive(Purpose::JwtSigning).expose());
    assert!(!jwt.sign(&claims, Audience::Office).contains(token.expose()));

    let totp = TotpSecret::from_bytes(&BYTES).unwrap();
    assert_hides(&totp, &BYTES);
    assert_hides(&totp, totp.base32().as_bytes());

    let code = RecoveryCode::generate();
    assert_hides(&code, code.shown().as_bytes());
    assert_hides(&code, code.shown().replace('-', "").as_bytes());

    let error = firm.open(&binding, &[1; 60]).unwrap_err();
    assert_hides(&error, firm.0.expose_secret());
}
