//! The site that passkeys are bound to.

use domain::{Error, Problem};
use webauthn_rs::prelude::Url;
use webauthn_rs::{Webauthn, WebauthnBuilder};

use crate::failure::Done;

/// The installation as browsers and passkeys know it: by the domain in its public address. An address without one, a bare number,
/// can have no passkeys.
pub(crate) struct RelyingParty(Option<Webauthn>);

impl RelyingParty {
    /// From the installation's public address.
    pub(crate) fn at(public_url: &str) -> Self {
        Self(Self::build(public_url))
    }

    fn build(public_url: &str) -> Option<Webauthn> {
        let origin = Url::parse(public_url).ok()?;
        let domain = origin.domain()?.to_owned();
        WebauthnBuilder::new(&domain, &origin)
            .ok()?
            .rp_name("Matterlock")
            .build()
            .ok()
    }

    pub(crate) fn is_possible(&self) -> bool {
        self.0.is_some()
    }

    /// # Errors
    /// `Invalid` on `passkey` where there can be none.
    pub(super) fn known(&self) -> Done<&Webauthn> {
        self.0
            .as_ref()
            .ok_or_else(|| Error::invalid("passkey", Problem::PasskeysNeedADomain).into())
    }
}

#[cfg(test)]
mod tests {
    use super::RelyingParty;

    #[test]
    fn only_a_domain_has_passkeys() {
        for possible in ["http://localhost:3000", "https://m.example", "https://m.example:8443"] {
            assert!(RelyingParty::at(possible).is_possible(), "{possible}");
        }
        for not in ["http://127.0.0.1:3000", "https://[::1]", "https://192.0.2.4", ""] {
            assert!(!RelyingParty::at(not).is_possible(), "{not}");
        }
    }
}
