//! A signature as it will look, drawn or typed.

use domain::signing::Mark;
use leptos::either::Either;
use leptos::prelude::*;

use super::ink::{path, unit};

/// A signature within a box, in tenths of a point from the corner of the SVG that it stands in.
/// Pen, letters and their sizes are those of the signed copy.
#[component]
pub(super) fn MarkPicture(
    /// The signature.
    mark: Mark,
    /// The box: left, top, width, height.
    area: (f32, f32, f32, f32),
) -> impl IntoView {
    let (x, y, width, height) = area;
    match mark {
        Mark::Drawn(strokes) => {
            let place = format!("translate({} {})", unit(x), unit(y));
            let pen = unit((height * 0.026).clamp(9.0, 19.0));
            Either::Left(
                view! { <path class="sign-ink" transform=place d=path(&strokes, width, height) stroke-width=pen></path> },
            )
        }
        Mark::Typed(name) => {
            let size = unit(letter_size(&name, width, height));
            // Letters of the script hang below the line by as much of their size.
            let line = unit(y + height) - size * 7 / 25;
            Either::Right(view! { <text class="sign-script" x=unit(x) y=line font-size=size>{name}</text> })
        }
    }
}

/// As large as the box allows: letters of the script are less than half as wide as they are high.
fn letter_size(name: &str, width: f32, height: f32) -> f32 {
    let letters = u16::try_from(name.chars().count()).unwrap_or(u16::MAX);
    (height * 0.78)
        .min(340.0)
        .min(width / (0.46 * f32::from(letters.max(1))))
}

#[cfg(test)]
mod tests {
    use super::letter_size;

    #[test]
    fn a_long_name_is_set_smaller() {
        assert!((letter_size("Ana", 2000.0, 400.0) - 312.0).abs() < 0.1);
        assert!(letter_size("María Fernanda Rodríguez Villalobos", 1800.0, 400.0) < 120.0);
        assert!(letter_size("", 1800.0, 400.0) > 0.0);
    }
}
