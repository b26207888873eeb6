//! Devices that people signed in from before ("device cookies", OWASP): each keeps a counter of its own, so that strangers who fail on
//! purpose lock themselves out and not the owner (promise S5).

use vault::keyed;

use super::lockout::AccountKey;
use crate::Backend;

/// Who signs in at one machine in turns; whoever has not for the longest time is forgotten.
const MOST_ACCOUNTS: usize = 4;
const ID: usize = 16;
const MARK: usize = 16;
const LABEL: &str = "device";

/// What a browser shows of itself. It opens nothing: who copies it may fail five times, like anybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    id: [u8; ID],
    /// The beginnings of the keys of the accounts that signed in here, the latest first.
    accounts: Vec<[u8; MARK]>,
}

impl Device {
    /// From the device cookie, if we wrote it.
    pub fn from_cookie(backend: &Backend, cookie: &str) -> Option<Self> {
        let payload = keyed::open(&backend.device_cookie, LABEL, cookie)?;
        let (id, accounts) = payload.split_first_chunk::<ID>()?;
        let (accounts, rest) = accounts.as_chunks::<MARK>();
        rest.is_empty().then(|| Self {
            id: *id,
            accounts: accounts.to_vec(),
        })
    }

    /// The device of somebody who has just signed in: the same as before, or a new one.
    pub(crate) fn remembering(before: Option<&Self>, account: &AccountKey) -> Self {
        let (id, others) = match before {
            Some(device) => (device.id, device.accounts.as_slice()),
            None => (vault::random::bytes(), [].as_slice()),
        };
        let mark = mark(account);
        let others = others.iter().filter(|other| **other != mark).copied();
        Self {
            id,
            accounts: [mark].into_iter().chain(others).take(MOST_ACCOUNTS).collect(),
        }
    }

    /// Whether this account's owner has signed in here.
    pub(crate) fn knows(&self, account: &AccountKey) -> bool {
        self.accounts.contains(&mark(account))
    }

    pub(crate) fn id(&self) -> &[u8] {
        &self.id
    }

    /// The cookie's value.
    pub(crate) fn cookie(&self, backend: &Backend) -> String {
        let mut payload = self.id.to_vec();
        payload.extend(self.accounts.as_flattened());
        keyed::sign(&backend.device_cookie, LABEL, &payload)
    }
}

fn mark(account: &AccountKey) -> [u8; MARK] {
    let mut mark = [0; MARK];
    mark.copy_from_slice(&account.bytes()[..MARK]);
    mark
}
