//! QR codes as SVG that stands in a page under a strict content security policy: no style attributes, no scripts.

use std::fmt::Write;

use qrcodegen::{QrCode, QrCodeEcc};

/// The quiet zone that ISO/IEC 18004 asks for, in modules.
const QUIET: i32 = 4;

/// The text as a QR code: a white square and one black path, without a size of its own, so that the page sets it.
/// `None` if the text is longer than a QR code holds (2,331 bytes).
///
/// It is an image without a name: the page gives it one (`aria-label`) and shows the same text beside it.
pub fn svg(text: &str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let size = code.size();
    let edge = size + 2 * QUIET;
    let mut out = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {edge} {edge}" shape-rendering="crispEdges"><rect width="{edge}" height="{edge}" fill="#fff"/><path fill="#000" d=""##
    );
    for y in 0..size {
        let mut x = 0;
        while x < size {
            let dark = (x..size).take_while(|x| code.get_module(*x, y)).count();
            let dark = i32::try_from(dark).unwrap_or(size);
            if dark > 0 {
                // Writing to a String can't fail.
                let _ = write!(out, "M{} {}h{dark}v1h-{dark}z", x + QUIET, y + QUIET);
            }
            x += dark + 1;
        }
    }
    out.push_str(r#""/></svg>"#);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads the path back into modules and compares them with the generator's.
    #[test]
    fn the_path_draws_exactly_the_dark_modules() {
        let text = "https://example.test/sign#token";
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).unwrap();
        let svg = svg(text).unwrap();
        let path = svg.split(r#" d=""#).nth(1).unwrap().split('"').next().unwrap();
        let mut dark = std::collections::HashSet::new();
        for run in path.split('z').filter(|run| !run.is_empty()) {
            let (start, rest) = run.trim_start_matches('M').split_once('h').unwrap();
            let (x, y) = start.split_once(' ').unwrap();
            let length: i32 = rest.split_once('v').unwrap().0.parse().unwrap();
            let (x, y): (i32, i32) = (x.parse().unwrap(), y.parse().unwrap());
            dark.extend((x..x + length).map(|x| (x - QUIET, y - QUIET)));
        }
        for y in -QUIET..code.size() + QUIET {
            for x in -QUIET..code.size() + QUIET {
                assert_eq!(dark.contains(&(x, y)), code.get_module(x, y), "{x} {y}");
            }
        }
    }

    #[test]
    fn it_needs_nothing_that_a_strict_policy_forbids() {
        let svg = svg("<script>alert(1)</script>").unwrap();
        for forbidden in ["style", "script", "href", "onload"] {
            assert!(!svg.contains(forbidden), "{forbidden}");
        }
        assert_eq!(svg.matches("<path").count(), 1);
    }

    #[test]
    fn a_text_that_does_not_fit_gives_nothing() {
        assert!(svg(&"é".repeat(1_165)).is_some());
        assert!(svg(&"é".repeat(1_166)).is_none());
    }
}
