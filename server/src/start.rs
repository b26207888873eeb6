//! From configuration to a running inside: master key, database, store, worker, mail.

use std::path::Path;
use std::sync::Arc;

use backend::audit::Outside;
use backend::backend::Parts;
use backend::clock::SystemClock;
use backend::database::{BootstrapError, ConnectOptions, Database, Embedded, EmbeddedError, Logins, Roles, prepare};
use backend::documents::store::Store;
use backend::mail::Mailer;
use backend::{Backend, Settings};
use paper::PaperShop;
use secrecy::ExposeSecret as _;
use vault::{MasterKey, Purpose};

use crate::config::Config;
use crate::master_key::master_key;
use crate::told_to_stop::ToldToStop;

/// Whether a command starts the private database or joins the server that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Join {
    /// Start it; another server on the same folder is an error.
    Start,
    /// Use the running server's, or start it where none runs.
    OrStart,
}

/// Does a command's work beside the running server, or without one. What was started for it is stopped, whether the work
/// succeeds, fails, or is cut short by a signal.
///
/// # Errors
/// One clear sentence.
pub(crate) async fn with_backend<T>(
    config: &Config,
    work: impl AsyncFnOnce(&Arc<Backend>) -> Result<T, String>,
) -> Result<T, String> {
    with_owner(config, async |backend, _| work(backend).await).await
}

/// The same for work that only the owner of the database may do: with how the owner connects.
///
/// # Errors
/// One clear sentence.
pub(crate) async fn with_owner<T>(
    config: &Config,
    work: impl AsyncFnOnce(&Arc<Backend>, &ConnectOptions) -> Result<T, String>,
) -> Result<T, String> {
    with_started(config, async |started| {
        let (started, owner) = started.fit()?;
        work(&started, &owner).await
    })
    .await
}

/// The same for whoever looks at what somebody has done to the database: with why nothing would be served from it, where that is so.
///
/// # Errors
/// One clear sentence.
pub(crate) async fn with_backend_as_it_is<T>(
    config: &Config,
    work: impl AsyncFnOnce(&Arc<Backend>, Option<&str>) -> Result<T, String>,
) -> Result<T, String> {
    with_started(config, async |started| {
        work(&started.backend, started.unfit.as_deref()).await
    })
    .await
}

async fn with_started<T>(config: &Config, work: impl AsyncFnOnce(Started) -> Result<T, String>) -> Result<T, String> {
    let mut told = ToldToStop::listen()?;
    let mut embedded = None;
    let done = told
        .unless_told(async {
            let started = Box::pin(start_as_it_is(config, Join::OrStart, &mut embedded)).await?;
            let backend = Arc::clone(&started.backend);
            // On the heap: what commands do is large.
            let outcome = Box::pin(work(started)).await;
            backend.close().await;
            outcome
        })
        .await;
    if let Some(embedded) = embedded {
        embedded.stop().await;
    }
    done.unwrap_or_else(|| Err("told to stop before it was done".to_owned()))
}

/// Everything but the listening, on a database as it is.
pub(crate) struct Started {
    backend: Arc<Backend>,
    /// How the database's owner connects.
    owner: ConnectOptions,
    /// Why nothing may be served from it.
    unfit: Option<String>,
}

impl Started {
    fn fit(self) -> Result<(Arc<Backend>, ConnectOptions), String> {
        self.unfit.map_or(Ok((self.backend, self.owner)), Err)
    }
}

/// Starts everything but the listening; with how the database's owner connects. The private cluster is put into `embedded` before anything waits for it: the caller
/// stops it, also when this fails or is dropped.
///
/// # Errors
/// One clear sentence.
pub(crate) async fn start(
    config: &Config,
    join: Join,
    embedded: &mut Option<Embedded>,
) -> Result<(Arc<Backend>, ConnectOptions), String> {
    Box::pin(start_as_it_is(config, join, embedded)).await?.fit()
}

