//! Registering, signing in and out, and the session.

#[cfg(feature = "ssr")]
use domain::access::EndReason;
use domain::access::{AccountLink, Enrolment, Me, Offered, Registration, RegistrationLink, SessionState, Strength};
use domain::captcha::{Captcha, Form};
use domain::factors::{Ceremony, CeremonyAnswer};
use domain::sessions::UnlockOffer;
use domain::wire::Reply;
use domain::{Error, Language};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::guard;
#[cfg(feature = "ssr")]
use backend::Failure;
#[cfg(feature = "ssr")]
use backend::caller::Challenged;

/// What has to be done before a form is taken.
#[server(name = ReadCaptcha, prefix = "/api", endpoint = "access/captcha", output = Reply)]
pub async fn captcha(form: Form) -> Result<Captcha, Error> {
    guard::answer(async { Ok(backend::access::captcha::ask(&guard::visitor()?, form)) }).await
}

/// Mails a link to the address with which a firm is to be registered. Needs a one-time set-up link and a CAPTCHA.
#[server(prefix = "/api", endpoint = "access/prove-mail", output = Reply)]
pub async fn prove_mail(token: String, email: String, #[server(default)] captcha: String) -> Result<(), Error> {
    guard::answer(async { backend::access::prove_mail(&guard::visitor()?, &token, &email, &captcha).await }).await
}

/// What a link for registering leads to. Permission: whoever has the link; it uses nothing up.
#[server(name = ReadRegistrationLink, prefix = "/api", endpoint = "access/registration-link", output = Reply)]
pub async fn registration_link(token: String) -> Result<RegistrationLink, Error> {
    guard::answer(async { backend::access::read_registration(&guard::visitor()?, &token).await }).await
}

/// Registers a firm with its first administrator. Needs the link that was mailed to them; answers with the way to the authenticator's
/// set-up.
#[server(prefix = "/api", endpoint = "access/register-firm", output = Reply)]
pub async fn register_firm(form: Registration) -> Result<(), Error> {
    guard::answer(async {
        let visitor = guard::visitor()?;
        let begun = backend::access::register_firm(&visitor, form).await?;
        guard::begin_challenge(&begun);
        Ok(())
    })
    .await
}

/// Checks mail address and password, and leads on to the code. The same answer, after the same time, for an unknown address. From the
/// third failure on with a CAPTCHA. With `trust` the device is trusted once the code was given.
#[server(prefix = "/api", endpoint = "access/sign-in", output = Reply)]
pub async fn sign_in(
    email: String,
    password: String,
    #[server(default)] next: String,
    #[server(default)] captcha: String,
    #[server(default)] trust: bool,
) -> Result<(), Error> {
    guard::answer(async {
        let visitor = guard::visitor()?;
        let begun = backend::access::check_password(&visitor, &email, password.into(), &captcha).await?;
        if trust && let Some(challenged) = Challenged::from_cookie(&visitor, &begun.cookie) {
            backend::access::wish_trust(&challenged).await?;
        }
        guard::begin_challenge_to(&begun, &next);
        Ok(())
    })
    .await
}

/// Whom this browser may let in with the second factor alone, if anybody: said to the browser that was trusted.
#[server(name = ReadUnlockOffer, prefix = "/api", endpoint = "access/unlock-offer", output = Reply)]
pub async fn unlock_offer() -> Result<Option<UnlockOffer>, Error> {
    guard::answer(async { backend::access::unlock_offer(&guard::visitor()?).await }).await
}

/// Lets the trust in this browser stand in for the password, and leads on to the code; back to the password where it is trusted no
/// more. From the third failure on with a CAPTCHA.
#[server(prefix = "/api", endpoint = "access/unlock", output = Reply)]
pub async fn unlock(#[server(default)] next: String, #[server(default)] captcha: String) -> Result<(), Error> {
    guard::answer(async {
        let visitor = guard::visitor()?;
        match backend::access::unlock(&visitor, &captcha).await {
            Ok(begun) => guard::begin_challenge_to(&begun, &next),
            Err(Failure::Refused(Error::NotSignedIn)) => guard::trust_is_over(&next),
            Err(failure) => return Err(failure),
        }
        Ok(())
    })
    .await
}

/// What the authenticator app needs. Permission: the half of a sign-in after the password, of an account without an app.
#[server(name = ReadEnrolment, prefix = "/api", endpoint = "access/enrolment", output = Reply)]
pub async fn enrolment() -> Result<Enrolment, Error> {
    guard::answer(async {
        let challenge = guard::challenge()?;
        backend::access::enrolment(&challenge).await
    })
    .await
}

/// Enters the code: of an app that is being set up, or of one that is. Signs in, and ends the person's other sessions.
#[server(prefix = "/api", endpoint = "access/enter-code", output = Reply)]
pub async fn enter_code(code: String, #[server(default)] next: String) -> Result<(), Error> {
    guard::answer(async {
        let challenge = guard::challenge()?;
        let signed_in = backend::access::enter_code(&challenge, &code).await?;
        guard::begin_session(&signed_in, &next);
        Ok(())
    })
    .await
}

