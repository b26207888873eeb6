//! Taking entries out: asked for first, because the second factor has to be fresh, then downloaded by the browser itself.

use domain::Error;
use domain::audit::{ExportFormat, LogFilter};
use domain::ids::CaseId;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::Which;
use crate::api::audit::ReadyExport;
use crate::api::console::ReadyLogExport;
use crate::components::{
    Button, ButtonKind, ErrorSummary, Icon, IconView, LinkButton, StepUpDialog, StepUps, but_step_up, toast,
    use_action_error,
};
use crate::pages::office::on_success;
use crate::pages::office::unfold::Unfold;
use crate::{texts, use_language};

/// The words for a format.
const fn words(lang: domain::Language, format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Csv => texts::log::as_csv(lang),
        ExportFormat::JsonLines => texts::log::as_json_lines(lang),
    }
}

/// What can be taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Taken {
    /// What the filter leaves.
    Entries(ExportFormat),
    /// All of a case, with its proof.
    Evidence(CaseId),
}

/// Explains it, with a button a format.
#[component]
pub(super) fn Export(
    /// Of which log.
    which: Which,
    /// What is shown of it.
    filter: LogFilter,
) -> impl IntoView {
    let lang = use_language();
    // Of one case there is its evidence besides.
    let case = filter.case.filter(|_| which == Which::Firm);
    let filter = StoredValue::new(filter.lasting());
    let file = move |taken: Taken| match taken {
        Taken::Entries(format) => {
            let query = filter.with_value(LogFilter::query);
            format!("{}log.{}?{query}", which.files(), format.ending())
        }
        Taken::Evidence(case) => format!("/files/cases/{case}/evidence.jsonl"),
    };
    let (ready, ready_there) = (
        ServerAction::<ReadyExport>::new(),
        ServerAction::<ReadyLogExport>::new(),
    );
    let step_ups = StepUps::new();
    step_ups.watch(ready);
    step_ups.watch(ready_there);
    let asked = StoredValue::new(Taken::Entries(ExportFormat::Csv));
    let fetch = move || {
        toast(texts::log::exporting(lang));
        download(&file(asked.get_value()));
    };
    on_success(ready, fetch);
    on_success(ready_there, fetch);
    let (failed, failed_there) = (use_action_error(ready), use_action_error(ready_there));
    let error = but_step_up(Signal::derive(move || failed.get().or_else(|| failed_there.get())));
    let pending = Signal::derive(move || ready.pending().get() || ready_there.pending().get());
    let open = RwSignal::new(false);
    let ask = move |taken: Taken| {
        asked.set_value(taken);
        let filter = filter.get_value();
        match which {
            Which::Console => {
                ready_there.dispatch(ReadyLogExport { filter });
            }
            Which::Firm | Which::Own => {
                ready.dispatch(ReadyExport { filter });
            }
        }
    };
    let button = move |taken: Taken, words: &'static str, icon: Icon| {
        view! {
            <span class="needs-script">
                <Button kind=ButtonKind::Secondary pending=pending on_click=move |_| ask(taken)>
                    <IconView icon=icon />
                    {words}
                </Button>
            </span>
            <span class="only-without-script">
                <LinkButton href=file(taken) kind=ButtonKind::Secondary external=true>
                    {words}
                </LinkButton>
            </span>
        }
    };
    let form = move || {
        view! {
            <div class="export">
                <p>{texts::log::export_text(lang)}</p>
                <ErrorSummary error=error labels=Vec::new() />
                <div class="form-actions">
                    {ExportFormat::ALL
                        .map(|format| button(Taken::Entries(format), words(lang, format), Icon::Download))
                        .collect_view()}
                </div>
                {case
                    .map(|case| {
                        view! {
                            <p>{texts::verify::evidence_text(lang)}</p>
                            <div class="form-actions">
                                {button(Taken::Evidence(case), texts::verify::as_evidence(lang), Icon::Seal)}
                            </div>
                        }
                    })}
                <p>
                    <a class="link" href="/verify">
                        {texts::verify::guide_link(lang)}
                    </a>
                </p>
            </div>
        }
    };
    view! {
        <Unfold label=texts::log::export(lang) icon=Icon::Download open=open form=form />
        <StepUpDialog watched=step_ups />
    }
}

/// Why a file was refused: whoever came to it by a link, or without script, is sent back with the reason.
#[component]
pub(super) fn SentBack() -> impl IntoView {
    let query = use_query_map();
    let why = Memo::new(move |_| {
        let told = query.with(|query| query.get("export_refused"))?;
        serde_json::from_str::<Error>(&told).ok()
    });
    view! { <ErrorSummary error=why labels=Vec::new() /> }
}

/// Goes to a file, which the browser keeps, so that the page stays.
#[cfg_attr(
    not(feature = "hydrate"),
    expect(unused_variables, reason = "only a browser downloads")
)]
fn download(file: &str) {
    #[cfg(feature = "hydrate")]
    {
        // It fails only for an address that is none.
        let _ = window().location().assign(file);
    }
}
