//! The documents of a case: the list, and the panel that takes files by button or drop.

use domain::documents::{DocumentSource, DocumentSummary};
use domain::{Error, Permission};
use leptos::ev::DragEvent;
use leptos::html::{Input, Section};
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_query_map;
use wasm_bindgen::JsCast;

use super::Scope;
use super::upload::{Item, State, Uploads, why_refused};
use crate::components::{Alert, AlertKind, Button, ButtonKind, Bytes, Empty, Icon, IconView, Seal, When, WhenStyle};
use crate::texts::problems::not_signable;
use crate::{texts::office as t, use_language};

/// The panel of documents.
#[component]
pub(super) fn Documents(scope: Scope) -> impl IntoView {
    let lang = use_language();
    let may_upload = scope.may(Permission::UploadDocument);
    let may_send = scope.may(Permission::SendForSignature);
    let documents = scope.part(|case| case.documents.clone());
    let uploads = Uploads::new(
        scope.id,
        lang,
        Callback::new(move |document: DocumentSummary| {
            scope.case.update(|case| {
                if case.documents.iter().all(|other| other.id != document.id) {
                    case.documents.insert(0, document);
                }
            });
            scope.case.refresh();
        }),
    );
    let panel = NodeRef::<Section>::new();
    let hovering = RwSignal::new(false);
    let drag_over = move |event: DragEvent| {
        if may_upload {
            event.prevent_default();
            hovering.set(true);
        }
    };
    let drag_leave = move |event: DragEvent| {
        // Moving over something within the panel is not leaving it.
        let to = event
            .related_target()
            .and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        if panel.get_untracked().is_none_or(|panel| !panel.contains(to.as_ref())) {
            hovering.set(false);
        }
    };
    let dropped = {
        let uploads = uploads.clone();
        move |event: DragEvent| {
            if !may_upload {
                return;
            }
            event.prevent_default();
            hovering.set(false);
            if let Some(files) = event.data_transfer().and_then(|data| data.files()) {
                uploads.take(&files);
            }
        }
    };
    let shown = may_upload.then(|| view! { <UploadPanel scope=scope uploads=uploads /> });
    view! {
        <section
            class="panel drop-panel"
            class:drop-hover=hovering
            id="documents"
            aria-labelledby="documents-title"
            node_ref=panel
            on:dragenter=drag_over
            on:dragover=drag_over
            on:dragleave=drag_leave
            on:drop=dropped
        >
            <div class="panel-head">
                <h2 id="documents-title">{t::section_documents(lang)}</h2>
            </div>
            {shown}
            <Show when=move || documents.with(Vec::is_empty)>
                <Empty title=t::no_documents_title(lang) icon=Icon::Document>
                    <p>{t::no_documents_text(lang)}</p>
                </Empty>
            </Show>
            <ul class="rows">
                <For each=move || documents.get() key=|document| document.id let(document)>
                    <DocumentRow document=document may_send=may_send />
                </For>
            </ul>
            <Show when=move || hovering.get()>
                <p class="drop-word" aria-hidden="true">
                    <IconView icon=Icon::Upload />
                    {t::drop_now(lang)}
                </p>
            </Show>
        </section>
    }
}

#[component]
fn DocumentRow(document: DocumentSummary, may_send: bool) -> impl IntoView {
    let lang = use_language();
    let signed = matches!(document.source, DocumentSource::Signed(_));
    let (id, name) = (document.id, document.file_name.clone());
    let obstacle = document.obstacle.filter(|_| may_send && !signed);
    let by = (!document.uploaded_by.is_empty()).then(|| format!(" · {}", t::uploaded_by(lang, &document.uploaded_by)));
    let (ask_name, download_name) = (
        t::ask_signature_on(lang, &document.file_name),
        t::download_name(lang, &document.file_name),
    );
    view! {
        <li class="row">
            <div class="row-words">
                <p class="row-title">
                    <A href=format!("/documents/{id}") attr:class="serif">
                        {name}
                    </A>
                    " "
                    {signed.then(|| view! { <Seal label=t::signed_copy(lang) /> })}
                </p>
                <p class="row-detail">
                    {t::pages(lang, document.pages)} " · " <Bytes size=document.size /> " · "
                    <When at=document.uploaded_at style=WhenStyle::Relative />
                    {by}
                </p>
                {obstacle.map(|obstacle| view! { <p class="row-detail">{not_signable(lang, obstacle)}</p> })}
            </div>
            <div class="row-actions">
                {(may_send && !signed && obstacle.is_none())
                    .then(|| {
                        view! {
                            <A
                                href=format!("/documents/{id}/sign")
                                attr:class="btn btn-secondary"
                                attr:aria-label=ask_name
                            >
                                <IconView icon=Icon::Sign />
                                {t::ask_signature(lang)}
                            </A>
                        }
                    })}
                <a
                    class="btn btn-quiet"
                    href=format!("/files/documents/{id}")
                    rel="external"
                    download=document.file_name.clone()
                    aria-label=download_name
                >
                    <IconView icon=Icon::Download />
                    {t::download(lang)}
                </a>
            </div>
        </li>
    }
}

