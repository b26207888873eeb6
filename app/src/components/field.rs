//! Form fields: label above, help and problem below, one column.

use domain::Problem;
use leptos::html::{Input, Textarea};
use leptos::prelude::*;

use super::password::Reveal;
use super::{Icon, IconView};
use crate::{texts, use_language};

/// The id of a field: `form[title]` and `title` both give `field-title`, as the server names it in errors.
pub(super) fn field_id(prefix: &str, name: &str) -> String {
    let last = name.trim_end_matches(']').rsplit('[').next().unwrap_or(name);
    format!("field-{prefix}{last}")
}

/// What a field says about itself to a screen reader.
fn described_by(id: &str, help: bool, problem: bool) -> Option<String> {
    match (help, problem) {
        (false, false) => None,
        (true, false) => Some(format!("{id}-help")),
        (false, true) => Some(format!("{id}-problem")),
        (true, true) => Some(format!("{id}-problem {id}-help")),
    }
}

/// Label, then the control, then help and problem.
#[component]
fn Framed(
    /// The control's id.
    id: String,
    /// The label.
    label: String,
    /// Whether it must be filled in.
    required: bool,
    /// What to know before filling it in.
    help: Option<String>,
    /// What is wrong.
    problem: Signal<Option<Problem>>,
    /// The control.
    children: Children,
) -> impl IntoView {
    let lang = use_language();
    let problem_id = format!("{id}-problem");
    let help_id = format!("{id}-help");
    view! {
        <div class="field">
            <label class="field-label" for=id>
                {label}
                {(!required).then(|| view! { <span class="field-optional">{texts::common::optional(lang)}</span> })}
            </label>
            {children()}
            {help.map(|help| view! { <p class="field-help" id=help_id>{help}</p> })}
            {move || {
                problem
                    .get()
                    .map(|problem| {
                        view! {
                            <p class="field-problem" id=problem_id.clone()>
                                <IconView icon=Icon::Warning />
                                {texts::problems::problem(lang, problem)}
                            </p>
                        }
                    })
            }}
        </div>
    }
}

/// A line of text.
#[expect(
    clippy::fn_params_excessive_bools,
    reason = "they are attributes in the markup, each with its name"
)]
#[component]
pub fn TextField(
    /// The name that is sent.
    #[prop(into)]
    name: String,
    /// The label.
    #[prop(into)]
    label: String,
    /// What it holds at first.
    #[prop(optional, into)]
    value: Option<String>,
    /// What it holds at any time, where something else depends on it.
    #[prop(optional)]
    bind: Option<RwSignal<String>>,
    /// `text`, `email`, `password`, `tel`, `date` or `number`.
    #[prop(default = "text")]
    kind: &'static str,
    /// What to know before filling it in.
    #[prop(optional, into)]
    help: Option<String>,
    /// What is wrong.
    #[prop(optional, into)]
    problem: Signal<Option<Problem>>,
    /// Whether it must be filled in.
    #[prop(optional)]
    required: bool,
    /// What browsers may fill in by themselves (HTML, section 4.10.18.7).
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// Whether it has the focus at first.
    #[prop(optional)]
    autofocus: bool,
    /// The most characters.
    #[prop(optional)]
    maxlength: Option<u32>,
    /// The element.
    #[prop(optional)]
    node_ref: NodeRef<Input>,
    /// Which keyboard a phone shows.
    #[prop(optional)]
    inputmode: Option<&'static str>,
    /// Set before the id, where two forms of a page have fields of the same name.
    #[prop(optional)]
    prefix: &'static str,
    /// Set for codes and secrets: wide, even figures.
    #[prop(optional)]
    code: bool,
    /// Set in filters, where everything is optional and saying so helps nobody.
    #[prop(optional)]
    bare: bool,
) -> impl IntoView {
    let id = field_id(prefix, &name);
    let shown = RwSignal::new(false);
    let password = kind == "password";
    let has_help = help.is_some();
    let described = {
        let id = id.clone();
        move || described_by(&id, has_help, problem.with(Option::is_some))
    };
    let first = bind.map_or(value, |bind| Some(bind.get_untracked()));
    let control = view! {
        <input
            class=if code { "input input-code" } else { "input" }
            id=id.clone()
            name=name
            type=move || if password && shown.get() { "text" } else { kind }
            value=first
            required=required
            autocomplete=autocomplete
            autofocus=autofocus
            maxlength=maxlength
            inputmode=inputmode
            spellcheck=(password || code || kind == "email").then_some("false")
            autocapitalize=(password || code || kind == "email").then_some("off")
            aria-invalid=move || problem.with(Option::is_some).then_some("true")
            aria-describedby=described
            node_ref=node_ref
            on:input=move |event| {
                if let Some(bind) = bind {
                    bind.set(event_target_value(&event));
                }
            }
        />
    };
    if let Some(bind) = bind {
        let at_first = bind.get_untracked();
        Effect::new(move |looked: Option<bool>| {
            let value = bind.get();
            let Some(element) = node_ref.get() else { return false };
            if element.value() != value {
                if looked != Some(true) && value == at_first {
                    // Typed before any script was there: it stays.
                    bind.set(element.value());
                } else {
                    element.set_value(&value);
                }
            }
            true
        });
    }
    view! {
        <Framed id=id label=label required={required || bare} help=help problem=problem>
            {if password {
                view! { <div class="field-joined">{control} <Reveal shown=shown /></div> }.into_any()
            } else {
                control.into_any()
            }}
        </Framed>
    }
}

