//! On a trusted device: the second factor alone.

use domain::sessions::UnlockOffer;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::ended::WhyEnded;
use super::frame::{Frame, NextField};
use super::guarded_submit::GuardedSubmit;
use crate::api::access::Unlock as UnlockAction;
use crate::components::{ErrorSummary, Icon, IconView, When, use_action_error};
use crate::{texts, use_language};

/// Who may unlock, and the way on for anybody else.
#[component]
pub(super) fn Unlock(
    /// Who may.
    offer: UnlockOffer,
) -> impl IntoView {
    let lang = use_language();
    let query = use_query_map();
    let action = ServerAction::<UnlockAction>::new();
    let error = use_action_error(action);
    let other = move || {
        let next = query.with(|query| query.get("next").unwrap_or_default());
        let next = if next.is_empty() {
            String::new()
        } else {
            format!("&next={}", encoded(&next))
        };
        format!("/sign-in?account=other{next}")
    };
    view! {
        <Frame title=texts::access::unlock_title(lang) intro=texts::access::unlock_intro(lang)>
            <WhyEnded />
            <ActionForm action=action>
                <div class="form">
                    <ErrorSummary error=error labels=vec![("captcha", texts::access::captcha(lang).to_owned())] />
                    <NextField />
                    <div class="unlock-who">
                        <span class="unlock-mark">
                            <IconView icon=Icon::User />
                        </span>
                        <div>
                            <p class="unlock-name">{offer.name.clone()}</p>
                            <p class="field-help">{texts::access::unlock_until(lang)} " " <When at=offer.until /></p>
                        </div>
                    </div>
                    <GuardedSubmit error=error sent=action.version() pending=action.pending()>
                        {texts::access::unlock_as(lang, &offer.name)}
                    </GuardedSubmit>
                </div>
            </ActionForm>
            <p class="form-aside">
                <a class="link" href=other>
                    {texts::access::unlock_other(lang)}
                </a>
            </p>
        </Frame>
    }
}

/// As a value in an address.
fn encoded(path: &str) -> String {
    path.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn a_path_survives_in_an_address() {
        assert_eq!(
            encoded("/cases?stage=active&a=b#c"),
            "/cases%3Fstage%3Dactive%26a%3Db%23c"
        );
    }
}