/// Enters a recovery code instead. Signs in, and ends the person's other sessions.
#[server(prefix = "/api", endpoint = "access/enter-recovery-code", output = Reply)]
pub async fn enter_recovery_code(code: String, #[server(default)] next: String) -> Result<(), Error> {
    guard::answer(async {
        let challenge = guard::challenge()?;
        let signed_in = backend::access::enter_recovery_code(&challenge, &code).await?;
        guard::begin_session(&signed_in, &next);
        Ok(())
    })
    .await
}

/// Asks for a passkey, after the password.
#[server(prefix = "/api", endpoint = "access/begin-passkey", output = Reply)]
pub async fn begin_passkey() -> Result<Ceremony, Error> {
    guard::answer(async { backend::access::begin_passkey(&guard::challenge()?).await }).await
}

/// Answers with a passkey. Signs in, and ends the person's other sessions.
#[server(prefix = "/api", endpoint = "access/enter-passkey", output = Reply)]
pub async fn enter_passkey(answer: CeremonyAnswer, #[server(default)] next: String) -> Result<(), Error> {
    guard::answer(async {
        let challenge = guard::challenge()?;
        let signed_in = backend::access::enter_passkey(&challenge, &answer).await?;
        guard::begin_session(&signed_in, &next);
        Ok(())
    })
    .await
}

/// Asks for any passkey of this site, to sign in with nothing else.
#[server(prefix = "/api", endpoint = "access/begin-passkey-sign-in", output = Reply)]
pub async fn begin_passkey_sign_in() -> Result<Ceremony, Error> {
    guard::answer(async { backend::access::begin_passkey_sign_in(&guard::visitor()?).await }).await
}

/// Signs in with a passkey and nothing else, and ends the person's other sessions. The same answer, after the same time, for one that
/// nobody knows.
#[server(prefix = "/api", endpoint = "access/sign-in-with-passkey", output = Reply)]
pub async fn sign_in_with_passkey(answer: CeremonyAnswer, #[server(default)] next: String) -> Result<(), Error> {
    guard::answer(async {
        let visitor = guard::visitor()?;
        let signed_in = backend::access::sign_in_with_passkey(&visitor, &answer).await?;
        guard::begin_session(&signed_in, &next);
        Ok(())
    })
    .await
}

/// Which second factors the person has to choose from: after the password, or `again` in a session.
#[server(name = ReadOffered, prefix = "/api", endpoint = "access/offered", output = Reply)]
pub async fn offered(#[server(default)] again: bool) -> Result<Offered, Error> {
    guard::answer(async {
        if again {
            backend::access::offered_again(&guard::caller()?).await
        } else {
            backend::access::offered(&guard::challenge()?).await
        }
    })
    .await
}

/// Asks for a passkey again, for what asks for a fresh second factor.
#[server(prefix = "/api", endpoint = "access/begin-step-up", output = Reply)]
pub async fn begin_step_up() -> Result<Ceremony, Error> {
    guard::answer(async { backend::access::begin_step_up(&guard::caller()?).await }).await
}

/// Answers with a passkey, for what asks for a fresh second factor.
#[server(prefix = "/api", endpoint = "access/step-up-with-passkey", output = Reply)]
pub async fn step_up_with_passkey(answer: CeremonyAnswer) -> Result<(), Error> {
    guard::answer(async {
        guard::renew_session(backend::access::step_up_with_passkey(&guard::caller()?, &answer).await?);
        Ok(())
    })
    .await
}

/// Gives the second factor again, for what asks for a fresh one.
#[server(prefix = "/api", endpoint = "access/step-up", output = Reply)]
pub async fn step_up(code: String) -> Result<(), Error> {
    guard::answer(async {
        guard::renew_session(backend::access::step_up(&guard::caller()?, &code).await?);
        Ok(())
    })
    .await
}

/// Asks for a link with which a new password is chosen. Anybody may ask, with a CAPTCHA; the same answer whether there is an account.
#[server(prefix = "/api", endpoint = "access/ask-new-password", output = Reply)]
pub async fn ask_new_password(email: String, #[server(default)] captcha: String) -> Result<(), Error> {
    guard::answer(async { backend::access::ask_new_password(&guard::visitor()?, &email, &captcha).await }).await
}

/// What a link for a new password leads to. Permission: whoever has the link; it uses nothing up.
#[server(name = ReadNewPasswordLink, prefix = "/api", endpoint = "access/new-password-link", output = Reply)]
pub async fn new_password_link(token: String) -> Result<AccountLink, Error> {
    guard::answer(async { backend::access::read_new_password(&guard::visitor()?, &token).await }).await
}

