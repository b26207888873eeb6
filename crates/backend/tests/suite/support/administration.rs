//! Sessions at the administration, made past its sign-in.

use backend::caller::Administrator;
use vault::{Audience, SessionClaims, Token};

use super::people::{Person, now};
use super::{World, jwt, visitor};

/// Somebody at the administration, and the secret of their session.
pub(crate) struct AtTheDesk {
    pub(crate) administrator: Administrator,
    pub(crate) secret: Token,
}

impl World {
    /// A session at the administration for somebody, whatever their role; it ends the one they had there.
    pub(crate) async fn administration(&self, person: &Person) -> AtTheDesk {
        let token = Token::generate();
        let session = vault::random::uuid_v7(u64::try_from(self.backend.now().0).unwrap());
        self.alter(&format!(
            "update matterlock.sessions set ended_at = app.now(), end_reason = 'elsewhere'
               where user_id = '{user}' and kind = 'admin' and ended_at is null;
             insert into matterlock.sessions (firm_id, id, user_id, kind, secret_hash, idle_after, expires_at, address_source, device)
               values ('{firm}', '{session}', '{user}', 'admin', '\\x{hash}', interval '15 minutes', app.now() + interval '1 hour', 'direct', 'Test browser')",
            firm = person.firm(),
            user = person.id(),
            hash = vault::digest::hex(&token.sha256()),
        ))
        .await;
        let issued_at = now(&self.backend);
        let claims = SessionClaims {
            session,
            token: token.clone(),
            issued_at,
            expires_at: issued_at + 3600,
        };
        let cookie = jwt().sign(&claims, Audience::Admin);
        AtTheDesk {
            administrator: Administrator::from_cookie(&visitor(&self.backend), &cookie).unwrap(),
            secret: token,
        }
    }
}
