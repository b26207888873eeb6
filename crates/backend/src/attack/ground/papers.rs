//! A document of one page.

use core::fmt::Write as _;

/// A PDF whose page says one line, in letters that need no font of their own and no compression: what is on the page is in the bytes.
pub(super) fn one_page(line: &str) -> Vec<u8> {
    let content = format!("BT /F 24 Tf 72 720 Td ({line}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Count 1 /Kids [5 0 R] >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 3 0 R /Resources << /Font << /F 4 0 R >> >> >>"
            .to_owned(),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut table = String::from("0000000000 65535 f \n");
    for (index, object) in objects.iter().enumerate() {
        let _written = writeln!(table, "{:010} 00000 n ", file.len());
        let _written = write!(file, "{} 0 obj\n{object}\nendobj\n", index + 1);
    }
    let (at, size) = (file.len(), objects.len() + 1);
    let _written = write!(
        file,
        "xref\n0 {size}\n{table}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{at}\n%%EOF\n"
    );
    file.into_bytes()
}
