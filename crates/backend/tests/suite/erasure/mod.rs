//! L7: erasing somebody leaves nothing of them that opens, and the log as it was signed; a legal hold blocks it; what was erased stays so.

mod erased;
mod finding;
mod holding;
mod keys;

use backend::caller::AtTheConsole;
use backend::{Failure, audit, cases, console};
use domain::erasure::{KeptBy, SubjectKind};
use domain::ids::{ErasureId, FirmId, PartyId, SubjectId};
use domain::parties::{PartyForm, PartyRole};

use crate::support::changes::witness;
use crate::support::people::Firms;

const GROUND: &str = "Ley 8968, solicitado por escrito";

const QUIRINA: &str = "Quirina Zumbado";

/// A party with a name, an address and a number that nobody else has.
async fn quirina(firms: &Firms) -> PartyId {
    let form = PartyForm {
        role: PartyRole::Client,
        email: "quirina@zumbado.example".to_owned(),
        phone: "+506 7777 1234".to_owned(),
        ..witness(firms, QUIRINA)
    };
    cases::save_party(&firms.ana.caller, form).await.unwrap()
}

fn of(party: PartyId) -> SubjectId {
    SubjectId(party.0)
}

async fn erase(at: &AtTheConsole, subjects: &[SubjectId]) -> Result<ErasureId, Failure> {
    console::erase(at, subjects, GROUND, true).await
}

async fn found(at: &AtTheConsole, who: &str) -> Vec<(SubjectKind, Option<KeptBy>)> {
    let found = console::find_to_erase(at, who).await.unwrap();
    found
        .subjects
        .iter()
        .map(|subject| (subject.kind, subject.kept))
        .collect()
}

/// Tables in which a word stands, wherever in a row.
async fn stands_in(firms: &Firms, word: &str) -> Vec<String> {
    let tables = firms
        .world
        .text("select string_agg(relname, ' ' order by relname) from pg_class where relnamespace = 'matterlock'::regnamespace and relkind = 'r'")
        .await;
    let mut holding = Vec::new();
    for table in tables.split(' ') {
        let rows = firms
            .world
            .count(&format!(
                "select count(*) from matterlock.{table} t where t::text ilike '%{word}%'"
            ))
            .await;
        if rows > 0 {
            holding.push(table.to_owned());
        }
    }
    holding
}

async fn verifies(firms: &Firms) {
    audit::grow_all(&firms.world.backend).await.unwrap();
    let verified = audit::verify_all(&firms.world.backend, Some(FirmId(firms.ana.firm())))
        .await
        .unwrap();
    assert!(!verified.is_empty());
    assert!(verified.iter().all(|log| log.report.is_clean()), "{verified:?}");
}
