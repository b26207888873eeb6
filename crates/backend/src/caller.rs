//! Who asks. Each kind is made in one place from what the request carries, and gives its own kind of transaction.

use std::sync::Arc;

use domain::access::Me;
use domain::ids::{ChallengeId, SessionId, SigningSessionId};
use domain::origin::Origin;
use domain::{Error, Language, Permission};
use vault::{Audience, SessionClaims, Token};

use crate::Backend;
use crate::access::{Device, Trust};
use crate::audit::Actor;
use crate::database::{AdminTx, AtConsole, AuthTx, OperatorTx, SignerTx, TenantTx, Tx};
use crate::failure::{Done, Failure};
use crate::place::{Door, Place};

/// Anybody: nothing is known but from where they ask.
#[derive(Clone, Debug)]
pub struct Visitor {
    pub(crate) backend: Arc<Backend>,
    pub(crate) origin: Arc<Origin>,
    pub(crate) language: Language,
    pub(crate) device: Option<Arc<Device>>,
    pub(crate) place: Place,
    pub(crate) trust: Option<Arc<Trust>>,
}

impl Visitor {
    /// Somebody whose request came from `origin`.
    pub fn new(backend: Arc<Backend>, origin: Origin, language: Language) -> Self {
        Self {
            backend,
            origin: Arc::new(origin),
            language,
            device: None,
            place: Place::Office,
            trust: None,
        }
    }

    /// The same, at the door of the firm's console: what is asked of them, and which cookies are theirs, goes by that.
    #[must_use]
    pub fn at_the_console(mut self) -> Self {
        self.place = Place::Console;
        self
    }

    /// The same, from a device that shows this cookie.
    #[must_use]
    pub fn on_device(mut self, cookie: &str) -> Self {
        self.device = Device::from_cookie(&self.backend, cookie).map(Arc::new);
        self
    }

    /// The same, from a browser that shows this cookie of a trusted device. Whether it still is, its row says.
    #[must_use]
    pub fn trusted_by(mut self, cookie: &str) -> Self {
        self.trust = self
            .read(cookie, Audience::Trust)
            .map(|claims| Arc::new(Trust::of(claims)));
        self
    }

    /// The language that the request asks for.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The id of the request, which the reader sees as the reference of a failure.
    pub fn request(&self) -> &str {
        &self.origin.request
    }

    pub(crate) fn door(&self) -> Door<'_> {
        Door {
            place: self.place,
            origin: &self.origin,
        }
    }

    pub(crate) async fn begin(&self) -> Done<AuthTx> {
        let tx: AuthTx = self.backend.begin(None, &self.origin).await?;
        Ok(tx.at(self.place))
    }

    fn read(&self, cookie: &str, audience: Audience) -> Option<SessionClaims> {
        self.backend.jwt.read(cookie, audience, self.backend.now().seconds())
    }
}

/// Somebody who gave the right password and owes the code.
#[derive(Clone, Debug)]
pub struct Challenged {
    pub(crate) visitor: Visitor,
    pub(crate) id: ChallengeId,
    pub(crate) secret: Token,
}

impl Challenged {
    /// From the challenge cookie of where the visitor is. Whether the challenge is still open, its row says.
    pub fn from_cookie(visitor: &Visitor, cookie: &str) -> Option<Self> {
        let claims = visitor.read(cookie, visitor.place.challenge())?;
        Some(Self {
            visitor: visitor.clone(),
            id: ChallengeId(claims.session),
            secret: claims.token,
        })
    }
}

/// The session that a cookie names, alive or not.
#[derive(Clone, Debug)]
pub struct SessionProbe {
    pub(crate) visitor: Visitor,
    pub(crate) session: SessionId,
    pub(crate) secret: Token,
}

impl SessionProbe {
    /// From the session cookie of where the visitor is.
    pub fn from_cookie(visitor: &Visitor, cookie: &str) -> Option<Self> {
        let claims = visitor.read(cookie, visitor.place.session())?;
        Some(Self {
            visitor: visitor.clone(),
            session: SessionId(claims.session),
            secret: claims.token,
        })
    }
}

/// Somebody of a firm with a live session.
#[derive(Clone, Debug)]
pub struct Caller {
    pub(crate) visitor: Visitor,
    pub(crate) session: SessionId,
    pub(crate) secret: Token,
    pub(crate) me: Me,
}

impl Caller {
    /// Who it is.
    pub fn me(&self) -> &Me {
        &self.me
    }

