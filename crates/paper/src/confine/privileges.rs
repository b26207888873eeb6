//! No way back to privileges: `no_new_privs`, no capabilities, not traceable, and dead when the parent is.

use std::io;

use rustix::process::{DumpableBehavior, Signal, set_dumpable_behavior, set_parent_process_death_signal};
use rustix::thread::{CapabilitySet, CapabilitySets, clear_ambient_capability_set, set_capabilities, set_no_new_privs};

use crate::types::Layer;

pub(super) fn drop_all() -> io::Result<Layer> {
    set_parent_process_death_signal(Some(Signal::KILL))?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    set_no_new_privs(true)?;
    let none = CapabilitySet::empty();
    let dropped = clear_ambient_capability_set().and_then(|()| {
        set_capabilities(
            None,
            CapabilitySets {
                effective: none,
                permitted: none,
                inheritable: none,
            },
        )
    });
    Ok(match dropped {
        Ok(()) => Layer::InForce {
            detail: "no_new_privs, no capabilities, not traceable".into(),
        },
        Err(error) => Layer::Partial {
            detail: format!("no_new_privs; capabilities were kept: {error}"),
        },
    })
}
