//! What the signed-in person's role carries, for pages that hide the rest. The server refuses it in any case.

use domain::Permission;
use domain::access::Me;

/// Whether the person's role carries a permission; nobody's does not.
pub(super) fn may(me: Option<&Me>, permission: Permission) -> bool {
    me.is_some_and(|me| me.may(permission))
}
