//! Whether a machine has slept, or its clock was set, from one pulse to the next.

/// How often a tab looks, in milliseconds.
pub(super) const PULSE: u32 = 3_000;
/// How far the two clocks may drift apart within a pulse, in milliseconds.
const DRIFT: f64 = 2_000.0;

/// Whether more has happened than waiting for the next pulse: by a clock that stood still while the machine slept, by the time of day, or
/// by both. In milliseconds.
pub(super) fn slept(passed: f64, passed_of_day: f64) -> bool {
    (passed - passed_of_day).abs() > DRIFT || passed.max(passed_of_day) > f64::from(PULSE) * 2.0 + DRIFT
}

#[cfg(test)]
mod tests {
    use super::slept;

    #[test]
    fn s3_a_machine_that_slept_is_found_out_by_either_clock() {
        const HOUR: f64 = 3_600_000.0;
        assert!(!slept(3_000.0, 3_000.0));
        assert!(!slept(5_500.0, 5_400.0), "a busy tab is late");
        assert!(slept(3_000.0, HOUR), "the timers' clock stood still");
        assert!(slept(HOUR, HOUR), "it went on");
        assert!(slept(3_000.0, 3_000.0 - HOUR), "the time of day was set back");
        assert!(slept(3_000.0, 3_000.0 + HOUR), "or forward");
    }
}
