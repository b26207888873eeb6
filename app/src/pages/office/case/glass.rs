//! Who sees the case by break-glass, above everything else on its page: for whoever does, and for those on the case.

use core::time::Duration;

use domain::ids::GlassId;
use domain::walls::BrokenGlass;
use domain::{Permission, Timestamp};
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::Scope;
use crate::api::cases::EndGlass;
use crate::components::{Alert, AlertKind, Button, ButtonKind, ErrorSummary, When, WhenStyle, toast, use_action_error};
use crate::pages::office::outcome::{on_success, pending};
use crate::pages::office::unfold::Confirm;
use crate::texts::walls as words;
use crate::use_language;

/// A banner for each who does.
#[component]
pub(super) fn Glass(scope: Scope) -> impl IntoView {
    let lang = use_language();
    let me = scope.me.with_value(|me| me.as_ref().map(|me| me.user));
    let all = scope.part(|case| case.broken_glass.clone());
    let end = ServerAction::<EndGlass>::new();
    let error = use_action_error(end);
    // The action forgets what it was asked once it has answered.
    let asked = StoredValue::new(None::<GlassId>);
    Effect::new(move || {
        if let Some(glass) = end.input().with(|input| input.as_ref().map(|input| input.glass)) {
            asked.set_value(Some(glass));
        }
    });
    let navigate = use_navigate();
    on_success(end, move || {
        toast(words::ended(lang));
        let mine = all.with_untracked(|all| {
            all.iter()
                .any(|glass| Some(glass.id) == asked.get_value() && Some(glass.user) == me)
        });
        if mine {
            navigate("/cases", NavigateOptions::default());
        } else {
            scope.case.refresh();
        }
    });
    ask_again_when_over(scope, all);
    view! {
        <ErrorSummary error=error labels=Vec::new() />
        <For each=move || all.get() key=|glass| glass.id let(glass)>
            {
                let mine = Some(glass.user) == me;
                view! { <Banner scope=scope glass=glass mine=mine end=end /> }
            }
        </For>
    }
}

#[component]
fn Banner(scope: Scope, glass: BrokenGlass, mine: bool, end: ServerAction<EndGlass>) -> impl IntoView {
    let lang = use_language();
    let may_end = scope.may_assigned(Permission::AssignPeople);
    let BrokenGlass {
        id,
        name: who,
        reason,
        until,
        ..
    } = glass;
    let (said, name, question) = if mine {
        (
            words::glass_mine(lang).to_owned(),
            words::end_mine(lang).to_owned(),
            words::end_mine_question(lang).to_owned(),
        )
    } else {
        (
            words::glass_theirs(lang, &who),
            words::end_theirs(lang, &who),
            words::end_theirs_question(lang, &who),
        )
    };
    let form = move || {
        view! {
            <Confirm label=words::end(lang) name=name.clone() question=question.clone()>
                <ActionForm action=end>
                    <input type="hidden" name="glass" value=id.to_string() />
                    <Button kind=ButtonKind::Danger submit=true pending=pending(end)>
                        {words::end(lang)}
                    </Button>
                </ActionForm>
            </Confirm>
        }
    };
    view! {
        <div class="glass-banner">
            <Alert kind=AlertKind::Warning>
                <p class="notice-title">{said} " " <When at=until style=WhenStyle::DateTime /></p>
                <p class="typed-lines">{words::glass_reason(lang, &reason)}</p>
                {move || (mine || may_end.get()).then(&form)}
            </Alert>
        </div>
    }
}

/// Asks for the case again once such access is over by itself: nothing commits then, so nothing is heard. A clock that is wrong asks
/// twice a minute until the server says so too.
fn ask_again_when_over(scope: Scope, all: Memo<Vec<BrokenGlass>>) {
    let asked = RwSignal::new(0_u32);
    Effect::new(move || {
        asked.track();
        let Some(next) = all.with(|all| all.iter().map(|glass| glass.until).min()) else {
            return;
        };
        let left = (next.0 - now().0).max(30_000);
        set_timeout(
            move || {
                scope.case.refresh();
                // The page may be gone by then.
                let _ = asked.try_update(|asked| *asked += 1);
            },
            Duration::from_millis(u64::try_from(left).unwrap_or_default()),
        );
    });
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "milliseconds since 1970, which fit for 292 million years"
)]
fn now() -> Timestamp {
    Timestamp(js_sys::Date::now() as i64)
}
