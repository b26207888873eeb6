//! The head of a case's page, which stays in sight: name, number, kind, stage, people, and the way to its parts.

use domain::cases::Colleague;
use leptos::prelude::*;
use leptos_router::components::A;

use super::Scope;
use crate::components::{Badge, Icon, IconView, Tone};
use crate::pages::office::stage_mark::StageBar;
use crate::{texts, texts::office as t, use_language};

/// Name, number, kind, stage and people.
#[component]
pub(super) fn CaseHeader(scope: Scope) -> impl IntoView {
    let lang = use_language();
    let title = scope.part(|case| case.title.clone());
    let number = scope.part(|case| case.number.clone());
    let kind = scope.part(|case| case.kind);
    let stage = scope.part(|case| case.stage);
    let walled = scope.part(|case| !case.walls.is_empty());
    let held = scope.part(|case| case.hold.is_some());
    let team = scope.part(|case| {
        case.colleagues
            .iter()
            .filter(|person| person.assigned)
            .cloned()
            .collect::<Vec<_>>()
    });
    view! {
        <header class="case-head">
            <A href="/cases" attr:class="back-link">
                <IconView icon=Icon::ArrowLeft />
                {t::back_to_cases(lang)}
            </A>
            <div class="case-head-row">
                <div class="case-head-words">
                    <h1 class="serif">{move || title.get()}</h1>
                    <p class="case-facts">
                        <span class="figures">{move || number.get()}</span>
                        <span aria-hidden="true">" · "</span>
                        <span>{move || t::kind(lang, kind.get())}</span>
                        <Show when=move || walled.get()>
                            <Badge tone=Tone::Accent icon=Icon::Shield>{texts::walls::badge(lang)}</Badge>
                        </Show>
                        <Show when=move || held.get()>
                            <Badge tone=Tone::Accent icon=Icon::Lock>{texts::erasure::hold(lang)}</Badge>
                        </Show>
                        {scope
                            .reads_log()
                            .then(|| {
                                view! {
                                    <A href=format!("/cases/{}/readers", scope.id) attr:class="quiet-link">
                                        {texts::log::who_opened(lang)}
                                    </A>
                                }
                            })}
                    </p>
                </div>
                <Faces people=team />
            </div>
            <StageBar stage=stage />
            <Sections scope=scope />
        </header>
    }
}

/// The people assigned, as initials with their names.
#[component]
fn Faces(people: Memo<Vec<Colleague>>) -> impl IntoView {
    let lang = use_language();
    view! {
        <ul class="faces" aria-label=t::section_team(lang)>
            <For each=move || people.get() key=|person| person.id let(person)>
                <li class="face" title=person.name.clone()>
                    <span aria-hidden="true">{initials(&person.name)}</span>
                    <span class="sr-only">{person.name.clone()}</span>
                </li>
            </For>
        </ul>
    }
}

/// Links to the parts of the page, with what is in them.
#[component]
pub(super) fn Sections(scope: Scope) -> impl IntoView {
    let lang = use_language();
    let documents = scope.part(|case| case.documents.len());
    let envelopes = scope.part(|case| case.envelopes.len());
    let parties = scope.part(|case| case.parties.len());
    let link = |to: &'static str, words: &'static str, count: Option<Memo<usize>>| {
        view! {
            <li>
                <a href=to class="chip" rel="external">
                    {words}
                    {count
                        .map(|count| {
                            view! {
                                " "
                                <span class="chip-count figures">{move || count.get()}</span>
                            }
                        })}
                </a>
            </li>
        }
    };
    view! {
        <nav aria-label=t::sections(lang)>
            <ul class="chips">
                {link("#documents", t::section_documents(lang), Some(documents))}
                {link("#signatures", t::section_signatures(lang), Some(envelopes))}
                {link("#timeline", t::section_timeline(lang), None)}
                {link("#parties", t::section_parties(lang), Some(parties))}
                {link("#team", t::section_team(lang), None)}
            </ul>
        </nav>
    }
}

/// The first letters of the first two words: `Luis Mora Jiménez` gives `LM`.
fn initials(name: &str) -> String {
    name.split_whitespace()
        .take(2)
        .filter_map(|word| word.chars().next())
        .flat_map(char::to_uppercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn a_name_in_two_letters() {
        assert_eq!(initials("Ana Solís"), "AS");
        assert_eq!(initials("luis mora jiménez"), "LM");
        assert_eq!(initials("Óscar"), "Ó");
        assert_eq!(initials("  "), "");
    }
}
