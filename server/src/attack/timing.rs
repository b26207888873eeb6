//! Whether an answer takes longer for what is hers than for what nobody has. Counted only where it is clear and comes again.

use backend::attack::{Asks, Dice, Hindrance, apart};
use tokio::time::Instant;

use super::Targets;
use super::asker::Asker;
use super::call::Call;
use super::cases::Ask;

/// Pairs in one sample.
const PAIRS: u32 = 150;

/// What looks a thing up by its id, its number or a name, and says nothing of it to this asker.
fn measured(asker: &Asker, targets: &Targets) -> Vec<Call> {
    let function = |name: &str, fields: &[(&'static str, &str)]| {
        let fields = fields.iter().map(|(name, value)| (*name, (*value).to_owned()));
        Call::function(name, &Ask::Form(fields.collect()))
    };
    // To a colleague who knows an id of 74 random bits, the time tells that it is there: what is not counted, and why, says the decision. Other
    // firms have cases of their own by the same numbers.
    if asker.outsider {
        return vec![
            function("cases/page", &[("case", &targets.case)]),
            function("documents/page", &[("document", &targets.document)]),
            function("signing/page", &[("envelope", &targets.envelope)]),
            Call::get(format!("/files/documents/{}", targets.document)),
        ];
    }
    let fields = [("number", targets.number.as_str()), ("reason", "taken over from here")];
    let mut calls = vec![function("cases/break-glass", &fields)];
    if asker.asks == Asks::WhatLeadsToCases {
        calls.push(function("/admin/api/erasures/find", &[("who", &targets.hidden_client)]));
    }
    calls
}

/// Measures them.
pub(super) async fn look(asker: &Asker, targets: &Targets, mut dice: Dice) -> Result<(), Hindrance> {
    for call in measured(asker, targets) {
        let mut clear = 0;
        for _ in 0..2 {
            let twin = call.swapped(&asker.swap(&call, &mut dice));
            let (hers, nobodys) = sample(asker, &call, &twin).await?;
            if !apart::clearly(&hers, &nobodys) {
                break;
            }
            clear += 1;
            if clear == 2 {
                let (hers, nobodys) = (apart::median(&hers), apart::median(&nobodys));
                let what = format!("it takes {hers:.2} ms where there is one and {nobodys:.2} ms where there is none");
                asker.leaked(&call, what);
            }
        }
    }
    Ok(())
}

/// Milliseconds of so many of each, in turns the one first and the other.
async fn sample(asker: &Asker, real: &Call, twin: &Call) -> Result<(Vec<f64>, Vec<f64>), Hindrance> {
    let (mut hers, mut nobodys) = (Vec::new(), Vec::new());
    for number in 0..PAIRS {
        if number % 2 == 0 {
            hers.push(took(asker, real).await?);
            nobodys.push(took(asker, twin).await?);
        } else {
            nobodys.push(took(asker, twin).await?);
            hers.push(took(asker, real).await?);
        }
    }
    Ok((hers, nobodys))
}

async fn took(asker: &Asker, call: &Call) -> Result<f64, Hindrance> {
    let began = Instant::now();
    asker.ask(call).await?;
    Ok(began.elapsed().as_secs_f64() * 1000.0)
}
