//! Registering, signing in and out, and the session.

#[cfg(feature = "ssr")]
use domain::access::EndReason;
use domain::access::{Enrolment, Me, Registration, SessionState};
use domain::captcha::{Captcha, Form};
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

/// Registers a firm with its first administrator. Needs a one-time set-up link and a CAPTCHA; answers with the way to the
/// authenticator's set-up.
#[server(prefix = "/api", endpoint = "access/register-firm", output = Reply)]
pub async fn register_firm(form: Registration, #[server(default)] captcha: String) -> Result<(), Error> {
    guard::answer(async {
        let visitor = guard::visitor()?;
        let begun = backend::access::register_firm(&visitor, form, &captcha).await?;
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

/// Gives the second factor again, for what asks for a fresh one.
#[server(prefix = "/api", endpoint = "access/step-up", output = Reply)]
pub async fn step_up(code: String) -> Result<(), Error> {
    guard::answer(async { backend::access::step_up(&guard::caller()?, &code).await }).await
}

/// Ends the session at once.
#[server(prefix = "/api", endpoint = "access/sign-out", output = Reply)]
pub async fn sign_out() -> Result<(), Error> {
    guard::answer(async {
        let caller = guard::caller()?;
        backend::access::sign_out(&caller).await?;
        guard::end_session();
        Ok(())
    })
    .await
}

/// Who is signed in, if somebody is.
#[server(name = ReadMe, prefix = "/api", endpoint = "access/me", output = Reply)]
pub async fn me() -> Result<Option<Me>, Error> {
    guard::answer(async { Ok(guard::caller().ok().map(|caller| caller.me().clone())) }).await
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
        let caller = guard::caller()?;
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
