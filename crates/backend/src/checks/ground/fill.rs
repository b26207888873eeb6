//! What stands on the ground.

use std::sync::Arc;

use domain::audit::Event;
use domain::ids::{AuthenticatorId, CaseId, EnvelopeId, FirmId, SignerId};
use domain::{Language, Role};
use paper::{Inspection, PageInfo};
use uuid::Uuid;
use vault::digest::hex;
use vault::{FirmKey, Token, TotpSecret};

use super::{Ground, Person, Sent};
use crate::Backend;
use crate::audit::Made;
use crate::checks::cannot;
use crate::documents::NewFile;
use crate::factors::authenticators::binding;
use crate::signing::{self, NewSigner};

/// The firms' name.
pub(in crate::checks) const FIRM: &str = "check";
/// The case's title.
pub(in crate::checks) const TITLE: &str = "The case of the promise checks";
/// The name of the party who is a client.
pub(in crate::checks) const CLIENT: &str = "Somebody whom nobody else may find";
/// The document's bytes.
pub(in crate::checks) const PAPER: &[u8] = b"%PDF-1.7 a document that nobody else may read";
/// The text of its one page.
pub(in crate::checks) const PAGE: &str = "a page that nobody else may read";

impl Ground {
    /// Makes the firms, a case with a party, a document, an envelope with a signer on a visit, and an entry in the log.
    pub(in crate::checks) async fn make(backend: &Backend) -> Result<Self, String> {
        let id = || backend.new_id::<Uuid>();
        let person = || Person::new(backend);
        let (firm, key) = (backend.new_id::<FirmId>(), FirmKey::generate());
        let (other_firm, other_key) = (backend.new_id::<FirmId>(), FirmKey::generate());
        let inspection = Inspection {
            sha256: String::new(),
            pages: vec![PageInfo {
                width: 612.0,
                height: 792.0,
                text: PAGE.to_owned(),
            }],
        };
        let mut ground = Self {
            conn: backend.database.begin_on_ground().await.map_err(cannot)?,
            sealing: Arc::clone(&backend.sealing),
            made: Made::default(),
            firm: firm.0,
            ana: person(),
            bruno: person(),
            eva: person(),
            other_firm: other_firm.0,
            case: id(),
            document: NewFile::seal(backend, firm, &key, PAPER, &inspection).map_err(cannot)?,
            key,
            visitor: Token::generate(),
        };
        let wrapped = [(firm, &ground.key), (other_firm, &other_key)]
            .map(|(firm, key)| (firm.0, key.wrap(&backend.master, firm.0, 1)));
        let people = [
            (firm, &ground.key, &ground.ana),
            (firm, &ground.key, &ground.bruno),
            (other_firm, &other_key, &ground.eva),
        ]
        .map(|(firm, key, person)| {
            let place = binding(firm, AuthenticatorId(person.id));
            (firm.0, person.clone(), key.seal(&place, TotpSecret::generate().bytes()))
        });
        ground.be("matterlock_auth", None).await?;
        for (firm, wrapped) in wrapped {
            ground.add_firm(firm, &wrapped).await?;
        }
        for (firm, person, totp) in people {
            ground.add_person(firm, &person, Role::Administrator, &totp).await?;
        }
        ground.add_case().await?;
        let sent = ground.send(backend, "1 day").await?;
        ground.visitor = ground.visit(&sent).await?;
        Ok(ground)
    }

    async fn add_firm(&mut self, firm: Uuid, wrapped: &[u8]) -> Result<(), String> {
        let wrapped = hex(wrapped);
        for statement in [
            format!("insert into firms (id, name, language) values ('{firm}', '{FIRM}', 'en')"),
            format!(
                "insert into firm_keys (firm_id, version, master_key_id, wrapped) values ('{firm}', 1, 'check', '\\x{wrapped}')"
            ),
        ] {
            self.run(&statement).await?;
        }
        Ok(())
    }

    /// Adds somebody with a role, an authenticator app, whose id is theirs, and a session at the office. As whoever signs
    /// people in.
    pub(in crate::checks) async fn add_person(
        &mut self,
        firm: Uuid,
        person: &Person,
        role: Role,
        totp: &[u8],
    ) -> Result<(), String> {
        let (user, session, hash) = (person.id, person.session, hex(&person.secret.sha256()));
        let (role, totp) = (role.name(), hex(totp));
        for statement in [
            format!(
                "insert into users (firm_id, id, email, name, role, language, password_hash)
                 values ('{firm}', '{user}', '{user}@check.invalid', 'check', '{role}', 'en', '$argon2id$v=19$m=19456,t=2,p=1$check')"
            ),
            format!("insert into authenticators (firm_id, id, user_id, name, secret) values ('{firm}', '{user}', '{user}', 'check', '\\x{totp}')"),
            format!("update authenticators set confirmed_at = app.now() where firm_id = '{firm}' and id = '{user}'"),
            format!(
                "insert into sessions (firm_id, id, user_id, secret_hash, idle_after, expires_at, address_source, device)
                 values ('{firm}', '{session}', '{user}', '\\x{hash}', interval '30 minutes', app.now() + interval '12 hours', 'server', 'check')"
            ),
        ] {
            self.run(&statement).await?;
        }
        Ok(())
    }

