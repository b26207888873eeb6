//! What the signed-in person's role carries, for pages that hide the rest. The server refuses it in any case.

use domain::Permission;
use domain::access::Me;

/// Whether the person may look into the log and at who has opened what: everybody of the firm, and nobody who is in by support access.
pub(super) fn reads_log(me: Option<&Me>) -> bool {
    me.is_some_and(|me| !me.role.is_support())
}

/// Whether the person's role carries a permission; nobody's does not.
pub(super) fn may(me: Option<&Me>, permission: Permission) -> bool {
    me.is_some_and(|me| me.may(permission))
}
