//! The command line.

use std::process::ExitCode;
use std::sync::Arc;

use backend::access::{Import, NewColleague};
use backend::attack::{Orders, Tally};
use backend::installation::NewOperator;
use clap::{Parser, Subcommand};
use domain::attack::AttackForm;
use domain::checks::Outcome;
use domain::{Language, Role};
use secrecy::SecretString;
use tracing_subscriber::EnvFilter;

use crate::config::{Config, environment};
use crate::running::{self, say};
use crate::start::with_backend;

/// Legal case management and e-signature that a law firm hosts itself.
#[derive(Debug, Parser)]
#[command(name = "server", version)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the site (the default).
    Serve {
        /// Fill a demonstration firm in an empty installation.
        #[arg(long)]
        demo: bool,
    },
    /// Try to break every promise, and print what was seen.
    Check,
    /// Try to get at another firm's data and at an unassigned case, by every request and statement there is, and print what got through.
    Attack {
        /// As much as promise I6 names: 100,000 requests and 1,000,000 statements.
        #[arg(long)]
        long: bool,
        /// HTTP requests; every case is asked once at least.
        #[arg(long)]
        http: Option<u32>,
        /// SQL statements.
        #[arg(long)]
        sql: Option<u32>,
        /// What the requests and statements are generated from, to do a run again.
        #[arg(long)]
        seed: Option<u32>,
    },
    /// Print a one-time link with which a firm registers.
    SetupLink,
    /// Print a one-time link with which somebody becomes an operator of this installation.
    AddOperator {
        /// The operator's mail address.
        #[arg(long)]
        mail: String,
        /// The operator's name.
        #[arg(long)]
        name: String,
        /// es or en.
        #[arg(long, default_value = "es")]
        language: String,
    },
    /// Add a colleague to a firm; the password is read from standard input.
    AddPerson {
        /// The mail address of somebody who works at the firm.
        #[arg(long)]
        colleague: String,
        /// The new person's mail address.
        #[arg(long)]
        mail: String,
        /// The new person's name.
        #[arg(long)]
        name: String,
        /// administrator, partner, attorney, assistant or `read_only`.
        #[arg(long)]
        role: String,
        /// es or en.
        #[arg(long, default_value = "es")]
        language: String,
    },
    /// Bring people from another system, with the bcrypt hashes of their passwords, which are upgraded when they next sign in.
    ImportPeople {
        /// The mail address of somebody who works at the firm.
        #[arg(long)]
        colleague: String,
        /// Comma-separated values with the heading `mail,name,role,language,password_hash`.
        file: std::path::PathBuf,
    },
    /// Prove the logs, or print the key that proves them elsewhere.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Print the current authenticator code of somebody in the demonstration.
    Totp {
        /// The person's mail address.
        mail: String,
    },
    /// Read PDFs in a confined process; started by the server itself.
    #[command(hide = true)]
    PaperWorker,
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Compare every entry of every log with what was signed, in the database and in the data folder's `checkpoints`.
    Verify {
        /// Only the logs of this firm.
        #[arg(long)]
        firm: Option<domain::ids::FirmId>,
    },
    /// Write a firm's log into a file that `matterlock-verify` verifies anywhere; personal values stay sealed.
    Export {
        /// Whose.
        #[arg(long)]
        firm: domain::ids::FirmId,
        /// The console's log, instead of the one in which the cases are.
        #[arg(long)]
        console: bool,
        /// The file, which must not be there yet.
        file: std::path::PathBuf,
    },
    /// Write a year of every log into files that are verified and signed, one a log; nothing is removed.
    Archive {
        /// The year, which must be over.
        year: u16,
        /// The folder; it is made where it is not there.
        folder: std::path::PathBuf,
    },
    /// Remove an archived year from the database, seven years after its end; the files are verified once more before.
    Drop {
        /// The year: the oldest that is there.
        year: u16,
        /// The folder that `archive` has written.
        folder: std::path::PathBuf,
    },
    /// Print who was erased, by ids only: keep it apart from the backups, and erase again whoever one of them brings back.
    Erasures,
    /// After a backup was restored: let the logs that it cut go on from their own end. Their firms' logs say so, and what was signed since the
    /// backup is set aside in the data folder's `checkpoints`.
    Resume {
        /// Why, in 10 letters at least: it stands in the logs.
        #[arg(long)]
        reason: String,
    },
    /// Print the public key of the checkpoints: give it to whoever is to verify the log without you.
    Key,
}

