//! The parts that pages are composed of: native elements, styled in `style/`.

mod alert;
mod badge;
mod button;
mod bytes;
mod copy;
mod dialog;
mod draft;
mod errors;
mod field;
mod icon;
mod new_password;
mod page;
mod passkey;
mod password;
mod phone_fold;
mod seal;
mod secret_sheet;
mod states;
mod step_up;
mod toast;
mod when;

pub use alert::{Alert, AlertKind};
pub use badge::{Badge, Tone};
pub use button::{Button, ButtonKind, LinkButton};
pub use bytes::Bytes;
pub use copy::CopyButton;
pub(crate) use copy::put_on_clipboard;
pub use dialog::Modal;
pub use draft::Draft;
#[cfg(feature = "hydrate")]
pub(crate) use draft::seal_all;
pub use errors::{ErrorSummary, problem_of, use_action_error};
pub use field::{CheckField, SelectField, TextArea, TextField};
pub use icon::{Icon, IconView};
pub use new_password::NewPasswordField;
pub use page::Page;
pub use passkey::{PasskeyButton, PasskeyFor};
pub(crate) use passkey::{PasskeyRefused, Refused};
pub use phone_fold::PhoneFold;
pub use seal::Seal;
pub use secret_sheet::SecretSheet;
pub use states::{Empty, Failed, Skeleton};
pub use step_up::{StepUp, StepUpDialog, StepUps};
pub use toast::{ToastRegion, toast};
pub use when::{When, WhenStyle, provide_minute};
