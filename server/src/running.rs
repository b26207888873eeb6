//! Serving: listening, working, checking, and stopping without losing anything.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use backend::checks::Weight;
use backend::database::Embedded;
use domain::installation::MailGoes;
use leptos::config::LeptosOptions;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::config::{Config, environment};
use crate::data_lock::DataLock;
use crate::router::{Site, router};
use crate::start::{Join, paper_shop, start};
use crate::told_to_stop::ToldToStop;
use crate::{again, confinement, edge_checks};

/// Runs the server until Ctrl-C or a termination signal.
///
/// # Errors
/// One clear sentence.
pub async fn serve(config: &Config, demonstration: bool) -> Result<(), String> {
    // The port first: nothing is started for a server that can't listen.
    let listener = TcpListener::bind(config.listen)
        .await
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::AddrInUse => format!(
                "port {} is taken by another program; choose another with MATTERLOCK_LISTEN",
                config.listen.port()
            ),
            _ => format!("can't listen on {}: {error}", config.listen),
        })?;
    // Held until the end, whichever database it is.
    let _lock = DataLock::take(&config.data)?;
    let mut told = ToldToStop::listen()?;
    let mut embedded = None;
    let outcome = match told
        .unless_told(Box::pin(open(config, demonstration, &mut embedded)))
        .await
    {
        Some(Ok(site)) => run(site, embedded.as_mut(), &mut told, listener).await,
        Some(Err(error)) => Err(error),
        None => {
            say("Stopping …");
            Ok(())
        }
    };
    if let Some(embedded) = embedded {
        embedded.stop().await;
    }
    outcome
}

/// All that comes before listening, and can be cut short at any moment.
async fn open(config: &Config, demonstration: bool, embedded: &mut Option<Embedded>) -> Result<Site, String> {
    confinement::look(config, &paper_shop()?).await?;
    let (backend, _) = start(config, Join::Start, embedded).await?;
    // Before anything works in the background: what fails here leaves nothing behind that has to be stopped.
    welcome(config, &backend, demonstration).await?;
    Ok(site(config, backend))
}

/// Serves until told to stop, and ends what runs in the background.
async fn run(
    site: Site,
    embedded: Option<&mut Embedded>,
    told: &mut ToldToStop,
    listener: TcpListener,
) -> Result<(), String> {
    let backend = Arc::clone(&site.backend);
    let app = router(site);
    edge_checks::add(&app, &backend);
    let (stop, stopping) = watch::channel(false);
    let switchboard = tokio::spawn(backend::live::run_switchboard(Arc::clone(&backend)));
    let worker = tokio::spawn(backend::jobs::run_worker(Arc::clone(&backend), stopping.clone()));
    let prover = tokio::spawn(backend::audit::run_prover(Arc::clone(&backend), stopping.clone()));
    let stamper = tokio::spawn(backend::stamps::run_stamper(Arc::clone(&backend), stopping.clone()));
    let checks = tokio::spawn(check_nightly(Arc::clone(&backend)));

    let mut until = stopping.clone();
    let server = axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(async move { drop(until.wait_for(|stop| *stop).await) });
    let serving = tokio::spawn(async move { server.await });

    let why = tokio::select! {
        () = told.told() => None,
        () = died(embedded) => Some("the private database stopped by itself; its last words are in postgres/postgres.log in the data folder".to_owned()),
    };
    say("Stopping …");
    let _told = stop.send(true);
    switchboard.abort();
    checks.abort();
    stamper.abort();
    // Requests under way may finish; event streams would last for ever.
    drop(tokio::time::timeout(Duration::from_secs(3), serving).await);
    drop(tokio::time::timeout(Duration::from_secs(25), worker).await);
    // What the last requests and jobs did is signed too.
    drop(tokio::time::timeout(Duration::from_secs(5), prover).await);
    backend.close().await;
    why.map_or(Ok(()), Err)
}

