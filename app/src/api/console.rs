//! The console of a firm's administrators (promise I4). Permission for all of them but signing in: a live session of the console, whose
//! cookie goes to these addresses only. The role is asked by the database at every act.

#[cfg(feature = "ssr")]
use domain::access::EndReason;
use domain::access::{Invited, Me, Recovery, SessionState};
use domain::audit::{LogFilter, LogPage, SavedFilter};
use domain::checks::SecurityPage;
use domain::console::{CheckpointMail, PersonPage, PersonRow, PoliciesForm, PoliciesPage};
use domain::erasure::{Erasure, Found, Receipt};
use domain::ids::{AccountLinkId, ErasureId, RecoveryId, SavedFilterId, SessionId, SubjectId, UserId};
use domain::wire::Reply;
use domain::{Error, Language, Role};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::guard;
#[cfg(feature = "ssr")]
use super::in_words::Speaker;
#[cfg(feature = "ssr")]
use backend::audit::InWords as _;

/// Checks mail address and password, and leads on to the code. The same answer, after the same time, for an unknown address, for somebody who
/// is no administrator, and from where the console does not open. From the third failure on with a CAPTCHA.
#[server(name = ConsoleSignIn, prefix = "/admin/api", endpoint = "access/sign-in", output = Reply)]
pub async fn sign_in(
    email: String,
    password: String,
    #[server(default)] next: String,
    #[server(default)] captcha: String,
) -> Result<(), Error> {
    guard::answer(async {
        let visitor = guard::visitor()?;
        let begun = backend::access::check_password(&visitor, &email, password.into(), &captcha).await?;
        guard::begin_console_challenge(&begun, &next);
        Ok(())
    })
    .await
}

/// Enters a code that was used nowhere else. Signs in, and ends the person's earlier session at the console; that of the office goes on.
#[server(name = ConsoleEnterCode, prefix = "/admin/api", endpoint = "access/enter-code", output = Reply)]
pub async fn enter_code(code: String, #[server(default)] next: String) -> Result<(), Error> {
    guard::answer(async {
        let challenge = guard::challenge()?;
        let signed_in = backend::access::enter_code(&challenge, &code).await?;
        guard::begin_console(&signed_in, &next);
        Ok(())
    })
    .await
}

/// Gives the second factor again, for what changes something.
#[server(name = ConsoleStepUp, prefix = "/admin/api", endpoint = "access/step-up", output = Reply)]
pub async fn step_up(code: String) -> Result<(), Error> {
    guard::answer(async {
        guard::renew_console(backend::console::step_up(&guard::at_the_console()?, &code).await?);
        Ok(())
    })
    .await
}

/// Ends the session of the console at once.
#[server(name = ConsoleSignOut, prefix = "/admin/api", endpoint = "access/sign-out", output = Reply)]
pub async fn sign_out() -> Result<(), Error> {
    guard::answer(async {
        backend::console::sign_out(&guard::at_the_console()?).await?;
        guard::end_console();
        Ok(())
    })
    .await
}

/// Who is at the console, if somebody is.
#[server(name = ReadConsoleMe, prefix = "/admin/api", endpoint = "access/me", output = Reply)]
pub async fn me() -> Result<Option<Me>, Error> {
    guard::answer(async { Ok(guard::at_the_console().ok().map(|at| at.me().clone())) }).await
}

/// How long the session of the console has left. Asking does not count as activity.
#[server(name = ReadConsoleState, prefix = "/admin/api", endpoint = "access/session-state", output = Reply)]
pub async fn session_state() -> Result<SessionState, Error> {
    guard::answer(async {
        match guard::session_probe() {
            Ok(probe) => Ok(backend::access::session_state(&probe).await?),
            Err(_) => Ok(SessionState::Ended(EndReason::NeverSignedIn)),
        }
    })
    .await
}

/// "Stay signed in" at the console.
#[server(name = StayAtConsole, prefix = "/admin/api", endpoint = "access/stay-signed-in", output = Reply)]
pub async fn stay_signed_in() -> Result<SessionState, Error> {
    guard::answer(async { backend::console::stay_signed_in(&guard::at_the_console()?, &guard::session_probe()?).await })
        .await
}

