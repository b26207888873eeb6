//! Signing in, and who is.

use super::{Ask, form};
use crate::attack::Targets;

/// A password that nobody has.
const NEW_PASSWORD: &str = "lantern ginger gondola 71";
/// An address that nobody has (RFC 2606).
const ADDRESS: &str = "ana@firm-a.example";

pub(super) fn asks(function: &str, targets: &Targets) -> Option<Vec<Ask>> {
    let case = &targets.case;
    Some(match function {
        // These name nothing of anybody: they are asked as they are.
        "access/enrolment"
        | "access/me"
        | "access/session-state"
        | "access/stay-signed-in"
        | "access/offered"
        | "access/begin-passkey"
        | "access/begin-passkey-sign-in"
        | "access/begin-step-up"
        | "access/sign-out"
        | "access/unlock"
        | "access/unlock-offer" => vec![form(&[])],
        // No secret is known to who tries: an id in its place leads nowhere.
        "access/registration-link"
        | "access/new-password-link"
        | "access/recovery-link"
        | "access/cancel-recovery"
        | "access/invitation" => vec![form(&[("token", case)])],
        "access/register-firm" => vec![form(&[
            ("form[token]", case),
            ("form[firm_name]", "Firm B"),
            ("form[name]", "Eva"),
            ("form[password]", NEW_PASSWORD),
            ("form[language]", "en"),
        ])],
        "access/prove-mail" => vec![form(&[("token", case), ("email", ADDRESS)])],
        "access/ask-new-password" => vec![form(&[("email", ADDRESS)])],
        "access/set-new-password" => vec![form(&[("token", case), ("password", NEW_PASSWORD), ("code", "000000")])],
        "access/join" => vec![form(&[
            ("token", case),
            ("name", "Eva"),
            ("password", NEW_PASSWORD),
            ("language", "en"),
        ])],
        "access/password-strength" => vec![form(&[("password", NEW_PASSWORD), ("context[0]", case)])],
        "access/enter-passkey" | "access/sign-in-with-passkey" | "access/step-up-with-passkey" => {
            vec![form(&[("answer[name]", case), ("answer[credential]", "{}")])]
        }
        "access/sign-in" => vec![form(&[("email", ADDRESS), ("password", "wrong wrong wrong")])],
        "access/change-password" => vec![form(&[
            ("old_password", "wrong wrong wrong"),
            ("password", NEW_PASSWORD),
        ])],
        "access/captcha" => vec![form(&[("form", "register")])],
        "access/enter-code" | "access/enter-recovery-code" | "access/step-up" => vec![form(&[("code", "000000")])],
        "access/choose-language" => vec![form(&[("language", "en"), ("back", &format!("/cases/{case}"))])],
        _ => return None,
    })
}
