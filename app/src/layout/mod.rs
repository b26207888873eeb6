//! The frames around pages: the desk for those who are signed in, the doorway for those who are not.

mod brand;
mod console;
mod desk;
mod doorway;
mod language;
mod me_menu;
mod rail;
mod session;
mod support_banner;
mod theme;
mod top_bar;

pub use brand::Brand;
pub use console::Console;
pub use desk::{Desk, use_me};
pub use doorway::Doorway;
pub use language::LanguageSwitch;
pub use theme::ThemeSwitch;
