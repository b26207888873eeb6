//! The table of permissions, to read and to print.

use domain::{Permission, Role};
use leptos::prelude::*;

use crate::components::{Button, ButtonKind, Icon, IconView, Page, Skeleton};
use crate::layout::use_me;
use crate::texts::roles as words;
use crate::use_language;

/// What each role may do; the reader's own is marked. For everybody who is signed in.
#[component]
pub fn Roles() -> impl IntoView {
    let lang = use_language();
    let me = use_me();
    view! {
        <Page
            title=words::title(lang)
            intro=words::intro(lang)
            actions=move || {
                view! {
                    <Button kind=ButtonKind::Secondary on_click=|_| print()>
                        {words::print(lang)}
                    </Button>
                }
            }
        >
            <Suspense fallback=|| view! { <Skeleton lines=12 /> }>
                {move || Suspend::new(async move {
                    let own = me.await.ok().flatten().map(|me| me.role);
                    view! { <Matrix own=own /> }
                })}
            </Suspense>
            <p class="roles-note">{words::who_changes(lang)}</p>
            <p class="roles-note">{words::operators(lang)}</p>
        </Page>
    }
}

/// Permissions down, roles across. Its rows are the table that the server and the database ask.
#[component]
fn Matrix(
    /// The reader's role.
    own: Option<Role>,
) -> impl IntoView {
    let lang = use_language();
    let head = move |role: Role| {
        view! {
            <th role="columnheader" scope="col" class:own=own == Some(role)>
                {role.title(lang)}
                {(own == Some(role)).then(|| view! { <span class="cell-under">{words::your_role(lang)}</span> })}
            </th>
        }
    };
    view! {
        <div class="table-frame">
            // Said as roles too: on a phone the rows are laid out as cards, and browsers then forget that this is a table.
            <table class="table table-cards roles-table" role="table">
                <caption class="sr-only">{words::caption(lang)}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col">{words::permission(lang)}</th>
                        {Role::OF_A_FIRM.map(head).collect_view()}
                    </tr>
                </thead>
                <Group title=words::on_cases(lang) which=Permission::is_about_cases own=own />
                <Group title=words::on_the_firm(lang) which=Permission::is_about_the_firm own=own />
            </table>
        </div>
    }
}

/// Permissions of one kind.
#[component]
fn Group(
    /// What they are about.
    title: &'static str,
    /// Which they are.
    which: fn(Permission) -> bool,
    /// The reader's role.
    own: Option<Role>,
) -> impl IntoView {
    let lang = use_language();
    let row = move |permission: Permission| {
        let cells =
            Role::OF_A_FIRM.map(|role| view! { <Cell role=role may=role.may(permission) own=own == Some(role) /> });
        view! {
            <tr role="row">
                <th role="rowheader" scope="row">{words::may(lang, permission)}</th>
                {cells.collect_view()}
            </tr>
        }
    };
    view! {
        <tbody role="rowgroup">
            <tr role="row" class="roles-group">
                <th role="rowheader" scope="rowgroup" colspan="6">{title}</th>
            </tr>
            {Permission::ALL
                .into_iter()
                .filter(|permission| which(*permission))
                .map(row)
                .collect_view()}
        </tbody>
    }
}

/// Whether a role carries a permission.
#[component]
fn Cell(
    /// The role.
    role: Role,
    /// Whether it does.
    may: bool,
    /// Whether it is the reader's own.
    own: bool,
) -> impl IntoView {
    let lang = use_language();
    let said = if may { words::yes(lang) } else { words::no(lang) };
    view! {
        <td role="cell" class:own=own class:may=may data-label=role.title(lang)>
            <span class="roles-cell">
                {may.then(|| view! { <IconView icon=Icon::Check /> })}
                {said}
            </span>
        </td>
    }
}

/// Prints the table; the style sheet leaves out what paper has no use for.
fn print() {
    #[cfg(feature = "hydrate")]
    {
        // A browser without a printer says so itself.
        let _ = window().print();
    }
}
