//! The papers: real PDFs, of our own words, printed from the HTML beside them.

use domain::signing::Area;

/// A file that somebody uploads.
#[derive(Debug)]
pub(super) struct Paper {
    pub(super) file_name: &'static str,
    pub(super) bytes: &'static [u8],
}

macro_rules! paper {
    ($name:ident, $file_name:literal, $path:literal) => {
        pub(super) static $name: Paper = Paper {
            file_name: $file_name,
            bytes: include_bytes!($path),
        };
    };
}

paper!(
    PODER,
    "Poder especial - patente Escazú.pdf",
    "papers/poder-especial.pdf"
);
paper!(
    CONTRATO,
    "Contrato de servicios profesionales.pdf",
    "papers/contrato-servicios-profesionales.pdf"
);
paper!(
    CONCILIACION,
    "Acuerdo de conciliación.pdf",
    "papers/acuerdo-conciliacion.pdf"
);
paper!(
    ENGAGEMENT,
    "Engagement letter - Playa Grande.pdf",
    "papers/engagement-letter.pdf"
);
paper!(
    SETTLEMENT,
    "Settlement agreement.pdf",
    "papers/settlement-agreement.pdf"
);
paper!(RETAINER, "Retainer letter.pdf", "papers/retainer-letter.pdf");

/// Which of the two signature lines at the end of a paper.
#[derive(Clone, Copy, Debug)]
pub(super) enum Line {
    Left,
    Right,
}

/// The box on a signature line; `top` as a fraction of the page's height.
pub(super) const fn box_on(line: Line, page: u32, top: f32) -> Area {
    let x = match line {
        Line::Left => 0.125,
        Line::Right => 0.528,
    };
    Area {
        page,
        x,
        y: top,
        width: 0.335,
        height: 0.053,
    }
}
