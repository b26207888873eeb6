//! What the product says, in both languages side by side: a missing translation does not compile, and the
//! texts of a lazily loaded page travel with that page.

pub(crate) mod access;
pub(crate) mod account;
pub(crate) mod admin;
pub(crate) mod common;
pub(crate) mod erasure;
pub(crate) mod figure;
pub(crate) mod installation;
pub(crate) mod log;
pub(crate) mod office;
pub(crate) mod problems;
pub(crate) mod roles;
pub(crate) mod security;
pub(crate) mod sessions;
pub(crate) mod signing;
pub(crate) mod support;
pub(crate) mod verify;
pub(crate) mod walls;

/// Declares texts: a function each, which takes the language first.
///
/// `name { en: "…", es: "…" }` gives `fn name(Language) -> &'static str`;
/// `name(n: u32) { en: "{n} …", es: "{n} …" }` gives `fn name(Language, u32) -> String`.
macro_rules! texts {
    ($($(#[$meta:meta])* $name:ident $(($($arg:ident : $ty:ty),+ $(,)?))? { en: $en:literal, es: $es:literal $(,)? })*) => {
        $($crate::texts::text! { $(#[$meta])* $name $(($($arg : $ty),+))? $en $es })*
    };
}

/// One of [`texts`].
macro_rules! text {
    ($(#[$meta:meta])* $name:ident $en:literal $es:literal) => {
        $(#[$meta])*
        pub(crate) const fn $name(lang: domain::Language) -> &'static str {
            match lang {
                domain::Language::En => $en,
                domain::Language::Es => $es,
            }
        }
    };
    ($(#[$meta:meta])* $name:ident ($($arg:ident : $ty:ty),+) $en:literal $es:literal) => {
        $(#[$meta])*
        pub(crate) fn $name(lang: domain::Language, $($arg: $ty),+) -> String {
            match lang {
                domain::Language::En => format!($en),
                domain::Language::Es => format!($es),
            }
        }
    };
}

pub(crate) use {text, texts};
