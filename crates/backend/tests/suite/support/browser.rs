//! A browser that keeps its cookies: what trust is about.

use std::sync::Arc;

use backend::access::{self, Begun};
use backend::caller::{Caller, Challenged, SessionProbe, Visitor};
use backend::{Backend, Failure};
use domain::access::SessionState;
use secrecy::SecretString;

use super::people::{PASSWORD, Person, code};
use super::{World, visitor};

/// What one holds.
#[derive(Clone)]
pub(crate) struct Browser {
    pub(crate) backend: Arc<Backend>,
    pub(crate) device: Option<String>,
    pub(crate) trust: Option<String>,
    pub(crate) session: Option<String>,
}

impl Browser {
    /// One that nobody has used.
    pub(crate) fn new(world: &World) -> Self {
        Self {
            backend: Arc::clone(&world.backend),
            device: None,
            trust: None,
            session: None,
        }
    }

    /// The same, asking another replica.
    pub(crate) fn at(&self, backend: &Arc<Backend>) -> Self {
        Self {
            backend: Arc::clone(backend),
            ..self.clone()
        }
    }

    pub(crate) fn visitor(&self) -> Visitor {
        let mut visitor = visitor(&self.backend);
        if let Some(cookie) = &self.device {
            visitor = visitor.on_device(cookie);
        }
        if let Some(cookie) = &self.trust {
            visitor = visitor.trusted_by(cookie);
        }
        visitor
    }

    pub(crate) fn challenged(&self, begun: &Begun) -> Challenged {
        Challenged::from_cookie(&self.visitor(), &begun.cookie).unwrap()
    }

    /// Signs in with password and code; and says whether the device is trusted.
    pub(crate) async fn sign_in(&mut self, world: &World, person: &Person, trusting: bool) -> Caller {
        let begun = access::check_password(&self.visitor(), &person.email, SecretString::from(PASSWORD), "")
            .await
            .unwrap();
        if trusting {
            access::wish_trust(&self.challenged(&begun)).await.unwrap();
        }
        self.enter(world, person, &begun).await.unwrap()
    }

    /// Gives the code of now, whether it was used or not.
    pub(crate) async fn enter(&mut self, world: &World, person: &Person, begun: &Begun) -> Result<Caller, Failure> {
        world
            .alter(&format!(
                "update matterlock.authenticators set last_step = 0 where user_id = '{}'",
                person.id()
            ))
            .await;
        let shown = code(&self.backend, &person.totp);
        let signed_in = access::enter_code(&self.challenged(begun), &shown).await?;
        self.device = Some(signed_in.device);
        self.session = Some(signed_in.cookie);
        if let Some(trust) = signed_in.trust {
            self.trust = Some(trust.cookie);
        }
        Ok(self.caller().await.expect("a session has begun"))
    }

    /// Unlocks with the code alone.
    pub(crate) async fn unlock(&mut self, world: &World, person: &Person) -> Result<Caller, Failure> {
        let begun = access::unlock(&self.visitor(), "").await?;
        self.enter(world, person, &begun).await
    }

    /// Whose name the sign-in page shows.
    pub(crate) async fn offer(&self) -> Option<String> {
        access::unlock_offer(&self.visitor())
            .await
            .unwrap()
            .map(|offer| offer.name)
    }

    pub(crate) fn probe(&self) -> SessionProbe {
        SessionProbe::from_cookie(&self.visitor(), self.session.as_deref().unwrap()).unwrap()
    }

    /// Who is signed in, if the session lives.
    pub(crate) async fn caller(&self) -> Option<Caller> {
        access::identify(&self.probe(), true).await.unwrap()
    }

    pub(crate) async fn state(&self) -> SessionState {
        access::session_state(&self.probe()).await.unwrap()
    }
}