/// Everybody of the firm. Permission: [`domain::Permission::ManagePeople`].
#[server(name = ReadPeople, prefix = "/admin/api", endpoint = "people/list", output = Reply)]
pub async fn people() -> Result<Vec<PersonRow>, Error> {
    guard::answer(async { backend::console::people(&guard::at_the_console()?).await }).await
}

/// Somebody with their live sessions. Permission: [`domain::Permission::ManagePeople`] and [`domain::Permission::EndSessions`].
#[server(name = ReadPerson, prefix = "/admin/api", endpoint = "people/page", output = Reply)]
pub async fn person(user: UserId) -> Result<PersonPage, Error> {
    guard::answer(async { backend::console::person(&guard::at_the_console()?, user).await }).await
}

/// Gives a colleague another role, and ends their sessions. Permission: [`domain::Permission::ManagePeople`], with a fresh second factor.
#[server(prefix = "/admin/api", endpoint = "people/change-role", output = Reply)]
pub async fn change_role(user: UserId, role: Role) -> Result<(), Error> {
    guard::answer(async { backend::people::change_role(&guard::at_the_console()?.administrator(), user, role).await })
        .await
}

/// Closes a colleague's account. Permission: [`domain::Permission::ManagePeople`], with a fresh second factor.
#[server(prefix = "/admin/api", endpoint = "people/close", output = Reply)]
pub async fn close_account(user: UserId) -> Result<(), Error> {
    guard::answer(async { backend::people::close_account(&guard::at_the_console()?.administrator(), user).await }).await
}

/// Opens a closed account again. Permission: [`domain::Permission::ManagePeople`], with a fresh second factor.
#[server(prefix = "/admin/api", endpoint = "people/reopen", output = Reply)]
pub async fn reopen_account(user: UserId) -> Result<(), Error> {
    guard::answer(async { backend::people::reopen_account(&guard::at_the_console()?.administrator(), user).await })
        .await
}

/// Ends a session of a colleague's, or all of them. Permission: [`domain::Permission::EndSessions`], with a fresh second factor.
#[server(prefix = "/admin/api", endpoint = "people/end-sessions", output = Reply)]
pub async fn end_colleagues_sessions(
    user: UserId,
    #[server(default)] session: Option<SessionId>,
) -> Result<u32, Error> {
    guard::answer(async {
        backend::people::end_colleagues_sessions(&guard::at_the_console()?.administrator(), user, session).await
    })
    .await
}

/// Takes back the trust in all of a colleague's devices. Permission: [`domain::Permission::EndSessions`], with a fresh second factor.
#[server(prefix = "/admin/api", endpoint = "people/forget-devices", output = Reply)]
pub async fn forget_colleagues_devices(user: UserId) -> Result<u32, Error> {
    guard::answer(async {
        backend::people::forget_colleagues_devices(&guard::at_the_console()?.administrator(), user).await
    })
    .await
}

/// Invites somebody by mail. Permission: [`domain::Permission::ManagePeople`], with a fresh second factor.
#[server(prefix = "/admin/api", endpoint = "people/invite", output = Reply)]
pub async fn invite(name: String, email: String, role: Role, language: Language) -> Result<(), Error> {
    guard::answer(async {
        let invitee = backend::people::Invitee {
            name,
            email,
            role,
            language,
        };
        backend::people::invite(&guard::at_the_console()?.administrator(), invitee).await
    })
    .await
}

/// Who has been invited and has not come yet. Permission: [`domain::Permission::ManagePeople`].
#[server(name = ReadInvitations, prefix = "/admin/api", endpoint = "people/invitations", output = Reply)]
pub async fn invitations() -> Result<Vec<Invited>, Error> {
    guard::answer(async { backend::people::invitations(&guard::at_the_console()?.administrator()).await }).await
}

/// Takes an invitation back. Permission: [`domain::Permission::ManagePeople`], with a fresh second factor.
#[server(prefix = "/admin/api", endpoint = "people/withdraw-invitation", output = Reply)]
pub async fn withdraw_invitation(invitation: AccountLinkId) -> Result<(), Error> {
    guard::answer(async {
        backend::people::withdraw_invitation(&guard::at_the_console()?.administrator(), invitation).await
    })
    .await
}

