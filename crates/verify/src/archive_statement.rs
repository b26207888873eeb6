//! The statement on an archived year, in words; and where the archive is that it is of.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tlog::archive::Statement;

use super::utc::utc;

/// Where the archive of a statement lies: beside it, under the same name.
pub(super) fn archive_of(statement: &Path) -> PathBuf {
    statement.with_extension("jsonl")
}

/// What a statement says.
pub(super) fn print_statement(statement: &Statement, out: &mut impl Write) -> io::Result<()> {
    writeln!(
        out,
        "Statement on the year {} of {}, signed at {}.",
        statement.year,
        statement.log,
        utc(statement.at)
    )?;
    writeln!(
        out,
        "Entries {} to {} are in a file with the SHA-256 and length {}.",
        statement.first, statement.last, statement.file
    )
}
