//! What stands in a statement in place of names: an id of Ana's, and one that nobody has.

use uuid::Uuid;

use super::block::Outcome;
use crate::attack::{Attacker, Dice, Ground, Side};

/// A name as templates write it, its value, and one of the same kind that nobody has.
struct Name {
    word: &'static str,
    real: String,
    twin: String,
}

/// The values for one round.
pub(super) struct Names(Vec<Name>);

impl Names {
    /// What somebody tries with. To a colleague the firm and its people are no secret: those are the same in both.
    pub(super) fn of(ground: &Ground, attacker: &Attacker, dice: &mut Dice) -> Self {
        let theirs = &ground.theirs;
        let mut names = Vec::new();
        let of_the_case = [
            ("{case}", theirs.case.0),
            ("{party}", theirs.party.0),
            ("{document}", theirs.document.0),
            ("{envelope}", theirs.envelope.0),
            ("{signer}", theirs.signer.0),
            ("{glass}", ground.glass.0),
        ];
        let of_the_firm = [
            ("{firm}", theirs.firm.0),
            ("{user}", theirs.user.0),
            ("{session}", theirs.session.0),
            ("{passkey}", ground.belongings.passkey.0),
            ("{recovery}", ground.belongings.recovery.0),
            ("{erasure}", ground.belongings.erasure.0),
        ];
        for (name, id) in of_the_case {
            names.push(Name::of(name, id, dice.like(id)));
        }
        for (name, id) in of_the_firm {
            let twin = match attacker.side {
                Side::Colleague => id,
                Side::Outsider => dice.like(id),
            };
            names.push(Name::of(name, id, twin));
        }
        let marks: Vec<&str> = ground.marks.of_the_case().collect();
        let mark = dice.pick(&marks).copied().unwrap_or_default().to_lowercase();
        // Parts of it: the whole is what must not come back.
        let begin = dice.below(mark.len().saturating_sub(7));
        names.push(Name {
            word: "{part}",
            real: mark.get(begin..begin + 7).unwrap_or_default().to_owned(),
            twin: dice.word(7),
        });
        names.push(Name {
            word: "{sha}",
            real: ground.sha256.clone(),
            twin: dice.digest(),
        });
        // Other firms have the same numbers for cases of their own: to those it says nothing.
        let number = ground.hidden.number.clone();
        names.push(Name {
            word: "{number}",
            twin: match attacker.side {
                Side::Colleague => format!("1999-{:04}", dice.below(10_000)),
                Side::Outsider => number.clone(),
            },
            real: number,
        });
        // One's own, and what nobody has: the same in both.
        let others = &ground.others;
        let outsider = attacker.side == Side::Outsider;
        let mut own = |name, id: Uuid| names.push(Name::of(name, id, id));
        own("{my_firm}", if outsider { others.firm.0 } else { theirs.firm.0 });
        own("{my_user}", attacker.user.map_or(Uuid::nil(), |user| user.0));
        own("{my_case}", if outsider { others.case.0 } else { Uuid::nil() });
        own("{my_document}", if outsider { others.document.0 } else { Uuid::nil() });
        own("{fresh}", dice.like(theirs.case.0));
        Self(names)
    }

    /// What is Ana's, for herself.
    pub(super) fn of_ana(ground: &Ground) -> Self {
        let theirs = &ground.theirs;
        Self(
            [
                ("{case}", theirs.case.0),
                ("{party}", theirs.party.0),
                ("{document}", theirs.document.0),
                ("{envelope}", theirs.envelope.0),
            ]
            .into_iter()
            .map(|(name, id)| Name::of(name, id, id))
            .collect(),
        )
    }

    /// The statement with what is hers.
    pub(super) fn real(&self, template: &str) -> String {
        self.filled(template, |name| &name.real)
    }

    /// The same with what nobody has.
    pub(super) fn twin(&self, template: &str) -> String {
        self.filled(template, |name| &name.twin)
    }

    fn filled(&self, template: &str, value: impl Fn(&Name) -> &String) -> String {
        let mut text = template.to_owned();
        for name in &self.0 {
            if text.contains(name.word) {
                text = text.replace(name.word, value(name));
            }
        }
        text
    }

    /// What came of a statement, with every value under its name: where two of them read alike, they tell nothing.
    pub(super) fn plain(&self, outcome: &Outcome) -> String {
        let mut text = outcome.said.clone().unwrap_or_default();
        for name in &self.0 {
            text = text.replace(&name.real, name.word).replace(&name.twin, name.word);
        }
        let Outcome { state, rows, .. } = outcome;
        format!("{state} {rows} {text}")
    }
}

impl Name {
    fn of(word: &'static str, real: Uuid, twin: Uuid) -> Self {
        Self {
            word,
            real: real.to_string(),
            twin: twin.to_string(),
        }
    }
}