/// Sets a new password with a link by mail and the second factor; then the person signs in with it.
#[server(prefix = "/api", endpoint = "access/set-new-password", output = Reply)]
pub async fn set_new_password(token: String, password: String, #[server(default)] code: String) -> Result<(), Error> {
    guard::answer(async {
        backend::access::set_new_password(&guard::visitor()?, &token, password.into(), &code).await?;
        guard::lead_to("/sign-in?ended=new_password");
        Ok(())
    })
    .await
}

/// What a link for saying no to a recovery leads to. Permission: whoever has the link; it uses nothing up.
#[server(name = ReadRecoveryLink, prefix = "/api", endpoint = "access/recovery-link", output = Reply)]
pub async fn recovery_link(token: String) -> Result<AccountLink, Error> {
    guard::answer(async { backend::access::read_cancel_recovery(&guard::visitor()?, &token).await }).await
}

/// Says no to the recovery of a second factor, with the link that its owner was mailed.
#[server(prefix = "/api", endpoint = "access/cancel-recovery", output = Reply)]
pub async fn cancel_recovery(token: String) -> Result<(), Error> {
    guard::answer(async { backend::access::cancel_recovery(&guard::visitor()?, &token).await }).await
}

/// What an invitation leads to. Permission: whoever has the link; it uses nothing up.
#[server(name = ReadInvitation, prefix = "/api", endpoint = "access/invitation", output = Reply)]
pub async fn invitation(token: String) -> Result<AccountLink, Error> {
    guard::answer(async { backend::access::read_invitation(&guard::visitor()?, &token).await }).await
}

/// Makes the account that an invitation is for; answers with the way to the authenticator's set-up.
#[server(prefix = "/api", endpoint = "access/join", output = Reply)]
pub async fn join(token: String, name: String, password: String, language: Language) -> Result<(), Error> {
    guard::answer(async {
        let begun = backend::access::join(&guard::visitor()?, &token, &name, password.into(), language).await?;
        guard::begin_challenge(&begun);
        Ok(())
    })
    .await
}

/// How good a new password is. Anybody may ask; it is kept nowhere.
#[server(name = ReadPasswordStrength, prefix = "/api", endpoint = "access/password-strength", output = Reply)]
pub async fn password_strength(password: String, #[server(default)] context: Vec<String>) -> Result<Strength, Error> {
    guard::answer(async { backend::access::password_strength(&guard::visitor()?, password.into(), context).await })
        .await
}

/// Changes the caller's password. Permission: the account's owner, with a fresh second factor and the old password.
#[server(prefix = "/api", endpoint = "access/change-password", output = Reply)]
pub async fn change_password(old_password: String, password: String) -> Result<(), Error> {
    guard::answer(async {
        backend::access::change_password(&guard::caller()?, old_password.into(), password.into()).await
    })
    .await
}

/// Ends the session at once.
#[server(prefix = "/api", endpoint = "access/sign-out", output = Reply)]
pub async fn sign_out() -> Result<(), Error> {
    guard::answer(async {
        let caller = guard::caller_or_support()?;
        backend::access::sign_out(&caller).await?;
        guard::end_session();
        Ok(())
    })
    .await
}

/// Who is signed in, if somebody is.
#[server(name = ReadMe, prefix = "/api", endpoint = "access/me", output = Reply)]
pub async fn me() -> Result<Option<Me>, Error> {
    guard::answer(async { Ok(guard::caller_or_support().ok().map(|caller| caller.me().clone())) }).await
}

/// How long the session has left; no cookie is an answer too. Asking does not count as activity.
#[server(name = ReadSessionState, prefix = "/api", endpoint = "access/session-state", output = Reply)]
pub async fn session_state() -> Result<SessionState, Error> {
    guard::answer(async {
        match guard::session_probe() {
            Ok(probe) => Ok(backend::access::session_state(&probe).await?),
            Err(_) => Ok(SessionState::Ended(EndReason::NeverSignedIn)),
        }
    })
    .await
}

/// "Stay signed in": counts as activity.
#[server(prefix = "/api", endpoint = "access/stay-signed-in", output = Reply)]
pub async fn stay_signed_in() -> Result<SessionState, Error> {
    guard::answer(async {
        let caller = guard::caller_or_support()?;
        backend::access::stay_signed_in(&caller).await?;
        let probe = guard::session_probe()?;
        backend::access::session_state(&probe).await
    })
    .await
}

/// Chooses the language of the pages in this browser, and of the account where somebody is signed in; then goes back to `back`.
#[server(prefix = "/api", endpoint = "access/choose-language", output = Reply)]
pub async fn choose_language(language: Language, back: String) -> Result<(), Error> {
    guard::answer(async {
        if let Ok(caller) = guard::caller() {
            backend::access::choose_language(&caller, language).await?;
        }
        guard::remember_language(language, &back);
        Ok(())
    })
    .await
}