/// Runs the command.
pub fn run() -> ExitCode {
    let command = Arguments::parse().command.unwrap_or(Command::Serve { demo: false });
    if matches!(command, Command::PaperWorker) {
        return paper::run_worker();
    }
    if let Err(error) = start_log(&environment) {
        return fail(&error);
    }
    let config = match Config::from_env() {
        Ok(config) => config,
        Err(error) => return fail(&error),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(8 << 20)
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return fail(&format!("can't start: {error}")),
    };
    let outcome = runtime.block_on(async {
        match command {
            Command::Serve { demo } => Box::pin(running::serve(&config, demo))
                .await
                .map(|()| ExitCode::SUCCESS),
            Command::Check => check(&config).await,
            Command::Attack { long, http, sql, seed } => Ok(attack(&config, orders(long, http, sql, seed)).await),
            Command::SetupLink => setup_link(&config).await,
            Command::AddOperator { mail, name, language } => add_operator(&config, mail, name, &language).await,
            Command::Audit(AuditCommand::Verify { firm }) => crate::audit::verify(&config, firm).await,
            Command::Audit(AuditCommand::Export { firm, console, file }) => {
                crate::audit::export(&config, firm, console, &file).await
            }
            Command::Audit(AuditCommand::Archive { year, folder }) => {
                crate::audit::archive(&config, year, &folder).await
            }
            Command::Audit(AuditCommand::Drop { year, folder }) => {
                crate::audit::drop_year(&config, year, &folder).await
            }
            Command::Audit(AuditCommand::Erasures) => crate::audit::erasures(&config).await,
            Command::Audit(AuditCommand::Resume { reason }) => crate::audit::resume(&config, &reason).await,
            Command::Audit(AuditCommand::Key) => crate::audit::key(&config).await,
            Command::Totp { mail } => totp(&config, &mail).await,
            Command::AddPerson {
                colleague,
                mail,
                name,
                role,
                language,
            } => add_person(&config, &colleague, mail, name, &role, &language).await,
            Command::ImportPeople { colleague, file } => import_people(&config, &colleague, &file).await,
            Command::PaperWorker => Ok(ExitCode::FAILURE),
        }
    });
    outcome.unwrap_or_else(|error| fail(&error))
}

