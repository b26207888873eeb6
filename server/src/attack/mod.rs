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
mod streams;
mod targets;
mod timing;
mod vary;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use backend::Backend;
use backend::attack::{Attack, Dice, Ground, Hindrance, Orders, Tally, sql};
use domain::attack::{AttackForm, AttackRun};
use tokio::task::JoinSet;

use asker::Asker;
use vary::Variety;

pub use targets::Targets;

/// How often everybody is asked who they are while statements run: sessions of a console end after 15 idle minutes.
const BETWEEN_SIGNS_OF_LIFE: Duration = Duration::from_mins(2);

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
        endpoints: u32::try_from(functions.len() + routes.len()).unwrap_or(u32::MAX),
        leaked,
        leaks: tally.leaks(AttackRun::LEAKS_KEPT),
    })
}

async fn attack(app: &Router, ground: &Ground, orders: Orders, tally: &Arc<Tally>) -> Result<(), Hindrance> {
    let targets = Targets::of(&ground.theirs, ground);
    let ana = Asker::ana(app, ground, tally);
    let files = control::ana_sees(&ana, ground, &targets).await?;
    let askers = askers(app, ground, &files, tally);
    control::everybody_is_somebody(&askers).await?;
    streams::listen(&ana, &askers, ground).await?;

    let before = ground.fingerprint().await?;
    everybody(&askers, |number, asker| {
        let targets = targets.clone();
        async move { once::sweep(&asker, &targets, Dice::new(orders.seed, number)).await }
    })
    .await?;
    control::factors_are_fresh(&askers).await?;
    let variety = Arc::new(Variety::new(ground, &targets));
    everybody(&askers, |number, asker| {
        let (variety, dice) = (Arc::clone(&variety), Dice::new(orders.seed, 100 + number));
        async move { variety.go_on(&asker, dice, orders.http).await }
    })
    .await?;
    if orders.form == AttackForm::Long {
        for asker in askers.iter().take(1) {
            timing::look(asker, &targets, Dice::new(orders.seed, 200)).await?;
        }
    }
    look_for_traces(ground, &before, "all requests together", tally).await?;
    control::everybody_is_somebody(&askers).await?;
    control::ana_sees(&ana, ground, &targets).await?;

    // Sessions that nobody uses end: what came after that would have tried nothing.
    let in_sql = sql::attack(ground, orders, tally);
    tokio::pin!(in_sql);
    loop {
        tokio::select! {
            done = &mut in_sql => break done?,
            () = tokio::time::sleep(BETWEEN_SIGNS_OF_LIFE) => {
                control::everybody_is_somebody(&askers).await?;
                control::ana_sees(&ana, ground, &targets).await?;
            }
        }
    }
    control::everybody_is_somebody(&askers).await?;
    control::ana_sees(&ana, ground, &targets).await?;
    look_for_traces(ground, &before, "all statements together", tally).await
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
