//! Sessions at the administration: made past its sign-in, or through it.

use std::net::IpAddr;
use std::sync::Arc;

use backend::caller::{Administrator, AtTheConsole, Challenged, SessionProbe, Visitor};
use backend::{Backend, access, console};
use domain::Language;
use domain::origin::{AddressSource, Origin};
use secrecy::SecretString;
use vault::{Audience, SessionClaims, Token};

use super::people::{PASSWORD, Person, code, now};
use super::{World, jwt, visitor};

/// Somebody at the console's door, from an address.
pub(crate) fn at_the_door(backend: &Arc<Backend>, address: &str) -> Visitor {
    let origin = Origin {
        address: Some(address.parse::<IpAddr>().unwrap()),
        source: AddressSource::Direct,
        device: "Test browser".to_owned(),
        request: "request-1".to_owned(),
    };
    Visitor::new(Arc::clone(backend), origin, Language::Es).at_the_console()
}

/// Somebody who signed in to the console.
pub(crate) struct Signed {
    pub(crate) at: AtTheConsole,
    pub(crate) cookie: String,
}

impl Signed {
    pub(crate) fn probe(&self, visitor: &Visitor) -> SessionProbe {
        SessionProbe::from_cookie(visitor, &self.cookie).unwrap()
    }

    /// The secret in the cookie.
    pub(crate) fn secret(&self, world: &World) -> Token {
        world.secret_in(&self.cookie, Audience::Admin)
    }
}

impl World {
    /// Signs an administrator in at the console, half a minute later: a code works once.
    pub(crate) async fn console(&self, person: &Person) -> Signed {
        self.console_from(person, "203.0.113.7").await
    }

    /// Gives somebody's second factor again at the console; where they are from then on.
    pub(crate) async fn step_up_at_the_console(&self, signed: &Signed, person: &Person) -> AtTheConsole {
        let renewed = console::step_up(&signed.at, &code(&self.backend, &person.totp))
            .await
            .unwrap()
            .unwrap();
        let door = at_the_door(&self.backend, "203.0.113.7");
        let probe = SessionProbe::from_cookie(&door, &renewed.cookie).unwrap();
        console::identify(&probe, true).await.unwrap().unwrap()
    }

    /// Somebody whose second factor was never set up.
    pub(crate) async fn without_second_factor(&self, person: &Person) {
        self.alter(&format!(
            "update matterlock.authenticators set confirmed_at = null where user_id = '{}'",
            person.id()
        ))
        .await;
    }

    /// The same from an address.
    pub(crate) async fn console_from(&self, person: &Person, address: &str) -> Signed {
        self.pass(31).await;
        let door = at_the_door(&self.backend, address);
        let begun = access::check_password(&door, &person.email, SecretString::from(PASSWORD), "")
            .await
            .unwrap();
        let challenged = Challenged::from_cookie(&door, &begun.cookie).unwrap();
        let signed_in = access::enter_code(&challenged, &code(&self.backend, &person.totp))
            .await
            .unwrap();
        let probe = SessionProbe::from_cookie(&door, &signed_in.cookie).unwrap();
        Signed {
            at: console::identify(&probe, false).await.unwrap().unwrap(),
            cookie: signed_in.cookie,
        }
    }
}

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
