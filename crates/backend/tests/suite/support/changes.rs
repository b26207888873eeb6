//! Everything that somebody of a firm can change, and a digest of all that could have been.

use backend::{cases, checks, documents, signing};
use domain::Error;
use domain::cases::{CaseChange, CaseKind, NewCase, Stage};
use domain::ids::{CaseId, DocumentId, EnvelopeId, GlassId, PartyId, UserId};
use domain::parties::{PartyForm, PartyRole};
use domain::signing::Channel;

use super::papers::small_document;
use super::people::{Firms, Person, open_case};

pub(crate) fn change(firms: &Firms, title: &str) -> CaseChange {
    CaseChange {
        id: firms.case,
        version: 1,
        title: title.to_owned(),
        kind: CaseKind::Civil,
        stage: Stage::Active,
        summary: String::new(),
    }
}

pub(crate) fn witness(firms: &Firms, name: &str) -> PartyForm {
    PartyForm {
        case: firms.case,
        id: None,
        version: 1,
        role: PartyRole::Witness,
        name: name.to_owned(),
        email: String::new(),
        phone: String::new(),
    }
}

/// Everything in every table, as one digest; the files of the store by number.
pub(crate) async fn fingerprint(firms: &Firms, but: &[&str]) -> String {
    let tables: String = firms
        .world
        .text("select string_agg(relname, ' ' order by relname) from pg_class where relnamespace = 'matterlock'::regnamespace and relkind in ('r', 'p')")
        .await;
    // Checkpoints are signed and kept without an entry: they are what proves the entries.
    let files = firms.world.folder.files();
    let files = files
        .iter()
        .filter(|file| file.parent().is_none_or(|parent| !parent.ends_with("checkpoints")));
    let mut prints = vec![format!("{} files", files.count())];
    for table in tables.split(' ').filter(|table| !but.contains(table)) {
        let print = firms
            .world
            .text(&format!(
                "select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from matterlock.{table} t"
            ))
            .await;
        prints.push(format!("{table} {print}"));
    }
    prints.join("\n")
}

/// What there is to be changed.
pub(crate) struct Things {
    pub(crate) envelope: EnvelopeId,
    pub(crate) document: DocumentId,
    /// A party that signs nothing.
    pub(crate) spare: PartyId,
    /// Somebody who is assigned too.
    pub(crate) assigned: UserId,
    /// Somebody who may be walled off.
    pub(crate) outsider: UserId,
    /// Somebody who is.
    pub(crate) walled: UserId,
    /// The number of a case of Bruno's.
    pub(crate) brunos_case: String,
    /// Access that Bruno has by break-glass.
    pub(crate) glass: GlassId,
    /// A case of Ana's without a legal hold; on that of everything else there is one.
    pub(crate) unheld: CaseId,
}

pub(crate) const REASON: &str = "El plazo vence hoy";

impl Firms {
    /// Places a legal hold on Ana's case.
    pub(crate) async fn hold(&self) {
        cases::place_hold(&self.ana.caller, self.case, REASON).await.unwrap();
    }
}

/// A case's number.
pub(crate) async fn number(firms: &Firms, case: CaseId) -> String {
    firms
        .world
        .text(&format!("select number from matterlock.cases where id = '{case}'"))
        .await
}

/// Somebody of Ana's firm who never signs in.
pub(crate) async fn somebody(firms: &Firms, name: &str) -> UserId {
    let (firm, id) = (firms.ana.firm(), UserId(vault::random::uuid_v7(1_800_000_000_000)));
    firms
        .world
        .alter(&format!(
            "insert into matterlock.users (firm_id, id, email, name, role, language, password_hash)
             values ('{firm}', '{id}', '{id}@solano.example', '{name}', 'attorney', 'es', 'x')"
        ))
        .await;
    id
}