async fn check(config: &Config) -> Result<ExitCode, String> {
    let reports = with_backend(config, async |backend| {
        let app = crate::router::router(running::site(config, Arc::clone(backend)));
        crate::edge_checks::add(&app, backend);
        // One of the checks listens to what commits.
        let switchboard = tokio::spawn(backend::live::run_switchboard(Arc::clone(backend)));
        let reports = backend::checks::run_all(backend)
            .await
            .map_err(|error| error.to_string());
        switchboard.abort();
        reports
    })
    .await?;
    for report in &reports {
        let word = match report.outcome {
            Outcome::Held => "held  ",
            Outcome::Broken => "BROKEN",
            Outcome::NotRun => "not run",
        };
        say(&format!(
            "{word}  {:<18} {:>5} ms  {}",
            report.check, report.took_ms, report.detail
        ));
    }
    let broken = reports.iter().filter(|report| report.outcome != Outcome::Held).count();
    say(&format!("{} checks held, {broken} did not.", reports.len() - broken));
    Ok(if broken == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// How much to try: the short form, the long one, or what was asked for.
fn orders(long: bool, http: Option<u32>, sql: Option<u32>, seed: Option<u32>) -> Orders {
    let short = Orders::short();
    let form = if long || http.is_some() || sql.is_some() {
        AttackForm::Long
    } else {
        AttackForm::Short
    };
    Orders {
        form,
        http: http.unwrap_or(if long { 100_000 } else { short.http }),
        sql: sql.unwrap_or(if long { 1_000_000 } else { short.sql }),
        seed: seed.unwrap_or(short.seed),
    }
}

/// Ends with 1 where something got through, and with 2 where the attack did not come to its end.
async fn attack(config: &Config, orders: Orders) -> ExitCode {
    let tally = Arc::new(Tally::default());
    say(&format!("Attacking, from seed {} …", orders.seed));
    let counted = Arc::clone(&tally);
    let ran = with_backend(config, async move |backend| {
        let app = crate::router::router(running::site(config, Arc::clone(backend)));
        crate::edge_checks::add(&app, backend);
        let beside = [
            tokio::spawn(backend::live::run_switchboard(Arc::clone(backend))),
            tokio::spawn(tell_progress(Arc::clone(&counted))),
        ];
        let ran = backend.attack(orders, counted).await.map_err(|error| error.to_string());
        for task in beside {
            task.abort();
        }
        ran
    })
    .await;
    let run = match ran {
        Ok(run) => run,
        Err(error) => {
            let _told = fail(&format!("the attack did not come to its end: {error}"));
            return ExitCode::from(2);
        }
    };
    say(&format!(
        "{} HTTP requests at {} functions and routes, {} SQL statements, in {} s; {} requests held back by the limit of signing in are not counted.",
        run.http,
        run.endpoints,
        run.sql,
        run.seconds(),
        run.held_back
    ));
    for leak in &run.leaks {
        say(&format!("LEAK    {}, by «{}»: {}", leak.who, leak.by, leak.what));
    }
    say(&format!("{} got through.", run.leaked));
    if run.leaked == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// How far an attack is, every ten seconds.
async fn tell_progress(tally: Arc<Tally>) {
    loop {
        tokio::time::sleep(std::time::Duration::from_secs(10)).await;
        let [http, sql, _, leaked] = tally.counts();
        say(&format!("  {http} requests, {sql} statements, {leaked} got through"));
    }
}

async fn setup_link(config: &Config) -> Result<ExitCode, String> {
    let link = with_backend(config, async |backend| {
        backend::access::make_setup_link(backend)
            .await
            .map_err(|error| error.to_string())
    })
    .await?;
    say(&format!(
        "{}\nIt registers one firm, until {}.",
        link.url,
        link.expires_at.plain()
    ));
    Ok(ExitCode::SUCCESS)
}

async fn add_operator(config: &Config, email: String, name: String, language: &str) -> Result<ExitCode, String> {
    let language = language_of(language)?;
    let operator = NewOperator { name, email, language };
    let link = with_backend(config, async |backend| {
        backend::installation::invite_operator(backend, operator)
            .await
            .map_err(|error| error.to_string())
    })
    .await?;
    say(&format!(
        "{}\nWhoever opens it becomes an operator of this installation: once, until {}. Hand it over to nobody else.",
        link.url,
        link.expires_at.plain()
    ));
    Ok(ExitCode::SUCCESS)
}

fn language_of(tag: &str) -> Result<Language, String> {
    Language::from_tag(tag).ok_or_else(|| format!("«{tag}» is no language: es or en"))
}

async fn add_person(
    config: &Config,
    colleague: &str,
    email: String,
    name: String,
    role: &str,
    language: &str,
) -> Result<ExitCode, String> {
    let role = Role::of_a_firm_from_name(role)
        .ok_or_else(|| format!("«{role}» is no role: administrator, partner, attorney, assistant, read_only"))?;
    let language = language_of(language)?;
    let mut password = String::new();
    std::io::stdin()
        .read_line(&mut password)
        .map_err(|error| format!("can't read the password: {error}"))?;
    let password = SecretString::from(password.trim_end_matches(['\r', '\n']));
    with_backend(config, async |backend| {
        let added = async {
            let firm = backend::access::firm_of(backend, colleague).await?;
            backend::access::add_person_by_operator(
                backend,
                NewColleague {
                    firm,
                    name,
                    email,
                    role,
                    language,
                    password,
                },
            )
            .await
        };
        added.await.map_err(|error| error.to_string())
    })
    .await?;
    say("Added. The authenticator app is set up at the first sign-in.");
    Ok(ExitCode::SUCCESS)
}

async fn import_people(config: &Config, colleague: &str, file: &std::path::Path) -> Result<ExitCode, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("can't read {}: {error}", file.display()))?;
    let import = Import::read(&text).map_err(|error| error.to_string())?;
    let people = with_backend(config, async |backend| {
        let firm = backend::access::firm_of(backend, colleague)
            .await
            .map_err(|error| error.to_string())?;
        backend::access::import_people(backend, firm, import)
            .await
            .map_err(|error| error.to_string())
    })
    .await?;
    say(&format!(
        "Added {people}. Each sets up an authenticator app at the first sign-in, with the password they had."
    ));
    Ok(ExitCode::SUCCESS)
}

async fn totp(config: &Config, mail: &str) -> Result<ExitCode, String> {
    let code = with_backend(config, async |backend| {
        backend::demo::current_code(backend, mail)
            .await
            .map_err(|error| error.to_string())
    })
    .await?;
    match code {
        Some(code) => say(&code),
        None => return Err("only in a demonstration, and only for somebody who is part of it".to_owned()),
    }
    Ok(ExitCode::SUCCESS)
}

/// Structured lines on standard error; `RUST_LOG` chooses, `MATTERLOCK_LOG=json` for machines.
fn start_log(get: &dyn Fn(&str) -> Option<String>) -> Result<(), String> {
    let chosen = get("RUST_LOG").unwrap_or_else(|| "warn".to_owned());
    let filter = EnvFilter::builder()
        .parse(&chosen)
        .map_err(|error| format!("RUST_LOG: «{chosen}» can't be used: {error}"))?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match get("MATTERLOCK_LOG").as_deref() {
        None => log.compact().init(),
        Some("json") => log.json().init(),
        Some(other) => return Err(format!("MATTERLOCK_LOG: «{other}» is not the word json")),
    }
    Ok(())
}

#[expect(clippy::print_stderr, reason = "the terminal is where this is read")]
fn fail(error: &str) -> ExitCode {
    eprintln!("matterlock: {error}");
    ExitCode::FAILURE
}
