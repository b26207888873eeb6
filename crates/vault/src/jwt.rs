//! The session cookie's JWT (RFC 7519): it names a session and carries its secret, and says nothing else.
//! Roles, firm and user are looked up in the session's row at every request.

use std::fmt;
use std::sync::Once;

use jsonwebtoken::crypto::aws_lc;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{MasterKey, Purpose, Token};

const ISSUER: &str = "matterlock";
/// Ours have about 330 characters; a longer one is not worth hashing.
const LONGEST: usize = 1024;

/// Which door a cookie opens. One kind never passes for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Audience {
    /// The office: a firm's people.
    Office,
    /// A signer who came by a signature link.
    Signing,
    /// Half signed in: the password was right, the second factor is still to come.
    Challenge,
    /// The console of a firm's administrators.
    Admin,
    /// Half signed in at the console.
    AdminChallenge,
    /// A trusted device: it stands in for the password, and opens nothing by itself.
    Trust,
}

impl Audience {
    fn claim(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::Signing => "signing",
            Self::Challenge => "challenge",
            Self::Admin => "admin",
            Self::AdminChallenge => "admin-challenge",
            Self::Trust => "trust",
        }
    }
}

/// What a session cookie says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionClaims {
    /// The session's row.
    pub session: Uuid,
    /// The session's secret, whose hash the row holds.
    pub token: Token,
    /// Seconds since 1970.
    pub issued_at: i64,
    /// Seconds since 1970; from this second on the cookie is refused.
    pub expires_at: i64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    iss: String,
    aud: String,
    sid: Uuid,
    tok: String,
    iat: i64,
    exp: i64,
}

/// Signs and reads session cookies with HS256.
pub struct JwtKey {
    signing: EncodingKey,
    reading: DecodingKey,
}

impl JwtKey {
    /// The installation's key: every replica with the same master key reads the others' cookies.
    pub fn new(master: &MasterKey) -> Self {
        install_provider();
        let key = master.derive(Purpose::JwtSigning);
        Self {
            signing: EncodingKey::from_secret(key.expose()),
            reading: DecodingKey::from_secret(key.expose()),
        }
    }

    /// The JWT for a cookie of this audience.
    #[expect(
        clippy::expect_used,
        clippy::missing_panics_doc,
        reason = "six plain fields always become JSON, and HMAC takes every key and message"
    )]
    pub fn sign(&self, claims: &SessionClaims, audience: Audience) -> String {
        let wire = Wire {
            iss: ISSUER.to_owned(),
            aud: audience.claim().to_owned(),
            sid: claims.session,
            tok: claims.token.expose().to_owned(),
            iat: claims.issued_at,
            exp: claims.expires_at,
        };
        encode(&Header::new(Algorithm::HS256), &wire, &self.signing).expect("HS256 can't fail")
    }

    /// The claims, if the JWT is ours, unchanged, of this audience, and not expired at `now_unix` (seconds since
    /// 1970). Without leeway: one clock signs and reads. Whether the session still lives, its row says.
    pub fn read(&self, jwt: &str, audience: Audience, now_unix: i64) -> Option<SessionClaims> {
        if jwt.len() > LONGEST {
            return None;
        }
        let mut rules = Validation::new(Algorithm::HS256);
        rules.set_required_spec_claims(&["iss", "aud", "exp"]);
        rules.set_issuer(&[ISSUER]);
        rules.set_audience(&[audience.claim()]);
        rules.leeway = 0;
        // The library would look at the wall clock; the caller's time is compared below.
        rules.validate_exp = false;
        let wire = decode::<Wire>(jwt, &self.reading, &rules).ok()?.claims;
        (now_unix < wire.exp).then_some(())?;
        Some(SessionClaims {
            session: wire.sid,
            token: Token::parse(&wire.tok)?,
            issued_at: wire.iat,
            expires_at: wire.exp,
        })
    }
}

/// The library panics at the first use when the dependency tree holds two providers and none was chosen.
fn install_provider() {
    static CHOSEN: Once = Once::new();
    CHOSEN.call_once(|| {
        // Refused only if somebody chose one before: then there is one, which is all that is needed.
        let _ = aws_lc::DEFAULT_PROVIDER.install_default();
    });
}

impl fmt::Debug for JwtKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JwtKey(…)")
    }
}

#[cfg(test)]
mod tests;
