//! What was found, in the visitor's words.

use std::sync::Arc;

use domain::{Language, Timestamp};
use leptos::prelude::*;
use tlog::archive::StatementError;
use tlog::receipt::ReceiptError;
use tlog::verify::{Contents, Finding, Notice, Report, Verdict};
use web_sys::File;

use super::choosing::{Asked, Choose};
use super::listing::Shown;
use super::reading::Done;
use super::receipt::ReceiptSays;
use super::statement::statement_says;
use super::trust::Whose;
use crate::components::{Alert, AlertKind, Button, ButtonKind, When, WhenStyle};
use crate::pages::log::print;
use crate::{texts::verify as t, use_language};

/// A verdict for the eye: only one is green.
const fn words(lang: Language, verdict: Verdict) -> (AlertKind, &'static str) {
    match verdict {
        Verdict::Holds => (AlertKind::Success, t::holds(lang)),
        Verdict::HoldsInPart => (AlertKind::Warning, t::holds_in_part(lang)),
        Verdict::NotCompared => (AlertKind::Warning, t::not_compared(lang)),
        Verdict::HoldsItself => (AlertKind::Warning, t::holds_itself(lang)),
        Verdict::WithoutArchive => (AlertKind::Warning, t::without_archive(lang)),
        Verdict::Unproven => (AlertKind::Warning, t::unproven(lang)),
        Verdict::Broken => (AlertKind::Danger, t::broken(lang)),
        Verdict::NoFile => (AlertKind::Danger, t::no_file(lang)),
    }
}

/// The verdict, what is wrong, what to know, and what the file is.
#[component]
pub(super) fn Told(
    /// What was found.
    done: Arc<Done>,
    /// Told which file is the archive of the statement that was given.
    #[prop(into)]
    on_archive: Callback<Vec<File>>,
) -> impl IntoView {
    let lang = use_language();
    let report = &done.report;
    let verdict = report.verdict();
    let (kind, title) = words(lang, verdict);
    let role = if kind == AlertKind::Danger { "alert" } else { "status" };
    let lines = summary(lang, verdict, report);
    let wrong = wrong(lang, report);
    let know = report.notices.iter().map(|notice| t::notice(lang, notice)).collect();
    let (receipt, statement) = (report.receipt.clone(), report.statement.clone());
    view! {
        <div role=role>
            <Alert kind=kind>
                <p class="notice-title">{title}</p>
                {lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view()}
            </Alert>
        </div>
        {(verdict != Verdict::NoFile)
            .then(|| {
                view! {
                    {(verdict == Verdict::WithoutArchive)
                        .then(|| {
                            view! {
                                <section class="panel verify-what">
                                    <Choose
                                        asked=Asked {
                                            id: "verify-archive",
                                            label: t::archive(lang),
                                            choose: t::choose_archive(lang),
                                            help: t::archive_help(lang),
                                            several: false,
                                        }
                                        on_files=on_archive
                                    />
                                </section>
                            }
                        })}
                    {list(t::wrong(lang), wrong)}
                    {list(t::know(lang), know)}
                    {receipt.map(|receipt| view! { <ReceiptSays receipt=receipt /> })}
                    {statement.as_ref().map(statement_says)}
                    <About done=done.clone() />
                    <Shown done=done />
                    <div class="form-actions">
                        <Button kind=ButtonKind::Secondary on_click=|_| print()>
                            {t::print(lang)}
                        </Button>
                    </div>
                }
            })}
    }
}

/// What follows the verdict.
fn summary(lang: Language, verdict: Verdict, report: &Report) -> Vec<String> {
    if verdict == Verdict::NoFile {
        return vec![t::no_file_text(lang).to_owned()];
    }
    let mut lines = Vec::new();
    if verdict == Verdict::WithoutArchive {
        lines.push(t::without_archive_text(lang).to_owned());
    }
    if matches!(
        report.contents,
        Some(Contents::Range | Contents::Selection | Contents::Archive)
    ) {
        lines.push(if report.proven == report.entries {
            t::all_proven(lang, report.proven)
        } else {
            t::some_proven(lang, report.proven, report.entries)
        });
    }
    lines.extend(report.first_bad_entry().map(|number| t::first_bad(lang, number)));
    let stranger = |finding: &Finding| {
        matches!(
            finding,
            Finding::CheckpointUnknownKey { .. }
                | Finding::Receipt {
                    problem: ReceiptError::UnknownKey
                }
                | Finding::Statement {
                    problem: StatementError::UnknownKey
                }
        )
    };
    if report.findings.iter().any(stranger) {
        lines.push(t::other_key(lang).to_owned());
    }
    if report
        .notices
        .iter()
        .any(|notice| matches!(notice, Notice::NotCompared { .. } | Notice::EndsEarlier { .. }))
    {
        lines.push(t::compare_whole(lang).to_owned());
    }
    lines
}

