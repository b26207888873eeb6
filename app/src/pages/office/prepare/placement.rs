//! Moving and resizing a field without leaving the page. Fractions of the page throughout.

use domain::signing::Area;

/// One press of an arrow key.
pub(super) const STEP: f32 = 0.01;

/// A field of usual size near the foot of a page, where signatures mostly are.
pub(super) const fn usual(page: u32) -> Area {
    Area {
        page,
        x: 0.12,
        y: 0.82,
        width: 0.32,
        height: 0.07,
    }
}

/// The same field on another page.
pub(super) fn on_page(area: Area, page: u32, pages: u32) -> Area {
    Area {
        page: page.clamp(1, pages.max(1)),
        ..area
    }
}

/// With its left top corner elsewhere.
pub(super) fn at(area: Area, x: f32, y: f32) -> Area {
    let (width, height) = (size(area.width, Area::SMALLEST.0), size(area.height, Area::SMALLEST.1));
    Area {
        page: area.page,
        x: start(x, width),
        y: start(y, height),
        width,
        height,
    }
}

/// With its middle at a point.
pub(super) fn centred(area: Area, x: f32, y: f32) -> Area {
    at(area, x - area.width / 2.0, y - area.height / 2.0)
}

/// Moved by a distance.
pub(super) fn moved(area: Area, dx: f32, dy: f32) -> Area {
    at(area, area.x + dx, area.y + dy)
}

/// With its right bottom corner moved by a distance; the left top corner stays where it is.
pub(super) fn resized(area: Area, dx: f32, dy: f32) -> Area {
    let (x, y) = (start(area.x, Area::SMALLEST.0), start(area.y, Area::SMALLEST.1));
    Area {
        page: area.page,
        x,
        y,
        width: rounded(area.width + dx).clamp(Area::SMALLEST.0, rounded(1.0 - x)),
        height: rounded(area.height + dy).clamp(Area::SMALLEST.1, rounded(1.0 - y)),
    }
}

/// To a thousandth: less than anybody places by hand, and short enough for a form.
fn rounded(fraction: f32) -> f32 {
    if fraction.is_finite() {
        (fraction * 1000.0).round() / 1000.0
    } else {
        0.0
    }
}

fn size(length: f32, smallest: f32) -> f32 {
    rounded(length).clamp(smallest, 1.0)
}

fn start(position: f32, length: f32) -> f32 {
    rounded(position).clamp(0.0, rounded(1.0 - length).max(0.0))
}

/// A fraction as whole percent, for reading aloud.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a fraction of a page: 0 to 100 after rounding"
)]
pub(super) fn percent(fraction: f32) -> i32 {
    (fraction * 100.0).round() as i32
}

/// The last page that speaks of signing, else the last page.
pub(super) fn likely_page(texts: &[String]) -> u32 {
    let signs = |text: &String| {
        let text = text.to_lowercase();
        text.contains("____")
            || ["signature", "signed by", "firma", "firmado"]
                .iter()
                .any(|word| text.contains(word))
    };
    let index = texts.iter().rposition(signs).unwrap_or(texts.len().saturating_sub(1));
    u32::try_from(index + 1).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_stops_at_the_edges() {
        let area = usual(2);
        assert!(area.fits(2));
        let corner = moved(area, 9.0, 9.0);
        assert!(corner.fits(2));
        assert!(
            (corner.x - 0.68).abs() < 0.0005 && (corner.y - 0.93).abs() < 0.0005,
            "{corner:?}"
        );
        let origin = moved(area, -9.0, -9.0);
        assert_eq!((origin.x, origin.y), (0.0, 0.0));
    }

    #[test]
    fn resizing_leaves_the_corner_where_it_is() {
        let area = usual(1);
        let large = resized(area, 9.0, 9.0);
        assert_eq!((large.x, large.y), (area.x, area.y));
        assert!(large.fits(1));
        let small = resized(area, -9.0, -9.0);
        assert_eq!((small.width, small.height), Area::SMALLEST);
        assert!(small.fits(1));
    }

    #[test]
    fn the_page_that_speaks_of_signing_is_offered_first() {
        let texts = ["Contrato", "Firma: ________", "Anexo"].map(str::to_owned);
        assert_eq!(likely_page(&texts), 2);
        assert_eq!(likely_page(&["a".to_owned(), "b".to_owned()]), 2);
        assert_eq!(likely_page(&[]), 1);
    }

    #[test]
    fn a_page_that_is_not_there_is_not_chosen() {
        assert_eq!(on_page(usual(1), 99, 20).page, 20);
        assert_eq!(on_page(usual(1), 0, 20).page, 1);
    }

    #[test]
    fn however_it_is_pushed_it_fits() {
        let mut area = usual(1);
        for step in 0..5000_i16 {
            let (dx, dy) = (
                f32::from(step % 101 * 37 % 101) / 50.0 - 1.0,
                f32::from(step % 97 * 53 % 97) / 48.0 - 1.0,
            );
            area = if step % 3 == 0 {
                resized(area, dx, dy)
            } else {
                moved(area, dx, dy)
            };
            assert!(area.fits(1), "{step} {area:?}");
        }
    }

    #[test]
    fn numbers_that_are_none_do_no_harm() {
        for odd in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX, -0.0] {
            assert!(at(usual(1), odd, odd).fits(1), "{odd}");
            assert!(centred(usual(1), odd, odd).fits(1), "{odd}");
            assert!(resized(usual(1), odd, odd).fits(1), "{odd}");
        }
    }
}
