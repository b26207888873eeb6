//! People of two firms, each signed in through the real use cases.

use std::sync::Arc;

use backend::access::{self, Begun, Renewed};
use backend::caller::{Caller, Challenged, SessionProbe, Visitor};
use backend::{Backend, Failure, cases, documents};
use domain::access::Registration;
use domain::captcha::{Captcha, Form};
use domain::cases::NewCase;
use domain::ids::{CaseId, DocumentId, PartyId};
use domain::{Language, Role};
use secrecy::SecretString;
use vault::{Token, TotpSecret};

use super::{World, papers, visitor};

pub(crate) const PASSWORD: &str = "tres tucanes sobre el guanacaste";

/// Somebody who is signed in.
pub(crate) struct Person {
    pub(crate) caller: Caller,
    pub(crate) cookie: String,
    pub(crate) email: String,
    pub(crate) totp: Arc<TotpSecret>,
}

impl Person {
    /// The session as its cookie names it.
    pub(crate) fn probe(&self, world: &World) -> SessionProbe {
        SessionProbe::from_cookie(&world.visitor(), &self.cookie).unwrap()
    }

    /// The secret in the cookie.
    pub(crate) fn secret(&self, world: &World) -> Token {
        world.secret_in(&self.cookie, vault::Audience::Office)
    }

    pub(crate) fn id(&self) -> uuid::Uuid {
        self.caller.me().user.0
    }

    pub(crate) fn firm(&self) -> uuid::Uuid {
        self.caller.me().firm.0
    }
}

pub(crate) fn now(backend: &Backend) -> i64 {
    backend.now().seconds()
}

/// The code that an authenticator app shows to somebody whose clock is the server's.
pub(crate) fn code(backend: &Backend, totp: &TotpSecret) -> String {
    totp.code_at(u64::try_from(now(backend)).unwrap())
}

/// The proof of a human that a browser works out.
pub(crate) fn proof(visitor: &Visitor, form: Form) -> String {
    match access::captcha::ask(visitor, form) {
        Captcha::Puzzle(puzzle) => puzzle.solve(),
        Captcha::Turnstile { .. } => panic!("no browser works that out"),
    }
}

/// Has a link mailed to an address, with such a proof.
pub(crate) async fn prove_mail(visitor: &Visitor, setup: &str, email: &str) -> Result<(), Failure> {
    access::prove_mail(visitor, setup, email, &proof(visitor, Form::Register)).await
}

impl World {
    /// The secret of a fresh set-up link.
    pub(crate) async fn setup(&self) -> String {
        let link = access::make_setup_link(&self.backend).await.unwrap();
        link.url.split_once('#').unwrap().1.to_owned()
    }

    /// The secret that is mailed to an address for a set-up link.
    pub(crate) async fn proven(&self, setup: &str, email: &str) -> String {
        let before = self.mailed_links(email, "setup/firm");
        prove_mail(&self.visitor(), setup, email).await.unwrap();
        let after = self.mailed_links(email, "setup/firm");
        let token = after.difference(&before).next().unwrap().clone();
        self.throw_away(&token);
        token
    }

    /// A firm's registration form with a fresh link that was mailed.
    pub(crate) async fn registration(&self, firm: &str, email: &str) -> Registration {
        Registration {
            token: self.proven(&self.setup().await, email).await,
            firm_name: firm.to_owned(),
            name: email.split('@').next().unwrap().to_owned(),
            password: PASSWORD.to_owned(),
            language: Language::Es,
        }
    }

    /// Registers a firm; its first administrator is signed in.
    pub(crate) async fn register(&self, firm: &str, email: &str) -> Person {
        let form = self.registration(firm, email).await;
        let begun = access::register_firm(&self.visitor(), form).await.unwrap();
        self.set_up(begun, email).await
    }

    /// Adds a colleague, who signs in for the first time.
    pub(crate) async fn add_colleague(&self, of: &Person, email: &str, role: Role) -> Person {
        let person = access::NewColleague {
            firm: of.caller.me().firm,
            name: email.split('@').next().unwrap().to_owned(),
            email: email.to_owned(),
            role,
            language: Language::Es,
            password: SecretString::from(PASSWORD),
        };
        access::add_person_by_operator(&self.backend, person).await.unwrap();
        let begun = self.password(email).await;
        self.set_up(begun, email).await
    }

    /// Gives somebody's second factor again in their session, with this app's code; whoever they are from then on.
    pub(crate) async fn step_up(&self, person: &Person, totp: &TotpSecret) -> Person {
        let renewed = access::step_up(&person.caller, &code(&self.backend, totp))
            .await
            .unwrap();
        Person {
            cookie: renewed.clone().unwrap().cookie,
            caller: self.goes_on(renewed).await,
            email: person.email.clone(),
            totp: Arc::clone(&person.totp),
        }
    }

