//! Event streams that are held open while Ana works: she hears of it, and nobody else does.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use backend::attack::{Ground, Hindrance};
use futures::StreamExt as _;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use super::asker::Asker;
use super::call::Call;

/// How long Ana may take to hear of what she did.
const SOON: Duration = Duration::from_secs(10);
/// How long the others are listened to after that.
const AFTER: Duration = Duration::from_millis(400);

/// What came over a stream so far.
type Heard = Arc<Mutex<String>>;

/// # Errors
/// [`Hindrance::Blind`] where Ana does not hear of her own case.
pub(super) async fn listen(ana: &Asker, askers: &[Asker], ground: &Ground) -> Result<(), Hindrance> {
    // Ends with this function, whichever way that ends.
    let mut listening = JoinSet::new();
    let hers = open(&mut listening, ana, "/events").await?;
    let mut others = Vec::new();
    for asker in askers {
        for path in ["/events", "/admin/events"] {
            others.push((asker, path, open(&mut listening, asker, path).await?));
        }
    }
    // In the case whose id nobody sends: whoever is told it was told it by the stream.
    let case = ground.hidden.things.case.to_string();
    let until = Instant::now() + SOON;
    while !text(&hers).contains(&case) {
        if Instant::now() > until {
            return Err(Hindrance::Blind("Ana does not hear of her own case".to_owned()));
        }
        ground.act("Somebody").await?;
        sleep(Duration::from_millis(100)).await;
    }
    sleep(AFTER).await;
    for (asker, path, heard) in others {
        if let Some(what) = asker.told(&text(&heard)) {
            asker.tally.leaked(asker.who, &format!("GET {path}, held open"), what);
        }
    }
    Ok(())
}

fn text(heard: &Heard) -> String {
    heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Opens a stream and goes on listening; an asker whom it is refused to hears the refusal.
async fn open(listening: &mut JoinSet<()>, asker: &Asker, path: &str) -> Result<Heard, Hindrance> {
    let response = asker.begin(&Call::get(path)).await?;
    asker.tally.asked();
    asker.tally.reached(path);
    let heard = Heard::default();
    let (told, mut chunks) = (Arc::clone(&heard), response.into_body().into_data_stream());
    listening.spawn(async move {
        while let Some(Ok(chunk)) = chunks.next().await {
            let text = String::from_utf8_lossy(&chunk).into_owned();
            told.lock().unwrap_or_else(PoisonError::into_inner).push_str(&text);
        }
    });
    Ok(heard)
}
