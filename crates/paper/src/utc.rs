//! Times as people read them on a certificate.

use time::OffsetDateTime;

/// Milliseconds since the Unix epoch as `2026-11-22 14:03:05 UTC`; a dash for times outside the calendar.
pub(crate) fn written(unix_ms: i64) -> String {
    OffsetDateTime::from_unix_timestamp(unix_ms.div_euclid(1000)).map_or_else(
        |_| "—".to_owned(),
        |at| {
            format!(
                "{:04}-{:02}-{:02} {:02}:{:02}:{:02} UTC",
                at.year(),
                u8::from(at.month()),
                at.day(),
                at.hour(),
                at.minute(),
                at.second()
            )
        },
    )
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn is_written_in_utc_to_the_second() {
        assert_eq!(written(1_795_356_185_999), "2026-11-22 14:03:05 UTC");
        assert_eq!(written(-1), "1969-12-31 23:59:59 UTC");
        assert_eq!(written(i64::MAX), "—");
    }
}
