//! Work on a case: it is opened, people are assigned, papers come in, signatures are asked for. Each step is done only where it
//! is missing, so that an interrupted filling goes on where it stopped.

use std::collections::HashMap;
use std::sync::Arc;

use domain::cases::{CaseChange, NewCase};
use domain::ids::CaseId;
use domain::parties::PartyForm;

use super::matters::Matter;
use super::people::Person;
use super::requests;
use crate::caller::Caller;
use crate::failure::{Done, Failure};
use crate::{Backend, cases, documents};

/// Everybody of the demonstration, signed in, by mail address.
pub(super) type Present = HashMap<&'static str, Caller>;

/// Does all that a matter is made of.
pub(super) async fn carry_out(backend: &Arc<Backend>, present: &Present, matter: &Matter) -> Done<()> {
    let caller = who(present, matter.opener)?;
    let case = open(caller, matter).await?;
    let page = cases::page(caller, case).await?;

    for &(role, name, email, phone) in matter.parties {
        if !page.parties.iter().any(|party| party.name == name) {
            let form = PartyForm {
                case,
                id: None,
                version: 1,
                role,
                name: name.to_owned(),
                email: email.to_owned(),
                phone: phone.to_owned(),
            };
            cases::save_party(caller, form).await?;
        }
    }
    for person in matter.team {
        cases::assign(caller, case, who(present, person)?.me().user).await?;
    }
    for (paper, person) in matter.papers {
        if !page
            .documents
            .iter()
            .any(|document| document.file_name == paper.file_name)
        {
            documents::upload(who(present, person)?, case, paper.file_name, paper.bytes).await?;
        }
    }
    if page.stage != matter.stage {
        let change = CaseChange {
            id: case,
            version: page.version,
            title: page.title,
            kind: page.kind,
            stage: matter.stage,
            summary: page.summary,
        };
        cases::change(caller, change).await?;
    }

    let page = cases::page(caller, case).await?;
    for request in matter.requests {
        requests::bring_about(backend, caller, &page, request).await?;
    }
    Ok(())
}

async fn open(caller: &Caller, matter: &Matter) -> Done<CaseId> {
    let mine = cases::dashboard(caller, "", None).await?;
    if let Some(case) = mine.cases.iter().find(|case| case.title == matter.title) {
        return Ok(case.id);
    }
    let form = NewCase {
        title: matter.title.to_owned(),
        kind: matter.kind,
        summary: matter.summary.to_owned(),
        ..NewCase::default()
    };
    cases::open(caller, form).await
}

fn who<'a>(present: &'a Present, person: &Person) -> Done<&'a Caller> {
    present
        .get(person.email)
        .ok_or_else(|| Failure::broken("somebody of the demonstration is not signed in"))
}
