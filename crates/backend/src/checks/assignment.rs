//! I2 beyond rows: bytes, search, counts and live events, each asked of the product's own code.

use domain::Error;
use domain::audit::Event;
use domain::cases::Dashboard;
use domain::ids::{CaseId, FirmId, SessionId, UserId};

use super::ground::{CLIENT, Ground, PAPER, TITLE};
use super::{Seen, Verdict, cannot, refused};
use crate::Backend;
use crate::cases::search_cases;
use crate::documents::Stored;
use crate::live::{Means, sees, told_since};

/// The assigned person opens a document; for strangers it does not exist, and with it neither its key nor its place in the store.
pub(super) async fn strangers_get_no_bytes(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let document = ground.document.id;
    ground.be_ana().await?;
    let stored = Stored::read(ground.conn(), document).await.map_err(cannot)?;
    let kept = ground.document.store(backend).await;
    let opened = stored.file(backend).await;
    ground.document.forget(backend).await;
    kept.map_err(cannot)?;
    if opened.map_err(cannot)? != PAPER {
        return Err("the assigned person does not get the document".to_owned());
    }
    for stranger in ground.strangers() {
        ground.be("matterlock_app", Some(&stranger.secret)).await?;
        let found = Stored::read(ground.conn(), document).await;
        refused(&format!("the document, for {},", stranger.who), found, &Error::NotFound)?;
    }
    Ok(Seen {
        attempts: 2,
        detail:
            "the assigned person opens the file; for another firm and an unassigned colleague the document does not exist"
                .to_owned(),
    })
}

/// Searched by title, number and party, the case is found by the assigned person and by nobody else.
pub(super) async fn strangers_find_nothing(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    ground.be_ana().await?;
    let own = search_cases(ground.conn(), "", None).await.map_err(cannot)?;
    let [case] = own.cases.as_slice() else {
        return Err(format!(
            "the assigned person finds {} cases and not one",
            own.cases.len()
        ));
    };
    let words = [TITLE, CLIENT, &case.number];
    for word in words {
        let found = search_cases(ground.conn(), word, None).await.map_err(cannot)?;
        if found.cases.len() != 1 {
            return Err("the assigned person does not find the case".to_owned());
        }
    }
    let mut attempts = 0;
    for stranger in ground.strangers() {
        ground.be("matterlock_app", Some(&stranger.secret)).await?;
        for word in words {
            attempts += 1;
            let found = search_cases(ground.conn(), word, None).await.map_err(cannot)?;
            if !found.cases.is_empty() || counted(&found) > 0 {
                return Err(format!("{} finds the case", stranger.who));
            }
        }
    }
    Ok(Seen {
        attempts,
        detail: format!("{attempts} searches by another firm and an unassigned colleague found nothing"),
    })
}

/// The case and its pending signatures are in the counts of the assigned person and in nobody else's.
pub(super) async fn strangers_are_told_no_number(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    ground.be_ana().await?;
    let own = search_cases(ground.conn(), "", None).await.map_err(cannot)?;
    if (own.total, own.pending_signatures, counted(&own)) != (1, 1, 1) {
        return Err("the assigned person's own case is not counted".to_owned());
    }
    for stranger in ground.strangers() {
        ground.be("matterlock_app", Some(&stranger.secret)).await?;
        let page = search_cases(ground.conn(), "", None).await.map_err(cannot)?;
        let numbers = (page.total, page.pending_signatures, counted(&page));
        if numbers != (0, 0, 0) {
            return Err(format!(
                "in the counts of {}: cases, pending signatures, cases by stage: {numbers:?}",
                stranger.who
            ));
        }
    }
    Ok(Seen {
        attempts: 6,
        detail: "cases, cases by stage and pending signatures: 0 for another firm and an unassigned colleague"
            .to_owned(),
    })
}

fn counted(page: &Dashboard) -> u32 {
    page.stages.iter().map(|stage| stage.cases).sum()
}

/// What commits in the case is heard by the page of the assigned person and by no other: an entry in it, as the switchboard finds it in the log.
pub(super) async fn strangers_hear_nothing(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let (firm, case) = (FirmId(ground.firm), CaseId(ground.case));
    ground.be_ana().await?;
    let number = ground.append(&Event::CaseRead { case }).await?;
    ground.be("matterlock_sealer", None).await?;
    let told = told_since(ground.conn(), firm, number - 1).await.map_err(cannot)?;
    let [notice] = told[..] else {
        return Err(format!("of one entry in the case pages are told {} things", told.len()));
    };
    ground.be_ana().await?;
    let means = notice.means(firm, SessionId(ground.ana.session), UserId(ground.ana.id));
    if means != Means::Case(case) || !sees(ground.conn(), firm, case).await.map_err(cannot)? {
        return Err("the assigned person hears nothing of the case".to_owned());
    }
    for stranger in ground.strangers() {
        ground.be("matterlock_app", Some(&stranger.secret)).await?;
        let told = match notice.means(stranger.firm, stranger.session, stranger.user) {
            Means::Nothing => false,
            Means::Case(case) => sees(ground.conn(), stranger.firm, case).await.map_err(cannot)?,
            Means::Firm | Means::LessToSee | Means::TheEnd | Means::Renewed => true,
        };
        if told {
            return Err(format!("{} hears what happens in the case", stranger.who));
        }
    }
    Ok(Seen {
        attempts: 2,
        detail: "another firm and an unassigned colleague hear nothing of what commits in the case".to_owned(),
    })
}
