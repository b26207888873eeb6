//! A command of this installation, as it has to be typed again: the program as it was started, and what it was told.

use std::path::Path;

/// What decides which installation a command is for and where the links that it prints lead, and whether its value may be shown.
const TOLD: [(&str, Shown); 7] = [
    ("MATTERLOCK_DATA", Shown::Value),
    ("MATTERLOCK_LISTEN", Shown::ValueUnless("127.0.0.1:3000")),
    ("MATTERLOCK_MASTER_KEY", Shown::Name),
    ("MATTERLOCK_MASTER_KEY_FILE", Shown::Value),
    ("MATTERLOCK_POSTGRES_BIN", Shown::Value),
    ("MATTERLOCK_PUBLIC_URL", Shown::Value),
    ("DATABASE_URL", Shown::Name),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    Value,
    /// Left out where it is what is taken without it.
    ValueUnless(&'static str),
    /// It holds a secret: whoever types it again knows it.
    Name,
}

/// The words of a command for a shell. `get` reads the environment.
pub(crate) fn command(get: &dyn Fn(&str) -> Option<String>, program: &Path, name: &str) -> String {
    let mut words: Vec<String> = TOLD
        .iter()
        .filter_map(|(variable, shown)| {
            let value = get(variable)?;
            match shown {
                Shown::ValueUnless(default) if value == *default => None,
                Shown::Value | Shown::ValueUnless(_) => Some(format!("{variable}={}", quoted(&value))),
                Shown::Name => Some(format!("{variable}=…")),
            }
        })
        .collect();
    words.push(quoted(&program.display().to_string()));
    words.push(name.to_owned());
    words.join(" ")
}

/// As one word of a POSIX shell (2.2.2, single quotes), left alone where it is one.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+:@%,=".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(pairs: &[(&str, &str)]) -> String {
        let get = |name: &str| {
            let found = pairs.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        command(&get, Path::new("target/release/server"), "totp")
    }

    #[test]
    fn what_names_the_installation_is_repeated() {
        assert_eq!(told(&[]), "target/release/server totp");
        assert_eq!(
            told(&[
                ("MATTERLOCK_MASTER_KEY_FILE", "/srv/law firm/it's.key"),
                ("MATTERLOCK_POSTGRES_BIN", "/opt/pg/bin"),
                ("MATTERLOCK_DATA", "/srv/data"),
                ("MATTERLOCK_LISTEN", "127.0.0.1:3000"),
                ("MATTERLOCK_IDLE_SECONDS", "61"),
            ]),
            "MATTERLOCK_DATA=/srv/data MATTERLOCK_MASTER_KEY_FILE='/srv/law firm/it'\\''s.key' MATTERLOCK_POSTGRES_BIN=/opt/pg/bin target/release/server totp"
        );
    }

    /// Links that a command prints lead to where the server is.
    #[test]
    fn where_it_serves_is_repeated_where_it_is_not_the_usual_place() {
        assert_eq!(
            told(&[
                ("MATTERLOCK_LISTEN", "127.0.0.1:8080"),
                ("MATTERLOCK_PUBLIC_URL", "https://firm.example"),
            ]),
            "MATTERLOCK_LISTEN=127.0.0.1:8080 MATTERLOCK_PUBLIC_URL=https://firm.example target/release/server totp"
        );
    }

    #[test]
    fn secrets_are_named_and_not_shown() {
        let printed = told(&[
            ("DATABASE_URL", "postgres://owner:topsecret@h/d"),
            ("MATTERLOCK_MASTER_KEY", "topsecret"),
        ]);
        assert_eq!(
            printed,
            "MATTERLOCK_MASTER_KEY=… DATABASE_URL=… target/release/server totp"
        );
    }

    /// The shell itself reads the words as they were meant.
    #[test]
    fn a_shell_reads_the_same_words() {
        for word in ["a b", "it's", "$HOME", "`id`", "a\"b", "*", "ñ", "", "a\\b", "~"] {
            let output = std::process::Command::new("sh")
                .args(["-c", &format!("printf %s {}", quoted(word))])
                .output()
                .unwrap();
            assert_eq!(String::from_utf8(output.stdout).unwrap(), word);
        }
    }
}
