//! What has been tried so far, counted while it goes on.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use domain::attack::Leak;

/// The counts of one run.
#[derive(Debug, Default)]
pub struct Tally {
    http: AtomicU32,
    sql: AtomicU32,
    held_back: AtomicU32,
    leaked: AtomicU32,
    reached: Mutex<BTreeSet<String>>,
    // The same hole lets much through: each is named once.
    leaks: Mutex<BTreeSet<Leak>>,
}

impl Tally {
    /// An HTTP request was answered.
    pub fn asked(&self) {
        self.http.fetch_add(1, Ordering::Relaxed);
    }

    /// A server function or route was asked and has answered.
    pub fn reached(&self, endpoint: &str) {
        let mut reached = self.reached.lock().unwrap_or_else(PoisonError::into_inner);
        if !reached.contains(endpoint) {
            reached.insert(endpoint.to_owned());
        }
    }

    /// How many different ones.
    pub fn endpoints(&self) -> u32 {
        let reached = self.reached.lock().unwrap_or_else(PoisonError::into_inner);
        u32::try_from(reached.len()).unwrap_or(u32::MAX)
    }

    /// So many statements were run.
    pub fn stated(&self, statements: u32) {
        self.sql.fetch_add(statements, Ordering::Relaxed);
    }

    /// A request was held back by the limit of signing in.
    pub fn held_back(&self) {
        self.held_back.fetch_add(1, Ordering::Relaxed);
    }

    /// Something got through.
    pub fn leaked(&self, who: &str, by: &str, what: impl Into<String>) {
        self.leaked.fetch_add(1, Ordering::Relaxed);
        let leak = Leak {
            who: who.to_owned(),
            by: by.chars().take(600).collect(),
            what: what.into().chars().take(300).collect(),
        };
        let mut leaks = self.leaks.lock().unwrap_or_else(PoisonError::into_inner);
        if leaks.len() < 1_000 {
            leaks.insert(leak);
        }
    }

    /// HTTP requests, SQL statements, requests that were held back, and leaks.
    pub fn counts(&self) -> [u32; 4] {
        [&self.http, &self.sql, &self.held_back, &self.leaked].map(|count| count.load(Ordering::Relaxed))
    }

    /// What got through, the first of it: of everybody something.
    pub fn leaks(&self, most: usize) -> Vec<Leak> {
        let leaks = self.leaks.lock().unwrap_or_else(PoisonError::into_inner);
        let mut ranked: Vec<(usize, &Leak)> = Vec::with_capacity(leaks.len());
        for leak in leaks.iter() {
            let rank = match ranked.last() {
                Some((rank, last)) if last.who == leak.who => rank + 1,
                _ => 0,
            };
            ranked.push((rank, leak));
        }
        ranked.sort_by_key(|(rank, _)| *rank);
        ranked.into_iter().take(most).map(|(_, leak)| leak.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i6_an_endpoint_counts_once_and_only_once_it_was_asked() {
        let tally = Tally::default();
        assert_eq!(tally.endpoints(), 0);
        for endpoint in ["/cases", "cases/page", "/cases"] {
            tally.reached(endpoint);
        }
        assert_eq!(tally.endpoints(), 2);
    }

    #[test]
    fn i6_everybodys_first_leaks_are_told() {
        let tally = Tally::default();
        for number in 0..30 {
            tally.leaked("one", &format!("GET /{number:02}"), "a word");
        }
        tally.leaked("other", "GET /x", "a word");
        tally.leaked("other", "GET /x", "a word");
        let told = tally.leaks(3);
        assert_eq!(
            told.iter().map(|leak| leak.who.as_str()).collect::<Vec<_>>(),
            ["one", "other", "one"]
        );
        assert_eq!(tally.counts()[3], 32);
        assert_eq!(tally.leaks(1_000).len(), 31);
    }
}