    /// The caller of a session that was renewed.
    pub(crate) async fn goes_on(&self, renewed: Option<Renewed>) -> Caller {
        let probe = SessionProbe::from_cookie(&self.visitor(), &renewed.unwrap().cookie).unwrap();
        access::identify(&probe, true).await.unwrap().unwrap()
    }

    /// The first step of a sign-in.
    pub(crate) async fn password(&self, email: &str) -> Begun {
        access::check_password(&self.visitor(), email, SecretString::from(PASSWORD), "")
            .await
            .unwrap()
    }

    /// Signs somebody in again, half a minute later: a code works once.
    pub(crate) async fn sign_in_again(&self, person: &Person) -> Person {
        self.pass(31).await;
        let begun = self.password(&person.email).await;
        let challenged = Challenged::from_cookie(&self.visitor(), &begun.cookie).unwrap();
        self.enter(&challenged, &person.email, Arc::clone(&person.totp)).await
    }

    /// Sets an authenticator app up, and is signed in.
    pub(crate) async fn set_up(&self, begun: Begun, email: &str) -> Person {
        let challenged = Challenged::from_cookie(&self.visitor(), &begun.cookie).unwrap();
        let enrolment = access::enrolment(&challenged).await.unwrap();
        let totp = TotpSecret::from_bytes(&base32(&enrolment.secret)).unwrap();
        self.enter(&challenged, email, Arc::new(totp)).await
    }

    async fn enter(&self, challenged: &Challenged, email: &str, totp: Arc<TotpSecret>) -> Person {
        let signed_in = access::enter_code(challenged, &code(&self.backend, &totp))
            .await
            .unwrap();
        let probe = SessionProbe::from_cookie(&visitor(&self.backend), &signed_in.cookie).unwrap();
        let caller = access::identify(&probe, false).await.unwrap().unwrap();
        Person {
            caller,
            cookie: signed_in.cookie,
            email: email.to_owned(),
            totp,
        }
    }
}

/// RFC 4648, section 6, as it is typed into an app.
pub(crate) fn base32(text: &str) -> Vec<u8> {
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0_u32);
    for letter in text.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'2'..=b'7' => letter - b'2' + 26,
            _ => panic!("not base32: {text}"),
        };
        held = held << 5 | u32::from(value);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits & 0xff) as u8);
        }
    }
    bytes
}

/// Two firms. Ana's case has Ana and Rosa assigned; Bruno, an administrator of the same firm, is not; Eva is of the other firm.
pub(crate) struct Firms {
    pub(crate) world: World,
    pub(crate) ana: Person,
    pub(crate) bruno: Person,
    pub(crate) rosa: Person,
    pub(crate) eva: Person,
    pub(crate) case: CaseId,
    pub(crate) party: PartyId,
    pub(crate) evas_case: CaseId,
}

impl Firms {
    pub(crate) async fn new() -> Self {
        Self::of(World::new().await).await
    }

    pub(crate) async fn of(world: World) -> Self {
        let ana = world.register("Solano & Asociados", "ana@solano.example").await;
        let bruno = world
            .add_colleague(&ana, "bruno@solano.example", Role::Administrator)
            .await;
        let rosa = world.add_colleague(&ana, "rosa@solano.example", Role::ReadOnly).await;
        let eva = world.register("Bufete Mora", "eva@mora.example").await;
        let (case, party) = open_case(&ana, "Compraventa en Heredia").await;
        cases::assign(&ana.caller, case, rosa.caller.me().user).await.unwrap();
        let (evas_case, _) = open_case(&eva, "Sucesión Mora").await;
        Self {
            world,
            ana,
            bruno,
            rosa,
            eva,
            case,
            party,
            evas_case,
        }
    }

    /// A small document in Ana's case.
    pub(crate) async fn upload(&self) -> DocumentId {
        documents::upload(
            &self.ana.caller,
            self.case,
            "Poder especial.pdf",
            &papers::small_document("Poder especial"),
        )
        .await
        .unwrap()
        .id
    }
}

/// A case with one client.
pub(crate) async fn open_case(person: &Person, title: &str) -> (CaseId, PartyId) {
    let form = NewCase {
        title: title.to_owned(),
        client_name: "Carmen Rojas".to_owned(),
        client_email: "carmen@rojas.example".to_owned(),
        ..NewCase::default()
    };
    let case = cases::open(&person.caller, form).await.unwrap();
    let page = cases::page(&person.caller, case).await.unwrap();
    (case, page.parties[0].id)
}