/// Says that a colleague's second factor is lost. Permission: [`domain::Permission::ApproveRecoveries`], with a fresh second factor.
#[server(prefix = "/admin/api", endpoint = "recoveries/ask", output = Reply)]
pub async fn ask_recovery(user: UserId) -> Result<(), Error> {
    guard::answer(async { backend::people::ask_recovery(&guard::at_the_console()?.administrator(), user).await }).await
}

/// Recoveries under way. Permission: [`domain::Permission::ApproveRecoveries`].
#[server(name = ReadRecoveries, prefix = "/admin/api", endpoint = "recoveries/list", output = Reply)]
pub async fn recoveries() -> Result<Vec<Recovery>, Error> {
    guard::answer(async { backend::people::recoveries(&guard::at_the_console()?.administrator()).await }).await
}

/// Agrees to what another administrator asked for. Permission: [`domain::Permission::ApproveRecoveries`], with a fresh second factor.
#[server(prefix = "/admin/api", endpoint = "recoveries/approve", output = Reply)]
pub async fn approve_recovery(recovery: RecoveryId) -> Result<(), Error> {
    guard::answer(async {
        backend::people::approve_recovery(&guard::at_the_console()?.administrator(), recovery).await
    })
    .await
}

/// Says no to a recovery. Permission: [`domain::Permission::ApproveRecoveries`], with a fresh second factor.
#[server(prefix = "/admin/api", endpoint = "recoveries/cancel", output = Reply)]
pub async fn cancel_recovery(recovery: RecoveryId) -> Result<(), Error> {
    guard::answer(async { backend::people::cancel_recovery(&guard::at_the_console()?.administrator(), recovery).await })
        .await
}

/// Whom a name or an address leads to. Permission: [`domain::Permission::ErasePeople`], with a fresh second factor.
#[server(prefix = "/admin/api", endpoint = "erasures/find", output = Reply)]
pub async fn find_to_erase(#[server(default)] who: String) -> Result<Found, Error> {
    guard::answer(async { backend::console::find_to_erase(&guard::at_the_console()?, &who).await }).await
}

/// Erases people for good, and goes to the receipt. Permission: [`domain::Permission::ErasePeople`], with a fresh second factor.
#[server(name = ErasePeople, prefix = "/admin/api", endpoint = "erasures/erase", output = Reply)]
pub async fn erase(
    #[server(default)] subjects: Vec<SubjectId>,
    #[server(default)] ground: String,
    #[server(default)] sure: bool,
) -> Result<ErasureId, Error> {
    guard::answer(async {
        let erasure = backend::console::erase(&guard::at_the_console()?, &subjects, &ground, sure).await?;
        leptos_axum::redirect(&format!("/admin/erasures/{erasure}"));
        Ok(erasure)
    })
    .await
}

/// Every erasure of the firm, the latest first. Permission: [`domain::Permission::ErasePeople`].
#[server(name = ReadErasures, prefix = "/admin/api", endpoint = "erasures/list", output = Reply)]
pub async fn erasures() -> Result<Vec<Erasure>, Error> {
    guard::answer(async { backend::console::erasures(&guard::at_the_console()?).await }).await
}

/// The receipt of an erasure. Permission: [`domain::Permission::ErasePeople`].
#[server(name = ReadErasureReceipt, prefix = "/admin/api", endpoint = "erasures/receipt", output = Reply)]
pub async fn erasure_receipt(erasure: ErasureId) -> Result<Receipt, Error> {
    guard::answer(async { backend::console::erasure_receipt(&guard::at_the_console()?, erasure).await }).await
}

/// The rules that the firm works by. Permission: [`domain::Permission::ManagePolicies`].
#[server(name = ReadPolicies, prefix = "/admin/api", endpoint = "policies/page", output = Reply)]
pub async fn policies() -> Result<PoliciesPage, Error> {
    guard::answer(async { backend::console::policies(&guard::at_the_console()?).await }).await
}

