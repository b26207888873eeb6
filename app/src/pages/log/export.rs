//! Taking entries out: asked for first, because the second factor has to be fresh, then downloaded by the browser itself.

use domain::Error;
use domain::audit::{ExportFormat, LogFilter};
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

/// Explains it, with a button a format.
#[component]
pub(super) fn Export(
    /// Of which log.
    which: Which,
    /// What is shown of it.
    filter: LogFilter,
) -> impl IntoView {
    let lang = use_language();
    let filter = StoredValue::new(filter.lasting());
    let file = move |format: ExportFormat| {
        let query = filter.with_value(LogFilter::query);
        format!("{}log.{}?{query}", which.files(), format.ending())
    };
    let (ready, ready_there) = (
        ServerAction::<ReadyExport>::new(),
        ServerAction::<ReadyLogExport>::new(),
    );
    let step_ups = StepUps::new();
    step_ups.watch(ready);
    step_ups.watch(ready_there);
    let asked = StoredValue::new(ExportFormat::Csv);
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
    let ask = move |format: ExportFormat| {
        asked.set_value(format);
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
    let form = move || {
        view! {
            <div class="export">
                <p>{texts::log::export_text(lang)}</p>
                <ErrorSummary error=error labels=Vec::new() />
                <div class="form-actions">
                    {ExportFormat::ALL
                        .map(|format| {
                            view! {
                                <span class="needs-script">
                                    <Button kind=ButtonKind::Secondary pending=pending on_click=move |_| ask(format)>
                                        <IconView icon=Icon::Download />
                                        {words(lang, format)}
                                    </Button>
                                </span>
                                <span class="only-without-script">
                                    <LinkButton href=file(format) kind=ButtonKind::Secondary external=true>
                                        {words(lang, format)}
                                    </LinkButton>
                                </span>
                            }
                        })
                        .collect_view()}
                </div>
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
