//! seccomp (`seccomp(2)`): the few system calls that computing and answering need. Any other kills the process.

use std::collections::BTreeMap;

use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch, apply_filter,
};

use super::missing;
use crate::types::Layer;

/// Calls that are allowed with any arguments. None opens, connects, starts or sends a signal to another process.
const ALLOWED: [i64; 29] = [
    // The request and the answer, on descriptors that are already open.
    libc::SYS_read,
    libc::SYS_write,
    libc::SYS_writev,
    libc::SYS_close,
    libc::SYS_fstat,
    // Memory; mmap and mprotect follow below, never executable.
    libc::SYS_brk,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_madvise,
    // Threads' locks, of which the one thread makes use too.
    libc::SYS_futex,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_set_robust_list,
    libc::SYS_rseq,
    // Time and randomness for hash tables.
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_gettimeofday,
    libc::SYS_getrandom,
    // Signals to itself: the handler for stack overflow, and abort.
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_restart_syscall,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_prlimit64,
    libc::SYS_membarrier,
    // The end.
    libc::SYS_exit,
    libc::SYS_exit_group,
];

pub(super) fn restrict() -> Layer {
    let program = match program() {
        Ok(program) => program,
        Err(error) => return missing(&error),
    };
    match apply_filter(&program) {
        Ok(()) => Layer::InForce {
            detail: format!(
                "{} system calls allowed, any other kills the process",
                ALLOWED.len() + 3
            ),
        },
        Err(error) => missing(&error),
    }
}

fn program() -> Result<BpfProgram, BackendError> {
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> = ALLOWED.iter().map(|&call| (call, Vec::new())).collect();
    let not_executable = || {
        let prot_exec = u64::from(libc::PROT_EXEC.unsigned_abs());
        let condition = SeccompCondition::new(2, SeccompCmpArgLen::Dword, SeccompCmpOp::MaskedEq(prot_exec), 0)?;
        SeccompRule::new(vec![condition])
    };
    rules.insert(libc::SYS_mmap, vec![not_executable()?]);
    rules.insert(libc::SYS_mprotect, vec![not_executable()?]);
    // abort() raises SIGABRT in its own process only.
    let own_process = SeccompCondition::new(
        0,
        SeccompCmpArgLen::Dword,
        SeccompCmpOp::Eq,
        u64::from(std::process::id()),
    )?;
    rules.insert(libc::SYS_tgkill, vec![SeccompRule::new(vec![own_process])?]);
    SeccompFilter::new(
        rules,
        SeccompAction::KillProcess,
        SeccompAction::Allow,
        TargetArch::try_from(std::env::consts::ARCH)?,
    )?
    .try_into()
}