    /// A session at the administration, for somebody of Ana's firm whatever their role; its secret.
    pub(in crate::checks) async fn at_the_administration(&mut self, person: &Person) -> Result<Token, String> {
        self.at_the_console_of(self.firm, person).await
    }

    /// The same for somebody of another house.
    pub(in crate::checks) async fn at_the_console_of(&mut self, firm: Uuid, person: &Person) -> Result<Token, String> {
        let (user, secret) = (person.id, Token::generate());
        let (session, hash) = (Uuid::from_u128(!person.session.as_u128()), hex(&secret.sha256()));
        self.be("matterlock_auth", None).await?;
        self.run(&format!(
            "insert into sessions (firm_id, id, user_id, kind, secret_hash, idle_after, expires_at, address_source, device)
             values ('{firm}', '{session}', '{user}', 'admin', '\\x{hash}', interval '15 minutes', app.now() + interval '1 hour', 'server', 'check')"
        ))
        .await?;
        Ok(secret)
    }

    async fn add_case(&mut self) -> Result<(), String> {
        let (firm, case, ana) = (self.firm, self.case, self.ana.id);
        let new = &self.document;
        let (document, key, sha256) = (new.id, hex(&new.wrapped_key), hex(&new.sha256));
        let (object, text, size) = (&new.object_name, &new.text_object_name, PAPER.len());
        let statements = [
            format!("insert into cases (firm_id, id, title, kind, opened_by) values ('{firm}', '{case}', '{TITLE}', 'civil', '{ana}')"),
            format!("insert into parties (firm_id, case_id, id, role, name) values ('{firm}', '{case}', '{case}', 'client', '{CLIENT}')"),
            format!(
                "insert into documents (firm_id, case_id, id, file_name, size, pages, sha256, page_sizes, key_version, wrapped_key, object_name, text_object_name, uploaded_by)
                 values ('{firm}', '{case}', '{document}', 'check.pdf', {size}, 1, '\\x{sha256}', '[[612,792]]', 1, '\\x{key}', '{object}', '{text}', '{ana}')"
            ),
        ];
        self.be_ana().await?;
        for statement in &statements {
            self.run(statement).await?;
        }
        self.append(&Event::CaseRead { case: CaseId(case) }).await?;
        Ok(())
    }

    /// Ana sends the document to be signed, with a link that is good for so long: an interval, in the database's words.
    pub(in crate::checks) async fn send(&mut self, backend: &Backend, time: &str) -> Result<Sent, String> {
        let (envelope, signer) = (backend.new_id::<EnvelopeId>(), backend.new_id::<SignerId>());
        let (firm, case, ana) = (self.firm, self.case, self.ana.id);
        let (document, sha256) = (self.document.id, hex(&self.document.sha256));
        let language = Language::En.tag();
        self.be_ana().await?;
        self.run(&format!(
                "insert into envelopes (firm_id, case_id, id, document_id, document_sha256, language, message, sent_by, sender_name, expires_at)
                 values ('{firm}', '{case}', '{envelope}', '{document}', '\\x{sha256}', '{language}', '', '{ana}', 'check', app.now() + interval '{time}')"
            )).await?;
        let new = NewSigner {
            firm: FirmId(firm),
            case: CaseId(case),
            envelope,
            signer,
            party: None,
            name: "check",
            email: "check@check.invalid",
        };
        let link = signing::add_signer(backend, &mut self.conn, &self.key, &new)
            .await
            .map_err(cannot)?;
        self.run(&format!(
            "insert into fields (firm_id, case_id, envelope_id, signer_id, id, kind, page, x, y, width, height)
                 values ('{firm}', '{case}', '{envelope}', '{signer}', '{signer}', 'signature', 1, 0.1, 0.1, 0.2, 0.1)"
        ))
        .await?;
        Ok(Sent { envelope, signer, link })
    }

    /// Begins a visit as if the link had been opened while its time lasted; its secret.
    pub(in crate::checks) async fn visit(&mut self, sent: &Sent) -> Result<Token, String> {
        let (firm, case, envelope, signer) = (self.firm, self.case, sent.envelope, sent.signer);
        let secret = Token::generate();
        let hash = hex(&secret.sha256());
        self.be("matterlock_auth", None).await?;
        for statement in [
            format!("update signers set state = 'opened', opened_at = app.now() where firm_id = '{firm}' and id = '{signer}'"),
            format!(
                "insert into visits (firm_id, case_id, envelope_id, signer_id, id, secret_hash, expires_at, address_source, device)
                 values ('{firm}', '{case}', '{envelope}', '{signer}', '{signer}', '\\x{hash}', app.now() + interval '1 day', 'server', 'check')"
            ),
        ] {
            self.run(&statement).await?;
        }
        Ok(secret)
    }
}
