//! Whether two samples of times are apart: only what is clear and comes again counts, so that a busy machine accuses nobody.

/// The middle of a sample.
pub fn median(times: &[f64]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// How often a time of the one sample is larger than one of the other, from 0 to 1: a half where they are alike.
#[expect(clippy::cast_precision_loss, reason = "a few thousand")]
pub fn superiority(one: &[f64], other: &[f64]) -> f64 {
    larger(one, other) / (one.len() as f64 * other.len() as f64)
}

fn larger(one: &[f64], other: &[f64]) -> f64 {
    let rank = |left: &f64, right: &f64| match left.total_cmp(right) {
        core::cmp::Ordering::Greater => 1.0,
        core::cmp::Ordering::Equal => 0.5,
        core::cmp::Ordering::Less => 0.0,
    };
    one.iter()
        .flat_map(|left| other.iter().map(move |right| rank(left, right)))
        .sum()
}

/// The probability that two samples of one distribution differ as much in rank as these (Mann–Whitney, two-sided, by the normal
/// approximation).
#[expect(clippy::cast_precision_loss, reason = "a few thousand")]
pub fn mann_whitney(one: &[f64], other: &[f64]) -> f64 {
    let (ones, others) = (one.len() as f64, other.len() as f64);
    let spread = (ones * others * (ones + others + 1.0) / 12.0).sqrt();
    let x = (larger(one, other) - ones * others / 2.0).abs() / spread / core::f64::consts::SQRT_2;
    // Abramowitz and Stegun, 7.1.26.
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let poly =
        t * (0.254_829_592 + t * (-0.284_496_736 + t * (1.421_413_741 + t * (-1.453_152_027 + t * 1.061_405_429))));
    poly * (-x * x).exp()
}

/// Whether the samples are clearly apart: hardly by chance, in three of four pairs, and by a tenth of the time.
pub fn clearly(one: &[f64], other: &[f64]) -> bool {
    let (first, second) = (median(one), median(other));
    let far = (first - second).abs() > 0.1 * first.min(second);
    far && (superiority(one, other) - 0.5).abs() > 0.25 && mann_whitney(one, other) < 1e-4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s8_the_statistic_tells_samples_apart() {
        let one: Vec<f64> = (0..200).map(|n| f64::from(n * 37 % 101)).collect();
        let same: Vec<f64> = (0..200).map(|n| f64::from(n * 53 % 101)).collect();
        let later: Vec<f64> = same.iter().map(|time| time + 15.0).collect();
        assert!(mann_whitney(&one, &same) > 0.2);
        assert!(mann_whitney(&one, &later) < 0.01);
        assert!((superiority(&one, &same) - 0.5).abs() < 0.02);
    }

    #[test]
    fn i6_only_what_is_clear_counts() {
        let one: Vec<f64> = (0..200).map(|n| 100.0 + f64::from(n * 37 % 101)).collect();
        let a_little: Vec<f64> = one.iter().map(|time| time + 4.0).collect();
        let clear: Vec<f64> = one.iter().map(|time| time + 60.0).collect();
        assert!(!clearly(&one, &one) && !clearly(&one, &a_little));
        assert!(clearly(&one, &clear) && clearly(&clear, &one));
    }
}
