//! What of a log is said to be gone, to those who read the rest.

use domain::audit::ArchivedUpTo;

use crate::database::Conn;
use crate::failure::Done;

/// Up to where the log of the caller's firm was archived: the office's for the office, the console's for the console.
pub(crate) async fn archived(conn: &mut Conn) -> Done<Option<ArchivedUpTo>> {
    let (number, year): (Option<i64>, Option<i16>) = sqlx::query_as("select last, year from app.log_archived()")
        .fetch_one(conn)
        .await?;
    let said = number.zip(year);
    Ok(said.map(|(number, year)| ArchivedUpTo {
        number,
        year: i32::from(year),
    }))
}
