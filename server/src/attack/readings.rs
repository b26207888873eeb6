//! What names nothing of hers and might tell of it all the same: pages, lists and figures. Each is asked before and after Ana has one more case,
//! with a client, a document and a signature that was asked for, and has to be answered as before.

use std::sync::Arc;
use std::time::Duration;

use backend::attack::{Dice, Ground, Hindrance};
use tokio::task::JoinSet;

use super::Targets;
use super::asker::Asker;
use super::call::{Call, Swap};
use super::cases::{asks, functions, is_asked_by, paths, routes};
use crate::edge;

/// How often an answer has to change with what Ana does, and to stay while she does nothing, before it counts: a page says what time it is.
const ROUNDS: u32 = 3;
/// How long she does nothing: longer than what counts seconds keeps still.
const STILL: Duration = Duration::from_millis(1_200);

/// How many are asked at the same time.
const AT_ONCE: usize = 8;

/// A reading of somebody's.
#[derive(Clone)]
struct Reading {
    asker: Arc<Asker>,
    call: Call,
}

/// Asks everybody's readings while Ana gets more cases.
pub(super) async fn compare(
    askers: &[Asker],
    targets: &Targets,
    ground: &Ground,
    mut dice: Dice,
) -> Result<(), Hindrance> {
    let mut suspected = Vec::new();
    for asker in askers {
        let calls = readings(asker, targets, &mut dice);
        let asker = Arc::new(asker.clone());
        suspected.extend(calls.into_iter().map(|call| Reading {
            asker: Arc::clone(&asker),
            call,
        }));
    }
    // Most are answered alike: only the others are watched while nothing happens.
    let before = ask(&suspected).await?;
    ground.more().await?;
    let after = ask(&suspected).await?;
    suspected = those(suspected, |number| before.get(number) != after.get(number));
    for _ in 0..ROUNDS {
        if suspected.is_empty() {
            break;
        }
        let first = ask(&suspected).await?;
        tokio::time::sleep(STILL).await;
        let before = ask(&suspected).await?;
        ground.more().await?;
        let after = ask(&suspected).await?;
        suspected = those(suspected, |number| {
            first.get(number) == before.get(number) && before.get(number) != after.get(number)
        });
    }
    for Reading { asker, call } in suspected {
        asker.leaked(&call, "it tells that Ana has one more case".to_owned());
    }
    Ok(())
}

fn those(readings: Vec<Reading>, which: impl Fn(usize) -> bool) -> Vec<Reading> {
    let numbered = readings.into_iter().enumerate();
    numbered
        .filter(|(number, _)| which(*number))
        .map(|(_, reading)| reading)
        .collect()
}

/// Whatever only reads, in every way that names nothing of hers.
fn readings(asker: &Asker, targets: &Targets, dice: &mut Dice) -> Vec<Call> {
    let functions = functions();
    let of_functions = functions
        .iter()
        .filter(|function| is_asked_by(function, asker))
        .flat_map(|function| {
            let asks = asks(function, targets).unwrap_or_default();
            asks.into_iter().map(|ask| Call::function(function, &ask))
        })
        .filter(|call| edge::only_reads(&call.path));
    let of_routes = routes()
        .into_iter()
        .flat_map(|route| paths(&route, targets).unwrap_or_default())
        .map(|path| Call::get(path).with("accept", "text/html"));
    of_functions
        .chain(of_routes)
        .filter(|call| call.swapped(&asker.swap(call, dice)) == *call)
        .collect()
}

/// What is answered to each, some at the same time.
async fn ask(readings: &[Reading]) -> Result<Vec<String>, Hindrance> {
    let mut tasks = JoinSet::new();
    let each = readings.len().div_ceil(AT_ONCE).max(1);
    for (number, some) in readings.chunks(each).enumerate() {
        let some = some.to_vec();
        tasks.spawn(async move {
            let mut answers = Vec::with_capacity(some.len());
            for Reading { asker, call } in some {
                answers.push(asker.attempt(&call).await?.plain(&Swap::new()));
            }
            Ok::<_, Hindrance>((number, answers))
        });
    }
    let mut parts = Vec::new();
    while let Some(done) = tasks.join_next().await {
        parts.push(done.map_err(|error| backend::Failure::broken(error.to_string()))??);
    }
    parts.sort_unstable();
    Ok(parts.into_iter().flat_map(|(_, answers)| answers).collect())
}
