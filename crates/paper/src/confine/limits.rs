//! Resource limits (`setrlimit(2)`); both soft and hard, so that the child cannot raise them again.

use std::io;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::types::Layer;

/// Processor time in seconds. The parent's wall clock usually ends a request first; this holds without a parent.
const CPU_SECONDS: u64 = 20;
/// Address space: 1.5 GiB.
const ADDRESS_SPACE_BYTES: u64 = 1536 * 1024 * 1024;
/// Main thread's stack: PDF objects nest, and parsers recurse.
const STACK_BYTES: u64 = 64 * 1024 * 1024;
/// Standard input, output and error, and none besides.
const OPEN_FILES: u64 = 3;

/// Lets the main thread's stack grow to its full size, before anyone measures it.
pub(super) fn set_stack() -> io::Result<()> {
    fix(Resource::Stack, STACK_BYTES)
}

pub(super) fn set() -> io::Result<Layer> {
    // A second between soft and hard: SIGXCPU tells the parent why the child ended, SIGKILL would not.
    fix_both(Resource::Cpu, CPU_SECONDS, CPU_SECONDS + 1)?;
    fix(Resource::As, ADDRESS_SPACE_BYTES)?;
    fix(Resource::Nofile, OPEN_FILES)?;
    fix(Resource::Fsize, 0)?;
    fix(Resource::Nproc, 0)?;
    fix(Resource::Core, 0)?;
    Ok(Layer::InForce {
        detail: format!(
            "{CPU_SECONDS} s of processor time, {} MiB of memory, no new files, no new processes, no core dump",
            ADDRESS_SPACE_BYTES / (1024 * 1024)
        ),
    })
}

fn fix(resource: Resource, value: u64) -> io::Result<()> {
    fix_both(resource, value, value)
}

/// Sets the limits, or keeps the present hard limit where that is lower already.
fn fix_both(resource: Resource, soft: u64, hard: u64) -> io::Result<()> {
    let hard = getrlimit(resource).maximum.map_or(hard, |present| present.min(hard));
    setrlimit(
        resource,
        Rlimit {
            current: Some(soft.min(hard)),
            maximum: Some(hard),
        },
    )?;
    Ok(())
}
