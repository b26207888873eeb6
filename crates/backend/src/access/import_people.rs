//! Bringing accounts from another system, with the bcrypt hashes that it kept. Each is upgraded at its owner's next sign-in.

use std::sync::Arc;

use domain::audit::Event;
use domain::ids::{FirmId, UserId};
use domain::rules;
use domain::{Language, Role};
use serde::Deserialize;

use super::register::{NewPerson, add_person, must_be_there};
use crate::Backend;
use crate::caller::Visitor;
use crate::database::Account;
use crate::failure::Failure;

/// One line of the file, as it stands there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    mail: String,
    name: String,
    role: String,
    language: String,
    password_hash: String,
}

/// A line that can be taken.
struct Person {
    email: String,
    name: String,
    role: Role,
    language: Language,
    password_hash: String,
}

/// What a file of accounts says, if all of it can be taken.
pub struct Import {
    people: Vec<Person>,
}

// No hash in a debug print.
impl core::fmt::Debug for Import {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Import")
            .field("people", &self.people.len())
            .finish_non_exhaustive()
    }
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// What is wrong, and in which lines.
    #[error("nothing was imported:\n{0}")]
    Lines(String),
    /// The address has an account already.
    #[error("nothing was imported: line {line}: {mail} has an account already")]
    Taken {
        /// Counted from 1, the heading too.
        line: usize,
        /// The address.
        mail: String,
    },
    /// Anything else.
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl Import {
    /// Reads comma-separated values (RFC 4180) with the heading `mail,name,role,language,password_hash`.
    ///
    /// # Errors
    /// Every line that can't be taken, each with its reason.
    pub fn read(text: &str) -> Result<Self, ImportError> {
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let mut people = Vec::new();
        let mut wrong = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for (index, line) in reader.deserialize::<Line>().enumerate() {
            let number = index + 2;
            let person = match line {
                Ok(line) => line.check(),
                // Its own words could show a hash.
                Err(_) => Err("it has not the five columns mail,name,role,language,password_hash"),
            };
            match person {
                Ok(person) if !seen.insert(person.email.to_lowercase()) => {
                    wrong.push(format!("line {number}: the same mail address stands above"));
                }
                Ok(person) => people.push(person),
                Err(why) => wrong.push(format!("line {number}: {why}")),
            }
        }
        if !wrong.is_empty() {
            return Err(ImportError::Lines(wrong.join("\n")));
        }
        if people.is_empty() {
            return Err(ImportError::Lines("the file has nobody in it".to_owned()));
        }
        Ok(Self { people })
    }
}

impl Line {
    fn check(self) -> Result<Person, &'static str> {
        let email = rules::email(&self.mail).ok_or("that is no mail address")?;
        let mut form = rules::Form::new();
        let name = form.line("name", &self.name, rules::NAME_MAX);
        form.finish().map_err(|_| "the name is missing or too long")?;
        let role = Role::of_a_firm_from_name(&self.role)
            .ok_or("the role is none of administrator, partner, attorney, assistant, read_only")?;
        let language = Language::from_tag(&self.language).ok_or("the language is neither es nor en")?;
        if !vault::password::can_import(&self.password_hash) {
            return Err(
                "the password hash is no bcrypt hash ($2a$, $2b$ or $2y$) of cost 4 to 12; a costlier one would tell by its time that the account is there",
            );
        }
        Ok(Person {
            email,
            name,
            role,
            language,
            password_hash: self.password_hash,
        })
    }
}

/// Adds everybody of the file to a firm, or nobody; stands in the firm's log. Permission: the operator at the terminal.
///
/// # Errors
/// [`ImportError::Taken`] for an address that has an account; `NotFound` for a firm that isn't there.
pub async fn import_people(backend: &Arc<Backend>, firm: FirmId, import: Import) -> Result<u32, ImportError> {
    let visitor = Visitor::new(
        Arc::clone(backend),
        domain::origin::Origin::server("import people"),
        Language::default(),
    );
    let mut tx = visitor.begin().await?;
    must_be_there(tx.conn(), firm).await?;
    let people = u32::try_from(import.people.len()).unwrap_or(u32::MAX);
    let mut last: Option<UserId> = None;
    for (index, person) in import.people.into_iter().enumerate() {
        let new = NewPerson {
            name: &person.name,
            email: &person.email,
            role: person.role,
            language: person.language,
            password_hash: &person.password_hash,
        };
        let added = add_person(backend, &mut tx, firm, &new).await;
        last = Some(added.map_err(|failure| match failure {
            Failure::Refused(domain::Error::Invalid(_)) => ImportError::Taken {
                line: index + 2,
                mail: person.email.clone(),
            },
            failure => failure.into(),
        })?);
    }
    let Some(user) = last else { return Ok(0) };
    let account = Account {
        firm,
        user,
        proven: false,
        session: None,
    };
    tx.commit(account, Event::PeopleImported { people }).await?;
    Ok(people)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "$2b$10$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

    fn said(body: &str) -> String {
        match Import::read(&format!("mail,name,role,language,password_hash\n{body}")) {
            Ok(import) => format!("{} people", import.people.len()),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn every_line_that_cannot_be_taken_is_named() {
        assert_eq!(
            said(&format!("ana@firm.example,\"Mora, Ana\",partner,es,{HASH}\n")),
            "1 people"
        );
        let costly = HASH.replace("$10$", "$13$");
        let said = said(&format!(
            "ana@firm.example,Ana,partner,es,{HASH}
ANA@firm.example,Ana,partner,es,{HASH}
nobody,Ana,partner,es,{HASH}
eva@firm.example,Eva,boss,es,{HASH}
eva@firm.example,Eva,partner,fr,{HASH}
eva@firm.example,Eva,partner,es,plain
eva@firm.example,Eva,partner,es,{costly}
eva@firm.example,,partner,es,{HASH}
eva@firm.example,Eva
"
        ));
        insta::assert_snapshot!(said);
        assert!(!said.contains("$2b$10"));
    }

    #[test]
    fn an_empty_file_is_said_to_be_empty() {
        assert_eq!(said(""), "nothing was imported:\nthe file has nobody in it");
    }
}
