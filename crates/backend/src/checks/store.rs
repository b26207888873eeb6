//! K2: what stands in the object store is ciphertext.

use vault::DocumentKey;

use super::ground::{Ground, PAGE, PAPER};
use super::{Seen, Verdict, cannot};
use crate::Backend;
use crate::documents::{NewFile, Stored};

/// Objects that are looked at in one run.
const MOST: usize = 200;

/// A document of the check's own is stored as every upload is, looked at as a thief would, opened with its keys, and removed. Every
/// other object has the form of a ciphertext; their keys are out of reach without a session of their firm, for checks too.
pub(super) async fn the_store_holds_ciphertext(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let document = ground.document.id;
    ground.be_ana().await?;
    let stored = Stored::read(ground.conn(), document).await.map_err(cannot)?;
    let own = &ground.document;
    let kept = own.store(backend).await;
    let looked = look(backend, own, &stored).await;
    own.forget(backend).await;
    kept.map_err(cannot)?;
    looked?;

    let sample = backend.store.sample(MOST).await.map_err(cannot)?;
    for object in &sample {
        if !DocumentKey::looks_sealed(&object.bytes, object.size) {
            return Err(format!("the object {} is not sealed", object.name));
        }
    }
    let count = u32::try_from(sample.len()).unwrap_or(u32::MAX);
    Ok(Seen {
        attempts: count.saturating_add(2),
        detail: format!(
            "a document and its text were stored, unreadable until opened with their keys; {count} objects of the installation have the form of a ciphertext"
        ),
    })
}

async fn look(backend: &Backend, own: &NewFile, stored: &Stored) -> Result<(), String> {
    for (name, plain) in [(&own.object_name, PAPER), (&own.text_object_name, PAGE.as_bytes())] {
        let bytes = backend.store.get(name).await.map_err(cannot)?;
        let shows = plain.windows(8).any(|part| bytes.windows(8).any(|there| there == part));
        if shows || !DocumentKey::looks_sealed(&bytes, bytes.len() as u64) {
            return Err(format!("what was stored as {name} can be read"));
        }
    }
    let (file, texts) = (stored.file(backend).await, stored.texts(backend).await);
    if file.map_err(cannot)? != PAPER || texts.map_err(cannot)? != [PAGE] {
        return Err("what was stored does not open to what it was".to_owned());
    }
    Ok(())
}