/// Several lines of text.
#[component]
pub fn TextArea(
    /// The name that is sent.
    #[prop(into)]
    name: String,
    /// The label.
    #[prop(into)]
    label: String,
    /// What it holds at first.
    #[prop(optional, into)]
    value: Option<String>,
    /// What to know before filling it in.
    #[prop(optional, into)]
    help: Option<String>,
    /// What is wrong.
    #[prop(optional, into)]
    problem: Signal<Option<Problem>>,
    /// Whether it must be filled in.
    #[prop(optional)]
    required: bool,
    /// The most characters.
    #[prop(optional)]
    maxlength: Option<u32>,
    /// How many lines it shows.
    #[prop(default = 4)]
    rows: u32,
    /// The element.
    #[prop(optional)]
    node_ref: NodeRef<Textarea>,
    /// Set before the id, where two forms of a page have fields of the same name.
    #[prop(optional)]
    prefix: &'static str,
) -> impl IntoView {
    let id = field_id(prefix, &name);
    let frame_id = id.clone();
    let has_help = help.is_some();
    let described = {
        let id = id.clone();
        move || described_by(&id, has_help, problem.with(Option::is_some))
    };
    view! {
        <Framed id=frame_id label=label required=required help=help problem=problem>
            <textarea
                class="textarea"
                id=id
                name=name
                required=required
                maxlength=maxlength
                rows=rows
                aria-invalid=move || problem.with(Option::is_some).then_some("true")
                aria-describedby=described
                node_ref=node_ref
            >
                {value}
            </textarea>
        </Framed>
    }
}

/// One of several choices.
#[component]
pub fn SelectField(
    /// The name that is sent.
    #[prop(into)]
    name: String,
    /// The label.
    #[prop(into)]
    label: String,
    /// Value and words of each choice.
    options: Vec<(String, String)>,
    /// The value chosen at first.
    #[prop(optional, into)]
    selected: String,
    /// What to know before choosing.
    #[prop(optional, into)]
    help: Option<String>,
    /// What is wrong.
    #[prop(optional, into)]
    problem: Signal<Option<Problem>>,
    /// Told the value that was chosen.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
    /// Set before the id, where two forms of a page have fields of the same name.
    #[prop(optional)]
    prefix: &'static str,
    /// Set in filters, where nothing has to be chosen.
    #[prop(optional)]
    bare: bool,
) -> impl IntoView {
    let id = field_id(prefix, &name);
    let frame_id = id.clone();
    let has_help = help.is_some();
    let described = {
        let id = id.clone();
        move || described_by(&id, has_help, problem.with(Option::is_some))
    };
    view! {
        <Framed id=frame_id label=label required=true help=help problem=problem>
            <select
                class="select"
                id=id
                name=name
                required=!bare
                aria-invalid=move || problem.with(Option::is_some).then_some("true")
                aria-describedby=described
                on:change=move |event| {
                    if let Some(on_change) = on_change {
                        on_change.run(event_target_value(&event));
                    }
                }
            >
                {options
                    .into_iter()
                    .map(|(value, words)| {
                        let chosen = value == selected;
                        view! {
                            <option value=value selected=chosen>
                                {words}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        </Framed>
    }
}

/// Yes or no.
#[component]
pub fn CheckField(
    /// The name that is sent, with the value `true`, when it is checked.
    #[prop(into)]
    name: String,
    /// What checking it says.
    #[prop(into)]
    label: String,
    /// Whether it is checked at first.
    #[prop(optional)]
    checked: bool,
    /// What to know before checking it.
    #[prop(optional, into)]
    help: Option<String>,
    /// What is wrong.
    #[prop(optional, into)]
    problem: Signal<Option<Problem>>,
    /// Whether it must be checked.
    #[prop(optional)]
    required: bool,
    /// Told whether it is checked.
    #[prop(optional, into)]
    on_change: Option<Callback<bool>>,
    /// Set before the id, where two forms of a page have fields of the same name.
    #[prop(optional)]
    prefix: &'static str,
) -> impl IntoView {
    let lang = use_language();
    let id = field_id(prefix, &name);
    let label_for = id.clone();
    let has_help = help.is_some();
    let described = {
        let id = id.clone();
        move || described_by(&id, has_help, problem.with(Option::is_some))
    };
    let (problem_id, help_id) = (format!("{id}-problem"), format!("{id}-help"));
    view! {
        <div class="field">
            <label class="field-check" for=label_for>
                <input
                    class="checkbox"
                    type="checkbox"
                    id=id
                    name=name
                    value="true"
                    checked=checked
                    required=required
                    aria-invalid=move || problem.with(Option::is_some).then_some("true")
                    aria-describedby=described
                    on:change=move |event| {
                        if let Some(on_change) = on_change {
                            on_change.run(event_target_checked(&event));
                        }
                    }
                />
                <span>{label}</span>
            </label>
            {help.map(|help| view! { <p class="field-help" id=help_id>{help}</p> })}
            {move || {
                problem
                    .get()
                    .map(|problem| {
                        view! {
                            <p class="field-problem" id=problem_id.clone()>
                                <IconView icon=Icon::Warning />
                                {texts::problems::problem(lang, problem)}
                            </p>
                        }
                    })
            }}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_of_a_struct_has_the_id_that_errors_name() {
        assert_eq!(field_id("", "form[title]"), "field-title");
        assert_eq!(field_id("party-", "name"), "field-party-name");
        assert_eq!(field_id("", "form[area][x]"), "field-x");
    }

    #[test]
    fn help_and_problem_are_both_read_out_the_problem_first() {
        assert_eq!(described_by("a", true, true).as_deref(), Some("a-problem a-help"));
        assert_eq!(described_by("a", false, false), None);
    }
}
