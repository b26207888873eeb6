//! Strokes of a drawn signature: from the pad to the field and back, and as smooth curves.
//!
//! The pad is larger than the field, so that a finger has room; what is drawn is then fitted into the field's own
//! proportions. Strokes are kept as numbers, never as a picture: turning the phone loses nothing.

use core::fmt::Write;

use domain::signing::Mark;

/// Points of one stroke, from where the pen went down.
pub(super) type Stroke = Vec<(f32, f32)>;

/// The pad's size in its own units.
pub(super) const PAD: (f32, f32) = (2000.0, 1000.0);
/// A point nearer than this to the one before says nothing new, in units of the pad.
const NEAREST: f32 = 6.0;
/// Room around the strokes in the field, as a part of their size.
const MARGIN: f32 = 1.12;
/// The least height of the pad that a field shows: a dot stays a dot.
const LEAST_HEIGHT: f32 = 240.0;

/// Adds a point to the stroke that is being drawn. False where it was too near, or the signature is full.
pub(super) fn extend(strokes: &mut [Stroke], point: (f32, f32)) -> bool {
    let full = strokes.iter().map(Vec::len).sum::<usize>() >= Mark::MOST_POINTS;
    let Some(stroke) = strokes.last_mut() else { return false };
    let near = stroke
        .last()
        .is_some_and(|last| (last.0 - point.0).hypot(last.1 - point.1) < NEAREST);
    if full || near {
        return false;
    }
    stroke.push((point.0.clamp(0.0, PAD.0), point.1.clamp(0.0, PAD.1)));
    true
}

/// The strokes as fractions of a field whose width is `aspect` times its height: whole, in proportion, in the middle.
pub(super) fn to_field(strokes: &[Stroke], aspect: f32) -> Vec<Stroke> {
    let Some((left, top, right, bottom)) = bounds(strokes) else {
        return Vec::new();
    };
    let height = ((bottom - top).max((right - left) / aspect) * MARGIN).max(LEAST_HEIGHT);
    let width = height * aspect;
    let origin = (
        f32::midpoint(left, right) - width / 2.0,
        f32::midpoint(top, bottom) - height / 2.0,
    );
    map(strokes, |(x, y)| {
        (fraction((x - origin.0) / width), fraction((y - origin.1) / height))
    })
}

/// Strokes that were kept as fractions of a field, on the pad again: as large as the pad allows, in the middle.
pub(super) fn to_pad(strokes: &[Stroke], aspect: f32) -> Vec<Stroke> {
    let height = PAD.1.min(PAD.0 / aspect);
    let width = height * aspect;
    let origin = ((PAD.0 - width) / 2.0, (PAD.1 - height) / 2.0);
    map(strokes, |(x, y)| (origin.0 + x * width, origin.1 + y * height))
}

/// An SVG path (SVG 2, section 9.3) through strokes scaled by `width` and `height`. Each point is a control point and
/// the curve runs through the middles between them, as on the signed copy.
pub(super) fn path(strokes: &[Stroke], width: f32, height: f32) -> String {
    let mut path = String::new();
    for stroke in strokes {
        let (Some(first), Some(last)) = (stroke.first(), stroke.last()) else {
            continue;
        };
        let at = |(x, y): (f32, f32)| (unit(x * width), unit(y * height));
        let (x, y) = at(*first);
        // Writing to a string can't fail.
        let _ = write!(path, "M{x} {y}");
        for pair in stroke.windows(2).skip(1) {
            if let [control, next] = *pair {
                let ((cx, cy), (x, y)) = (
                    at(control),
                    at((f32::midpoint(control.0, next.0), f32::midpoint(control.1, next.1))),
                );
                let _ = write!(path, "Q{cx} {cy} {x} {y}");
            }
        }
        let (x, y) = at(*last);
        let _ = write!(path, "L{x} {y}");
    }
    path
}

