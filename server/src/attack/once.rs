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

/// Asks everything.
pub(super) async fn sweep(asker: &Asker, targets: &Targets, mut dice: Dice) -> Result<(), Hindrance> {
    for function in functions() {
        if !is_asked_by(&function, asker) {
            continue;
        }
        for ask in asks(&function, targets).unwrap_or_default() {
            let call = Call::function(&function, &ask);
            if edge::is_limited(&call.path) {
                // Ten a minute: there is no turn for a second question, and it names nothing that is there or not.
                asker.attempt(&call).await?;
            } else {
                asker.attempt_both(&call, &mut dice).await?;
            }
        }
    }
    for route in routes() {
        for path in paths(&route, targets).unwrap_or_default() {
            // As a browser asks.
            let call = Call::get(path).with("accept", "text/html");
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
