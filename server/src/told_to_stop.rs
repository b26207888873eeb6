//! The signals that end the program: Ctrl-C, termination, a terminal that hangs up.

use tokio::signal::unix::{Signal, SignalKind, signal};

/// Listens from the moment it is made: nothing that has to be stopped may be started before.
#[derive(Debug)]
pub(crate) struct ToldToStop {
    interrupt: Signal,
    terminate: Signal,
    hang_up: Signal,
}

impl ToldToStop {
    /// Begins to listen; from here on the signals don't end the process by themselves.
    pub(crate) fn listen() -> Result<Self, String> {
        let listen = |kind| signal(kind).map_err(|error| format!("can't listen for signals: {error}"));
        Ok(Self {
            interrupt: listen(SignalKind::interrupt())?,
            terminate: listen(SignalKind::terminate())?,
            hang_up: listen(SignalKind::hangup())?,
        })
    }

    /// Waits for one of them.
    pub(crate) async fn told(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
            _ = self.hang_up.recv() => {}
        }
    }

    /// What the work came to, or `None` when a signal came first and it was dropped.
    pub(crate) async fn unless_told<T>(&mut self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.told() => None,
            outcome = work => Some(outcome),
        }
    }
}
