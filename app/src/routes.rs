//! Which address shows which page, and which pages a browser loads together.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{Lazy, LazyRoute, SsrMode, path};

use crate::components::provide_minute;
use crate::layout::{Console, Desk};
#[cfg(feature = "ssr")]
use crate::pages::signing::SignersPage;
use crate::pages::{access, account, admin, home, log, not_found, office, roles, security, verify};

/// The pages that are loaded with the office.
enum OfficePart {
    Desk,
    Cases,
    NewCase,
    BreakGlass,
    Case,
    Document,
    PrepareSignature,
    Envelope,
    Readers,
    Log,
    OwnLog,
    Roles,
    SecondFactors,
    RecoveryCodes,
    Sessions,
    AccountPassword,
}

/// What people at a firm work with, one file of WASM.
#[lazy]
fn office_area(part: OfficePart) -> AnyView {
    match part {
        OfficePart::Desk => view! { <Desk /> }.into_any(),
        OfficePart::Cases => view! { <office::Dashboard /> }.into_any(),
        OfficePart::NewCase => view! { <office::NewCase /> }.into_any(),
        OfficePart::BreakGlass => view! { <office::BreakGlass /> }.into_any(),
        OfficePart::Case => view! { <office::Case /> }.into_any(),
        OfficePart::Document => view! { <office::Document /> }.into_any(),
        OfficePart::PrepareSignature => view! { <office::PrepareSignature /> }.into_any(),
        OfficePart::Envelope => view! { <office::Envelope /> }.into_any(),
        OfficePart::Readers => view! { <office::Readers /> }.into_any(),
        OfficePart::Log => view! { <log::Log /> }.into_any(),
        OfficePart::OwnLog => view! { <log::OwnLog /> }.into_any(),
        OfficePart::AccountPassword => view! { <account::ChangePassword /> }.into_any(),
        OfficePart::Roles => view! { <roles::Roles /> }.into_any(),
        OfficePart::SecondFactors => view! { <account::SecondFactors /> }.into_any(),
        OfficePart::RecoveryCodes => view! { <account::RecoveryCodes /> }.into_any(),
        OfficePart::Sessions => view! { <account::sessions::Sessions /> }.into_any(),
    }
}

/// The ways in.
enum AccessPart {
    SetUp,
    Register,
    SignIn,
    Code,
    Recovery,
    Authenticator,
    Forgot,
    NewPassword,
    Join,
    CancelRecovery,
    Security,
}

/// What people see who are not signed in, one file of WASM.
#[lazy]
fn access_area(part: AccessPart) -> AnyView {
    match part {
        AccessPart::SetUp => view! { <access::SetUp /> }.into_any(),
        AccessPart::Register => view! { <access::Register /> }.into_any(),
        AccessPart::SignIn => view! { <access::SignIn /> }.into_any(),
        AccessPart::Code => view! { <access::Code /> }.into_any(),
        AccessPart::Recovery => view! { <access::Recovery /> }.into_any(),
        AccessPart::Authenticator => view! { <access::Authenticator /> }.into_any(),
        AccessPart::Forgot => view! { <access::Forgot /> }.into_any(),
        AccessPart::NewPassword => view! { <access::NewPassword /> }.into_any(),
        AccessPart::Join => view! { <access::Join /> }.into_any(),
        AccessPart::CancelRecovery => view! { <access::CancelRecovery /> }.into_any(),
        AccessPart::Security => view! { <security::Security /> }.into_any(),
    }
}

/// The parts of the console.
enum AdminPart {
    Frame,
    SignIn,
    Code,
    People,
    Person,
    Policies,
    Invitations,
    Recoveries,
    Erasures,
    Receipt,
    Log,
    Checks,
    Firms,
    Health,
    Alerts,
    Support,
    Requests,
}

