//! The walls around the child, built before it reads a byte: limits, no privileges, Landlock, seccomp.

mod landlock;
mod limits;
mod privileges;
mod seccomp;

use std::io;

use crate::types::{Confinement, Layer};

/// Builds every wall that this kernel offers and says which ones stand.
///
/// Errors when not even limits and `no_new_privs` could be set, or when the process already has other threads,
/// because Landlock and seccomp would not hold for those. Landlock and seccomp may be missing in old kernels and
/// some containers; the report says so and the operator's checks show it.
pub(crate) fn confine() -> io::Result<Confinement> {
    only_thread()?;
    let no_new_privileges = privileges::drop_all()?;
    limits::set_stack()?;
    // The typesetter asks how much stack is left; the first answer is read from a file, later ones are remembered.
    stacker::remaining_stack();
    // Before the limit on open files: building the rule set needs a descriptor.
    let landlock = landlock::restrict();
    let resource_limits = limits::set()?;
    single_threaded_rayon()?;
    // Last: the calls above are not on its list.
    let seccomp = seccomp::restrict();
    Ok(Confinement {
        resource_limits,
        no_new_privileges,
        landlock,
        seccomp,
    })
}

fn only_thread() -> io::Result<()> {
    let threads = std::fs::read_dir("/proc/self/task")?.count();
    if threads == 1 {
        Ok(())
    } else {
        Err(io::Error::other("the child already runs several threads"))
    }
}

/// The typesetter works on rayon; here it must stay on the one thread there is.
fn single_threaded_rayon() -> io::Result<()> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .use_current_thread()
        .build_global()
        .map_err(io::Error::other)
}

fn missing(reason: &impl ToString) -> Layer {
    Layer::Missing {
        reason: reason.to_string(),
    }
}
