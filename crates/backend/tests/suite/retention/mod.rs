//! L4: a year of the log goes seven years after its end, archived and verified, and in no other way.

mod leaving;
mod staying;

use std::path::{Path, PathBuf};

use backend::audit::{self, Archived, LogKind};
use backend::database::ConnectOptions;
use backend::{cases, checks};
use domain::checks::Outcome;
use domain::ids::FirmId;
use tlog::verify::{FileVerifier, Report, Trust};

use crate::support::changes::witness;
use crate::support::folder::Folder;
use crate::support::people::Firms;

const YEAR_OF_SECONDS: i64 = 365 * 86_400;

/// Two firms with a log of this year, signed; and a folder for archives.
struct Years {
    firms: Firms,
    folder: Folder,
    /// The year in which all of it happened.
    year: u16,
}

impl Years {
    async fn new() -> Self {
        let firms = Firms::new().await;
        for number in 0..5 {
            cases::save_party(&firms.ana.caller, witness(&firms, &format!("Testigo {number}")))
                .await
                .unwrap();
        }
        let year = firms.world.count("select extract(year from app.now())::bigint").await;
        // More than a tile of hashes, so that files don't end where tiles do.
        firms
            .world
            .alter(&format!(
                "do $$ begin for n in 1..300 loop perform app.write_entry('{}', 'server', null, null, 'checks_run', null, '{{\"event\": \"checks_run\", \"held\": 1, \"broken\": 0}}', null, 'server', 'n'); end loop; end $$",
                firms.ana.firm()
            ))
            .await;
        audit::grow_all(&firms.world.backend).await.unwrap();
        Self {
            firms,
            folder: Folder::new(),
            year: u16::try_from(year).unwrap(),
        }
    }

    /// So many years later, with partitions for what comes then.
    async fn pass(&self, years: i64) {
        self.firms
            .world
            .pass(years * YEAR_OF_SECONDS + years * 86_400 / 4)
            .await;
        self.firms
            .world
            .alter("begin; set local role matterlock_owner; select app.make_log_years(extract(year from app.now())::int, extract(year from app.now())::int + 1); commit")
            .await;
    }

    fn owner(&self) -> ConnectOptions {
        (*self.firms.world.superuser.connect_options()).clone()
    }

    async fn archive(&self) -> Vec<Archived> {
        audit::archive_year(&self.firms.world.backend, self.year, self.folder.path())
            .await
            .unwrap()
    }

    /// Removes the year; why not, where it stays.
    async fn remove(&self) -> Result<usize, String> {
        audit::remove_year(&self.firms.world.backend, &self.owner(), self.year, self.folder.path())
            .await
            .map(|removed| removed.len())
            .map_err(|error| error.to_string())
    }

    async fn entries_of_the_year(&self) -> i64 {
        self.firms
            .world
            .count(&format!(
                "select (select count(*) from matterlock.log_entries where year = {0}) + (select count(*) from matterlock.console_entries where year = {0})",
                self.year
            ))
            .await
    }

    async fn reports(&self) -> Vec<(LogKind, Report)> {
        audit::grow_all(&self.firms.world.backend).await.unwrap();
        let firm = FirmId(self.firms.ana.firm());
        let verified = audit::verify_all(&self.firms.world.backend, Some(firm)).await.unwrap();
        verified.into_iter().map(|log| (log.log, log.report)).collect()
    }

    /// That of the firm's cases, whatever the others say.
    async fn the_cases_log_is_clean(&self) -> bool {
        let reports = self.reports().await;
        reports
            .iter()
            .all(|(log, report)| *log != LogKind::Cases || report.is_clean())
    }

    async fn red(&self) -> Vec<String> {
        let reports = checks::run_all(&self.firms.world.backend).await.unwrap();
        reports
            .into_iter()
            .filter(|report| report.outcome == Outcome::Broken)
            .map(|report| format!("{}: {}", report.check, report.detail))
            .collect()
    }

    fn verify(&self, file: &[u8]) -> Report {
        let mut verifier = FileVerifier::new(Trust {
            keys: vec![audit::verifier_key(&self.firms.world.backend).unwrap()],
            checkpoints: Vec::new(),
        });
        verifier.bytes(file);
        verifier.finish()
    }
}

fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (PathBuf::from(path.file_name().unwrap()), std::fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}
