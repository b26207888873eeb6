//! Signing in, and who is.

use super::{Ask, form};
use crate::attack::Targets;

pub(super) fn asks(function: &str, targets: &Targets) -> Option<Vec<Ask>> {
    let case = &targets.case;
    Some(match function {
        // These name nothing of anybody: they are asked as they are.
        "access/register-firm"
        | "access/prove-mail"
        | "access/registration-link"
        | "access/ask-new-password"
        | "access/new-password-link"
        | "access/set-new-password"
        | "access/recovery-link"
        | "access/cancel-recovery"
        | "access/invitation"
        | "access/join"
        | "access/password-strength"
        | "access/enrolment"
        | "access/me"
        | "access/session-state"
        | "access/stay-signed-in"
        | "access/offered"
        | "access/begin-passkey"
        | "access/begin-passkey-sign-in"
        | "access/begin-step-up"
        | "access/unlock"
        | "access/unlock-offer" => vec![form(&[])],
        "access/enter-passkey" | "access/sign-in-with-passkey" | "access/step-up-with-passkey" => {
            vec![form(&[("answer[name]", case), ("answer[credential]", "{}")])]
        }
        "access/sign-in" => vec![form(&[
            ("email", "ana@firm-a.example"),
            ("password", "wrong wrong wrong"),
        ])],
        "access/change-password" => vec![form(&[
            ("old_password", "wrong wrong wrong"),
            ("password", "lantern ginger gondola 71"),
        ])],
        "access/captcha" => vec![form(&[("form", "register")])],
        "access/enter-code" | "access/enter-recovery-code" | "access/step-up" => vec![form(&[("code", "000000")])],
        "access/choose-language" => vec![form(&[("language", "en"), ("back", &format!("/cases/{case}"))])],
        // Asked last: it ends the asker's session.
        "access/sign-out" => vec![],
        _ => return None,
    })
}
