//! Who works at the demonstration's two firms. All of them are invented; `.example` addresses reach nobody (RFC 2606).

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use domain::ids::{AuthenticatorId, FirmId};
use domain::origin::{AddressSource, Origin};
use domain::{Language, Role};
use vault::{FirmKey, TotpSecret};

use crate::Backend;
use crate::caller::Visitor;
use crate::database::AuthTx;
use crate::factors::authenticators;
use crate::failure::Done;

/// The password of everybody in a demonstration. It is printed at each start and protects nothing.
pub(super) const PASSWORD: &str = "tres tucanes en la ceiba";

/// Somebody of the demonstration.
#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) email: &'static str,
    /// Who it is, for the terminal.
    pub(crate) what: &'static str,
    pub(super) name: &'static str,
    pub(super) role: Role,
    pub(super) language: Language,
    device: &'static str,
    address: Ipv4Addr,
}

/// A firm of the demonstration. Its first person registers it.
#[derive(Debug)]
pub(super) struct House {
    pub(super) name: &'static str,
    pub(super) people: &'static [Person],
}

const DESK: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const LAPTOP: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15";
const PHONE: &str =
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36";

// Addresses out of the blocks that are set apart for documentation (RFC 5737), because nobody was anywhere.
const SAN_JOSE: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 18);
const BRISTOL: Ipv4Addr = Ipv4Addr::new(198, 51, 100, 7);
const ON_THE_ROAD: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 61);

pub(super) const LUCIA: &Person = &HOUSES[0].people[0];
pub(super) const DANIEL: &Person = &HOUSES[0].people[1];
pub(super) const MARISOL: &Person = &HOUSES[0].people[2];
pub(super) const GERARDO: &Person = &HOUSES[0].people[3];
pub(super) const MARGARET: &Person = &HOUSES[1].people[0];

/// Both firms.
pub(super) static HOUSES: [House; 2] = [
    House {
        name: "Solano & Asociados",
        people: &[
            Person {
                email: "lucia@solano.example",
                what: "Lucía, partner and administrator, in Spanish",
                name: "Lucía Solano Quesada",
                role: Role::Administrator,
                language: Language::Es,
                device: DESK,
                address: SAN_JOSE,
            },
            Person {
                email: "daniel@solano.example",
                what: "Daniel, attorney, in English",
                name: "Daniel Whitaker Brenes",
                role: Role::Attorney,
                language: Language::En,
                device: LAPTOP,
                address: SAN_JOSE,
            },
            Person {
                email: "marisol@solano.example",
                what: "Marisol, assistant, in Spanish",
                name: "Marisol Ugalde Chinchilla",
                role: Role::Assistant,
                language: Language::Es,
                device: DESK,
                address: SAN_JOSE,
            },
            Person {
                email: "gerardo@solano.example",
                what: "Gerardo, reads only, in Spanish",
                name: "Gerardo Víquez Núñez",
                role: Role::ReadOnly,
                language: Language::Es,
                device: DESK,
                address: SAN_JOSE,
            },
        ],
    },
    House {
        name: "Harbour Street Chambers",
        people: &[Person {
            email: "margaret@harbourstreet.example",
            what: "Margaret, of another firm: sees none of the above",
            name: "Margaret Okafor-Hale",
            role: Role::Administrator,
            language: Language::En,
            device: LAPTOP,
            address: BRISTOL,
        }],
    },
];

/// Everybody of both firms.
pub(crate) fn everybody() -> impl Iterator<Item = &'static Person> {
    HOUSES.iter().flat_map(|house| house.people)
}

impl Person {
    /// As if from their browser.
    pub(super) fn visitor(&self, backend: &Arc<Backend>) -> Visitor {
        visitor(backend, self.address, self.device, self.language)
    }
}

/// A client with a phone.
pub(super) fn client(backend: &Arc<Backend>, language: Language) -> Visitor {
    visitor(backend, ON_THE_ROAD, PHONE, language)
}

fn visitor(backend: &Arc<Backend>, address: Ipv4Addr, device: &str, language: Language) -> Visitor {
    let origin = Origin {
        address: Some(IpAddr::V4(address)),
        source: AddressSource::Direct,
        device: device.to_owned(),
        request: "demonstration".to_owned(),
    };
    Visitor::new(Arc::clone(backend), origin, language)
}

/// The account of somebody in the demonstration.
#[derive(sqlx::FromRow)]
pub(super) struct Account {
    firm_id: uuid::Uuid,
    /// The first authenticator app.
    app: uuid::Uuid,
    secret: Vec<u8>,
    /// The last step (RFC 6238) whose code was used.
    pub(super) last_step: i64,
    key_version: i32,
    wrapped: Vec<u8>,
}

impl Account {
    /// Finds the account, if it has been made.
    pub(super) async fn find(backend: &Backend, person: &Person) -> Done<Option<Self>> {
        let origin = Arc::new(Origin::server("demonstration"));
        let mut tx: AuthTx = backend.begin(None, &origin).await?;
        Ok(sqlx::query_as(
            "select u.firm_id, a.id as app, a.secret, a.last_step, k.version as key_version, k.wrapped
             from users u join firm_keys k on k.firm_id = u.firm_id
             join authenticators a on a.firm_id = u.firm_id and a.user_id = u.id
             where u.email = $1 order by a.created_at, a.id, k.version desc limit 1",
        )
        .bind(person.email)
        .fetch_optional(tx.conn())
        .await?)
    }

    pub(super) fn firm(&self) -> FirmId {
        FirmId(self.firm_id)
    }

    pub(super) fn key(&self, backend: &Backend) -> Done<FirmKey> {
        backend.firm_key(self.firm(), self.key_version, &self.wrapped)
    }

    /// The authenticator's secret.
    pub(super) fn secret(&self, backend: &Backend) -> Done<TotpSecret> {
        authenticators::open(
            &self.key(backend)?,
            self.firm(),
            AuthenticatorId(self.app),
            &self.secret,
        )
    }
}
