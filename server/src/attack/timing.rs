//! Whether an answer takes longer for what is hers than for what nobody has. Counted only where it is clear and comes again.

use backend::attack::{Dice, Hindrance, apart};
use tokio::time::Instant;

use super::Targets;
use super::asker::Asker;
use super::call::Call;
use super::cases::Ask;

/// Pairs in one sample.
const PAIRS: u32 = 150;

/// Measures what looks a thing up by its id.
pub(super) async fn look(asker: &Asker, targets: &Targets, mut dice: Dice) -> Result<(), Hindrance> {
    let function =
        |name: &str, field: &'static str, id: &String| Call::function(name, &Ask::Form(vec![(field, id.clone())]));
    let measured = [
        function("cases/page", "case", &targets.case),
        function("documents/page", "document", &targets.document),
        function("signing/page", "envelope", &targets.envelope),
        Call::get(format!("/files/documents/{}", targets.document)),
    ];
    for call in measured {
        let mut clear = 0;
        for _ in 0..2 {
            let twin = call.swapped(&asker.swap(&mut dice));
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