/// The site that a configuration describes.
pub fn site(config: &Config, backend: Arc<backend::Backend>) -> Site {
    let options = LeptosOptions::builder()
        .output_name("matterlock")
        .site_root(config.site_root.to_string_lossy().into_owned())
        .site_pkg_dir("pkg")
        .site_addr(config.listen)
        .build();
    Site {
        backend,
        options,
        trusted_proxies: config.trusted_proxies.clone().into(),
        public_origin: config.public_url.as_str().into(),
    }
}

async fn welcome(config: &Config, backend: &Arc<backend::Backend>, demonstration: bool) -> Result<(), String> {
    if demonstration {
        let demo = backend::demo::fill(backend)
            .await
            .map_err(|error| format!("can't fill the demonstration: {error}"))?;
        for line in demo.how_to_sign_in(&server_command("totp")) {
            say(&line);
        }
    } else if backend::access::needs_setup(backend)
        .await
        .map_err(|error| error.to_string())?
    {
        let link = backend::access::make_setup_link(backend)
            .await
            .map_err(|error| error.to_string())?;
        say("No firm has registered yet. Set up the first one with this link; it works once, for 24 hours:");
        say(&format!("  {}", link.url));
    }
    if !backend::installation::has_operator(backend)
        .await
        .map_err(|error| error.to_string())?
    {
        say(
            "Nobody operates this installation: what goes wrong is mailed to those who administer its firms. An operator is added with",
        );
        say(&format!(
            "  {} --mail … --name … --language …",
            server_command("add-operator")
        ));
    }
    if !config.site_root.join("pkg").is_dir() {
        warn(&format!(
            "{} has no browser's part: pages work without script only, until it is built there or MATTERLOCK_SITE_ROOT names its folder.",
            config.site_root.display()
        ));
    }
    say(&match backend.mail_goes() {
        MailGoes::OverSmtp => "Mail goes over SMTP.".to_owned(),
        MailGoes::IntoFolder(folder) => format!("Mail goes into the folder {folder}."),
    });
    say(&format!(
        "Matterlock is ready at {} — press Ctrl-C to stop.",
        config.public_url
    ));
    Ok(())
}

/// A command of the server on this installation.
fn server_command(name: &str) -> String {
    let program = std::env::current_exe().unwrap_or_else(|_| "server".into());
    let here = std::env::current_dir().unwrap_or_default();
    again::command(&environment, program.strip_prefix(here).unwrap_or(&program), name)
}

/// How long a server that has just started serves the people who wait for it before it attacks itself.
const QUIET_FIRST: Duration = Duration::from_mins(3);

/// All checks shortly after the start, and every 24 hours.
async fn check_nightly(backend: Arc<backend::Backend>) {
    backend.expect_checks();
    tokio::time::sleep(Duration::from_secs(2)).await;
    check(&backend, Weight::Light).await;
    tokio::time::sleep(QUIET_FIRST).await;
    check(&backend, Weight::Heavy).await;
    loop {
        tokio::time::sleep(Duration::from_hours(24)).await;
        check(&backend, Weight::Light).await;
        check(&backend, Weight::Heavy).await;
    }
}

/// Runs the checks of a weight on a task of its own, which goes with whoever waits for it: whatever ends it, the next run comes. One that came to no
/// end is the operator's to know.
async fn check(backend: &Arc<backend::Backend>, weight: Weight) {
    let backend = Arc::clone(backend);
    let mut task = JoinSet::new();
    task.spawn(async move { backend::checks::run_of(&backend, weight).await });
    let error = match task.join_next().await {
        Some(Ok(Err(error))) => error.to_string(),
        Some(Err(error)) => error.to_string(),
        Some(Ok(Ok(_))) | None => return,
    };
    tracing::error!(error, "the checks could not run");
}

async fn died(embedded: Option<&mut Embedded>) {
    match embedded {
        Some(embedded) => embedded.died().await,
        None => std::future::pending().await,
    }
}

/// Speaks to the person at the terminal. A terminal that has gone away stops nothing.
pub(crate) fn say(line: &str) {
    use std::io::Write as _;
    let _gone = writeln!(std::io::stdout(), "{line}");
}

/// Tells the person at the terminal what is not the command's answer.
pub(crate) fn warn(line: &str) {
    use std::io::Write as _;
    let _gone = writeln!(std::io::stderr(), "{line}");
}
