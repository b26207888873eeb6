//! Filters that the reader keeps: each a link; the one that is shown can be removed, one that is not kept yet can be saved.

use domain::Error;
use domain::audit::{LogFilter, SavedFilter};
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::Which;
use crate::api::audit::{RemoveFilter, SaveFilter};
use crate::api::console::{RemoveLogFilter, SaveLogFilter};
use crate::components::{Button, ButtonKind, ErrorSummary, Icon, TextField, problem_of, toast, use_action_error};
use crate::pages::office::outcome::pending;
use crate::pages::office::unfold::{Confirm, Unfold};
use crate::{texts, use_language};

/// The bar of kept filters.
#[component]
pub(super) fn SavedFilters(
    /// Of which log.
    which: Which,
    /// What is shown of it.
    filter: LogFilter,
    /// What is kept.
    saved: Vec<SavedFilter>,
) -> impl IntoView {
    let lang = use_language();
    let filter = StoredValue::new(filter.lasting());
    let saved = RwSignal::new(saved);
    let open = RwSignal::new(false);
    let (save, remove) = (ServerAction::<SaveFilter>::new(), ServerAction::<RemoveFilter>::new());
    let (save_there, remove_there) = (
        ServerAction::<SaveLogFilter>::new(),
        ServerAction::<RemoveLogFilter>::new(),
    );
    let take = move |all, said: &'static str| {
        saved.set(all);
        open.set(false);
        toast(said);
    };
    on_answer(save, move |all| take(all, texts::log::was_saved(lang)));
    on_answer(save_there, move |all| take(all, texts::log::was_saved(lang)));
    on_answer(remove, move |all| take(all, texts::log::was_removed(lang)));
    on_answer(remove_there, move |all| take(all, texts::log::was_removed(lang)));
    let (failed, failed_there) = (use_action_error(save), use_action_error(save_there));
    let error = Signal::derive(move || failed.get().or_else(|| failed_there.get()));
    let (left, left_there) = (use_action_error(remove), use_action_error(remove_there));
    let not_removed = Signal::derive(move || left.get().or_else(|| left_there.get()));
    let shown = Memo::new(move |_| {
        let shown = filter.get_value();
        saved.with(|saved| saved.iter().find(|saved| saved.filter == shown).cloned())
    });
    let narrows = filter.with_value(|filter| *filter != LogFilter::default());
    let fields = move |pending: Signal<bool>| {
        view! {
            <div class="form">
                <ErrorSummary error=error labels=vec![("name", texts::log::saved_name(lang).to_owned())] prefix="saved-" />
                {filter
                    .with_value(LogFilter::parameters)
                    .into_iter()
                    .map(|(name, value)| view! { <input type="hidden" name=format!("filter[{name}]") value=value /> })
                    .collect_view()}
                <TextField
                    name="name"
                    prefix="saved-"
                    label=texts::log::saved_name(lang)
                    help=texts::log::saved_help(lang)
                    maxlength=SavedFilter::NAME_MAX
                    required=true
                    autocomplete="off"
                    problem=problem_of(error, "name")
                />
                <div class="form-end">
                    <Button submit=true pending=pending>
                        {texts::log::save_do(lang)}
                    </Button>
                </div>
            </div>
        }
    };
    let form = move || match which {
        Which::Console => view! { <ActionForm action=save_there>{fields(pending(save_there))}</ActionForm> }.into_any(),
        Which::Firm | Which::Own => view! { <ActionForm action=save>{fields(pending(save))}</ActionForm> }.into_any(),
    };
    let removal = move |id: String| match which {
        Which::Console => view! {
            <ActionForm action=remove_there>
                <Removal id=id pending=pending(remove_there) />
            </ActionForm>
        }
        .into_any(),
        Which::Firm | Which::Own => view! {
            <ActionForm action=remove>
                <Removal id=id pending=pending(remove) />
            </ActionForm>
        }
        .into_any(),
    };
    view! {
        <div class="saved-filters">
            <Show when=move || saved.with(|saved| !saved.is_empty())>
                <nav aria-label=texts::log::saved(lang)>
                    <ul class="chips">
                        <For each=move || saved.get() key=|saved| saved.id let(one)>
                            <li>
                                <a
                                    class="chip"
                                    href=format!("{}?{}", which.path(), one.filter.query())
                                    aria-current=move || shown.with(|shown| shown.as_ref().is_some_and(|shown| shown.id == one.id)).then_some("true")
                                >
                                    {one.name.clone()}
                                </a>
                            </li>
                        </For>
                    </ul>
                </nav>
            </Show>
            <ErrorSummary error=not_removed labels=Vec::new() />
            {move || match shown.get() {
                Some(kept) => view! {
                    <div class="row-actions">
                        <Confirm
                            label=texts::log::remove_saved(lang)
                            name=texts::log::remove_named(lang, &kept.name)
                            question=texts::log::remove_question(lang, &kept.name)
                        >
                            {removal(kept.id.to_string())}
                        </Confirm>
                    </div>
                }
                .into_any(),
                None if narrows => view! { <Unfold label=texts::log::save(lang) icon=Icon::Filter open=open form=form /> }.into_any(),
                None => ().into_any(),
            }}
        </div>
    }
}

/// Passes on all that is kept, after each success of the action.
fn on_answer<S>(action: ServerAction<S>, took: impl Fn(Vec<SavedFilter>) + 'static)
where
    S: ServerFn<Output = Vec<SavedFilter>, Error = Error> + Clone + Send + Sync + 'static,
{
    let value = action.value();
    Effect::new(move || {
        if let Some(Ok(all)) = value.get() {
            untrack(|| took(all));
        }
    });
}

/// What the question before a removal sends.
#[component]
fn Removal(
    /// Which one.
    id: String,
    /// Whether it is under way.
    #[prop(into)]
    pending: Signal<bool>,
) -> impl IntoView {
    let lang = use_language();
    view! {
        <input type="hidden" name="id" value=id />
        <Button kind=ButtonKind::Danger submit=true pending=pending>
            {texts::log::remove_saved(lang)}
        </Button>
    }
}