/// Choosing files, and those on their way. Without script it is a plain form for one file.
#[component]
fn UploadPanel(scope: Scope, uploads: Uploads) -> impl IntoView {
    let lang = use_language();
    let field = NodeRef::<Input>::new();
    let ready = RwSignal::new(false);
    Effect::new(move || {
        if let Some(field) = field.get() {
            field.set_multiple(true);
            ready.set(true);
        }
    });
    let guard = uploads.clone();
    Effect::new(move || {
        let guard = guard.clone();
        let leaving = window_event_listener(leptos::ev::beforeunload, move |event| {
            if guard.under_way() {
                event.prevent_default();
            }
        });
        // A file that misses the panel must not take the browser away from the page.
        let over = window_event_listener(leptos::ev::dragover, |event| keep_page(&event));
        let missed = window_event_listener(leptos::ev::drop, |event| keep_page(&event));
        on_cleanup(move || {
            leaving.remove();
            over.remove();
            missed.remove();
        });
    });
    let (chosen, listed) = (uploads.clone(), uploads.clone());
    let choose = move |_| {
        let Some(field) = field.get_untracked() else { return };
        if let Some(files) = field.files() {
            chosen.take(&files);
        }
        // So that the same file can be chosen again.
        field.set_value("");
    };
    // A file that was sent without script and refused: the server leads back with the reason in the address.
    let refused = use_query_map()
        .with_untracked(|query| query.get("upload_refused"))
        .and_then(|error| serde_json::from_str::<Error>(&error).ok())
        .map(|error| view! { <Alert kind=AlertKind::Danger>{why_refused(lang, &error)}</Alert> });
    view! {
        <div role="alert">{refused}</div>
        <form
            class="upload-form"
            class:upload-ready=ready
            method="post"
            enctype="multipart/form-data"
            action=format!("/files/cases/{}/documents", scope.id)
        >
            <label class="field-label" for="upload-file">{t::upload(lang)}</label>
            // The browser's own control speaks the browser's language and looks like nothing else here. It stays what has the focus.
            <label class="btn btn-secondary upload-pick" for="upload-file">
                <IconView icon=Icon::Upload />
                {t::choose_files(lang)}
            </label>
            <input
                class="file-input"
                id="upload-file"
                type="file"
                name="file"
                accept="application/pdf,.pdf"
                required=true
                aria-describedby="upload-help"
                node_ref=field
                on:change=choose
            />
            <span hidden=move || ready.get()>
                <Button kind=ButtonKind::Secondary submit=true>{t::upload_now(lang)}</Button>
            </span>
            <p class="field-help" id="upload-help">{t::drop_here(lang)}</p>
        </form>
        <ul class="uploads" aria-label=t::uploads(lang)>
            <For each=move || listed.items() key=|item| item.key let(item)>
                <UploadRow item=item uploads=uploads.clone() />
            </For>
        </ul>
    }
}

/// Files are not opened in place of the page; text may be dragged into fields as ever.
fn keep_page(event: &DragEvent) {
    if event
        .data_transfer()
        .is_some_and(|data| data.types().includes(&"Files".into(), 0))
    {
        event.prevent_default();
    }
}

#[component]
fn UploadRow(item: Item, uploads: Uploads) -> impl IntoView {
    let lang = use_language();
    let state = RwSignal::from(item.state.clone());
    let key = item.key;
    let name = item.name.clone();
    let failed = move || state.with(State::has_failed);
    let settled = move || state.with(State::stays);
    let percent = move || match state.get() {
        State::Sending { percent, .. } => Some(percent),
        _ => None,
    };
    let (cancelled, retried, dismissed) = (uploads.clone(), uploads.clone(), uploads);
    let (cancel_item, retry_item) = (item.clone(), item);
    let (cancel_name, dismiss_name, progress_name) = (
        t::cancel_upload(lang, &name),
        t::dismiss_upload(lang, &name),
        t::uploading(lang, &name),
    );
    view! {
        <li class="upload-row" class:upload-failed=failed>
            <div class="row-words">
                <p class="row-title">{name}</p>
                <p class="row-detail figures" role="status">{move || state.with(|state| state.words(lang))}</p>
                {move || {
                    state
                        .with(State::under_way)
                        .then(|| {
                            view! { <progress class="progress" max="100" value=percent aria-label=progress_name.clone()></progress> }
                        })
                }}
            </div>
            <div class="row-actions">
                <Show when=move || state.with(State::can_cancel)>
                    <CancelButton name=cancel_name.clone() press={
                        let (cancelled, item) = (cancelled.clone(), cancel_item.clone());
                        move |()| cancelled.cancel(&item)
                    } />
                </Show>
                <Show when=move || state.with(State::can_retry)>
                    <Button kind=ButtonKind::Secondary on_click={
                        let (retried, item) = (retried.clone(), retry_item.clone());
                        move |_| retried.retry(&item)
                    }>{t::retry(lang)}</Button>
                </Show>
                <Show when=settled>
                    <CancelButton name=dismiss_name.clone() press={
                        let dismissed = dismissed.clone();
                        move |()| dismissed.dismiss(key)
                    } />
                </Show>
            </div>
        </li>
    }
}

/// A cross with a name.
#[component]
fn CancelButton(
    /// What it does, in words.
    name: String,
    /// What it does.
    #[prop(into)]
    press: Callback<()>,
) -> impl IntoView {
    view! {
        <button type="button" class="btn btn-quiet btn-square" aria-label=name on:click=move |_| press.run(())>
            <IconView icon=Icon::Close />
        </button>
    }
}
