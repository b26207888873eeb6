//! My account: second factors, recovery codes and the password.

mod app_form;
mod apps;
mod codes;
mod factor_row;
mod few_codes;
mod nav;
mod passkey_form;
mod passkeys;
mod password;
mod recovery;
mod rename;
mod second_factors;
pub mod sessions;

pub use codes::RecoveryCodesPage as RecoveryCodes;
pub use password::ChangePassword;
pub use second_factors::SecondFactorsPage as SecondFactors;

pub(super) use few_codes::FewCodes;
pub(super) use nav::AccountNav;