    /// The session's row.
    pub fn session(&self) -> SessionId {
        self.session
    }

    pub(crate) fn backend(&self) -> &Backend {
        &self.visitor.backend
    }

    /// The only handle to the firm's data. What it sees, the database decides by the session's secret.
    pub(crate) async fn begin(&self) -> Done<TenantTx> {
        let tx: TenantTx = self.backend().begin(Some(&self.secret), &self.visitor.origin).await?;
        Ok(tx.spoken_by(self.me.firm, self.actor()))
    }

    /// As whom the log names this person.
    fn actor(&self) -> Actor {
        Actor {
            id: self.me.user.0,
            name: self.me.name.clone(),
        }
    }

    /// Refuses a role that does not carry the permission.
    pub(crate) fn needs(&self, permission: Permission) -> Done<()> {
        if self.me.may(permission) {
            Ok(())
        } else {
            Err(Failure::Refused(Error::Forbidden))
        }
    }
}

/// Somebody with a cookie of their firm's console. Whether the session lives, and whether its person is an administrator, the
/// database says at every act.
#[derive(Clone, Debug)]
pub struct Administrator {
    pub(crate) visitor: Visitor,
    pub(crate) session: SessionId,
    pub(crate) secret: Token,
}

impl Administrator {
    /// From the cookie of the console.
    pub fn from_cookie(visitor: &Visitor, cookie: &str) -> Option<Self> {
        let claims = visitor.read(cookie, Audience::Admin)?;
        Some(Self {
            visitor: visitor.clone(),
            session: SessionId(claims.session),
            secret: claims.token,
        })
    }

    /// The session's row.
    pub fn session(&self) -> SessionId {
        self.session
    }

    /// The only handle to the firm's people. It reaches nothing of any case.
    pub(crate) async fn begin(&self) -> Done<AdminTx> {
        self.visitor
            .backend
            .begin(Some(&self.secret), &self.visitor.origin)
            .await
    }
}

/// Somebody who was found at their firm's console, and who they are. Their [`Caller`] asks nothing of the office: the database
/// takes the secret of one place for none of the other.
#[derive(Clone, Debug)]
pub struct AtTheConsole {
    pub(crate) caller: Caller,
}

impl AtTheConsole {
    /// Who it is.
    pub fn me(&self) -> &Me {
        &self.caller.me
    }

    /// The session's row.
    pub fn session(&self) -> SessionId {
        self.caller.session
    }

    /// For what is done to people.
    pub fn administrator(&self) -> Administrator {
        Administrator {
            visitor: self.caller.visitor.clone(),
            session: self.caller.session,
            secret: self.caller.secret.clone(),
        }
    }

    pub(crate) fn backend(&self) -> &Backend {
        self.caller.backend()
    }

    /// The only handle to the firm's administration. It reaches nothing of any case.
    pub(crate) async fn begin(&self) -> Done<AdminTx> {
        self.begin_as().await
    }

    /// The handle to the installation, for its operators. It reaches nothing of any firm.
    pub(crate) async fn begin_as_operator(&self) -> Done<OperatorTx> {
        self.begin_as().await
    }

    async fn begin_as<R: AtConsole>(&self) -> Done<Tx<R>> {
        let Caller {
            secret, visitor, me, ..
        } = &self.caller;
        let tx: Tx<R> = self.backend().begin(Some(secret), &visitor.origin).await?;
        Ok(tx.spoken_by(me.firm, self.caller.actor()))
    }
}

/// A signer on a visit from one device.
#[derive(Clone, Debug)]
pub struct Signer {
    pub(crate) visitor: Visitor,
    pub(crate) visit: SigningSessionId,
    pub(crate) secret: Token,
}

impl Signer {
    /// From the visit cookie. Whether the visit still lives, its row says.
    pub fn from_cookie(visitor: &Visitor, cookie: &str) -> Option<Self> {
        let claims = visitor.read(cookie, Audience::Signing)?;
        Some(Self {
            visitor: visitor.clone(),
            visit: SigningSessionId(claims.session),
            secret: claims.token,
        })
    }

    /// The visit's row.
    pub fn visit(&self) -> SigningSessionId {
        self.visit
    }

    pub(crate) fn backend(&self) -> &Backend {
        &self.visitor.backend
    }

    /// The only handle to the one envelope of this visit.
    pub(crate) async fn begin(&self) -> Done<SignerTx> {
        self.backend().begin(Some(&self.secret), &self.visitor.origin).await
    }
}
