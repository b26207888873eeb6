//! Every case that somebody thought of, once, by everybody.

use std::collections::BTreeSet;

use backend::attack::{Dice, Hindrance};

use super::Targets;
use super::asker::Asker;
use super::call::{Call, Swap};
use super::cases::{asks, functions, is_asked_by, paths, routes};
use crate::edge;

/// The route that a file is sent to.
const UPLOAD: &str = "/files/cases/{case}/documents";

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

/// What of hers stays in a request once all that is hers has been put in another's place: a case that names it would compare too little.
fn left(call: &Call, swap: &Swap, targets: &Targets) -> Option<String> {
    let sent = call.swapped(swap).sent();
    let stays = |thing: &&String| !thing.is_empty() && sent.contains(&thing.to_lowercase().replace('-', ""));
    targets.things().into_iter().find(stays).cloned()
}

/// Tries what is hers and, in its place, what nobody has. Whether it was let in to be answered.
///
/// # Errors
/// [`Hindrance::Blind`] for a case of which something of hers stays, where all that is hers is foreign.
async fn try_both(asker: &Asker, call: &Call, targets: &Targets, dice: &mut Dice) -> Result<bool, Hindrance> {
    if asker.outsider && left(call, &asker.swap(call, dice), targets).is_some() {
        let call = asker.hidden(&call.told());
        return Err(Hindrance::Blind(format!(
            "{call} names something of hers that is put in nobody's place"
        )));
    }
    asker.attempt_both(call, dice).await
}

/// Asks everything.
pub(super) async fn sweep(asker: &Asker, targets: &Targets, mut dice: Dice) -> Result<(), Hindrance> {
    for function in functions() {
        if !is_asked_by(&function, asker) {
            continue;
        }
        for ask in asks(&function, targets).unwrap_or_default() {
            let call = Call::function(&function, &ask);
            let let_in = if edge::is_limited(&call.path) {
                // Ten a minute: there is no turn for a second question, and it names nothing that is there or not.
                asker.attempt(&call).await?.status != 429
            } else {
                try_both(asker, &call, targets, &mut dice).await?
            };
            if let_in {
                asker.tally.reached(&function);
            }
        }
    }
    for route in routes() {
        // As a browser asks.
        let fetched = paths(&route, targets).unwrap_or_default();
        let mut calls: Vec<Call> = fetched
            .into_iter()
            .map(|path| Call::get(path).with("accept", "text/html"))
            .collect();
        if route == UPLOAD {
            calls.push(Call::upload(&targets.case));
        }
        for call in calls {
            if try_both(asker, &call, targets, &mut dice).await? {
                asker.tally.reached(&route);
            }
        }
    }
    Ok(())
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
    fn i6_what_stays_of_hers_in_a_case_is_seen() {
        let targets = Targets {
            case: "018f-aa".to_owned(),
            party: "018f-bb".to_owned(),
            client: "Carmen".to_owned(),
            ..Targets::default()
        };
        let call = Call::get("/cases/018F-AA?party=018f-bb&name=Carmen");
        let swap = |things: &[&str]| -> Swap {
            things
                .iter()
                .map(|thing| ((*thing).to_owned(), "x".to_owned()))
                .collect()
        };
        assert_eq!(left(&call, &swap(&["018F-AA", "018f-bb"]), &targets), None);
        assert_eq!(left(&call, &swap(&["018F-AA"]), &targets), Some(targets.party.clone()));
        assert_eq!(left(&call, &swap(&["018f-bb"]), &targets), Some(targets.case.clone()));
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
