//! The roles that can be given, for a field to choose from.

use domain::{Language, Role};

/// Those of the same house, by their stored names.
pub(super) fn role_options(of: Role, lang: Language) -> Vec<(String, String)> {
    let offered = of.of_the_same_house().iter();
    offered
        .map(|role| (role.name().to_owned(), role.title(lang).to_owned()))
        .collect()
}
