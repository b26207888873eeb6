//! From configuration to a running inside: master key, database, store, worker, mail.

use std::path::Path;
use std::sync::Arc;

use backend::audit::Outside;
use backend::backend::Parts;
use backend::clock::SystemClock;
use backend::database::{ConnectOptions, Database, Embedded, EmbeddedError, Logins, Roles, prepare};
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
    let mut told = ToldToStop::listen()?;
    let mut embedded = None;
    let done = told
        .unless_told(async {
            let (backend, owner) = start(config, Join::OrStart, &mut embedded).await?;
            let outcome = work(&backend, &owner).await;
            backend.close().await;
            outcome
        })
        .await;
    if let Some(embedded) = embedded {
        embedded.stop().await;
    }
    done.unwrap_or_else(|| Err("told to stop before it was done".to_owned()))
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
    let (logins, owner) = match database {
        Some(owner) => {
            let roles = if config.take_roles { Roles::Take } else { Roles::Share };
            let logins = prepare(&owner, &master, roles)
                .await
                .map_err(|error| error.to_string())?;
            (logins, owner)
        }
        None => prepare_private(config, &data, &master, join, embedded).await?,
    };
    // On the heap: with how every login connects it is large, and every command carries it.
    let backend = Box::pin(assemble(config, &data, master, logins)).await?;
    Ok((backend, owner))
}

/// The private cluster, running and prepared: how the restricted logins connect to it, and how its owner does.
async fn prepare_private(
    config: &Config,
    data: &Path,
    master: &MasterKey,
    join: Join,
    embedded: &mut Option<Embedded>,
) -> Result<(Logins, ConnectOptions), String> {
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
    let logins = prepare(&owner, master, Roles::Take).await.map_err(|error| {
        if error.is_wrong_password() {
            EmbeddedError::OtherKey(data.to_owned()).to_string()
        } else {
            error.to_string()
        }
    })?;
    Ok((logins, owner))
}

async fn assemble(config: &Config, data: &Path, master: MasterKey, logins: Logins) -> Result<Arc<Backend>, String> {
    let database = Database::connect(logins, config.connections)
        .await
        .map_err(|error| error.to_string())?;
    let store =
        Store::local(&data.join("objects")).map_err(|error| format!("can't use the folder for documents: {error}"))?;
    let mailer = match &config.smtp_url {
        Some(url) => Mailer::smtp(url.expose_secret(), &config.mail_from, config.smtp_authority.as_ref())?,
        None => Mailer::outbox(&data.join("outbox"), &config.mail_from)?,
    };
    Ok(Backend::new(Parts {
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
    }))
}

/// Where PDF work is handed in: this very program does it, as a confined child.
pub(crate) fn paper_shop() -> Result<PaperShop, String> {
    let program = std::env::current_exe().map_err(|error| format!("can't find this program's own file: {error}"))?;
    Ok(PaperShop::new(program, "paper-worker"))
}