async fn start_as_it_is(config: &Config, join: Join, embedded: &mut Option<Embedded>) -> Result<Started, String> {
    let database = config
        .database_url
        .as_ref()
        .map(|url| backend::database::parse_url(url.expose_secret()))
        .transpose()
        .map_err(|error| format!("DATABASE_URL can't be used: {error}"))?;
    std::fs::create_dir_all(&config.data)
        .map_err(|error| format!("can't make the data folder {}: {error}", config.data.display()))?;
    let data = config
        .data
        .canonicalize()
        .map_err(|error| format!("can't find the data folder {}: {error}", config.data.display()))?;
    let master = master_key(config, &data, database.as_ref()).await?;
    let ((logins, changed), owner) = match database {
        Some(owner) => {
            let roles = if config.take_roles { Roles::Take } else { Roles::Share };
            let prepared = prepare_unless_changed(&owner, &master, roles).await;
            (prepared.map_err(|error| error.to_string())?, owner)
        }
        None => prepare_private(config, &data, &master, join, embedded).await?,
    };
    // On the heap: with how every login connects it is large, and every command carries it.
    let (backend, unfit) = Box::pin(assemble(config, &data, master, logins)).await?;
    Ok(Started {
        backend,
        owner,
        unfit: changed.or(unfit),
    })
}

/// How the restricted logins connect to a database that was prepared, or to one that somebody has changed by hand and that is left as it is: then
/// with what was changed.
async fn prepare_unless_changed(
    owner: &ConnectOptions,
    master: &MasterKey,
    roles: Roles,
) -> Result<(Logins, Option<String>), BootstrapError> {
    match prepare(owner, master, roles).await {
        Ok(logins) => Ok((logins, None)),
        Err(changed @ BootstrapError::ChangedByHand(_)) => Ok((Logins::at(owner, master), Some(changed.to_string()))),
        Err(error) => Err(error),
    }
}

/// The private cluster, running and prepared: how the restricted logins connect to it, and how its owner does.
async fn prepare_private(
    config: &Config,
    data: &Path,
    master: &MasterKey,
    join: Join,
    embedded: &mut Option<Embedded>,
) -> Result<((Logins, Option<String>), ConnectOptions), String> {
    let superuser = master.derive(Purpose::DatabaseOwner);
    let owner = match Embedded::start(data, &superuser, config.connections).await {
        Ok(cluster) => {
            let cluster = embedded.insert(cluster);
            cluster.ready().await.map_err(|error| error.to_string())?;
            cluster.owner()
        }
        Err(EmbeddedError::InUse(_)) if join == Join::OrStart => Embedded::running(data, &superuser),
        Err(error) => return Err(error.to_string()),
    };
    let prepared = prepare_unless_changed(&owner, master, Roles::Take)
        .await
        .map_err(|error| {
            if error.is_wrong_password() {
                EmbeddedError::OtherKey(data.to_owned()).to_string()
            } else {
                error.to_string()
            }
        })?;
    Ok((prepared, owner))
}

async fn assemble(
    config: &Config,
    data: &Path,
    master: MasterKey,
    logins: Logins,
) -> Result<(Arc<Backend>, Option<String>), String> {
    let database = Database::open(logins, config.connections)
        .await
        .map_err(|error| error.to_string())?;
    let unfit = database.is_fit_to_serve().await.err().map(|error| error.to_string());
    let store =
        Store::local(&data.join("objects")).map_err(|error| format!("can't use the folder for documents: {error}"))?;
    let mailer = match &config.smtp_url {
        Some(url) => Mailer::smtp(url.expose_secret(), &config.mail_from, config.smtp_authority.as_ref())?,
        None => Mailer::outbox(&data.join("outbox"), &config.mail_from)?,
    };
    let backend = Backend::new(Parts {
        database,
        clock: Arc::new(SystemClock),
        master,
        paper: paper_shop()?,
        store,
        mailer,
        outside: Outside::folder(&data.join("checkpoints")),
        settings: Settings {
            public_url: config.public_url.clone(),
            idle_seconds: config.idle_seconds,
            requests_a_minute: config.sign_in_rate,
            turnstile: config.turnstile.clone(),
            stamps: config.stamps.clone(),
            ..Settings::default()
        },
    });
    Ok((backend, unfit))
}

/// Where PDF work is handed in: this very program does it, as a confined child.
pub(crate) fn paper_shop() -> Result<PaperShop, String> {
    let program = std::env::current_exe().map_err(|error| format!("can't find this program's own file: {error}"))?;
    Ok(PaperShop::new(program, "paper-worker"))
}
