//! What every test stands on: a database of its own, the real use cases, and people of two firms.

pub(crate) mod administration;
pub(crate) mod browser;
pub(crate) mod certificates;
pub(crate) mod chance;
pub(crate) mod changes;
pub(crate) mod clock;
pub(crate) mod cluster;
pub(crate) mod database;
pub(crate) mod folder;
pub(crate) mod log;
pub(crate) mod mail;
pub(crate) mod mime;
pub(crate) mod papers;
pub(crate) mod people;
pub(crate) mod races;
pub(crate) mod signer;
pub(crate) mod smtp;
pub(crate) mod tsa;
pub(crate) mod words;

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use backend::access::captcha::PuzzleSize;
use backend::backend::Parts;
use backend::caller::Visitor;
use backend::database::{Database, Logins, Roles, prepare};
use backend::documents::store::Store;
use backend::mail::{Mailer, Sender};
use backend::{Backend, Failure, Settings};
use domain::audit::LogEntry;
use domain::origin::{AddressSource, Origin};
use domain::{Error, Language};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, PgConnection};
use vault::{Audience, JwtKey, MasterKey, Token};

use clock::TestClock;
use folder::Folder;

/// The same for all tests, because the login's password derives from it.
pub(crate) fn master() -> MasterKey {
    MasterKey::from_bytes([7; 32])
}

/// The cookies' key, as every replica has it.
pub(crate) fn jwt() -> JwtKey {
    JwtKey::new(&master())
}

/// An installation of its own.
pub(crate) struct World {
    pub(crate) backend: Arc<Backend>,
    pub(crate) clock: Arc<TestClock>,
    /// Past all rules, for arranging and for looking.
    pub(crate) superuser: PgPool,
    /// How the restricted logins connect.
    pub(crate) logins: Logins,
    pub(crate) database: Database,
    pub(crate) folder: Folder,
}

impl World {
    /// The secret that a cookie holds.
    pub(crate) fn secret_in(&self, cookie: &str, audience: Audience) -> Token {
        jwt().read(cookie, audience, people::now(&self.backend)).unwrap().token
    }

    pub(crate) async fn new() -> Self {
        let (superuser, logins) = database::fresh().await;
        Self::on(superuser, logins, 20).await
    }

    /// One with the product's own clock and room for many at once: for measurements.
    pub(crate) async fn measured() -> Self {
        let (superuser, logins) = database::fresh().await;
        let world = Self::on(superuser, logins, 80).await;
        world.alter(database::OWN_CLOCK).await;
        world
    }

    pub(crate) async fn on(superuser: PgConnectOptions, logins: Logins, connections: u32) -> Self {
        let folder = Folder::new();
        let database = Database::connect(logins.clone(), connections).await.unwrap();
        let clock = Arc::new(TestClock::default());
        let superuser = PgPoolOptions::new()
            .max_connections(4)
            .connect_with(superuser)
            .await
            .unwrap();
        let backend = build(&database, &folder, &clock, outbox(&folder), |_| {});
        Self {
            backend,
            clock,
            superuser,
            logins,
            database,
            folder,
        }
    }

    /// The installation that another process made, in this one. It keeps no files.
    pub(crate) async fn backend_of(database: &str, seconds_ahead: i64, application: &str) -> Arc<Backend> {
        let own = database::superuser().database(database).application_name(application);
        let database = Database::connect(Logins::at(&own, &master()), 20).await.unwrap();
        let clock = Arc::new(TestClock::ahead(seconds_ahead));
        let folder = Folder::new();
        build(&database, &folder, &clock, outbox(&folder), |_| {})
    }

    /// Another replica of the same installation, with a clock of its own.
    pub(crate) fn replica(&self, seconds_ahead: i64) -> Arc<Backend> {
        let clock = Arc::new(TestClock::ahead(self.clock.seconds_ahead() + seconds_ahead));
        build(&self.database, &self.folder, &clock, outbox(&self.folder), |_| {})
    }

    /// The same installation, with other choices.
    pub(crate) fn choosing(&self, choose: impl FnOnce(&mut Settings)) -> Arc<Backend> {
        build(&self.database, &self.folder, &self.clock, outbox(&self.folder), choose)
    }

    /// The same installation, whose mail leaves in another way.
    pub(crate) fn mailing(&self, mailer: Mailer) -> Arc<Backend> {
        build(&self.database, &self.folder, &self.clock, mailer, |_| {})
    }

    /// Somebody whose request came from a browser.
    pub(crate) fn visitor(&self) -> Visitor {
        visitor(&self.backend)
    }

    /// Time passes, for the server and for the database.
    pub(crate) async fn pass(&self, seconds: i64) {
        self.clock.pass(seconds);
        self.alter(&format!(
            "update public.test_clock set shift = interval '{} seconds'",
            self.clock.seconds_ahead()
        ))
        .await;
    }

    /// Something done past all rules.
    pub(crate) async fn alter(&self, statement: &str) {
        sqlx::raw_sql(AssertSqlSafe(statement.to_owned()))
            .execute(&self.superuser)
            .await
            .unwrap_or_else(|error| panic!("{error}: {statement}"));
    }

