//! From configuration to a running inside: master key, database, store, worker, mail.

use std::sync::Arc;

use backend::backend::Parts;
use backend::clock::SystemClock;
use backend::database::{Database, Embedded, prepare};
use backend::documents::store::Store;
use backend::mail::Mailer;
use backend::{Backend, Settings};
use paper::PaperShop;
use secrecy::ExposeSecret as _;
use vault::{MasterKey, Purpose};

use crate::config::Config;

/// The inside, and the private database where there is one.
#[derive(Debug)]
pub struct Started {
    /// The product's inside.
    pub backend: Arc<Backend>,
    /// The private cluster, which this process started and stops.
    pub embedded: Option<Embedded>,
    /// What was done on the way, for the terminal.
    pub said: Vec<String>,
}

/// Whether a command starts the private database or joins the server that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// Start it; another server on the same folder is an error.
    Start,
    /// Use the running server's, or start it where none runs.
    OrStart,
}

/// Starts everything but the listening.
///
/// # Errors
/// One clear sentence.
pub async fn start(config: &Config, join: Join) -> Result<Started, String> {
    let mut said = Vec::new();
    let master = master_key(config, &mut said)?;
    std::fs::create_dir_all(&config.data)
        .map_err(|error| format!("can't make the data folder {}: {error}", config.data.display()))?;
    let data = config
        .data
        .canonicalize()
        .map_err(|error| format!("can't find the data folder {}: {error}", config.data.display()))?;

    let superuser = master.derive(Purpose::DatabaseOwner);
    let (owner, embedded) = match &config.database_url {
        Some(url) => {
            let options = backend::database::parse_url(url.expose_secret())
                .map_err(|error| format!("DATABASE_URL can't be used: {error}"))?;
            (options, None)
        }
        None => match Embedded::start(&data, &superuser).await {
            Ok(embedded) => (embedded.owner(), Some(embedded)),
            Err(backend::database::EmbeddedError::InUse(_)) if join == Join::OrStart => {
                (Embedded::running(&data, &superuser), None)
            }
            Err(error) => return Err(error.to_string()),
        },
    };
    match assemble(config, &data, master, &owner).await {
        Ok(backend) => Ok(Started {
            backend,
            embedded,
            said,
        }),
        Err(error) => {
            if let Some(embedded) = embedded {
                embedded.stop().await;
            }
            Err(error)
        }
    }
}

async fn assemble(
    config: &Config,
    data: &std::path::Path,
    master: MasterKey,
    owner: &backend::database::ConnectOptions,
) -> Result<Arc<Backend>, String> {
    let login = prepare(owner, &master.derive(Purpose::DatabaseLogin))
        .await
        .map_err(|error| error.to_string())?;
    let database = Database::connect(login, config.connections)
        .await
        .map_err(|error| error.to_string())?;
    let store =
        Store::local(&data.join("objects")).map_err(|error| format!("can't use the folder for documents: {error}"))?;
    let mailer = match &config.smtp_url {
        Some(url) => Mailer::smtp(url.expose_secret(), &config.mail_from)?,
        None => Mailer::outbox(&data.join("outbox"), &config.mail_from)?,
    };
    let program = std::env::current_exe().map_err(|error| format!("can't find this program's own file: {error}"))?;
    Ok(Backend::new(Parts {
        database,
        clock: Arc::new(SystemClock),
        master,
        paper: PaperShop::new(program, "paper-worker"),
        store,
        mailer,
        settings: Settings {
            public_url: config.public_url.clone(),
            idle_seconds: config.idle_seconds,
            ..Settings::default()
        },
    }))
}

fn master_key(config: &Config, said: &mut Vec<String>) -> Result<MasterKey, String> {
    if let Some(key) = &config.master_key {
        return MasterKey::parse(key.expose_secret()).map_err(|error| format!("MATTERLOCK_MASTER_KEY: {error}"));
    }
    let path = &config.master_key_file;
    let (key, made) = MasterKey::load_or_create(path).map_err(|error| error.to_string())?;
    if made {
        said.push(format!(
            "Made the master key {}. Keep a copy in a safe place apart from the data: without it nobody can read the documents.",
            path.display()
        ));
    }
    Ok(key)
}
