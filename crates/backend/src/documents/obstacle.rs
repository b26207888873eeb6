//! Whether a document can be signed: tried out, before anybody is asked to.

use domain::Error;
use domain::documents::SigningObstacle;
use domain::signing::Area;
use paper::{PaperError, StampObstacle};

use crate::Backend;
use crate::failure::Done;

/// What is in the way of a signature at that place: the worker makes a signed copy with made-up contents, and throws it away.
pub(crate) async fn obstacle(backend: &Backend, bytes: &[u8], area: Area) -> Done<Option<SigningObstacle>> {
    let place = paper::Area {
        x: area.x,
        y: area.y,
        w: area.width,
        h: area.height,
    };
    let found = match backend.paper.rehearse(bytes, area.page, place).await {
        // A busy machine says nothing about the document.
        Err(PaperError::TimedOut) => return Err(Error::Unavailable.into()),
        found => found?,
    };
    Ok(found.map(|obstacle| match obstacle {
        StampObstacle::Encrypted => SigningObstacle::Protected,
        StampObstacle::AlreadySigned => SigningObstacle::SignedBefore,
        StampObstacle::Damaged => SigningObstacle::Unsound,
    }))
}
