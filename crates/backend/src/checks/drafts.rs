//! S12: who gets the server's half of the key that seals an unsent form. The sealing itself happens in browsers, where no check of the
//! server can look.

use domain::Error;

use super::ground::Ground;
use super::{Seen, Verdict, cannot, refused};
use crate::Backend;
use crate::drafts;

/// The product's own half: for three people of two firms three halves, for the same person the same again; for nobody, after signing
/// out and after 30 idle minutes none.
pub(super) async fn half_a_key_is_its_owners(backend: &Backend) -> Verdict {
    let mut ground = Ground::make(backend).await?;
    let people = [ground.ana.clone(), ground.bruno.clone(), ground.eva.clone()];
    let mut halves = Vec::new();
    for person in people.iter().chain([&people[0]]) {
        ground.be("matterlock_app", Some(&person.secret)).await?;
        let half = drafts::half(backend, ground.conn()).await.map_err(cannot)?;
        if half.user.0 != person.id {
            return Err("somebody is given another person's half".to_owned());
        }
        halves.push(half);
    }
    let [ana, bruno, eva, again] = halves.as_slice() else {
        return Err("the check lost count".to_owned());
    };
    if ana.half == bruno.half || ana.half == eva.half || bruno.half == eva.half {
        return Err("two people have the same half".to_owned());
    }
    if ana != again {
        return Err("the same person is given another half: what was sealed would be lost".to_owned());
    }
    let (secret, session) = (ground.ana.secret.clone(), ground.ana.session);
    for (when, change) in [
        (
            "after 30 idle minutes",
            "last_seen_at = app.now() - interval '30 minutes'",
        ),
        (
            "after signing out",
            "last_seen_at = app.now(), ended_at = app.now(), end_reason = 'signed_out'",
        ),
    ] {
        ground.be("matterlock_auth", None).await?;
        ground
            .run(&format!("update sessions set {change} where id = '{session}'"))
            .await?;
        ground.be("matterlock_app", Some(&secret)).await?;
        refused(when, drafts::half(backend, ground.conn()).await, &Error::NotSignedIn)?;
    }
    ground.be("matterlock_app", None).await?;
    refused(
        "without a session",
        drafts::half(backend, ground.conn()).await,
        &Error::NotSignedIn,
    )?;
    Ok(Seen {
        attempts: 6,
        detail: "three people of two firms have three halves of a key, each the same again; without a session, after signing out and after 30 idle minutes there is none".to_owned(),
    })
}
