//! The attack (promise I6): whoever is not Ana asks every server function and every route for what is hers, over the very router that serves,
//! and then in SQL.
//!
//! The cases stand by area in [`cases`]; the functions and routes list themselves, and one that has no case is a failure. Beyond the cases,
//! requests are generated from a seed. Why it is done as it is: docs/decisions/0020-the-attack.md.

mod answer;
mod asker;
mod call;
pub mod cases;
mod control;
mod once;
mod readings;
mod streams;
mod targets;
mod timing;
mod vary;
mod words;

use std::collections::HashSet;
use std::sync::Arc;

use axum::Router;
use backend::Backend;
use backend::attack::{Attack, Dice, Ground, Hindrance, Orders, Tally, sql};
use domain::attack::{AttackForm, AttackRun};
use tokio::task::JoinSet;

use asker::Asker;
use vary::Variety;

pub use targets::Targets;

/// What attacks an installation over the router that serves it.
pub(crate) fn on(app: &Router, backend: &Arc<Backend>) -> Attack {
    let (app, backend) = (app.clone(), Arc::clone(backend));
    Box::new(move |orders, tally| {
        let (app, backend) = (app.clone(), Arc::clone(&backend));
        Box::pin(async move { run(&app, &backend, orders, &tally).await })
    })
}

async fn run(app: &Router, backend: &Arc<Backend>, orders: Orders, tally: &Arc<Tally>) -> Result<AttackRun, Hindrance> {
    let (functions, routes) = (cases::functions(), cases::routes());
    let uncovered = once::uncovered(&functions, &routes);
    if !uncovered.is_empty() {
        return Err(Hindrance::Uncovered(uncovered));
    }
    let started_at = backend.now();
    let ground = Ground::open(backend).await?;
    let done = attack(app, &ground, orders, tally).await;
    let closed = ground.close().await;
    let [http, sql, held_back, leaked] = tally.counts();
    match (done, closed) {
        // Where something got through, what failed after it may be its work: she no longer sees what was changed.
        (Err(error), _) | (_, Err(error)) if leaked == 0 => return Err(error),
        (Err(error), _) | (_, Err(error)) => {
            tracing::error!(%error, "the attack broke off after something got through");
        }
        (Ok(()), Ok(())) => {}
    }
    Ok(AttackRun {
        form: orders.form,
        seed: orders.seed,
        started_at,
        finished_at: backend.now(),
        http,
        sql,
        held_back,
        endpoints: tally.endpoints(),
        leaked,
        leaks: tally.leaks(AttackRun::LEAKS_KEPT),
    })
}

async fn attack(app: &Router, ground: &Ground, orders: Orders, tally: &Arc<Tally>) -> Result<(), Hindrance> {
    let targets = Targets::of(&ground.theirs, ground);
    let ana = Asker::ana(app, ground);
    let files = control::ana_sees(&ana, ground, &targets).await?;
    let askers = askers(app, ground, &files, tally);
    control::everybody_is_somebody(&askers).await?;
    streams::listen(&ana, &askers, ground).await?;

    let before = ground.fingerprint().await?;
    let alive = (&ana, askers.as_slice());
    let over_http = over_http(&askers, ground, &targets, orders);
    control::keeping_alive(alive, ground, &targets, Box::pin(over_http)).await?;
    look_for_traces(ground, &before, "all requests together", tally).await?;
    let in_sql = sql::attack(ground, orders, tally);
    control::keeping_alive(alive, ground, &targets, Box::pin(in_sql)).await?;
    look_for_traces(ground, &before, "all statements together", tally).await
}

/// Everything that is tried over the router.
async fn over_http(askers: &[Asker], ground: &Ground, targets: &Targets, orders: Orders) -> Result<(), Hindrance> {
    readings::compare(askers, targets, ground, Dice::new(orders.seed, 300)).await?;
    everybody(askers, |number, asker| {
        let targets = targets.clone();
        async move { once::sweep(&asker, &targets, Dice::new(orders.seed, number)).await }
    })
    .await?;
    control::factors_are_fresh(askers, ground).await?;
    ground.something_is_everywhere().await?;
    let variety = Arc::new(Variety::new(ground, targets));
    everybody(askers, |number, asker| {
        let (variety, dice) = (Arc::clone(&variety), Dice::new(orders.seed, 100 + number));
        async move { variety.go_on(&asker, dice, orders.http).await }
    })
    .await?;
    // Where nothing is ordered beyond the cases, nothing is measured.
    if orders.form == AttackForm::Long && orders.http > 0 {
        // Alone on the machine, as far as that can be had.
        for (number, asker) in (200_u32..).zip(askers.iter().filter(|asker| asker.measured)) {
            timing::look(asker, targets, Dice::new(orders.seed, number)).await?;
        }
    }
    Ok(())
}

fn askers(app: &Router, ground: &Ground, files: &HashSet<[u8; 32]>, tally: &Arc<Tally>) -> Vec<Asker> {
    ground
        .attackers
        .iter()
        .zip(1_u8..)
        .map(|(attacker, number)| Asker::attacker(app, ground, number, attacker, files, tally))
        .collect()
}

/// Everybody at the same time, each on a task of their own, which ends with this one.
async fn everybody<F>(askers: &[Asker], work: impl Fn(u32, Asker) -> F) -> Result<(), Hindrance>
where
    F: Future<Output = Result<(), Hindrance>> + Send + 'static,
{
    let mut tasks = JoinSet::new();
    for (number, asker) in (0_u32..).zip(askers) {
        tasks.spawn(work(number, asker.clone()));
    }
    while let Some(done) = tasks.join_next().await {
        done.map_err(|error| backend::Failure::broken(error.to_string()))??;
    }
    Ok(())
}

/// Whether what is Ana's is as it was, and nobody else has written into her log.
async fn look_for_traces(ground: &Ground, before: &str, by: &str, tally: &Tally) -> Result<(), Hindrance> {
    let after = ground.fingerprint().await?;
    for (was, is) in before.lines().zip(after.lines()).filter(|(was, is)| was != is) {
        let table = is.split(' ').next().unwrap_or(was);
        tally.leaked("somebody", by, format!("what is hers has changed in {table}"));
    }
    let foreign = ground.foreign_entries().await?;
    if foreign > 0 {
        tally.leaked("somebody", by, format!("{foreign} entries in her log are others'"));
    }
    Ok(())
}