/// What administrators and operators work with, one file of WASM.
#[lazy]
fn admin_area(part: AdminPart) -> AnyView {
    match part {
        AdminPart::Frame => view! { <Console /> }.into_any(),
        AdminPart::SignIn => view! { <admin::SignIn /> }.into_any(),
        AdminPart::Code => view! { <admin::Code /> }.into_any(),
        AdminPart::People => view! { <admin::People /> }.into_any(),
        AdminPart::Person => view! { <admin::Person /> }.into_any(),
        AdminPart::Policies => view! { <admin::Policies /> }.into_any(),
        AdminPart::Invitations => view! { <admin::Invitations /> }.into_any(),
        AdminPart::Recoveries => view! { <admin::Recoveries /> }.into_any(),
        AdminPart::Erasures => view! { <admin::Erasures /> }.into_any(),
        AdminPart::Receipt => view! { <admin::Receipt /> }.into_any(),
        AdminPart::Log => view! { <admin::Log /> }.into_any(),
        AdminPart::Checks => view! { <admin::Checks /> }.into_any(),
        AdminPart::Firms => view! { <admin::Firms /> }.into_any(),
        AdminPart::Health => view! { <admin::Health /> }.into_any(),
        AdminPart::Alerts => view! { <admin::Alerts /> }.into_any(),
        AdminPart::Support => view! { <admin::Support /> }.into_any(),
        AdminPart::Requests => view! { <admin::Requests /> }.into_any(),
    }
}

/// The verifier, for whoever was given a file: one file of WASM that nobody else loads.
enum VerifyPart {
    Page,
}

/// What visitors verify a file with.
#[lazy]
fn verify_area(part: VerifyPart) -> AnyView {
    match part {
        VerifyPart::Page => view! { <verify::Verify /> }.into_any(),
    }
}

/// A route that loads its area's file and shows one part of it.
macro_rules! lazily {
    ($route:ident, $area:ident, $preload:ident, $part:expr) => {
        struct $route;

        impl LazyRoute for $route {
            fn data() -> Self {
                Self
            }

            async fn view(_: Self) -> AnyView {
                $area($part).await
            }

            async fn preload() {
                #[cfg(feature = "hydrate")]
                $preload().await;
            }
        }
    };
}

