//! `server audit`: the logs' proof at the terminal.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use backend::Failure;
use backend::audit::{Archived, LogKind, VerifiedLog};
use backend::stamps::KeptStamps;
use domain::Error;
use domain::ids::FirmId;

use crate::config::Config;
use crate::running::say;
use crate::start::{with_backend, with_backend_as_it_is, with_owner};

const NO_SUCH_LOG: &str = "there is no such log";

/// Verifies the logs where they stand, and prints a line for each; a failure if one of them is not what was signed. On a database that somebody has had
/// their hands in too: then it is asked which entries they changed. What can't be looked at is broken, and keeps nothing else from being looked at.
pub(crate) async fn verify(config: &Config, firm: Option<FirmId>) -> Result<ExitCode, String> {
    with_backend_as_it_is(config, async |backend, unfit| {
        if let Some(unfit) = unfit {
            say(&format!("BROKEN  {unfit}"));
        }
        let looked = |broken: Result<bool, Failure>, unknown: &str| {
            broken.unwrap_or_else(|error| {
                say(&format!("BROKEN  {unknown}: {error}"));
                true
            })
        };
        let verified = backend::audit::verify_all(backend, firm).await;
        if matches!(&verified, Ok(logs) if logs.is_empty()) {
            return Err(NO_SUCH_LOG.to_owned());
        }
        let mut broken = unfit.is_some();
        broken |= looked(verified.map(|logs| say_verified(&logs)), "The logs can't be read");
        let stamps = backend::stamps::verify_stamps(backend, firm).await;
        broken |= looked(
            stamps.map(|stamps| say_stamps(&stamps)),
            "The time stamps can't be read",
        );
        let amiss = backend::audit::key_amiss(backend).await.map(|amiss| {
            say_if(amiss.map(|amiss| format!("BROKEN  {amiss}: what is sealed under it can't be read any more.")))
        });
        broken |= looked(amiss, "It can't be told whether every key is there");
        // What nobody signed yet could have been changed.
        let late = backend::audit::late(backend).await.map(|late| {
            say_if(late.map(|late| {
                format!("{late}. They are signed within seconds where the server runs; then verify again.")
            }))
        });
        broken |= looked(late, "It can't be told whether everything is signed");
        Ok(if broken { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    })
    .await
}

/// Says what there is to say; whether there is anything.
fn say_if(said: Option<String>) -> bool {
    said.inspect(|said| say(said)).is_some()
}

/// What was found of each log; whether one of them is broken.
fn say_verified(verified: &[VerifiedLog]) -> bool {
    let mut broken = 0;
    for log in verified {
        let report = &log.report;
        let word = if report.is_clean() { "held  " } else { "BROKEN" };
        say(&format!(
            "{word}  {}  {:<7}  {} entries, {} of them signed",
            log.firm,
            log.log.name(),
            report.entries,
            report.proven
        ));
        for finding in &report.findings {
            say(&format!("        {finding}"));
        }
        if report.more_findings > 0 {
            say(&format!("        … and {} more", report.more_findings));
        }
        for notice in &report.notices {
            say(&format!("        note: {notice}"));
        }
        broken += usize::from(!report.is_clean());
    }
    say(&format!(
        "{} logs are as they were signed, {broken} are not.",
        verified.len() - broken
    ));
    broken > 0
}

/// What was found of each log's time stamps; whether one of them is wrong.
fn say_stamps(stamps: &[KeptStamps]) -> bool {
    stamps.iter().for_each(say_stamps_of);
    stamps.iter().any(|of_log| !of_log.wrong.is_empty())
}

/// What was found of one log's time stamps.
fn say_stamps_of(found: &KeptStamps) {
    let word = if found.wrong.is_empty() { "stamped" } else { "BROKEN " };
    let newest = found.newest.map_or_else(String::new, |(size, at)| {
        let (hour, minute, second) = (at.hour(), at.minute(), at.second());
        format!(
            ", the newest of {size} entries on {} at {hour:02}:{minute:02}:{second:02} UTC",
            at.date()
        )
    });
    say(&format!(
        "{word} {}  {:<7}  {} time stamps hold{newest}",
        found.firm,
        found.log.name(),
        found.held
    ));
    for wrong in &found.wrong {
        say(&format!("        {wrong}"));
    }
    if found.unjudged > 0 {
        say(&format!(
            "        note: {} time stamps were not judged, because MATTERLOCK_TIMESTAMP_CA_FILE is not set",
            found.unjudged
        ));
    }
}

/// Writes a log into a new file.
pub(crate) async fn export(config: &Config, firm: FirmId, console: bool, path: &Path) -> Result<ExitCode, String> {
    let cannot = |error: std::io::Error| format!("can't write {}: {error}", path.display());
    let log = if console { LogKind::Console } else { LogKind::Cases };
    let mut file = std::fs::File::create_new(path).map_err(cannot)?;
    let exported = with_backend(config, async |backend| {
        backend::audit::export(backend, firm, log, |piece| file.write_all(piece))
            .await
            .map_err(|error| match error {
                Failure::Refused(Error::NotFound) => NO_SUCH_LOG.to_owned(),
                other => other.to_string(),
            })
    })
    .await
    .and_then(|entries| file.sync_all().map_err(cannot).map(|()| entries));
    if exported.is_err() {
        // Nobody takes a part for the whole, and the same command can be given again.
        let _gone = std::fs::remove_file(path);
    }
    let entries = exported?;
    say(&format!(
        "{entries} entries. Verify them with: matterlock-verify {} --key \"$(server audit key)\"",
        path.display()
    ));
    Ok(ExitCode::SUCCESS)
}

/// Lets the logs go on that a restored backup has cut, with an entry that says so.
pub(crate) async fn resume(config: &Config, reason: &str) -> Result<ExitCode, String> {
    let resumed = with_backend(config, async |backend| {
        backend::audit::resume_restored(backend, reason)
            .await
            .map_err(|error| error.to_string())
    })
    .await?;
    for one in &resumed {
        say(&format!(
            "{}  {:<7}  {} entries were signed, {} are there; the checkpoints are kept in {}",
            one.firm,
            one.log.name(),
            one.signed,
            one.held,
            one.aside.display()
        ));
    }
    say(&match resumed.len() {
        0 => "No log was cut: nothing was done.".to_owned(),
        1 => "One log goes on from its own end; its console’s log says so.".to_owned(),
        many => format!("{many} logs go on from their own end; their consoles’ logs say so."),
    });
    Ok(ExitCode::SUCCESS)
}

/// Writes a year of every log into a folder, and says of each file what was signed.
pub(crate) async fn archive(config: &Config, year: u16, folder: &Path) -> Result<ExitCode, String> {
    std::fs::create_dir_all(folder).map_err(|error| format!("can't make {}: {error}", folder.display()))?;
    let archived = with_backend(config, async |backend| {
        backend::audit::archive_year(backend, year, folder)
            .await
            .map_err(|error| error.to_string())
    })
    .await?;
    print_archives(&archived);
    say(&format!(
        "{} logs have entries of {year}. Each file is verified, by its statement beside it, with: matterlock-verify STATEMENT --key \"$(server audit key)\"",
        archived.len()
    ));
    Ok(ExitCode::SUCCESS)
}

/// Removes a year of every log, if the folder holds what was archived of it and the database lets it go.
pub(crate) async fn drop_year(config: &Config, year: u16, folder: &Path) -> Result<ExitCode, String> {
    let removed = with_owner(config, async |backend, owner| {
        backend::audit::remove_year(backend, owner, year, folder)
            .await
            .map_err(|error| error.to_string())
    })
    .await?;
    print_archives(&removed);
    say(&format!(
        "The entries of {year} are no longer in the database. Keep these files: they are all there is of them."
    ));
    Ok(ExitCode::SUCCESS)
}

fn print_archives(archives: &[Archived]) {
    for archived in archives {
        let statement = &archived.statement;
        say(&format!(
            "{}  {:<7}  entries {} to {}  {}",
            archived.firm,
            archived.log.name(),
            statement.first,
            statement.last,
            archived.file.display()
        ));
    }
}

/// Prints the key that checkpoints are verified with.
pub(crate) async fn key(config: &Config) -> Result<ExitCode, String> {
    let key = with_backend(config, async |backend| {
        backend::audit::verifier_key(backend).map_err(|error| error.to_string())
    })
    .await?;
    say(&key.to_string());
    Ok(ExitCode::SUCCESS)
}

/// Prints who was erased, the earliest first: a line each, ids only. What is restored from before one of these is erased again.
pub(crate) async fn erasures(config: &Config) -> Result<ExitCode, String> {
    let erased = with_backend(config, async |backend| {
        backend::audit::all_erased(backend)
            .await
            .map_err(|error| error.to_string())
    })
    .await?;
    for one in &erased {
        say(&format!(
            "{}  firm {}  erasure {}  {:<10}  {}",
            one.at.0,
            one.firm,
            one.erasure,
            one.kind.name(),
            one.subject
        ));
    }
    say(&format!("{} were erased.", erased.len()));
    Ok(ExitCode::SUCCESS)
}