pub(crate) async fn things(firms: &Firms, envelope: EnvelopeId) -> Things {
    let spare = cases::save_party(&firms.ana.caller, witness(firms, "De sobra"))
        .await
        .unwrap();
    let (ana, case) = (&firms.ana.caller, firms.case);
    let assigned = somebody(firms, "sara").await;
    cases::assign(ana, case, assigned).await.unwrap();
    let walled = somebody(firms, "tomas").await;
    cases::raise_wall(ana, case, walled, REASON).await.unwrap();
    let (brunos_case, _) = open_case(&firms.bruno, "Asunto de Bruno").await;
    cases::break_glass(&firms.bruno.caller, &number(firms, case).await, REASON)
        .await
        .unwrap();
    cases::place_hold(ana, case, REASON).await.unwrap();
    let (unheld, _) = open_case(&firms.ana, "Sin retención").await;
    let glass = cases::page(ana, case).await.unwrap().broken_glass[0].id;
    Things {
        envelope,
        document: firms.upload().await,
        spare,
        assigned,
        outsider: somebody(firms, "ulises").await,
        walled,
        brunos_case: number(firms, brunos_case).await,
        glass,
        unheld,
    }
}

/// Everything that somebody of the firm can change, and whether it was done.
pub(crate) async fn change_everything(
    firms: &Firms,
    person: &Person,
    things: Things,
) -> Vec<(&'static str, Result<(), Error>)> {
    let Things {
        envelope,
        document,
        spare,
        assigned,
        outsider,
        walled,
        brunos_case,
        glass,
        unheld,
    } = things;
    let caller = &person.caller;
    let told = |failure: backend::Failure| failure.tell("r");
    let new = NewCase {
        title: "Nuevo".to_owned(),
        ..NewCase::default()
    };
    let bruno = firms.bruno.caller.me().user;
    vec![
        ("open", cases::open(caller, new).await.map(drop).map_err(told)),
        (
            "change",
            cases::change(caller, change(firms, "Otro nombre")).await.map_err(told),
        ),
        (
            "save_party",
            cases::save_party(caller, witness(firms, "Testigo"))
                .await
                .map(drop)
                .map_err(told),
        ),
        (
            "save_party again",
            cases::save_party(
                caller,
                PartyForm {
                    id: Some(firms.party),
                    version: 1,
                    email: "carmen@otra.example".to_owned(),
                    ..witness(firms, "Carmen R.")
                },
            )
            .await
            .map(drop)
            .map_err(told),
        ),
        ("end_glass", cases::end_glass(caller, glass).await.map_err(told)),
        ("assign", cases::assign(caller, firms.case, bruno).await.map_err(told)),
        (
            "unassign",
            cases::unassign(caller, firms.case, firms.rosa.caller.me().user)
                .await
                .map_err(told),
        ),
        (
            "name_responsible",
            cases::name_responsible(caller, firms.case, assigned)
                .await
                .map_err(told),
        ),
        (
            "raise_wall",
            cases::raise_wall(caller, firms.case, outsider, REASON)
                .await
                .map_err(told),
        ),
        (
            "lift_wall",
            cases::lift_wall(caller, firms.case, walled, REASON).await.map_err(told),
        ),
        (
            "place_hold",
            cases::place_hold(caller, unheld, REASON).await.map_err(told),
        ),
        (
            "lift_hold",
            cases::lift_hold(caller, firms.case, REASON).await.map_err(told),
        ),
        (
            "break_glass",
            cases::break_glass(caller, &brunos_case, REASON)
                .await
                .map(drop)
                .map_err(told),
        ),
        (
            "upload",
            documents::upload(caller, firms.case, "x.pdf", &small_document("x"))
                .await
                .map(drop)
                .map_err(told),
        ),
        (
            "request",
            signing::request(caller, firms.request_for(document))
                .await
                .map(drop)
                .map_err(told),
        ),
        (
            "hand_over",
            signing::hand_over(caller, envelope, Channel::Qr)
                .await
                .map(drop)
                .map_err(told),
        ),
        ("mail_link", signing::mail_link(caller, envelope).await.map_err(told)),
        ("void", signing::void(caller, envelope, "").await.map_err(told)),
        (
            "remove_party",
            cases::remove_party(caller, firms.case, spare).await.map_err(told),
        ),
        ("run_checks", checks::run_by(caller).await.map(drop).map_err(told)),
    ]
}
