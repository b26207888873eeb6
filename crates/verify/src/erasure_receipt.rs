//! The receipt of an erasure, in words.

use std::io::{self, Write};

use tlog::receipt::Receipt;

use super::utc::utc;

/// What a receipt says.
pub(super) fn print_receipt(receipt: &Receipt, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "Receipt of the erasure {} in {}.", receipt.erasure, receipt.log)?;
    writeln!(out, "By {}, at {}.", receipt.by, utc(receipt.at))?;
    writeln!(out, "Ground: {}", receipt.ground)?;
    for (kind, id) in &receipt.erased {
        writeln!(out, "erased {kind:<10} {id}")?;
    }
    if receipt.kept > 0 {
        writeln!(out, "kept   {} signatures, as evidence", receipt.kept)?;
    }
    writeln!(
        out,
        "Entry {} of the log says so, proven by the checkpoint at {} entries.",
        receipt.entry.number, receipt.proof.size
    )
}
