//! Rows of a CSV file that no spreadsheet takes for more than text.

use std::borrow::Cow;

use csv::{Terminator, WriterBuilder};

use crate::failure::{Done, Failure};

/// By which spreadsheets know that UTF-8 follows.
pub(super) const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Rows as RFC 4180 has them, each cell as text.
pub(super) fn rows<R>(rows: impl IntoIterator<Item = R>) -> Done<Vec<u8>>
where
    R: IntoIterator<Item: AsRef<str>>,
{
    let broken = |error: &dyn core::fmt::Display| Failure::broken(format!("a row of a file: {error}"));
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(Vec::new());
    for row in rows {
        for cell in row {
            writer
                .write_field(as_text(cell.as_ref()).as_bytes())
                .map_err(|error| broken(&error))?;
        }
        writer.write_record(None::<&[u8]>).map_err(|error| broken(&error))?;
    }
    writer.into_inner().map_err(|error| broken(&error))
}

/// With an apostrophe before whatever a spreadsheet would begin to calculate with. Many of them take a semicolon or a tab for the end of a
/// cell, whatever the file says, and a line break for the end of a row; so what follows one of those is looked at as a beginning too.
fn as_text(cell: &str) -> Cow<'_, str> {
    let mut text = String::new();
    let mut begins = true;
    for (place, c) in cell.char_indices() {
        let first = place == 0;
        if (begins && calculates(c)) || (first && matches!(c, '\t' | '\r' | '\n')) {
            if text.is_empty() {
                text.reserve(cell.len() + 1);
                text.push_str(&cell[..place]);
            }
            text.push('\'');
        }
        if !text.is_empty() {
            text.push(c);
        }
        begins = matches!(c, ';' | '\t' | '\r' | '\n') || (begins && c == '"');
    }
    if text.is_empty() {
        Cow::Borrowed(cell)
    } else {
        Cow::Owned(text)
    }
}

/// Signs that a formula begins with, and as they are typed where letters are wide.
const fn calculates(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(file: &[u8]) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(file);
        let records = reader.records().map(|record| {
            let record = record.unwrap();
            record.iter().map(str::to_owned).collect()
        });
        records.collect()
    }

    #[test]
    fn l5_no_cell_is_a_formula() {
        for (cell, safe) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@sum", "'@sum"),
            ("\tx", "'\tx"),
            ("\rx", "'\rx"),
            ("＝1", "'＝1"),
            ("\"=1", "\"'=1"),
            ("a;=1", "a;'=1"),
            ("a\n\"=1", "a\n\"'=1"),
            ("a = 1", "a = 1"),
            ("Ana-María", "Ana-María"),
            ("", ""),
        ] {
            assert_eq!(as_text(cell), safe, "{cell:?}");
        }
    }

    #[test]
    fn l5_a_file_is_read_as_it_was_written() {
        let file = rows([vec!["1", "señor, «x»", "a\"b"], vec!["=2", "", "two\r\nlines"]]).unwrap();
        assert_eq!(
            String::from_utf8(file.clone()).unwrap(),
            "1,\"señor, «x»\",\"a\"\"b\"\r\n'=2,,\"two\r\nlines\"\r\n"
        );
        assert_eq!(read(&file), [["1", "señor, «x»", "a\"b"], ["'=2", "", "two\r\nlines"]]);
    }

    proptest! {
        #[test]
        fn l5_whatever_stands_in_a_cell_comes_back_as_text(cells in prop::collection::vec("(?s).{0,12}|[=+@;\t\r\n\"',-]{0,6}", 2..5)) {
            let mut file = BYTE_ORDER_MARK.as_bytes().to_vec();
            file.extend(rows([cells.iter().map(String::as_str)]).unwrap());
            let back = read(&file);
            prop_assert_eq!(back.len(), 1);
            prop_assert_eq!(back[0].len(), cells.len());
            for (cell, read) in cells.iter().zip(&back[0]) {
                prop_assert!(!read.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{:?}", read);
                // Nothing but apostrophes was added.
                prop_assert_eq!(read.replace('\'', ""), cell.replace('\'', ""));
                // Nor is there a formula for who splits at semicolons.
                for part in read.split([';', '\t', '\r', '\n']) {
                    prop_assert!(!part.trim_start_matches('"').starts_with(['=', '+', '-', '@']), "{:?}", read);
                }
            }
        }
    }
}