lazily!(DeskFrame, office_area, __preload_office_area, OfficePart::Desk);
lazily!(CasesRoute, office_area, __preload_office_area, OfficePart::Cases);
lazily!(NewCaseRoute, office_area, __preload_office_area, OfficePart::NewCase);
lazily!(
    BreakGlassRoute,
    office_area,
    __preload_office_area,
    OfficePart::BreakGlass
);
lazily!(CaseRoute, office_area, __preload_office_area, OfficePart::Case);
lazily!(DocumentRoute, office_area, __preload_office_area, OfficePart::Document);
lazily!(
    PrepareRoute,
    office_area,
    __preload_office_area,
    OfficePart::PrepareSignature
);
lazily!(EnvelopeRoute, office_area, __preload_office_area, OfficePart::Envelope);
lazily!(ReadersRoute, office_area, __preload_office_area, OfficePart::Readers);
lazily!(OwnLogRoute, office_area, __preload_office_area, OfficePart::OwnLog);
lazily!(LogRoute, office_area, __preload_office_area, OfficePart::Log);
lazily!(RolesRoute, office_area, __preload_office_area, OfficePart::Roles);
lazily!(SessionsRoute, office_area, __preload_office_area, OfficePart::Sessions);
lazily!(
    SecondFactorsRoute,
    office_area,
    __preload_office_area,
    OfficePart::SecondFactors
);
lazily!(
    RecoveryCodesRoute,
    office_area,
    __preload_office_area,
    OfficePart::RecoveryCodes
);
lazily!(
    AccountPasswordRoute,
    office_area,
    __preload_office_area,
    OfficePart::AccountPassword
);
lazily!(SetUpRoute, access_area, __preload_access_area, AccessPart::SetUp);
lazily!(RegisterRoute, access_area, __preload_access_area, AccessPart::Register);
lazily!(SignInRoute, access_area, __preload_access_area, AccessPart::SignIn);
lazily!(CodeRoute, access_area, __preload_access_area, AccessPart::Code);
lazily!(RecoveryRoute, access_area, __preload_access_area, AccessPart::Recovery);
lazily!(
    AuthenticatorRoute,
    access_area,
    __preload_access_area,
    AccessPart::Authenticator
);
lazily!(ForgotRoute, access_area, __preload_access_area, AccessPart::Forgot);
lazily!(
    NewPasswordRoute,
    access_area,
    __preload_access_area,
    AccessPart::NewPassword
);
lazily!(JoinRoute, access_area, __preload_access_area, AccessPart::Join);
lazily!(
    CancelRecoveryRoute,
    access_area,
    __preload_access_area,
    AccessPart::CancelRecovery
);
lazily!(SecurityRoute, access_area, __preload_access_area, AccessPart::Security);
lazily!(VerifyRoute, verify_area, __preload_verify_area, VerifyPart::Page);
lazily!(AdminFrame, admin_area, __preload_admin_area, AdminPart::Frame);
lazily!(AdminSignInRoute, admin_area, __preload_admin_area, AdminPart::SignIn);
lazily!(AdminCodeRoute, admin_area, __preload_admin_area, AdminPart::Code);
lazily!(AdminPeopleRoute, admin_area, __preload_admin_area, AdminPart::People);
lazily!(AdminPersonRoute, admin_area, __preload_admin_area, AdminPart::Person);
lazily!(
    AdminPoliciesRoute,
    admin_area,
    __preload_admin_area,
    AdminPart::Policies
);
lazily!(
    AdminInvitationsRoute,
    admin_area,
    __preload_admin_area,
    AdminPart::Invitations
);
lazily!(
    AdminRecoveriesRoute,
    admin_area,
    __preload_admin_area,
    AdminPart::Recoveries
);
lazily!(
    AdminErasuresRoute,
    admin_area,
    __preload_admin_area,
    AdminPart::Erasures
);
lazily!(AdminReceiptRoute, admin_area, __preload_admin_area, AdminPart::Receipt);
lazily!(AdminLogRoute, admin_area, __preload_admin_area, AdminPart::Log);
lazily!(AdminChecksRoute, admin_area, __preload_admin_area, AdminPart::Checks);
lazily!(AdminFirmsRoute, admin_area, __preload_admin_area, AdminPart::Firms);
lazily!(AdminHealthRoute, admin_area, __preload_admin_area, AdminPart::Health);
lazily!(AdminAlertsRoute, admin_area, __preload_admin_area, AdminPart::Alerts);
lazily!(AdminSupportRoute, admin_area, __preload_admin_area, AdminPart::Support);
lazily!(
    AdminRequestsRoute,
    admin_area,
    __preload_admin_area,
    AdminPart::Requests
);

/// The path of every page, as the server's router writes it.
#[cfg(feature = "ssr")]
pub fn page_paths() -> Vec<String> {
    let main = leptos_axum::generate_route_list(App);
    main.iter()
        .map(|page| page.path().to_owned())
        .chain(SignersPage::ALL.map(|page| page.path().to_owned()))
        .collect()
}