/// To the nearest whole unit.
#[expect(
    clippy::cast_possible_truncation,
    reason = "sizes of pages and pads are far below two thousand million"
)]
pub(super) fn unit(value: f32) -> i32 {
    value.round() as i32
}

/// Between 0 and 1, to four places: finer than any pen, and short to send.
fn fraction(value: f32) -> f32 {
    (value.clamp(0.0, 1.0) * 10_000.0).round() / 10_000.0
}

fn map(strokes: &[Stroke], to: impl Fn((f32, f32)) -> (f32, f32)) -> Vec<Stroke> {
    strokes
        .iter()
        .filter(|stroke| !stroke.is_empty())
        .map(|stroke| stroke.iter().copied().map(&to).collect())
        .collect()
}

fn bounds(strokes: &[Stroke]) -> Option<(f32, f32, f32, f32)> {
    strokes.iter().flatten().fold(None, |bounds, &(x, y)| {
        let (left, top, right, bottom) = bounds.unwrap_or((x, y, x, y));
        Some((left.min(x), top.min(y), right.max(x), bottom.max(y)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slope(stroke: &Stroke, aspect: f32) -> f32 {
        (stroke[1].1 - stroke[0].1) / ((stroke[1].0 - stroke[0].0) * aspect)
    }

    #[test]
    fn proportions_survive_the_way_into_a_field_and_back() {
        let drawn = vec![vec![(200.0, 900.0), (1800.0, 100.0)]];
        for aspect in [0.5, 1.0, 3.9, 12.0] {
            let field = to_field(&drawn, aspect);
            assert!(
                field
                    .iter()
                    .flatten()
                    .all(|(x, y)| (0.0..=1.0).contains(x) && (0.0..=1.0).contains(y))
            );
            assert!((slope(&field[0], aspect) - -0.5).abs() < 0.01, "{aspect}: {field:?}");
            let again = to_pad(&field, aspect);
            assert!((slope(&again[0], 1.0) - -0.5).abs() < 0.01, "{aspect}: {again:?}");
            assert!(
                again
                    .iter()
                    .flatten()
                    .all(|(x, y)| (0.0..=PAD.0).contains(x) && (0.0..=PAD.1).contains(y))
            );
        }
    }

    #[test]
    fn a_dot_stays_small() {
        let field = to_field(&[vec![(1000.0, 500.0), (1010.0, 500.0)]], 4.0);
        assert!((field[0][1].0 - field[0][0].0) < 0.02, "{field:?}");
        assert!(to_field(&[], 4.0).is_empty());
        assert!(to_field(&[vec![]], 4.0).is_empty());
    }

    #[test]
    fn points_too_near_or_too_many_are_left_out_and_none_leaves_the_pad() {
        let mut strokes = vec![vec![(0.0, 0.0)]];
        assert!(!extend(&mut strokes, (1.0, 1.0)));
        assert!(extend(&mut strokes, (-50.0, 5000.0)));
        assert_eq!(strokes[0][1], (0.0, PAD.1));
        let mut full = vec![vec![(0.0, 0.0); Mark::MOST_POINTS], vec![]];
        assert!(!extend(&mut full, (500.0, 500.0)));
        assert!(!extend(&mut [], (500.0, 500.0)));
    }

    #[test]
    fn the_path_runs_from_the_first_point_to_the_last() {
        let strokes = vec![vec![(0.0, 0.0), (0.5, 0.0), (0.5, 1.0)], vec![], vec![(1.0, 1.0)]];
        assert_eq!(path(&strokes, 100.0, 10.0), "M0 0Q50 0 50 5L50 10M100 10L100 10");
    }

    #[test]
    fn what_is_fitted_can_be_signed_with() {
        let drawn = vec![vec![(0.0, 0.0), (2000.0, 1000.0)], vec![(3.0, 4.0)]];
        assert!(Mark::Drawn(to_field(&drawn, 3.9)).is_acceptable());
    }
}