fn wrong(lang: Language, report: &Report) -> Vec<String> {
    /// More of them tell nobody more.
    const MOST: usize = 20;
    let listed = report.findings.iter().take(MOST);
    let mut lines: Vec<String> = listed.map(|finding| t::finding(lang, finding)).collect();
    let more = report.findings.len().saturating_sub(MOST) as u64 + report.more_findings;
    if more > 0 {
        lines.push(t::more_wrong(lang, more));
    }
    lines
}

fn list(title: &'static str, lines: Vec<String>) -> Option<impl IntoView> {
    (!lines.is_empty()).then(|| {
        view! {
            <section class="panel verify-list">
                <h2>{title}</h2>
                <ul>{lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
            </section>
        }
    })
}

/// What the file is.
#[component]
fn About(
    /// What was found.
    done: Arc<Done>,
) -> impl IntoView {
    let lang = use_language();
    let Done { name, whose, report } = &*done;
    let kind = report.contents.map(|contents| match contents {
        Contents::Range => t::kind_log(lang),
        Contents::Selection => t::kind_pack(lang),
        Contents::Checkpoints => t::kind_checkpoints(lang),
        Contents::Receipt => t::kind_receipt(lang),
        Contents::Statement => t::kind_statement(lang),
        Contents::Archive => t::kind_archive(lang),
    });
    let key = match whose {
        Whose::Here => t::key_was_here(lang),
        Whose::Own => t::key_was_own(lang),
        Whose::File => t::key_was_file(lang),
    };
    let fact = |label: &'static str, value: AnyView| {
        view! {
            <div>
                <dt>{label}</dt>
                <dd>{value}</dd>
            </div>
        }
    };
    let code = |text: String| view! { <code>{text}</code> }.into_any();
    view! {
        <section class="panel">
            <h2>{t::about(lang)}</h2>
            <dl class="facts verify-facts">
                {fact(t::of_file(lang), name.clone().into_any())}
                {kind.map(|kind| fact(t::kind(lang), kind.into_any()))}
                {report
                    .extent
                    .map(|extent| {
                        let entries = t::entries_from(lang, report.entries, extent.first, extent.last);
                        view! {
                            {fact(t::entries(lang), entries.into_any())}
                            {fact(
                                t::time(lang),
                                view! {
                                    <When at=at(extent.from) style=WhenStyle::DateTime />
                                    " – "
                                    <When at=at(extent.to) style=WhenStyle::DateTime />
                                }
                                    .into_any(),
                            )}
                        }
                    })}
                {report
                    .checkpoint
                    .as_ref()
                    .map(|checkpoint| {
                        let words = t::checkpoint_at(lang, checkpoint.size());
                        let signed = checkpoint
                            .at()
                            .map(|signed| view! { ", " <When at=at(signed) style=WhenStyle::DateTime /> });
                        fact(t::checkpoint(lang), view! { {words} {signed} }.into_any())
                    })}
                {report.case.map(|case| fact(t::case(lang), code(case.to_string())))}
                {report.firm.map(|firm| fact(t::firm(lang), code(firm.to_string())))}
                {report.log.as_ref().map(|log| fact(t::log(lang), code(log.to_string())))}
                {fact(
                    t::key_of(lang),
                    view! {
                        {key}
                        {report.keys.iter().map(|key| code(key.to_string())).collect_view()}
                    }
                        .into_any(),
                )}
            </dl>
        </section>
    }
}

/// A point in time in microseconds, as pages know it.
const fn at(micros: i64) -> Timestamp {
    Timestamp(micros.div_euclid(1000))
}

#[cfg(test)]
mod tests {
    use domain::Language::{En, Es};

    use super::*;

    #[test]
    fn l6_one_verdict_alone_is_green() {
        for verdict in [
            Verdict::Holds,
            Verdict::HoldsInPart,
            Verdict::NotCompared,
            Verdict::HoldsItself,
            Verdict::WithoutArchive,
            Verdict::Unproven,
            Verdict::Broken,
            Verdict::NoFile,
        ] {
            let ((en, title), (es, titulo)) = (words(En, verdict), words(Es, verdict));
            assert_eq!(en == AlertKind::Success, verdict == Verdict::Holds, "{verdict:?}");
            assert!(en == es && title != titulo, "{verdict:?}");
        }
    }
}
