//! What the use cases work with, put together once at start-up.

use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::time::Duration;

use domain::Timestamp;
use domain::ids::FirmId;
use domain::installation::MailGoes;
use domain::origin::Origin;
use domain::timestamp::Clock;
use paper::PaperShop;
use tokio::sync::Semaphore;
use uuid::Uuid;
use vault::{Derived32, FirmKey, JwtKey, MasterKey, Purpose, Token};

use crate::access::captcha::{PuzzleSize, TurnstileKeys};
use crate::audit::{Outside, Sealing};
use crate::database::{Database, Role, Tx};
use crate::documents::store::Store;
use crate::factors::RelyingParty;
use crate::failure::{Done, Failure};
use crate::live::Switchboard;
use crate::mail::Mailer;
use crate::stamps::StampAuthority;

/// What an installation chooses.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where browsers reach it, without a slash at the end: for links in mail.
    pub public_url: String,
    /// Seconds of inactivity that end a session; at most 1800.
    pub idle_seconds: u32,
    /// Seconds after which a session ends however busy it is.
    pub session_seconds: u32,
    /// Requests that one address may make in a minute at each endpoint of signing in; at most 10 but in tests.
    pub requests_a_minute: u32,
    /// When attempts to sign in are answered: after this time, or the next multiple of it. Longer than such an attempt takes.
    pub answer_after: Duration,
    /// The work of the built-in proof of work.
    pub puzzle: PuzzleSize,
    /// Cloudflare Turnstile instead of it.
    pub turnstile: Option<TurnstileKeys>,
    /// Who stamps the checkpoints of the logs, where somebody does.
    pub stamps: Option<StampAuthority>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_url: "http://localhost:3000".to_owned(),
            idle_seconds: 1800,
            session_seconds: 12 * 3600,
            requests_a_minute: 10,
            answer_after: Duration::from_millis(350),
            puzzle: PuzzleSize::default(),
            turnstile: None,
            stamps: None,
        }
    }
}

/// The product's inside. Its fields are for the use cases of this crate only.
pub struct Backend {
    pub(crate) database: Database,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) started_at: Timestamp,
    pub(crate) master: Arc<MasterKey>,
    pub(crate) sealing: Arc<Sealing>,
    pub(crate) token_lookup: Derived32,
    pub(crate) rate_limit: Derived32,
    pub(crate) device_cookie: Derived32,
    pub(crate) account_link: Derived32,
    pub(crate) proof_of_work: Derived32,
    pub(crate) recovery_code: Derived32,
    pub(crate) passkeys: RelyingParty,
    pub(crate) form_draft: Derived32,
    pub(crate) jwt: JwtKey,
    pub(crate) paper: PaperShop,
    pub(crate) store: Store,
    pub(crate) mailer: Mailer,
    pub(crate) outside: Outside,
    /// When the task that signs the logs last had nothing left to sign, in milliseconds; 0 where none runs in this process.
    pub(crate) signed_at: AtomicI64,
    /// When every log's newest checkpoint stood outside last, in milliseconds since 1970; 0 where nobody sees to it.
    pub(crate) kept_at: AtomicI64,
    pub(crate) settings: Settings,
    pub(crate) switchboard: Switchboard,
    pub(crate) checks: crate::checks::Registry,
    pub(crate) arsenal: crate::attack::Arsenal,
    // A hash takes 19 MB and a core: as many at once as there are cores to spare.
    pub(crate) hashing: Semaphore,
    // Judging what is typed: one at a time.
    pub(crate) judging: Semaphore,
}

impl core::fmt::Debug for Backend {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Backend")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

/// The parts that a [`Backend`] is made of.
#[expect(
    missing_debug_implementations,
    reason = "it holds the master key and lives for one call"
)]
pub struct Parts {
    /// Connected as the restricted logins.
    pub database: Database,
    /// Where the time comes from.
    pub clock: Arc<dyn Clock>,
    /// From outside the data folder.
    pub master: MasterKey,
    /// The confined PDF worker.
    pub paper: PaperShop,
    /// Where ciphertexts of documents stand.
    pub store: Store,
    /// How mail leaves.
    pub mailer: Mailer,
    /// Where signed checkpoints of the logs are kept besides the database.
    pub outside: Outside,
    /// What the installation chose.
    pub settings: Settings,
}

impl Backend {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Arc<Self> {
        let Parts {
            database,
            clock,
            master,
            paper,
            store,
            mailer,
            outside,
            settings,
        } = parts;
        let master = Arc::new(master);
        Arc::new(Self {
            token_lookup: master.derive(Purpose::TokenLookup),
            rate_limit: master.derive(Purpose::RateLimit),
            device_cookie: master.derive(Purpose::DeviceCookie),
            account_link: master.derive(Purpose::AccountLink),
            proof_of_work: master.derive(Purpose::ProofOfWork),
            recovery_code: master.derive(Purpose::RecoveryCode),
            sealing: Sealing::new(Arc::clone(&master)),
            passkeys: RelyingParty::at(&settings.public_url),
            form_draft: master.derive(Purpose::FormDraft),
            jwt: JwtKey::new(&master),
            switchboard: Switchboard::new(),
            checks: crate::checks::Registry::default(),
            arsenal: crate::attack::Arsenal::default(),
            hashing: Semaphore::new(2),
            judging: Semaphore::new(1),
            started_at: clock.now(),
            database,
            clock,
            master,
            paper,
            store,
            mailer,
            outside,
            signed_at: AtomicI64::new(0),
            kept_at: AtomicI64::new(0),
            settings,
        })
    }

    /// The only way to a query: a transaction of a caller's kind, which carries the caller's secret.
    pub(crate) async fn begin<R: Role>(&self, secret: Option<&Token>, origin: &Arc<Origin>) -> Done<Tx<R>> {
        self.database.begin(&self.sealing, secret, origin).await
    }

    /// Waits until the disk has whatever this server has committed by now. Before every answer: it may tell of what another request has
    /// committed.
    pub async fn settled(&self) {
        self.database.settled().await;
    }

    /// The time now, from the clock that was passed in.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Answers when the database and the object store do: ready to serve.
    pub async fn ready(&self) -> Done<()> {
        self.database.ping().await?;
        self.store.ping().await
    }

    /// Closes the connections, after the transactions under way.
    pub async fn close(&self) {
        self.database.close().await;
    }

    /// Where mail goes.
    pub fn mail_goes(&self) -> MailGoes {
        self.mailer.goes()
    }

    /// What the installation chose.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(crate) fn new_id<Id: From<Uuid>>(&self) -> Id {
        let millis = u64::try_from(self.now().0).unwrap_or_default();
        Id::from(vault::random::uuid_v7(millis))
    }

    /// Unwraps a firm's key, as read by a transaction that may.
    pub(crate) fn firm_key(&self, firm: FirmId, version: i32, wrapped: &[u8]) -> Done<FirmKey> {
        FirmKey::unwrap(wrapped, &self.master, firm.0, version).map_err(|_| Failure::Sealed("firm key"))
    }
}