    /// One number, read past all rules.
    pub(crate) async fn count(&self, query: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(query.to_owned()))
            .fetch_one(&self.superuser)
            .await
            .unwrap_or_else(|error| panic!("{error}: {query}"))
    }

    /// One text, read past all rules.
    pub(crate) async fn text(&self, query: &str) -> String {
        sqlx::query_scalar(AssertSqlSafe(query.to_owned()))
            .fetch_one(&self.superuser)
            .await
            .unwrap_or_else(|error| panic!("{error}: {query}"))
    }

    /// How the login connects whose role it is, or that is itself meant.
    pub(crate) fn login_of(&self, role: &str) -> PgConnectOptions {
        let login = match role {
            "matterlock_auth" | "matterlock_door" => &self.logins.door,
            "matterlock_worker" | "matterlock_sealer" | "matterlock_operator" | "matterlock_works" => {
                &self.logins.works
            }
            "matterlock_checks" => &self.logins.checks,
            _ => &self.logins.desk,
        };
        login.clone().options([("search_path", "matterlock")])
    }

    /// A raw connection as the login of a role, in a transaction under the role with a secret.
    pub(crate) async fn as_role(&self, role: &str, secret: Option<&Token>) -> Raw {
        use sqlx::Connection as _;
        let mut connection = PgConnection::connect_with(&self.login_of(role)).await.unwrap();
        let secret = secret.map_or("", Token::expose);
        let begin = format!("begin; set local role {role}; set local matterlock.secret = '{secret}'");
        database::run(&mut connection, begin).await;
        Raw(connection)
    }
}

fn build(
    database: &Database,
    folder: &Folder,
    clock: &Arc<TestClock>,
    mailer: Mailer,
    choose: impl FnOnce(&mut Settings),
) -> Arc<Backend> {
    let mut settings = Settings {
        public_url: "https://matterlock.example".to_owned(),
        // What takes time on purpose is measured where it is meant.
        answer_after: Duration::ZERO,
        puzzle: PuzzleSize { rounds: 4, bits: 4 },
        ..Settings::default()
    };
    choose(&mut settings);
    Backend::new(Parts {
        database: database.clone(),
        clock: clock.clone(),
        master: master(),
        paper: papers::shop(),
        store: Store::local(&folder.path().join("objects")).unwrap(),
        mailer,
        outside: backend::audit::Outside::folder(&folder.path().join("checkpoints")),
        settings,
    })
}

fn outbox(folder: &Folder) -> Mailer {
    Mailer::outbox(&folder.path().join("outbox"), &sender()).unwrap()
}

/// Who the installation's mail is from.
pub(crate) fn sender() -> Sender {
    Sender::parse("Matterlock <mail@matterlock.example>").unwrap()
}

/// Somebody whose request came from a browser.
pub(crate) fn visitor(backend: &Arc<Backend>) -> Visitor {
    let origin = Origin {
        address: Some(IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7))),
        source: AddressSource::TrustedProxy,
        device: "Test browser".to_owned(),
        request: "request-1".to_owned(),
    };
    Visitor::new(Arc::clone(backend), origin, Language::Es)
}

/// A transaction of an attacker who can run SQL as the application.
pub(crate) struct Raw(PgConnection);

impl Raw {
    /// Rows touched, or the refusal's message. A refusal leaves the transaction usable.
    pub(crate) async fn attempt(&mut self, statement: &str) -> Result<u64, String> {
        database::run(&mut self.0, "savepoint attempt".to_owned()).await;
        let done = sqlx::raw_sql(AssertSqlSafe(statement.to_owned()))
            .execute(&mut self.0)
            .await;
        match done {
            Ok(done) => Ok(done.rows_affected()),
            Err(error) => {
                database::run(&mut self.0, "rollback to savepoint attempt".to_owned()).await;
                Err(error.to_string())
            }
        }
    }

    /// One number.
    pub(crate) async fn count(&mut self, query: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(query.to_owned()))
            .fetch_one(&mut self.0)
            .await
            .unwrap_or_else(|error| panic!("{error}: {query}"))
    }

    /// Tables of the schema that the present role may read anything of.
    pub(crate) async fn readable_tables(&mut self) -> Vec<String> {
        sqlx::query_scalar(
            "select c.relname::text from pg_class c where c.relnamespace = 'matterlock'::regnamespace and c.relkind in ('r', 'p')
               and has_any_column_privilege(current_user, c.oid, 'select') order by 1",
        )
        .fetch_all(&mut self.0)
        .await
        .unwrap()
    }

    pub(crate) async fn commit(mut self) {
        database::run(&mut self.0, "commit".to_owned()).await;
    }
}

/// Whatever stands in the log.
pub(crate) fn all(_: &LogEntry) -> bool {
    true
}

/// What the caller is told instead of an answer.
pub(crate) fn refusal<T: core::fmt::Debug>(done: Result<T, Failure>) -> Error {
    done.unwrap_err().tell("reference")
}

/// What somebody is told who came second.
pub(crate) fn conflict(what: domain::error::Conflict) -> Error {
    Error::Conflict(what)
}
