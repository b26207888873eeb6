//! How the connections are shared out among the logins that serve.

/// Fewer than six can't be shared out: whoever holds one may wait for another, so each login has two.
pub(super) struct Shares {
    pub(super) desk: u32,
    pub(super) door: u32,
    pub(super) works: u32,
}

impl Shares {
    /// Of so many. A page asks at the door whose session it is, and then more than once at the desk; jobs are done one after the other, while
    /// the logs are proven, looked at for what is new, and sometimes verified.
    pub(super) fn of(connections: u32) -> Self {
        let works = (connections / 5).max(2);
        let door = (connections.saturating_sub(works) * 3 / 8).max(2);
        let desk = connections.saturating_sub(works + door).max(2);
        Self { desk, door, works }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_connection_is_somebodys() {
        for connections in 6..=500 {
            let Shares { desk, door, works } = Shares::of(connections);
            assert_eq!(desk + door + works, connections);
            assert!(desk >= door && door >= works && works >= 2, "{connections}");
        }
        let Shares { desk, door, works } = Shares::of(16);
        assert_eq!((desk, door, works), (9, 4, 3));
    }
}