/// Changes the rules. Permission: [`domain::Permission::ManagePolicies`], with a fresh second factor.
#[server(prefix = "/admin/api", endpoint = "policies/save", output = Reply)]
pub async fn save_policies(form: PoliciesForm) -> Result<(), Error> {
    guard::answer(async { backend::console::save_policies(&guard::at_the_console()?, form).await }).await
}

/// Changes from where the console opens. Permission: [`domain::Permission::ManagePolicies`], with a fresh second factor.
#[server(prefix = "/admin/api", endpoint = "policies/save-networks", output = Reply)]
pub async fn save_networks(#[server(default)] networks: String) -> Result<(), Error> {
    guard::answer(async { backend::console::save_networks(&guard::at_the_console()?, &networks).await }).await
}

/// Changes where checkpoints of the logs are mailed to. Permission: [`domain::Permission::ManagePolicies`], with a fresh second factor.
#[server(prefix = "/admin/api", endpoint = "policies/save-checkpoint-mail", output = Reply)]
pub async fn save_checkpoint_mail(goes_to: CheckpointMail, #[server(default)] address: String) -> Result<(), Error> {
    guard::answer(async { backend::console::save_checkpoint_mail(&guard::at_the_console()?, goes_to, &address).await })
        .await
}

/// A page of the console's own log, newest first. Permission: [`domain::Permission::ReadFirmLog`].
#[server(name = ReadConsoleLog, prefix = "/admin/api", endpoint = "log/page", output = Reply)]
pub async fn log_page(#[server(default)] filter: LogFilter) -> Result<LogPage, Error> {
    guard::answer(async {
        let speaker = Speaker::new(crate::use_language(), &filter);
        backend::console::log(&guard::at_the_console()?, filter, &|entry| speaker.fits(entry)).await
    })
    .await
}

/// Keeps a filter of the console's log under a name; all that the caller keeps. Permission: [`domain::Permission::ReadFirmLog`].
#[server(name = SaveLogFilter, prefix = "/admin/api", endpoint = "log/save-filter", output = Reply)]
pub async fn save_log_filter(name: String, #[server(default)] filter: LogFilter) -> Result<Vec<SavedFilter>, Error> {
    guard::answer(async { backend::console::save_log_filter(&guard::at_the_console()?, &name, filter).await }).await
}

/// Removes a filter of the caller's; what is left. Permission: [`domain::Permission::ReadFirmLog`].
#[server(name = RemoveLogFilter, prefix = "/admin/api", endpoint = "log/remove-filter", output = Reply)]
pub async fn remove_log_filter(id: SavedFilterId) -> Result<Vec<SavedFilter>, Error> {
    guard::answer(async { backend::console::remove_log_filter(&guard::at_the_console()?, id).await }).await
}

/// Whether the entries that fit may be taken out now, which `/admin/files/log.csv` and `/admin/files/log.jsonl` do. Permission:
/// [`domain::Permission::ReadFirmLog`], with a fresh second factor.
#[server(name = ReadyLogExport, prefix = "/admin/api", endpoint = "log/ready-export", output = Reply)]
pub async fn ready_log_export(#[server(default)] filter: LogFilter) -> Result<(), Error> {
    guard::answer(async { backend::console::may_take_out_log(&guard::at_the_console()?, filter).await }).await
}

/// Every promise that is live, with its last check and what it saw. Permission: [`domain::Permission::RunChecks`].
#[server(name = ReadConsoleChecks, prefix = "/admin/api", endpoint = "checks/page", output = Reply)]
pub async fn checks() -> Result<SecurityPage, Error> {
    guard::answer(async { backend::console::checks(&guard::at_the_console()?).await }).await
}

/// Attacks the isolation now, in its short form, and answers with the page; where somebody has begun before, or it does not come to its end, with
/// that.
/// Permission: [`domain::Permission::RunChecks`].
#[server(name = RunAttack, prefix = "/admin/api", endpoint = "checks/attack", output = Reply)]
pub async fn run_attack() -> Result<SecurityPage, Error> {
    guard::answer(async { backend::attack::run_by(&guard::at_the_console()?).await }).await
}
