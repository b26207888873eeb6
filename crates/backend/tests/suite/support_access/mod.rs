//! I5: whoever operates the installation reads nothing of a firm, but one case that the firm lets them into, for a while, in the open.

mod ending;
mod granting;
mod inside;

use backend::caller::{Caller, SessionProbe};
use backend::support::{self, Terms};
use backend::{access, cases, documents, jobs};
use domain::Error;
use domain::ids::SupportId;
use domain::support::SupportRow;
use vault::Token;

use crate::operators::operator;
use crate::support::administration::Signed;
use crate::support::changes::number;
use crate::support::people::{Firms, Person};
use crate::support::{World, refusal};

const WHY: &str = "Las firmas de este expediente no se sellan";

/// Two firms with Ana's case and a document in it, an operator at their console, and Ana at hers.
struct Scene {
    firms: Firms,
    olga: Person,
    desk: Signed,
    ana: Signed,
    number: String,
}

impl Scene {
    async fn new() -> Self {
        let firms = Firms::new().await;
        let olga = operator(&firms.world, "olga@operacion.example").await;
        let number = number(&firms, firms.case).await;
        let desk = firms.world.console(&olga).await;
        let ana = firms.world.console(&firms.ana).await;
        while jobs::run_due(&firms.world.backend).await.unwrap() > 0 {}
        Self {
            firms,
            olga,
            desk,
            ana,
            number,
        }
    }

    fn world(&self) -> &World {
        &self.firms.world
    }

    fn terms(&self, changing: bool) -> Terms {
        Terms {
            number: self.number.clone(),
            hours: 2,
            changing,
        }
    }

    /// Olga asks Ana's firm.
    async fn asked(&self) -> SupportId {
        self.asked_with("").await
    }

    /// The same, with the number of a case that somebody told her.
    async fn asked_with(&self, told: &str) -> SupportId {
        support::ask(&self.desk.at, self.firms.ana.caller.me().firm, WHY, told)
            .await
            .unwrap();
        self.row().await.id
    }

    /// The latest request of Ana's firm, as Ana reads it.
    async fn row(&self) -> SupportRow {
        support::of_the_firm(&self.ana.at).await.unwrap().remove(0)
    }

    async fn granted(&self, changing: bool) -> SupportId {
        let asked = self.asked().await;
        support::grant(&self.ana.at, asked, self.terms(changing)).await.unwrap();
        asked
    }

    async fn inside(&self, granted: SupportId) -> Inside {
        Inside::of(
            self.world(),
            support::enter(&self.desk.at, granted).await.unwrap().cookie,
        )
        .await
    }
}

/// Somebody who is in by a grant. What their cookie says is kept for when it is over.
struct Inside {
    caller: Caller,
    probe: SessionProbe,
    secret: Token,
}

impl Inside {
    async fn of(world: &World, cookie: String) -> Self {
        let probe = SessionProbe::from_cookie(&world.visitor(), &cookie).unwrap();
        let caller = access::identify(&probe, false).await.unwrap().unwrap();
        let secret = world.secret_in(&cookie, vault::Audience::Office);
        Self { caller, probe, secret }
    }

    /// That nothing is theirs any more: by use cases, by the session, and by SQL with its secret.
    async fn is_out(&self, scene: &Scene, document: domain::ids::DocumentId) {
        let world = scene.world();
        assert!(access::identify(&self.probe, false).await.unwrap().is_none());
        assert_eq!(
            refusal(cases::page(&self.caller, scene.firms.case).await),
            Error::NotFound
        );
        assert_eq!(
            refusal(documents::download(&self.caller, document).await),
            Error::NotFound
        );
        let mut raw = world.as_role("matterlock_app", Some(&self.secret)).await;
        for table in raw.readable_tables().await {
            assert_eq!(raw.count(&format!("select count(*) from {table}")).await, 0, "{table}");
        }
    }
}
