//! A drawn signature as smooth curves.

use serde::Serialize;

/// Most points kept of one signature; a finger draws a few hundred.
const MAX_POINTS: usize = 20_000;

/// A piece of a stroke, in fractions of the field's box, y downwards.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "op", rename_all = "lowercase")]
pub(crate) enum Segment {
    /// Pen down.
    Move { x: f32, y: f32 },
    /// A straight line.
    Line { x: f32, y: f32 },
    /// A quadratic curve by way of a control point.
    Quad { cx: f32, cy: f32, x: f32, y: f32 },
}

/// Strokes as curves: each recorded point is a control point, the curve runs through the middles between them. So the
/// corners that slow sampling leaves are rounded, and no point moves the line further than half way to its neighbour.
pub(crate) fn smooth(strokes: &[Vec<(f32, f32)>]) -> Vec<Segment> {
    let mut segments = Vec::new();
    for stroke in strokes {
        let points: Vec<(f32, f32)> = stroke
            .iter()
            .filter(|(x, y)| x.is_finite() && y.is_finite())
            .map(|(x, y)| (x.clamp(0.0, 1.0), y.clamp(0.0, 1.0)))
            .collect();
        if segments.len() + points.len() > MAX_POINTS {
            break;
        }
        smooth_one(&points, &mut segments);
    }
    segments
}

fn smooth_one(points: &[(f32, f32)], segments: &mut Vec<Segment>) {
    let (Some(&(first_x, first_y)), Some(&(last_x, last_y))) = (points.first(), points.last()) else {
        return;
    };
    segments.push(Segment::Move { x: first_x, y: first_y });
    for pair in points.windows(2).skip(1) {
        if let [(cx, cy), (x, y)] = *pair {
            segments.push(Segment::Quad {
                cx,
                cy,
                x: f32::midpoint(cx, x),
                y: f32::midpoint(cy, y),
            });
        }
    }
    // A tap is a dot: a line so short that only its round ends show.
    let dot = if points.len() == 1 { 0.0005 } else { 0.0 };
    segments.push(Segment::Line {
        x: last_x + dot,
        y: last_y,
    });
}

#[cfg(test)]
mod tests {
    use super::{Segment, smooth};

    #[test]
    fn a_stroke_keeps_its_ends_and_rounds_its_corners() {
        let corner = smooth(&[vec![(0.0, 0.0), (0.5, 0.0), (0.5, 1.0)]]);
        assert_eq!(
            corner,
            [
                Segment::Move { x: 0.0, y: 0.0 },
                Segment::Quad {
                    cx: 0.5,
                    cy: 0.0,
                    x: 0.5,
                    y: 0.5
                },
                Segment::Line { x: 0.5, y: 1.0 },
            ]
        );
    }

    #[test]
    fn a_tap_leaves_a_dot_and_rubbish_leaves_nothing() {
        assert_eq!(smooth(&[vec![(0.5, 0.5)]]).len(), 2);
        assert!(smooth(&[vec![], vec![(f32::NAN, 0.0)]]).is_empty());
        assert_eq!(
            smooth(&[vec![(-3.0, 9.0)]]).first(),
            Some(&Segment::Move { x: 0.0, y: 1.0 })
        );
    }
}
