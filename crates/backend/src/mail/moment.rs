//! A day and an hour in words, by the clocks of a firm.

use domain::Language;
use time::PrimitiveDateTime;

const ENGLISH: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const SPANISH: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

/// `5 December 2026, 18:00 (Costa Rica time)`, `5 de diciembre de 2026 a las 18:00 (hora de Costa Rica)`.
pub(super) fn moment(language: Language, at: PrimitiveDateTime, zone: &str) -> String {
    let month = usize::from(u8::from(at.month())) - 1;
    let place = zone.rsplit('/').next().unwrap_or(zone).replace('_', " ");
    let (day, year, hour, minute) = (at.day(), at.year(), at.hour(), at.minute());
    match language {
        Language::En => format!("{day} {} {year}, {hour:02}:{minute:02} ({place} time)", ENGLISH[month]),
        Language::Es => format!(
            "{day} de {} de {year} a las {hour:02}:{minute:02} (hora de {place})",
            SPANISH[month]
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_said_as_people_say_them() {
        let at = PrimitiveDateTime::new(
            time::Date::from_calendar_date(2026, time::Month::December, 5).unwrap(),
            time::Time::from_hms(18, 5, 0).unwrap(),
        );
        assert_eq!(
            moment(Language::En, at, "America/Costa_Rica"),
            "5 December 2026, 18:05 (Costa Rica time)"
        );
        assert_eq!(
            moment(Language::Es, at, "America/Costa_Rica"),
            "5 de diciembre de 2026 a las 18:05 (hora de Costa Rica)"
        );
        assert_eq!(moment(Language::En, at, "UTC"), "5 December 2026, 18:05 (UTC time)");
    }
}