/// The app, but for the signer's pages. Every page is rendered whole on the server, so that it works before its script
/// has loaded, or without.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(crate::language::of_this_page());
    provide_minute();
    let whole = SsrMode::Async;
    view! {
        <Router>
            <Routes fallback=not_found::NotFound>
                <Route path=path!("/") view=home::Home ssr=whole.clone() />
                <ParentRoute path=path!("") view={Lazy::<DeskFrame>::new()} ssr=whole.clone()>
                    <Route path=path!("/cases") view={Lazy::<CasesRoute>::new()} />
                    <Route path=path!("/cases/new") view={Lazy::<NewCaseRoute>::new()} />
                    <Route path=path!("/cases/break-glass") view={Lazy::<BreakGlassRoute>::new()} />
                    <Route path=path!("/cases/:case") view={Lazy::<CaseRoute>::new()} />
                    <Route path=path!("/cases/:case/readers") view={Lazy::<ReadersRoute>::new()} />
                    <Route path=path!("/documents/:document") view={Lazy::<DocumentRoute>::new()} />
                    <Route path=path!("/documents/:document/readers") view={Lazy::<ReadersRoute>::new()} />
                    <Route path=path!("/documents/:document/sign") view={Lazy::<PrepareRoute>::new()} />
                    <Route path=path!("/envelopes/:envelope") view={Lazy::<EnvelopeRoute>::new()} />
                    <Route path=path!("/log") view={Lazy::<LogRoute>::new()} />
                    <Route path=path!("/account/password") view={Lazy::<AccountPasswordRoute>::new()} />
                    <Route path=path!("/roles") view={Lazy::<RolesRoute>::new()} />
                    <Route path=path!("/account") view={Lazy::<SecondFactorsRoute>::new()} />
                    <Route path=path!("/account/recovery-codes") view={Lazy::<RecoveryCodesRoute>::new()} />
                    <Route path=path!("/account/sessions") view={Lazy::<SessionsRoute>::new()} />
                    <Route path=path!("/account/log") view={Lazy::<OwnLogRoute>::new()} />
                </ParentRoute>
                <Route path=path!("/admin") view=admin::Home ssr=whole.clone() />
                <Route path=path!("/admin/sign-in") view={Lazy::<AdminSignInRoute>::new()} ssr=whole.clone() />
                <Route path=path!("/admin/sign-in/code") view={Lazy::<AdminCodeRoute>::new()} ssr=whole.clone() />
                <ParentRoute path=path!("/admin") view={Lazy::<AdminFrame>::new()} ssr=whole.clone()>
                    <Route path=path!("/invitations") view={Lazy::<AdminInvitationsRoute>::new()} />
                    <Route path=path!("/recoveries") view={Lazy::<AdminRecoveriesRoute>::new()} />
                    <Route path=path!("/erasures") view={Lazy::<AdminErasuresRoute>::new()} />
                    <Route path=path!("/erasures/:erasure") view={Lazy::<AdminReceiptRoute>::new()} />
                    <Route path=path!("/people") view={Lazy::<AdminPeopleRoute>::new()} />
                    <Route path=path!("/people/:user") view={Lazy::<AdminPersonRoute>::new()} />
                    <Route path=path!("/policies") view={Lazy::<AdminPoliciesRoute>::new()} />
                    <Route path=path!("/log") view={Lazy::<AdminLogRoute>::new()} />
                    <Route path=path!("/checks") view={Lazy::<AdminChecksRoute>::new()} />
                    <Route path=path!("/firms") view={Lazy::<AdminFirmsRoute>::new()} />
                    <Route path=path!("/health") view={Lazy::<AdminHealthRoute>::new()} />
                    <Route path=path!("/alerts") view={Lazy::<AdminAlertsRoute>::new()} />
                    <Route path=path!("/support") view={Lazy::<AdminSupportRoute>::new()} />
                    <Route path=path!("/requests") view={Lazy::<AdminRequestsRoute>::new()} />
                </ParentRoute>
                <Route path=path!("/setup") view={Lazy::<SetUpRoute>::new()} ssr=whole.clone() />
                <Route path=path!("/setup/firm") view={Lazy::<RegisterRoute>::new()} ssr=whole.clone() />
                <Route path=path!("/sign-in") view={Lazy::<SignInRoute>::new()} ssr=whole.clone() />
                <Route path=path!("/sign-in/code") view={Lazy::<CodeRoute>::new()} ssr=whole.clone() />
                <Route path=path!("/sign-in/recovery") view={Lazy::<RecoveryRoute>::new()} ssr=whole.clone() />
                <Route path=path!("/sign-in/authenticator") view={Lazy::<AuthenticatorRoute>::new()} ssr=whole.clone() />
                <Route path=path!("/sign-in/forgot") view={Lazy::<ForgotRoute>::new()} ssr=whole.clone() />
                <Route path=path!("/sign-in/new-password") view={Lazy::<NewPasswordRoute>::new()} ssr=whole.clone() />
                <Route path=path!("/join") view={Lazy::<JoinRoute>::new()} ssr=whole.clone() />
                <Route path=path!("/recovery") view={Lazy::<CancelRecoveryRoute>::new()} ssr=whole.clone() />
                <Route path=path!("/security") view={Lazy::<SecurityRoute>::new()} ssr=whole.clone() />
                <Route path=path!("/verify") view={Lazy::<VerifyRoute>::new()} ssr=whole />
            </Routes>
        </Router>
    }
}
