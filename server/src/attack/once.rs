//! Every case that somebody thought of, once, by everybody.

use std::collections::BTreeSet;

use backend::attack::{Dice, Hindrance};

use super::Targets;
use super::asker::Asker;
use super::call::Call;
use super::cases::{asks, functions, is_asked_by, paths, routes};
use crate::edge;

/// Functions and routes that no case covers.
pub(super) fn uncovered(functions: &BTreeSet<String>, routes: &BTreeSet<String>) -> Vec<String> {
    let nothing = Targets::default();
    let functions = functions
        .iter()
        .filter(|function| asks(function, &nothing).is_none())
        .cloned();
    let routes = routes.iter().filter(|route| paths(route, &nothing).is_none()).cloned();
    functions.chain(routes).collect()
}

/// That what names a thing of hers is asked with something of nobody's too, where all that is hers is foreign: a case that names a thing and has
/// nothing to put in its place would compare nothing. `blank` is the same without the things.
fn compared(asker: &Asker, call: &Call, blank: &Call, dice: &mut Dice) -> Result<(), Hindrance> {
    if asker.outsider && call != blank && call.swapped(&asker.swap(dice)) == *call {
        let what = format!(
            "{} names something of hers, and nothing was to be put in its place",
            call.told()
        );
        return Err(Hindrance::Blind(what));
    }
    Ok(())
}

/// Asks everything.
pub(super) async fn sweep(asker: &Asker, targets: &Targets, mut dice: Dice) -> Result<(), Hindrance> {
    let words = targets.words();
    for function in functions() {
        if !is_asked_by(&function, asker) {
            continue;
        }
        let blanks = asks(&function, &words).unwrap_or_default();
        for (ask, blank) in asks(&function, targets).unwrap_or_default().iter().zip(&blanks) {
            let call = Call::function(&function, ask);
            compared(asker, &call, &Call::function(&function, blank), &mut dice)?;
            if edge::is_limited(&call.path) {
                // Ten a minute: there is no turn for a second question, and it names nothing that is there or not.
                asker.attempt(&call).await?;
            } else {
                asker.attempt_both(&call, &mut dice).await?;
            }
        }
    }
    for route in routes() {
        let blanks = paths(&route, &words).unwrap_or_default();
        for (path, blank) in paths(&route, targets).unwrap_or_default().into_iter().zip(blanks) {
            // As a browser asks.
            let call = Call::get(path).with("accept", "text/html");
            compared(asker, &call, &Call::get(blank).with("accept", "text/html"), &mut dice)?;
            asker.attempt_both(&call, &mut dice).await?;
        }
    }
    asker.attempt_both(&Call::upload(&targets.case), &mut dice).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i6_every_function_and_route_has_a_case() {
        assert_eq!(uncovered(&functions(), &routes()), Vec::<String>::new());
        assert!(functions().len() > 80 && routes().len() > 40);
    }

    #[test]
    fn i6_one_that_nobody_thought_about_is_named() {
        let (mut functions, mut routes) = (functions(), routes());
        functions.insert("cases/give-away".to_owned());
        functions.insert("/admin/api/people/swap".to_owned());
        routes.insert("/files/everything".to_owned());
        assert_eq!(
            uncovered(&functions, &routes),
            ["/admin/api/people/swap", "cases/give-away", "/files/everything"]
        );
    }
}
