//! A case: its summary, parties, team, documents, signatures and timeline, up to date by themselves.

mod documents;
mod edit;
mod glass;
mod header;
mod hold;
mod parties;
mod party_form;
mod send;
mod signatures;
mod team;
mod timeline;
mod upload;
mod walls;

use domain::access::Me;
use domain::audit::LogPage;
use domain::cases::CasePage as Case;
use domain::ids::CaseId;
use domain::{Error, Permission};
use leptos::prelude::*;

use self::documents::Documents;
use self::edit::EditCase;
use self::glass::Glass;
use self::header::CaseHeader;
use self::hold::LegalHold;
use self::parties::Parties;
use self::signatures::Signatures;
use self::team::Team;
use self::timeline::Timeline;
use super::absent::Absent;
use super::fresh::Fresh;
use super::live::follow;
use super::params::use_id;
use crate::components::{Alert, AlertKind, Page, Skeleton, When, WhenStyle};
use crate::layout::use_me;
use crate::{api, texts::office as t, use_language};

/// What every part of the page needs.
#[derive(Clone, Copy)]
struct Scope {
    /// The case.
    id: CaseId,
    /// Its data.
    case: Fresh<Case>,
    /// Who is looking.
    me: StoredValue<Option<Me>>,
}

impl Scope {
    /// Whether to show what needs a permission.
    fn may(self, permission: Permission) -> bool {
        self.me.with_value(|me| super::me::may(me.as_ref(), permission))
    }

    fn reads_log(self) -> bool {
        self.me.with_value(|me| super::me::reads_log(me.as_ref()))
    }

    /// Whether the reader is assigned, and so may have something to say about the team and the walls: by break-glass nobody has.
    fn assigned(self) -> Memo<bool> {
        let me = self.me.with_value(|me| me.as_ref().map(|me| me.user));
        self.part(move |case| {
            case.colleagues
                .iter()
                .any(|person| person.assigned && Some(person.id) == me)
        })
    }

    /// Whether to show what needs a permission and an assignment.
    fn may_assigned(self, permission: Permission) -> Memo<bool> {
        let (may, assigned) = (self.may(permission), self.assigned());
        Memo::new(move |_| may && assigned.get())
    }

    /// A part of the case's data, for fine updates.
    fn part<T: PartialEq + Send + Sync + 'static>(self, part: impl Fn(&Case) -> T + Send + Sync + 'static) -> Memo<T> {
        let data = self.case.data();
        Memo::new(move |_| data.with(&part))
    }
}

/// `/cases/:case`
#[component]
pub fn CasePage() -> impl IntoView {
    let id = use_id::<CaseId>("case");
    let me = use_me();
    let page = Resource::new(move || id.get(), |id| async move { api::cases::case_page(id?).await });
    let log = Resource::new(
        move || id.get(),
        |id| async move { api::cases::timeline(id?, None).await },
    );
    view! {
        <Transition fallback=CaseSkeleton>
            {move || Suspend::new(async move {
                let me = me.await.ok().flatten();
                match page.await {
                    Ok(case) => {
                        let log = log.await;
                        view! { <CaseBody case=case log=log me=me /> }.into_any()
                    }
                    Err(error) => {
                        let lang = use_language();
                        view! {
                            <Absent
                                error=error
                                page=t::case_title(lang)
                                title=t::not_yours_title(lang)
                                text=t::not_yours_text(lang)
                                retry=move |()| page.refetch()
                            />
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
}

#[component]
fn CaseSkeleton() -> impl IntoView {
    let lang = use_language();
    view! {
        <Page title=t::case_title(lang)>
            <div class="case-columns">
                <div class="case-main">
                    <div class="panel">
                        <Skeleton lines=4 />
                    </div>
                    <div class="panel">
                        <Skeleton lines=6 />
                    </div>
                </div>
                <div class="case-side">
                    <div class="panel">
                        <Skeleton lines=4 />
                    </div>
                </div>
            </div>
        </Page>
    }
}

#[component]
fn CaseBody(case: Case, log: Result<LogPage, Error>, me: Option<Me>) -> impl IntoView {
    let lang = use_language();
    let (id, title) = (case.id, case.title.clone());
    let scope = Scope {
        id,
        case: Fresh::new(case, move || api::cases::case_page(id)),
        me: StoredValue::new(me),
    };
    let stirred = RwSignal::new(0_u32);
    follow(id, move || {
        scope.case.refresh();
        stirred.update(|times| *times += 1);
    });
    let lost = scope.case.lost();
    let summary = scope.part(|case| case.summary.clone());
    let opened_at = scope.part(|case| case.opened_at);
    let may_change = scope.may(Permission::ChangeCase);
    view! {
        <Page title=title header=move || view! { <CaseHeader scope=scope /> }>
            {move || {
                lost.get()
                    .then(|| {
                        view! {
                            <Alert kind=AlertKind::Warning>
                                <p>{t::no_longer_yours(lang)}</p>
                            </Alert>
                        }
                    })
            }}
            <Glass scope=scope />
            {(!may_change).then(|| view! { <p class="fine-print case-note">{t::read_only_note(lang)}</p> })}
            <div class="case-columns">
                <div class="case-main">
                    <section class="panel" id="summary" aria-labelledby="summary-title">
                        <div class="panel-head">
                            <h2 id="summary-title">{t::section_summary(lang)}</h2>
                            <p class="fine-print">
                                {t::opened_on(lang)} " "
                                {move || view! { <When at=opened_at.get() style=WhenStyle::Date /> }}
                            </p>
                        </div>
                        {move || {
                            let summary = summary.get();
                            if summary.is_empty() {
                                view! { <p class="muted">{t::no_summary(lang)}</p> }.into_any()
                            } else {
                                view! { <p class="prose">{summary}</p> }.into_any()
                            }
                        }}
                        {may_change.then(|| view! { <EditCase scope=scope /> })}
                    </section>
                    <Documents scope=scope />
                    <Signatures scope=scope />
                    <Timeline scope=scope first=log stirred=stirred.read_only() />
                </div>
                <div class="case-side">
                    <Parties scope=scope />
                    <Team scope=scope />
                    <LegalHold scope=scope />
                </div>
            </div>
        </Page>
    }
}
