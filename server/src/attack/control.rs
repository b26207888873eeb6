//! That whoever asks would see something: Ana all that is hers, by the means that are tried, and everybody else what is theirs.

use std::collections::HashSet;
use std::pin::Pin;
use std::time::Duration;

use backend::attack::{Asks, Ground, Hindrance};
use domain::documents::PICTURE_WIDTHS;
use serde_json::json;

use super::Targets;
use super::asker::Asker;
use super::call::Call;
use super::cases::Ask;

/// How often that is looked for: a factor is fresh for five minutes, and a session of a console ends after 15 in which nothing is done.
const BETWEEN_SIGNS_OF_LIFE: Duration = Duration::from_mins(2);

fn function(name: &str, fields: &[(&'static str, &str)]) -> Call {
    let fields = fields
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect();
    Call::function(name, &Ask::Form(fields))
}

/// Ana sees every mark; digests of the files and pictures that she got.
///
/// # Errors
/// [`Hindrance::Blind`] for a mark that she does not see.
pub(super) async fn ana_sees(ana: &Asker, ground: &Ground, targets: &Targets) -> Result<HashSet<[u8; 32]>, Hindrance> {
    let marks = &ground.marks;
    let Targets {
        case,
        document,
        envelope,
        ..
    } = targets;
    let part: String = marks.title.chars().take(8).collect();
    let wanted: [(Call, &[&String]); 10] = [
        (
            function("cases/page", &[("case", case)]),
            &[&marks.title, &marks.summary, &marks.client, &marks.mailbox, &marks.file],
        ),
        (
            function("cases/timeline", &[("case", case)]),
            &[&marks.title, &marks.file],
        ),
        (function("cases/dashboard", &[("search", &part)]), &[&marks.title]),
        (
            function("cases/dashboard", &[]),
            &[&marks.title, &ground.hidden.marks.title],
        ),
        (function("documents/page", &[("document", document)]), &[&marks.page]),
        (
            function("signing/page", &[("envelope", envelope)]),
            &[&marks.message, &marks.client],
        ),
        (function("audit/log", &[("filter[case]", case)]), &[&marks.title]),
        (
            Call::get(format!("/cases/{case}")).with("accept", "text/html"),
            &[&marks.title],
        ),
        (
            Call::get(format!("/cases?search={part}")).with("accept", "text/html"),
            &[&marks.title],
        ),
        (Call::get(format!("/files/documents/{document}")), &[&marks.page]),
    ];
    let mut files = HashSet::new();
    for (call, words) in wanted {
        let answer = ana.ask(&call).await?;
        let text = answer.text().to_lowercase();
        if let Some(word) = words.iter().find(|word| !text.contains(&word.to_lowercase())) {
            return Err(Hindrance::Blind(format!(
                "by {} Ana does not see «{word}»",
                call.told()
            )));
        }
        if call.path.starts_with("/files/") {
            files.insert(vault::digest::sha256(&answer.body));
        }
    }
    for width in PICTURE_WIDTHS {
        let call = Call::get(format!("/files/documents/{document}/pages/1?width={width}"));
        let picture = ana.ask(&call).await?;
        if !picture.body.starts_with(b"\x89PNG") {
            return Err(Hindrance::Blind(format!(
                "by {} Ana does not see the page",
                call.told()
            )));
        }
        files.insert(vault::digest::sha256(&picture.body));
    }
    Ok(files)
}

/// Whoever began with a fresh factor still has it, and is not asked for it: otherwise what it opens was not tried.
///
/// # Errors
/// [`Hindrance::Blind`] where somebody has it no more, or is asked for it again.
pub(super) async fn factors_are_fresh(askers: &[Asker], ground: &Ground) -> Result<(), Hindrance> {
    ground.factors_are_fresh().await?;
    for asker in askers.iter().filter(|asker| asker.asks == Asks::WhatLeadsToCases) {
        let answer = asker
            .ask(&function("/admin/api/erasures/find", &[("who", "Nobody")]))
            .await?;
        if answer.status != 200 {
            return Err(Hindrance::Blind(format!(
                "{} has no fresh factor any more: {}",
                asker.who, answer.status
            )));
        }
    }
    Ok(())
}

/// Does something that takes long, while everybody's sessions are kept alive and it is looked again and again whether they are who they were
/// and Ana sees what is hers: what came after that would have tried nothing. The factors are still fresh before each renewal, and at the end.
///
/// # Errors
/// [`Hindrance::Blind`], and whatever hinders what is done.
pub(super) async fn keeping_alive(
    (ana, askers): (&Asker, &[Asker]),
    ground: &Ground,
    targets: &Targets,
    mut work: Pin<Box<dyn Future<Output = Result<(), Hindrance>> + Send + '_>>,
) -> Result<(), Hindrance> {
    ground.renew_sessions().await?;
    loop {
        tokio::select! {
            done = &mut work => break done?,
            () = tokio::time::sleep(BETWEEN_SIGNS_OF_LIFE) => {
                // Renewed, nothing would tell any more that it had lapsed.
                factors_are_fresh(askers, ground).await?;
                ground.renew_sessions().await?;
                everybody_is_somebody(askers).await?;
                ana_sees(ana, ground, targets).await?;
            }
        }
    }
    everybody_is_somebody(askers).await?;
    ana_sees(ana, ground, targets).await?;
    factors_are_fresh(askers, ground).await
}

/// Everybody still is who they were.
///
/// # Errors
/// [`Hindrance::Blind`] for somebody whose cookies say nothing any more.
pub(super) async fn everybody_is_somebody(askers: &[Asker]) -> Result<(), Hindrance> {
    for asker in askers {
        let mut asked = Vec::new();
        if asker.office.is_some() {
            asked.push(function("access/me", &[]));
        }
        if asker.console.is_some() {
            asked.push(function("/admin/api/access/me", &[]));
        }
        if asker.visit.is_some() {
            asked.push(Call::function("visit/view", &Ask::Json(json!({}))));
        }
        for call in asked {
            let answer = asker.ask(&call).await?;
            if answer.status != 200 || answer.body == b"null" {
                return Err(Hindrance::Blind(format!(
                    "{} is nobody any more: {} answered {}",
                    asker.who,
                    call.told(),
                    answer.status
                )));
            }
        }
    }
    Ok(())
}
