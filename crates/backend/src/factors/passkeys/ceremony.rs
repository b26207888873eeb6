//! A ceremony between question and answer: one row, used up by the first answer whatever that is worth. Its state never leaves the
//! server.

use domain::factors::Ceremony;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::types::Json;
use uuid::Uuid;
use vault::Token;

use crate::database::Conn;
use crate::failure::{Done, Failure};

/// Seconds in which a browser has to answer.
const SECONDS: f64 = 300.0;

/// What a ceremony is for, and who asked: an answer counts for that and nobody else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Adding a passkey, in the session whose transaction it is.
    Add,
    /// The second factor, in this half of a sign-in.
    SecondFactor(Uuid),
    /// The second factor given again, in this session.
    StepUp(Uuid),
    /// Signing in with nothing else, by whoever it turns out to be.
    Alone,
}

impl Purpose {
    const fn stored(self) -> (&'static str, Option<Uuid>) {
        match self {
            // The database binds it to the session by itself.
            Self::Add => ("add", None),
            Self::SecondFactor(challenge) => ("second_factor", Some(challenge)),
            Self::StepUp(session) => ("step_up", Some(session)),
            Self::Alone => ("alone", None),
        }
    }
}

/// Keeps what has to hold of the answer.
pub(super) async fn begin(
    conn: &mut Conn,
    purpose: Purpose,
    options: &impl Serialize,
    state: &impl Serialize,
) -> Done<Ceremony> {
    let unwritable = |error: serde_json::Error| Failure::broken(error.to_string());
    let (stored, bound) = purpose.stored();
    let name = Token::generate();
    sqlx::query("select app.begin_ceremony($1, $2, $3, $4, make_interval(secs => $5))")
        .bind(name.sha256().as_slice())
        .bind(stored)
        .bind(bound)
        .bind(Json(serde_json::to_value(state).map_err(unwritable)?))
        .bind(SECONDS)
        .execute(conn)
        .await?;
    Ok(Ceremony {
        name: name.expose().to_owned(),
        options: serde_json::to_string(options).map_err(unwritable)?,
    })
}

/// Uses the ceremony up: what has to hold, or nothing for one that was never, is used, is over, or is somebody else's.
pub(super) async fn take<S: DeserializeOwned>(conn: &mut Conn, purpose: Purpose, name: &str) -> Done<Option<S>> {
    let Some(name) = Token::parse(name) else {
        return Ok(None);
    };
    let (stored, bound) = purpose.stored();
    let state: Option<Json<serde_json::Value>> = sqlx::query_scalar("select app.use_ceremony($1, $2, $3)")
        .bind(name.sha256().as_slice())
        .bind(stored)
        .bind(bound)
        .fetch_one(conn)
        .await?;
    state
        .map(|state| serde_json::from_value(state.0).map_err(|error| Failure::broken(error.to_string())))
        .transpose()
}
